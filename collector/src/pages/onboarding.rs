//! Onboarding: which step to repair first. Steps passed with their intervals, people surely lost, how long first value
//! takes while some still wait.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use super::parts::{flat, item_title, step_title};
use super::{Ctx, Drawn, ROWS, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{LEAST, marks, too_few, whole, words};

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (funnel, waits) = (ctx.figures.of("funnel"), ctx.figures.of("time_to_value"));
    let steps: Vec<&Value> = ctx
        .figures
        .of("bottlenecks")
        .iter()
        .filter(|r| r["kind"] == "step")
        .collect();
    let worst = steps
        .iter()
        .find(|r| number(r, "surely_lost").is_some_and(|n| n > 0.0));
    let lede = match (ctx.l, worst) {
        (Ja, Some(r)) => format!(
            "次に直すのは「{}」の手順 {}。",
            item_title(ctx, text(r, "content")),
            step_title(ctx, text(r, "content"), text(r, "step"))
        ),
        (En, Some(r)) => format!(
            "Next to repair: \"{}\", step {}.",
            item_title(ctx, text(r, "content")),
            step_title(ctx, text(r, "content"), text(r, "step"))
        ),
        (Ja, None) => {
            "確かに人が離れる手順は、まだ見つかっていません（1 手順 20 人から）。".to_owned()
        }
        (En, None) => "No step surely loses people yet (from 20 people a step).".to_owned(),
    };
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        (bottlenecks(ctx, &steps))
        @for row in waits { (waiting(ctx, row)) }
        (passed(ctx, funnel))
    };
    let owned: Vec<Value> = steps.into_iter().cloned().collect();
    Ok(Some(Drawn::new(lede, body).with_table(flat(&owned))))
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

fn bottlenecks(ctx: &Ctx<'_>, rows: &[&Value]) -> Markup {
    let most = rows
        .iter()
        .filter_map(|r| number(r, "surely_lost"))
        .fold(0.0, f64::max);
    section(
        ctx.say("つまずき：直す順", "Bottlenecks: repair order"),
        ctx.say(
            "確かに失った人数 = 到達 ×（離脱率の 90% 下限 − 同じ種類の手順の中央値）",
            "Surely lost = reached × (90% lower bound − median of like steps)",
        ),
        html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：ガイドの手順が表示されると、ここに並びます。", "too little data: steps appear here once guides are shown."))) } @else {
                table.t.drawn { thead { tr { th scope="col" { (ctx.say("手順", "Step")) } th.draw scope="col" { (ctx.say("確かに失った人", "Surely lost")) } th.num scope="col" { (ctx.say("人", "People")) } th.num scope="col" { (ctx.say("離脱率（90%）", "Exit rate (90%)")) } th.num.opt scope="col" { (ctx.say("到達", "Reached")) } th.num.opt scope="col" { (ctx.say("わからない", "Unclear")) } } }
                    tbody { @for r in rows.iter().take(ROWS.min(20)) { @let lost = number(r, "surely_lost"); tr {
                        th scope="row" { (item_title(ctx, text(r, "content"))) " " span.sub { (step_title(ctx, text(r, "content"), text(r, "step"))) " · v" (r["version"]) } }
                        td.draw aria-hidden="true" { @if let Some(n) = lost { (marks::bar(n, most)) } }
                        td.num { @match lost { Some(n) => { b { (format!("{n:.1}")) } } None => { (missing(ctx, r)) } } }
                        td.num { @match (number(r, "rate"), number(r, "lost_low"), number(r, "lost_high")) { (Some(v), Some(low), Some(high)) => { (words::range(ctx.l, v, low, high)) } _ => { "–" } } }
                        td.num.opt { (r["reached"]) } td.num.opt { @match crate::markup::words::number(r, "unclear") { Some(share) => { (format!("{:.0}%", share * 100.0)) } None => { "–" } } }
                    } } }
                }
            }
        },
    )
}

fn missing(ctx: &Ctx<'_>, row: &Value) -> Markup {
    let (have, need) = (
        row["reason"]["have"].as_u64(),
        row["reason"]["need"].as_u64(),
    );
    html! { span.nodata { @match (have.zip(need), ctx.l) { (Some((have, need)), Ja) if need > have => { "あと " (need - have) " 人" } (Some((have, need)), En) if need > have => { (need - have) " more" } _ => { (ctx.say("データ不足", "too little data")) } } } }
}

