//! Rows 10 and 18: several tabs on one queue, and clocks that are wrong.

use std::ops::Range;

use tests::browser::Browser;
use tests::driver::Brand;
use tests::wire::{Fault, signed};

use crate::scene::{Scene, Tally, ready};

/// Row 10: two tabs record, one is closed while it sends.
pub(crate) async fn two_tabs(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(10, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    for run in runs {
        let tabs = if run % 5 == 4 { 10 } else { 2 };
        let first = browser.session().window().await.expect("a window");
        let mut others = Vec::new();
        for _ in 1..tabs {
            browser.open_tab(&scene.url("/page.html")).await;
            ready(&browser).await;
            others.push(browser.session().window().await.expect("a window"));
        }
        scene.wire.then([Fault::LoseAnswer, signed(503)]);
        for tab in &others {
            browser.turn_to(tab.clone()).await;
            scene.act(&browser, 50).await;
        }
        browser.turn_to(first.clone()).await;
        scene.act(&browser, 50).await;
        for tab in others {
            browser.turn_to(tab).await;
            browser.session().close_window().await.expect("closes");
        }
        browser.turn_to(first).await;
        // What the closed ones left is taken up by the next page.
        scene.open(&browser, "/page.html").await;
        scene.agree(&format!("tabs {run}")).await;
    }
    let tally = scene.agree("tabs").await;
    browser.close().await;
    tally
}

/// Row 18: the clock is ten years off, jumps by an hour, or stands still; everything is taken, in the order of its numbers.
pub(crate) async fn clocks(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(18, brand);
    scene.page(
        "/clock.html",
        "window.shift = Number(sessionStorage.shift || 0); const Real = Date; \
         window.Date = class extends Real { constructor(...given) { if (given.length) super(...given); else super(Date.now()); } \
         static now() { return window.frozen || Real.now() + window.shift; } };",
    );
    let browser = Browser::start(brand, 1100, 800).await;
    const YEAR: i64 = 365 * 86_400_000;
    for run in runs {
        let start = [-10 * YEAR, 10 * YEAR, 0, 0][run % 4];
        browser.open(&scene.url("/blank.html")).await;
        browser
            .run(&format!(
                "(localStorage.clear(), sessionStorage.shift = {start}, 1)"
            ))
            .await;
        scene.open(&browser, "/clock.html").await;
        scene.act(&browser, 10).await;
        let jump = [
            "window.shift += 36e5",
            "window.shift -= 36e5",
            "window.frozen = Date.now()",
        ][run % 3];
        browser.run(&format!("({jump}, 1)")).await;
        scene.act(&browser, 10).await;
        scene.agree(&format!("clock {run}")).await;
    }
    let tally = scene.agree("clocks").await;
    assert_eq!(scene.gaps(), 0, "numbers without a gap");
    let events = scene.kumo.events();
    assert!(
        events
            .iter()
            .all(|e| e["received_ms"].is_null() || e["at"].is_number())
    );
    browser.close().await;
    tally
}
