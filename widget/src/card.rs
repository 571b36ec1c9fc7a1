//! A tutorial's card in its three states, with the spotlight beside it.

use content::item::Media;
use engine::Act;
use engine::view::{Awaited, Card, CardState, Unclear};
use yew::prelude::*;

use crate::icon::{self, icon};
use crate::pen::{Pen, opens};

/// The nodes that geometry and focus need.
pub(crate) struct CardRefs<'a> {
    pub(crate) card: &'a NodeRef,
    pub(crate) body: &'a NodeRef,
    pub(crate) note: &'a NodeRef,
}

/// Whether the card goes on from the one before it, so that nothing fades.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    First,
    Continued,
}

impl Entrance {
    /// The value of `data-still`.
    pub(crate) fn still(self) -> Option<&'static str> {
        (self == Self::Continued).then_some("")
    }
}

/// Draws the card.
pub(crate) fn card(pen: &Pen<'_>, card: &Card, refs: &CardRefs<'_>, entrance: Entrance) -> Html {
    let paused = card.state == CardState::Paused;
    html! {
        <section ref={refs.card} class="sf" part="card" role="dialog" tabindex="-1"
            aria-labelledby="card-title" aria-describedby="card-body"
            data-id={card.id.clone()} data-step={card.step.clone()} data-still={entrance.still()}>
            if paused {
                { paused_words(pen, card, refs) }
            } else {
                { step_words(pen, card, refs) }
            }
            { footer(pen, card) }
        </section>
    }
}

fn paused_words(pen: &Pen<'_>, card: &Card, refs: &CardRefs<'_>) -> Html {
    let words = pen.words;
    html! {
        <>
            <header>
                <p class="row meta">
                    { icon(icon::PAUSE) }
                    <span>{ words.paused }</span>
                </p>
                { pen.icon_button("card-close", words.close_guide, icon::CLOSE, Act::Close) }
            </header>
            <p class="meta" part="card-title">{ card.title.clone() }</p>
            <h2 id="card-title">{ words.paused_title }</h2>
            <div ref={refs.body} id="card-body" part="card-body" class="stack"><p>{ words.paused_body }</p></div>
        </>
    }
}

fn step_words(pen: &Pen<'_>, card: &Card, refs: &CardRefs<'_>) -> Html {
    let words = pen.words;
    let awaited = match card.awaited {
        _ if card.state == CardState::Elsewhere => Some(words.elsewhere),
        Awaited::Next => None,
        Awaited::Click => Some(words.do_click),
        Awaited::Input => Some(words.do_input),
        Awaited::Done => Some(words.do_other),
    };
    html! {
        <>
            <header>
                { progress(pen, card) }
                { pen.icon_button("card-snooze", words.snooze, icon::CLOCK, Act::Snooze) }
                { pen.icon_button("card-close", words.close_guide, icon::CLOSE, Act::Close) }
            </header>
            <h2 id="card-title" part="card-title">{ card.title.clone() }</h2>
            <div ref={refs.body} id="card-body" part="card-body" class="stack">{ pen.blocks(&card.body) }</div>
            if let Some(Media::Image { asset, alt }) = &card.media {
                { pen.image(asset, alt) }
            }
            if let Some(other) = &card.unclear {
                { note(pen, other, refs.note) }
            }
            if let Some(awaited) = awaited {
                <p class="do">{ icon(icon::POINT) }<span>{ awaited }</span></p>
            }
        </>
    }
}

/// Waypoints and "2 / 5"; a long guide shows the numbers only.
fn progress(pen: &Pen<'_>, card: &Card) -> Html {
    let dashes = if card.of > 10 { 0 } else { card.of };
    let dash = |n: u32| match n.cmp(&card.at) {
        std::cmp::Ordering::Less => html! { <i class="on" /> },
        std::cmp::Ordering::Equal => html! { <i class="now" /> },
        std::cmp::Ordering::Greater => html! { <i /> },
    };
    let shown = [&card.at.to_string(), " / ", &card.of.to_string()].concat();
    html! {
        <p part="card-progress">
            { (1..=dashes).map(dash).collect::<Html>() }
            <span class="tag" aria-hidden="true">{ shown }</span>
            <span class="vh">{ pen.words.position(card.at, card.of) }</span>
        </p>
    }
}

/// The other words. Where the author gave none, the person still hears that it was noted.
fn note(pen: &Pen<'_>, other: &Unclear, node: &NodeRef) -> Html {
    let links: Vec<_> = other.links.iter().filter(|l| opens(&l.link)).collect();
    let nothing = other.body.is_empty() && links.is_empty();
    html! {
        <div ref={node} class="note" tabindex="-1">
            { icon(icon::QUESTION) }
            <div class="stack">
                if nothing {
                    <p>{ pen.words.unclear_thanks }</p>
                } else {
                    <b>{ pen.words.other_words }</b>
                    { pen.blocks(&other.body) }
                    { links.iter().map(|l| html! { <p>{ pen.link(&l.link, html! { {l.label.clone()} }) }</p> }).collect::<Html>() }
                }
            </div>
        </div>
    }
}

/// Fixed order: not clear at the start, back, then the one filled button. A "do it" step has no Next.
fn footer(pen: &Pen<'_>, card: &Card) -> Html {
    let words = pen.words;
    let unclear = card.unclear.is_none() && card.state == CardState::Here;
    let next = card.awaited == Awaited::Next && card.state == CardState::Here;
    let back = card.back && card.state != CardState::Paused;
    if !(unclear || next || back || card.state != CardState::Here) {
        return Html::default();
    }
    let label = if card.last { words.finish } else { words.next };
    html! {
        <footer>
            if unclear {
                { pen.button("card-unclear", "btn soft", words.unclear, Some(words.unclear_name.to_owned()), Act::Unclear) }
            }
            if back {
                { pen.button("card-back", "btn line", words.back, None, Act::Back) }
            }
            if next {
                { pen.button("card-next", "btn pri", label, None, Act::Next) }
            }
            if card.state == CardState::Elsewhere {
                { pen.button("card-go", "btn pri", words.go, None, Act::Go) }
            }
            if card.state == CardState::Paused {
                { pen.button("card-snooze", "btn soft", words.later, None, Act::Snooze) }
                { pen.button("card-skip", "btn line", words.skip, None, Act::Skip) }
            }
        </footer>
    }
}
