//! How an account was used: active user-days a business day, two windows with their means, what happened under the axis.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::json;

use super::Ctx;
use crate::markup::Language::{En, Ja};
use crate::markup::words;
use crate::record::{self, Kind, Record};

/// Business days of the picture of use.
const DAYS: usize = 60;

/// Who was active on each of the last business days.
pub(super) fn activity(ctx: &Ctx<'_>, account: &str) -> rusqlite::Result<Vec<(Date, u64)>> {
    let days = ctx.calendar.back(ctx.calendar.day(ctx.at), DAYS);
    let from = days.first().map_or(ctx.at, |d| ctx.calendar.zone.start(*d));
    let mut statement = ctx.db.prepare_cached(
        "SELECT user, corrected_ms / 900000, MIN(corrected_ms) FROM event WHERE tenant = ?1 AND account = ?2 AND corrected_ms >= ?3
            AND corrected_ms <= ?4 AND user IS NOT NULL AND apart = 0 GROUP BY 1, 2",
    )?;
    let mut by_day: BTreeMap<Date, BTreeSet<String>> = BTreeMap::new();
    let mut rows = statement.query(rusqlite::params![ctx.tenant, account, from, ctx.at])?;
    while let Some(row) = rows.next()? {
        by_day
            .entry(ctx.calendar.day(row.get(2)?))
            .or_default()
            .insert(row.get(0)?);
    }
    Ok(days
        .into_iter()
        .map(|d| (d, by_day.get(&d).map_or(0, |u| u.len() as u64)))
        .collect())
}

/// What happened to the account, for the marks under its use: (day, words, alarm).
pub(super) fn events(
    ctx: &Ctx<'_>,
    id: &str,
    cases: &[Record],
) -> rusqlite::Result<Vec<(Date, String, bool)>> {
    let mut events = Vec::new();
    for case in cases {
        let at = case
            .number("happened")
            .or(case.number("opened"))
            .unwrap_or(0);
        let good = case.field("positive") == &json!(true);
        events.push((
            ctx.calendar.day(at),
            words::rule(ctx.l, case.text("rule")),
            !good,
        ));
    }
    for note in record::of_account(ctx.db, ctx.tenant, Kind::Note, id)? {
        events.push((
            ctx.calendar.day(note.made_ms),
            ctx.say("メモ", "note").to_owned(),
            false,
        ));
    }
    events.sort();
    events.dedup();
    Ok(events)
}

/// Use by business day: two windows, means, events under the axis.
pub(super) fn usage(
    ctx: &Ctx<'_>,
    days: &[(Date, u64)],
    events: &[(Date, String, bool)],
) -> Markup {
    let l = ctx.l;
    let counts: Vec<u64> = days.iter().map(|(_, n)| *n).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let n = days.len().max(1) as f64;
    let cut = days.len().saturating_sub(10);
    let start = cut.saturating_sub(30);
    let mean = |range: &[u64]| range.iter().sum::<u64>() as f64 / range.len().max(1) as f64;
    let (recent, base) = (mean(&counts[cut..]), mean(&counts[start..cut]));
    let x = |place: usize| format!("{:.2}%", place as f64 / n * 100.0);
    let y = |v: f64| format!("{:.1}", 118.0 - v / most.max(1) as f64 * 92.0);
    let zone = &ctx.calendar.zone;
    let said = match l {
        Ja => format!("利用人日：前 30 営業日の平均 {base:.1}、直近 10 営業日の平均 {recent:.1}"),
        En => format!(
            "Active user-days: mean {base:.1} in the 30 business days before, {recent:.1} in the last 10"
        ),
    };
    let marked: Vec<(usize, &String, bool)> = events
        .iter()
        .filter_map(|(day, words, alarm)| {
            Some((days.iter().position(|(d, _)| d >= day)?, words, *alarm))
        })
        .collect();
    html! {
        section {
            div.h2row { h2 { (ctx.say("利用の流れ", "Use over time")) } p { (ctx.say("1 営業日あたり利用人日、60 営業日。休日は除外", "Active user-days a business day, 60 of them; holidays left out")) } }
            @if most == 0 { (words::lacking(ctx.say("データ不足：この 60 営業日に利用がありません。", "too little data: no use in these 60 business days."))) } @else {
                svg.ax.usage height="168" role="img" aria-label=(said) {
                    rect.zebra x=(x(start)) width=(format!("{:.2}%", (cut - start) as f64 / n * 100.0)) y="20" height="98" {}
                    rect.win x=(x(cut)) width=(format!("{:.2}%", (days.len() - cut) as f64 / n * 100.0)) y="20" height="98" {}
                    text x=(x(start)) y="13" { @match l { Ja => { "前 30 営業日　平均 " (format!("{base:.1}")) } En => { "30 days before, mean " (format!("{base:.1}")) } } }
                    text.strong x="100%" y="13" text-anchor="end" { @match l { Ja => { "直近 10 日　平均 " (format!("{recent:.1}")) } En => { "last 10, mean " (format!("{recent:.1}")) } } }
                    @for (place, count) in counts.iter().enumerate() {
                        rect.s1[place >= cut].bar[place < cut] x=(format!("{:.2}%", (place as f64 + 0.1) / n * 100.0)) width=(format!("{:.2}%", 80.0 / n)) y=(y(*count as f64)) height=(format!("{:.1}", *count as f64 / most.max(1) as f64 * 92.0)) {
                            title { (zone.day_name(l, zone.start(days[place].0))) " " (count) } }
                    }
                    line.mean x1=(x(start)) x2=(x(cut)) y1=(y(base)) y2=(y(base)) {}
                    line.mean.als x1=(x(cut)) x2="100%" y1=(y(recent)) y2=(y(recent)) {}
                    line.rule x1="0" x2="100%" y1="118.5" y2="118.5" {}
                    @for (order, (place, words, alarm)) in marked.iter().enumerate() {
                        @let centre = (*place as f64 + 0.5) / n * 100.0;
                        @let low = if order % 2 == 0 { 142 } else { 160 };
                        line.lead.als[*alarm] x1=(format!("{centre:.2}%")) x2=(format!("{centre:.2}%")) y1="121" y2=(low - 12) {}
                        text.al[*alarm] x=(format!("{centre:.2}%")) y=(low) text-anchor=(if centre > 85.0 { "end" } else if centre < 10.0 { "start" } else { "middle" }) { "▲ " (zone.short_day(l, zone.start(days[*place].0))) " " (words) }
                    }
                }
                details.tb { summary { (ctx.say("表で見る", "Show as a table")) }
                    table.t.tight { thead { tr { th scope="col" { (ctx.say("日", "Day")) } th.num scope="col" { (ctx.say("利用人日", "User-days")) } th scope="col" { (ctx.say("出来事", "Events")) } } }
                        tbody { @for (place, (day, count)) in days.iter().enumerate().rev() { tr { th scope="row" { (zone.day_name(l, zone.start(*day))) } td.num { (count) }
                            td { @for (at, words, _) in &marked { @if *at == place { (words) " " } } } } } } } }
            }
        }
    }
}
