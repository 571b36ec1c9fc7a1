//! Answers of reports, kept warm: over a long log a report takes seconds, and nobody waits that long for a page.
//! In: requests for reports as of now. Out: the answer reckoned last, with the `as_of` of its own, while a newer one is
//! reckoned behind it. A short log is read afresh every time, and so is whoever says `fresh=true`.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State as Extract};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use serde_json::json;
use tokio::sync::Notify;
use tower::ServiceExt as _;

use crate::dashboard::since;
use crate::directory::digest;
use crate::role::Act;
use crate::routes::{self, State, bearer, now};
use crate::session;
use crate::zone::Zone;
use crate::{facts, pages, releases, reports};

/// What reading each report takes. Cases, alerts and models are not here: who changed one wants to see it changed.
const KEPT: [(&str, Act); 19] = [
    ("/v1/reports/overview", Act::ReadCounts),
    ("/v1/reports/comprehension", Act::ReadPeople),
    ("/v1/reports/topics", Act::ReadCounts),
    ("/v1/reports/motivation", Act::ReadPeople),
    ("/v1/reports/uniformity", Act::ReadPeople),
    ("/v1/reports/adoption", Act::ReadCounts),
    ("/v1/reports/funnel", Act::ReadCounts),
    ("/v1/reports/bottlenecks", Act::ReadCounts),
    ("/v1/reports/time_to_value", Act::ReadCounts),
    ("/v1/reports/nps", Act::ReadCounts),
    ("/v1/reports/experiments", Act::ReadCounts),
    ("/v1/reports/items", Act::ReadCounts),
    ("/v1/reports/anchors", Act::ReadCounts),
    ("/v1/reports/support", Act::ReadCounts),
    ("/v1/reports/kpi", Act::ReadCounts),
    ("/v1/reports/touch", Act::ReadCounts),
    ("/v1/reports/maturity", Act::ReadCounts),
    ("/v1/reports/content/{id}", Act::ReadCounts),
    ("/v1/reports/delivery", Act::ReadCounts),
];
/// Knowledge fades without an event, so an answer ages even where nothing arrives.
const FADES_MS: i64 = 10 * 60_000;
/// Nobody asked for it in this long: it goes.
const FORGOTTEN_MS: i64 = 7 * 24 * 3_600_000;
/// Of all answers together.
const MOST_BYTES: usize = 128 << 20;
/// Reckoning behind people's backs leaves three quarters of a core to everybody else.
const REST: u32 = 3;
const LOOKS: Duration = Duration::from_secs(60);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: String,
    address: String,
}

struct Entry {
    body: Bytes,
    /// How many changes the store had seen.
    seen: u64,
    reckoned: i64,
    asked: i64,
}

/// What is kept, and from what length of the log on.
pub(crate) struct Warm {
    entries: Mutex<HashMap<Key, Entry>>,
    from: u64,
    long: AtomicBool,
    /// Goes up when something that was kept must not be seen again.
    epoch: AtomicU64,
    wanted: Notify,
    /// Lets the collector's own requests in; it never leaves the process.
    pass: Option<String>,
}

/// Marks a request that is to be reckoned, whatever is kept.
#[derive(Clone)]
struct Anew;

impl Warm {
    pub(crate) fn new(from: u64) -> Self {
        Warm {
            entries: Mutex::default(),
            from,
            long: AtomicBool::new(false),
            epoch: AtomicU64::new(0),
            wanted: Notify::new(),
            pass: session::secret(),
        }
    }

    /// The tenant of a request that the collector makes to itself.
    pub(crate) fn inside(&self, headers: &HeaderMap) -> Option<String> {
        let (pass, tenant) = bearer(headers)?.split_once('/')?;
        let known = self.pass.as_deref()?;
        (digest(pass) == digest(known)).then(|| tenant.to_owned())
    }

