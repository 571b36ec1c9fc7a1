//! `GET /v1/reports/anchors`: targets that were not found on real pages, over 28 days; most people troubled first.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::interval::{Z90, wilson};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::{Asked, answer, at, read};
use crate::answer::Problem;
use crate::ledger::DAY_MS;
use crate::ledger::behaviour::WINDOW_DAYS;
use crate::role::Act;
use crate::routes::State;

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let rows = read(&state, move |db| rows(db, &tenant, at)).await?;
    Ok(answer(rows, &asked, at))
}

fn rows(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let from = at - WINDOW_DAYS * DAY_MS;
    let mut statement = db.prepare_cached(
        "SELECT content, COALESCE(step, ''), COALESCE(version, 0), SUM(name = 'anchor.missing'), SUM(name = 'anchor.hidden'), SUM(name = 'anchor.ambiguous'),
            SUM(name = 'anchor.recovered'), COUNT(DISTINCT CASE WHEN name <> 'anchor.recovered' THEN COALESCE(user, session) END),
            MAX(CASE WHEN name <> 'anchor.recovered' THEN corrected_ms END)
         FROM counted WHERE tenant = ?1 AND name IN ('anchor.missing', 'anchor.hidden', 'anchor.ambiguous', 'anchor.recovered')
            AND corrected_ms > ?2 AND corrected_ms <= ?3 AND content IS NOT NULL
         GROUP BY 1, 2, 3 ORDER BY 8 DESC, 1, 2, 3 DESC",
    )?;
    let mut shown = db.prepare_cached(
        "SELECT COUNT(DISTINCT COALESCE(user, session)) FROM counted WHERE tenant = ?1 AND name = 'tutorial.step_shown' AND content = ?2
            AND corrected_ms > ?3 AND corrected_ms <= ?4 AND step = ?5 AND COALESCE(version, 0) = ?6",
    )?;
    let mut rows = statement.query(params![tenant, from, at])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        let (content, step, version): (String, String, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let n = |i| row.get::<_, i64>(i);
        let people = n(7)?.max(0) as u64;
        let seen: i64 = shown
            .query_row(params![tenant, content, from, at, step, version], |r| {
                r.get(0)
            })?;
        let of = (seen.max(0) as u64).max(people);
        let band = wilson(people, of, Z90);
        told.push(json!({"content": content, "step": step, "version": version, "missing": n(3)?, "hidden": n(4)?, "ambiguous": n(5)?,
            "recovered": n(6)?, "people": people, "of": of, "rate": measure::interval::share(people, of), "low": band.low, "high": band.high,
            "last": row.get::<_, Option<i64>>(8)?}));
    }
    Ok(told)
}
