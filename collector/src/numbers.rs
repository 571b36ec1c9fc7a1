//! What pages draw of reports: the rows of the report routes themselves, asked as the visitor who looks, so that a page
//! and the interface cannot disagree. A report that says nothing leaves its page to say what is missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::pages::whole;
use crate::routes::{self, State};

/// Rows of one report that a page reads at most.
const MOST: usize = 20_000;

/// A report that a page asks for: its own name for it, and the address.
pub(crate) type Need = (&'static str, String);

/// Rows by the names that the page gave them.
#[derive(Default)]
pub(crate) struct Figures {
    rows: BTreeMap<&'static str, Vec<Value>>,
    model: Option<String>,
    as_of: Option<i64>,
}

impl Figures {
    pub(crate) fn of(&self, name: &str) -> &[Value] {
        self.rows.get(name).map_or(&[], Vec::as_slice)
    }

    /// When the oldest of the reports was reckoned.
    pub(crate) fn as_of(&self) -> Option<i64> {
        self.as_of
    }

    /// The model of the first report that named one.
    pub(crate) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }
}

/// Asks for everything that a page needs.
pub(crate) async fn fetch(state: &Arc<State>, headers: &HeaderMap, needs: Vec<Need>) -> Figures {
    let router = routes::router(Arc::clone(state));
    let mut figures = Figures::default();
    for (name, address) in needs {
        let mut rows: Vec<Value> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let more = after.take().map_or_else(String::new, |a| {
                format!("&after={}", crate::pages::escaped(&a))
            });
            let request = Request::get(whole(&address) + &more);
            let request = match headers.get(header::COOKIE) {
                Some(cookie) => request.header(header::COOKIE, cookie),
                None => request,
            };
            let Ok(request) = request.body(Body::empty()) else {
                break;
            };
            let Ok(answer) = router.clone().oneshot(request).await;
            if !answer.status().is_success() {
                break;
            }
            let Ok(body) = answer.into_body().collect().await else {
                break;
            };
            let told: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or(Value::Null);
            let reckoned = told["as_of"].as_i64();
            figures.as_of = match (figures.as_of, reckoned) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            if figures.model.is_none() {
                figures.model = told["model"].as_str().map(str::to_owned);
            }
            let Value::Array(part) = told["rows"].clone() else {
                break;
            };
            rows.extend(part);
            after = told["next"].as_str().map(str::to_owned);
            if after.is_none() || rows.len() >= MOST {
                break;
            }
        }
        figures.rows.entry(name).or_default().extend(rows);
    }
    figures
}
