//! A tutorial's card in its three states, with the spotlight beside it.

use content::decimal;
use engine::Act;
use engine::deed::Deed;
use engine::view::{Awaited, Card, CardState, Unclear};
use yew::{Html, NodeRef};

use crate::el::{El, el, list, text};
use crate::front::media;
use crate::icon::{self, icon};
use crate::pen::Pen;

/// The nodes that geometry and focus need.
pub(crate) struct CardRefs<'a> {
    pub(crate) card: &'a NodeRef,
    pub(crate) body: &'a NodeRef,
    pub(crate) note: &'a NodeRef,
    /// The step's film was asked for.
    pub(crate) plays: bool,
}

/// Whether the card goes on from the one before it, so that nothing fades.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    First,
    Continued,
}

impl Entrance {
    /// Marks what does not fade.
    pub(crate) fn mark(self, element: Box<El>) -> Box<El> {
        element.flag("data-still", self == Self::Continued)
    }
}

/// Draws the card.
pub(crate) fn card(pen: &Pen<'_>, card: &Card, refs: &CardRefs<'_>, entrance: Entrance) -> Html {
    let section = el(
        "section;class=sf;part=card;role=dialog;tabindex=-1;aria-labelledby=card-title;aria-describedby=card-body",
    )
    .node(refs.card)
    .set("data-id", &card.id)
    .set("data-step", &card.step);
    let inside = if card.state == CardState::Paused {
        paused_words(pen, card, refs)
    } else {
        step_words(pen, card, refs)
    };
    entrance
        .mark(section)
        .all(inside)
        .put(footer(pen, card))
        .done()
}

fn body(refs: &CardRefs<'_>, inside: Html) -> Html {
    el("div;id=card-body;part=card-body;class=stack")
        .node(refs.body)
        .put(inside)
        .done()
}

fn close(pen: &Pen<'_>) -> Html {
    pen.icon_button("card-close", pen.words.close_guide, icon::CLOSE, Act::Close)
}

fn paused_words(pen: &Pen<'_>, card: &Card, refs: &CardRefs<'_>) -> Vec<Html> {
    let words = pen.words;
    let state = el("p;class=row meta")
        .put(icon(icon::PAUSE))
        .put(el("span").text(words.paused).done());
    vec![
        el("header;role=none")
            .put(state.done())
            .put(close(pen))
            .done(),
        el("p;class=meta;part=card-title").text(&card.title).done(),
        el("h2;id=card-title").text(words.paused_title).done(),
        body(refs, el("p").text(words.paused_body).done()),
    ]
}

fn step_words(pen: &Pen<'_>, card: &Card, refs: &CardRefs<'_>) -> Vec<Html> {
    let words = pen.words;
    let awaited = match card.awaited {
        _ if card.state == CardState::Elsewhere => words.elsewhere,
        Awaited::Next => "",
        Awaited::Click => words.do_click,
        Awaited::Input => words.do_input,
        Awaited::Done => words.do_other,
    };
    let awaited = (!awaited.is_empty()).then(|| {
        el("p;class=do")
            .put(icon(icon::POINT))
            .put(el("span").text(awaited).done())
            .done()
    });
    let picture = card.media.as_ref().map(|m| media(pen, m, refs.plays));
    let other = card.unclear.as_ref().map(|o| note(pen, o, refs.note));
    let header = el("header;role=none")
        .put(progress(pen, card))
        .put(pen.icon_button("card-snooze", words.snooze, icon::CLOCK, Act::Snooze))
        .put(close(pen));
    vec![
        header.done(),
        el("h2;id=card-title;part=card-title")
            .text(&card.title)
            .done(),
        body(refs, pen.blocks(&card.body)),
        picture.unwrap_or_default(),
        other.unwrap_or_default(),
        awaited.unwrap_or_default(),
    ]
}

