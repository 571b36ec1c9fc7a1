//! Experiments: ship, continue, stop. The decision line is the always-valid interval; an uneven split blocks it.

use maud::html;

use super::parts::flat;
use super::{Ctx, Drawn, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, words};

fn decision(ctx: &Ctx<'_>, code: &str) -> &'static str {
    match code {
        "better" | "ship" => ctx.say("良い：出してよい", "Better: ship it"),
        "worse" | "stop" => ctx.say("悪い：やめる", "Worse: stop"),
        _ => ctx.say("まだ判断できません", "No verdict yet"),
    }
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let rows = ctx.figures.of("experiments");
    let lede = match (ctx.l, rows.len()) {
        (Ja, 0) => "実験は行われていません。".to_owned(),
        (En, 0) => "No experiment is running.".to_owned(),
        (Ja, n) => format!("実験 {n} 件。判断は、いつ見ても有効な区間で行います。"),
        (En, n) => format!(
            "{n} experiments, judged by an interval that stays valid however often one looks."
        ),
    };
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        @if rows.is_empty() { (section(ctx.say("はじめ方", "How to begin"), "", html! { p { (ctx.say("コンテンツの項目に experiment を書くと、二つの文面を比べられます。各群 30 人の完了と未完了から判断します。", "Give an item an experiment to compare two versions; judged from 30 that finish and 30 that do not in each arm.")) } pre.how { "experiment: {id: wording, variants: [{id: a, percent: 50}, {id: b, percent: 50}]}" } })) }
        @for row in rows {
            @let uneven = row["split"]["even"] == false;
            (section(&format!("{} · {}", ctx.l.title(row), row["experiment"].as_str().unwrap_or_default()), ctx.say("割り当てと完了", "assigned and finished"), html! {
                @if uneven { p.alarm { "▲ " (ctx.say("割り当てが計画と違います（p<.001）。結果は使えません。", "The split differs from the plan (p<.001): the result cannot be used.")) } }
                table.t.drawn { thead { tr { th scope="col" { (ctx.say("案", "Variant")) } (marks::axis(&[0, 50, 100])) th.num scope="col" { (ctx.say("完了率（90%）", "Finished (90%)")) } th.num.opt scope="col" { (ctx.say("人", "People")) } } }
                    tbody { @for v in row["variants"].as_array().into_iter().flatten() { tr { th scope="row" { (v["variant"].as_str().unwrap_or_default()) " " span.sub { (v["percent"]) "%" } }
                        @match (number(v, "rate"), number(v, "low"), number(v, "high")) { (Some(r), Some(low), Some(high)) => { td.draw aria-hidden="true" { (marks::whisker(r, low, high, false)) } td.num { (words::range(ctx.l, r, low, high)) } } _ => { td.draw aria-hidden="true" {} td.num { (words::nodata(ctx.l)) } } }
                        td.num.opt { (words::of(v["completed"].as_i64().unwrap_or(0), v["people"].as_i64().unwrap_or(0))) } } } }
                }
                @for rival in row["against_control"].as_array().into_iter().flatten() {
                    p { b { (rival["variant"].as_str().unwrap_or_default()) (ctx.say("：", ": ")) (if uneven { ctx.say("使えません", "not usable") } else { decision(ctx, rival["decision"].as_str().unwrap_or_default()) }) } " "
                        @if let (Some(d), Some(low), Some(high)) = (number(rival, "difference"), number(rival, "low"), number(rival, "high")) { span.iv { (ctx.say("差 ", "difference ")) (format!("{:+.1}（{:+.1}–{:+.1}）", d * 100.0, low * 100.0, high * 100.0).replace('-', "−")) } }
                        @else { (words::nodata(ctx.l)) }
                        @if let (Some(b), Some(loss)) = (number(rival, "better"), number(rival, "expected_loss")) { p.sub { (ctx.say("参考：良い確率 ", "beside it: chance of being better ")) (format!("{:.0}%", b * 100.0)) (ctx.say("、外れた場合の損 ", ", expected loss ")) (format!("{:.2}%", loss * 100.0)) (ctx.say("。判断には使いません。", "; not what decides.")) } }
                    }
                }
            }))
        }
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(rows))))
}
