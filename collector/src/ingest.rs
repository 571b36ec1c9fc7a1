//! `POST /v1/events`: a batch is held against its limits, each of its events read by itself, so that one bad event is
//! rejected alone. Acknowledged after the commit, by id.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::answer::{AFTER_A_DEPLOY, Problem, json_answer};
use crate::body;
use crate::event::{self, Clock, Fault, Row};
use crate::identity::{self, Identity};
use crate::intake::{self, Source};
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
    token: Option<&'a RawValue>,
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
    let batch = open(text)?;
    let key = part::<String>(batch.key);
    let tenant = key
        .and_then(|key| state.by_write_key(&key))
        .ok_or_else(|| {
            let unknown = "the write key is not known";
            Problem::new(StatusCode::UNAUTHORIZED, "unknown_key", unknown)
        })?;
    let received = now();
    let read = rows(&batch, received)?;
    let limited = |wait| {
        let slower = "that is more than one sender may send; keep it";
        Problem::busy(slower).again(wait)
    };
    state
        .limits
        .take(&tenant, sender(&read), read.len(), Instant::now())
        .map_err(limited)?;
    let source = Source {
        identity: identity(&state, &tenant, batch.token, received),
        signs: state.directory.signs(&state.store, &tenant),
        server: false,
        now: received,
        tenant,
    };
    let results = store(&state, source, read).await?;
    Ok(json_answer(&json!({ "results": results })))
}

/// A batch of a version that is read here.
fn open(text: &str) -> Result<Batch<'_>, Problem> {
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
    Ok(batch)
}

/// Its events, each read by itself.
fn rows(batch: &Batch<'_>, received: i64) -> Result<Vec<Result<Row, Fault>>, Problem> {
    let events: Vec<&RawValue> = part(batch.events).ok_or_else(|| bad("events is missing"))?;
    if events.len() > MOST_EVENTS {
        return Err(bad("a batch holds at most 100 events"));
    }
    let sent = part(batch.sent).unwrap_or(received);
    let clock = Clock::Page { sent, received };
    Ok(events.iter().map(|e| event::read(e.get(), clock)).collect())
}

/// A batch that came at `received`, up to where the store begins; nothing where the whole is refused.
pub(crate) fn read(text: &str, received: i64) -> Option<Vec<Result<Row, Fault>>> {
    rows(&open(text).ok()?, received).ok()
}

/// Whom a batch's token vouches for. One that is expired or wrong vouches for nobody; the events are kept all the same.
fn identity(state: &State, tenant: &str, token: Option<&RawValue>, now: i64) -> Option<Identity> {
    let token: String = part::<Option<String>>(token)??;
    let found = identity::verify(&token, now, |id| {
        state.directory.identity_key(&state.store, id)
    });
    let found = found.filter(|identity| identity.partition == tenant);
    if found.is_none() {
        state.count("token_refused", 1);
    }
    found
}

/// Who sends a batch: its user, else its session.
fn sender(read: &[Result<Row, Fault>]) -> &str {
    let first = read.iter().find_map(|r| r.as_ref().ok());
    first.map_or("", |row| row.user.as_deref().unwrap_or(&row.session))
}

/// Stores what could be read, in one transaction, and answers for every event in its order.
pub(crate) async fn store(
    state: &State,
    source: Source,
    read: Vec<Result<Row, Fault>>,
) -> Result<Vec<Value>, Problem> {
    let rows: Vec<Row> = read
        .iter()
        .filter_map(|r| r.as_ref().ok())
        .cloned()
        .collect();
    let rejected = read.len() - rows.len();
    let stored = state
        .store
        .change(move |db| intake::take(db, &source, &rows, rejected));
    let mut verdicts = stored.await.map_err(Problem::unstored)?.into_iter();
    let answered = read.into_iter().filter_map(|read| match read {
        Err(Fault { id, reason }) => {
            state.count("rejected", 1);
            Some(json!({"id": id, "status": "rejected", "reason": reason}))
        }
        Ok(row) => {
            let status = verdicts.next()?.name();
            state.count(status, 1);
            Some(json!({"id": row.id, "status": status}))
        }
    });
    Ok(answered.collect())
}

/// Whether brackets nest deeper than `most`, without parsing.
pub(crate) fn deeper(body: &[u8], most: usize) -> bool {
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
