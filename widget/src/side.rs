//! The panels over the launcher beside the checklist (help has a file of its own): news, guides as text, what is
//! recorded. And the short note at the side.

use content::decimal;
use engine::Act;
use engine::deed::{Deed, Notice};
use engine::panel::{
    FeedItem, FeedView, GuideLine, HelpPlace, Matter, Panel, PrivacyView, TextStep, TextView,
};
use yew::{Html, NodeRef};

use crate::el::{El, el, text};
use crate::help;
use crate::icon::{self, icon};
use crate::pen::Pen;

/// Draws the open panel; `still`: another one was open before, so that nothing fades.
pub(crate) fn panel(pen: &Pen<'_>, panel: &Panel, node: &NodeRef, still: bool) -> Html {
    let mut drawn = Html::default();
    door_panel(pen, panel, node, still, &mut drawn);
    drawn
}

#[inline(never)]
fn door_panel(pen: &Pen<'_>, panel: &Panel, node: &NodeRef, still: bool, drawn: &mut Html) {
    let (aside, inside) = match panel {
        Panel::Help(shown) => (el("section;part=help"), help::help(pen, shown)),
        Panel::Feed(shown) => (el("section;part=feed"), feed(pen, shown)),
        Panel::Text(shown) => (el("section;part=text-list"), guides(pen, shown)),
        Panel::Privacy(shown) => (el("section;part=privacy"), privacy(pen, shown)),
    };
    *drawn = aside
        .node(node)
        // Another page is a new element: it begins at its top. A search keeps the field that is typed in.
        .key(&page(panel))
        .set("class", "sf side")
        .set("role", "dialog")
        .set("tabindex", "-1")
        .set("aria-labelledby", "panel-title")
        .flag("data-still", still)
        .all(inside)
        .done();
}

/// Which page of which panel this is.
pub(crate) fn page(panel: &Panel) -> String {
    let mut page = String::new();
    door_page(panel, &mut page);
    page
}

#[inline(never)]
fn door_page(panel: &Panel, page: &mut String) {
    *page = match panel {
        Panel::Help(shown) => match &shown.place {
            HelpPlace::Home { .. } | HelpPlace::Results { .. } => "help".to_owned(),
            HelpPlace::Article { id, .. } => ["article ", id].concat(),
            HelpPlace::Inquiry { .. } => "inquiry".to_owned(),
            HelpPlace::Sent { number, .. } => number.clone(),
        },
        Panel::Feed(_) => "feed".to_owned(),
        Panel::Text(_) => "text".to_owned(),
        Panel::Privacy(_) => "privacy".to_owned(),
    };
}

/// The head of a panel: a way back or none, its title, ×.
pub(crate) fn head(pen: &Pen<'_>, title: &str, back: Option<Act>, close: &str) -> Html {
    let words = pen.words;
    let back = back.map(|act| {
        let button = el("button;type=button;class=icon;part=panel-back")
            .set("aria-label", words.more().back_to_help)
            .set("title", words.more().back_to_help);
        pen.says(button, act).put(icon::arrow(icon::BACK)).done()
    });
    let title = el("h2;id=panel-title").text(title).done();
    let closing = Act::Deed(Deed::ClosePanel);
    el("header;role=none")
        .put(el("div;class=row").maybe(back).put(title).done())
        .put(pen.icon_button(close, words.close, icon::CLOSE, closing))
        .done()
}

/// A guide that can be started.
pub(crate) fn guide(pen: &Pen<'_>, guide: &GuideLine, part: &str) -> Html {
    let words = pen.words;
    let minutes = if guide.minutes > 0 {
        words.minutes(guide.minutes)
    } else {
        String::new()
    };
    let done = if guide.done { words.done } else { "" };
    let line = words.beside(&[words.more().guide_line, &minutes, done]);
    let act = Act::Deed(Deed::StartGuide(guide.id.clone()));
    pen.row(part, None, text(&guide.title), Some(text(&line)), act)
}

fn to_help() -> Option<Act> {
    Some(Act::Deed(Deed::OpenPanel("help")))
}

fn nothing(said: &str) -> Html {
    el("p;class=sub sec").text(said).done()
}

fn feed(pen: &Pen<'_>, feed: &FeedView) -> Vec<Html> {
    let words = pen.words;
    let items = if feed.items.is_empty() {
        nothing(words.more().no_news)
    } else {
        let items = feed.items.iter().map(|item| news(pen, item));
        el("ul;class=list").all(items.collect()).done()
    };
    vec![head(pen, words.more().news, to_help(), "feed-close"), items]
}

fn news(pen: &Pen<'_>, item: &FeedItem) -> Html {
    let unread = item.unread.then(|| {
        el("p;class=meta row")
            .put(el("span;class=dot").done())
            .put(el("span").text(pen.words.more().unread).done())
            .done()
    });
    let link = |(n, label): (u32, &String)| {
        let act = Act::Deed(Deed::Announced {
            id: item.id.clone(),
            button: n,
        });
        pen.button("announcement-action", "link", label, None, act)
    };
    let links: Vec<_> = (0..).zip(&item.actions).map(link).collect();
    let links = (!links.is_empty()).then(|| el("p;class=row").all(links).done());
    el("li;part=feed-item")
        .key(&item.id)
        .set("data-id", &item.id)
        .flag("data-unread", item.unread)
        .put(
            el("div;class=stack")
                .maybe(unread)
                .put(el("b").text(&item.title).done())
                .put(el("div;class=sub stack").put(pen.blocks(&item.body)).done())
                .maybe(links)
                .done(),
        )
        .done()
}

