//! All accounts, those to act on first: open cases, revenue, days to renewal, who looks after them. Filters by plan,
//! touch and CSM; without any account, the first steps.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::today::{days_left, priority};
use super::{Ctx, Drawn, ROWS, cases, ends, filter};
use crate::desk::rank;
use crate::detect::told::told;
use crate::markup::Language::{En, Ja};
use crate::markup::{whole, words};

struct Line {
    id: String,
    account: Map<String, Value>,
    touch: String,
    open: usize,
    rank: f64,
    why: String,
}

/// Every account's state as of the page's time.
pub(crate) fn all(ctx: &Ctx<'_>) -> rusqlite::Result<BTreeMap<String, Map<String, Value>>> {
    let all = told(ctx.db, ctx.tenant, "account")?;
    let now = all
        .into_iter()
        .filter_map(|(id, told)| Some((id, told.at(ctx.at)?.clone())));
    Ok(now.collect())
}

fn text<'a>(account: &'a Map<String, Value>, key: &str) -> &'a str {
    account.get(key).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn owner_name(account: &Map<String, Value>) -> String {
    let owner = account.get("owner");
    let of = |key: &str| {
        owner
            .and_then(|o| o[key].as_str())
            .filter(|t| !t.is_empty())
    };
    of("name").or(of("mail")).unwrap_or_default().to_owned()
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let l = ctx.l;
    let accounts = all(ctx)?;
    if accounts.is_empty() {
        let lede = ctx.say(
            "アカウントはまだ届いていません。",
            "No account has been told of yet.",
        );
        return Ok(Some(Drawn::new(lede, first_steps(ctx))));
    }
    let mut open: BTreeMap<String, Vec<crate::record::Record>> = BTreeMap::new();
    for case in cases(ctx)?.into_iter().filter(|c| c.state == "open") {
        open.entry(case.account.clone().unwrap_or_default())
            .or_default()
            .push(case);
    }
    let mut lines: Vec<Line> = accounts
        .into_iter()
        .map(|(id, account)| {
            let own = open.get(&id).map_or(&[][..], Vec::as_slice);
            let first = own
                .iter()
                .max_by(|a, b| priority(a).total_cmp(&priority(b)));
            Line {
                touch: rank::touch(&ctx.manifest, &account, ctx.at),
                open: own.len(),
                rank: first.map_or(0.0, priority),
                why: first.map_or_else(String::new, |c| words::rule(l, c.text("rule"))),
                id,
                account,
            }
        })
        .collect();
    let total = lines.len();
    let plans: BTreeSet<String> = lines
        .iter()
        .map(|x| text(&x.account, "plan").to_owned())
        .filter(|p| !p.is_empty())
        .collect();
    let owners: BTreeSet<String> = lines
        .iter()
        .map(|x| owner_name(&x.account))
        .filter(|p| !p.is_empty())
        .collect();
    let (plan, touch, csm) = (
        ctx.ask("plan").unwrap_or(""),
        ctx.ask("touch").unwrap_or(""),
        ctx.ask("csm").unwrap_or(""),
    );
    let search = ctx.ask("search").unwrap_or("").to_lowercase();
    lines.retain(|x| {
        (plan.is_empty() || text(&x.account, "plan") == plan)
            && (touch.is_empty() || x.touch == touch)
            && (csm.is_empty() || owner_name(&x.account) == csm)
            && (search.is_empty()
                || text(&x.account, "name").to_lowercase().contains(&search)
                || x.id.to_lowercase().contains(&search))
    });
    let left = |x: &Line| {
        days_left(ctx, &x.account)
            .filter(|d| *d >= 0)
            .unwrap_or(i64::MAX)
    };
    lines.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(left(a).cmp(&left(b))));
    let shown_total = lines.len();
    let after: usize = ctx.ask("after").and_then(|a| a.parse().ok()).unwrap_or(0);
    let mut table = vec![
        [
            "account",
            "name",
            "plan",
            "mrr",
            "touch",
            "csm",
            "renewal",
            "days_left",
            "open_cases",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for x in &lines {
        table.push(vec![
            x.id.clone(),
            text(&x.account, "name").to_owned(),
            text(&x.account, "plan").to_owned(),
            x.account
                .get("mrr")
                .map_or_else(String::new, |m| m["amount"].to_string()),
            x.touch.clone(),
            owner_name(&x.account),
            x.account
                .get("renewal")
                .and_then(|r| r["on"].as_str())
                .unwrap_or_default()
                .to_owned(),
            days_left(ctx, &x.account).map_or_else(String::new, |d| d.to_string()),
            x.open.to_string(),
        ]);
    }
    let any = |words: &'static str| ("", words.to_owned());
    let plans: Vec<(&str, String)> = std::iter::once(any(ctx.say("すべて", "All")))
        .chain(plans.iter().map(|p| (p.as_str(), p.clone())))
        .collect();
    let touches: Vec<(&str, String)> = std::iter::once(any(ctx.say("すべて", "All")))
        .chain(["high", "low", "tech"].map(|t| (t, words::touch(l, t).to_owned())))
        .collect();
    let owners: Vec<(&str, String)> = std::iter::once(any(ctx.say("すべて", "All")))
        .chain(owners.iter().map(|p| (p.as_str(), p.clone())))
        .collect();
    let by_csm = by_csm(&lines);
    let body = html! {
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) {
            @if plans.len() > 2 { (filter(ctx, ctx.say("プラン", "Plan"), "plan", plan, &plans)) }
            (filter(ctx, ctx.say("タッチ", "Touch"), "touch", touch, &touches))
            @if (3..=9).contains(&owners.len()) { (filter(ctx, "CSM", "csm", csm, &owners)) }
            form.search method="get" role="search" { @for key in ["plan", "touch", "csm"] { @if let Some(value) = ctx.ask(key) { input type="hidden" name=(key) value=(value); } }
                label { span.vh { (ctx.say("名前で探す", "Find by name")) } input type="search" name="search" value=(ctx.ask("search").unwrap_or_default()) placeholder=(ctx.say("名前で探す", "Find by name")); } }
            (ends(ctx))
        }
        @if lines.is_empty() { p.nodata { (ctx.say("この絞り込みに合うアカウントはありません。", "No account matches this filter.")) " " a href=(ctx.to("accounts")) { (ctx.say("すべて表示", "Show all")) } } } @else {
            table.t {
                thead { tr { th scope="col" { (ctx.say("アカウント", "Account")) } th scope="col" { (ctx.say("対応", "Case")) } th.opt scope="col" { (ctx.say("プラン", "Plan")) } th.num scope="col" { "MRR" }
                    th.num scope="col" { (ctx.say("更新まで（日）", "Days to renewal")) } th.opt scope="col" { (ctx.say("タッチ", "Touch")) } th.opt scope="col" { "CSM" } } }
                tbody { @for x in lines.iter().skip(after).take(ROWS) { tr.hi[x.open > 0 && x.rank >= 8.0] {
                    th scope="row" { a href=(ctx.to(&format!("accounts/{}", super::escaped(&x.id)))) { (Some(text(&x.account, "name")).filter(|n| !n.is_empty()).unwrap_or(&x.id)) } }
                    td { @if x.open > 0 { span.tag { (x.why) } @if x.open > 1 { " +" (x.open - 1) } } @else { span.sub { "–" } } }
                    td.opt { (text(&x.account, "plan")) }
                    td.num { (x.account.get("mrr").map_or_else(|| "–".to_owned(), words::money)) }
                    td.num { @match days_left(ctx, &x.account) { Some(d) if d >= 0 => { (whole(d)) } _ => { "–" } } }
                    td.opt { (words::touch(l, &x.touch)) } td.opt { (owner_name(&x.account)) }
                } } }
            }
            @if shown_total > after + ROWS { p { a href=(ctx.with(&[("after", &(after + ROWS).to_string())])) { (ctx.say("次の 50 件", "Next 50")) } } }
        }
        (spread(ctx, &by_csm))
    };
    let urgent = open.len();
    let lede = match l {
        Ja => format!(
            "{} 社のうち {} 社に未対応があります。並びは対応の優先度、次に更新日です。",
            whole(total as i64),
            whole(urgent as i64)
        ),
        En => format!(
            "{} of {} accounts have an open case. Ordered by priority, then by renewal.",
            whole(urgent as i64),
            whole(total as i64)
        ),
    };
    Ok(Some(Drawn::new(lede, body).with_table(table)))
}

