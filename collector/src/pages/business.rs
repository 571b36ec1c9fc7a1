//! Revenue and support beside each other: where the money moved, how fast and how well people are answered.

use maud::{Markup, html};
use serde_json::Value;

use super::parts::flat;
use super::{Ctx, Drawn, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, percent, whole, words};

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (kpi, support) = (ctx.figures.of("kpi"), ctx.figures.of("support"));
    let complete: Vec<&Value> = kpi.iter().filter(|r| r["complete"] == true).collect();
    let last = complete
        .iter()
        .max_by_key(|r| r["month"].as_str().map(str::to_owned))
        .copied()
        .or(kpi.last());
    let lede = match (ctx.l, last) {
        (Ja, Some(r)) => format!(
            "{} の月次収益は {}、純維持率 {}。",
            month(r),
            amount(r, "end"),
            share(r, "net_retention")
        ),
        (En, Some(r)) => format!(
            "{}: monthly revenue {}, net retention {}.",
            month(r),
            amount(r, "end"),
            share(r, "net_retention")
        ),
        (Ja, None) => "収益はまだ計算できません。".to_owned(),
        (En, None) => "No revenue figures yet.".to_owned(),
    };
    let mut rows: Vec<&Value> = kpi.iter().collect();
    rows.sort_by_key(|r| std::cmp::Reverse(r["month"].as_str().map(str::to_owned)));
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        @if let Some(r) = last { (waterfall(ctx, r)) }
        (section(ctx.say("月ごとの収益", "Revenue by month"), ctx.say("新規は維持率に入れません。推定できない値は書きません", "New business stays out of retention; what cannot be estimated is not printed"), html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：PUT /v1/accounts で mrr と renewal が届くと、次の月末から表示します。", "too little data: shown from the next month's end once accounts carry mrr and renewal."))) } @else {
                (trend(ctx, &rows))
                table.t.tight { thead { tr { th scope="col" { (ctx.say("月", "Month")) } th.num scope="col" { (ctx.say("月初", "Start")) } th.num.opt scope="col" { (ctx.say("新規", "New")) } th.num.opt scope="col" { (ctx.say("拡大", "Expansion")) } th.num.opt scope="col" { (ctx.say("縮小", "Contraction")) } th.num.opt scope="col" { (ctx.say("解約", "Churned")) } th.num scope="col" { (ctx.say("月末", "End")) } th.num scope="col" { "NRR" } th.num scope="col" { "GRR" } th.num.opt scope="col" { (ctx.say("解約率・社数（90%）", "Logo churn (90%)")) } } }
                    tbody { @for r in rows.iter().take(24) { tr { th.nw scope="row" { (month(r)) @if r["complete"] != true { " " span.sub { (ctx.say("途中", "so far")) } } }
                        td.num { (amount(r, "start")) } td.num.opt { (amount(r, "new")) } td.num.opt { (amount(r, "expansion")) } td.num.opt { (amount(r, "contraction")) } td.num.opt { (amount(r, "churned")) } td.num { b { (amount(r, "end")) } } td.num { (share(r, "net_retention")) } td.num { (share(r, "gross_retention")) }
                        td.num.opt { @let c = &r["logo_churn"]; @match (number(c, "value"), number(c, "low"), number(c, "high")) { (Some(v), Some(l), Some(h)) => { (words::range(ctx.l, v, l, h)) } _ => { (words::nodata(ctx.l)) } } } } } } }
            }
        }))
        (tickets(ctx, support))
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(kpi))))
}

fn month(row: &Value) -> String {
    row["month"].as_str().unwrap_or_default().to_owned()
}

fn amount(row: &Value, key: &str) -> String {
    let mark = if row["currency"].as_str().is_none_or(|c| c == "JPY") {
        "¥"
    } else {
        ""
    };
    number(row, key).map_or_else(
        || "–".to_owned(),
        |v| format!("{mark}{}", whole(v.round() as i64)),
    )
}

fn share(row: &Value, key: &str) -> String {
    number(row, key).map_or_else(|| "–".to_owned(), |v| format!("{:.1}%", v * 100.0))
}

/// From the month's start to its end: totals as level marks, changes as areas.
fn waterfall(ctx: &Ctx<'_>, r: &Value) -> Markup {
    let v = |key: &str| number(r, key).unwrap_or(0.0);
    let changes = [
        (ctx.say("新規", "New"), v("new")),
        (ctx.say("拡大", "Expansion"), v("expansion")),
        (ctx.say("縮小", "Contraction"), -v("contraction")),
        (ctx.say("解約", "Churned"), -v("churned")),
    ];
    let (start, end) = (v("start"), v("end"));
    let mut level = start;
    let mut bars = Vec::new();
    for (name, change) in changes {
        bars.push((name, level, level + change, change));
        level += change;
    }
    let values = bars.iter().flat_map(|b| [b.1, b.2]).chain([start, end]);
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
    let room = (high - low).max(high * 0.02).max(1.0);
    let x = |v: f64| marks::at((v - low + room * 0.1) / (room * 1.2));
    section(
        &format!(
            "{} {}",
            month(r),
            ctx.say("の収益の動き", "revenue, step by step")
        ),
        ctx.say("軸は 0 から始まりません", "The axis does not begin at 0"),
        html! {
            table.t.drawn { thead { tr { th scope="col" { span.vh { (ctx.say("項目", "Part")) } } th.draw scope="col" { (ctx.say("増減", "Change")) } th.num scope="col" { (ctx.say("金額", "Amount")) } } } tbody {
                tr { th scope="row" { (ctx.say("月初", "Start")) } td.draw aria-hidden="true" { svg.ax height="22" { line.mean x1=(x(start)) x2=(x(start)) y1="3" y2="19" {} } } td.num { b { (amount(r, "start")) } } }
                @for (name, from, to, change) in &bars { tr { th scope="row" { (name) } td.draw aria-hidden="true" { svg.ax height="22" { rect.s1[*change >= 0.0].al[*change < 0.0] x=(x(from.min(*to))) width=(marks::at((to - from).abs() / (room * 1.2))) y="5" height="12" {} } }
                    td.num { @if *change > 0.0 { "▲ +" } @else if *change < 0.0 { "▼ −" } (whole(change.abs().round() as i64)) } } }
                tr { th scope="row" { (ctx.say("月末", "End")) } td.draw aria-hidden="true" { svg.ax height="22" { line.mean x1=(x(end)) x2=(x(end)) y1="3" y2="19" {} } } td.num { b { (amount(r, "end")) } } }
            } }
        },
    )
}

