//! The topic map: people × topics of an account, accounts × topics of all. Number in the cell, colour its class; dashed is
//! provisional, hatched unmeasured, a dot not required.

use std::collections::BTreeMap;

use maud::{Markup, html};
use measure::comprehension::level;
use serde_json::Value;

use super::account::mean;
use super::parts::{account_link, topic_title};
use super::people::{Person, people};
use super::{Ctx, Drawn, ROWS, ends, hidden, said, section};
use crate::desk::rank;
use crate::markup::Language::{En, Ja};
use crate::markup::{percent, words};
use crate::releases::items;
use crate::role::Act;

fn class(known: f64) -> &'static str {
    match level(known).name() {
        "needs_help" => "k0",
        "learning" => "k1",
        "mostly" => "k2",
        _ => "k3",
    }
}

fn legend(ctx: &Ctx<'_>) -> Markup {
    html! {
        p.lg {
            span { i.k0 {} (ctx.say("要フォロー 40 未満", "Needs help, under 40")) } span { i.k1 {} (ctx.say("学習中 40–79", "Learning 40–79")) }
            span { i.k2 {} (ctx.say("概ね理解 80–94", "Mostly 80–94")) } span { i.k3 {} (ctx.say("習得 95 以上", "Mastered 95+")) }
            span { i.pv {} (ctx.say("破線：暫定", "dashed: provisional")) } span { i.ku {} (ctx.say("斜線：未測定", "hatched: unmeasured")) } span { "· " (ctx.say("必修でない", "not required")) }
        }
    }
}

