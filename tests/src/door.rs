//! A door before Kumo: everything passes, but what the test has changed. It serves other makers' files as the host,
//! edits pages as a vendor would, and answers in the place of a broken network. Each door is an origin of its own, so
//! that a browser remembers nothing of another one. Not here: what any of it should lead to.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::oneshot;

use crate::kumo::{Kumo, twin};

const MOST: usize = 16 << 20;
/// A policy of a page of the tests' own that forbids WebAssembly and nothing that they do themselves.
const WITHOUT_WASM: &str = "script-src * 'unsafe-inline' blob: data:";
const LOADER: &str = "/shirube.js\"";

/// What happens to an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Another status and no body worth reading, without Kumo having been asked.
    Status(u16),
    /// A captive portal: a page with status 200, without Kumo having been asked.
    Portal,
    /// One bit of the body is wrong.
    Flip,
    /// The second half of the body is missing.
    Cut,
    /// Another body.
    Body(Vec<u8>),
}

#[derive(Default)]
struct Rules {
    faults: Vec<(String, Fault)>,
    edits: Vec<(String, String)>,
    folders: Vec<(String, PathBuf)>,
    pages: Vec<(String, String)>,
    policy: Option<HeaderValue>,
    asked: Vec<String>,
}

struct Shared {
    upstream: String,
    agent: ureq::Agent,
    rules: Mutex<Rules>,
}

/// The door; dropped, it is shut for good.
pub struct Door {
    shared: Arc<Shared>,
    open: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    address: SocketAddr,
    /// `http://127.0.0.1:port`.
    pub base: String,
}

impl Door {
    /// A door on a free port.
    #[must_use]
    pub fn before(kumo: &Kumo) -> Self {
        Self::to(kumo.base.clone())
    }

    /// A door with nobody behind it: only folders and pages.
    #[must_use]
    pub fn alone() -> Self {
        Self::to(String::new())
    }

    fn to(upstream: String) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        let shared = Arc::new(Shared {
            upstream,
            agent,
            rules: Mutex::default(),
        });
        let (listener, address) = loop {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
            let address = listener.local_addr().expect("an address");
            if crate::is_fresh(address.port()) {
                break (listener, address);
            }
        };
        Door {
            open: Some(serve(listener, Arc::clone(&shared))),
            shared,
            address,
            base: format!("http://{address}"),
        }
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        lock(&self.shared.rules)
    }

    /// From now on, answers under this path fare so.
    pub fn breaks(&self, path: &str, fault: Fault) {
        self.rules().faults.push((path.to_owned(), fault));
    }

    /// From now on, everything is well.
    pub fn heals(&self) {
        self.rules().faults.clear();
    }

    /// In every page the first text gives way to the second.
    pub fn edit(&self, text: &str, other: &str) {
        self.rules().edits.push((text.to_owned(), other.to_owned()));
    }

    /// Files of a folder under a path, before Kumo is asked; a later one goes before an earlier one.
    pub fn folder(&self, path: &str, files: &Path) {
        let rule = (path.to_owned(), files.to_owned());
        self.rules().folders.insert(0, rule);
    }

    /// A file that the test itself wrote.
    pub fn page(&self, path: &str, text: String) {
        self.rules().pages.push((path.to_owned(), text));
    }

    /// Forgets every folder, file, edit and policy: another host moves in.
    pub fn serves_anew(&self) {
        *self.rules() = Rules::default();
    }

    /// The policy of the pages served from folders.
    ///
    /// # Panics
    /// With a policy that is no header value.
    pub fn policy(&self, policy: &str) {
        self.rules().policy = Some(policy.parse().expect("a policy"));
    }

    /// Every request so far: method and path.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.rules().asked.clone()
    }

    /// Nobody listens any more, and open connections are cut.
    ///
    /// # Panics
    /// When the door itself panicked.
    pub fn shut(&mut self) {
        if let Some((stop, thread)) = self.open.take() {
            drop(stop);
            thread.join().expect("the door ends well");
        }
    }

    /// The same door again.
    ///
    /// # Panics
    /// When somebody took the port meanwhile.
    pub fn open(&mut self) {
        let listener = TcpListener::bind(self.address).expect("the port is still ours");
        self.open = Some(serve(listener, Arc::clone(&self.shared)));
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shut();
    }
}

fn lock(rules: &Mutex<Rules>) -> MutexGuard<'_, Rules> {
    rules.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread with a runtime of its own: when that is dropped, so is every connection.
