//! A person with the script tag on Kumo, in a real browser, against the real collector.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::kumo::Kumo;

/// The host's document as a person's tools see it: attributes, classes, inline styles, children but ours.
const SNAPSHOT: &str = "(() => { const out = []; const walk = (e) => { if (e.localName === 'shirube-root' || e.localName === 'script') return; \
    out.push(e.localName + [...e.attributes].map((a) => ` ${a.name}=${a.value}`).sort().join('')); for (const c of e.children) walk(c); }; \
    walk(document.documentElement); return out.join('\\n'); })()";

fn count(events: &[Value], name: &str) -> usize {
    events.iter().filter(|e| e["name"] == name).count()
}

/// The lines in which two snapshots differ.
fn strange(one: &Value, other: &Value) -> Vec<String> {
    let lines = |v: &Value| {
        v.as_str()
            .unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (one, other) = (lines(one), lines(other));
    let only = |a: &[String], b: &[String]| {
        a.iter()
            .filter(|l| !b.contains(l))
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut all = only(&one, &other);
    all.extend(only(&other, &one));
    if all.is_empty() && one.len() != other.len() {
        all.push(format!("{} elements became {}", one.len(), other.len()));
    }
    all
}

/// Waits until the collector holds as many events of a name.
fn await_rows(kumo: &Kumo, name: &str, n: usize) -> Vec<Value> {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let events = kumo.events();
        if count(&events, name) >= n {
            return events;
        }
        let names: Vec<&Value> = events.iter().map(|e| &e["name"]).collect();
        assert!(
            std::time::Instant::now() < deadline,
            "no {n} {name} in {names:?}"
        );
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_learns_and_is_counted() {
    let kumo = Kumo::start("walk");
    let browser = Browser::start(1280, 860).await;
    browser
        .open(&format!("{}/invoices?user=u-walk&lang=en", kumo.base))
        .await;

    browser.step("new").await;
    let hole = browser
        .run("(() => { const s = part('spotlight').getBoundingClientRect(), t = document.querySelector('#new-invoice').getBoundingClientRect(); \
              return Math.max(...['left', 'right', 'top', 'bottom'].map((k) => Math.abs(s[k] - t[k]))); })()")
        .await;
    assert!(
        hole.as_f64().is_some_and(|d| d <= 8.0),
        "the hole lies {hole} px off its target"
    );
    browser
        .click("New invoice", "document.querySelector('#new-invoice')")
        .await;
    browser.step("customer").await;
    browser.click_part("card-unclear").await;
    browser
        .click(
            "a customer",
            "document.querySelector('[data-testid=customer-select] option[value^=C-]')",
        )
        .await;
    browser.step("line").await;
    browser
        .click(
            "Add a line",
            "document.querySelector('[data-testid=add-line]')",
        )
        .await;
    browser.step("due").await;
    browser.click_part("card-next").await;
    browser.step("save").await;
    // What the form needs to be saved, as a person would fill it in.
    browser.run("(() => { const set = (e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); }; \
        const row = document.querySelector('tbody tr, .line'); for (const e of row.querySelectorAll('input')) if (!e.value) set(e, e.type === 'number' || e.inputMode === 'numeric' ? '1000' : 'Paper'); })()").await;
    browser
        .click(
            "Save",
            "document.querySelector('[data-testid=save-invoice]')",
        )
        .await;
    browser.step("done").await;
    browser.click_part("card-next").await;

    let events = await_rows(&kumo, "tutorial.completed", 1);
    let ledger: BTreeMap<&str, usize> = [
        ("session.started", 1),
        ("prompt.accepted", 1),
        ("tutorial.unclear", 1),
        ("tutorial.completed", 1),
        ("host.invoice_created", 1),
        ("checklist.item_completed", 1),
    ]
    .into();
    for (name, n) in &ledger {
        assert_eq!(count(&events, name), *n, "{name}");
    }
    let steps = |name: &str| -> Vec<String> {
        let of = |e: &&Value| e["name"] == name && e["content"] == "first-invoice";
        events
            .iter()
            .filter(of)
            .map(|e| e["step"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        steps("tutorial.step_completed"),
        ["new", "customer", "line", "due", "save", "done"]
    );
    assert!(
        events.iter().all(|e| e["user"] == "u-walk"),
        "every event is this person's"
    );
    let mut seqs: Vec<i64> = events.iter().filter_map(|e| e["seq"].as_i64()).collect();
    seqs.sort_unstable();
    assert!(
        seqs.windows(2).all(|w| w[1] == w[0] + 1),
        "gap-free: {seqs:?}"
    );

    let funnel = kumo.json("/v1/reports/content/first-invoice");
    assert_eq!(funnel["rows"].as_array().map(Vec::len), Some(6), "{funnel}");

    // SIGKILL loses nothing that was acknowledged.
    let before = kumo.events().len();
    let kumo = kumo.killed_and_started();
    assert!(
        kumo.events().len() >= before,
        "acknowledged events survive SIGKILL"
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_stays_as_it_was() {
    let kumo = Kumo::start("clean");
    let browser = Browser::start(1280, 860).await;
    browser
        .open(&format!(
            "{}/invoices?control&lang=en&user=u-clean",
            kumo.base
        ))
        .await;
    browser
        .wait(
            "the rows",
            "document.querySelectorAll('tbody tr:not(.waiting-row)').length > 3",
        )
        .await;
    let control = browser.run(SNAPSHOT).await;

    browser
        .open(&format!("{}/invoices?lang=en&user=u-clean", kumo.base))
        .await;
    browser.step("new").await;
    browser.click_part("card-close").await;
    browser.wait("no card", "!part('card')").await;
    browser.click_part("launcher").await;
    browser.wait("the checklist", "part('checklist')").await;
    browser.click_part("checklist-close").await;
    browser.wait("no checklist", "!part('checklist')").await;
    assert_eq!(
        browser.run(SNAPSHOT).await,
        control,
        "with Shirube on the page"
    );
    browser.run("(window.shirube.destroy(), 1)").await;
    assert_eq!(
        browser
            .run("document.querySelectorAll('shirube-root').length")
            .await,
        json!(0)
    );
    let after = browser.run(SNAPSHOT).await;
    assert_eq!(
        strange(&control, &after),
        Vec::<String>::new(),
        "after destroy()"
    );
    let csp = kumo.json("/csp-report");
    assert_eq!(csp["count"], json!(0), "{csp}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tooltip_explains_and_a_reload_goes_on() {
    let kumo = Kumo::start("tip");
    let browser = Browser::start(1280, 860).await;
    browser
        .open(&format!("{}/invoices/new?lang=ja&user=u-tip", kumo.base))
        .await;
    browser
        .click(
            "the due date's hotspot",
            "root?.querySelector('[part~=hotspot][data-id=due-date]')",
        )
        .await;
    browser
        .wait("the tip", "part('tooltip')?.innerText.includes('支払')")
        .await;
    browser.click_part("tooltip-close").await;
    browser.wait("no tip", "!part('tooltip')").await;
    await_rows(&kumo, "tooltip.opened", 1);

    browser
        .run("(window.shirube.start('first-invoice', {step: 'due'}), 1)")
        .await;
    browser.step("due").await;
    browser.run("(location.reload(), 1)").await;
    browser.step("due").await;
    let title = browser.run("part('card-title').innerText").await;
    assert_eq!(title, json!("支払期限を確認します"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_core_that_traps_is_gone_and_told_once() {
    let kumo = Kumo::start("crash");
    let browser = Browser::start(1280, 860).await;
    // The core's memory is got hold of as it starts, to be spoilt later.
    let spy = "const instantiate = WebAssembly.instantiateStreaming;
        WebAssembly.instantiateStreaming = async (...given) => {
            const made = await instantiate(...given);
            window.memory = made.instance.exports.memory;
            return made;
        };
        window.uncaught = 0;
        addEventListener('error', () => { window.uncaught += 1; });
        addEventListener('unhandledrejection', () => { window.uncaught += 1; });";
    browser.before_each_page(spy).await;
    browser
        .open(&format!("{}/invoices?lang=en&user=u-crash", kumo.base))
        .await;
    browser.step("new").await;
    await_rows(&kumo, "prompt.shown", 1);
    browser
        .run("(new Uint8Array(window.memory.buffer).fill(255), window.shirube.track('x'), 1)")
        .await;
    let gone = "!document.querySelector('shirube-root')";
    browser.wait("no root", gone).await;
    let events = await_rows(&kumo, "sdk.crashed", 1);
    browser
        .run("(window.shirube.track('y'), window.shirube.next(), 1)")
        .await;
    assert_eq!(count(&events, "sdk.crashed"), 1);
    assert_eq!(browser.run("window.uncaught").await, json!(0));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_catalogue_is_refused_and_the_page_goes_on() {
    let kumo = Kumo::start("damaged");
    let browser = Browser::start(1280, 860).await;
    let (status, body) = kumo.post(r#"{"v":1,"key":"pk_wrong","sdk":"t","sent":1,"events":[]}"#);
    assert_eq!(status, 401, "{body}");
    kumo.damage_catalogue();
    browser
        .open(&format!("{}/invoices?lang=en&user=u-damaged", kumo.base))
        .await;
    let ready = browser
        .wait(
            "an answer",
            "(window.shirube?.ready?.then((r) => { window.answer = r; }), window.answer)",
        )
        .await;
    assert_eq!(ready, json!({"ok": false, "code": "catalogue_damaged"}));
    browser
        .wait(
            "the host's rows",
            "document.querySelectorAll('tbody tr:not(.waiting-row)').length > 3",
        )
        .await;
    let events = await_rows(&kumo, "content.refused", 1);
    assert_eq!(count(&events, "content.refused"), 1);
    browser.close().await;
}
