//! Coming back: to a page that the browser kept, and to a guide that another tab could take up as well.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{agree, await_rows, count, probe};

pub(crate) async fn a_page_from_the_cache_goes_on(brand: Brand) {
    let kumo = Kumo::start(&format!("cache-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    browser
        .open(&format!("{}/invoices?lang=en&user=u-cache", door.base))
        .await;
    browser.step("new").await;
    browser
        .run("(window.card = part('card'), addEventListener('pageshow', (e) => { window.kept = e.persisted; }), 1)")
        .await;
    for round in 1..=2 {
        browser.open(&format!("{}/healthz", door.base)).await;
        browser.session().back().await.expect("back");
        browser
            .wait("the page again", "location.pathname === '/invoices' && document.readyState === 'complete' && (window.kept || !window.card)")
            .await;
        assert_eq!(
            browser.run("window.kept ?? null").await,
            json!(true),
            "round {round}: kept by the browser"
        );
        assert_eq!(
            browser.run("part('card') === window.card").await,
            json!(true),
            "round {round}: the guide stands as it stood"
        );
        browser.run("(window.kept = null, 1)").await;
    }
    browser
        .click("New invoice", "document.querySelector('#new-invoice')")
        .await;
    browser.step("customer").await;
    let rows = agree(&browser, &kumo).await;
    for name in ["session.started", "tutorial.started", "prompt.shown"] {
        assert_eq!(count(&rows, name), 1, "{name}");
    }
    assert_eq!(count(&rows, "tutorial.step_completed"), 1);
    browser.close().await;
}

pub(crate) async fn a_guide_goes_on_in_one_tab_only(brand: Brand) {
    let kumo = Kumo::start(&format!("one-tab-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    let address = |path: &str| format!("{}{path}?lang=en&user=u-one-tab", door.base);
    browser.open(&address("/invoices")).await;
    browser.step("new").await;
    let first = browser.open_tab(&address("/invoices/new")).await;
    // A tab behind another one has no frames.
    let still = "(async () => { for (let n = 0; n < 60; n += 1) await new Promise((done) => setTimeout(done, 16)); \
        return [part('card')?.dataset.step ?? null, window.shirube.state()]; })()";
    browser.wait("the other tab", "window.seen?.ready").await;
    assert_eq!(
        browser.run(still).await,
        json!([null, null]),
        "the other tab"
    );
    let other = browser.session().window().await.expect("a window");

    browser.turn_to(first).await;
    browser
        .click("New invoice", "document.querySelector('#new-invoice')")
        .await;
    browser.step("customer").await;
    // A full load on the step's own page, while the other tab stands on the same one.
    browser.open(&address("/invoices/new")).await;
    browser.step("customer").await;
    let first = browser.session().window().await.expect("a window");
    browser.turn_to(other).await;
    assert_eq!(
        browser.run(still).await,
        json!([null, null]),
        "the other tab, later"
    );
    browser.open(&address("/invoices/new")).await;
    browser
        .wait("the other tab anew", "window.seen?.ready")
        .await;
    assert_eq!(
        browser.run(still).await,
        json!([null, null]),
        "the other tab, anew"
    );
    browser.turn_to(first).await;
    browser.step("customer").await;
    browser
        .click(
            "a customer",
            "document.querySelector('[data-testid=customer-select] option[value^=C-]')",
        )
        .await;
    browser.step("line").await;
    let rows = await_rows(&kumo, "tutorial.step_completed", 2).await;
    assert_eq!(count(&rows, "tutorial.started"), 1);
    let tabs = |e: &&Value| {
        e["name"]
            .as_str()
            .is_some_and(|n| n.starts_with("tutorial."))
    };
    let mut tabs: Vec<&Value> = rows.iter().filter(tabs).map(|e| &e["tab"]).collect();
    tabs.dedup();
    assert_eq!(tabs.len(), 1, "one tab guides: {tabs:?}");
    browser.close().await;
}