/// NRR solid and GRR dashed, labelled at their ends.
fn trend(ctx: &Ctx<'_>, rows: &[&Value]) -> Markup {
    let mut ordered: Vec<&Value> = rows
        .iter()
        .copied()
        .filter(|r| r["complete"] == true)
        .collect();
    ordered.sort_by_key(|r| r["month"].as_str().map(str::to_owned));
    if ordered.len() < 3 {
        return html! { p.sub { @match ctx.l { Ja => { "推移はあと " (3 - ordered.len()) " か月分で描きます。" } En => { "The trend is drawn after " (3 - ordered.len()) " more months." } } } };
    }
    let of = |key: &str| ordered.iter().map(|r| number(r, key)).collect::<Vec<_>>();
    let (nrr, grr) = (of("net_retention"), of("gross_retention"));
    let all = nrr.iter().chain(&grr).flatten().copied();
    let (low, high) = all.fold((1.0_f64, 1.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    let (low, high) = (low - 0.01, high + 0.01);
    html! { svg.ax height="120" role="img" aria-label=(ctx.say("純維持率と総維持率の推移。値は下の表", "Net and gross retention by month; values in the table below")) {
        svg x="0" y="6" width="92%" height="96" viewBox="0 0 100 100" preserveAspectRatio="none" { path.curve d=(marks::line(&nrr, low, high)) {} path.curve.b d=(marks::line(&grr, low, high)) {} }
        @for (name, values) in [("NRR", &nrr), ("GRR", &grr)] { @if let Some(v) = values.last().copied().flatten() { text x="93%" y=(format!("{:.0}", 6.0 + 96.0 - (v - low) / (high - low) * 96.0 + 4.0)) { (name) " " (percent(v)) } } }
        text x="0" y="116" { (month(ordered[0])) } text x="92%" y="116" text-anchor="end" { (ordered.last().map_or_else(String::new, |r| month(r))) }
    } }
}

fn tickets(ctx: &Ctx<'_>, rows: &[Value]) -> Markup {
    let days = |v: &Value| {
        v["days"]
            .as_f64()
            .map_or_else(|| "–".to_owned(), |d| duration(ctx, d))
    };
    let mut rows: Vec<&Value> = rows.iter().collect();
    rows.sort_by(|a, b| {
        month(b)
            .cmp(&month(a))
            .then(b["volume"].as_u64().cmp(&a["volume"].as_u64()))
    });
    section(
        ctx.say("サポート", "Support"),
        ctx.say(
            "平均は長い待ちに引きずられるので、中央値と P90",
            "Means mislead: median and P90",
        ),
        html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：PUT /v1/tickets でチケットが届くと表示します。", "too little data: shown once tickets arrive (PUT /v1/tickets)."))) } @else {
                table.t.tight { thead { tr { th scope="col" { (ctx.say("月", "Month")) } th scope="col" { (ctx.say("分類", "Category")) } th.num scope="col" { (ctx.say("件数", "Volume")) } th.num scope="col" { (ctx.say("初回応答 中央値", "First response, median")) } th.num.opt scope="col" { "P90" } th.num scope="col" { (ctx.say("解決率（90%）", "Resolved (90%)")) } th.num.opt scope="col" { (ctx.say("再開率（90%）", "Reopened (90%)")) } th.num.opt scope="col" { (ctx.say("未解決", "Backlog")) } } }
                    tbody { @for r in rows.iter().take(super::ROWS) { tr { th.nw scope="row" { (month(r)) } td { (r["category"].as_str().unwrap_or(ctx.say("すべて", "all"))) } td.num { b { (r["volume"]) } } td.num { (days(&r["first_response"])) } td.num.opt { (days(&r["slow_response"])) }
                        @for key in ["resolution", "reopened"] { td.num.opt[key == "reopened"] { @let f = &r[key]; @match (number(f, "value"), number(f, "low"), number(f, "high")) { (Some(v), Some(l), Some(h)) => { (words::range(ctx.l, v, l, h)) } _ => { (words::nodata(ctx.l)) } } } }
                        td.num.opt { (r["backlog"]) } } } } }
            }
        },
    )
}

/// `33 分`, `3時間34分`, `2.1 日`.
fn duration(ctx: &Ctx<'_>, days: f64) -> String {
    let minutes = (days * 1440.0).round() as i64;
    match (ctx.l, minutes) {
        (Ja, m) if m < 60 => format!("{m} 分"),
        (En, m) if m < 60 => format!("{m} min"),
        (Ja, m) if m < 1440 => format!("{}時間{}分", m / 60, m % 60),
        (En, m) if m < 1440 => format!("{} h {}", m / 60, m % 60),
        (Ja, _) => format!("{days:.1} 日"),
        (En, _) => format!("{days:.1} days"),
    }
}
