//! Touch mix: which touch solved what, and where the organisation stands on its way to guides that do it by themselves.

use maud::{Markup, html};
use serde_json::Value;

use super::parts::flat;
use super::{Ctx, Drawn, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, words};

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let rows = ctx.figures.of("touch");
    let closed: u64 = rows.iter().filter_map(|r| r["closed"].as_u64()).sum();
    let alone: u64 = rows.iter().filter_map(|r| r["by_itself"].as_u64()).sum();
    let lede = match ctx.l {
        Ja => format!("完了した対応 {closed} 件のうち、手順の完了で自動に閉じたもの {alone} 件。"),
        En => {
            format!("Of {closed} closed cases {alone} closed by themselves when the step was done.")
        }
    };
    let most = rows
        .iter()
        .filter_map(|r| r["cases"].as_u64())
        .max()
        .unwrap_or(0);
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        (section(ctx.say("タッチごとの対応", "Cases by touch"), ctx.say("最初の応答：ハイは CSM、ローは合同説明会とコンテンツ、テックはコンテンツ。コミュニティは全員に", "First answer: high the CSM, low webinar and content, tech content; community for all"), html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：対応が 1 件完了すると表示します。", "too little data: shown with the first closed case."))) } @else {
                table.t.drawn.rl { thead { tr { th scope="col" { (ctx.say("タッチ", "Touch")) } th.draw scope="col" { (ctx.say("対応", "Cases")) } th.num scope="col" { (ctx.say("件", "n")) } th.num.opt scope="col" { (ctx.say("社", "Accounts")) } th.num.w scope="col" { (ctx.say("役に立った（90%）", "Helped (90%)")) } th.num.opt scope="col" { (ctx.say("自動で完了", "By itself")) } th.num.opt scope="col" { (ctx.say("かけた分", "Minutes")) } } }
                    tbody { @for r in rows { tr { th scope="row" { (words::touch(ctx.l, r["touch"].as_str().unwrap_or_default())) } td.draw aria-hidden="true" { (marks::bar(number(r, "cases").unwrap_or(0.0), most as f64)) } td.num { b { (r["cases"]) } } td.num.opt { (r["accounts"]) }
                        td.num { @if r["closed"].as_u64().unwrap_or(0) < 5 { (words::nodata(ctx.l)) } @else { (words::share(ctx.l, r, "rate")) } } td.num.opt { (r["by_itself"]) } td.num.opt { @match number(r, "minutes") { Some(m) => { (format!("{m:.0}")) } None => { "–" } } } } } } }
            }
        }))
        (spared(ctx, rows))
        p.foot { (ctx.say("節約した時間は、提示しない群（holdout）と比べられるときだけ書きます。記事の閲覧だけでは主張しません。", "Hours spared are stated only against a holdout; an article that was opened proves nothing.")) }
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(rows))))
}

/// What guides spared, against those who were not shown them.
fn spared(ctx: &Ctx<'_>, rows: &[Value]) -> Markup {
    let items = rows
        .iter()
        .flat_map(|r| crate::releases::items(r, "spared"));
    let items: Vec<&Value> = items.collect();
    let hours = |r: &Value, key: &str| number(r, key).map(|m| m / 60.0);
    section(
        ctx.say("テックタッチが節約した時間", "Hours that tech touch spared"),
        ctx.say("提示した人と提示しない群（holdout）の問い合わせの差。この 91 日、（ ）は 90% 区間", "Inquiries of those shown it against the holdout; last 91 days, 90% interval in parentheses"),
        html! {
            @if items.is_empty() { (words::lacking(ctx.say("比べる群がありません。コンテンツに rollout: {holdout_percent: 10} を書くと、節約した時間を測れます。", "nobody to compare with: rollout: {holdout_percent: 10} on an item makes it measurable."))) } @else {
                table.t.tight { thead { tr { th scope="col" { (ctx.say("コンテンツ", "Item")) } th.num scope="col" { (ctx.say("提示／非提示（人）", "Shown / held out")) } th.num.opt scope="col" { (ctx.say("問い合わせ", "Inquiries")) } th.num scope="col" { (ctx.say("減った割合（90%）", "Deflection (90%)")) } th.num scope="col" { (ctx.say("時間（90%）", "Hours (90%)")) } } }
                    tbody { @for r in items { tr {
                        th scope="row" { (ctx.l.title(r)) }
                        td.num { (r["shown"]) "／" (r["held_out"]) } td.num.opt { (r["asked_shown"]) "／" (r["asked_held_out"]) }
                        td.num { @if r["deflection"].is_number() { (words::share(ctx.l, r, "deflection")) } @else { (words::nodata(ctx.l)) } }
                        td.num { @match (hours(r, "minutes"), hours(r, "minutes_low"), hours(r, "minutes_high")) {
                            (Some(h), Some(low), Some(high)) => { b { (format!("{h:.1}")) } span.iv { (ctx.say("（", " (")) (format!("{low:.1}–{high:.1}")) (ctx.say("）", ")")) } }
                            _ => { "–" }
                        } }
                    } } } }
            }
        },
    )
}