fn guides(pen: &Pen<'_>, shown: &TextView) -> Vec<Html> {
    let words = pen.words;
    let Some((_, title)) = &shown.guide else {
        let guides: Vec<_> = shown
            .guides
            .iter()
            .map(|g| guide(pen, g, "text-guide"))
            .collect();
        let list = if guides.is_empty() {
            nothing(words.more().no_guides)
        } else {
            el("div;class=list").all(guides).done()
        };
        return vec![
            head(pen, words.more().guides, to_help(), "text-close"),
            list,
        ];
    };
    let at = shown
        .steps
        .iter()
        .position(|s| s.current)
        .map_or(0, |at| at as u32 + 1);
    let count = words.steps(at, shown.steps.len() as u32);
    let steps = (1..).zip(&shown.steps).map(|(n, s)| step(pen, s, n));
    vec![
        head(pen, title, None, "text-close"),
        el("p;class=meta").text(&count).done(),
        el("ol;role=list;class=list").all(steps.collect()).done(),
    ]
}

fn step(pen: &Pen<'_>, step: &TextStep, n: u32) -> Html {
    let words = pen.words;
    let go = |part: &str, class: &str, label: &str, act| pen.button(part, class, label, None, act);
    let (state, tick) = match (step.done, step.current) {
        (true, _) => ("done", Some(icon(icon::CHECK))),
        (_, true) => ("open", None),
        _ => ("todo", None),
    };
    let number = (!step.done).then(|| el("span").text(&decimal(n)).done());
    let stack = el("div;class=stack");
    let item = el("li;part=text-step")
        .set("data-id", &step.id)
        .set("data-state", state);
    let (item, stack) = if step.current {
        let waits = step.by_page && !step.elsewhere;
        let way = if step.elsewhere {
            Some(go("card-go", "btn pri", words.go, Act::Go))
        } else {
            (!step.by_page).then(|| go("card-next", "btn pri", words.next, Act::Next))
        };
        let target =
            (!step.target.is_empty()).then(|| el("p;class=meta").text(&step.target).done());
        let awaited = waits.then(|| {
            el("p;class=do")
                .put(icon(icon::POINT))
                .put(el("span").text(words.do_other).done())
                .done()
        });
        let stack = stack
            .put(el("b").text(&step.title).done())
            .put(el("div;class=stack").put(pen.blocks(&step.body)).done())
            .maybe(target)
            .maybe(awaited)
            .maybe(way);
        (item.set("aria-current", "step"), stack)
    } else {
        let done = step
            .done
            .then(|| el("span;class=vh").text(words.done).done());
        let act = Act::Deed(Deed::GoToStep(step.id.clone()));
        let to = el("button;type=button;class=plain");
        let to = pen
            .says(to, act)
            .put(el("b").text(&step.title).maybe(done).done());
        (item, stack.put(to.done()))
    };
    item.put(
        el("span;class=tick;aria-hidden=true")
            .maybe(tick)
            .maybe(number)
            .done(),
    )
    .put(stack.done())
    .done()
}

fn privacy(pen: &Pen<'_>, shown: &PrivacyView) -> Vec<Html> {
    let words = pen.words;
    let (state, sign, kind, label) = if shown.on {
        (
            words.more().recording_on,
            icon::DONE,
            "ok",
            words.more().turn_off,
        )
    } else {
        (
            words.more().recording_off,
            icon::OFF,
            "",
            words.more().turn_on,
        )
    };
    let switch = Act::Deed(Deed::Recording(!shown.on));
    let note = crate::front::note(kind, sign)
        .put(el("b;class=grow").text(state).done())
        .put(pen.button("privacy-switch", "btn line", label, None, switch))
        .done();
    let row = |(matter, times): &(Matter, u32)| {
        el("li;class=between")
            .put(el("span").text(words.matter(*matter)).done())
            .put(el("span;class=tag").text(&words.times(*times)).done())
            .done()
    };
    let recorded = if shown.recorded.is_empty() {
        el("p;class=sub").text(words.more().nothing_yet).done()
    } else {
        el("ul;role=list;class=facts")
            .all(shown.recorded.iter().map(row).collect())
            .done()
    };
    vec![
        head(pen, words.more().recorded, to_help(), "privacy-close"),
        el("p").text(words.more().privacy_line).done(),
        note,
        el("h3;class=sec").text(words.more().today).done(),
        recorded,
    ]
}

/// What a notice says.
pub(crate) fn said(words: &crate::words::Words, notice: Notice) -> &'static str {
    match notice {
        Notice::Offline => words.offline,
        Notice::NotLoaded => words.not_loaded,
        Notice::LinkGone => words.link_gone,
        Notice::LinkOther => words.link_other,
        Notice::LinkElsewhere => words.link_elsewhere,
    }
}

/// Draws the note at the side.
pub(crate) fn notice(pen: &Pen<'_>, notice: Notice) -> Html {
    let sign = match notice {
        Notice::Offline | Notice::NotLoaded => icon::OFF,
        _ => icon::QUESTION,
    };
    let close = Act::Deed(Deed::CloseNotice);
    let line: Box<El> = el("p;class=grow;id=notice-words").text(said(pen.words, notice));
    el("div;class=sf;part=notice;role=group;aria-labelledby=notice-words")
        .put(icon(sign))
        .put(line.done())
        .put(pen.icon_button("notice-close", pen.words.close, icon::CLOSE, close))
        .done()
}
