//! Parts that pages share: filters, form fields, what a deed left behind, notes, the steps that a message may lead to.

use maud::{Markup, html};
use serde_json::Value;

use super::Ctx;
use crate::record;
use crate::releases;

/// A group of filters that are plain links.
pub(crate) fn filter(
    ctx: &Ctx<'_>,
    name: &str,
    key: &str,
    current: &str,
    choices: &[(&str, String)],
) -> Markup {
    html! {
        div.g { span { (name) }
            @for (value, words) in choices {
                @let is = *value == current;
                a aria-current=[is.then_some("true")] href=(ctx.with(&[(key, value), ("after", ""), ("case", "")])) { (words) }
            }
        }
    }
}

/// The end of a filter row: the same as CSV; printing is the browser's.
pub(crate) fn ends(ctx: &Ctx<'_>) -> Markup {
    html! { div.g.end { a href=(ctx.with(&[("format", "csv")])) { "CSV" } } }
}

/// A hidden form token and where to go afterwards.
pub(crate) fn hidden(ctx: &Ctx<'_>, what: &str) -> Markup {
    html! {
        input type="hidden" name="form" value=(ctx.form);
        input type="hidden" name="what" value=(what);
        input type="hidden" name="back" value=(ctx.with(&[("format", ""), ("said", "")]));
    }
}

/// The sentence that a deed left behind.
pub(crate) fn said(ctx: &Ctx<'_>) -> Markup {
    let words = match ctx.ask("said") {
        Some("done") => ctx.say("記録しました。", "Done."),
        Some("mailed") => ctx.say(
            "送信の列に入れました。届くまで数回試みます。",
            "Queued for sending; several tries are made.",
        ),
        Some("kept") => ctx.say("保存しました。", "Saved."),
        Some("no_mail") => ctx.say(
            "宛先のメールアドレスがありません。",
            "There is no mail address to send to.",
        ),
        Some("missing") => ctx.say(
            "文面の項目が埋まらないため、送れません。",
            "A field of the message is missing, so it was not sent.",
        ),
        Some("wrong") => ctx.say(
            "形が合わないため、保存しませんでした。",
            "Not saved: the shape is wrong.",
        ),
        _ => return html! {},
    };
    let more = ctx.ask("why").unwrap_or_default();
    html! { p.said role="status" { (words) " " (more) } }
}

/// Every step that a message may lead to: `item` or `item#step`, and what it is called.
pub(crate) fn steps(ctx: &Ctx<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for item in releases::items(&ctx.manifest, "tutorials") {
        let id = item["id"].as_str().unwrap_or_default();
        let title = ctx.l.title(item);
        all.push((id.to_owned(), title.clone()));
        for step in releases::items(item, "steps") {
            let step_id = step["id"].as_str().unwrap_or_default();
            all.push((
                format!("{id}#{step_id}"),
                format!("{title} › {}", ctx.l.title(step)),
            ));
        }
    }
    for item in releases::items(&ctx.manifest, "checklists") {
        all.push((
            item["id"].as_str().unwrap_or_default().to_owned(),
            ctx.l.title(item),
        ));
    }
    all
}

/// Notes with their topics, and a form for another.
pub(crate) fn notes(
    ctx: &Ctx<'_>,
    notes: &[record::Record],
    account: Option<&str>,
    case: Option<&str>,
) -> Markup {
    let l = ctx.l;
    let may = ctx.member.role.may(crate::role::Act::Work);
    let topics: Vec<&Value> = releases::items(&ctx.manifest, "topics").collect();
    let title = |id: &str| {
        topics
            .iter()
            .find(|t| t["id"] == id)
            .map_or_else(|| id.to_owned(), |t| l.title(t))
    };
    html! {
        section { h2 { (ctx.say("メモ", "Notes")) }
            @if notes.is_empty() { p.sub { (ctx.say("まだありません。トピックをつけたメモは、つまずきの出所として数えます。", "None yet. A note with a topic counts as a source of friction.")) } }
            ul.notes { @for note in notes.iter().rev() { li {
                p { (note.text("text")) }
                p.sub { (ctx.calendar.zone.moment(l, note.made_ms)) " " (note.who) @if !note.text("topic").is_empty() { " " span.tag { (title(note.text("topic"))) } } }
            } } }
            @if may {
                form.row method="post" action=(ctx.to("act")) {
                    (hidden(ctx, "note.add"))
                    @if let Some(account) = account { input type="hidden" name="account" value=(account); }
                    @if let Some(case) = case { input type="hidden" name="case" value=(case); }
                    label.wide { (ctx.say("メモ", "Note")) textarea name="text" rows="2" required maxlength="4000" {} }
                    label { (ctx.say("トピック", "Topic")) select name="topic" { option value="" { "–" } @for topic in &topics { option value=(topic["id"].as_str().unwrap_or_default()) { (l.title(topic)) } } } }
                    button.btn { (ctx.say("残す", "Keep")) }
                }
            }
        }
    }
}

/// A section: what the data say as its heading, how they were counted beside it.
pub(crate) fn section(title: &str, how: &str, body: Markup) -> Markup {
    html! { section { div.h2row { h2 { (title) } p { (how) } } (body) } }
}

/// An item's title by its id, whatever its kind.
pub(crate) fn item_title(ctx: &Ctx<'_>, id: &str) -> String {
    crate::desk::link::item(&ctx.manifest, id)
        .map_or_else(|| id.to_owned(), |(_, item)| ctx.l.title(item))
}

/// A step's title by its item and id, and its number.
pub(crate) fn step_title(ctx: &Ctx<'_>, id: &str, step: &str) -> String {
    let found = crate::desk::link::item(&ctx.manifest, id);
    let steps = found
        .into_iter()
        .flat_map(|(_, item)| releases::items(item, "steps"));
    let found = steps.enumerate().find(|(_, s)| s["id"] == step);
    found.map_or_else(
        || step.to_owned(),
        |(n, s)| format!("{} {}", n + 1, ctx.l.title(s)),
    )
}

/// A topic's title by its id.
pub(crate) fn topic_title(ctx: &Ctx<'_>, id: &str) -> String {
    let found = releases::items(&ctx.manifest, "topics").find(|t| t["id"] == id);
    found.map_or_else(|| id.to_owned(), |t| ctx.l.title(t))
}

/// A link to an account by its name.
pub(crate) fn account_link(ctx: &Ctx<'_>, id: &str) -> Markup {
    let name = super::account_name(ctx, id).unwrap_or_else(|_| id.to_owned());
    html! { a href=(ctx.to(&format!("accounts/{}", super::escaped(id)))) { (name) } }
}

/// A row's fields as a CSV table: the first row's keys, flat ones only.
pub(crate) fn flat(rows: &[Value]) -> Vec<Vec<String>> {
    let keys: Vec<String> = rows
        .first()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, v)| !v.is_array())
        .map(|(k, _)| k.clone())
        .collect();
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut table = vec![keys.clone()];
    table.extend(
        rows.iter()
            .map(|row| keys.iter().map(|k| cell(&row[k.as_str()])).collect()),
    );
    table
}
