//! A real browser, driven from outside by WebDriver. Chromium today; the capabilities are the only part that differs.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::kumo::free_port;

/// A browser with a fresh profile.
pub struct Browser {
    driver: WebDriver,
    process: Child,
    profile: std::path::PathBuf,
}

/// What is said in every script: the shadow root's parts by name.
const PRELUDE: &str = "const root = document.querySelector('shirube-root')?.shadowRoot;\
    const part = (name) => root && [...root.querySelectorAll(`[part~=\"${name}\"]`)].find((e) => e.checkVisibility({visibilityProperty: true}));";

impl Browser {
    /// Starts chromedriver and one session.
    pub async fn start(width: u32, height: u32) -> Self {
        let port = free_port();
        let profile =
            std::env::temp_dir().join(format!("shirube-profile-{}-{port}", std::process::id()));
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
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            &format!("--user-data-dir={}", profile.display()),
            &format!("--window-size={width},{height}"),
        ] {
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
        Browser {
            driver,
            process,
            profile,
        }
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.expect("the page opens");
    }

    /// Has a script run before those of every page opened from now on.
    pub async fn before_each_page(&self, script: &str) {
        let source = json!({ "source": script });
        let method = "Page.addScriptToEvaluateOnNewDocument";
        let taken = self.driver.cdp().send_raw(method, source).await;
        taken.expect("the script is taken");
    }

    /// Runs a script whose last expression is returned; `root` and `part(name)` are at hand.
    pub async fn run(&self, script: &str) -> Value {
        let script = format!("{PRELUDE} return {script};");
        let answer = self.driver.execute(&script, Vec::<Value>::new()).await;
        answer
            .unwrap_or_else(|e| panic!("{script}: {e}"))
            .json()
            .clone()
    }

    /// Waits until a script's value is truthy and gives it.
    pub async fn wait(&self, what: &str, script: &str) -> Value {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let value = self.run(script).await;
            let truthy = !matches!(value, Value::Null | Value::Bool(false))
                && value != json!(0)
                && value != json!("");
            if truthy {
                return value;
            }
            if Instant::now() > deadline {
                let seen = self.run("({url: location.href, text: root ? root.querySelector('.layer')?.innerText : 'no root'})").await;
                panic!("waited in vain for {what}; seen: {seen}");
            }
            tokio::task::yield_now().await;
        }
    }

    /// The trusted click of a person on the element that a script gives.
    pub async fn click(&self, what: &str, script: &str) {
        self.wait(what, &format!("!!({script})")).await;
        let script = format!("{PRELUDE} return {script};");
        let element = self
            .driver
            .execute(&script, Vec::<Value>::new())
            .await
            .expect("an element")
            .element()
            .expect("an element");
        element
            .click()
            .await
            .unwrap_or_else(|e| panic!("{what}: {e}"));
    }

    /// A click on a visible part of Shirube.
    pub async fn click_part(&self, name: &str) {
        self.click(name, &format!("part('{name}')")).await;
    }

    /// Types into a field of the host.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self
            .driver
            .find(By::Css(css))
            .await
            .unwrap_or_else(|e| panic!("{css}: {e}"));
        field.send_keys(text).await.expect("typed");
    }

    /// The card's step, once it is the one expected.
    pub async fn step(&self, id: &str) {
        self.wait(
            &format!("step {id}"),
            &format!("part('card')?.dataset.step === '{id}'"),
        )
        .await;
    }

    /// A picture of the window.
    pub async fn picture(&self, path: &std::path::Path) {
        self.driver.screenshot(path).await.expect("a picture");
    }

    /// What the browser's console holds of errors.
    pub async fn close(mut self) {
        let _ = self.driver.clone().quit().await;
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
