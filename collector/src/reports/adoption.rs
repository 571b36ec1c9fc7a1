//! `GET /v1/reports/adoption`: use of the feature itself, from the topics' tasks, over 28 days. One row an account and
//! topic: how many of the people it is required of do it.

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
use crate::ledger::DAY_MS;
use crate::ledger::behaviour::WINDOW_DAYS;
use crate::ledger::plan::Plan;
use crate::releases::items;
use crate::role::Act;
use crate::routes::State;

/// What an account does with one topic.
#[derive(Default)]
struct Use {
    doing: BTreeSet<String>,
    times: u64,
    last: Option<i64>,
    required: u64,
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let (account, topic) = (asked.get("account").cloned(), asked.get("topic").cloned());
    let mut rows = read(&state, move |db| rows(db, &tenant, at)).await?;
    rows.retain(|r| {
        account.as_ref().is_none_or(|a| r["account"] == **a)
            && topic.as_ref().is_none_or(|t| r["topic"] == **t)
    });
    Ok(answer(rows, &asked, at))
}

fn rows(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let plan = Plan::of(db, tenant)?;
    let roster = Roster::of(db, tenant, at)?;
    let from = at - WINDOW_DAYS * DAY_MS;
    let mut uses: BTreeMap<(String, usize), Use> = BTreeMap::new();
    for entry in roster.people.values() {
        let Some(account) = &entry.account else {
            continue;
        };
        let known = roster.known(entry);
        for (n, topic) in plan
            .topics
            .iter()
            .enumerate()
            .filter(|(_, t)| t.task.is_some())
        {
            // A topic that is required of nobody in particular is open to all.
            let open = items(&topic.body, "required_for").next().is_none();
            if open || plan.requires(n, &known) {
                uses.entry((account.clone(), n)).or_default().required += 1;
            }
        }
    }
    let mut statement = db.prepare_cached(
        "SELECT user, COUNT(CASE WHEN corrected_ms > ?3 THEN 1 END), MAX(corrected_ms) FROM counted
         WHERE tenant = ?1 AND name = ?2 AND corrected_ms <= ?4 AND user IS NOT NULL GROUP BY user",
    )?;
    for (n, topic) in plan.topics.iter().enumerate() {
        let Some(task) = &topic.task else { continue };
        let mut rows = statement.query(params![tenant, task, from, at])?;
        while let Some(row) = rows.next()? {
            let (user, times, last): (String, u32, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let Some(account) = roster.people.get(&user).and_then(|e| e.account.clone()) else {
                continue;
            };
            let own = uses.entry((account, n)).or_default();
            own.last = own.last.max(Some(last));
            own.times += u64::from(times);
            if times > 0 {
                own.doing.insert(user);
            }
        }
    }
    let rows = uses.into_iter().map(|((account, topic), own)| {
        let doing = own.doing.len() as u64;
        // Who does it without having to counts among those who could.
        let required = own.required.max(doing);
        let band = wilson(doing, required, Z90);
        json!({"account": account, "topic": plan.topics.get(topic).map(|t| &t.id), "doing": doing, "required": required,
            "rate": measure::interval::share(doing, required), "per_week": own.times as f64 * 7.0 / WINDOW_DAYS as f64,
            "low": band.low, "high": band.high, "last": own.last})
    });
    Ok(rows.collect())
}
