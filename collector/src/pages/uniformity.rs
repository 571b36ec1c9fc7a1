//! Uniformity: did everybody get the same. Reach × same version × language, side by side; who has not; the gap between
//! plans and between CSMs.

use maud::{Markup, html};
use serde_json::Value;

use super::parts::{account_link, flat, item_title};
use super::{Ctx, Drawn, ROWS, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, whole, words};

fn why(ctx: &Ctx<'_>, code: &str) -> &'static str {
    match code {
        "not_yet" => ctx.say("まだ（期限内）", "not yet, in time"),
        "overdue" => ctx.say("期限切れ", "overdue"),
        "partial" => ctx.say("途中まで", "partly"),
        "other_version" => ctx.say("別の版", "another version"),
        "other_language" => ctx.say("別の言語", "another language"),
        _ => ctx.say("その他", "other"),
    }
}

fn factor(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.2}"))
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let rows = ctx.figures.of("uniformity");
    let first = rows.first();
    let lede = match (ctx.l, first) {
        (Ja, None) => "プログラムがまだ公開されていません。".to_owned(),
        (En, None) => "No program has been published yet.".to_owned(),
        (Ja, Some(r)) => format!(
            "「{}」：必修の配信 {} のうち {} が未到達です。",
            title(ctx, r),
            whole(number(r, "required").unwrap_or(0.0) as i64),
            whole(r["gaps_total"].as_i64().unwrap_or(0))
        ),
        (En, Some(r)) => format!(
            "\"{}\": {} required deliveries, {} missing.",
            title(ctx, r),
            whole(number(r, "required").unwrap_or(0.0) as i64),
            whole(r["gaps_total"].as_i64().unwrap_or(0))
        ),
    };
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        @if rows.is_empty() {
            (section(ctx.say("まだ測れません", "Nothing to measure yet"), "", html! { (words::lacking(ctx.say("データ不足：programs/ に必修の項目を書いて公開すると、全員に同じ内容が届いたかを表示します。", "too little data: publish a program with required items, and this page shows whether everybody got the same."))) }))
        }
        @for row in rows { (program(ctx, row)?) }
    };
    let gaps: Vec<Value> = rows
        .iter()
        .flat_map(|r| r["gaps"].as_array().cloned().unwrap_or_default())
        .collect();
    Ok(Some(Drawn::new(lede, body).with_table(flat(&gaps))))
}

fn title(ctx: &Ctx<'_>, row: &Value) -> String {
    let named = ctx.l.title(row);
    let program = row["program"].as_str().unwrap_or_default();
    let name = if named.is_empty() {
        program.to_owned()
    } else {
        named
    };
    format!("{name} {}", row["release"].as_str().unwrap_or_default())
}

fn program(ctx: &Ctx<'_>, row: &Value) -> rusqlite::Result<Markup> {
    let f = |key: &str| number(row, key);
    let bar = |v: Option<f64>| html! { @if let Some(v) = v { svg.ax height="14" aria-hidden="true" { rect.zebra x="0" width="100%" y="3" height="8" {} rect.s1 x="0" width=(marks::at(v)) y="3" height="8" {} } } };
    let gaps = row["gaps"].as_array().cloned().unwrap_or_default();
    let versions = row["versions"].as_array().cloned().unwrap_or_default();
    Ok(html! {
        (section(&title(ctx, row), ctx.say("積だけを見せることはありません", "The product is never shown alone"), html! {
            div.eq {
                div { h3 { (ctx.say("均一性", "Uniformity")) } p.v { (factor(f("index"))) } (bar(f("index"))) }
                div.op { "=" }
                div { h3 { (ctx.say("到達率", "Reach")) } p.v { (factor(f("coverage"))) } (bar(f("coverage"))) p { @if let (Some(low), Some(high)) = (f("low"), f("high")) { (ctx.say("90% 区間 ", "90% interval ")) (format!("{low:.2}–{high:.2}")) } } }
                div.op { "×" }
                div { h3 { (ctx.say("同一版率", "Same version")) } p.v { (factor(f("version"))) } (bar(f("version"))) p { @if f("version").is_none() { (ctx.say("同じ項目の配信が 2 件から", "from two deliveries of an item")) } } }
                div.op { "×" }
                div { h3 { (ctx.say("言語対応率", "Language")) } p.v { (factor(f("language"))) } (bar(f("language"))) }
            }
        }))
        div.cols {
            div.c7 {
                @for (key, name) in [("plan", ctx.say("プラン", "Plan")), ("owner", "CSM")] { (equity(ctx, &row["equity"][key], name)) }
                @if !versions.is_empty() { (section(ctx.say("届いた版", "Versions delivered"), "", html! { table.t.tight { thead { tr { th scope="col" { (ctx.say("項目", "Item")) } th.num scope="col" { (ctx.say("最も多い版", "Modal share")) } th scope="col" { (ctx.say("版と件数", "Versions")) } } }
                    tbody { @for v in versions.iter().take(ROWS) { tr { th scope="row" { (item_title(ctx, v["content"].as_str().unwrap_or_default())) } td.num { @match number(v, "modal_share") { Some(s) => { (crate::markup::percent(s)) } None => { "–" } } }
                        td { @for d in v["deliveries"].as_array().into_iter().flatten() { "v" (d["version"]) " " (d["n"]) "　" } } } } } } })) }
            }
            div.c5 { (section(&match ctx.l { Ja => format!("未到達 {}", whole(row["gaps_total"].as_i64().unwrap_or(0))), En => format!("{} missing", whole(row["gaps_total"].as_i64().unwrap_or(0))) }, ctx.say("期限切れを先に", "overdue first"), html! {
                @if gaps.is_empty() { p.sub { (ctx.say("全員に同じ内容が届いています。", "Everybody has had the same.")) } } @else { table.t.tight {
                    thead { tr { th scope="col" { (ctx.say("アカウント", "Account")) } th scope="col" { (ctx.say("項目", "Item")) } th scope="col" { (ctx.say("理由", "Why")) } } }
                    tbody { @for gap in sorted(&gaps).into_iter().take(ROWS) { tr {
                        td { (account_link(ctx, gap["account"].as_str().unwrap_or_default())) " " span.sub { (person(ctx, gap["user"].as_str().unwrap_or_default())) } }
                        td { (item_title(ctx, gap["content"].as_str().unwrap_or_default())) } td { (why(ctx, gap["why"].as_str().unwrap_or_default())) } } } }
                } }
            })) }
        }
    })
}

