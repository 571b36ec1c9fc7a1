//! A core that traps: gone without a trace in the page, and told once.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::{Kumo, twin};
use tests::ledger::{await_rows, count};

/// Guidance is switched off, the host hears nothing, and the operator hears of it once.
pub(crate) async fn a_core_that_traps_is_gone_and_told_once(brand: Brand) {
    // Only Chromium's driver runs a script before every page's own.
    // The twin keeps its memory to itself.
    if brand != Brand::Chromium || twin() {
        return;
    }
    let kumo = Kumo::start("crash");
    let browser = Browser::start(brand, 1280, 860).await;
    // The core's memory is got hold of as it starts, to be spoilt later.
    let spy = "const instantiate = WebAssembly.instantiateStreaming;
        WebAssembly.instantiateStreaming = async (...given) => {
            const made = await instantiate(...given);
            window.memory ||= made.instance.exports.memory;
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
    await_rows(&kumo, "prompt.shown", 1).await;
    browser
        .run("(new Uint8Array(window.memory.buffer).fill(255), window.shirube.track('x'), 1)")
        .await;
    let gone = "!document.querySelector('shirube-root')";
    browser.wait("no root", gone).await;
    let events = await_rows(&kumo, "sdk.crashed", 1).await;
    browser
        .run("(window.shirube.track('y'), window.shirube.next(), 1)")
        .await;
    assert_eq!(count(&events, "sdk.crashed"), 1);
    assert_eq!(browser.run("window.uncaught").await, json!(0));
    browser.close().await;
}
