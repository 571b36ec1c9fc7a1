//! A page whose policy forbids WebAssembly: the same tutorial, step by step, on the twin that was made of the wasm.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::walk;

/// What `ready` says.
const READY: &str = "(window.shirube?.ready?.then((r) => { window.answer = r; }), window.answer)";

/// Which engine's file came in.
const LOADED: &str = "performance.getEntriesByType('resource').map((e) => e.name.split('/').pop())\
    .filter((n) => n.endsWith('.wasm') || n.startsWith('shirube-twin')).map((n) => n.split('-')[1].slice(0, 4) === 'twin' ? 'twin' : 'wasm').filter((n, at, all) => all.indexOf(n) === at).join(' ')";

fn count(events: &[Value], name: &str) -> usize {
    events.iter().filter(|e| e["name"] == name).count()
}

fn await_rows(kumo: &Kumo, name: &str) -> Vec<Value> {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let events = kumo.events();
        if count(&events, name) > 0 {
            return events;
        }
        assert!(std::time::Instant::now() < deadline, "no {name}");
        std::thread::yield_now();
    }
}

async fn opened(kumo: &Kumo, user: &str) -> Browser {
    let browser = Browser::start(Brand::Chromium, 1280, 860).await;
    let page = format!("{}/invoices?user={user}&lang=ja", kumo.base);
    browser.open(&page).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_learns_without_wasm_and_without_a_violation() {
    let kumo = Kumo::asked("twin-js", &["--without-wasm", "--engine", "js"]);
    let browser = opened(&kumo, "u-twin").await;
    walk::first_invoice(&browser, 1).await;
    // Text that crossed the border after the memory has grown.
    let title = browser.run("part('card-title').innerText").await;
    assert_eq!(title, json!("取引先を選びます"));
    browser.run("(location.reload(), 1)").await;
    browser.step("customer").await;
    walk::from(&browser, 1, walk::LENGTH).await;
    assert_eq!(browser.run(LOADED).await, json!("twin"));

    let events = await_rows(&kumo, "tutorial.completed");
    for (name, n) in [
        ("session.started", 1),
        ("prompt.accepted", 1),
        ("tutorial.step_completed", walk::LENGTH),
        ("tutorial.completed", 1),
        ("host.invoice_created", 1),
        ("checklist.item_completed", 1),
    ] {
        assert_eq!(count(&events, name), n, "{name}");
    }
    let csp = kumo.json("/csp-report");
    assert_eq!(csp["count"], json!(0), "{csp}");
    browser.run("(shirube.destroy(), 1)").await;
    let left = "document.querySelectorAll('shirube-root').length";
    assert_eq!(browser.run(left).await, json!(0));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn auto_finds_out_for_itself_and_costs_one_report_at_most() {
    let kumo = Kumo::asked("twin-auto", &["--without-wasm", "--engine", "auto"]);
    let browser = opened(&kumo, "u-auto").await;
    browser.step("new").await;
    assert_eq!(browser.run(LOADED).await, json!("wasm twin"));
    assert_eq!(browser.wait("an answer", READY).await, json!({"ok": true}));
    let csp = kumo.json("/csp-report");
    assert!(csp["count"].as_u64().is_some_and(|n| n <= 1), "{csp}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wasm_alone_is_refused_in_words() {
    let kumo = Kumo::asked("twin-wasm", &["--without-wasm", "--engine", "wasm"]);
    let browser = opened(&kumo, "u-wasm").await;
    let answer = browser.wait("an answer", READY).await;
    assert_eq!(answer, json!({"ok": false, "code": "wasm_blocked"}));
    assert_eq!(browser.run(LOADED).await, json!("wasm"));
    let rows = "document.querySelectorAll('tbody tr').length > 3";
    browser.wait("the host's rows", rows).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_wasm_is_allowed_the_twin_stays_away() {
    let kumo = Kumo::asked("twin-none", &["--engine", "auto"]);
    let browser = opened(&kumo, "u-none").await;
    browser.step("new").await;
    assert_eq!(browser.run(LOADED).await, json!("wasm"));
    browser.close().await;
}
