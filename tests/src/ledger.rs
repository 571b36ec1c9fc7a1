//! Two books that must agree: what the page was told of itself, and what the collector stored. And the host's
//! document before and after. Not here: what should be in the books.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::door::Door;
use crate::kumo::Kumo;

const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(50);

/// The host's document as a person's tools see it: attributes, classes, inline styles, children but ours.
const SNAPSHOT: &str = "(() => { const out = []; const walk = (e) => { if (e.localName === 'shirube-root' || e.localName === 'script') return; \
    out.push(e.localName + [...e.attributes].map((a) => ` ${a.name}=${a.value}`).sort().join('')); for (const c of e.children) walk(c); }; \
    walk(document.documentElement); return out.join('\\n'); })()";

/// How many events wait in the browser's storage for the collector.
const WAITING: &str = "new Promise((resolve) => { const asked = indexedDB.open('shirube:pk_demo'); \
    asked.onerror = () => resolve(-1); \
    asked.onsuccess = () => { const db = asked.result; \
        if (!db.objectStoreNames.contains('rows')) { db.close(); return resolve(-1); } \
        const count = db.transaction('rows').objectStore('rows').count(); \
        count.onsuccess = () => { db.close(); resolve(count.result); }; }; })";

/// The host's document, for `changes`.
pub async fn document(browser: &Browser) -> String {
    browser
        .run(SNAPSHOT)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// The lines in which two documents differ.
#[must_use]
pub fn changes(one: &str, other: &str) -> Vec<String> {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let only = |a: &[&str], b: &[&str], sign: &str| {
        let strange = a.iter().filter(|l| !b.contains(l));
        strange.map(|l| format!("{sign} {l}")).collect::<Vec<_>>()
    };
    let mut all = only(&one, &other, "-");
    all.extend(only(&other, &one, "+"));
    if all.is_empty() && one != other {
        all.push(format!(
            "{} elements became {}, or their order changed",
            one.len(),
            other.len()
        ));
    }
    all
}

/// Puts the probe into every page of a door, ahead of all else; `host_events` are the bare names that it listens for.
pub fn probe(door: &Door, before: &str, host_events: &[&str]) {
    let mut names: Vec<String> = telemetry::Name::ALL
        .iter()
        .map(|n| n.text())
        .filter(|n| !n.ends_with('.'))
        .map(str::to_owned)
        .collect();
    names.extend(host_events.iter().map(|n| format!("host.{n}")));
    let script = include_str!("probe.js").replace("EVENTS", &json!(names).to_string());
    door.page("/probe.js", script);
    door.edit(
        before,
        &format!("<script src=\"/probe.js\"></script>{before}"),
    );
}

/// How many events have this name.
#[must_use]
pub fn count(events: &[Value], name: &str) -> usize {
    events.iter().filter(|e| e["name"] == name).count()
}

/// Waits until the collector holds as many events of a name.
pub async fn await_rows(kumo: &Kumo, name: &str, n: usize) -> Vec<Value> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let events = kumo.events();
        if count(&events, name) >= n {
            return events;
        }
        let names: Vec<&Value> = events.iter().map(|e| &e["name"]).collect();
        assert!(Instant::now() < deadline, "no {n} {name} in {names:?}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits until nothing waits in the page any more, then holds the page's book against the collector's rows of its
/// session: the same events, each as often, numbered without a gap. Gives the rows. For the first page of a session.
pub async fn agree(browser: &Browser, kumo: &Kumo) -> Vec<Value> {
    let stored = format!("({WAITING}).then((n) => n === 0)");
    browser.wait("an empty queue", &stored).await;
    let told = browser.run("window.seen.events").await;
    let mut told: Vec<String> = told
        .as_array()
        .into_iter()
        .flatten()
        .map(Value::to_string)
        .collect();
    let session = browser
        .run("JSON.parse(localStorage['shirube:pk_demo:session']).id")
        .await;
    let mut rows = kumo.events();
    rows.retain(|e| e["session"] == session);
    let row = |e: &Value| json!([e["name"], e["content"], e["step"]]).to_string();
    let mut kept: Vec<String> = rows.iter().map(row).collect();
    told.sort_unstable();
    kept.sort_unstable();
    assert_eq!(
        told, kept,
        "what the page was told, and what the collector holds"
    );
    let mut seqs: Vec<i64> = rows.iter().filter_map(|e| e["seq"].as_i64()).collect();
    seqs.sort_unstable();
    assert_eq!(seqs.len(), rows.len(), "every row has its number");
    assert!(
        seqs.windows(2).all(|w| w[1] == w[0] + 1),
        "without gap or double: {seqs:?}"
    );
    rows
}
