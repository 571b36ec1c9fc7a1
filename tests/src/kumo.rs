//! The real product, served: one Kumo process with a data folder of its own. It publishes a content folder with the
//! authors' compiler, serves Shirube's files, and is the collector. Kumo's own site by default, or another's.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::driver::drain;

/// Two tests may choose the same name; no two share a folder.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A running Kumo; dropped, it is ended by its pid.
pub struct Kumo {
    child: Child,
    folders: Folders,
    /// `http://127.0.0.1:port`.
    pub base: String,
}

#[derive(Clone)]
struct Folders {
    data: PathBuf,
    site: PathBuf,
    content: PathBuf,
    /// More arguments of the command.
    arguments: Vec<String>,
}

/// What `cargo xtask test` says about where things lie.
///
/// # Panics
/// Where it says nothing.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    let said = std::env::var(name);
    said.unwrap_or_else(|_| panic!("{name} is set by cargo xtask test"))
        .into()
}

/// A folder of the tests, or with `../` one of the house.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What every page of this run is to work on, where `cargo xtask test` says so: `js` is the twin, under a policy that
/// forbids WebAssembly.
#[must_use]
pub fn twin() -> bool {
    std::env::var("SHIRUBE_ENGINE").is_ok_and(|engine| engine == "js")
}

/// A test that asks for an engine itself gets that one.
fn engine(asked: &[String]) -> &'static [&'static str] {
    if twin() && !asked.iter().any(|a| a == "--engine") {
        &["--without-wasm", "--engine", "js"]
    } else {
        &[]
    }
}

/// A package that pkg-config/tools/package-lock.json brings from npm.
#[must_use]
pub fn npm_package(name: &str) -> PathBuf {
    path("SHIRUBE_NODE_MODULES").join(name)
}

impl Kumo {
    /// Kumo itself, on a fresh data folder.
    #[must_use]
    pub fn start(name: &str) -> Self {
        Self::asked(name, &[])
    }

    /// Kumo itself, on a fresh data folder, with more arguments.
    #[must_use]
    pub fn asked(name: &str, arguments: &[&str]) -> Self {
        let (site, content) = (folder("../demo-site/site"), folder("../demo-site/content"));
        Self::with(name, site, content, arguments)
    }

    /// Kumo's guidance on another front end, on a fresh data folder.
    #[must_use]
    pub fn with_site(name: &str, site: PathBuf) -> Self {
        Self::with(name, site, folder("../demo-site/content"), &[])
    }

    /// Another vendor's pages and guidance, on a fresh data folder.
    #[must_use]
    pub fn serving(name: &str, site: PathBuf, content: PathBuf) -> Self {
        Self::with(name, site, content, &[])
    }

    fn with(name: &str, site: PathBuf, content: PathBuf, arguments: &[&str]) -> Self {
        let count = STARTED.fetch_add(1, Ordering::Relaxed);
        let own = format!("shirube-e2e-{}-{count}-{name}", std::process::id());
        let data = std::env::temp_dir().join(own);
        let _ = std::fs::remove_dir_all(&data);
        Self::on(Folders {
            data,
            site,
            content,
            arguments: arguments.iter().map(|a| (*a).to_owned()).collect(),
        })
    }

    fn on(folders: Folders) -> Self {
        // A write beyond `ulimit -f` shall fail, as on a full disk, and not end the process.
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(path("SHIRUBE_KUMO"))
            .args(["--port", "0", "--data"])
            .arg(&folders.data)
            .arg("--dist")
            .arg(path("SHIRUBE_DIST"))
            .arg("--site")
            .arg(&folders.site)
            .arg("--content")
            .arg(&folders.content)
            .args(&folders.arguments)
            .args(engine(&folders.arguments))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("kumo starts");
        // It introduces itself once its content is out and the collector knows the release.
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let base = lines.by_ref().find_map(|line| {
            let line = line.ok()?;
            let address = line.trim_start().strip_prefix("site ")?;
            let address = address.split_whitespace().next()?;
            Some(address.trim_end_matches('/').to_owned())
        });
        drain(lines);
        let base = base.expect("kumo says where it is");
        let port = base.rsplit(':').next().and_then(|port| port.parse().ok());
        let kumo = Kumo {
            child,
            folders,
            base,
        };
        if crate::is_fresh(port.expect("a port")) {
            kumo
        } else {
            kumo.killed_and_started()
        }
    }

