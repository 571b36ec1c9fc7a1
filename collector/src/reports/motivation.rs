//! `GET /v1/reports/motivation`: the six rates of the last 28 days, and the index where there is enough of them.
//! Estimated from behaviour; no appraisal. `?by=account` rolls up, from three reportable people on.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::motivation::{COMPONENTS, Component, Posterior, Trials, index, posterior};
use measure::robustness::{Order, ranks};
use measure::rollup;
use measure::trend::{Trend, trend};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::comprehension::{Wanted, walk};
use super::{Asked, Cursor, at, few, paged, read};
use crate::answer::Problem;
use crate::ledger::DAY_MS;
use crate::ledger::behaviour::{WINDOW_DAYS, window};
use crate::ledger::people::{Ledger, Person};
use crate::role::Act;
use crate::routes::State;

type Row = [Trials; COMPONENTS];

fn windows(ledger: &Ledger<'_>, person: &Person) -> (Row, Row) {
    let (trials, active) = (person.trials(ledger, ledger.at), person.active());
    let span = WINDOW_DAYS * DAY_MS;
    let of = |to: i64| window(&trials, &active, &ledger.calendar, (to - span, to));
    (of(ledger.at), of(ledger.at - span))
}

fn row(ledger: &Ledger<'_>, person: &Person) -> Vec<Value> {
    let (now, before) = windows(ledger, person);
    if now.iter().all(|seen| seen.trials == 0.0) {
        return Vec::new();
    }
    let model = &ledger.model.motivation;
    let components: Map<String, Value> = Component::ALL
        .iter()
        .zip(&now)
        .map(|(component, seen)| {
            let rate = (seen.trials > 0.0).then(|| seen.successes / seen.trials);
            let told = json!({"successes": seen.successes, "trials": seen.trials, "rate": rate});
            (component.name().to_owned(), told)
        })
        .collect();
    let mut told = json!({"user": person.user, "account": person.account, "index": null, "low": null, "high": null, "reportable": false,
        "components": components, "n": now.iter().map(|t| t.trials).sum::<f64>(), "from": ledger.at - WINDOW_DAYS * DAY_MS});
    match index(&now, model) {
        Ok(figure) => {
            told["index"] = json!(figure.value);
            told["low"] = json!(figure.range.low);
            told["high"] = json!(figure.range.high);
            told["reportable"] = json!(true);
        }
        Err(missing) => told["reason"] = few(&missing),
    }
    told["trend"] = match trend(&before, &now, model) {
        Ok((direction, figure)) => {
            let direction = match direction {
                Trend::Rises => "rises",
                Trend::Steady => "steady",
                Trend::Falls => "falls",
            };
            json!({"direction": direction, "change": figure.value, "low": figure.range.low, "high": figure.range.high})
        }
        Err(_) => Value::Null,
    };
    vec![told]
}

/// Everybody's, for whoever needs them at once.
pub(crate) fn rows(
    db: &Connection,
    tenant: &str,
    at: i64,
    wanted: &Wanted,
) -> rusqlite::Result<Vec<Value>> {
    let ledger = Ledger::open(db, tenant, at, wanted.model.as_deref())?;
    let mut of = |person: &Person| Ok(row(&ledger, person));
    Ok(walk(&ledger, wanted, &Cursor::default(), usize::MAX, &mut of)?.0)
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at, wanted) = (
        state.reader(&headers, Act::ReadPeople)?,
        at(&asked),
        Wanted::of(&asked),
    );
    if asked.get("by").is_some_and(|by| by == "account") {
        let (model, rows) = read(&state, move |db| accounts(db, &tenant, at, &wanted)).await?;
        return Ok(super::answer_with(&model, rows, &asked, at));
    }
    let (after, limit) = (Cursor::of(&asked)?, super::limit(&asked));
    let (model, rows, next) = read(&state, move |db| {
        let ledger = Ledger::open(db, &tenant, at, wanted.model.as_deref())?;
        let mut of = |person: &Person| Ok(row(&ledger, person));
        let (rows, next) = walk(&ledger, &wanted, &after, limit, &mut of)?;
        Ok((ledger.model.version.clone(), rows, next))
    })
    .await?;
    Ok(paged(&model, &rows, next, at))
}

/// One row an account, with what a ranking of them is worth.
fn accounts(
    db: &Connection,
    tenant: &str,
    at: i64,
    wanted: &Wanted,
) -> rusqlite::Result<(String, Vec<Value>)> {
    let ledger = Ledger::open(db, tenant, at, wanted.model.as_deref())?;
    let mut all: BTreeMap<String, (usize, Vec<Posterior>)> = BTreeMap::new();
    let mut of = |person: &Person| {
        let Some(account) = person.account.clone() else {
            return Ok(Vec::new());
        };
        let (now, _) = windows(&ledger, person);
        let (people, members) = all.entry(account).or_default();
        *people += 1;
        if index(&now, &ledger.model.motivation).is_ok() {
            members.push(posterior(&now, &ledger.model.motivation));
        }
        Ok(Vec::new())
    };
    walk(&ledger, wanted, &Cursor::default(), usize::MAX, &mut of)?;
    let reported: Vec<(&String, [f64; COMPONENTS])> = all
        .iter()
        .filter(|(_, (_, members))| members.len() as u64 >= rollup::REPORTABLE_NEEDED)
        .map(|(account, (_, members))| {
            let mean = |n: usize| {
                members
                    .iter()
                    .filter_map(|m| m.components.get(n))
                    .sum::<f64>()
                    / members.len() as f64
            };
            (account, std::array::from_fn(mean))
        })
        .collect();
    let points: Vec<[f64; COMPONENTS]> = reported.iter().map(|(_, point)| *point).collect();
    // Thousands of accounts are not read as a ranking.
    let (places, order) = if points.len() <= 500 {
        ranks(&points, 1)
    } else {
        (Vec::new(), Order::Range)
    };
    let place = |account: &str| {
        let n = reported.iter().position(|(a, _)| a.as_str() == account)?;
        let rank = places.get(n)?;
        Some(
            json!({"rank": rank.equal, "best": rank.best, "worst": rank.worst, "by": if order == Order::Point { "point" } else { "range" }}),
        )
    };
    let rows = all.iter().map(|(account, (people, members))| {
        let weighted: Vec<(Posterior, f64)> = members.iter().map(|m| (*m, 1.0)).collect();
        let mut row = json!({"account": account, "people": people, "reportable_people": members.len(), "index": null, "low": null, "high": null,
            "reportable": false, "rank": place(account)});
        match rollup::motivation(&weighted) {
            Ok(figure) => {
                row["index"] = json!(figure.value);
                row["low"] = json!(figure.range.low);
                row["high"] = json!(figure.range.high);
                row["n"] = json!(figure.n);
                row["reportable"] = json!(true);
            }
            Err(missing) => row["reason"] = few(&missing),
        }
        row
    });
    Ok((ledger.model.version.clone(), rows.collect()))
}
