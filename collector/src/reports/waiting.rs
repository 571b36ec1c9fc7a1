//! `GET /v1/reports/time_to_value`: how long accounts take from their start to a program's value event. Those still
//! waiting are in the curve, not left out. One row a program and release.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use measure::survival::{Curve, Quantile, Wait, curve};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::roster::Roster;
use super::uniformity::audience;
use super::{Asked, answer, at, few, read};
use crate::answer::Problem;
use crate::calendar::Calendar;
use crate::ledger::DAY_MS;
use crate::releases::{items, manifest};
use crate::role::Act;
use crate::routes::State;

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let account = asked.get("account").cloned();
    let rows = read(&state, move |db| rows(db, &tenant, at, account.as_deref())).await?;
    Ok(answer(rows, &asked, at))
}

fn rows(
    db: &Connection,
    tenant: &str,
    at: i64,
    only: Option<&str>,
) -> rusqlite::Result<Vec<Value>> {
    let manifest = manifest(db, tenant);
    let segments: Vec<Value> = items(&manifest, "segments").cloned().collect();
    let mut programs = items(&manifest, "programs")
        .filter(|p| p["value"]["event"].is_string())
        .peekable();
    if programs.peek().is_none() {
        return Ok(Vec::new());
    }
    let roster = Roster::of(db, tenant, at)?;
    let calendar = Calendar::of(db, tenant, at);
    let mut rows = Vec::new();
    for program in programs {
        let event = program["value"]["event"].as_str().unwrap_or_default();
        // An account starts when it says so, else when the first of its people was heard of.
        let mut starts: BTreeMap<&str, i64> = BTreeMap::new();
        for user in audience(db, tenant, &roster, program, &segments, at)? {
            let Some(entry) = roster.people.get(user) else {
                continue;
            };
            let Some(account) = entry
                .account
                .as_deref()
                .filter(|a| only.is_none_or(|o| o == *a))
            else {
                continue;
            };
            let start = starts.entry(account).or_insert(entry.since);
            *start = (*start).min(entry.since);
        }
        for (account, start) in &mut starts {
            let told = roster
                .account(account)
                .and_then(|a| a.get("started")?.as_str()?.parse::<Date>().ok());
            if let Some(day) = told {
                *start = calendar.zone.start(day);
            }
        }
        let mut reached: BTreeMap<String, i64> = BTreeMap::new();
        let mut statement = db.prepare_cached(
            "SELECT user, MIN(corrected_ms) FROM counted WHERE tenant = ?1 AND name = ?2 AND corrected_ms <= ?3 AND user IS NOT NULL GROUP BY user",
        )?;
        let mut found = statement.query(params![tenant, format!("host.{event}"), at])?;
        while let Some(row) = found.next()? {
            let (user, first): (String, i64) = (row.get(0)?, row.get(1)?);
            if let Some(account) = roster.people.get(&user).and_then(|e| e.account.clone()) {
                let own = reached.entry(account).or_insert(first);
                *own = (*own).min(first);
            }
        }
        let waits: Vec<Wait> = starts
            .iter()
            .filter(|(_, start)| **start <= at)
            .map(|(account, start)| {
                let end = reached.get(*account);
                Wait {
                    time: (end.copied().unwrap_or(at) - start) as f64 / DAY_MS as f64,
                    reached: end.is_some(),
                }
            })
            .collect();
        rows.push(told(program, event, &waits));
    }
    Ok(rows)
}

fn told(program: &Value, event: &str, waits: &[Wait]) -> Value {
    let mut row = json!({"program": program["id"], "release": program["release"], "title": program["title"], "event": event, "unit": "account",
        "n": waits.len(), "reached": waits.iter().filter(|w| w.reached).count(), "due_days": program["due_days"]});
    let quantile = |q: Quantile| json!({"days": q.time, "low": q.low, "high": q.high});
    match curve(waits) {
        Ok(curve) => {
            let Curve {
                points, watched, ..
            } = &curve;
            row["median"] = quantile(curve.quantile(0.5));
            row["slow"] = quantile(curve.quantile(0.8));
            row["watched_days"] = json!(watched);
            row["points_total"] = json!(points.len());
            // A curve of many steps is drawn as well by a hundred of them.
            let every = points.len().div_ceil(100).max(1);
            let drawn = points
                .iter()
                .enumerate()
                .filter(|(n, _)| n % every == 0 || *n + 1 == points.len());
            row["points"] = drawn
                .map(|(_, p)| json!({"days": p.time, "waiting": p.waiting, "low": p.range.low, "high": p.range.high, "at_risk": p.at_risk}))
                .collect();
            row["activated"] = match program["due_days"]
                .as_f64()
                .map(|due| curve.reached_by(due))
            {
                Some(Ok(f)) => {
                    json!({"rate": f.value, "low": f.range.low, "high": f.range.high, "n": f.n})
                }
                Some(Err(missing)) => json!({"rate": null, "reason": few(&missing)}),
                None => Value::Null,
            };
        }
        Err(missing) => {
            for key in ["median", "slow", "points", "activated"] {
                row[key] = Value::Null;
            }
            row["reason"] = few(&missing);
        }
    }
    row
}
