//! `GET /v1/reports/kpi` and `/support`: what the vendor told of revenue and tickets, month by month in the tenant's
//! time zone. Half-open periods; amounts of different currencies never meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::ToSpan as _;
use jiff::civil::Date;
use measure::kpi::{Period, lifetime_value, revenue};
use measure::sample::{Figure, NotEnough};
use measure::support::{Ticket, support};
use measure::survival::Quantile;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{Asked, answer, at, few, read};
use crate::answer::Problem;
use crate::calendar::Calendar;
use crate::detect::told::told;
use crate::ledger::day;
use crate::role::Act;
use crate::routes::State;

/// Months shown, the one that is going on last.
const MONTHS: usize = 13;

/// Bounds of the last months up to `at`: (name, first moment, first moment after).
fn months(calendar: &Calendar, at: i64) -> Vec<(String, i64, i64)> {
    let mut first: Date = calendar.day(at).first_of_month();
    let mut all = Vec::with_capacity(MONTHS);
    for _ in 0..MONTHS {
        let next = first.checked_add(1.month()).unwrap_or(first);
        all.push((
            first.strftime("%Y-%m").to_string(),
            calendar.zone.start(first),
            calendar.zone.start(next),
        ));
        first = first.checked_sub(1.month()).unwrap_or(first);
    }
    all.reverse();
    all
}

/// Revenue of an account that is a customer: currency and amount.
fn paying(state: Option<&Map<String, Value>>) -> Option<(String, f64)> {
    let state = state?;
    let mrr = state.get("mrr")?;
    if state.get("renewal").is_some_and(|r| r["status"] == "ended") {
        return None;
    }
    let amount = mrr["amount"].as_f64().filter(|a| *a > 0.0)?;
    Some((mrr["currency"].as_str()?.to_owned(), amount))
}

fn figure(value: &Result<Figure, NotEnough>) -> Value {
    match value {
        Ok(f) => json!({"value": f.value, "low": f.range.low, "high": f.range.high, "n": f.n}),
        Err(missing) => json!({"value": null, "low": null, "high": null, "reason": few(missing)}),
    }
}

pub(crate) async fn kpi(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let margin = asked
        .get("margin")
        .and_then(|v| v.parse().ok())
        .filter(|m| (0.0..=1.0).contains(m))
        .unwrap_or(1.0);
    let rows = read(&state, move |db| kpi_rows(db, &tenant, at, margin)).await?;
    Ok(answer(rows, &asked, at))
}

fn kpi_rows(db: &Connection, tenant: &str, at: i64, margin: f64) -> rusqlite::Result<Vec<Value>> {
    let accounts = told(db, tenant, "account")?;
    let months = months(&Calendar::of(db, tenant, at), at);
    let mut rows = Vec::new();
    // Churn of the months so far, by currency: (customers who left, customers summed over months).
    let mut left: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (name, first, after) in months {
        // The state just before a month begins, and just before the next does; a change on the boundary is the next month's.
        let end = (after - 1).min(at);
        let mut currencies: BTreeSet<String> = BTreeSet::new();
        let pairs: Vec<_> = accounts
            .values()
            .map(|told| (paying(told.at(first - 1)), paying(told.at(end))))
            .collect();
        currencies.extend(
            pairs
                .iter()
                .flat_map(|(a, b)| [a, b])
                .flatten()
                .map(|(c, _)| c.clone()),
        );
        for currency in currencies {
            let of = |p: &Option<(String, f64)>| {
                p.as_ref().filter(|(c, _)| *c == currency).map(|(_, a)| *a)
            };
            let mut period = Period::default();
            let mut customers = 0_u64;
            for (before, now) in &pairs {
                let (before, now) = (of(before), of(now));
                customers += u64::from(now.is_some());
                match (before, now) {
                    (None, Some(now)) => period.new += now,
                    (Some(before), now) => {
                        period.start += before;
                        period.logos += 1;
                        match now {
                            None => {
                                period.churned += before;
                                period.logos_lost += 1;
                            }
                            Some(now) if now >= before => period.expansion += now - before,
                            Some(now) => period.contraction += before - now,
                        }
                    }
                    (None, None) => {}
                }
            }
            let so_far = left.entry(currency.clone()).or_default();
            so_far.0 += period.logos_lost;
            so_far.1 += period.logos;
            let r = revenue(&period);
            let each = measure::interval::share(1, customers).map(|_| r.end / customers as f64);
            let value = lifetime_value(each.unwrap_or(0.0), margin, so_far.0, so_far.1);
            rows.push(json!({"month": name, "currency": currency, "complete": end == after - 1, "start": period.start, "new": period.new,
                "expansion": period.expansion, "contraction": period.contraction, "churned": period.churned, "end": r.end, "annual": r.annual,
                "gross_retention": r.gross_retention, "net_retention": r.net_retention, "revenue_churn": r.revenue_churn, "quick": r.quick,
                "customers": customers, "logos": period.logos, "logos_lost": period.logos_lost, "logo_churn": figure(&r.logo_churn),
                "per_account": each, "lifetime_value": figure(&value), "margin": margin}));
        }
    }
    // Months before anything was told say nothing.
    Ok(rows)
}

