//! One account, so that a call is prepared in a minute: its facts, four numbers that are never blended, how it was used,
//! what each topic and each person stands at, notes and what was assigned.

use std::collections::BTreeSet;

use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::accounts::owner_name;
use super::learning::{components, topics};
use super::people::{Person, assignments, people, persons};
use super::today::{days_left, reason};
use super::usage::{activity, events, usage};
use super::{Ctx, Drawn, notes, said};
use crate::desk::rank;
use crate::markup::Language::{En, Ja};
use crate::markup::{percent, whole, words};
use crate::record::{self, Kind, Record};
use crate::releases::items;

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let id = ctx.path[1].as_str();
    let account = rank::account_of(ctx.db, ctx.tenant, id, ctx.at)?;
    let people = people(ctx, id)?;
    if account.is_empty() && people.is_empty() {
        return Ok(None);
    }
    let name = account
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or(id)
        .to_owned();
    let cases = record::of_account(ctx.db, ctx.tenant, Kind::Case, id)?;
    let open: Vec<&Record> = cases.iter().filter(|c| c.state != "closed").collect();
    let known = ctx.figures.of("comprehension").to_vec();
    let motivation = ctx.figures.of("motivation").to_vec();
    let before = ctx.figures.of("motivation_before").to_vec();
    let days = activity(ctx, id)?;
    let lede = match (ctx.l, open.first()) {
        (Ja, None) => "開いている対応はありません。".to_owned(),
        (En, None) => "No open case.".to_owned(),
        (Ja, Some(first)) => format!(
            "開いている対応 {} 件：{}",
            open.len(),
            reason(ctx, &first.field("reasons")[0])
        ),
        (En, Some(first)) => format!(
            "{} open: {}",
            open.len(),
            reason(ctx, &first.field("reasons")[0])
        ),
    };
    let body = html! {
        (said(ctx))
        (tabs(ctx, id, ""))
        (strip(ctx, &account, &people))
        @if !open.is_empty() { section { h2 { (ctx.say("いまの対応", "Open now")) } ul.done { @for case in &open { li {
            span.tag { (words::rule(ctx.l, case.text("rule"))) } span { (reason(ctx, &case.field("reasons")[0])) " " a href=(ctx.to(&format!("cases/{}", case.id))) { "C-" (case.number("number").unwrap_or(0)) (ctx.say(" を開く", "")) } }
        } } } } }
        (key_numbers(ctx, id, &known, &motivation, &days)?)
        (usage(ctx, &days, &events(ctx, id, &cases)?))
        div.cols { div.c7 { (topics(ctx, &known)) } div.c5 { (components(ctx, &motivation, &before)) } }
        (persons(ctx, id, &account, &people, &known, &motivation))
        div.cols { div.c7 { (notes(ctx, &record::of_account(ctx.db, ctx.tenant, Kind::Note, id)?, Some(id), None)) } div.c5 { (assignments(ctx, id, &people)?) } }
        p.foot { (ctx.say("三つの数は一つの点数に混ぜません。（ ）は 90% 区間、前提幅は計算の前提を変えた場合の幅で、信頼区間ではありません。", "The three numbers are never blended into one. Parentheses: 90% interval; the assumption band shows how far our assumptions matter and is no confidence interval.")) " " a href=(ctx.to("method")) { (ctx.say("この数値の作り方", "How these numbers are made")) } }
    };
    let mut table = vec![
        [
            "user",
            "name",
            "role",
            "last",
            "comprehension",
            "low",
            "high",
            "motivation",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for person in &people {
        let (k, low, high, _) = mean(&known, Some(&person.id));
        let m = motivation
            .iter()
            .find(|r| r["user"] == person.id.as_str())
            .map_or(Value::Null, |r| r["index"].clone());
        let n = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
        table.push(vec![
            person.id.clone(),
            person.name().to_owned(),
            text(&person.told, "role").to_owned(),
            person
                .last
                .map_or_else(String::new, |l| ctx.calendar.zone.date(l)),
            n(k),
            n(low),
            n(high),
            n(m.as_f64()),
        ]);
    }
    Ok(Some(Drawn::new(lede, body).titled(name).with_table(table)))
}

/// The ways of looking at one account.
pub(crate) fn tabs(ctx: &Ctx<'_>, id: &str, here: &str) -> Markup {
    let base = format!("accounts/{}", super::escaped(id));
    let tabs = [
        ("", ctx.say("全体", "Whole")),
        ("topics", ctx.say("トピック理解", "Topic map")),
        ("call", ctx.say("電話の要点", "Call sheet")),
        ("handover", ctx.say("引き継ぎ", "Hand-over")),
    ];
    html! { nav.filters aria-label=(ctx.say("このアカウント", "This account")) { div.g { @for (place, words) in tabs {
    a aria-current=[(place == here).then_some("page")] href=(ctx.to(&if place.is_empty() { base.clone() } else { format!("{base}/{place}") })) { (words) } } }
    (super::ends(ctx)) } }
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Plan, revenue, renewal, touch, CSM, main contact.
pub(crate) fn strip(ctx: &Ctx<'_>, account: &Map<String, Value>, people: &[Person]) -> Markup {
    let touch = rank::touch(&ctx.manifest, account, ctx.at);
    let renewal = account.get("renewal").cloned().unwrap_or(Value::Null);
    let contacts = account.get("contacts").and_then(Value::as_array);
    let primary =
        contacts.and_then(|c| c.iter().find(|c| c["primary"] == json!(true)).or(c.first()));
    let first = match rank::first_response(&touch) {
        "person" => ctx.say("最初の応答：CSM", "answers first: the CSM"),
        "webinar" => ctx.say(
            "最初の応答：合同説明会とコンテンツ",
            "answers first: webinar and content",
        ),
        _ => ctx.say("最初の応答：コンテンツ", "answers first: content"),
    };
    let left = days_left(ctx, account);
    let status = match renewal["status"].as_str() {
        Some("active") => ctx.say("自動更新", "renews"),
        Some("stopped") => ctx.say("自動更新オフ", "renewal stopped"),
        Some("ended") => ctx.say("解約済み", "ended"),
        _ => ctx.say("未確認", "not confirmed"),
    };
    let rest = match (ctx.l, left) {
        (Ja, Some(d)) if d >= 0 => format!("あと {d} 日・{status}"),
        (En, Some(d)) if d >= 0 => format!("{d} days left · {status}"),
        _ => status.to_owned(),
    };
    let seats = account.get("seats").and_then(Value::as_u64);
    let used = people.iter().filter(|p| p.last.is_some()).count();
    let facts = [
        (
            ctx.say("プラン", "Plan"),
            dash(text(account, "plan")),
            match (ctx.l, seats) {
                (Ja, Some(n)) => format!("{n} 席中 {used} 人が利用"),
                (En, Some(n)) => format!("{used} of {n} seats in use"),
                (Ja, None) => format!("{used} 人が利用"),
                (En, None) => format!("{used} in use"),
            },
        ),
        (
            "MRR",
            account
                .get("mrr")
                .map_or_else(|| "–".to_owned(), words::money),
            String::new(),
        ),
        (
            ctx.say("更新", "Renewal"),
            dash(renewal["on"].as_str().unwrap_or_default()),
            rest,
        ),
        (
            ctx.say("タッチ", "Touch"),
            words::touch(ctx.l, &touch).to_owned(),
            first.to_owned(),
        ),
        (
            "CSM",
            dash(&owner_name(account)),
            account
                .get("owner")
                .and_then(|o| o["mail"].as_str())
                .unwrap_or_default()
                .to_owned(),
        ),
        (
            ctx.say("主担当", "Main contact"),
            dash(primary.and_then(|p| p["name"].as_str()).unwrap_or_default()),
            primary
                .and_then(|p| p["mail"].as_str())
                .unwrap_or_default()
                .to_owned(),
        ),
    ];
    html! { dl.facts { @for (what, value, more) in facts { div { dt { (what) } dd { b { (value) } small { (more) } } } } } }
}

fn dash(text: &str) -> String {
    if text.is_empty() { "–" } else { text }.to_owned()
}

/// (mean, low, high, cells) over the cells with evidence, of all or of one person.
pub(crate) fn mean(
    known: &[Value],
    user: Option<&str>,
) -> (Option<f64>, Option<f64>, Option<f64>, usize) {
    let cells: Vec<&Value> = known
        .iter()
        .filter(|r| user.is_none_or(|u| r["user"] == u) && r["known"].is_number())
        .collect();
    let of = |key: &str| {
        (!cells.is_empty())
            .then(|| cells.iter().filter_map(|r| r[key].as_f64()).sum::<f64>() / cells.len() as f64)
    };
    (of("known"), of("low"), of("high"), cells.len())
}

fn key_numbers(
    ctx: &Ctx<'_>,
    id: &str,
    known: &[Value],
    motivation: &[Value],
    days: &[(Date, u64)],
) -> rusqlite::Result<Markup> {
    let l = ctx.l;
    let (k, low, high, cells) = mean(known, None);
    let reportable: Vec<&Value> = motivation
        .iter()
        .filter(|r| r["reportable"] == json!(true))
        .collect();
    let m = |key: &str| {
        reportable
            .iter()
            .filter_map(|r| r[key].as_f64())
            .sum::<f64>()
            / reportable.len().max(1) as f64
    };
    let (recent, base): (Vec<u64>, Vec<u64>) = {
        let counts: Vec<u64> = days.iter().map(|(_, n)| *n).collect();
        let cut = counts.len().saturating_sub(10);
        let start = cut.saturating_sub(30);
        (counts[cut..].to_vec(), counts[start..cut].to_vec())
    };
    let (a, b) = (recent.iter().sum::<u64>(), base.iter().sum::<u64>());
    let share = measure::interval::exact(a, a + b, 0.90);
    let ratio = |s: f64| s / (1.0 - s).max(1e-9) * base.len() as f64 / recent.len().max(1) as f64;
    let _ = id;
    Ok(html! {
        div.three {
            div { h2 { (ctx.say("理解度", "Comprehension")) }
                @match (k, low, high) { (Some(k), Some(low), Some(high)) => {
                    p.v { (percent(k)) small { (ctx.say("前提幅 ", "band ")) (percent(low)) "–" (percent(high)) } }
                    p { @match l { Ja => { "根拠のあるセル " (cells) } En => { (cells) " cells with evidence" } } } }
                  _ => { p { (words::nodata(l)) } p { (ctx.say("クイズへの回答か、機能の利用が届くと表示", "shown with answers or use of a feature")) } } } }
            div { h2 { (ctx.say("学習意欲指数", "Motivation index")) small { " " (ctx.say("行動からの推定", "inferred from behaviour")) } }
                @if reportable.len() >= 3 { p.v { (percent(m("index"))) small { (ctx.say("90% 区間 ", "90% interval ")) (percent(m("low"))) "–" (percent(m("high"))) } }
                    p { @match l { Ja => { "n=" (reportable.len()) " 人・28 日間" } En => { "n=" (reportable.len()) " people, 28 days" } } } }
                @else { p { (words::nodata(l)) } p { @match l { Ja => { "表示できる人があと " (3 - reportable.len()) " 人で表示（1 人につき 10 試行・4 成分）" } En => { (3 - reportable.len()) " more reportable people (10 trials, 4 components each)" } } } } }
            div { h2 { (ctx.say("必修の到達", "Required content")) } (coverage(ctx, id)?) }
            div { h2 { (ctx.say("活動", "Activity")) }
                @if b >= 8 { p.v { (format!("{:.2}", ratio(a as f64 / (a + b) as f64))) small { (ctx.say("倍 90% 区間 ", "× 90% interval ")) (format!("{:.2}–{:.2}", ratio(share.low), ratio(share.high))) } }
                    p { @match l { Ja => { "直近 10 営業日 " (a) " 人日 / 前 30 日 " (b) } En => { (a) " user-days in 10 business days; " (b) " in the 30 before" } } } }
                @else { p { (words::nodata(l)) } p { @match l { Ja => { "前 30 営業日の利用があと " (8 - b) " 人日で表示" } En => { (8 - b) " more user-days in the 30 business days before" } } } } }
        }
    })
}

/// How many required deliveries have happened, from the uniformity report's gaps where there is one, else from the log.
fn coverage(ctx: &Ctx<'_>, account: &str) -> rusqlite::Result<Markup> {
    let required: BTreeSet<&str> = items(&ctx.manifest, "programs")
        .flat_map(|p| items(p, "required"))
        .filter_map(Value::as_str)
        .collect();
    let people = people(ctx, account)?.len();
    if required.is_empty() || people == 0 {
        return Ok(
            html! { p { (words::nodata(ctx.l)) } p { (ctx.say("プログラムが公開されると表示", "shown once a program is published")) } },
        );
    }
    let mut done = 0u64;
    let mut statement = ctx.db.prepare_cached(
        "SELECT COUNT(DISTINCT user) FROM counted WHERE tenant = ?1 AND account = ?2 AND content = ?3 AND corrected_ms <= ?4
            AND name IN ('tutorial.completed', 'checklist.completed', 'help.article_opened', 'announcement.shown', 'quiz.answered')",
    )?;
    for item in &required {
        done += statement.query_row(rusqlite::params![ctx.tenant, account, item, ctx.at], |r| {
            r.get::<_, i64>(0)
        })? as u64;
    }
    let all = (required.len() * people) as u64;
    let band = measure::interval::wilson(done.min(all), all, measure::interval::Z90);
    Ok(html! {
        p.v { (percent(done as f64 / all as f64)) small { (ctx.say("90% 区間 ", "90% interval ")) (percent(band.low)) "–" (percent(band.high)) } }
        p { @match ctx.l { Ja => { "必修 " (whole(all as i64)) " のうち " (whole(done as i64)) " に到達・" } En => { (whole(done as i64)) " of " (whole(all as i64)) " required · " } }
            a href=(ctx.to("uniformity")) { (ctx.say("未到達", "missing")) } }
    })
}
