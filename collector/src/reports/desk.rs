//! `GET /v1/reports/touch` and `/maturity`: which touch solves what, and how far the vendor's own work has come. Both
//! are read from cases, rules and templates; what people do with those stands elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::interval::{Z90, wilson};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::roster::Roster;
use super::{Asked, answer, at, read};
use crate::answer::Problem;
use crate::desk::case::ended_by_itself;
use crate::ledger::DAY_MS;
use crate::record::{self, Kind, Record};
use crate::releases::{items, manifest};
use crate::role::Act;
use crate::routes::State;

/// Days of a quarter.
const QUARTER: i64 = 91;
const TOUCHES: [&str; 4] = ["tech", "low", "high", "community"];
/// Outcomes that make a rule's precision worth reading.
const OUTCOMES_NEEDED: usize = 10;

pub(crate) async fn touch(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let rows = read(&state, move |db| touch_rows(db, &tenant, at)).await?;
    Ok(answer(rows, &asked, at))
}

fn cases(db: &Connection, tenant: &str, from: i64, at: i64) -> rusqlite::Result<Vec<Record>> {
    let mut cases = record::all(db, tenant, Kind::Case)?;
    cases.retain(|c| c.made_ms > from && c.made_ms <= at);
    Ok(cases)
}

/// When a case was closed, as of `at`.
fn closed(case: &Record, at: i64) -> Option<i64> {
    case.number("closed").filter(|t| *t <= at)
}

/// The last 28 days of each touch: accounts, cases, how many were solved and by whom.
fn touch_rows(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let manifest = manifest(db, tenant);
    let roster = Roster::of(db, tenant, at)?;
    let mut accounts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, account) in roster.accounts() {
        *accounts
            .entry(crate::desk::rank::touch(&manifest, account, at))
            .or_default() += 1;
    }
    let cases = cases(db, tenant, at - 28 * DAY_MS, at)?;
    let community: i64 = db.query_row(
        "SELECT COUNT(DISTINCT COALESCE(user, session)) FROM counted WHERE tenant = ?1 AND name = 'community.opened' AND corrected_ms > ?2
            AND corrected_ms <= ?3",
        params![tenant, at - 28 * DAY_MS, at],
        |r| r.get(0),
    )?;
    let rows = TOUCHES.iter().map(|touch| {
        let own: Vec<&Record> = cases.iter().filter(|c| c.text("touch") == *touch).collect();
        let ended: Vec<&&Record> = own.iter().filter(|c| closed(c, at).is_some()).collect();
        let helped = ended.iter().filter(|c| c.text("outcome") == "helped").count() as u64;
        let alone = ended.iter().filter(|c| ended_by_itself(c)).count() as u64;
        let minutes: Vec<f64> = own.iter().filter_map(|c| c.field("minutes").as_f64()).collect();
        let band = wilson(helped, ended.len() as u64, Z90);
        json!({"touch": touch, "accounts": accounts.get(*touch).copied().unwrap_or(0), "cases": own.len(), "closed": ended.len(), "helped": helped,
            "by_itself": alone, "rate": measure::interval::share(helped, ended.len() as u64), "low": band.low, "high": band.high,
            "minutes": (!minutes.is_empty()).then(|| minutes.iter().sum::<f64>()), "people": (*touch == "community").then_some(community)})
    });
    Ok(rows.collect())
}

pub(crate) async fn maturity(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let rows = read(&state, move |db| maturity_rows(db, &tenant, at)).await?;
    Ok(answer(rows, &asked, at))
}

/// One stage: whether it is met, the numbers, and what would come next.
struct Stage {
    name: &'static str,
    met: Option<bool>,
    evidence: Value,
    next: Value,
}

fn maturity_rows(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let mut now = stages(db, tenant, at)?;
    // All of them held for a quarter: at its beginning, in its middle, and now.
    let mut held = Vec::new();
    for back in [0, QUARTER / 2, QUARTER] {
        let all = stages(db, tenant, at - back * DAY_MS)?
            .iter()
            .all(|s| s.met == Some(true));
        held.push(json!({"at": at - back * DAY_MS, "met": all}));
    }
    let met = held.iter().all(|h| h["met"] == json!(true));
    now.push(Stage {
        name: "automated",
        met: Some(met),
        evidence: json!({"held": held}),
        next: json!({"code": "hold_for_a_quarter"}),
    });
    Ok(now.into_iter().map(|s| json!({"stage": s.name, "met": s.met, "evidence": s.evidence, "next": if s.met == Some(true) { Value::Null } else { s.next }})).collect())
}

