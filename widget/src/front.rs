//! Announcements as banner, modal and toast, and what all surfaces that speak up share: a film loaded on a click, a
//! note with a mark, options to pick from. Not here: quizzes and surveys.

use content::decimal;
use content::item::{Form, Media};
use engine::Act;
use engine::deed::Deed;
use engine::surface::{AnnouncementView, Front, OptionView};
use yew::{Html, NodeRef};

use crate::el::{El, el, list, text};
use crate::icon::{self, icon};
use crate::pen::Pen;
use crate::{quiz, survey};

/// Draws whichever it is; `plays`: its film was asked for.
pub(crate) fn front(pen: &Pen<'_>, shown: &Front, node: &NodeRef, plays: bool) -> Html {
    match shown {
        Front::Announcement(news) => announcement(pen, news, node, plays),
        Front::Quiz(shown) => quiz::quiz(pen, shown, node),
        Front::Survey(shown) => survey::survey(pen, shown, node),
    }
}

/// The id of what a front surface shows.
pub(crate) fn id(front: &Front) -> &str {
    match front {
        Front::Announcement(shown) => &shown.id,
        Front::Quiz(shown) => &shown.id,
        Front::Survey(shown) => &shown.id,
    }
}

/// Whether a person opened it.
pub(crate) fn takes_focus(front: &Front) -> bool {
    match front {
        Front::Announcement(shown) => shown.takes_focus,
        Front::Quiz(shown) => shown.takes_focus,
        Front::Survey(shown) => shown.takes_focus,
    }
}

/// Whether it makes the page inert.
pub(crate) fn is_modal(front: &Front) -> bool {
    matches!(front, Front::Announcement(news) if news.form == Form::Modal)
}

fn announcement(pen: &Pen<'_>, news: &AnnouncementView, node: &NodeRef, plays: bool) -> Html {
    let surface = match news.form {
        Form::Modal => el(
            "dialog;class=sf;part=modal;tabindex=-1;aria-labelledby=front-title;aria-describedby=front-body",
        ),
        Form::Toast => {
            el("section;class=sf;part=toast;role=group;tabindex=-1;aria-labelledby=front-title")
        }
        _ => el("section;class=sf;part=banner;role=region;tabindex=-1;aria-labelledby=front-title"),
    };
    let surface = surface.node(node).key(&news.id).set("data-id", &news.id);
    let act = |n: usize| {
        Act::Deed(Deed::Announced {
            id: news.id.clone(),
            button: n as u32,
        })
    };
    let button = |n: usize, class: &str, label: &str| {
        pen.button("announcement-action", class, label, None, act(n))
    };
    let links = || {
        let link = |(n, label): (usize, &String)| button(n, "link", label);
        list(news.actions.iter().enumerate().map(link).collect())
    };
    let close = || {
        let (name, act) = (pen.words.dismiss, Act::Deed(Deed::CloseFront));
        pen.icon_button("announcement-close", name, icon::CLOSE, act)
    };
    let body = || pen.blocks(&news.body);
    match news.form {
        Form::Modal => {
            // Where the author offers two ways, "later" is one of them or the corner's ×.
            let many = news.actions.len() > 1;
            let header = many.then(|| {
                el("header;role=none")
                    .put(el("span").done())
                    .put(close())
                    .done()
            });
            let label = match news.actions.len() {
                0 => Some(("btn pri", pen.words.close)),
                1 => Some(("btn", pen.words.not_now)),
                _ => None,
            };
            let later = label.map(|(class, label)| {
                let act = Act::Deed(Deed::CloseFront);
                pen.button("announcement-close", class, label, None, act)
            });
            let filled = |(n, label): (usize, &String)| {
                button(n, if n == 0 { "btn pri" } else { "btn line" }, label)
            };
            let buttons = news.actions.iter().enumerate().rev().map(filled).collect();
            surface
                .maybe(header)
                .maybe(news.media.as_ref().map(|m| media(pen, m, plays)))
                .put(el("h2;id=front-title").text(&news.title).done())
                .put(el("div;id=front-body;class=stack").put(body()).done())
                .put(el("footer;role=none").maybe(later).all(buttons).done())
                .done()
        }
        Form::Toast => surface
            .put(icon(icon::DONE))
            .put(
                el("div;class=grow stack")
                    .put(el("b;id=front-title").text(&news.title).done())
                    .put(body())
                    .maybe(news.media.as_ref().map(|m| media(pen, m, plays)))
                    .put(links())
                    .done(),
            )
            .put(close())
            .done(),
        _ => surface
            .put(
                el("div;class=grow")
                    .put(el("b;id=front-title").text(&news.title).done())
                    .text(" ")
                    .put(body())
                    .done(),
            )
            .put(links())
            .put(close())
            .done(),
    }
}