pub(crate) fn of_account(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let id = ctx.path[1].as_str();
    let account = rank::account_of(ctx.db, ctx.tenant, id, ctx.at)?;
    let people = people(ctx, id)?;
    if account.is_empty() && people.is_empty() {
        return Ok(None);
    }
    let known = ctx.figures.of("comprehension");
    let mut cells: BTreeMap<(&str, &str), &Value> = BTreeMap::new();
    for row in known {
        if let (Some(user), Some(topic)) = (row["user"].as_str(), row["topic"].as_str()) {
            cells.insert((user, topic), row);
        }
    }
    let topics: Vec<&Value> = items(&ctx.manifest, "topics").collect();
    let mut rows: Vec<(&Person, Option<f64>)> = people
        .iter()
        .map(|p| (p, mean(known, Some(&p.id)).0))
        .collect();
    let role = |p: &Person| {
        p.told
            .get("role")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    rows.sort_by(|a, b| {
        role(a.0)
            .cmp(&role(b.0))
            .then(b.1.unwrap_or(-1.0).total_cmp(&a.1.unwrap_or(-1.0)))
    });
    // Whom one lesson would help most.
    let weak: BTreeMap<&str, Vec<&Person>> = topics
        .iter()
        .filter_map(|t| {
            let topic = t["id"].as_str()?;
            let low = people.iter().filter(|p| {
                cells
                    .get(&(p.id.as_str(), topic))
                    .is_some_and(|r| r["known"].as_f64().is_some_and(|k| k < 0.4))
            });
            Some((topic, low.collect::<Vec<_>>()))
        })
        .filter(|(_, who)| !who.is_empty())
        .collect();
    let low = weak.values().map(Vec::len).sum::<usize>();
    let name = account
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or(id)
        .to_owned();
    let lede = match ctx.l {
        Ja if known.is_empty() => {
            "まだ測定されていません。クイズへの回答か機能の利用が届くと、セルが埋まります。"
                .to_owned()
        }
        En if known.is_empty() => {
            "Nothing measured yet: answers and real use fill the cells.".to_owned()
        }
        Ja => format!(
            "測定済み {} セルのうち {low} セルが要フォローです。",
            known.len()
        ),
        En => format!("{low} of {} measured cells need help.", known.len()),
    };
    let map = html! {
        (legend(ctx))
        div.scroll tabindex="0" role="region" aria-label=(ctx.say("トピック理解", "Topic map")) { table.heat {
            thead { tr { th scope="col" { (ctx.say("氏名", "Name")) } @for t in &topics { th scope="col" { (ctx.l.title(t)) } } th scope="col" { (ctx.say("平均", "Mean")) } } }
            tbody { @for (p, own) in rows.iter().take(ROWS) { tr {
                th scope="row" { a href=(ctx.to(&format!("accounts/{}/people/{}", super::escaped(id), super::escaped(&p.id)))) { (p.name()) } }
                @for t in &topics { (cell(ctx, cells.get(&(p.id.as_str(), t["id"].as_str().unwrap_or_default())).copied(), t)) }
                td { @match own { Some(k) => { b { (percent(*k)) } } None => { "–" } } }
            } } }
        } }
    };
    let assign = html! {
        @if weak.is_empty() { p.sub { (ctx.say("いま 40 未満のセルはありません。", "No cell lies under 40 now.")) } } @else { table.t.tight {
            thead { tr { th scope="col" { (ctx.say("トピック", "Topic")) } th scope="col" { (ctx.say("だれに", "For")) } th scope="col" { (ctx.say("手順", "Guide")) } th scope="col" { span.vh { (ctx.say("割り当て", "Assign")) } } } }
            tbody { @for (topic, who) in &weak {
                @let guide = items(&ctx.manifest, "tutorials").find(|t| items(t, "topics").any(|x| x == *topic));
                tr { th scope="row" { (topic_title(ctx, topic)) } td { @match ctx.l { Ja => { (who.len()) " 人：" } En => { (who.len()) ": " } } (who.iter().take(4).map(|p| p.name()).collect::<Vec<_>>().join(ctx.say("、", ", "))) }
                    td { (guide.map_or_else(|| "–".to_owned(), |g| ctx.l.title(g))) }
                    td.num { @if let (Some(guide), true) = (guide, ctx.member.role.may(Act::Work)) { @for p in who.iter().take(1) {
                        form.inline method="post" action=(ctx.to("act")) { (hidden(ctx, "assign")) input type="hidden" name="content" value=(guide["id"].as_str().unwrap_or_default());
                            @if who.len() == 1 { input type="hidden" name="user" value=(p.id); } @else { input type="hidden" name="account" value=(id); }
                            button.btn { (ctx.say("割り当てる", "Assign")) } } } } } }
            } }
        } }
    };
    let body = html! {
        (said(ctx)) (super::account::tabs(ctx, id, "topics"))
        (section(ctx.say("だれに何を", "What to assign, to whom"), ctx.say("数字は分かっている確率（0–100）", "Number = chance of knowing, 0–100"), map))
        (section(ctx.say("まとめて割り当て", "Assign in one go"), ctx.say("同じ手順が要る人", "People who need the same guide"), assign))
    };
    Ok(Some(
        Drawn::new(lede, body)
            .titled(format!(
                "{name}{}",
                ctx.say("：トピック理解", ": topic map")
            ))
            .with_table(super::parts::flat(known)),
    ))
}

fn cell(ctx: &Ctx<'_>, row: Option<&Value>, topic: &Value) -> Markup {
    match row.and_then(|r| Some((r, r["known"].as_f64()?))) {
        Some((row, k)) => {
            let label = row["label"].as_str().unwrap_or_default();
            let provisional = label == "provisional" || label == "unmeasured";
            html! { td class={ (class(k)) @if provisional { " pv" } } title=(words::label(ctx.l, label).0) { (percent(k)) } }
        }
        None if topic["required_for"].is_null() => html! { td.kn { "·" } },
        None => html! { td.ku { span.vh { (ctx.say("未測定", "unmeasured")) } } },
    }
}

pub(crate) fn portfolio(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let rows: Vec<&Value> = ctx
        .figures
        .of("comprehension")
        .iter()
        .filter(|r| r["topics"].is_array())
        .collect();
    let topics: Vec<&Value> = items(&ctx.manifest, "topics").collect();
    let mut ordered = rows.clone();
    // The lowest first; those without any number last.
    ordered.sort_by(|a, b| {
        a["ranked"]
            .as_f64()
            .unwrap_or(2.0)
            .total_cmp(&b["ranked"].as_f64().unwrap_or(2.0))
    });
    let measured = rows.iter().filter(|r| r["known"].is_number()).count();
    let weakest = weakest(&rows);
    let lede = match (ctx.l, &weakest) {
        (Ja, Some((topic, share))) => format!(
            "測定できた {measured} 社でいちばん弱いのは「{}」（分かる人 {}%）。",
            topic_title(ctx, topic),
            percent(*share)
        ),
        (En, Some((topic, share))) => format!(
            "Weakest over {measured} measured accounts: {} ({}% know it).",
            topic_title(ctx, topic),
            percent(*share)
        ),
        (Ja, None) => {
            "まだ測定されていません。回答か実務が 1 件届いたトピックから埋まります。".to_owned()
        }
        (En, None) => {
            "Nothing measured yet: topics fill with the first answer or real task.".to_owned()
        }
    };
    let after: usize = ctx.ask("after").and_then(|a| a.parse().ok()).unwrap_or(0);
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        (section(ctx.say("アカウント × トピック", "Accounts × topics"), ctx.say("数字は必修の人のうち分かる人の割合（0–100）", "Number = share of required people who know, 0–100"), html! {
            (legend(ctx))
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：必修のトピックを持つ利用者の回答か利用が 1 件届くと表示します。", "too little data: shown with one answer or use by somebody a topic is required of."))) } @else {
                div.scroll tabindex="0" role="region" aria-label=(ctx.say("アカウント × トピック", "Accounts × topics")) { table.heat {
                    thead { tr { th scope="col" { (ctx.say("アカウント", "Account")) } @for t in &topics { th scope="col" { (ctx.l.title(t)) } } th scope="col" { (ctx.say("測定率", "Measured")) } } }
                    tbody { @for row in ordered.iter().skip(after).take(ROWS) { tr {
                        th scope="row" { (account_link(ctx, row["account"].as_str().unwrap_or_default())) }
                        @for t in &topics { (share_cell(ctx, row, t)) }
                        td { @if let Some(c) = row["coverage"].as_f64() { (percent(c)) } }
                    } } }
                } }
                @if ordered.len() > after + ROWS { p { a href=(ctx.with(&[("after", &(after + ROWS).to_string())])) { (ctx.say("次の 50 件", "Next 50")) } } }
            }
        }))
    };
    let owned: Vec<Value> = rows.into_iter().cloned().collect();
    Ok(Some(
        Drawn::new(lede, body).with_table(super::parts::flat(&owned)),
    ))
}

