//! Every route, grouped by who calls it, and what requests share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde_json::json;

use crate::answer::{Problem, json_answer, sign};
use crate::session::Sessions;
use crate::store::Store;
use crate::{Tenant, dashboard, ingest, reports};

/// What requests share.
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) sessions: Sessions,
    tenants: Vec<Tenant>,
    counters: Mutex<BTreeMap<&'static str, u64>>,
}

/// Now, in ms since 1970.
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| d.as_millis() as i64)
}

impl State {
    pub(crate) fn new(store: Store, tenants: Vec<Tenant>, insecure: bool) -> Self {
        let sessions = Sessions::new(&tenants, insecure);
        State {
            store,
            sessions,
            tenants,
            counters: Mutex::new(BTreeMap::new()),
        }
    }

    pub(crate) fn by_write_key(&self, key: &str) -> Option<String> {
        self.tenants
            .iter()
            .find(|t| t.write_keys.iter().any(|k| k == key))
            .map(|t| t.name.clone())
    }

    /// The tenant that a secret key or a session speaks for.
    pub(crate) fn reader(&self, headers: &HeaderMap) -> Result<String, Problem> {
        let by_session = || self.sessions.tenant(headers).ok_or(());
        self.server(headers)
            .or_else(|problem| by_session().map_err(|()| problem))
    }

    /// The tenant that a secret key speaks for; a browser's session is not enough to write.
    fn server(&self, headers: &HeaderMap) -> Result<String, Problem> {
        let key = headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "));
        let by_key = key.and_then(|key| {
            self.tenants
                .iter()
                .find(|t| t.secret_keys.iter().any(|k| k == key))
                .map(|t| t.name.clone())
        });
        by_key.ok_or_else(|| {
            Problem(
                StatusCode::UNAUTHORIZED,
                "no_credential",
                "a known secret key is needed".to_owned(),
            )
        })
    }

    pub(crate) fn count(&self, what: &'static str) {
        if let Ok(mut counters) = self.counters.lock() {
            *counters.entry(what).or_default() += 1;
        }
    }
}

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        // Pages, with a write key.
        .route(
            "/v1/events",
            post(ingest::events).layer(DefaultBodyLimit::max(256 * 1024)),
        )
        // Vendors' servers and CSMs' tools, with a secret key or a session.
        .route(
            "/v1/releases/{version}",
            put(release).layer(DefaultBodyLimit::max(32 * 1024 * 1024)),
        )
        .route("/v1/reports/overview", get(reports::overview))
        .route("/v1/reports/comprehension", get(reports::comprehension))
        .route("/v1/reports/content/{id}", get(reports::content))
        .route("/v1/export/jsonl", get(export))
        // Customer-success managers, signed in.
        .route("/dashboard/", get(dashboard::front))
        .route("/dashboard/sign-in", post(dashboard::sign_in))
        .route("/dashboard/style.css", get(dashboard::style))
        .route("/dashboard/{language}/overview", get(dashboard::overview))
        // Operators.
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/metrics", get(metrics))
        .fallback(|| async {
            Problem(
                StatusCode::NOT_FOUND,
                "not_found",
                "there is no such route".to_owned(),
            )
        })
        .layer(from_fn(sign))
        .with_state(state)
}

async fn release(
    Extract(state): Extract<Arc<State>>,
    Path(version): Path<i64>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let bad = |detail: String| Problem(StatusCode::BAD_REQUEST, "bad_release", detail);
    let text = String::from_utf8(body.to_vec())
        .map_err(|_| bad("the manifest is not UTF-8".to_owned()))?;
    serde_json::from_str::<serde_json::Value>(&text)
        .map_err(|e| bad(format!("the manifest is not JSON: {e}")))?;
    let stored = state.store.release(&tenant, version, now(), text).await;
    stored.map_err(|_| {
        Problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "store",
            "the release could not be stored".to_owned(),
        )
    })?;
    Ok(json_answer(&json!({ "release": version })))
}

async fn export(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let (send, receive) = tokio::sync::mpsc::channel::<Result<String, std::io::Error>>(64);
    let reader = state.store.reader().map_err(reports::broken)?;
    tokio::task::spawn_blocking(move || {
        let Ok(mut statement) =
            reader.prepare("SELECT body FROM event WHERE tenant = ?1 ORDER BY rowid")
        else {
            return;
        };
        let Ok(mut rows) = statement.query([&tenant]) else {
            return;
        };
        while let Ok(Some(row)) = rows.next() {
            let Ok(body) = row.get::<_, String>(0) else {
                return;
            };
            if send.blocking_send(Ok(body + "\n")).is_err() {
                return;
            }
        }
    });
    let stream = tokio_stream::wrappers::ReceiverStream::new(receive);
    Ok((
        [(header::CONTENT_TYPE, "application/x-ndjson")],
        Body::from_stream(stream),
    )
        .into_response())
}

async fn metrics(
    Extract(state): Extract<Arc<State>>,
    _: Query<BTreeMap<String, String>>,
) -> String {
    let counters = state.counters.lock().map(|c| c.clone()).unwrap_or_default();
    let mut out = String::from("# TYPE shirube_events_total counter\n");
    for (status, n) in counters {
        out.push_str(&format!(
            "shirube_events_total{{status=\"{status}\"}} {n}\n"
        ));
    }
    out
}
