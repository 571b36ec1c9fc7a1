//! `POST /v1/models`: fits the model to the tenant's own answers; `GET /v1/reports/models`: every fit with its
//! calibration plot. While the collector serves, a fit is made once a week.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use super::{Asked, answer, at, read};
use crate::answer::{Problem, json_answer};
use crate::body;
use crate::ledger::DAY_MS;
use crate::ledger::model;
use crate::role::Act;
use crate::routes::{State, now};

/// Body `{"at": ms}` or nothing: everything up to then is fitted to, and the fit holds from then on.
pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let body = body::read(&state, &headers, body, body::BATCH).await?;
    let text = body.text().unwrap_or_default().trim().to_owned();
    let asked: Value = if text.is_empty() {
        json!({})
    } else {
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    let at = match &asked["at"] {
        _ if !asked.is_object() => None,
        Value::Null => Some(now()),
        at => at.as_i64(),
    };
    let at = at.ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_fit",
            "the body is {\"at\": ms} or empty",
        )
    })?;
    Ok(json_answer(&make(&state, &tenant, at).await?))
}

async fn make(state: &Arc<State>, tenant: &str, at: i64) -> Result<Value, Problem> {
    let owned = tenant.to_owned();
    let (version, fitted) = read(state, move |db| model::fit(db, &owned, at)).await?;
    let owned = tenant.to_owned();
    let told = json!({"version": version, "since": at, "fitted": fitted["fitted"], "reason": fitted["reason"], "answers": fitted["answers"],
        "people": fitted["people"]});
    let kept = state
        .store
        .change(move |db| model::keep(db, &owned, at, &version, &fitted));
    kept.await.map_err(Problem::unstored)?;
    state.audit(tenant, "server", "fitted", told.clone()).await;
    Ok(told)
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let rows = read(&state, move |db| model::rows(db, &tenant, at)).await?;
    Ok(answer(rows, &asked, at))
}

/// Makes this week's fit where there is none yet; whether it did.
pub(crate) async fn due(state: &Arc<State>, tenant: &str) -> Result<bool, Problem> {
    let name = format!("fitted {tenant}");
    let asked = name.clone();
    let last: Option<i64> = read(state, move |db| {
        db.query_row("SELECT value FROM setting WHERE name = ?1", [asked], |r| {
            r.get(0)
        })
        .optional()
    })
    .await?;
    let at = now();
    if last.is_some_and(|last| at - last < 7 * DAY_MS) {
        return Ok(false);
    }
    make(state, tenant, at).await?;
    let kept = state.store.change(move |db| {
        db.execute(
            "INSERT OR REPLACE INTO setting VALUES (?1, ?2)",
            params![name, at],
        )
        .map(|_| ())
    });
    kept.await.map_err(Problem::unstored)?;
    Ok(true)
}