fn sorted(gaps: &[Value]) -> Vec<&Value> {
    let mut gaps: Vec<&Value> = gaps.iter().collect();
    let order = |g: &Value| {
        [
            "overdue",
            "partial",
            "other_version",
            "other_language",
            "not_yet",
        ]
        .iter()
        .position(|w| g["why"] == *w)
    };
    gaps.sort_by_key(|g| order(g));
    gaps
}

fn person(ctx: &Ctx<'_>, user: &str) -> String {
    let told = crate::facts::one(ctx.db, ctx.tenant, crate::shape::Kind::User, user, ctx.at)
        .ok()
        .flatten();
    told.and_then(|t| Some(t.get("name")?.as_str()?.to_owned()))
        .unwrap_or_else(|| user.to_owned())
}

/// Reach by segment, and the lowest over the highest.
fn equity(ctx: &Ctx<'_>, line: &Value, name: &str) -> Markup {
    let segments = line["segments"].as_array().cloned().unwrap_or_default();
    if segments.is_empty() {
        return html! {};
    }
    let how = match (
        number(line, "ratio"),
        number(line, "low"),
        number(line, "high"),
    ) {
        (Some(r), Some(low), Some(high)) => format!(
            "{} {r:.2}（{low:.2}–{high:.2}）",
            ctx.say("最低 ÷ 最高", "lowest ÷ highest")
        ),
        _ => ctx
            .say(
                "最低 ÷ 最高：推定できません",
                "lowest ÷ highest: not estimable",
            )
            .to_owned(),
    };
    section(
        &format!(
            "{}{name}",
            ctx.say("同じように届いたか：", "Did everyone get the same: ")
        ),
        &how,
        html! {
            table.t.drawn { thead { tr { th scope="col" { (name) } (marks::axis(&[0, 50, 100])) th.num scope="col" { (ctx.say("到達率（90%）", "Reach (90%)")) } th.num.opt scope="col" { (ctx.say("件", "Cells")) } } }
                tbody { @for s in &segments {
                    @let (d, n) = (s["delivered"].as_u64().unwrap_or(0), s["required"].as_u64().unwrap_or(0));
                    @let band = measure::interval::wilson(d, n, measure::interval::Z90);
                    tr { th scope="row" { (s["segment"].as_str().filter(|t| !t.is_empty()).unwrap_or("–")) }
                        @if n == 0 { td.draw aria-hidden="true" {} td.num { (words::nodata(ctx.l)) } } @else { td.draw aria-hidden="true" { (marks::whisker(d as f64 / n as f64, band.low, band.high, false)) } td.num { (words::range(ctx.l, d as f64 / n as f64, band.low, band.high)) } }
                        td.num.opt { (words::of(d as i64, n as i64)) } }
                } }
            }
        },
    )
}
