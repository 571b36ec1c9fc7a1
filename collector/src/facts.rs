//! `PUT /v1/accounts|users|tickets|calendar`: what the vendor knows. Each object is a dated snapshot; history is kept, a
//! field given replaces, an absent one stays, null clears. Here also: the state that the snapshots add up to.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::answer::{Problem, json_answer};
use crate::body;
use crate::event::canonical;
use crate::routes::{State, now};
use crate::shape::{self, Kind};

const MOST_OBJECTS: usize = 10_000;

/// One object of a body, held against its shape.
#[derive(Clone)]
struct Snapshot {
    id: String,
    /// `None`: now, and only what differs.
    at: Option<i64>,
    body: Map<String, Value>,
}

pub(crate) async fn accounts(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    put(&state, Kind::Account, &headers, body).await
}

pub(crate) async fn users(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    put(&state, Kind::User, &headers, body).await
}

pub(crate) async fn tickets(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    put(&state, Kind::Ticket, &headers, body).await
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad_snapshot", detail)
}

async fn put(
    state: &State,
    kind: Kind,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(headers)?;
    let body = body::read(state, headers, body, body::SERVER).await?;
    let text = body.text().ok_or_else(|| bad("the body is not UTF-8"))?;
    let list: Vec<Value> = serde_json::from_str(text)
        .map_err(|e| bad(format!("the body is a JSON array of objects: {e}")))?;
    take(state, kind, tenant, list).await
}

/// Keeps what a list of objects tells; one answer each.
pub(crate) async fn take(
    state: &State,
    kind: Kind,
    tenant: String,
    list: Vec<Value>,
) -> Result<Response, Problem> {
    if list.len() > MOST_OBJECTS {
        return Err(bad(format!("a body holds at most {MOST_OBJECTS} objects")));
    }
    let read: Vec<Result<Snapshot, (String, String)>> =
        list.into_iter().map(|v| snapshot(kind, v)).collect();
    let sound: Vec<Snapshot> = read
        .iter()
        .filter_map(|r| r.as_ref().ok())
        .cloned()
        .collect();
    let at = now();
    let stored = state.store.change(move |db| {
        let stored = sound.iter().map(|s| store(db, &tenant, kind, s, at));
        stored.collect::<rusqlite::Result<Vec<bool>>>()
    });
    let mut stored = stored.await.map_err(Problem::unstored)?.into_iter();
    let results = read.into_iter().map(|read| match read {
        Err((id, reason)) => json!({"id": id, "status": "rejected", "reason": reason}),
        Ok(snapshot) => {
            let new = stored.next().unwrap_or(false);
            json!({"id": snapshot.id, "status": if new { "accepted" } else { "unchanged" }})
        }
    });
    Ok(json_answer(
        &json!({"results": results.collect::<Vec<_>>()}),
    ))
}

fn snapshot(kind: Kind, value: Value) -> Result<Snapshot, (String, String)> {
    let id = value["id"].as_str().unwrap_or_default().to_owned();
    let Value::Object(mut body) = value else {
        return Err((id, "a snapshot is an object".to_owned()));
    };
    shape::check(kind, &body).map_err(|reason| (id.clone(), reason))?;
    body.remove("id");
    let at = body.remove("at").and_then(|at| at.as_i64());
    Ok(Snapshot { id, at, body })
}

pub(crate) fn digest(body: &Value) -> Vec<u8> {
    Sha256::digest(canonical(body).as_bytes()).to_vec()
}

/// Whether it tells anything new.
fn store(
    db: &Connection,
    tenant: &str,
    kind: Kind,
    snapshot: &Snapshot,
    now: i64,
) -> rusqlite::Result<bool> {
    let mut body = snapshot.body.clone();
    // A vendor that puts everything every night must not fill the disk with what it has said before.
    if snapshot.at.is_none()
        && let Some(known) = one(db, tenant, kind, &snapshot.id, now)?
    {
        body.retain(|key, value| known.get(key).unwrap_or(&Value::Null) != value);
        if body.is_empty() {
            return Ok(false);
        }
    }
    let body = Value::Object(body);
    let stored = db
        .prepare_cached(
            "INSERT OR IGNORE INTO snapshot (tenant, kind, id, at_ms, digest, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            tenant,
            kind.name(),
            snapshot.id,
            snapshot.at.unwrap_or(now),
            digest(&body),
            body.to_string()
        ])?;
    Ok(stored == 1)
}

/// Lays a snapshot over what was known.
pub(crate) fn lay(state: &mut Map<String, Value>, body: &str) {
    if let Ok(Value::Object(body)) = serde_json::from_str(body) {
        for (key, value) in body {
            if value.is_null() {
                state.remove(&key);
            } else {
                state.insert(key, value);
            }
        }
    }
}

/// What is known of one object as of a time, `id` included.
pub(crate) fn one(
    db: &Connection,
    tenant: &str,
    kind: Kind,
    id: &str,
    at: i64,
) -> rusqlite::Result<Option<Map<String, Value>>> {
    let mut statement = db.prepare_cached(
        "SELECT body FROM snapshot WHERE tenant = ?1 AND kind = ?2 AND id = ?3 AND at_ms <= ?4 ORDER BY at_ms, n",
    )?;
    let mut rows = statement.query(params![tenant, kind.name(), id, at])?;
    let mut state = None;
    while let Some(row) = rows.next()? {
        let state = state.get_or_insert_with(|| Map::from_iter([("id".to_owned(), json!(id))]));
        lay(state, &row.get::<_, String>(0)?);
    }
    Ok(state)
}

pub(crate) async fn calendar(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let body = body::read(&state, &headers, body, body::BATCH).await?;
    let value: Value = body
        .text()
        .and_then(|t| serde_json::from_str(t).ok())
        .ok_or_else(|| bad("the body is a JSON object"))?;
    let Value::Object(object) = value else {
        return Err(bad("the body is a JSON object"));
    };
    shape::check(Kind::Calendar, &object).map_err(bad)?;
    let snapshot = Snapshot {
        id: "calendar".to_owned(),
        at: None,
        body: object,
    };
    let at = now();
    let stored = state
        .store
        .change(move |db| store(db, &tenant, Kind::Calendar, &snapshot, at));
    let new = stored.await.map_err(Problem::unstored)?;
    Ok(json_answer(
        &json!({"status": if new { "accepted" } else { "unchanged" }}),
    ))
}

/// The name of the tenant's time zone: its calendar's, else its newest release's.
pub(crate) fn timezone(db: &Connection, tenant: &str, at: i64) -> Option<String> {
    let calendar = one(db, tenant, Kind::Calendar, "calendar", at).ok()?;
    let named = |value: &Value| value.as_str().map(str::to_owned);
    let told = calendar.and_then(|c| named(c.get("timezone")?));
    told.or_else(|| {
        let zone = db.query_row(
            "SELECT json_extract(body, '$.timezone') FROM release WHERE tenant = ?1 ORDER BY version DESC LIMIT 1",
            [tenant],
            |r| r.get::<_, Option<String>>(0),
        );
        zone.ok().flatten()
    })
}