/// A picture, or a film: its still until somebody wants to see it.
pub(crate) fn media(pen: &Pen<'_>, media: &Media, plays: bool) -> Html {
    let address = |path: &str| [pen.base, path].concat();
    match media {
        Media::Image { asset, alt } => pen.image(asset, alt),
        Media::Video {
            asset,
            poster,
            captions,
        } if plays => {
            let track = captions.as_ref().map(|path| {
                el("track;kind=captions;default")
                    .flag("default", true)
                    .set("label", pen.words.captions)
                    .set("srclang", pen.language)
                    .set("src", &address(path))
                    .done()
            });
            let film = el("video;class=film;controls;autoplay;playsinline;crossorigin=anonymous")
                .flag("controls", true)
                .flag("autoplay", true)
                .flag("playsinline", true)
                .set("src", &address(asset));
            let film = match poster {
                Some(poster) => film.set("poster", &address(poster)),
                None => film,
            };
            film.maybe(track).done()
        }
        Media::Video { poster, .. } => {
            let still = poster.as_ref().map(|poster| pen.image(poster, ""));
            let button = el("button;type=button;class=film;part=media-play")
                .set("aria-label", pen.words.play)
                .set("title", pen.words.play);
            pen.says(button, Act::Deed(Deed::Media(false)))
                .maybe(still)
                .put(el("span;class=big").put(icon(icon::PLAY)).done())
                .done()
        }
    }
}

/// A box with an icon: `ok`, `warn`, or none of them.
pub(crate) fn note(kind: &str, sign: &str) -> Box<El> {
    el("div;class=note").set("data-kind", kind).put(icon(sign))
}

/// An option with a radio button or a box.
pub(crate) fn option(pen: &Pen<'_>, option: &OptionView, many: bool, locked: bool) -> Html {
    let words = pen.words;
    let field = el("input;name=option")
        .set("type", if many { "checkbox" } else { "radio" })
        .check(option.picked);
    let field = if locked {
        field.set("aria-disabled", "true")
    } else {
        field
    };
    let mark = option.mark.map(|mark| {
        let (sign, said) = match mark {
            engine::surface::Mark::Right => (icon::CHECK, words.correct),
            engine::surface::Mark::Wrong => (icon::RETRY, words.your_answer),
        };
        el("span;class=end tag")
            .put(icon(sign))
            .put(el("span").text(said).done())
            .done()
    });
    let label = el("label;part=option").set("data-id", &option.id);
    let label = match option.mark {
        Some(mark) => label.set("data-mark", mark.text()),
        None => label,
    };
    label
        .put(
            pen.says(field, Act::Deed(Deed::Pick(option.id.clone())))
                .done(),
        )
        .put(el("span;class=grow").text(&option.text).done())
        .maybe(mark)
        .done()
}

/// "2 / 3", where there is more than one.
pub(crate) fn position(at: u32, of: u32) -> Option<Html> {
    let shown = [&decimal(at), " / ", &decimal(of)].concat();
    (of > 1).then(|| el("span;class=tag at").text(&shown).done())
}

/// A line of small words with the position behind it.
pub(crate) fn kicker(words: &str, at: u32, of: u32) -> Html {
    el("p;class=meta row")
        .maybe((!words.is_empty()).then(|| el("span").text(words).done()))
        .maybe(position(at, of))
        .done()
}

/// What is left to say at the end: a tick, a word and a sentence.
pub(crate) fn done(title: &str, line: &str) -> Html {
    el("div;class=done")
        .put(el("span;class=big").put(icon(icon::CHECK)).done())
        .put(el("h2;id=front-title").put(text(title)).done())
        .put(el("p;class=sub").text(line).done())
        .done()
}
