//! `POST /v1/import`: JSON Lines of events with their own times, for migration and simulation. The same shape, the same
//! counting once, an answer by line; not bound by the clock of a page nor by the age of an event.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use crate::answer::{Problem, json_answer};
use crate::body;
use crate::detect::tick;
use crate::event::{self, Clock};
use crate::ingest::{deeper, store};
use crate::intake::Source;
use crate::routes::{State, now};

/// Lines of one transaction: others get their turn in between.
const PART: usize = 500;
/// As in a batch, less what its frame takes.
const DEPTH: usize = 6;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    detect: bool,
}

pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let body = body::read(&state, &headers, body, body::SERVER).await?;
    let text = body.text().ok_or_else(|| {
        let utf8 = "the body is not UTF-8";
        Problem::new(StatusCode::BAD_REQUEST, "bad_import", utf8)
    })?;
    let source = Source {
        tenant: tenant.clone(),
        identity: None,
        signs: false,
        server: true,
        now: now(),
    };
    let clock = Clock::Import {
        received: source.now,
    };
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    let mut results = Vec::with_capacity(lines.len());
    let mut first: Option<i64> = None;
    for part in lines.chunks(PART) {
        let read = part.iter().map(|line| {
            if deeper(line.as_bytes(), DEPTH) {
                return Err(event::Fault::nested());
            }
            event::read(line, clock)
        });
        let read: Vec<_> = read.collect();
        for at in read.iter().flatten().map(|row| row.corrected_ms) {
            first = Some(first.map_or(at, |first: i64| first.min(at)));
        }
        // What went in before stays in: the same lines once more are duplicates.
        results.extend(store(&state, source.clone(), read).await?);
    }
    let more = json!({"lines": results.len()});
    state.audit(&tenant, "server", "imported", more).await;
    let mut told = json!({ "results": results });
    if let Some(first) = first {
        tick::waits(&state, &tenant, first).await?;
    }
    if asked.detect {
        told["detected"] = tick::imported(&state, &tenant).await?;
    }
    Ok(json_answer(&told))
}
