//! What an account knows by topic, and the six components of its motivation: each a table with one drawn column.

use maud::{Markup, html};
use measure::rollup::users_who_know;
use serde_json::Value;

use super::Ctx;
use crate::markup::Language::{En, Ja};
use crate::markup::{marks, words};
use crate::releases::items;

/// Comprehension by topic, weakest first, and how many know it.
pub(super) fn topics(ctx: &Ctx<'_>, known: &[Value]) -> Markup {
    let l = ctx.l;
    let mut rows: Vec<(&Value, f64, f64, f64, Vec<f64>)> = items(&ctx.manifest, "topics")
        .filter_map(|topic| {
            let cells: Vec<&Value> = known
                .iter()
                .filter(|r| r["topic"] == topic["id"] && r["known"].is_number())
                .collect();
            let of = |key: &str| {
                cells.iter().filter_map(|r| r[key].as_f64()).sum::<f64>()
                    / cells.len().max(1) as f64
            };
            (!cells.is_empty()).then(|| {
                (
                    topic,
                    of("known"),
                    of("low"),
                    of("high"),
                    cells.iter().filter_map(|r| r["known"].as_f64()).collect(),
                )
            })
        })
        .collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1));
    html! {
        section {
            div.h2row { h2 { (ctx.say("トピック別の理解度", "Comprehension by topic")) } p { (ctx.say("弱い順", "Weakest first")) } }
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：1 問の回答か 1 回の実務で、そのトピックから表示します。", "too little data: one answer or one real task shows its topic."))) } @else {
                table.t.drawn.cm {
                    thead { tr { th scope="col" { (ctx.say("トピック", "Topic")) } (marks::axis(&[0, 40, 80, 100])) th.num scope="col" { (ctx.say("平均（前提幅）", "Mean (band)")) } th.num.opt scope="col" { (ctx.say("分かる人（90%）", "Who know (90%)")) } } }
                    tbody { @for (topic, k, low, high, each) in &rows { @let label = words::label(l, measure::comprehension::level(*k).name()); tr {
                        th scope="row" { (marks::ball(label.1)) (l.title(topic)) span.vh { " " (label.0) } }
                        td.draw aria-hidden="true" { (marks::soft_bar(*k, *low, *high, each.len() < 3)) }
                        td.num { (words::range(l, *k, *low, *high)) }
                        td.num.opt { @if let Ok(know) = users_who_know(each) { @match l {
                            Ja => { (each.len()) "人中 " b { (know.mean.round() as i64) "人" } span.iv { "（" (know.low) "–" (know.high) "）" } }
                            En => { b { (know.mean.round() as i64) } " of " (each.len()) span.iv { " (" (know.low) "–" (know.high) ")" } } } } }
                    } } }
                }
                p.sub { (ctx.say("● 平均　▬ 前提幅　○ 測定 3 人未満　線は 40・80", "● mean  ▬ assumption band  ○ fewer than 3 measured  lines at 40 and 80")) }
            }
        }
    }
}

/// The six components of motivation over the account's people.
pub(crate) fn components(ctx: &Ctx<'_>, motivation: &[Value], before: &[Value]) -> Markup {
    let l = ctx.l;
    let names = [
        "voluntary",
        "response",
        "effort",
        "persistence",
        "regularity",
        "completion",
    ];
    let sum = |rows: &[Value], name: &str| {
        let of = |key: &str| {
            rows.iter()
                .filter_map(|r| r["components"][name][key].as_f64())
                .sum::<f64>()
        };
        (of("successes"), of("trials"))
    };
    html! {
        section {
            div.h2row { h2 { (ctx.say("学習意欲の成分", "Components of motivation")) } p { (ctx.say("行動からの推定・28 日", "Inferred from behaviour, 28 days")) } }
            @if motivation.is_empty() { (words::lacking(ctx.say("データ不足：案内への応答が 10 回分届くと表示します。", "too little data: shown after ten answers to prompts."))) } @else {
                table.t.drawn.mo {
                    thead { tr { th scope="col" { (ctx.say("成分", "Component")) } (marks::axis(&[0, 50, 100])) th.num scope="col" { (ctx.say("率（90%）", "Rate (90%)")) } th.num.opt scope="col" { (ctx.say("件", "Of")) } th scope="col" { (ctx.say("前 28 日比", "28 days before")) } } }
                    tbody { @for name in names { @let (s, n) = sum(motivation, name); @let (s0, n0) = sum(before, name); @let words_of = words::component(l, name); tr {
                        th scope="row" { (words_of.0) " " span.sub { (words_of.1) } }
                        @if n < 3.0 { td.draw aria-hidden="true" {} td.num { (words::nodata(l)) } } @else {
                            @let band = measure::interval::wilson(s.round() as u64, n.round() as u64, measure::interval::Z90);
                            td.draw aria-hidden="true" { (marks::whisker(s / n, band.low, band.high, false)) }
                            td.num { (words::range(l, s / n, band.low, band.high)) }
                        }
                        td.num.opt { (s.round()) "/" (n.round()) }
                        td { (change(ctx, (s, n), (s0, n0))) }
                    } } }
                }
                p.sub { (ctx.say("6 成分は等重み。矢印は差の区間が 0 を含まないときだけ。", "The six weigh the same. An arrow only where the interval of the difference excludes 0.")) }
            }
        }
    }
}

fn change(ctx: &Ctx<'_>, (s, n): (f64, f64), (s0, n0): (f64, f64)) -> Markup {
    if n < 3.0 || n0 < 3.0 {
        return html! { span.sub { "–" } };
    }
    let (p, p0) = (s / n, s0 / n0);
    let reach = 1.645 * (p * (1.0 - p) / n + p0 * (1.0 - p0) / n0).sqrt();
    match p - p0 {
        d if d + reach < 0.0 => html! { span.alarm { "▼ " (ctx.say("低下", "fell")) } },
        d if d - reach > 0.0 => html! { span.good { "▲ " (ctx.say("上昇", "rose")) } },
        _ => html! { span.sub { (ctx.say("差なし", "no change")) } },
    }
}