    /// Kills with SIGKILL and starts again on the same data.
    #[must_use]
    pub fn killed_and_started(mut self) -> Self {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let folders = self.folders.clone();
        // What is to be found again must not go with this value.
        self.folders.data = PathBuf::new();
        Self::on(folders)
    }

    /// Sends the process a signal, such as `-STOP`.
    pub fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.is_ok_and(|s| s.success()), "kill {signal}");
    }

    /// From now on the disk is full for the process, or it has room again.
    ///
    /// # Panics
    /// Where the limit cannot be set.
    pub fn full_disk(&self, full: bool) {
        let limit = if full {
            "--fsize=0:"
        } else {
            "--fsize=unlimited:"
        };
        let pid = self.child.id().to_string();
        let set = Command::new("prlimit")
            .args(["--pid", &pid, limit])
            .status();
        assert!(set.is_ok_and(|s| s.success()), "prlimit {limit}");
    }

    /// The collector's database, opened by somebody else.
    ///
    /// # Panics
    /// Where it cannot be opened.
    #[must_use]
    pub fn database(&self) -> rusqlite::Connection {
        let file = self.folders.data.join("collector.sqlite");
        rusqlite::Connection::open(file).expect("the database")
    }

    /// Another Kumo on a copy of the folder as it lies there now.
    ///
    /// # Panics
    /// Where the folder cannot be copied.
    #[must_use]
    pub fn copied(&self) -> Self {
        let count = STARTED.fetch_add(1, Ordering::Relaxed);
        let mut folders = self.folders.clone();
        let mut name = self.folders.data.clone().into_os_string();
        name.push(format!("-copy-{count}"));
        folders.data = name.into();
        let copied = Command::new("cp")
            .arg("-r")
            .arg(&self.folders.data)
            .arg(&folders.data)
            .status();
        assert!(copied.is_ok_and(|s| s.success()), "a copy");
        Self::on(folders)
    }

    /// Resident memory of the process, in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
        line.and_then(|l| l.split_whitespace().next()?.parse().ok())
            .unwrap_or(0)
    }

    /// Where the published content lies.
    #[must_use]
    pub fn published(&self) -> PathBuf {
        self.folders.data.join("content")
    }

    /// The file of an item in a language, as the page will ask for it: `leaf/….bin`.
    ///
    /// # Panics
    /// Where nothing of that name is published.
    #[must_use]
    pub fn leaf(&self, item: &str, language: &str) -> String {
        let read = |name: &str| std::fs::read(self.published().join(name)).expect("published");
        let (catalogue, _) = content::Catalogue::open(&read("catalogue.bin")).expect("whole");
        let entry = catalogue.shards.iter().find_map(|shard| {
            let bytes = read(&format!("shard/{}.bin", shard.digest.hex()));
            let shard = content::catalogue::open_shard(&bytes, &shard.digest).ok()?;
            let mut entries = shard.entries.into_iter();
            entries.find(|e| e.id == item && e.language == language)
        });
        let entry = entry.unwrap_or_else(|| panic!("{item} in {language} is not published"));
        format!("leaf/{}.bin", entry.leaf.hex())
    }

    /// A route's answer as text.
    #[must_use]
    pub fn text(&self, path: &str) -> String {
        self.get(path)
    }

    /// Every file of the collector: its path in the data folder and its bytes.
    ///
    /// # Panics
    /// Where the folder cannot be read.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        let mut open = vec![self.folders.data.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("the data folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.display().to_string();
                    found.push((name, std::fs::read(&path).unwrap_or_default()));
                }
            }
        }
        found
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

    /// What the vendor's server or a CSM's tool tells the collector; gives the answer's status and body.
    ///
    /// # Panics
    /// Where nobody answers.
    #[must_use]
    pub fn tell(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("authorization", "Bearer sk_demo")
            .body(body.to_string());
        let mut answer = agent.run(request.expect("a request")).expect("an answer");
        let text = answer.body_mut().read_to_string().unwrap_or_default();
        let said = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (answer.status().as_u16(), said)
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
        if !self.folders.data.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folders.data);
        }
    }
}
