//! What was asked of development: states, evidence, and how many accounts ask. What ships proposes an announcement to
//! exactly those who asked.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::parts::{account_link, flat};
use super::{Ctx, Drawn, ends, filter, hidden, said, section};
use crate::desk::kept::ESCALATION;
use crate::markup::Language::{En, Ja};
use crate::markup::words;
use crate::record::{self, Kind, Record};
use crate::role::Act;

/// Accounts that ask: those named, and those with a ticket or inquiry of the category.
pub(crate) fn asking(ctx: &Ctx<'_>, record: &Record) -> rusqlite::Result<Vec<String>> {
    let mut accounts: Vec<String> = record
        .field("accounts")
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|a| Some(a.as_str()?.to_owned()))
        .collect();
    let category = record.text("category");
    if !category.is_empty() {
        let mut statement = ctx.db.prepare_cached(
            "SELECT DISTINCT json_extract(body, '$.account') FROM snapshot WHERE tenant = ?1 AND kind = 'ticket' AND json_extract(body, '$.category') = ?2
             UNION SELECT DISTINCT account FROM counted WHERE tenant = ?1 AND name = 'inquiry.submitted' AND json_extract(body, '$.data.category') = ?2",
        )?;
        let rows =
            statement.query_map([ctx.tenant, category], |r| r.get::<_, Option<String>>(0))?;
        accounts.extend(
            rows.collect::<rusqlite::Result<Vec<_>>>()?
                .into_iter()
                .flatten(),
        );
    }
    accounts.sort();
    accounts.dedup();
    Ok(accounts)
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let state = ctx.ask("state").unwrap_or("");
    let all = record::all(ctx.db, ctx.tenant, Kind::Escalation)?;
    let mut rows = Vec::new();
    for record in all.iter().filter(|r| state.is_empty() || r.state == state) {
        rows.push((record, asking(ctx, record)?));
    }
    rows.sort_by_key(|(r, who)| {
        (
            ESCALATION.iter().position(|s| *s == r.state),
            std::cmp::Reverse(who.len()),
        )
    });
    let waiting = all.iter().filter(|r| r.state == "sent").count();
    let lede = match ctx.l {
        Ja => format!(
            "開発への要望 {} 件、うち返事待ち {waiting} 件。並びは求めている社数の順です。",
            all.len()
        ),
        En => format!(
            "{} escalations, {waiting} without an answer. Ordered by the number of accounts asking.",
            all.len()
        ),
    };
    let mut choices = vec![("", ctx.say("すべて", "All").to_owned())];
    choices.extend(ESCALATION.map(|s| (s, words::state(ctx.l, s).to_owned())));
    let body = html! {
        (said(ctx))
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (filter(ctx, ctx.say("状態", "State"), "state", state, &choices)) (ends(ctx)) }
        (section(ctx.say("要望", "Asked for"), "", html! {
            @if rows.is_empty() { p.sub { (ctx.say("まだありません。問い合わせのページから「開発へ」で、根拠つきで送れます。", "None yet. \"To dev\" on the inquiries page sends one with its evidence.")) } } @else { ul.lib { @for (r, who) in &rows { (one(ctx, r, who)) } } }
            @if ctx.member.role.may(Act::Work) { form.row method="post" action=(ctx.to("act")) { (hidden(ctx, "escalation.add"))
                label.wide { (ctx.say("要望", "What is asked")) input type="text" name="title" required maxlength="200"; } label { (ctx.say("アカウント（カンマ区切り）", "Accounts, by comma")) input type="text" name="accounts"; }
                button.btn { (ctx.say("送る", "Send")) } } }
        }))
    };
    let table: Vec<Value> = rows.iter().map(|(r, who)| json!({"id": r.id, "title": r.text("title"), "state": r.state, "category": r.text("category"), "asking": who.len()})).collect();
    Ok(Some(Drawn::new(lede, body).with_table(flat(&table))))
}

fn one(ctx: &Ctx<'_>, record: &Record, who: &[String]) -> Markup {
    let next: &[&str] = match record.state.as_str() {
        "sent" => &["accepted", "declined"],
        "accepted" => &["shipped", "declined"],
        _ => &[],
    };
    html! { li {
        span.tag.kind { (words::state(ctx.l, &record.state)) } h3 { (record.text("title")) }
        p.sub { (ctx.calendar.zone.day_name(ctx.l, record.made_ms)) " · " (record.who) " · " b { @match ctx.l { Ja => { (who.len()) " 社が求めています" } En => { (who.len()) " accounts ask" } } } }
        @if !record.text("text").is_empty() { p { (record.text("text")) } }
        @if let Some(e) = record.field("evidence").as_object() { p.sub { @for (key, value) in e.iter().filter(|(_, v)| v.is_number()).take(8) { (key) " " (value) "　" } } }
        p { @for account in who.iter().take(8) { (account_link(ctx, account)) " " } @if who.len() > 8 { "…" } }
        @if ctx.member.role.may(Act::Work) { @for state in next { form.inline method="post" action=(ctx.to("act")) { (hidden(ctx, "escalation.move")) input type="hidden" name="id" value=(record.id); input type="hidden" name="state" value=(state); button.btn { (words::state(ctx.l, state)) } " " } } }
        @if record.state == "shipped" && !who.is_empty() {
            details.tb open { summary { (ctx.say("お知らせの案：求めた会社だけに", "Proposed announcement, to those who asked only")) }
                pre.how { (proposal(record, who)) } }
        }
    } }
}

/// An announcement's source for exactly those who asked; an author makes it theirs.
fn proposal(record: &Record, who: &[String]) -> String {
    let list: Vec<String> = who
        .iter()
        .map(|a| format!("\"{}\"", a.replace('"', "")))
        .collect();
    format!(
        "# announcements/{}.yaml\nform: feed\naudience: {{account: id, in: [{}]}}\ntitle:\n  ja: {}\n  en: {}\nbody:\n  ja: ご要望をいただいていた改善を提供しました。\n  en: What you asked for is here.\n",
        record.id,
        list.join(", "),
        record.text("title"),
        record.text("title")
    )
}