/// Waypoints and "2 / 5"; a long guide shows the numbers only.
fn progress(pen: &Pen<'_>, card: &Card) -> Html {
    let dashes = if card.of > 10 { 0 } else { card.of };
    let dash = |n: u32| match n.cmp(&card.at) {
        std::cmp::Ordering::Less => el("i;class=on").done(),
        std::cmp::Ordering::Equal => el("i;class=now").done(),
        std::cmp::Ordering::Greater => el("i").done(),
    };
    let shown = [&decimal(card.at), " / ", &decimal(card.of)].concat();
    let said = pen.words.position(card.at, card.of);
    el("p;part=card-progress")
        .all((1..=dashes).map(dash).collect())
        .put(el("span;class=tag at;aria-hidden=true").text(&shown).done())
        .put(el("span;class=vh").text(&said).done())
        .done()
}

/// The other words. Where the author gave none, the person still hears that it was noted.
fn note(pen: &Pen<'_>, other: &Unclear, node: &NodeRef) -> Html {
    let links: Vec<_> = other
        .links
        .iter()
        .map(|l| el("p").put(pen.link(&l.link, text(&l.label))).done())
        .collect();
    let links_none = links.is_empty();
    let stack = el("div;class=stack");
    let stack = if other.body.is_empty() && links_none {
        stack.put(el("p").text(pen.words.unclear_thanks).done())
    } else {
        stack
            .put(el("b").text(pen.words.other_words).done())
            .put(pen.blocks(&other.body))
            .put(list(links))
    };
    let thanked = other.said && !(other.body.is_empty() && links_none);
    let stack = if other.said {
        stack.maybe(thanked.then(|| el("p;class=meta").text(pen.words.unclear_thanks).done()))
    } else {
        stack.put(say_more(pen))
    };
    let ask = Act::Deed(Deed::OpenPanel("inquiry"));
    let ask = pen.button("inquiry-open", "link", pen.words.ask_team, None, ask);
    let stack = stack.put(el("p").put(ask).done());
    el("div;class=note;tabindex=-1")
        .node(node)
        .put(icon(icon::QUESTION))
        .put(stack.done())
        .done()
}

/// What was not clear, in the person's own words: never asked for, only offered.
fn say_more(pen: &Pen<'_>) -> Html {
    let words = pen.words;
    let field = el("input;type=text;class=field;part=unclear-text;maxlength=500;autocomplete=off")
        .set("aria-label", words.unclear_where)
        .set("placeholder", words.unclear_where);
    let send = Act::Deed(Deed::SayUnclear(String::new()));
    el("div;class=row")
        .put(field.done())
        .put(pen.button("unclear-submit", "btn line", words.send, None, send))
        .done()
}

/// Fixed order: not clear at the start, back, then the one filled button. A "do it" step has no Next.
fn footer(pen: &Pen<'_>, card: &Card) -> Html {
    let words = pen.words;
    let here = card.state == CardState::Here;
    let paused = card.state == CardState::Paused;
    let unclear = card.unclear.is_none() && here;
    let next = card.awaited == Awaited::Next && here;
    let back = card.back && !paused;
    if !(unclear || next || back || !here) {
        return Html::default();
    }
    let button = |shown: bool, part: &str, class: &str, label: &str, name, act| {
        shown.then(|| pen.button(part, class, label, name, act))
    };
    let label = if card.last { words.finish } else { words.next };
    let name = Some(words.unclear_name);
    let elsewhere = !here && !paused;
    let (soft, line, filled) = ("btn soft", "btn line", "btn pri");
    el("footer;role=none")
        .maybe(button(
            unclear,
            "card-unclear",
            soft,
            words.unclear,
            name,
            Act::Unclear,
        ))
        .maybe(button(back, "card-back", line, words.back, None, Act::Back))
        .maybe(button(next, "card-next", filled, label, None, Act::Next))
        .maybe(button(
            elsewhere,
            "card-go",
            filled,
            words.go,
            None,
            Act::Go,
        ))
        .maybe(button(
            paused,
            "card-snooze",
            soft,
            words.later,
            None,
            Act::Snooze,
        ))
        .maybe(button(
            paused,
            "card-skip",
            line,
            words.skip,
            None,
            Act::Skip,
        ))
        .done()
}
