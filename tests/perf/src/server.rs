//! The host page and all that it fetches, from memory, on 127.0.0.1; nothing is ever cached. Besides, what was
//! fetched is known, and what it weighs as a good static host would send it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::library::Library;

struct Site {
    page: String,
    files: BTreeMap<String, Vec<u8>>,
    fetched: Mutex<Vec<String>>,
    weights: Mutex<BTreeMap<String, usize>>,
}

/// A server that ends with the process.
#[derive(Clone)]
pub struct Server {
    site: Arc<Site>,
    /// `http://127.0.0.1:port`.
    pub base: String,
}

impl Server {
    /// Compiles the content, reads everything and listens on a free port. `dist` and `peers` are what
    /// `cargo xtask` built.
    pub async fn start(dist: &Path, peers: &Path) -> Self {
        let room = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = BTreeMap::new();
        read(&room.join("page"), "/page/", &mut files);
        read(dist, "/shirube/", &mut files);
        read(&peers.join("bundle"), "/peers/", &mut files);
        let content = publish(&room.join("content"));
        read(&content, "/content/", &mut files);
        let _ = std::fs::remove_dir_all(&content);
        let page = files.remove("/page/host.html").expect("the host page");
        let site = Arc::new(Site {
            page: String::from_utf8(page).expect("UTF-8"),
            files,
            fetched: Mutex::default(),
            weights: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("loopback");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(site.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Server { site, base }
    }

    /// The address of the host page with a library; `query` as the probe reads it.
    #[must_use]
    pub fn page(&self, library: Library, query: &str) -> String {
        format!("{}/host/{}?{query}", self.base, library.key())
    }

    /// Forgets what was fetched so far.
    pub fn forget(&self) {
        lock(&self.site.fetched).clear();
    }

    /// Bytes of what was fetched for the library itself since then, each file with brotli at its best.
    #[must_use]
    pub fn weight(&self) -> usize {
        let fetched = lock(&self.site.fetched).clone();
        let mut weights = lock(&self.site.weights);
        fetched
            .iter()
            .filter(|path| !path.starts_with("/page/"))
            .filter_map(|path| {
                let bytes = self.site.files.get(path)?;
                let weight = weights.entry(path.clone());
                Some(*weight.or_insert_with(|| brotli_size(bytes)))
            })
            .sum()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    let path = uri.path();
    let fresh = (CACHE_CONTROL, "no-store");
    if let Some(key) = path.strip_prefix("/host/") {
        let all = Library::ALL.into_iter().chain([Library::Host]);
        let head = all.filter(|l| l.key() == key).map(Library::head).next();
        let page = site
            .page
            .replace("<!-- library -->", &head.unwrap_or_default());
        return ([fresh, (CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    }
    let Some(bytes) = site.files.get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    lock(&site.fetched).push(path.to_owned());
    let kind = match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        _ => "application/octet-stream",
    };
    ([fresh, (CONTENT_TYPE, kind)], bytes.clone()).into_response()
}

/// Every file below a folder, by the address it is served under.
fn read(folder: &Path, base: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{base} is made by cargo xtask bench: {e}"));
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            read(&path, &format!("{base}{name}/"), files);
        } else {
            files.insert(
                format!("{base}{name}"),
                std::fs::read(&path).expect("a file"),
            );
        }
    }
}

fn publish(source: &Path) -> PathBuf {
    let to = std::env::temp_dir().join(format!("shirube-perf-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&to);
    let request = author::PublishRequest {
        source: source.to_owned(),
        to: to.clone(),
        now: jiff::Timestamp::now().as_millisecond(),
        tenant: "bench".to_owned(),
    };
    author::publish(&request).unwrap_or_else(|e| panic!("the tour compiles: {e}"));
    to
}

fn brotli_size(bytes: &[u8]) -> usize {
    let mut compressed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 24);
        writer.write_all(bytes).expect("memory takes it");
    }
    compressed.len()
}
