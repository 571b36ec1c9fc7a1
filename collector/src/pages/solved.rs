//! What was solved since the last business day, how cases end, and what stands there when nothing is open.

use maud::{Markup, html};

use super::{Ctx, account_name, accounts};
use crate::detect::tick;
use crate::markup::Language::{En, Ja};
use crate::markup::words;
use crate::record::Record;

/// What was solved since the last business day, at most five.
pub(super) fn solved(ctx: &Ctx<'_>, all: &[Record]) -> rusqlite::Result<Markup> {
    let today = ctx.calendar.day(ctx.at);
    let last = ctx
        .calendar
        .back(crate::calendar::before(today), 1)
        .pop()
        .unwrap_or(today);
    let since = ctx.calendar.zone.start(last);
    let mut closed: Vec<&Record> = all
        .iter()
        .filter(|c| {
            c.number("closed")
                .is_some_and(|at| at >= since && at <= ctx.at)
                && !matches!(c.text("outcome"), "false" | "")
        })
        .collect();
    closed.sort_by_key(|c| std::cmp::Reverse(c.number("closed")));
    let mut rows = Vec::new();
    for case in closed.iter().take(5) {
        let name = account_name(ctx, case.account.as_deref().unwrap_or_default())?;
        rows.push((name, *case));
    }
    let day = ctx.calendar.zone.day_name(ctx.l, since);
    Ok(html! {
        section.done {
            h2 { @match ctx.l { Ja => { (day) " から解決したこと" } En => { "Solved since " (day) } } }
            @if rows.is_empty() { p.sub { (ctx.say("まだありません。送った案内のとおりに完了すると、ここに出ます。", "Nothing yet: what people complete after your message appears here.")) } }
            ul { @for (name, case) in rows { li {
                span.good aria-hidden="true" { "✓" } b { (name) }
                span { (words::rule(ctx.l, case.text("rule"))) (ctx.say("：", ": ")) (how(ctx, case)) " " a href=(ctx.to(&format!("cases/{}", case.id))) { "C-" (case.number("number").unwrap_or(0)) } }
            } } }
        }
    })
}

/// How a case came to its end.
pub(crate) fn how(ctx: &Ctx<'_>, case: &Record) -> String {
    let by = case.text("closed_by");
    match by {
        "auto:completed" => ctx.say(
            "案内の手順が完了し、自動で閉じました。",
            "the step was completed; closed by itself.",
        ),
        "auto:recovered" => ctx.say(
            "活動が元の水準に戻り、自動で閉じました。",
            "activity is back where it was; closed by itself.",
        ),
        "auto:renewed" => ctx.say(
            "更新が確認され、自動で閉じました。",
            "the renewal was confirmed; closed by itself.",
        ),
        "auto:reached" => ctx.say(
            "価値に届き、自動で閉じました。",
            "first value was reached; closed by itself.",
        ),
        "auto:passed" => ctx.say(
            "本人が先へ進み、自動で閉じました。",
            "the person got past it; closed by itself.",
        ),
        "auto:lapsed" => ctx.say(
            "期限までに対応されず、閉じました。",
            "nobody took it up in time; closed.",
        ),
        "auto:left" => ctx.say("解約により閉じました。", "closed because the account left."),
        _ => words::outcome(ctx.l, case.text("outcome")),
    }
    .to_owned()
}

/// Nothing to do: said plainly, with the next renewal; or how to begin.
pub(super) fn nothing(ctx: &Ctx<'_>, all: &[Record], state: &str) -> rusqlite::Result<Markup> {
    if all.is_empty() && tick::last_day(ctx.db, ctx.tenant)?.is_none() {
        return Ok(accounts::first_steps(ctx));
    }
    let today = ctx.calendar.zone.date(ctx.at);
    let next: Option<String> = ctx.db.query_row(
        "SELECT MIN(json_extract(body, '$.renewal.on')) FROM snapshot WHERE tenant = ?1 AND kind = 'account'
            AND json_extract(body, '$.renewal.on') >= ?2",
        [ctx.tenant, &today],
        |r| r.get(0),
    )?;
    Ok(html! {
        section.calm {
            h2 { @if state == "open" { (ctx.say("今日は急ぐ対応がありません", "Nothing urgent today")) } @else { (ctx.say("該当する対応はありません", "None of these")) } }
            @if let Some(next) = next { p.sub { (ctx.say("次の更新日：", "Next renewal: ")) (next) } }
            p { a href=(ctx.with(&[("scope", "all"), ("rule", ""), ("state", "")])) { (ctx.say("範囲を広げる（すべて）", "Widen the filter (all)")) } }
        }
    })
}