type Spread = BTreeMap<String, BTreeMap<String, (u64, f64)>>;

/// Accounts and revenue of each CSM, by touch.
fn by_csm(lines: &[Line]) -> Spread {
    let mut spread = Spread::new();
    for x in lines {
        let own = spread
            .entry(owner_name(&x.account))
            .or_default()
            .entry(x.touch.clone())
            .or_default();
        own.0 += 1;
        own.1 += x
            .account
            .get("mrr")
            .and_then(|m| m["amount"].as_f64())
            .unwrap_or(0.0);
    }
    spread
}

fn spread(ctx: &Ctx<'_>, spread: &Spread) -> Markup {
    if spread.len() < 2 {
        return html! {};
    }
    html! {
        section { div.h2row { h2 { (ctx.say("CSM ごとの担当社数", "Accounts per CSM")) } p { (ctx.say("タッチ別・この絞り込みの中", "By touch, within this filter")) } }
            table.t.tight { thead { tr { th scope="col" { "CSM" } @for t in ["high", "low", "tech"] { th.num scope="col" { (words::touch(ctx.l, t)) } } th.num scope="col" { (ctx.say("合計", "Sum")) } th.num.opt scope="col" { "MRR" } } }
                tbody { @for (name, by) in spread { tr {
                    th scope="row" { @if name.is_empty() { (ctx.say("担当なし", "nobody")) } @else { (name) } }
                    @for t in ["high", "low", "tech"] { td.num { (by.get(t).map_or(0, |(n, _)| *n)) } }
                    td.num { b { (by.values().map(|(n, _)| n).sum::<u64>()) } }
                    td.num.opt { (whole(by.values().map(|(_, m)| m).sum::<f64>().round() as i64)) }
                } } }
            }
        }
    }
}

