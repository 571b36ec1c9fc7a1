//! Content health: which question to rewrite, which target of a step has gone missing in the page.

use maud::{Markup, html};
use serde_json::Value;

use super::parts::{flat, item_title, step_title};
use super::{Ctx, Drawn, ROWS, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, words};

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (items, anchors) = (ctx.figures.of("items"), ctx.figures.of("anchors"));
    let wrong = items
        .iter()
        .filter(|r| r["warnings"].as_array().is_some_and(|w| !w.is_empty()))
        .count();
    let lost = anchors
        .iter()
        .filter(|r| number(r, "low").is_some_and(|l| l > 0.01))
        .count();
    let lede = match ctx.l {
        Ja => format!("見直したほうがよい設問 {wrong} 問、要素が見つからない手順 {lost} 件。"),
        En => format!("{wrong} questions to rewrite, {lost} steps whose target goes missing."),
    };
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        (targets(ctx, anchors)) (questions(ctx, items))
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(items))))
}

fn targets(ctx: &Ctx<'_>, rows: &[Value]) -> Markup {
    section(
        ctx.say("見つからない要素", "Targets that go missing"),
        ctx.say(
            "欠落・隠れ・曖昧・回復、届いた人のうち困った人の割合",
            "Missing, hidden, ambiguous, recovered; share of people who met it",
        ),
        html! {
            @if rows.is_empty() { p.sub { (ctx.say("要素が見つからなかった手順はありません。", "No step lost its target.")) } } @else {
                table.t.drawn { thead { tr { th scope="col" { (ctx.say("手順", "Step")) } (marks::axis(&[0, 50, 100])) th.num scope="col" { (ctx.say("困った人（90%）", "Met it (90%)")) } th.num.opt scope="col" { (ctx.say("欠落", "Missing")) } th.num.opt scope="col" { (ctx.say("曖昧", "Ambig.")) } th.num.opt scope="col" { (ctx.say("回復", "Recov.")) } } }
                    tbody { @for r in rows.iter().take(ROWS) { tr { th scope="row" { (item_title(ctx, text(r, "content"))) " " span.sub { (step_title(ctx, text(r, "content"), text(r, "step"))) } }
                        @match (number(r, "rate"), number(r, "low"), number(r, "high")) { (Some(v), Some(l), Some(h)) => { td.draw aria-hidden="true" { (marks::whisker(v, l, h, false)) } td.num { (words::range(ctx.l, v, l, h)) } } _ => { td.draw aria-hidden="true" {} td.num { "–" } } }
                        td.num.opt { (r["missing"]) } td.num.opt { (r["ambiguous"]) } td.num.opt { (r["recovered"]) } } } } }
            }
        },
    )
}

fn warning(ctx: &Ctx<'_>, w: &Value) -> String {
    match text(w, "code") {
        "too_easy" => ctx
            .say("易しすぎる（95% 超）", "too easy (over 95%)")
            .to_owned(),
        "too_hard" => ctx
            .say("難しすぎる（20% 未満）", "too hard (under 20%)")
            .to_owned(),
        "does_not_tell" => ctx
            .say("識別しない（.20 未満）", "does not tell (under .20)")
            .to_owned(),
        "dead_distractor" => format!(
            "{} {}",
            ctx.say("選ばれない選択肢", "dead option"),
            text(w, "option")
        ),
        other => other.to_owned(),
    }
}

fn questions(ctx: &Ctx<'_>, rows: &[Value]) -> Markup {
    let mut rows: Vec<&Value> = rows.iter().collect();
    rows.sort_by_key(|r| {
        (
            std::cmp::Reverse(r["warnings"].as_array().map_or(0, Vec::len)),
            std::cmp::Reverse(r["answers"].as_u64()),
        )
    });
    section(
        ctx.say("設問の健全性", "Item health"),
        ctx.say(
            "努力のある回答 30 件から。線は 20–95",
            "From 30 answers with effort; band 20–95",
        ),
        html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：1 問につき 30 件の回答で判定します。", "too little data: judged from 30 answers a question."))) } @else {
                table.t.drawn { thead { tr { th scope="col" { (ctx.say("設問", "Question")) } (marks::axis(&[0, 50, 100])) th.num scope="col" { (ctx.say("正答率（90%）", "Right (90%)")) } th.num.opt scope="col" { (ctx.say("識別", "Tells")) } th.num.opt scope="col" { (ctx.say("回答", "Answers")) } th scope="col" { (ctx.say("見直し", "To do")) } } }
                    tbody { @for r in rows.iter().take(ROWS) { @let n = r["answers"].as_u64().unwrap_or(0); tr {
                        th scope="row" { (item_title(ctx, text(r, "content"))) " " span.sub { (text(r, "question")) " · v" (r["version"]) } }
                        @match (number(r, "right"), number(r, "low"), number(r, "high")) { (Some(v), Some(l), Some(h)) => { td.draw aria-hidden="true" { (marks::whisker(v, l, h, false)) } td.num { (words::range(ctx.l, v, l, h)) } }
                            _ => { td.draw aria-hidden="true" {} td.num { span.nodata { @match ctx.l { Ja => { "あと" (30u64.saturating_sub(n)) "件" } En => { (30u64.saturating_sub(n)) " more" } } } } } }
                        td.num.opt { @match number(r, "tells") { Some(v) => { (format!("{v:.2}")) } None => { "–" } } } td.num.opt { (n) }
                        td { @for w in r["warnings"].as_array().into_iter().flatten() { span.alarm { "▲ " (warning(ctx, w)) " " } } @if r["parity"]["differs"] == true { span.alarm { "▲ " (ctx.say("言語で難しさが違う", "differs by language")) } } }
                    } } } }
            }
        },
    )
}
