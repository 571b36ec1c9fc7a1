//! One page, one wire, one collector, and the driver's own ledger: every act has a number, and at the end each number
//! must stand in the collector exactly once.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder};
use tests::wire::Wire;

/// A limit for a loaded machine, never a time that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(30);

/// The page's own clockwork runs this many times as fast: gathering, back-off, time-outs. What is short already, and
/// how long a disk may take to open, stays.
const FAST: &str = "(() => { const later = window.setTimeout; window.setTimeout = (work, ms, ...more) => \
    later(work, ms > 100 && ms !== 1000 ? ms / 20 : ms, ...more); })();";

/// What a row came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) events: usize,
    pub(crate) lost: usize,
    pub(crate) double: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.events += other.events;
        self.lost += other.lost;
        self.double += other.double;
    }
}

pub(crate) struct Scene {
    pub(crate) kumo: Kumo,
    pub(crate) wire: Wire,
    pub(crate) door: Door,
    ledger: BTreeSet<u64>,
    next: u64,
    failed: Cell<bool>,
}

impl Scene {
    pub(crate) fn set(row: u32, brand: Brand) -> Self {
        let kumo = Kumo::serving(
            &format!("faults-{row}-{brand}"),
            folder("hosts/plain"),
            folder("faults/content"),
        );
        let scene = Scene {
            wire: Wire::to(&kumo.base),
            door: Door::before(&kumo),
            kumo,
            ledger: BTreeSet::new(),
            next: 0,
            failed: Cell::new(false),
        };
        scene.page("/page.html", "");
        scene.door.page(
            "/blank.html",
            "<!doctype html><title>blank</title>".to_owned(),
        );
        scene
    }

    /// A page with the tag; `early` runs before all else.
    pub(crate) fn page(&self, path: &str, early: &str) {
        let collector = self.wire.base.clone();
        self.page_to(path, early, &collector);
    }

    pub(crate) fn page_to(&self, path: &str, early: &str, collector: &str) {
        let text = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>faults</title><script>window.uncaught = [];\
             addEventListener('error', (e) => uncaught.push(e.message)); addEventListener('unhandledrejection', (e) => uncaught.push(String(e.reason)));\
             {FAST}(window.shirube ||= []).push(['on', 'ready', () => {{ window.decided = true; }}]);{early}</script></head><body><button>host</button>\
             <script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-collector=\"{collector}/\" data-key=\"pk_demo\"></script></body></html>"
        );
        self.door.page(path, text);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.door.base)
    }

    /// Opens a page and waits until Shirube has decided there.
    pub(crate) async fn open(&self, browser: &Browser, path: &str) {
        browser.open(&self.url(path)).await;
        ready(browser).await;
    }

    /// Numbers for acts to come, in the ledger from now on.
    pub(crate) fn numbers(&mut self, count: u64) -> Vec<u64> {
        let numbers: Vec<u64> = (self.next..self.next + count).collect();
        self.next += count;
        self.ledger.extend(&numbers);
        numbers
    }

    /// Takes numbers out of the ledger: they may arrive, and need not.
    pub(crate) fn strike(&mut self, numbers: impl IntoIterator<Item = u64>) {
        for number in numbers {
            self.ledger.remove(&number);
        }
    }

    /// Has the page act so often, in one turn of its loop.
    pub(crate) async fn act(&mut self, browser: &Browser, count: u64) -> Vec<u64> {
        let numbers = self.numbers(count);
        browser.run(&format!("({}, 1)", acts(&numbers))).await;
        numbers
    }

    /// What the collector holds, by number.
    pub(crate) fn held(&self) -> BTreeMap<u64, usize> {
        let mut held = BTreeMap::new();
        for event in self.kumo.events() {
            if let Some(n) = number(&event) {
                *held.entry(n).or_insert(0) += 1;
            }
        }
        held
    }

    /// Waits until the ledger is in the collector, or says what is not; then nothing may be there twice or unasked.
    pub(crate) async fn agree(&self, doing: &str) -> Tally {
        // What is lost once is waited for once.
        let patience = if self.failed.get() { PAUSE } else { PATIENCE };
        let deadline = Instant::now() + patience;
        loop {
            let held = self.held();
            let lost: Vec<&u64> = self
                .ledger
                .iter()
                .filter(|n| !held.contains_key(n))
                .collect();
            if lost.is_empty() || Instant::now() > deadline {
                let double: Vec<_> = held
                    .iter()
                    .filter(|(n, times)| **times > 1 || **n >= self.next)
                    .collect();
                if !lost.is_empty() || !double.is_empty() {
                    self.failed.set(true);
                    eprintln!(
                        "{doing}: lost {lost:?}, double or unasked {double:?}; posts {:?}",
                        self.wire.seen().len()
                    );
                }
                return Tally {
                    events: self.ledger.len(),
                    lost: lost.len(),
                    double: double.len(),
                };
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// How many events pages have said they dropped for this reason, once one is told.
    pub(crate) async fn dropped(&self, reason: &str) -> i64 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let events = self.kumo.events();
            let told = events
                .iter()
                .filter(|e| e["name"] == "queue.dropped" && e["data"]["reason"] == reason);
            let count = told.filter_map(|e| e["data"]["count"].as_i64()).sum();
            if count > 0 || Instant::now() > deadline {
                return count;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Numbers of every session and tab that are missing between the first and the last.
    pub(crate) fn gaps(&self) -> usize {
        let mut streams: BTreeMap<(String, i64), BTreeSet<i64>> = BTreeMap::new();
        for event in self.kumo.events() {
            let session = event["session"].as_str().unwrap_or_default().to_owned();
            let stream = (session, event["tab"].as_i64().unwrap_or(0));
            let seq = event["seq"].as_i64().unwrap_or(-1);
            streams.entry(stream).or_default().insert(seq);
        }
        let missing = |s: &BTreeSet<i64>| match (s.first(), s.last()) {
            (Some(first), Some(last)) => (last - first + 1) as usize - s.len(),
            _ => 0,
        };
        streams.values().map(missing).sum()
    }
}

/// The number of an act of ours.
pub(crate) fn number(event: &Value) -> Option<u64> {
    let own = event["name"] == "host.act";
    own.then(|| event["data"]["n"].as_u64())?
}

/// The script that acts.
pub(crate) fn acts(numbers: &[u64]) -> String {
    format!("{numbers:?}.forEach((n) => shirube.track('act', {{n}}))")
}

pub(crate) async fn ready(browser: &Browser) {
    browser.wait("a decision", "window.decided").await;
}

/// Numbers of the acts that lie in the browser's database.
pub(crate) const ON_DISK: &str = "(async () => { const asked = indexedDB.open('shirube:pk_demo'); \
    const db = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); asked.onerror = () => resolve(); }); \
    if (!db || !db.objectStoreNames.contains('rows')) return []; \
    const rows = await new Promise((resolve) => { const all = db.transaction('rows').objectStore('rows').getAll(); \
        all.onsuccess = () => resolve(all.result); all.onerror = () => resolve([]); }); db.close(); \
    return rows.flatMap((row) => { try { const e = JSON.parse(row); return e.name === 'host.act' ? [e.data.n] : []; } catch { return []; } }); })()";

pub(crate) async fn on_disk(browser: &Browser) -> BTreeSet<u64> {
    let found = browser.run(ON_DISK).await;
    let found = found.as_array().cloned().unwrap_or_default();
    found.iter().filter_map(Value::as_u64).collect()
}