/// How long first value takes: a stepped curve with its band, the median as a dot.
fn waiting(ctx: &Ctx<'_>, row: &Value) -> Markup {
    let points: Vec<(f64, f64, f64, f64)> = row["points"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|p| {
            Some((
                p["days"].as_f64()?,
                1.0 - p["waiting"].as_f64()?,
                1.0 - p["high"].as_f64()?,
                1.0 - p["low"].as_f64()?,
            ))
        })
        .collect();
    let end = number(row, "watched_days").unwrap_or(30.0).max(1.0);
    let end = points
        .last()
        .map_or(end, |p| (p.0 * 1.15).min(end).max(1.0));
    let median = row["median"]["days"].as_f64();
    let name = ctx.l.title(row);
    let how = match (ctx.l, median) {
        (Ja, Some(m)) => format!(
            "中央値 {m:.0} 日（{}–{}）、n={}・待っている会社は打ち切りとして数えます",
            day(&row["median"]["low"]),
            day(&row["median"]["high"]),
            row["n"]
        ),
        (En, Some(m)) => format!(
            "median {m:.0} days ({}–{}), n={}; those who still wait are censored",
            day(&row["median"]["low"]),
            day(&row["median"]["high"]),
            row["n"]
        ),
        (Ja, None) => format!("n={}、到達 {}", row["n"], row["reached"]),
        (En, None) => format!("n={}, {} reached", row["n"], row["reached"]),
    };
    let curve = |at: usize| {
        marks::steps(
            &points
                .iter()
                .map(|p| (p.0, [p.1, p.2, p.3][at]))
                .collect::<Vec<_>>(),
            end,
        )
    };
    section(
        &format!(
            "{}{name}",
            ctx.say("価値到達までの日数：", "Time to value: ")
        ),
        &how,
        html! {
            @if points.is_empty() { (words::lacking(ctx.say("データ不足：開始した会社が 5 社そろうと描きます。", "too little data: drawn from five accounts."))) } @else {
                svg.ax height="150" role="img" aria-label=(how) {
                    svg x="0" y="6" width="100%" height="120" viewBox="0 0 100 100" preserveAspectRatio="none" {
                        @for tick in [25, 50, 75, 100] { line.tk x1="0" x2="100" y1=(100 - tick) y2=(100 - tick) vector-effect="non-scaling-stroke" {} }
                        path.curve.b d=(curve(1)) {} path.curve.b d=(curve(2)) {} path.curve d=(curve(0)) {}
                    }
                    @for tick in [50, 100] { text x="0" y=(126 - tick * 120 / 100 + 12) { (tick) "%" } }
                    line.rule x1="0" x2="100%" y1="126" y2="126" {}
                    text x="0" y="144" { (ctx.say("0 日", "day 0")) } text x="100%" y="144" text-anchor="end" { (format!("{end:.0}")) (ctx.say(" 日", " days")) }
                    @if let Some(m) = median { circle.pt cx=(marks::at(m / end)) cy="66" r="5" {} }
                }
                details.tb { summary { (ctx.say("表で見る", "Show as a table")) } table.t.tight { thead { tr { th.num scope="col" { (ctx.say("日", "Day")) } th.num scope="col" { (ctx.say("到達（90%）", "Reached (90%)")) } } }
                    tbody { @for p in points.iter().take(ROWS) { tr { td.num { (format!("{:.0}", p.0)) } td.num { (words::range(ctx.l, p.1, p.2, p.3)) } } } } } }
            }
        },
    )
}

fn day(value: &Value) -> String {
    value
        .as_f64()
        .map_or_else(|| "?".to_owned(), |d| format!("{d:.0}"))
}

/// Each guide's steps in its newest version; the version before as hollow dots.
fn passed(ctx: &Ctx<'_>, rows: &[Value]) -> Markup {
    let mut guides: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in rows {
        guides.entry(text(row, "content")).or_default().push(row);
    }
    let newest = |own: &[&Value]| own.iter().filter_map(|r| r["version"].as_i64()).max();
    let mut order: Vec<(&str, Vec<&Value>)> = guides.into_iter().collect();
    order.sort_by_key(|(_, own)| {
        std::cmp::Reverse(own.iter().filter_map(|r| r["reached"].as_u64()).max())
    });
    html! {
        @if rows.is_empty() { (section(ctx.say("手順ごとの完了", "Passed each step"), "", html! { (words::lacking(ctx.say("データ不足：5 人が手順に届くと表示します。", "too little data: shown once five people reach a step."))) })) }
        @for (content, own) in order.into_iter().take(12) {
            @let version = newest(&own);
            (section(&item_title(ctx, content), &match (ctx.l, version) { (Ja, Some(v)) => format!("版 {v}・○ は前の版・90% 区間"), (En, Some(v)) => format!("version {v}; hollow: the one before; 90% interval"), _ => String::new() }, html! {
                table.t.drawn { thead { tr { th scope="col" { (ctx.say("手順", "Step")) } (marks::axis(&[0, 50, 100])) th.num scope="col" { (ctx.say("完了率（90%）", "Passed (90%)")) } th.num.opt scope="col" { (ctx.say("人", "People")) } } }
                    tbody { @for r in own.iter().filter(|r| r["version"].as_i64() == version) { @let reached = r["reached"].as_u64().unwrap_or(0);
                        @let before = own.iter().find(|b| b["step"] == r["step"] && b["version"].as_i64() < version && b["reached"].as_u64().unwrap_or(0) >= LEAST);
                        tr { th scope="row" { (step_title(ctx, content, text(r, "step"))) }
                            td.draw aria-hidden="true" { @if reached >= LEAST { @if let (Some(v), Some(low), Some(high)) = (number(r, "rate"), number(r, "low"), number(r, "high")) { (marks::whisker(v, low, high, false)) } }
                                @if let Some((b, low, high)) = before.and_then(|b| Some((number(b, "rate")?, number(b, "low")?, number(b, "high")?))) { (marks::whisker(b, low, high, true)) } }
                            td.num { @if reached < LEAST { (too_few(ctx.l, reached)) } @else { (words::share(ctx.l, r, "rate")) } }
                            td.num.opt { (words::of(r["completed"].as_i64().unwrap_or(0), reached as i64)) } }
                    } }
                }
            }))
        }
        @if rows.len() > 400 { p.sub { (whole(rows.len() as i64)) (ctx.say(" 行のうち、多く使われた 12 のガイド", " rows; the 12 guides most used")) } }
    }
}
