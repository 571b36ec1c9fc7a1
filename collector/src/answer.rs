//! Answers: every one names the collector and may be read across origins; problems are RFC 9457 documents.
//! In: what a route says. Out: the same with its headers, the framework's own errors as problems too.
//! Not here: what routes decide.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Something went wrong: a status, a stable code and a sentence.
pub(crate) struct Problem(
    pub(crate) StatusCode,
    pub(crate) &'static str,
    pub(crate) String,
);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem(status, code, detail) = self;
        let body = json!({"type": format!("urn:shirube:problem:{code}"), "title": code, "status": status.as_u16(), "detail": detail});
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if matches!(
            status,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
        ) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
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
    let mut problem = Problem(status, code, sentence.to_owned()).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}

/// What every answer carries.
pub(crate) async fn sign(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let mut response = if request.method() == axum::http::Method::OPTIONS {
        Response::builder()
            .status(StatusCode::NO_CONTENT)
            .body(Body::empty())
            .unwrap_or_default()
    } else {
        explained(next.run(request).await)
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("shirube-collector", "1"),
        ("access-control-allow-origin", "*"),
        (
            "access-control-expose-headers",
            "Shirube-Collector, Retry-After",
        ),
        ("access-control-allow-methods", "GET, POST, PUT, OPTIONS"),
        (
            "access-control-allow-headers",
            "authorization, content-type",
        ),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