pub(crate) async fn tickets(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let filter = [asked.get("account").cloned(), asked.get("topic").cloned()];
    let rows = read(&state, move |db| support_rows(db, &tenant, at, &filter)).await?;
    Ok(answer(rows, &asked, at))
}

/// By month, over all (`category` null) and by category; then the backlog of now in the last month's row.
fn support_rows(
    db: &Connection,
    tenant: &str,
    at: i64,
    [account, topic]: &[Option<String>; 2],
) -> rusqlite::Result<Vec<Value>> {
    let months = months(&Calendar::of(db, tenant, at), at);
    let mut tickets: Vec<(Option<String>, i64, Ticket)> = Vec::new();
    for told in told(db, tenant, "ticket")?.values() {
        let Some(state) = told.at(at) else { continue };
        let text = |key: &str| state.get(key).and_then(Value::as_str).map(str::to_owned);
        let fits = |wanted: &Option<String>, key: &str| wanted.is_none() || *wanted == text(key);
        if !fits(account, "account") || !fits(topic, "topic") {
            continue;
        }
        let time = |key: &str| state.get(key).and_then(Value::as_i64).filter(|t| *t <= at);
        let Some(opened) = time("opened") else {
            continue;
        };
        let of = |key: &str| time(key).map(day);
        let ticket = Ticket {
            opened: day(opened),
            answered: of("first_answer"),
            resolved: of("resolved"),
            reopened: of("reopened"),
        };
        tickets.push((text("category"), opened, ticket));
    }
    let mut rows = Vec::new();
    for (name, first, after) in months {
        let own: Vec<&(Option<String>, i64, Ticket)> = tickets
            .iter()
            .filter(|t| t.1 >= first && t.1 < after)
            .collect();
        if own.is_empty() {
            continue;
        }
        let mut categories: BTreeSet<Option<&String>> = own.iter().map(|t| t.0.as_ref()).collect();
        categories.remove(&None);
        let all = std::iter::once(None).chain(categories);
        for category in all {
            let list: Vec<Ticket> = own
                .iter()
                .filter(|t| category.is_none() || t.0.as_ref() == category)
                .map(|t| t.2)
                .collect();
            let s = support(&list, day(at));
            let quantile = |q: &Result<Quantile, NotEnough>| match q {
                Ok(q) => json!({"days": q.time, "low": q.low, "high": q.high}),
                Err(missing) => json!({"days": null, "reason": few(missing)}),
            };
            rows.push(json!({"month": name, "category": category, "volume": s.volume, "first_response": quantile(&s.first_response),
                "slow_response": quantile(&s.slow_response), "resolution": figure(&s.resolution), "reopened": figure(&s.reopened),
                "backlog": s.backlog.len(), "oldest_days": s.backlog.first()}));
        }
    }
    Ok(rows)
}
