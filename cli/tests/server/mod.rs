//! `shirube serve` as a child process on a folder of its own, spoken to over loopback.
#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses a part"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const SHIRUBE: &str = env!("CARGO_BIN_EXE_shirube");

/// A folder that goes away with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("shirube-{}-{n}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs `shirube`; (exit status, standard output, standard error).
pub(crate) fn shirube(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(SHIRUBE)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    // A program that reads nothing may be gone already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let out = child.wait_with_output().expect("ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        out.status.code().unwrap_or(-1),
        text(out.stdout),
        text(out.stderr),
    )
}

/// The live keys of a new tenant: (write, secret).
pub(crate) fn tenant(data: &Path, name: &str) -> (String, String) {
    let data = data.to_str().expect("UTF-8");
    let (status, out, err) = shirube(&["tenant", "add", name, "--data", data], "");
    assert_eq!(status, 0, "{err}");
    let key = |line: &str| {
        let line = out.lines().find(|l| l.starts_with(line)).expect(line);
        line.split_whitespace().last().expect("key").to_owned()
    };
    (key("live pages"), key("live servers"))
}

/// A running collector.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) base: String,
    /// What it said before it was ready.
    pub(crate) said: Vec<String>,
}

impl Server {
    pub(crate) fn start(data: &Path) -> Self {
        Self::spawn(Command::new(SHIRUBE).args(arguments(data)))
    }

    /// Starts a command that becomes `shirube serve`, and waits for its addresses.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("starts");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (mut said, mut base) = (Vec::new(), String::new());
        for line in out.lines() {
            let line = line.expect("UTF-8");
            if let Some(address) = line.strip_prefix("dashboard ") {
                base = address.trim_end_matches("/dashboard/").to_owned();
                break;
            }
            said.push(line);
        }
        assert!(base.starts_with("http://127.0.0.1:"), "{said:?}");
        Server { child, base, said }
    }

    pub(crate) fn post(&self, body: &str) -> Option<(u16, Value)> {
        post(&agent(), &self.base, body)
    }

    pub(crate) fn get(&self, path: &str, secret: &str) -> String {
        let bearer = format!("Bearer {secret}");
        let answer = agent()
            .get(format!("{}{path}", self.base))
            .header("authorization", &bearer)
            .call();
        let mut answer = answer.expect("answers");
        answer
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()
            .expect("whole")
    }

    /// Every stored id, in order.
    pub(crate) fn ids(&self, secret: &str) -> Vec<String> {
        let lines = self.get("/v1/export/jsonl", secret);
        let id = |line: &str| serde_json::from_str::<Value>(line).expect(line)["id"].clone();
        let ids = lines.lines().map(id);
        ids.map(|id| id.as_str().expect("text").to_owned())
            .collect()
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status();
        assert!(sent.expect("kill runs").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn arguments(data: &Path) -> [&str; 5] {
    let data = data.to_str().expect("UTF-8");
    ["serve", "--listen", "127.0.0.1:0", "--data", data]
}

pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .proxy(None)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// Status and body of an ingest, if there was an answer.
pub(crate) fn post(agent: &ureq::Agent, base: &str, body: &str) -> Option<(u16, Value)> {
    let sent = agent
        .post(format!("{base}/v1/events"))
        .content_type("text/plain")
        .send(body);
    let mut answer = sent.ok()?;
    let text = answer.body_mut().read_to_string().ok()?;
    Some((
        answer.status().as_u16(),
        serde_json::from_str(&text).unwrap_or(Value::Null),
    ))
}

pub(crate) fn id(number: u64) -> String {
    format!("01935f00-0000-7000-8000-{number:012x}")
}

pub(crate) fn event(number: u64, more: &Value) -> Value {
    let mut event = json!({"id": id(number), "seq": number, "session": id(900_000), "tab": 0, "at": 1_764_000_000_000_i64,
        "name": "feed.opened", "user": "u1", "data": {}});
    for (key, value) in more.as_object().into_iter().flatten() {
        event[key] = value.clone();
    }
    event
}

pub(crate) fn batch(key: &str, events: &[Value]) -> String {
    json!({"v": 1, "key": key, "sdk": "test", "sent": 1_764_000_000_000_i64, "events": events})
        .to_string()
}

/// The ids that an answer acknowledges.
pub(crate) fn acknowledged(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().into_iter().flatten();
    let known = results.filter(|r| r["status"] == "accepted" || r["status"] == "duplicate");
    known
        .map(|r| r["id"].as_str().expect("id").to_owned())
        .collect()
}