    /// Somebody was erased: nothing that was reckoned with them may be seen again.
    pub(crate) fn forget(&self, tenant: &str) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        if let Ok(mut entries) = self.entries.lock() {
            entries.retain(|key, _| key.tenant != tenant);
        }
    }

    fn kept(&self, key: &Key, seen: u64, now: i64) -> Option<(Bytes, i64)> {
        let mut entries = self.entries.lock().ok()?;
        let entry = entries.get_mut(key)?;
        entry.asked = now;
        if entry.seen != seen || now - entry.reckoned > FADES_MS {
            self.wanted.notify_one();
        }
        Some((entry.body.clone(), entry.reckoned))
    }

    fn keep(&self, key: Key, entry: Entry, epoch: u64) {
        let Ok(mut entries) = self.entries.lock() else {
            return;
        };
        if self.epoch.load(Ordering::SeqCst) != epoch {
            return;
        }
        let asked = entries.get(&key).map_or(entry.asked, |e| e.asked);
        entries.insert(key, Entry { asked, ..entry });
        entries.retain(|_, e| entry_lives(e));
        while entries.values().map(|e| e.body.len()).sum::<usize>() > MOST_BYTES {
            let oldest = entries.iter().min_by_key(|(_, e)| e.asked);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            entries.remove(&key);
        }
    }

    /// What is to be reckoned next: what was asked for since it was reckoned, then the oldest.
    fn next(&self, seen: u64, now: i64) -> Option<Key> {
        let entries = self.entries.lock().ok()?;
        let stale = entries
            .iter()
            .filter(|(_, e)| e.seen != seen || now - e.reckoned > FADES_MS);
        let first = stale.min_by_key(|(_, e)| (e.asked < e.reckoned, e.reckoned));
        first.map(|(key, _)| key.clone())
    }

    /// Whether the log is long by now; it is only asked until it is.
    async fn is_long(&self, state: &Arc<State>) -> bool {
        if self.long.load(Ordering::Relaxed) {
            return true;
        }
        let last = reports::read(state, |db| {
            db.query_row("SELECT COALESCE(MAX(rowid), 0) FROM event", [], |r| {
                r.get::<_, i64>(0)
            })
        });
        let long = last.await.is_ok_and(|n| n.unsigned_abs() >= self.from);
        self.long.store(long, Ordering::Relaxed);
        long
    }
}

fn entry_lives(entry: &Entry) -> bool {
    entry.reckoned - entry.asked < FORGOTTEN_MS
}

/// The act that a request needs if its answer may be kept.
fn keeps(request: &Request) -> Option<Act> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    let (_, act) = KEPT.iter().find(|(kept, _)| *kept == path)?;
    let asked = request.uri().query().unwrap_or_default();
    let own = asked
        .split('&')
        .any(|part| part.starts_with("at=") || part == "fresh=true");
    (request.method() == Method::GET && !own).then_some(*act)
}

/// Answers from what is kept, and keeps what is answered.
pub(crate) async fn serve(
    Extract(state): Extract<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(act) = keeps(&request) else {
        return next.run(request).await;
    };
    let Ok(tenant) = state.reader(request.headers(), act) else {
        return next.run(request).await;
    };
    if !state.warm.is_long(&state).await {
        return next.run(request).await;
    }
    let address = request.uri().path_and_query().map(ToString::to_string);
    let key = Key {
        tenant,
        address: address.unwrap_or_default(),
    };
    let (seen, at) = (state.store.commits.counts().1, now());
    if request.extensions().get::<Anew>().is_none()
        && let Some((body, reckoned)) = state.warm.kept(&key, seen, at)
    {
        let age = ((at - reckoned).max(0) / 1000).to_string();
        let headers = [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::AGE, age),
        ];
        return (headers, body).into_response();
    }
    let epoch = state.warm.epoch.load(Ordering::SeqCst);
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (head, body) = response.into_parts();
    let Ok(body) = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let entry = Entry {
        body: body.clone(),
        seen,
        reckoned: at,
        asked: at,
    };
    state.warm.keep(key, entry, epoch);
    Response::from_parts(head, Body::from(body))
}

/// Reckons again what went stale, for as long as the collector serves.
pub(crate) async fn run(state: Arc<State>) {
    let mut begun = false;
    loop {
        if !begun && state.warm.is_long(&state).await {
            begun = true;
            for tenant in crate::clock::tenants(&state).await {
                for address in portfolio(&state, &tenant).await {
                    let tenant = tenant.clone();
                    reckon(&state, Key { tenant, address }).await;
                }
            }
        }
        while let Some(key) = state.warm.next(state.store.commits.counts().1, now()) {
            reckon(&state, key).await;
        }
        let _ = tokio::time::timeout(LOOKS, state.warm.wanted.notified()).await;
    }
}

/// What pages over a whole tenant will ask for.
async fn portfolio(state: &Arc<State>, tenant: &str) -> BTreeSet<String> {
    let tenant = tenant.to_owned();
    let read = reports::read(state, move |db| {
        let zone = Zone::of(facts::timezone(db, &tenant, now()).as_deref());
        let manifest = releases::manifest(db, &tenant);
        Ok(pages::portfolio(&manifest, since(&zone, now())))
    });
    read.await.unwrap_or_default()
}

async fn reckon(state: &Arc<State>, key: Key) {
    let Some(pass) = &state.warm.pass else { return };
    let request = Request::get(&key.address)
        .header(
            header::AUTHORIZATION,
            format!("Bearer {pass}/{}", key.tenant),
        )
        .extension(Anew)
        .body(Body::empty());
    let Ok(request) = request else { return };
    let start = Instant::now();
    let Ok(answer) = routes::router(Arc::clone(state)).oneshot(request).await;
    if answer.status() != StatusCode::OK {
        // It will not answer the next time either: a parameter that is refused, a store that is gone.
        if let Ok(mut entries) = state.warm.entries.lock() {
            entries.remove(&key);
        }
        let what = json!(answer.status().as_u16());
        state.log.step("reckoning_failed", &[("status", what)]);
    }
    tokio::time::sleep(start.elapsed() * REST).await;
}
