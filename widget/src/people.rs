//! The ways to people: the contact, the community's threads, the form of an inquiry, and what was asked before.
//! Says when a reply comes. Not here: the rest of the help centre.

use engine::Act;
use engine::deed::Deed;
use engine::panel::{AskedBefore, CommunityView, ContactView, HelpView, InquiryState};
use yew::Html;

use crate::el::{el, list, text};
use crate::help::{heading, rows};
use crate::icon::{self, icon};
use crate::pen::Pen;

/// The contact and the community, the one that helps this person most first.
pub(crate) fn people(pen: &Pen<'_>, help: &HelpView) -> Vec<Html> {
    let contact = help.contact.as_ref().map(|c| contact(pen, c));
    let threads = help.community.as_ref().filter(|c| !c.threads.is_empty());
    let threads = threads.map(|c| threads_of(pen, c));
    let mut people: Vec<_> = contact.into_iter().chain(threads).collect();
    if !help.contact_first {
        people.reverse();
    }
    people
}

fn threads_of(pen: &Pen<'_>, community: &CommunityView) -> Html {
    let thread = |(title, url): &(String, String)| {
        let act = Act::Deed(Deed::OpenCommunity(Some(url.clone())));
        pen.row(
            "community-thread",
            Some(icon(icon::TALK)),
            text(title),
            None,
            act,
        )
    };
    list(vec![
        heading(&community.title),
        rows(community.threads.iter().map(thread).collect()),
    ])
}

fn contact(pen: &Pen<'_>, contact: &ContactView) -> Html {
    let words = pen.words;
    let name = if contact.name.is_empty() {
        words.more().team
    } else {
        &contact.name
    };
    let initial: String = name.chars().take(1).collect();
    let reply = if contact.reply_hours > 0 {
        words.replies(contact.reply_hours)
    } else {
        String::new()
    };
    let line = words.beside(&[&contact.hours, &reply]);
    let button =
        |part: &str, label: &str, deed| pen.button(part, "btn line", label, None, Act::Deed(deed));
    let book = contact
        .booking
        .then(|| button("contact-book", words.more().book, Deed::Book));
    el("div;part=contact")
        .put(el("span;class=face;aria-hidden=true").text(&initial).done())
        .put(
            el("div;class=grow stack")
                .put(el("b").text(name).done())
                .maybe((!line.is_empty()).then(|| el("p;class=meta").text(&line).done()))
                .done(),
        )
        .put(
            el("div;class=row")
                .put(button(
                    "contact-message",
                    words.more().message,
                    Deed::Message,
                ))
                .maybe(book)
                .done(),
        )
        .done()
}

/// An inquiry of before with its state, and its answer once there is one.
pub(crate) fn asked_before(pen: &Pen<'_>, asked: &AskedBefore) -> Html {
    let words = pen.words;
    let state = match asked.state {
        InquiryState::Waiting => words.more().unsent,
        InquiryState::Received | InquiryState::Reopened => words.more().open_question,
        InquiryState::Answered => words.more().answered,
        InquiryState::Resolved => words.more().resolved,
    };
    let answer = asked.answer.as_ref().map(|a| el("p").text(a).done());
    el("div;part=inquiry-asked")
        .set("data-id", &asked.number)
        .set("data-state", asked.state.text())
        .put(icon(icon::TALK))
        .put(
            el("div;class=stack")
                .put(el("b").text(&asked.text).done())
                .put(
                    el("p;class=meta")
                        .text(&words.beside(&[&asked.number, state]))
                        .done(),
                )
                .maybe(answer)
                .done(),
        )
        .done()
}

/// The form of an inquiry.
pub(crate) fn inquiry(
    pen: &Pen<'_>,
    help: &HelpView,
    categories: &[(String, String)],
    picked: Option<&str>,
) -> Html {
    let words = pen.words;
    let option = |id: &str, label: &str, on: bool| {
        el("option")
            .set("value", id)
            .flag("selected", on)
            .text(label)
            .done()
    };
    let mut options = vec![option("", words.more().choose, picked.is_none())];
    options.extend(
        categories
            .iter()
            .map(|(id, label)| option(id, label, picked == Some(id))),
    );
    let choice = pen.says(
        el("select;class=field"),
        Act::Deed(Deed::Category(String::new())),
    );
    let label = |said: &str, field: Html| {
        el("label")
            .put(el("span;class=meta").text(said).done())
            .put(field)
            .done()
    };
    let promise = help.contact.as_ref().filter(|c| c.reply_hours > 0);
    let promise = promise
        .map(|c| words.replies(c.reply_hours))
        .unwrap_or_default();
    let send = Act::Deed(Deed::SendInquiry(String::new()));
    el("div;class=form;part=inquiry")
        .put(label(words.more().topic, choice.all(options).done()))
        .put(label(
            words.more().question,
            el("textarea;class=field;part=inquiry-text;maxlength=2000").done(),
        ))
        .put(
            el("div;class=row")
                .put(el("span;class=meta grow").text(&promise).done())
                .put(pen.button("inquiry-submit", "btn pri", words.send, None, send))
                .done(),
        )
        .done()
}
