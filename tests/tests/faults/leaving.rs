//! Rows 1, 2, 3, 4, 11: the page, the tab or the browser goes away.

use std::ops::Range;

use tests::browser::Browser;
use tests::driver::Brand;
use tests::wire::{Fault, signed};

use crate::chance::Chance;
use crate::scene::{Scene, Tally, acts, on_disk, ready};

/// Row 1: the browser is killed while a person acts; what was on its disk by then is counted.
pub(crate) async fn killed(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(1, brand);
    let mut tally = Tally::default();
    for run in runs {
        let mut chance = Chance::of(run);
        let profile =
            std::env::temp_dir().join(format!("shirube-kill-{}-{run}-{brand}", std::process::id()));
        if chance.below(2) == 0 {
            scene.wire.always(signed(503));
        }
        let browser = Browser::start_on(brand, &profile).await;
        scene.open(&browser, "/page.html").await;
        let numbers = scene.numbers(20);
        let acting = format!(
            "(window.acted = 0, {numbers:?}.forEach((n, i) => setTimeout(() => {{ shirube.track('act', {{n}}); window.acted += 1; }}, i * 4)), 1)"
        );
        browser.run(&acting).await;
        let enough = format!("window.acted > {}", chance.below(20));
        browser.wait("some acts", &enough).await;
        let mut safe = on_disk(&browser).await;
        browser.kill(&profile);
        safe.extend(scene.held().into_keys());
        scene.strike(numbers.into_iter().filter(|n| !safe.contains(n)));
        scene.wire.heal();
        let browser = Browser::start_on(brand, &profile).await;
        scene.open(&browser, "/page.html").await;
        tally = scene.agree("killed").await;
        browser.close().await;
        let _ = std::fs::remove_dir_all(&profile);
    }
    tally
}

/// Row 2: the tab is closed right after the act.
pub(crate) async fn tab_closed(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(2, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    for run in runs {
        let mut chance = Chance::of(run);
        let first = browser.open_tab(&scene.url("/page.html")).await;
        ready(&browser).await;
        let count = 1 + chance.below(5);
        scene.act(&browser, count).await;
        // 0 to 50 ms, as the page's own clock has it.
        let pause = format!(
            "new Promise((r) => setTimeout(() => r(1), {}))",
            chance.below(51)
        );
        browser.run(&pause).await;
        let closed = browser.session().close_window().await;
        closed.expect("the tab closes");
        browser.turn_to(first).await;
    }
    // What could not be sent in time is sent by the next page.
    scene.open(&browser, "/page.html").await;
    let tally = scene.agree("tab closed").await;
    browser.close().await;
    tally
}

/// Row 3: the same tab goes elsewhere in the same turn as the act.
pub(crate) async fn gone_elsewhere(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(3, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    for run in runs {
        let leave = [
            "location.href = '/page.html?on'",
            "location.reload()",
            "location.replace('/page.html?instead')",
        ][run % 3];
        let numbers = scene.numbers(5);
        browser
            .run(&format!("(window.old = 1, {}, {leave}, 1)", acts(&numbers)))
            .await;
        browser
            .wait(
                "the next page",
                "!window.old && document.readyState === 'complete'",
            )
            .await;
        ready(&browser).await;
    }
    let tally = scene.agree("gone elsewhere").await;
    assert_eq!(scene.gaps(), 0, "numbers without a gap");
    browser.close().await;
    tally
}

/// Row 4: nothing gets through from the start; the page is closed; later it does.
pub(crate) async fn offline(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(4, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    for _ in runs {
        scene.wire.always(Fault::Reset);
        scene.open(&browser, "/page.html").await;
        for _ in 0..4 {
            scene.act(&browser, 25).await;
        }
        browser.open(&scene.url("/blank.html")).await;
        let before = scene.held().len();
        scene.wire.heal();
        assert_eq!(before, scene.held().len(), "nothing got through");
        scene.open(&browser, "/page.html").await;
        scene.agree("offline").await;
    }
    let tally = scene.agree("offline").await;
    assert_eq!(scene.gaps(), 0, "numbers without a gap");
    browser.close().await;
    tally
}

/// Row 11: away and back, kept alive in between where the browser does that; offline on every third way.
pub(crate) async fn away_and_back(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(11, brand);
    scene.page(
        "/kept.html",
        "window.kept = 0; addEventListener('pageshow', (e) => { if (e.persisted) window.kept += 1; });",
    );
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/kept.html").await;
    let (mut kept, mut ways) = (0, 0);
    for run in runs {
        if run % 3 == 1 {
            scene.wire.always(Fault::Reset);
        }
        scene.act(&browser, 2).await;
        browser
            .run("(window.before = window.kept, location.href = '/blank.html', 1)")
            .await;
        browser.wait("away", "document.title === 'blank'").await;
        scene.wire.heal();
        browser.run("(history.back(), 1)").await;
        browser.wait("back", "document.title === 'faults'").await;
        ready(&browser).await;
        ways += 1;
        kept += usize::from(
            browser
                .run("window.before !== undefined && window.kept > window.before")
                .await
                == true,
        );
        scene.act(&browser, 1).await;
    }
    let tally = scene.agree("away and back").await;
    eprintln!("  row 11 {brand}: {kept} of {ways} times the page itself came back");
    browser.close().await;
    tally
}
