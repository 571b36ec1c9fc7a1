//! `POST /v1/events`: a batch is held against its limits, each event against the vocabulary's shape; one bad event
//! is rejected alone. Acknowledged after the commit, by id.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::answer::{Problem, json_answer};
use crate::routes::{State, now};
use crate::store::{Refused, Row, Verdict};

const MOST_EVENTS: usize = 100;
const MOST_KEYS: usize = 64;
const MOST_TEXT: usize = 8 * 1024;
const DEPTH: usize = 8;
/// The largest number that a page can count to exactly.
const MOST_NUMBER: i64 = 9_007_199_254_740_991;
const AGE_MS: i64 = 30 * 86_400_000;

pub(crate) async fn events(
    Extract(state): Extract<Arc<State>>,
    body: Bytes,
) -> Result<Response, Problem> {
    let bad = |detail: &str| Problem(StatusCode::BAD_REQUEST, "bad_batch", detail.to_owned());
    if deeper(&body, DEPTH) {
        return Err(bad("the batch is nested too deeply"));
    }
    let batch: Value =
        serde_json::from_slice(&body).map_err(|e| bad(&format!("the batch is not JSON: {e}")))?;
    let version = batch.get("v").and_then(Value::as_i64);
    let version = version.ok_or_else(|| bad("v is missing"))?;
    if version != 1 {
        return Err(Problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "unknown_version",
            "this collector reads batches of version 1".to_owned(),
        ));
    }
    let key = batch["key"].as_str();
    let tenant = key.and_then(|key| state.by_write_key(key)).ok_or_else(|| {
        Problem(
            StatusCode::UNAUTHORIZED,
            "unknown_key",
            "the write key is not known".to_owned(),
        )
    })?;
    let events = batch["events"]
        .as_array()
        .ok_or_else(|| bad("events is missing"))?;
    if events.len() > MOST_EVENTS {
        return Err(bad("a batch holds at most 100 events"));
    }
    let received = now();
    let sent = batch["sent"].as_i64().unwrap_or(received);
    let read: Vec<Result<Row, String>> = events.iter().map(|e| row(e, sent, received)).collect();
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for (event, result) in events.iter().zip(read) {
        match result {
            Ok(row) => {
                faults.push(None);
                rows.push(row);
            }
            Err(reason) => faults.push(Some((
                event["id"].as_str().unwrap_or("").to_owned(),
                reason,
            ))),
        }
    }
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let verdicts = state
        .store
        .events(&tenant, rows)
        .await
        .map_err(|refused| match refused {
            Refused::Busy => Problem(
                StatusCode::TOO_MANY_REQUESTS,
                "busy",
                "too many requests wait; try again".to_owned(),
            ),
            Refused::Failed => Problem(
                StatusCode::SERVICE_UNAVAILABLE,
                "store",
                "the events could not be stored; keep them".to_owned(),
            ),
        })?;
    let mut stored = ids.into_iter().zip(verdicts);
    let results: Vec<Value> = faults
        .into_iter()
        .filter_map(|fault| match fault {
            Some((id, reason)) => {
                state.count("rejected");
                Some(json!({"id": id, "status": "rejected", "reason": reason}))
            }
            None => {
                let (id, verdict) = stored.next()?;
                let status = match verdict {
                    Verdict::Accepted => "accepted",
                    Verdict::Duplicate => "duplicate",
                    Verdict::Conflict => "conflict",
                };
                state.count(status);
                Some(json!({"id": id, "status": status}))
            }
        })
        .collect();
    Ok(json_answer(&json!({ "results": results })))
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

fn row(event: &Value, sent: i64, received: i64) -> Result<Row, String> {
    let object = event.as_object().ok_or("an event is an object")?;
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    for key in [
        "user", "account", "content", "step", "variant", "language", "locale",
    ] {
        if object
            .get(key)
            .is_some_and(|v| !v.is_null() && !v.is_string())
        {
            return Err(format!("{key} is a text"));
        }
    }
    for key in ["version", "release"] {
        if object
            .get(key)
            .is_some_and(|v| !v.is_null() && v.as_i64().is_none())
        {
            return Err(format!("{key} is a whole number"));
        }
    }
    let need = |key: &str| {
        text(key)
            .filter(|t| !t.is_empty())
            .ok_or(format!("{key} is missing"))
    };
    let number = |key: &str| object.get(key).and_then(Value::as_i64);
    let id = need("id")?;
    let dashes = [8, 13, 18, 23];
    let uuid = id.len() == 36
        && id.bytes().enumerate().all(|(n, b)| {
            if dashes.contains(&n) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        });
    if !uuid {
        return Err("id is no UUID".to_owned());
    }
    let name = need("name")?;
    if name.len() > 200 {
        return Err("name is too long".to_owned());
    }
    if overlong(event) {
        return Err("a text is longer than 8 KiB".to_owned());
    }
    match object.get("data") {
        None | Some(Value::Null) => {}
        Some(Value::Object(data)) if data.len() > MOST_KEYS => {
            return Err("data holds more than 64 keys".to_owned());
        }
        Some(Value::Object(_)) => {}
        Some(_) => return Err("data is an object".to_owned()),
    }
    let occurred_ms = number("at").ok_or("at is missing")?;
    let counted = |key: &str, value: i64| {
        let sane = (0..=MOST_NUMBER).contains(&value);
        sane.then_some(value)
            .ok_or(format!("{key} is out of range"))
    };
    let body = event.to_string();
    Ok(Row {
        digest: Sha256::digest(canonical(event).as_bytes()).to_vec(),
        name,
        session: need("session")?,
        tab: counted("tab", number("tab").unwrap_or(0))?,
        seq: counted("seq", number("seq").ok_or("seq is missing")?)?,
        occurred_ms,
        sent_ms: sent,
        received_ms: received,
        // The client's clock is wrong by sent - received; its sign is kept, the result bounded.
        corrected_ms: occurred_ms
            .saturating_add(received.saturating_sub(sent))
            .clamp(received - AGE_MS, received),
        user: text("user"),
        account: text("account"),
        content: text("content"),
        version: number("version"),
        step: text("step"),
        id,
        body,
    })
}

/// Whether any text in it, keys included, is longer than may be kept.
fn overlong(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() > MOST_TEXT,
        Value::Array(list) => list.iter().any(overlong),
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| key.len() > MOST_TEXT || overlong(value)),
        _ => false,
    }
}

/// The same value always as the same text: keys sorted.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let parts: Vec<String> = keys
                .iter()
                .map(|k| format!("{}:{}", json!(k), canonical(&map[k.as_str()])))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(list) => format!(
            "[{}]",
            list.iter().map(canonical).collect::<Vec<_>>().join(",")
        ),
        other => other.to_string(),
    }
}
