//! A collector on a folder of its own, spoken to through its router: what every test here starts from.
#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses a part"
)]

pub(crate) mod figures;
pub(crate) mod log;
pub(crate) mod sinks;
pub(crate) mod weeks;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use collector::{Collector, Config, Person, Settings, Tenant};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A running collector with two tenants, and its folder.
pub(crate) struct Desk {
    pub(crate) folder: PathBuf,
    /// What the next restart opens with.
    pub(crate) settings: Settings,
    collector: Option<Collector>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

fn config(folder: &std::path::Path, settings: Settings) -> Config {
    let tenant = |name: &str, mark: &str| Tenant {
        name: name.to_owned(),
        write_keys: vec![format!("pk_{mark}")],
        secret_keys: vec![format!("sk_{mark}")],
        people: vec![Person {
            mail: format!("csm@{mark}.example"),
            password: "demo".to_owned(),
        }],
    };
    Config {
        data: folder.to_owned(),
        tenants: vec![tenant("kumo", "kumo"), tenant("other", "other")],
        insecure_loopback: true,
        settings,
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self::opened(settings, true)
    }

    /// Reached over https, through a proxy.
    pub(crate) fn behind_tls() -> Self {
        Self::opened(Settings::default(), false)
    }

    fn opened(settings: Settings, insecure_loopback: bool) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "collector-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let mut config = config(&folder, settings.clone());
        config.insecure_loopback = insecure_loopback;
        let collector = collector::open(config).expect("opens");
        Self {
            folder,
            settings,
            collector: Some(collector),
        }
    }

    /// Closes and opens again on the same folder.
    pub(crate) fn restart(&mut self) {
        self.collector.take().expect("runs").close();
        let config = config(&self.folder, self.settings.clone());
        self.collector = Some(collector::open(config).expect("opens again"));
    }

    /// What reckons behind whoever asks.
    pub(crate) fn keeper(&self) -> tokio::task::JoinHandle<()> {
        tokio::spawn(self.collector.as_ref().expect("runs").keep_warm())
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let router = self.collector.as_ref().expect("runs").router();
        let response = router.oneshot(request).await.expect("infallible");
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("whole body").to_bytes();
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(bytes.to_vec()).expect("UTF-8"),
        }
    }

    pub(crate) async fn post(&self, body: impl Into<Body>) -> Answer {
        let request = Request::post("/v1/events").header("content-type", "text/plain");
        self.ask(request.body(body.into()).expect("request")).await
    }

    /// Sends events and gives `status` of each.
    pub(crate) async fn send(&self, events: &[Value]) -> Vec<String> {
        let answer = self.post(batch(events).to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        statuses(&answer)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("authorization", "Bearer sk_kumo");
        self.ask(request.body(Body::empty()).expect("request"))
            .await
    }

    /// Ids in the order of their arrival.
    pub(crate) async fn ids(&self) -> Vec<String> {
        let lines = self.get("/v1/export/jsonl").await.body;
        let of = |line: &str| serde_json::from_str::<Value>(line).expect(line)["id"].clone();
        let ids = lines.lines().map(of);
        ids.map(|id| id.as_str().expect("text").to_owned())
            .collect()
    }

    pub(crate) async fn stored(&self) -> usize {
        self.ids().await.len()
    }

    pub(crate) async fn rows(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.json()["rows"].as_array().expect("rows").clone()
    }

    /// With `kumo`'s secret key.
    pub(crate) async fn call(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", "Bearer sk_kumo");
        self.ask(request.body(body.into()).expect("request")).await
    }

    pub(crate) async fn publish(&self, version: u32, manifest: &Value) -> Answer {
        let request = Request::put(format!("/v1/releases/{version}"))
            .header("authorization", "Bearer sk_kumo");
        let body = Body::from(manifest.to_string());
        self.ask(request.body(body).expect("request")).await
    }

    /// The cookie of a fresh sign-in of `kumo`'s person.
    pub(crate) async fn sign_in(&self) -> String {
        let answer = self.try_sign_in("csm@kumo.example", "demo").await;
        let cookie = answer.headers["set-cookie"].to_str().expect("text");
        cookie.split(';').next().expect("pair").to_owned()
    }

    pub(crate) async fn try_sign_in(&self, mail: &str, password: &str) -> Answer {
        let form = format!("mail={}&password={password}", mail.replace('@', "%40"));
        let request = Request::post("/dashboard/sign-in")
            .header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form)).expect("request"))
            .await
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(collector) = self.collector.take() {
            collector.close();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }
}

pub(crate) fn statuses(answer: &Answer) -> Vec<String> {
    let results = answer.json()["results"]
        .as_array()
        .expect("results")
        .clone();
    results
        .iter()
        .map(|r| r["status"].as_str().expect("status").to_owned())
        .collect()
}

/// An answer is the collector's, readable across origins, and never with credentials.
pub(crate) fn signed(answer: &Answer) {
    let header = |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok());
    assert_eq!(header("shirube-collector"), Some("1"), "{}", answer.body);
    assert_eq!(header("access-control-allow-origin"), Some("*"));
    let exposed = header("access-control-expose-headers").unwrap_or_default();
    assert!(exposed.contains("Shirube-Collector") && exposed.contains("Retry-After"));
    assert_eq!(header("access-control-allow-credentials"), None);
}

/// Now in ms, as a client's clock says it.
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("fits")
}

pub(crate) fn batch(events: &[Value]) -> Value {
    json!({"v": 1, "key": "pk_kumo", "sdk": "0.1.0", "sent": now(), "events": events})
}

pub(crate) fn id(number: u64) -> String {
    format!("01935f00-0000-7000-8000-{number:012x}")
}

/// A sound event; `more` is laid over it.
pub(crate) fn event(number: u64, name: &str, more: Value) -> Value {
    let mut event = json!({
        "id": id(number), "seq": number, "session": id(900_000), "tab": 0, "at": now() - 1000, "name": name,
        "user": "u1", "account": "a1", "release": 1, "language": "ja", "locale": "ja-JP", "trusted": true, "data": {},
    });
    for (key, value) in more.as_object().expect("fields") {
        event[key] = value.clone();
    }
    event
}
