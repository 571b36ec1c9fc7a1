//! A vendor made for one question: a few items of content, one page with the tag, Kumo behind it as collector.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder};

static MADE: AtomicU32 = AtomicU32::new(0);

pub(crate) struct Vendor {
    pub(crate) kumo: Kumo,
    pub(crate) door: Door,
    content: PathBuf,
}

impl Vendor {
    /// `items`: a file's path under the content folder and its YAML, for which JSON does.
    pub(crate) fn new(name: &str, brand: Brand, items: &[(&str, Value)]) -> Self {
        let count = MADE.fetch_add(1, Ordering::Relaxed);
        let own = format!("made-{}-{count}", std::process::id());
        let content = Path::new(env!("CARGO_TARGET_TMPDIR")).join(own);
        let write = |path: &str, text: String| {
            let file = content.join(path);
            std::fs::create_dir_all(file.parent().unwrap_or(&content)).expect("a folder");
            std::fs::write(file, text).expect("written");
        };
        write(
            "shirube.yaml",
            json!({"shirube": 1, "product": "made", "timezone": "Asia/Tokyo", "languages": ["en"], "launcher": {"show": "never"},
                "limits": {"interruptions_per_session": 99, "interruptions_per_day": 99}})
            .to_string(),
        );
        for (path, item) in items {
            let text = item
                .as_str()
                .map_or_else(|| item.to_string(), str::to_owned);
            write(path, text);
        }
        let kumo = Kumo::serving(
            &format!("{name}-{brand}"),
            folder("hosts/plain"),
            content.clone(),
        );
        let door = Door::before(&kumo);
        Vendor {
            kumo,
            door,
            content,
        }
    }

    /// A page with the tag; `early` runs before everything, `body` stands in it, `attributes` in the tag.
    pub(crate) fn page(&self, path: &str, early: &str, body: &str, attributes: &str) {
        self.door.page(
            path,
            format!(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>made</title><script>{TOLD}{early}</script></head><body>{body}\
                 <script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_demo\" {attributes}></script></body></html>"
            ),
        );
    }

    pub(crate) async fn open(&self, browser: &Browser, path: &str) {
        browser.open(&format!("{}{path}", self.door.base)).await;
        browser.wait("a decision", "window.told?.ready").await;
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.content);
    }
}

/// What a developer hears, kept out of the reach of what the page does to its globals.
const TOLD: &str = "window.told = {uncaught: [], errors: [], ready: null};\
    addEventListener('error', (e) => told.uncaught.push(e.message)); addEventListener('unhandledrejection', (e) => told.uncaught.push(String(e.reason)));\
    (window.shirube ||= []).push(['on', 'ready', (r) => { told.ready = r; }], ['on', 'error', (e) => told.errors.push(e.code)]);";

/// A step with a title and nothing else to say.
pub(crate) fn step(id: &str, more: &Value) -> Value {
    let mut step =
        json!({"id": id, "title": {"en": format!("Step {id}")}, "body": {"en": "Plain."}});
    for (key, value) in more.as_object().into_iter().flatten() {
        step[key] = value.clone();
    }
    step
}

/// A guide that somebody starts.
pub(crate) fn guide(steps: &[Value]) -> Value {
    json!({"title": {"en": "A guide"}, "start": "manual", "frequency": "always", "steps": steps})
}
