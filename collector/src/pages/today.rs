//! Today: whom to contact, why, with what text. The list first, the chosen case beside it, then what was solved.
//! One row an account: its most pressing case decides, its others are further reasons.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::solved::{nothing, solved};
use super::{Ctx, Drawn, ROWS, cases, ends, filter, said};
use crate::calendar::days;
use crate::desk::rank::account_of;
use crate::detect::tick;
use crate::markup::Language::{En, Ja};
use crate::markup::{marks, whole, words};
use crate::record::Record;

/// A row: an account and its cases, the most pressing first.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) account: Map<String, Value>,
    pub(crate) cases: Vec<Record>,
}

impl Row {
    pub(crate) fn name(&self) -> &str {
        self.account
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or(&self.id)
    }

    fn first(&self) -> &Record {
        &self.cases[0]
    }
}

pub(crate) fn priority(case: &Record) -> f64 {
    case.field("rank")["priority"].as_f64().unwrap_or(0.0)
}

const GROUPS: [(&str, [&str; 4]); 3] = [
    ("renewal", ["renewal_stopped", "low_before_renewal", "", ""]),
    (
        "behaviour",
        [
            "contact_changed",
            "behaviour_changed",
            "silent",
            "nps_detractor",
        ],
    ),
    (
        "learning",
        [
            "stuck",
            "slow_start",
            "motivation_dropped",
            "expansion_sign",
        ],
    ),
];

fn is_mine(ctx: &Ctx<'_>, case: &Record) -> bool {
    case.text("owner") == ctx.member.mail
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let l = ctx.l;
    let all = cases(ctx)?;
    let any_mine = all.iter().any(|c| is_mine(ctx, c));
    let scope = ctx
        .ask("scope")
        .unwrap_or(if any_mine { "mine" } else { "all" });
    let state = ctx.ask("state").unwrap_or("open");
    let group = ctx.ask("rule").unwrap_or("all");
    let scoped: Vec<&Record> = all
        .iter()
        .filter(|c| scope != "mine" || is_mine(ctx, c))
        .collect();
    let last = tick::last_day(ctx.db, ctx.tenant)?;
    let since = last.map_or(i64::MAX, |day| ctx.calendar.zone.start(day));
    let is_new = |case: &Record| case.number("opened").is_some_and(|at| at >= since);
    let age = ctx.ask("age").unwrap_or("");
    let in_group = |case: &Record| {
        let named = GROUPS.iter().find(|(name, _)| *name == group);
        named.is_none_or(|(_, rules)| rules.contains(&case.text("rule")))
    };
    let mut by_account: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for case in scoped
        .iter()
        .filter(|c| c.state == state && in_group(c) && (age != "new" || is_new(c)))
    {
        let account = case.account.clone().unwrap_or_default();
        by_account.entry(account).or_default().push((*case).clone());
    }
    let mut rows = Vec::new();
    for (id, mut cases) in by_account {
        cases.sort_by(|a, b| {
            priority(b)
                .total_cmp(&priority(a))
                .then(a.number("opened").cmp(&b.number("opened")))
        });
        rows.push(Row {
            account: account_of(ctx.db, ctx.tenant, &id, ctx.at)?,
            id,
            cases,
        });
    }
    // What is good news comes after what needs somebody.
    rows.sort_by(|a, b| {
        let good = |r: &Row| r.first().field("positive") == &json!(true);
        good(a)
            .cmp(&good(b))
            .then(priority(b.first()).total_cmp(&priority(a.first())))
    });
    let total = rows.len();
    let after: usize = ctx.ask("after").and_then(|a| a.parse().ok()).unwrap_or(0);
    let table = table(ctx, &rows);
    let shown: Vec<Row> = rows.into_iter().skip(after).take(ROWS).collect();
    let chosen = ctx
        .ask("case")
        .and_then(|id| shown.iter().flat_map(|r| &r.cases).find(|c| c.id == id))
        .or_else(|| shown.first().map(Row::first))
        .cloned();
    let open_here = ctx.ask("case").is_some();
    let title = match (l, state) {
        (Ja, "open") => format!("今日の {total} 件"),
        (Ja, "contacted") => format!("連絡済み {total} 件"),
        (Ja, _) => format!("完了 {total} 件"),
        (En, "open") => format!("{total} for today"),
        (En, "contacted") => format!("{total} contacted"),
        (En, _) => format!("{total} closed"),
    };
    let panel = match &chosen {
        Some(case) => super::case::panel(ctx, case, open_here)?,
        None => html! {},
    };
    let count = |state: &str| {
        let accounts: std::collections::BTreeSet<_> = scoped
            .iter()
            .filter(|c| c.state == state)
            .map(|c| &c.account)
            .collect();
        accounts.len()
    };
    let body = html! {
        (said(ctx))
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) {
            (filter(ctx, ctx.say("範囲", "Scope"), "scope", scope, &[("mine", ctx.say("自分の担当", "Mine").to_owned()), ("all", ctx.say("すべて", "All").to_owned())]))
            (filter(ctx, ctx.say("状態", "State"), "state", state, &[
                ("open", format!("{} {}", words::state(l, "open"), count("open"))),
                ("contacted", format!("{} {}", words::state(l, "contacted"), count("contacted"))),
                ("closed", words::state(l, "closed").to_owned())]))
            (filter(ctx, ctx.say("検知", "Found"), "age", age, &[("", ctx.say("すべて", "All").to_owned()),
                ("new", format!("{} {}", ctx.say("新着", "New"), scoped.iter().filter(|c| c.state == state && is_new(c)).count()))]))
            (filter(ctx, ctx.say("ルール", "Rule"), "rule", group, &[("all", ctx.say("すべて", "All").to_owned()), ("renewal", ctx.say("更新", "Renewal").to_owned()),
                ("behaviour", ctx.say("行動", "Behaviour").to_owned()), ("learning", ctx.say("理解", "Learning").to_owned())]))
            (ends(ctx))
        }
        div.today {
            div {
                @if shown.is_empty() { (nothing(ctx, &all, state)?) } @else {
                    ol.cases { @for (n, row) in shown.iter().enumerate() { (case_row(ctx, after + n + 1, row, chosen.as_ref())) } }
                    @if total > after + ROWS { p { a href=(ctx.with(&[("after", &(after + ROWS).to_string())])) { (ctx.say("次の 50 件", "Next 50")) } } }
                }
                (solved(ctx, &all)?)
                p.foot { (ctx.say("小図：直近 40 営業日の利用人日。色地は直近 10 日、▼ は出来事。並びは重大度 × 残日数 × MRR で、問い合わせの多さでは上がりません。（ ）は 90% 区間。",
                    "Small picture: active user-days of the last 40 business days, the last 10 tinted, ▼ what happened. The order is severity × days left × MRR; the number of inquiries never enters. Parentheses: 90% interval.")) }
            }
            (panel)
        }
    };
    Ok(Some(
        Drawn::new(lede(ctx, &all, &scoped)?, body)
            .titled(title)
            .with_table(table),
    ))
}

