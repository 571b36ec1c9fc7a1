//! The real product, served: one Kumo process on a free port with a data folder of its own.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A running Kumo; dropped, it is ended by its pid.
pub struct Kumo {
    child: Child,
    data: PathBuf,
    site: PathBuf,
    arguments: Vec<String>,
    /// `http://127.0.0.1:port`.
    pub base: String,
}

/// What `cargo xtask test` says about where things lie.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(
        std::env::var(name).unwrap_or_else(|_| panic!("{name} is set by cargo xtask test")),
    )
}

fn house() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../demo-site")
}

/// A port that nobody listens on.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("an address").port()
}

impl Kumo {
    /// Starts on a fresh data folder.
    #[must_use]
    pub fn start(name: &str) -> Self {
        Self::with(name, house().join("site"), &[])
    }

    /// Starts on a fresh data folder, with more arguments.
    #[must_use]
    pub fn asked(name: &str, arguments: &[&str]) -> Self {
        Self::with(name, house().join("site"), arguments)
    }

    /// Starts on a fresh data folder, with another front end in the place of Kumo's.
    #[must_use]
    pub fn with_site(name: &str, site: PathBuf) -> Self {
        Self::with(name, site, &[])
    }

    fn with(name: &str, site: PathBuf, arguments: &[&str]) -> Self {
        let data = std::env::temp_dir().join(format!("shirube-e2e-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        let arguments = arguments.iter().map(|a| (*a).to_owned()).collect();
        Self::on(data, site, arguments)
    }

    fn on(data: PathBuf, site: PathBuf, arguments: Vec<String>) -> Self {
        let port = free_port();
        let child = Command::new(path("SHIRUBE_KUMO"))
            .args(["--port", &port.to_string(), "--data"])
            .arg(&data)
            .arg("--dist")
            .arg(path("SHIRUBE_DIST"))
            .arg("--site")
            .arg(&site)
            .arg("--content")
            .arg(house().join("content"))
            .args(&arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("kumo starts");
        let kumo = Kumo {
            child,
            data,
            site,
            arguments,
            base: format!("http://127.0.0.1:{port}"),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        while ureq::get(format!("{}/healthz", kumo.base)).call().is_err() {
            assert!(
                Instant::now() < deadline,
                "kumo is not healthy after a minute"
            );
            std::thread::yield_now();
        }
        kumo
    }

    /// Kills with SIGKILL and starts again on the same data.
    #[must_use]
    pub fn killed_and_started(mut self) -> Self {
        self.child.kill().expect("killed");
        let _ = self.child.wait();
        let data = std::mem::take(&mut self.data);
        let site = std::mem::take(&mut self.site);
        let arguments = std::mem::take(&mut self.arguments);
        Self::on(data, site, arguments)
    }

    /// Flips one bit in the middle of the published catalogue.
    pub fn damage_catalogue(&self) {
        let path = self.data.join("content/catalogue.bin");
        let mut bytes = std::fs::read(&path).expect("a catalogue");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).expect("written");
    }

    fn get(&self, path: &str) -> String {
        let url = format!("{}{path}", self.base);
        let answer = ureq::get(&url)
            .header("authorization", "Bearer sk_demo")
            .call();
        let mut answer = answer.unwrap_or_else(|e| panic!("{url}: {e}"));
        answer.body_mut().read_to_string().expect("a body")
    }

    /// A JSON answer of a route, as the CSM's tools get it.
    #[must_use]
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).expect("JSON")
    }

    /// Every stored event.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        self.get("/v1/export/jsonl")
            .lines()
            .map(|l| serde_json::from_str(l).expect("a line of JSON"))
            .collect()
    }

    /// Posts a batch and gives the answer's status and body.
    #[must_use]
    pub fn post(&self, body: &str) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut answer = agent
            .post(format!("{}/v1/events", self.base))
            .header("content-type", "text/plain")
            .send(body)
            .expect("an answer");
        (
            answer.status().as_u16(),
            answer.body_mut().read_to_string().unwrap_or_default(),
        )
    }
}

impl Drop for Kumo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !self.data.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.data);
        }
    }
}