fn stages(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Stage>> {
    let manifest = manifest(db, tenant);
    let explained: BTreeSet<&str> = items(&manifest, "articles")
        .flat_map(|a| items(a, "topics"))
        .filter_map(Value::as_str)
        .collect();
    let categories: Vec<&Value> = items(&manifest, "inquiries").collect();
    let without: Vec<&Value> = categories
        .iter()
        .filter(|c| !c["topic"].as_str().is_some_and(|t| explained.contains(t)))
        .map(|c| &c["id"])
        .collect();
    let (all, with) = (categories.len(), categories.len() - without.len());
    let knowledge = Stage {
        name: "knowledge",
        met: (all > 0).then_some(with as f64 >= 0.8 * all as f64),
        evidence: json!({"categories": all, "with_article": with, "need": 0.8}),
        next: json!({"code": "write_articles", "categories": without}),
    };
    let cases = cases(db, tenant, i64::MIN, at)?;
    let rules = crate::detect::rule::rules(db, tenant)?;
    let mut behind = Vec::new();
    for rule in &rules {
        let outcomes = cases
            .iter()
            .filter(|c| {
                c.text("rule") == rule.id
                    && closed(c, at).is_some()
                    && !c.text("outcome").is_empty()
            })
            .count();
        let (owner, template) = (
            rule.field("owner").is_string(),
            rule.field("template").is_string(),
        );
        if !(owner && template && outcomes >= OUTCOMES_NEEDED) {
            behind.push(json!({"rule": rule.id, "owner": owner, "template": template, "outcomes": outcomes}));
        }
    }
    let process = Stage {
        name: "process",
        met: Some(!rules.is_empty() && behind.is_empty()),
        evidence: json!({"rules": rules.len(), "ready": rules.len() - behind.len(), "outcomes_needed": OUTCOMES_NEEDED}),
        next: json!({"code": "own_rules", "rules": behind}),
    };
    let recent: Vec<&Record> = cases
        .iter()
        .filter(|c| c.made_ms > at - QUARTER * DAY_MS)
        .collect();
    let helped: Vec<&&Record> = recent
        .iter()
        .filter(|c| c.text("outcome") == "helped" && closed(c, at).is_some())
        .collect();
    let mut before = 0_u64;
    for case in &helped {
        before += u64::from(!asked_before(db, tenant, case)?);
    }
    let share = measure::interval::share(before, helped.len() as u64);
    let band = wilson(before, helped.len() as u64, Z90);
    let proactive = Stage {
        name: "proactive",
        met: share.map(|s| s >= 0.5),
        evidence: json!({"helped": helped.len(), "before_an_inquiry": before, "rate": share, "low": band.low, "high": band.high, "need": 0.5}),
        next: json!({"code": "open_before_they_ask"}),
    };
    let ended: Vec<&&Record> = recent.iter().filter(|c| closed(c, at).is_some()).collect();
    let alone = ended.iter().filter(|c| ended_by_itself(c)).count() as u64;
    let share = measure::interval::share(alone, ended.len() as u64);
    let band = wilson(alone, ended.len() as u64, Z90);
    let self_running = Stage {
        name: "self_running",
        met: share.map(|_| band.low >= 0.5),
        evidence: json!({"closed": ended.len(), "self_served": alone, "rate": share, "low": band.low, "high": band.high, "need": 0.5}),
        next: json!({"code": "let_guides_do_it"}),
    };
    Ok(vec![knowledge, process, proactive, self_running])
}

/// Whether the account had asked in the four weeks before the case was opened.
fn asked_before(db: &Connection, tenant: &str, case: &Record) -> rusqlite::Result<bool> {
    let (to, from) = (case.made_ms, case.made_ms - 28 * DAY_MS);
    let form: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM counted WHERE tenant = ?1 AND account = ?2 AND corrected_ms > ?3 AND corrected_ms <= ?4
                AND name = 'inquiry.submitted')",
        )?
        .query_row(params![tenant, case.account, from, to], |r| r.get(0))?;
    if form {
        return Ok(true);
    }
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM snapshot INDEXED BY snapshot_account WHERE tenant = ?1 AND kind = 'ticket' AND json_extract(body, '$.account') = ?2
            AND json_extract(body, '$.opened') > ?3 AND json_extract(body, '$.opened') <= ?4)",
    )?
    .query_row(params![tenant, case.account, from, to], |r| r.get(0))
}
