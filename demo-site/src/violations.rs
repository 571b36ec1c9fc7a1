//! What the browser says Kumo's policy refused, so that a test can say: nothing.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

const KEPT: usize = 100;

#[derive(Default)]
struct Violations {
    count: u64,
    reports: Vec<Value>,
}

type Shared = Arc<Mutex<Violations>>;

/// `POST` counts a report, `GET` answers `{"count", "reports"}` with the first hundred.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/csp-report", get(list).post(count))
        .with_state(Shared::default())
}

async fn count(State(violations): State<Shared>, body: Bytes) -> StatusCode {
    let Ok(mut report) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    let report = report
        .get_mut("csp-report")
        .map_or(Value::Null, Value::take);
    let mut violations = violations.lock().unwrap_or_else(PoisonError::into_inner);
    violations.count += 1;
    if violations.reports.len() < KEPT {
        violations.reports.push(report);
    }
    StatusCode::NO_CONTENT
}

async fn list(State(violations): State<Shared>) -> Json<Value> {
    let violations = violations.lock().unwrap_or_else(PoisonError::into_inner);
    Json(json!({"count": violations.count, "reports": violations.reports}))
}
