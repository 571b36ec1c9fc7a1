//! Two sheets that print: what to talk about in a call, and what a successor needs to take an account over.

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::account::{mean, strip, tabs};
use super::parts::topic_title;
use super::people::people;
use super::today::reason;
use super::{Ctx, Drawn, account_name, section};
use crate::desk::{message, rank};
use crate::markup::Language::{En, Ja};
use crate::markup::{percent, words};
use crate::record::{self, Kind, Record};

struct Known {
    account: Map<String, Value>,
    cases: Vec<Record>,
    notes: Vec<Record>,
}

fn gather(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Known>> {
    let id = ctx.path[1].as_str();
    let account = rank::account_of(ctx.db, ctx.tenant, id, ctx.at)?;
    let cases = record::of_account(ctx.db, ctx.tenant, Kind::Case, id)?;
    if account.is_empty() && cases.is_empty() && people(ctx, id)?.is_empty() {
        return Ok(None);
    }
    let notes = record::of_account(ctx.db, ctx.tenant, Kind::Note, id)?;
    Ok(Some(Known {
        account,
        cases,
        notes,
    }))
}

fn weakest(ctx: &Ctx<'_>) -> Vec<(String, f64)> {
    let known = ctx.figures.of("comprehension");
    let mut topics: Vec<(String, f64)> = crate::releases::items(&ctx.manifest, "topics")
        .filter_map(|t| {
            let own: Vec<Value> = known
                .iter()
                .filter(|r| r["topic"] == t["id"])
                .cloned()
                .collect();
            Some((t["id"].as_str()?.to_owned(), mean(&own, None).0?))
        })
        .collect();
    topics.sort_by(|a, b| a.1.total_cmp(&b.1));
    topics.truncate(3);
    topics
}

pub(crate) fn call(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let id = ctx.path[1].as_str();
    let Some(known) = gather(ctx)? else {
        return Ok(None);
    };
    let open: Vec<&Record> = known.cases.iter().filter(|c| c.state != "closed").collect();
    let manifest = &ctx.manifest;
    let links: Vec<_> = open
        .iter()
        .flat_map(|c| message::links(manifest, c, ctx.l))
        .take(4)
        .collect();
    let body = html! {
        (tabs(ctx, id, "call")) (strip(ctx, &known.account, &people(ctx, id)?))
        (section(ctx.say("1. はじめに確かめること", "1. Ask first"), "", html! { ul.notes { @for c in &open { li { p { (reason(ctx, &c.field("reasons")[0])) } p.sub { (words::rule(ctx.l, c.text("rule"))) " · " (ctx.calendar.zone.day_name(ctx.l, c.number("opened").unwrap_or(0))) } } } @if open.is_empty() { li { (ctx.say("開いている対応はありません。使い方の感想から始めてください。", "No open case: begin with how it goes.")) } } } }))
        (section(ctx.say("2. 一緒に見る手順", "2. Walk through together"), "", html! {
            @if links.is_empty() { p.sub { (ctx.say("最も弱いトピックから選んでください。", "Choose from the weakest topics.")) } }
            ul.notes { @for (title, minutes, url) in &links { li { p { (title) " " @if let Some(m) = minutes { (m) (ctx.say(" 分", " min")) } } p { code.url { (url) } } } } }
        }))
        (section(ctx.say("3. 弱いトピック", "3. Weakest topics"), ctx.say("平均（0–100）", "mean, 0–100"), html! { @let weak = weakest(ctx); @if weak.is_empty() { (words::nodata(ctx.l)) } ul.notes { @for (t, k) in &weak { li { (topic_title(ctx, t)) " " b { (percent(*k)) } } } } }))
        (section(ctx.say("4. 前回までのメモ", "4. Notes so far"), "", html! { ul.notes { @for n in known.notes.iter().rev().take(5) { li { p { (n.text("text")) } p.sub { (ctx.calendar.zone.day_name(ctx.l, n.made_ms)) " " (n.who) } } } @if known.notes.is_empty() { li { (ctx.say("まだありません。", "None yet.")) } } } }))
        (section(ctx.say("5. 決めたこと", "5. Agreed"), "", html! { p.blank {} p.blank {} p.blank {} }))
    };
    let lede = match ctx.l {
        Ja => format!(
            "開いている対応 {} 件。データから作った議題です。",
            open.len()
        ),
        En => format!("{} open. An agenda made from the data.", open.len()),
    };
    let title = format!(
        "{}{}",
        account_name(ctx, id)?,
        ctx.say("：電話の要点", ": call sheet")
    );
    Ok(Some(Drawn::new(lede, body).titled(title)))
}

pub(crate) fn handover(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let id = ctx.path[1].as_str();
    let Some(known) = gather(ctx)? else {
        return Ok(None);
    };
    let contacts = known
        .account
        .get("contacts")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut cases: Vec<&Record> = known.cases.iter().collect();
    cases.sort_by_key(|c| std::cmp::Reverse(c.number("opened")));
    let (k, low, high, n) = mean(ctx.figures.of("comprehension"), None);
    let body = html! {
        (tabs(ctx, id, "handover")) (strip(ctx, &known.account, &people(ctx, id)?))
        (section(ctx.say("だれと話すか", "Who to talk to"), "", html! { (contact_table(ctx, &contacts)) }))
        (section(ctx.say("いま、どこまで", "Where they stand"), "", html! {
            p { (ctx.say("理解度 ", "Comprehension ")) @match (k, low, high) { (Some(k), Some(l), Some(h)) => { (words::range(ctx.l, k, l, h)) " · n=" (n) } _ => { (words::nodata(ctx.l)) } } }
            p { (ctx.say("弱いトピック：", "Weakest: ")) @for (t, k) in weakest(ctx) { (topic_title(ctx, &t)) " " (percent(k)) "　" } }
        }))
        (section(ctx.say("これまでの対応", "Cases so far"), ctx.say("新しい順", "Newest first"), html! {
            @if cases.is_empty() { p.sub { (ctx.say("ありません。", "None.")) } } @else { table.t.tight { thead { tr { th scope="col" { (ctx.say("日", "Day")) } th scope="col" { (ctx.say("理由", "Why")) } th scope="col" { (ctx.say("状態", "State")) } th scope="col" { (ctx.say("結果", "Outcome")) } } }
                tbody { @for c in cases.iter().take(20) { tr { td.nw { (ctx.calendar.zone.day_name(ctx.l, c.number("opened").unwrap_or(0))) } td { (reason(ctx, &c.field("reasons")[0])) } td { (words::state(ctx.l, &c.state)) } td { @if c.state == "closed" { (words::outcome(ctx.l, c.text("outcome"))) } } } } } } }
        }))
        (section(ctx.say("メモ", "Notes"), "", html! { ul.notes { @for n in known.notes.iter().rev() { li { p { (n.text("text")) } p.sub { (ctx.calendar.zone.day_name(ctx.l, n.made_ms)) " " (n.who) } } } @if known.notes.is_empty() { li { (ctx.say("まだありません。", "None yet.")) } } } }))
    };
    let title = format!(
        "{}{}",
        account_name(ctx, id)?,
        ctx.say("：引き継ぎ", ": hand-over")
    );
    Ok(Some(
        Drawn::new(
            ctx.say(
                "担当が替わるときに、この 1 枚を渡します。",
                "One sheet for whoever takes over.",
            ),
            body,
        )
        .titled(title),
    ))
}

fn contact_table(ctx: &Ctx<'_>, contacts: &[Value]) -> Markup {
    html! {
        @if contacts.is_empty() { p.sub { (ctx.say("連絡先は届いていません（accounts の contacts）。", "No contacts told (contacts of the account).")) } } @else {
            table.t.tight { tbody { @for c in contacts { tr { th scope="row" { (c["name"].as_str().unwrap_or("–")) @if c["primary"] == true { " " span.tag { (ctx.say("主担当", "main contact")) } } } td { (c["role"].as_str().unwrap_or_default()) } td { (c["mail"].as_str().unwrap_or_default()) } } } } }
        }
    }
}