/// What was looked at, what is new, what stays, what could not be judged.
fn lede(ctx: &Ctx<'_>, all: &[Record], scoped: &[&Record]) -> rusqlite::Result<String> {
    let last = tick::last_day(ctx.db, ctx.tenant)?;
    let Some(last) = last else {
        return Ok(ctx
            .say(
                "検知はまだ行われていません。アカウントとイベントが届くと、翌営業日から始まります。",
                "Nothing has been evaluated yet: it begins on the business day after accounts and events arrive.",
            )
            .to_owned());
    };
    let start = ctx.calendar.zone.start(last);
    let open: Vec<&&Record> = scoped.iter().filter(|c| c.state == "open").collect();
    let new = open
        .iter()
        .filter(|c| c.number("opened").is_some_and(|at| at >= start))
        .count();
    let (rest, judged) = (open.len() - new, tick::judged(ctx.db, ctx.tenant)?);
    let accounts = judged["accounts"].as_i64().unwrap_or(0);
    let unjudged = accounts - judged["judged"].as_i64().unwrap_or(0);
    let day = ctx.calendar.zone.day_name(ctx.l, start);
    let _ = all;
    Ok(match ctx.l {
        Ja => format!(
            "{} 社を {day} まで調べました。新しい検知 {new} 件、継続 {rest} 件。{} 社は行動の判定を保留しています（データ不足）。",
            whole(accounts),
            whole(unjudged)
        ),
        En => format!(
            "{} accounts evaluated up to {day}: {new} new, {rest} continuing. Behaviour of {} could not be judged (too little data).",
            whole(accounts),
            whole(unjudged)
        ),
    })
}

/// Plan, revenue, days to renewal.
pub(crate) fn facts_line(ctx: &Ctx<'_>, account: &Map<String, Value>) -> String {
    let mut parts = Vec::new();
    if let Some(plan) = account.get("plan").and_then(Value::as_str) {
        parts.push(plan.to_owned());
    }
    if let Some(mrr) = account.get("mrr") {
        parts.push(format!("{}{}", words::money(mrr), ctx.say("/月", "/month")));
    }
    if let Some(left) = days_left(ctx, account) {
        parts.push(match ctx.l {
            Ja if left >= 0 => format!("更新まで {left} 日"),
            Ja => format!("満了から {} 日", -left),
            En if left >= 0 => format!("{left} days to renewal"),
            En => format!("term ended {} days ago", -left),
        });
    }
    let whole = parts.iter().map(|part| part.replace(' ', "\u{a0}"));
    whole.collect::<Vec<_>>().join(ctx.say("・", " · "))
}