fn serve(listener: TcpListener, shared: Arc<Shared>) -> (oneshot::Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    listener.set_nonblocking(true).expect("a socket");
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            let app = Router::new().fallback(answer).with_state(shared);
            tokio::select! {
                _ = axum::serve(listener, app).into_future() => {}
                _ = stopped => {}
            }
        });
    });
    (stop, thread)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let (fault, own) = {
        let mut rules = lock(&shared.rules);
        rules.asked.push(format!("{} {path}", parts.method));
        let fault = rules
            .faults
            .iter()
            .find(|(under, _)| path.starts_with(under.as_str()));
        let fault = fault.map(|(_, fault)| fault.clone());
        (fault, rules.own(&path))
    };
    match &fault {
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
            return (status, "out of order\n").into_response();
        }
        Some(Fault::Portal) => {
            return axum::response::Html("<!doctype html><title>Sign in to this network</title>")
                .into_response();
        }
        _ => {}
    }
    let body = to_bytes(body, MOST).await.unwrap_or_default().to_vec();
    let (status, headers, mut bytes) = match own {
        Some((kind, bytes)) => (StatusCode::OK, headers_of(&shared, kind), bytes),
        None => {
            let request = axum::http::Request::from_parts(parts, body);
            let shared = Arc::clone(&shared);
            let asked = tokio::task::spawn_blocking(move || forward(&shared, request));
            match asked.await {
                Ok(Some(answer)) => answer,
                _ => return StatusCode::BAD_GATEWAY.into_response(),
            }
        }
    };
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/html")) {
        bytes = edited(&shared, bytes);
    }
    match fault {
        Some(Fault::Flip) => {
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 1;
            }
        }
        Some(Fault::Cut) => bytes.truncate(bytes.len() / 2),
        Some(Fault::Body(other)) => bytes = other,
        _ => {}
    }
    (status, headers, Body::from(bytes)).into_response()
}

impl Rules {
    /// What the door serves itself: the content type and the bytes.
    fn own(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        let page = self.pages.iter().find(|(at, _)| at == path);
        if let Some((_, text)) = page {
            return Some((kind_of(Path::new(path)), text.clone().into_bytes()));
        }
        let file = self.folders.iter().find_map(|(under, root)| {
            let file = root.join(path.strip_prefix(under.as_str())?);
            let file = if file.is_dir() {
                file.join("index.html")
            } else {
                file
            };
            file.is_file().then_some(file)
        })?;
        Some((kind_of(&file), std::fs::read(&file).ok()?))
    }
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        // Where nothing ends the name, an API answers.
        None => "application/json",
        _ => "application/octet-stream",
    }
}

fn headers_of(shared: &Shared, kind: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if kind.starts_with("text/html") {
        let policy = lock(&shared.rules).policy.clone();
        let policy = policy.or_else(|| twin().then(|| HeaderValue::from_static(WITHOUT_WASM)));
        if let Some(policy) = policy {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
    }
    headers
}

type Answer = (StatusCode, HeaderMap, Vec<u8>);

fn forward(shared: &Shared, mut request: axum::http::Request<Vec<u8>>) -> Option<Answer> {
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
    *request.uri_mut() = format!("{}{path}", shared.upstream).parse().ok()?;
    request.headers_mut().remove(HOST);
    request.headers_mut().remove(CONTENT_LENGTH);
    let mut answer = shared.agent.run(request).ok()?;
    let mut headers = answer.headers().clone();
    for own in ["content-length", "transfer-encoding", "connection"] {
        headers.remove(own);
    }
    let bytes = answer
        .body_mut()
        .with_config()
        .limit(MOST as u64)
        .read_to_vec()
        .ok()?;
    Some((answer.status(), headers, bytes))
}

fn edited(shared: &Shared, bytes: Vec<u8>) -> Vec<u8> {
    let mut page = String::from_utf8_lossy(&bytes).into_owned();
    for (text, other) in &lock(&shared.rules).edits {
        assert!(
            page.contains(text.as_str()),
            "no \"{text}\" to edit in the page"
        );
        page = page.replacen(text.as_str(), other, 1);
    }
    // A page of the tests' own says it in its tag, as Kumo's does.
    if twin() && !page.contains("data-engine=") {
        page = page.replacen(LOADER, &format!("{LOADER} data-engine=\"js\""), 1);
    }
    page.into_bytes()
}
