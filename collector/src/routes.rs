//! Every route in one table, with who may call it; and what requests share.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, post, put};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::answer::{Problem, sign};
use crate::directory::{Directory, Environment, KeyKind, Member};
use crate::limit::Limits;
use crate::role::Act;
use crate::session::Sessions;
use crate::store::Store;
use crate::warm::{self, Warm};
use crate::{
    Config, audit, body, dashboard, delivery, desk, entrance, erase, export, facts, import, ingest,
    known, me, metrics, pages, releases, reports,
};

/// What requests share.
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) sessions: Sessions,
    pub(crate) directory: Directory,
    /// What bodies may take, in KiB.
    pub(crate) memory: Arc<Semaphore>,
    pub(crate) counters: Mutex<BTreeMap<&'static str, u64>>,
    pub(crate) requests: metrics::Requests,
    pub(crate) limits: Limits,
    pub(crate) log: crate::Log,
    /// Answers of reports.
    pub(crate) warm: Warm,
    /// One evaluation of rules at a time.
    pub(crate) detecting: tokio::sync::Mutex<()>,
    /// Where letters are handed in, if anywhere.
    pub(crate) mail: Option<desk::mail::Mailer>,
    /// Whether webhooks may go to addresses of this machine and its network.
    pub(crate) inside: bool,
    /// Rung when something waits to be sent.
    pub(crate) posting: tokio::sync::Notify,
    /// Held as long as the store is open.
    pub(crate) lock: Mutex<Option<File>>,
}

/// Now, in ms since 1970.
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| d.as_millis() as i64)
}

impl State {
    pub(crate) fn new(store: Store, config: Config, lock: File) -> Self {
        State {
            store,
            sessions: Sessions::new(config.insecure_loopback),
            directory: Directory::new(config.tenants),
            memory: Arc::new(Semaphore::new(body::BUDGET_KIB)),
            counters: Mutex::default(),
            requests: metrics::Requests::default(),
            limits: Limits::new(config.settings.tenant_rate, config.settings.person_rate),
            log: config.settings.log,
            warm: Warm::new(config.settings.long_log),
            detecting: tokio::sync::Mutex::default(),
            mail: config.settings.mail.map(|m| m.0),
            // Who serves this machine alone has nothing behind it to guard.
            inside: config.settings.inside || config.insecure_loopback,
            posting: tokio::sync::Notify::new(),
            lock: Mutex::new(Some(lock)),
        }
    }

    pub(crate) fn by_write_key(&self, key: &str) -> Option<String> {
        self.directory.by_key(&self.store, KeyKind::Write, key)
    }

    /// Who is signed in, as they stand now: a role that was taken away is gone at once.
    pub(crate) fn member(&self, headers: &HeaderMap) -> Option<Member> {
        let mail = self.sessions.mail(headers)?;
        self.directory.person(&self.store, &mail)
    }

    /// The tenant whose numbers a secret key, or a session that may, reads.
    pub(crate) fn reader(&self, headers: &HeaderMap, act: Act) -> Result<String, Problem> {
        if let Some(tenant) = self.warm.inside(headers) {
            return Ok(tenant);
        }
        match (self.server(headers), self.member(headers)) {
            (Ok(tenant), _) => Ok(tenant),
            (Err(_), Some(member)) if member.role.may(act) => {
                Ok(Environment::Live.partition(&member.tenant))
            }
            (Err(_), Some(_)) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "not_your_role",
                "your role does not read this",
            )),
            (Err(problem), None) => Err(problem),
        }
    }

    /// The tenant that a secret key speaks for; a browser's session is not enough to write.
    pub(crate) fn server(&self, headers: &HeaderMap) -> Result<String, Problem> {
        bearer(headers)
            .and_then(|key| self.directory.by_key(&self.store, KeyKind::Secret, key))
            .ok_or_else(|| {
                let needed = "a known secret key is needed";
                Problem::new(StatusCode::UNAUTHORIZED, "no_credential", needed)
            })
    }

    pub(crate) fn count(&self, what: &'static str, n: u64) {
        if let Ok(mut counters) = self.counters.lock() {
            *counters.entry(what).or_default() += n;
        }
    }

    /// Writes down who did what on the dashboard; a store that fails does not keep anybody out.
    pub(crate) async fn audit(&self, tenant: &str, who: &str, what: &'static str, more: Value) {
        let (tenant, who) = (tenant.to_owned(), who.to_owned());
        let written = self
            .store
            .change(move |db| audit::write(db, &tenant, now(), &who, what, &more));
        if written.await.is_err() {
            self.log.step("audit_failed", &[]);
        }
    }
}