/// The topic that the smallest share of those required know.
fn weakest(rows: &[&Value]) -> Option<(String, f64)> {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for topic in rows
        .iter()
        .flat_map(|r| r["topics"].as_array().into_iter().flatten())
    {
        if topic["measured"].as_u64().unwrap_or(0) == 0 {
            continue;
        }
        let of = sums.entry(topic["topic"].as_str()?.to_owned()).or_default();
        of.0 += topic["know"].as_f64().unwrap_or(0.0);
        of.1 += topic["required"].as_f64().unwrap_or(0.0);
    }
    let shares = sums
        .into_iter()
        .filter(|(_, (_, n))| *n > 0.0)
        .map(|(t, (k, n))| (t, k / n));
    shares.min_by(|a, b| a.1.total_cmp(&b.1))
}

fn share_cell(ctx: &Ctx<'_>, row: &Value, topic: &Value) -> Markup {
    let own = row["topics"]
        .as_array()
        .and_then(|t| t.iter().find(|t| t["topic"] == topic["id"]));
    let Some(own) = own.filter(|o| o["required"].as_f64().unwrap_or(0.0) > 0.0) else {
        return html! { td.kn { "·" } };
    };
    let (required, measured) = (
        own["required"].as_f64().unwrap_or(1.0),
        own["measured"].as_f64().unwrap_or(0.0),
    );
    if measured == 0.0 {
        return html! { td.ku { span.vh { (ctx.say("未測定", "unmeasured")) } } };
    }
    let share = own["know"].as_f64().unwrap_or(0.0) / required;
    html! { td class={ (class(share)) @if measured / required < 0.6 { " pv" } } title=(match ctx.l { Ja => format!("{required} 人中 {}–{} 人", own["low"], own["high"]), En => format!("{}–{} of {required}", own["low"], own["high"]) }) { (percent(share)) } }
}
