//! `GET /v1/reports/experiments`: each experiment that anybody was part of. The decision line is the always-valid one,
//! which may be looked at every day; an uneven split of people blocks the result.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::experiment::{
    Arm, Decision, SCALE, always_valid, always_valid_by_account, in_words, sample_ratio,
};
use measure::interval::{Z90, wilson};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::{Asked, answer, at, few, read};
use crate::answer::Problem;
use crate::ledger::DAY_MS;
use crate::releases::{items, manifest};
use crate::role::Act;
use crate::routes::State;

const KINDS: [&str; 6] = [
    "tutorials",
    "announcements",
    "quizzes",
    "surveys",
    "tooltips",
    "checklists",
];
/// Below this chance the split is not what was planned.
const UNEVEN: f64 = 0.001;
const ALPHA: f64 = 0.05;

/// One person of an experiment.
struct Part {
    account: Option<String>,
    variant: String,
    since: i64,
    done: Option<i64>,
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let rows = read(&state, move |db| {
        let manifest = manifest(db, &tenant);
        let mut rows = Vec::new();
        for item in KINDS
            .iter()
            .flat_map(|kind| items(&manifest, kind))
            .filter(|i| i["experiment"]["id"].is_string())
        {
            rows.push(one(db, &tenant, item, at)?);
        }
        Ok(rows)
    })
    .await?;
    Ok(answer(rows, &asked, at))
}

/// Everybody from their first exposure on, and when they first came to the end after it.
fn parts(
    db: &Connection,
    tenant: &str,
    content: &str,
    at: i64,
) -> rusqlite::Result<BTreeMap<String, Part>> {
    let mut people: BTreeMap<String, Part> = BTreeMap::new();
    let mut exposed = db.prepare_cached(
        "SELECT COALESCE(user, session), account, json_extract(body, '$.variant'), corrected_ms FROM event
         WHERE tenant = ?1 AND name IN ('experiment.exposed', 'prompt.shown', 'tutorial.started', 'content.shown', 'announcement.shown', 'quiz.shown',
            'survey.shown', 'tooltip.opened', 'checklist.opened') AND content = ?2 AND corrected_ms <= ?3 AND apart = 0
            AND json_type(body, '$.variant') = 'text' ORDER BY corrected_ms, session, tab, seq, id",
    )?;
    let mut rows = exposed.query(params![tenant, content, at])?;
    while let Some(row) = rows.next()? {
        let (account, variant, since) = (row.get(1)?, row.get(2)?, row.get(3)?);
        people.entry(row.get(0)?).or_insert(Part {
            account,
            variant,
            since,
            done: None,
        });
    }
    let mut ended = db.prepare_cached(
        "SELECT COALESCE(user, session), corrected_ms FROM event WHERE tenant = ?1 AND name IN ('tutorial.completed', 'checklist.completed',
            'announcement.clicked', 'quiz.answered', 'survey.answered') AND content = ?2 AND corrected_ms <= ?3 AND apart = 0 ORDER BY corrected_ms",
    )?;
    let mut rows = ended.query(params![tenant, content, at])?;
    while let Some(row) = rows.next()? {
        let (who, when): (String, i64) = (row.get(0)?, row.get(1)?);
        if let Some(part) = people
            .get_mut(&who)
            .filter(|p| p.done.is_none() && when >= p.since)
        {
            part.done = Some(when);
        }
    }
    Ok(people)
}

fn one(db: &Connection, tenant: &str, item: &Value, at: i64) -> rusqlite::Result<Value> {
    let content = item["id"].as_str().unwrap_or_default();
    let people = parts(db, tenant, content, at)?;
    let planned: Vec<(&str, f64)> = items(&item["experiment"], "variants")
        .filter_map(|v| Some((v["id"].as_str()?, v["percent"].as_f64().unwrap_or(0.0))))
        .collect();
    let of = |variant: &str, until: i64| {
        people
            .values()
            .filter(move |p| p.variant == variant && p.since <= until)
            .collect::<Vec<_>>()
    };
    let arm = |list: &[&Part], until: i64| Arm {
        successes: list
            .iter()
            .filter(|p| p.done.is_some_and(|d| d <= until))
            .count() as u64,
        trials: list.len() as u64,
    };
    let arms: Vec<Arm> = planned.iter().map(|(v, _)| arm(&of(v, at), at)).collect();
    let told: Vec<Value> = planned
        .iter()
        .zip(&arms)
        .map(|((variant, percent), arm)| {
            let band = wilson(arm.successes, arm.trials, Z90);
            json!({"variant": variant, "percent": percent, "people": arm.trials, "completed": arm.successes,
                "rate": measure::interval::share(arm.successes, arm.trials), "low": band.low, "high": band.high})
        })
        .collect();
    let assigned: Vec<u64> = arms.iter().map(|a| a.trials).collect();
    let shares: Vec<f64> = planned.iter().map(|(_, p)| *p).collect();
    let split = sample_ratio(&assigned, &shares);
    let even = split.as_ref().is_ok_and(|p| *p >= UNEVEN);
    let by_account = item["rollout"]["by"] == "account";
    let first = people.values().map(|p| p.since).min();
    let control = planned.first().map_or("", |(v, _)| *v);
    let rivals: Vec<Value> = planned
        .iter()
        .zip(&arms)
        .skip(1)
        .map(|((variant, _), own)| {
            let Some(base) = arms.first() else { return Value::Null };
            let judged = |until: i64| {
                let (a, b) = (of(control, until), of(variant, until));
                if by_account {
                    always_valid_by_account(&accounts(&a, until), &accounts(&b, until), SCALE, ALPHA)
                } else {
                    always_valid(arm(&a, until), arm(&b, until), SCALE, ALPHA)
                }
            };
            let words = in_words(*base, *own);
            let mut row = json!({"variant": variant, "against": control, "better": words.better, "expected_loss": words.expected_loss,
                "decision": "not_yet", "difference": null, "low": null, "high": null, "p": null});
            match judged(at) {
                Ok(now) => {
                    // A p that holds at every look is the smallest of all looks.
                    let days = first.map_or(0, |f| (at - f) / DAY_MS).min(400);
                    let p = (1..=days).filter_map(|back| judged(at - back * DAY_MS).ok()).map(|j| j.p).fold(now.p, f64::min);
                    row["difference"] = json!(now.difference);
                    row["low"] = json!(now.range.low);
                    row["high"] = json!(now.range.high);
                    row["p"] = json!(p);
                    row["decision"] = json!(match now.decision() {
                        _ if !even => "blocked",
                        Decision::Better => "better",
                        Decision::Worse => "worse",
                        Decision::NotYet => "not_yet",
                    });
                }
                Err(missing) => row["reason"] = few(&missing),
            }
            row
        })
        .collect();
    Ok(
        json!({"experiment": item["experiment"]["id"], "content": content, "title": item["title"], "since": first, "by": if by_account { "account" } else { "user" },
        "variants": told, "against_control": rivals, "split": {"p": split.as_ref().ok(), "even": split.as_ref().ok().map(|p| *p >= UNEVEN),
        "reason": split.err().map(|e| few(&e))}}),
    )
}

fn accounts(list: &[&Part], until: i64) -> Vec<Arm> {
    let mut all: BTreeMap<&Option<String>, Arm> = BTreeMap::new();
    for part in list {
        let arm = all.entry(&part.account).or_insert(Arm {
            successes: 0,
            trials: 0,
        });
        arm.trials += 1;
        arm.successes += u64::from(part.done.is_some_and(|d| d <= until));
    }
    all.into_values().collect()
}