impl State {
    /// Somebody looked at a person's page; whose it was is written down veiled.
    pub(crate) async fn person_viewed(&self, tenant: String, who: String, user: String, csv: bool) {
        let written = self.store.change(move |db| {
            let more = json!({"person": erase::veiled(db, &user)?, "csv": csv});
            audit::write(db, &tenant, now(), &who, "person_viewed", &more)
        });
        if written.await.is_err() {
            self.log.step("audit_failed", &[]);
        }
    }
}

/// What a request bears.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody; what it tells is nobody's.
    Anyone,
    /// A page, by the write key in its body.
    WriteKey,
    /// A vendor's server, by a secret key.
    SecretKey,
    /// The same, or somebody signed in whose role may.
    Reader,
    /// The same, where things change.
    Worker,
    /// A page, by an identity token of the person on it.
    Identity,
    /// Somebody signed in.
    Session,
}

/// One route of the table.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
    handler: MethodRouter<Arc<State>>,
}

/// Every route there is.
pub fn table() -> Vec<Route> {
    let mut table = Vec::new();
    let mut add =
        |method: Method, path: &'static str, who: Who, handler: MethodRouter<Arc<State>>| {
            table.push(Route {
                method,
                path,
                who,
                handler,
            });
        };
    let (g, p, u) = (Method::GET, Method::POST, Method::PUT);
    add(p.clone(), "/v1/events", Who::WriteKey, post(ingest::events));
    add(g.clone(), "/v1/me", Who::Identity, get(me::get));
    let told = [
        ("/v1/releases/{version}", put(releases::put)),
        ("/v1/accounts", put(facts::accounts)),
        ("/v1/users", put(facts::users)),
        ("/v1/tickets", put(facts::tickets)),
        ("/v1/calendar", put(facts::calendar)),
        ("/v1/webhook", put(desk::hook::put)),
    ];
    for (path, handler) in told {
        add(u.clone(), path, Who::SecretKey, handler);
    }
    add(p.clone(), "/v1/import", Who::SecretKey, post(import::post));
    add(p.clone(), "/v1/models", Who::SecretKey, post(reports::fit));
    add(p.clone(), "/v1/erase", Who::SecretKey, post(erase::post));
    let reports = [
        ("/v1/reports/overview", get(reports::overview)),
        (
            "/v1/reports/comprehension",
            get(reports::comprehension::report),
        ),
        (
            "/v1/reports/topics",
            get(reports::comprehension::topics_report),
        ),
        ("/v1/reports/motivation", get(reports::motivation::report)),
        ("/v1/reports/uniformity", get(reports::uniformity::report)),
        ("/v1/reports/adoption", get(reports::adoption::report)),
        ("/v1/reports/funnel", get(reports::bottlenecks::funnel)),
        ("/v1/reports/bottlenecks", get(reports::bottlenecks::report)),
        ("/v1/reports/time_to_value", get(reports::waiting::report)),
        ("/v1/reports/nps", get(reports::nps::report)),
        ("/v1/reports/experiments", get(reports::experiments::report)),
        ("/v1/reports/items", get(reports::questions::report)),
        ("/v1/reports/anchors", get(reports::anchors::report)),
        ("/v1/reports/explain", get(reports::explain)),
        ("/v1/reports/support", get(reports::business::tickets)),
        ("/v1/reports/kpi", get(reports::business::kpi)),
        ("/v1/reports/touch", get(reports::desk::touch)),
        ("/v1/reports/maturity", get(reports::desk::maturity)),
        ("/v1/reports/models", get(reports::fits)),
        ("/v1/reports/content/{id}", get(reports::content)),
        ("/v1/reports/delivery", get(delivery::report)),
        ("/v1/reports/alerts", get(desk::cases::report)),
        ("/v1/cases", get(desk::cases::list)),
        ("/v1/cases/{id}", get(desk::cases::get)),
        ("/v1/{kept}", get(desk::kept::list)),
        ("/v1/{kept}/{id}", get(desk::kept::get)),
    ];
    for (path, handler) in reports {
        add(g.clone(), path, Who::Reader, handler);
    }
    let d = Method::DELETE;
    add(p.clone(), "/v1/cases", Who::Worker, post(desk::cases::post));
    add(
        u.clone(),
        "/v1/cases/{id}",
        Who::Worker,
        put(desk::cases::put),
    );
    add(p.clone(), "/v1/{kept}", Who::Worker, post(desk::kept::post));
    add(
        u.clone(),
        "/v1/{kept}/{id}",
        Who::Worker,
        put(desk::kept::put),
    );
    add(
        d,
        "/v1/{kept}/{id}",
        Who::Worker,
        delete(desk::kept::delete),
    );
    let exports = [
        ("/v1/accounts", get(known::accounts)),
        ("/v1/users", get(known::users)),
        ("/v1/export/jsonl", get(export::jsonl)),
        ("/v1/export/csv", get(export::csv)),
        ("/v1/export/xapi", get(export::xapi)),
        ("/v1/export/cloudevents", get(export::cloudevents)),
    ];
    for (path, handler) in exports {
        add(g.clone(), path, Who::SecretKey, handler);
    }
    let told = post(desk::table::post);
    add(p.clone(), "/v1/table/{name}", Who::SecretKey, told);
    let open = [
        ("/dashboard/", get(entrance::front)),
        ("/dashboard/style.css", get(dashboard::style)),
        ("/dashboard/copy.js", get(dashboard::copy)),
        ("/dashboard/icon.svg", get(dashboard::icon)),
        ("/dashboard/setup", get(entrance::setup_form)),
    ];
    for (path, handler) in open {
        add(g.clone(), path, Who::Anyone, handler);
    }
    let pages = [
        ("/dashboard/{language}/overview", get(dashboard::overview)),
        ("/dashboard/{language}/delivery", get(dashboard::delivery)),
        ("/dashboard/{language}/audit", get(dashboard::audit)),
        ("/dashboard/{language}/{a}", get(pages::one)),
        ("/dashboard/{language}/{a}/{b}", get(pages::two)),
        ("/dashboard/{language}/{a}/{b}/{c}", get(pages::three)),
        ("/dashboard/{language}/{a}/{b}/{c}/{d}", get(pages::four)),
    ];
    for (path, handler) in pages {
        add(g.clone(), path, Who::Session, handler);
    }
    let (set_up, sign_in) = (post(entrance::setup), post(entrance::sign_in));
    add(p.clone(), "/dashboard/sign-in", Who::Anyone, sign_in);
    add(p.clone(), "/dashboard/setup", Who::Anyone, set_up);
    let acts = post(pages::acts::post);
    add(p.clone(), "/dashboard/{language}/act", Who::Session, acts);
    let sign_out = post(entrance::sign_out);
    add(p.clone(), "/dashboard/sign-out", Who::Session, sign_out);
    add(g.clone(), "/healthz", Who::Anyone, get(|| async { "ok\n" }));
    add(g, "/metrics", Who::Anyone, get(metrics::text));
    table
}

pub(crate) fn router(state: Arc<State>) -> Router {
    let routes = table().into_iter().fold(Router::new(), |router, route| {
        router.route(route.path, route.handler)
    });
    routes
        .fallback(|| async {
            Problem::new(StatusCode::NOT_FOUND, "not_found", "there is no such route")
        })
        .layer(from_fn_with_state(Arc::clone(&state), warm::serve))
        .layer(from_fn_with_state(Arc::clone(&state), sign))
        .with_state(state)
}
