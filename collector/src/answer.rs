//! Answers: every one names the collector and may be read across origins; problems are RFC 9457 documents.
//! In: what a route says. Out: the same with its headers, the framework's own errors as problems too.
//! Not here: what routes decide.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State as Extract};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::routes::State;
use crate::store::Refused;

/// Something went wrong: a status, a stable code, a sentence, and when it is worth trying again.
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    /// Seconds; sent with 429 and 503.
    again: u32,
}

/// Seconds after which a collector that was busy or could not store is worth another try.
const SOON: u32 = 5;
/// A version of the wire that this program does not know needs a deploy; clients obey up to an hour.
pub(crate) const AFTER_A_DEPLOY: u32 = 3600;

/// The code of a problem, left on its response for the log and the counters.
#[derive(Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem {
            status,
            code,
            detail: detail.into(),
            again: SOON,
        }
    }

    /// The same, worth another try after `seconds`.
    pub(crate) fn again(mut self, seconds: u32) -> Self {
        self.again = seconds;
        self
    }

    /// Too much at once.
    pub(crate) fn busy(detail: &str) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", detail)
    }

    /// What a store's refusal means for whoever asked: nothing was stored, keep it.
    pub(crate) fn unstored(refused: Refused) -> Self {
        match refused {
            Refused::Busy => Self::busy("too many requests wait; try again"),
            Refused::Failed => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "store",
                "it could not be stored; keep it and try again",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem {
            status,
            code,
            detail,
            again,
        } = self;
        let body = json!({"type": format!("urn:shirube:problem:{code}"), "title": code, "status": status.as_u16(), "detail": detail});
        let mut response = (status, body.to_string()).into_response();
        response.extensions_mut().insert(Code(code));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if matches!(
            status,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
        ) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(again));
        }
        response
    }
}

/// A JSON answer.
pub(crate) fn json_answer(value: &Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
        .into_response()
}

/// The framework's own plain errors as problem documents.
fn explained(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let told = kind.is_some_and(|kind| {
        kind.as_bytes().starts_with(b"application/problem+json")
            || kind.as_bytes().starts_with(b"text/html")
    });
    if told || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (code, sentence) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method_not_allowed", "this route does not take that method")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the body is too large"),
        _ => ("refused", "the request cannot be read"),
    };
    let mut problem = Problem::new(status, code, sentence).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}

/// What every answer carries; and what is counted and logged of it.
pub(crate) async fn sign(
    Extract(state): Extract<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let (method, start) = (request.method().clone(), Instant::now());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unknown", MatchedPath::as_str)
        .to_owned();
    state.requests.open.fetch_add(1, Ordering::Relaxed);
    let open = Open(Arc::clone(&state));
    let mut response = if method == Method::OPTIONS {
        let status = StatusCode::NO_CONTENT;
        Response::builder()
            .status(status)
            .body(Body::empty())
            .unwrap_or_default()
    } else {
        explained(next.run(request).await)
    };
    drop(open);
    let status = response.status().as_u16();
    state.requests.answered(&route, status);
    let code = response.extensions().get::<Code>().map(|c| c.0);
    state
        .log
        .answer(&method, &route, status, code, start.elapsed());
    let headers = response.headers_mut();
    for (name, value) in [
        ("shirube-collector", "1"),
        ("access-control-allow-origin", "*"),
        (
            "access-control-expose-headers",
            "Shirube-Collector, Retry-After",
        ),
        (
            "access-control-allow-methods",
            "GET, POST, PUT, DELETE, OPTIONS",
        ),
        (
            "access-control-allow-headers",
            "authorization, content-type, content-encoding",
        ),
        ("access-control-max-age", "86400"),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

/// A request that is being answered, or was broken off.
struct Open(Arc<State>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.requests.open.fetch_sub(1, Ordering::Relaxed);
    }
}
