//! Where a tenant's cases are announced: one address, one secret that is told once.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{bad, mail, object};
use crate::answer::{Problem, json_answer};
use crate::audit;
use crate::routes::{State, now};

/// `PUT /v1/webhook`: where cases are announced; without an address, nowhere. The secret is told once.
pub(crate) async fn put(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let body = object(&state, &headers, body).await?;
    let url = body.get("url").and_then(Value::as_str).map(str::to_owned);
    // Without encryption only where the operator opened his own network, whose addresses need no certificate.
    let fits = |u: &str| u.starts_with("https://") || state.inside && u.starts_with("http://");
    if url.as_deref().is_some_and(|u| !fits(u) || u.contains('@')) {
        return Err(bad("url is an https address without a user"));
    }
    let random =
        crate::session::secret().ok_or_else(|| bad("this machine gives no random numbers"))?;
    let secret = format!("whsec_{}", STANDARD.encode(&random.as_bytes()[..32]));
    let told = json!({"url": url, "secret": url.as_ref().map(|_| secret.clone())});
    let kept = state.store.change(move |db| {
        mail::set_webhook(db, &tenant, url.as_deref().map(|u| (u, secret.as_str())))?;
        audit::write(
            db,
            &tenant,
            now(),
            "server",
            "webhook_set",
            &json!({"set": url.is_some()}),
        )
    });
    kept.await.map_err(Problem::unstored)?;
    state.posting.notify_one();
    Ok(json_answer(&told))
}
