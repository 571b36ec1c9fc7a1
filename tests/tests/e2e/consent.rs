//! Consent, before the first write: what is not granted is not stored and not sent; what is function stays.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{await_rows, probe};

/// Everything of ours that the browser keeps: keys of the storages, and what lies in our databases.
const KEPT: &str = "(async () => { const ours = (s) => Object.keys(s).filter((k) => k.startsWith('shirube')); \
    const out = {local: ours(localStorage), session: ours(sessionStorage), progress: 0, rows: 0, databases: 0}; \
    for (const {name} of await indexedDB.databases()) { if (!name.startsWith('shirube')) continue; out.databases += 1; \
        const db = await new Promise((resolve) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); }); \
        for (const table of db.objectStoreNames) out[table] = await new Promise((resolve) => { \
            const count = db.transaction(table).objectStore(table).count(); count.onsuccess = () => resolve(count.result); }); \
        db.close(); } \
    return out; })()";

/// Kumo with an attribute of the tag, and a script ahead of everything.
pub(crate) fn page(kumo: &Kumo, attribute: &str, early: &str) -> Door {
    let door = Door::before(kumo);
    door.page("/early.js", early.to_owned());
    door.edit(
        "<meta charset",
        "<script src=\"/early.js\"></script><meta charset",
    );
    probe(&door, "<script src=\"/early.js\">", &["filter_used"]);
    door.edit("data-key=", &format!("{attribute} data-key="));
    door
}

fn posts(door: &Door) -> usize {
    door.asked()
        .iter()
        .filter(|a| *a == "POST /v1/events")
        .count()
}

/// Shows guidance, lets the person do something, and takes the pause that would have sent it.
async fn use_it(browser: &Browser, door: &Door, user: &str) {
    let address = format!("{}/invoices?lang=en&user={user}", door.base);
    browser.open(&address).await;
    browser.step("new").await;
    browser
        .click(
            "a filter",
            "document.querySelector('[data-testid=filter-draft]')",
        )
        .await;
    browser.click_part("card-close").await;
    browser.wait("no card", "!part('card')").await;
    browser
        .wait(
            "the events",
            "window.seen.events.some((e) => e[0] === 'prompt.dismissed')",
        )
        .await;
}

pub(crate) async fn unknown_consent_writes_nothing(brand: Brand) {
    let kumo = Kumo::start(&format!("unknown-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = page(&kumo, "data-consent=\"unknown\"", "");
    use_it(&browser, &door, "u-unknown").await;
    let nothing = json!({"local": [], "session": [], "progress": 0, "rows": 0, "databases": 0});
    assert_eq!(browser.run(KEPT).await, nothing);

    // The answer comes: what waited in memory is kept and counted with what follows, and has no gap.
    assert_eq!(posts(&door), 0);
    browser.run("(window.shirube.consent('granted'), 1)").await;
    browser
        .click(
            "a filter",
            "document.querySelector('[data-testid=filter-sent]')",
        )
        .await;
    let mut rows = await_rows(&kumo, "host.filter_used", 2).await;
    rows.sort_by_key(|e| e["seq"].as_u64());
    let names: Vec<&str> = rows.iter().filter_map(|e| e["name"].as_str()).collect();
    let place = |name: &str| names.iter().position(|n| *n == name);
    assert_eq!(place("session.started"), Some(0), "{names:?}");
    assert!(
        place("prompt.dismissed") < place("consent.changed"),
        "{names:?}"
    );
    let numbers: Vec<u64> = rows.iter().filter_map(|e| e["seq"].as_u64()).collect();
    assert!(
        numbers.iter().copied().eq(0..numbers.len() as u64),
        "{numbers:?}"
    );
    // What happened before is no evidence of consent: it carries its own time.
    assert!(rows.is_sorted_by_key(|e| e["at"].as_i64()));
    let kept = browser
        .wait(
            "progress in storage",
            &format!("({KEPT}).then((k) => k.progress === 1 && k)"),
        )
        .await;
    assert_eq!(
        kept["local"].as_array().map(Vec::len),
        Some(2),
        "session and device: {kept}"
    );

    // And taken back: nothing of it stays but progress.
    browser.run("(window.shirube.consent('denied'), 1)").await;
    browser
        .click(
            "a filter",
            "document.querySelector('[data-testid=filter-all]')",
        )
        .await;
    browser
        .wait("no rows", &format!("({KEPT}).then((k) => k.rows === 0)"))
        .await;
    let local = browser.run("Object.entries(localStorage).filter(([k]) => k.startsWith('shirube')).map(([, v]) => v).join()").await;
    assert!(!has_id(&local), "no identifier is left: {local}");
    browser.close().await;
}

/// Whether a UUID stands in a text.
fn has_id(text: &Value) -> bool {
    let text = text.as_str().unwrap_or_default();
    text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .any(|word| word.len() == 36)
}

/// The page is reloaded: the dismissed guide stays away, so progress was kept; and nothing else was.
async fn keeps_progress_and_records_nothing(
    browser: &Browser,
    kumo: &Kumo,
    door: &Door,
    user: &str,
) {
    use_it(browser, door, user).await;
    browser
        .wait(
            "progress in storage",
            &format!("({KEPT}).then((k) => k.progress === 1)"),
        )
        .await;
    browser
        .open(&format!("{}/invoices?lang=en&user={user}", door.base))
        .await;
    browser
        .wait(
            "a decision",
            "window.shirube.explain?.('first-invoice')?.failed?.[0]?.rule === 'after_dismiss'",
        )
        .await;
    let kept = browser.run(KEPT).await;
    assert_eq!(kept["rows"], 0, "{kept}");
    let text = browser
        .run("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        .await;
    assert!(!has_id(&text), "no identifier is kept: {text}");
    // Leaving the page would send what waits.
    browser.open("about:blank").await;
    assert_eq!(posts(door), 0);
    assert_eq!(kumo.events(), Vec::<Value>::new());
}

pub(crate) async fn denied_consent_keeps_progress_and_records_nothing(brand: Brand) {
    let kumo = Kumo::start(&format!("denied-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = page(&kumo, "data-consent=\"denied\"", "");
    keeps_progress_and_records_nothing(&browser, &kumo, &door, "u-denied").await;
    browser.close().await;
}

pub(crate) async fn privacy_control_is_a_no(brand: Brand) {
    let kumo = Kumo::start(&format!("gpc-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    // As a browser with Global Privacy Control says it; the page's own attribute does not outweigh it.
    let control = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true, configurable: true});";
    let door = page(&kumo, "data-consent=\"granted\"", control);
    keeps_progress_and_records_nothing(&browser, &kumo, &door, "u-gpc").await;
    browser.close().await;
}