/// What to do before there is anything to show.
pub(crate) fn first_steps(ctx: &Ctx<'_>) -> Markup {
    let steps: [(&str, &str, &str); 4] = [
        (ctx.say("コンテンツを公開する", "Publish content"), ctx.say("リリースが届くと、トピックと手順の名前がここに出ます。", "With a release, topics and steps get their names."), "shirube publish content --to DIR --collector URL"),
        (ctx.say("ページに一行を加える", "Add the script tag"), ctx.say("だれがどの手順で止まったかが届き始めます。", "What people do begins to arrive."), "<script async src=\"/shirube/shirube.js\" data-key=\"pk_…\" data-collector=\"/\"></script>"),
        (ctx.say("アカウントと利用者を知らせる", "Tell of accounts and users"), ctx.say("契約、更新日、担当者。毎晩まとめて送ってかまいません。", "Plan, renewal, owner; all of them every night is fine."), "PUT /v1/accounts  [{\"id\": \"a1\", \"name\": \"…\", \"mrr\": {…}, \"renewal\": {…}}]"),
        (ctx.say("40 営業日待つ", "Wait 40 business days"), ctx.say("行動の変化は直近 10 日と前の 30 日を比べます。更新の停止や NPS は翌営業日から検知します。", "Changed behaviour compares 10 days with the 30 before; stopped renewals and NPS are found on the next business day."), ""),
    ];
    html! {
        section.empty { h2 { (ctx.say("はじめに", "First steps")) }
            ol { @for (n, (what, why, how)) in steps.iter().enumerate() { li { span.rk { (n + 1) } div { h3 { (what) } p.sub { (why) } @if !how.is_empty() { pre { (how) } } } } } }
        }
    }
}
