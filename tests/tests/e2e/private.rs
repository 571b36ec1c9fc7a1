//! A private window, and a browser that keeps nothing at all for the page: guidance works in both; where nothing can be
//! remembered nothing starts by itself, since it would come again on every page.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{agree, await_rows};

use crate::consent::page;

/// As a browser that blocks all data of sites says it.
const REFUSED: &str = "for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) \
    Object.defineProperty(window, name, {get: () => { throw new DOMException('refused', 'SecurityError'); }});";

async fn no_errors(browser: &Browser) {
    let seen = browser
        .run("[window.seen.errors, window.seen.uncaught]")
        .await;
    assert_eq!(seen, json!([[], []]));
}

pub(crate) async fn a_private_window_is_guided(brand: Brand) {
    let kumo = Kumo::start(&format!("private-{brand}"));
    let door = page(&kumo, "data-consent=\"granted\"", "");
    let browser = Browser::start_private(brand).await;
    browser
        .open(&format!("{}/invoices?lang=en&user=u-private", door.base))
        .await;
    browser.step("new").await;
    browser.click_part("card-close").await;
    browser.wait("no card", "!part('card')").await;
    agree(&browser, &kumo).await;
    // As long as the window stands it remembers.
    browser
        .open(&format!("{}/invoices?lang=en&user=u-private", door.base))
        .await;
    browser
        .wait(
            "what was closed stays away",
            "window.shirube?.explain?.('first-invoice')?.failed?.[0]?.rule === 'after_dismiss'",
        )
        .await;
    no_errors(&browser).await;
    browser.close().await;
}

pub(crate) async fn a_page_that_keeps_nothing_is_guided_on_demand(brand: Brand) {
    let kumo = Kumo::start(&format!("refused-{brand}"));
    let door = page(&kumo, "data-consent=\"granted\"", REFUSED);
    let browser = Browser::start(brand, 1280, 860).await;
    browser
        .open(&format!("{}/invoices?lang=en&user=u-refused", door.base))
        .await;
    browser.wait("ready", "window.seen.ready?.ok").await;
    browser
        .wait(
            "why nothing starts by itself",
            "window.shirube.explain('first-invoice').failed[0]?.rule === 'not_remembered'",
        )
        .await;
    let rows = await_rows(&kumo, "content.withheld", 1).await;
    let of = |name: &str| rows.iter().filter(|r| r["name"] == name).count();
    assert_eq!(of("prompt.shown"), 0, "nothing started by itself");

    browser.wait("the launcher", "part('launcher')").await;
    browser.run("(window.shirube.open('help'), 1)").await;
    browser.wait("help", "part('help')").await;
    browser.click_part("help-close").await;
    browser
        .run("(window.shirube.start('first-invoice'), 1)")
        .await;
    browser.step("new").await;
    browser.click_part("card-close").await;
    let rows = await_rows(&kumo, "tutorial.dismissed", 1).await;
    assert!(rows.iter().any(|r| r["name"] == "tutorial.started"));
    no_errors(&browser).await;
    browser.close().await;
}