fn stage(ctx: &Ctx<'_>, code: &str) -> &'static str {
    match code {
        "support" => ctx.say(
            "サポート：問い合わせに答える",
            "Support: answers what is asked",
        ),
        "knowledge" => ctx.say(
            "ナレッジ：答えが記事にある",
            "Knowledge: answers stand in articles",
        ),
        "process" => ctx.say(
            "プロセス：ルールに担当とテンプレート",
            "Process: rules have owners and templates",
        ),
        "proactive" => ctx.say("先回り：尋ねられる前に届く", "Proactive: before they ask"),
        "self_running" | "self-running" => {
            ctx.say("自走：案内だけで解決する", "Self-running: guides do it")
        }
        "automated" => ctx.say(
            "自動化：四半期続いている",
            "Automated: all held for a quarter",
        ),
        _ => ctx.say("段階", "Stage"),
    }
}

pub(crate) fn maturity(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let rows = ctx.figures.of("maturity");
    let here = rows.iter().rev().find(|r| r["met"] == true);
    let next = rows.iter().find(|r| r["met"] != true);
    let lede = match (ctx.l, here) {
        (Ja, Some(r)) => format!(
            "いまの段階は「{}」です。自分たちのデータから判定しています。",
            stage(ctx, r["stage"].as_str().unwrap_or_default())
        ),
        (En, Some(r)) => format!(
            "You stand at \"{}\", judged from your own data.",
            stage(ctx, r["stage"].as_str().unwrap_or_default())
        ),
        (Ja, None) => "段階はまだ判定できません。".to_owned(),
        (En, None) => "No stage can be judged yet.".to_owned(),
    };
    let body = html! {
        (section(ctx.say("六つの段階", "Six stages"), ctx.say("✓ 満たした　– まだ", "✓ met  – not yet"), html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：対応と問い合わせが届くと判定します。", "too little data: judged once there are cases and inquiries."))) }
            ol.lib { @for r in rows { li {
                @let met = r["met"] == true;
                span.tag.kind { @if met { "✓ " (ctx.say("満たした", "met")) } @else if r["met"].is_null() { (ctx.say("データ不足", "too little data")) } @else { (ctx.say("まだ", "not yet")) } }
                h3 { (stage(ctx, r["stage"].as_str().unwrap_or_default())) }
                p.sub { (grounds(ctx, r)) }
                @if next.is_some_and(|n| n["stage"] == r["stage"]) && r["next"].is_object() { p { (ctx.say("次の一歩：", "Next step: ")) (step(ctx, r["next"]["code"].as_str().unwrap_or_default())) } }
            } } }
        }))
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(rows))))
}

/// What a stage was judged by, in words.
fn grounds(ctx: &Ctx<'_>, row: &Value) -> String {
    let e = &row["evidence"];
    let n = |key: &str| e[key].as_u64().unwrap_or(0);
    let part = |have: &str, all: &str| format!("{}/{}", n(have), n(all));
    match (row["stage"].as_str().unwrap_or_default(), ctx.l) {
        ("knowledge", Ja) => format!(
            "記事のある問い合わせの分類 {}（必要 80%）",
            part("with_article", "categories")
        ),
        ("knowledge", En) => format!(
            "categories with an article {} (80% needed)",
            part("with_article", "categories")
        ),
        ("process", Ja) => format!(
            "準備のできたルール {}（それぞれ担当・テンプレート・結果 {} 件）",
            part("ready", "rules"),
            n("outcomes_needed")
        ),
        ("process", En) => format!(
            "rules that are ready {} (owner, template, {} outcomes each)",
            part("ready", "rules"),
            n("outcomes_needed")
        ),
        ("proactive", Ja) => format!(
            "役に立った対応のうち問い合わせより前 {}（必要 50%）",
            part("before_an_inquiry", "helped")
        ),
        ("proactive", En) => format!(
            "helped before an inquiry {} (50% needed)",
            part("before_an_inquiry", "helped")
        ),
        ("self_running", Ja) => format!(
            "人手なしで閉じた対応 {}（下限 50% が必要）",
            part("self_served", "closed")
        ),
        ("self_running", En) => format!(
            "closed without anybody's work {} (lower bound of 50% needed)",
            part("self_served", "closed")
        ),
        ("automated", l) => {
            let held = e["held"].as_array().into_iter().flatten();
            let met = held.filter(|h| h["met"] == true).count();
            match l {
                Ja => {
                    format!("四半期のはじめ・中ほど・いまの 3 時点のうち、すべて満たした時点 {met}")
                }
                En => format!("all met at {met} of 3 moments: a quarter ago, half of it, now"),
            }
        }
        _ => String::new(),
    }
}

fn step(ctx: &Ctx<'_>, code: &str) -> &'static str {
    match code {
        "write_articles" => ctx.say(
            "記事のない問い合わせの分類に、記事を書く。",
            "write articles for the categories that have none.",
        ),
        "own_rules" => ctx.say(
            "ルールに担当とテンプレートを決め、結果を 10 件記録する。",
            "give every rule an owner, a template and ten outcomes.",
        ),
        "open_before_they_ask" => ctx.say(
            "尋ねられる前に対応を開く（半分以上）。",
            "open half of the helped cases before an inquiry.",
        ),
        "let_guides_do_it" => ctx.say(
            "案内だけで閉じる対応を半分以上にする。",
            "let guides alone close half of the cases.",
        ),
        "hold_for_a_quarter" => {
            ctx.say("この状態を四半期続ける。", "hold all of it for a quarter.")
        }
        _ => ctx.say("記録を続ける。", "go on recording."),
    }
}
