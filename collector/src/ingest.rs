//! `POST /v1/events`: a batch is held against its limits, each of its events read by itself, so that one bad event is
//! rejected alone. Acknowledged after the commit, by id.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::answer::{AFTER_A_DEPLOY, Problem, json_answer};
use crate::body;
use crate::event::{self, Clock, Fault, Row, Verdict};
use crate::routes::{State, now};

const MOST_EVENTS: usize = 100;
const DEPTH: usize = 8;

/// The parts of a batch, unread: whatever else it holds is a later client's.
#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    v: Option<&'a RawValue>,
    #[serde(borrow)]
    key: Option<&'a RawValue>,
    #[serde(borrow)]
    sent: Option<&'a RawValue>,
    #[serde(borrow)]
    events: Option<&'a RawValue>,
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad_batch", detail)
}

fn part<'a, T: Deserialize<'a>>(raw: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

pub(crate) async fn events(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = body::read(&state, &headers, body, body::BATCH).await?;
    let text = body.text().ok_or_else(|| bad("the batch is not UTF-8"))?;
    if deeper(text.as_bytes(), DEPTH) {
        return Err(bad("the batch is nested too deeply"));
    }
    if !text.trim_start().starts_with('{') {
        return Err(bad("a batch is a JSON object"));
    }
    let batch: Batch<'_> =
        serde_json::from_str(text).map_err(|e| bad(format!("the batch is not JSON: {e}")))?;
    if batch.v.is_none() {
        return Err(bad("v is missing"));
    }
    if part::<i64>(batch.v) != Some(1) {
        let later = "this collector reads batches of version 1";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Err(Problem::new(status, "unknown_version", later).again(AFTER_A_DEPLOY));
    }
    let key = part::<String>(batch.key);
    let tenant = key
        .and_then(|key| state.by_write_key(&key))
        .ok_or_else(|| {
            let unknown = "the write key is not known";
            Problem::new(StatusCode::UNAUTHORIZED, "unknown_key", unknown)
        })?;
    let events: Vec<&RawValue> = part(batch.events).ok_or_else(|| bad("events is missing"))?;
    if events.len() > MOST_EVENTS {
        return Err(bad("a batch holds at most 100 events"));
    }
    let received = now();
    let sent = part(batch.sent).unwrap_or(received);
    let clock = Clock::Page { sent, received };
    let read = events.iter().map(|e| event::read(e.get(), clock)).collect();
    let results = store(&state, &tenant, read).await?;
    Ok(json_answer(&json!({ "results": results })))
}

/// Stores what could be read, in one transaction, and answers for every event in its order.
pub(crate) async fn store(
    state: &State,
    tenant: &str,
    read: Vec<Result<Row, Fault>>,
) -> Result<Vec<Value>, Problem> {
    let rows: Vec<Row> = read
        .iter()
        .filter_map(|r| r.as_ref().ok())
        .cloned()
        .collect();
    let tenant = tenant.to_owned();
    let stored = state.store.change(move |db| {
        rows.iter()
            .map(|row| event::insert(db, &tenant, row))
            .collect::<rusqlite::Result<Vec<Verdict>>>()
    });
    let mut verdicts = stored.await.map_err(Problem::unstored)?.into_iter();
    let answered = read.into_iter().filter_map(|read| match read {
        Err(Fault { id, reason }) => {
            state.count("rejected");
            Some(json!({"id": id, "status": "rejected", "reason": reason}))
        }
        Ok(row) => {
            let status = verdicts.next()?.name();
            state.count(status);
            Some(json!({"id": row.id, "status": status}))
        }
    });
    Ok(answered.collect())
}

/// Whether brackets nest deeper than `most`, without parsing.
fn deeper(body: &[u8], most: usize) -> bool {
    let (mut depth, mut text, mut escaped) = (0usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if text => escaped = true,
            b'"' => text = !text,
            b'{' | b'[' if !text => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b'}' | b']' if !text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
