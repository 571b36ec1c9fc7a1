//! One browser with its driver, spoken to by WebDriver and, through it, by the DevTools protocol: trusted clicks and
//! the engine's own counters. A fresh tab for every page, so that nobody inherits anything.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The engine's counters by name: `LayoutCount`, `Nodes`, `TaskDuration` (seconds of the main thread's own time).
pub struct Metrics(BTreeMap<String, f64>);

impl Metrics {
    /// A counter's value.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        self.0
            .get(name)
            .copied()
            .unwrap_or_else(|| panic!("no metric {name}"))
    }

    /// How far a counter went since `before`.
    #[must_use]
    pub fn since(&self, before: &Metrics, name: &str) -> f64 {
        self.get(name) - before.get(name)
    }
}

/// A running browser; dropped, it and its driver end.
pub struct Session {
    driver: WebDriver,
    process: Child,
    /// Of the session, at its driver.
    address: String,
    profile: PathBuf,
}

impl Session {
    /// Starts chromedriver and one session with a fresh profile.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// The same with an engine that keeps to the first form of its machine code: what it would learn of code that runs
    /// often lies in the heap too, and is no leak of anybody's.
    pub async fn steady() -> Self {
        Self::with(&[
            "--js-flags=--no-turbofan --no-maglev --no-sparkplug --no-wasm-dynamic-tiering",
        ])
        .await
    }

    async fn with(flags: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let profile = std::env::temp_dir().join(format!(
            "shirube-perf-profile-{}-{port}",
            std::process::id()
        ));
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver");
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,860",
            &format!("--user-data-dir={}", profile.display()),
        ]
        .iter()
        .chain(flags)
        {
            capabilities.add_arg(argument).expect("an argument");
        }
        let address = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + Duration::from_secs(60);
        let driver = loop {
            match WebDriver::new(&address, capabilities.clone()).await {
                Ok(driver) => break driver,
                Err(error) => assert!(Instant::now() < deadline, "no browser session: {error}"),
            }
        };
        let patience = Duration::from_secs(900);
        driver
            .set_script_timeout(patience)
            .await
            .expect("a time limit");
        let id = driver.session_id();
        Session {
            process,
            address: format!("{address}/session/{id}"),
            profile,
            driver,
        }
    }

    /// The browser's name and version.
    pub async fn version(&self) -> String {
        let info = self.cdp("Browser.getVersion", json!({})).await;
        info["product"]
            .as_str()
            .unwrap_or_default()
            .replace("Headless", "")
    }

    /// Opens an address in a new tab, with the counters running, and closes the one before.
    pub async fn open(&self, url: &str) {
        let before = self.driver.window().await.expect("a tab");
        let tab = self.driver.new_tab().await.expect("a new tab");
        self.driver.close_window().await.expect("closed");
        assert_ne!(before, tab);
        self.driver
            .switch_to_window(tab)
            .await
            .expect("the new tab");
        self.cdp("Performance.enable", json!({"timeDomain": "threadTicks"}))
            .await;
        self.visit(url).await;
    }

    /// Opens an address in the same tab.
    pub async fn visit(&self, url: &str) {
        self.driver.goto(url).await.expect("the page opens");
    }

    /// A command of the DevTools protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    /// The value of an expression of the page, awaited if it is a promise. `Err` holds what it threw.
    pub async fn run(&self, expression: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             (async () => ({expression}))().then((value) => done({{value}}), (error) => done({{error: String(error)}}));"
        );
        let answer = self.driver.execute_async(script, Vec::<Value>::new()).await;
        let answer = answer
            .map_err(|e| format!("{expression}: {e}"))?
            .json()
            .clone();
        match answer["error"].as_str() {
            Some(error) => Err(format!("{expression}: {error}")),
            None => Ok(answer["value"].clone()),
        }
    }

    /// A person's click at a place of the window.
    pub async fn click(&self, x: f64, y: f64) {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.cdp("Input.dispatchMouseEvent", event).await;
        }
    }

    /// The counters now.
    pub async fn metrics(&self) -> Metrics {
        let answer = self.cdp("Performance.getMetrics", json!({})).await;
        let list = answer["metrics"].as_array().cloned().unwrap_or_default();
        let pair = |m: &Value| Some((m["name"].as_str()?.to_owned(), m["value"].as_f64()?));
        Metrics(list.iter().filter_map(pair).collect())
    }

    /// The counters after everything unreachable is gone.
    pub async fn settled_metrics(&self) -> Metrics {
        for _ in 0..3 {
            self.cdp("HeapProfiler.collectGarbage", json!({})).await;
        }
        self.metrics().await
    }
}

impl Drop for Session {
    /// Also on the way out of a failed test. The answer comes once the browser is gone; a driver that is killed
    /// before leaves it running.
    fn drop(&mut self) {
        let _ = ureq::delete(&self.address).call();
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