pub(crate) fn days_left(ctx: &Ctx<'_>, account: &Map<String, Value>) -> Option<i64> {
    let on = account.get("renewal")?["on"].as_str()?;
    Some(days(ctx.calendar.day(ctx.at), ctx.calendar.date(on)?))
}

pub(crate) fn reason(ctx: &Ctx<'_>, value: &Value) -> String {
    value[ctx.l.tag()].as_str().unwrap_or_default().to_owned()
}

/// A case's forty days, and where its event lies among them.
pub(crate) fn glance(ctx: &Ctx<'_>, case: &Record) -> Markup {
    let activity = case.field("activity");
    let counts: Vec<u64> = activity["user_days"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect();
    let happened = case.number("happened").map(|at| ctx.calendar.day(at));
    let to = activity["to"].as_str().and_then(|d| d.parse().ok());
    let event = happened.zip(to).and_then(|(at, to)| {
        let back = ctx.calendar.between(at, to) as usize;
        counts.len().checked_sub(back + 1)
    });
    marks::glance(&counts, 10, event)
}

fn case_row(ctx: &Ctx<'_>, n: usize, row: &Row, chosen: Option<&Record>) -> Markup {
    let l = ctx.l;
    let first = row.first();
    let current = chosen.is_some_and(|c| row.cases.iter().any(|own| own.id == c.id));
    let positive = first.field("positive") == &json!(true);
    let severity = first.number("severity").unwrap_or(1);
    let said = match (l, positive, severity) {
        (Ja, true, _) => "良い兆し".to_owned(),
        (En, true, _) => "good sign".to_owned(),
        (Ja, _, n) => format!(
            "重大度 {}",
            ["低", "中", "高"][usize::try_from(n.clamp(1, 3) - 1).unwrap_or(0)]
        ),
        (En, _, n) => format!(
            "severity {}",
            ["low", "medium", "high"][usize::try_from(n.clamp(1, 3) - 1).unwrap_or(0)]
        ),
    };
    let opened = ctx.calendar.day(first.number("opened").unwrap_or(0));
    let age = words::age(l, ctx.calendar.between(opened, ctx.calendar.day(ctx.at)));
    let owner = row
        .account
        .get("owner")
        .and_then(|o| o["name"].as_str())
        .unwrap_or_else(|| first.text("owner"));
    let more: Vec<(&Record, &Value)> = row
        .cases
        .iter()
        .flat_map(|c| {
            c.field("reasons")
                .as_array()
                .into_iter()
                .flatten()
                .map(move |r| (c, r))
        })
        .collect();
    let here = ctx.with(&[("case", &first.id)]);
    html! {
        li.case aria-current=[current.then_some("true")] {
            div.rk { (n) (marks::severity(severity, positive, &said)) }
            div {
                h2 { a href=(ctx.to(&format!("accounts/{}", super::escaped(&row.id)))) { (row.name()) } } span.meta { (facts_line(ctx, &row.account)) }
                @for (place, (case, why)) in more.iter().take(3).enumerate() {
                    p.r1[place == 0].r2[place > 0] {
                        @if place == 0 || case.id != first.id { span.tag { (words::rule(l, case.text("rule"))) } } (reason(ctx, why))
                    }
                }
            }
            div.side {
                (glance(ctx, first))
                p { span.nw { (age) } @if !owner.is_empty() { (ctx.say("・", " · ")) (owner) } }
                a.btn href={ (here) "#case" } aria-label={ (row.name()) (ctx.say("：文面", ": message")) } { (ctx.say("文面", "Message")) }
            }
        }
    }
}

fn table(ctx: &Ctx<'_>, rows: &[Row]) -> Vec<Vec<String>> {
    let mut table = vec![
        [
            "rank", "case", "account", "name", "rule", "severity", "priority", "opened", "state",
            "owner", "reason",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for (n, row) in rows.iter().enumerate() {
        for case in &row.cases {
            table.push(vec![
                (n + 1).to_string(),
                case.id.clone(),
                row.id.clone(),
                row.name().to_owned(),
                case.text("rule").to_owned(),
                case.number("severity").unwrap_or(0).to_string(),
                format!("{:.3}", priority(case)),
                ctx.calendar.zone.date(case.number("opened").unwrap_or(0)),
                case.state.clone(),
                case.text("owner").to_owned(),
                reason(ctx, &case.field("reasons")[0]),
            ]);
        }
    }
    table
}
