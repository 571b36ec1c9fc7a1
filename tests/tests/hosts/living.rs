//! What a guide leaves behind, what it does while nothing is there to point at, and what the eye sees frame by frame.

use serde_json::{Value, json};
use tests::driver::Brand;

use crate::stage::{Stage, rect};

/// Starts and stops, over and over, then a few frames in which nothing happens.
const CYCLES: &str = "(async () => { for (let n = 0; n < COUNT; n += 1) { \
    const { shown } = await window.shirube.start('tour', {force: true}); if (!shown) return n; \
    window.shirube.stop(); } \
    for (let n = 0; n < 12; n += 1) await new Promise(requestAnimationFrame); return true; })()";

pub(crate) async fn a_thousand_starts_leave_nothing(brand: Brand) {
    let stage = Stage::open(brand, "counted").await;
    let browser = &stage.browser;
    let cycles = |count: u32| CYCLES.replace("COUNT", &count.to_string());
    assert_eq!(browser.run(&cycles(10)).await, json!(true));
    let before = browser.run("window.held()").await;
    for _ in 0..10 {
        assert_eq!(browser.run(&cycles(100)).await, json!(true));
    }
    assert_eq!(
        browser.run("window.held()").await,
        before,
        "after 1,000 starts and stops"
    );
    browser.run("(window.shirube.destroy(), 1)").await;
    let frames = "(async () => { for (let n = 0; n < 30; n += 1) await new Promise(window.frame); return window.held(); })()";
    let left = browser.run(frames).await;
    let who = browser.run("window.who()").await;
    let nothing = json!({"listeners": 0, "timers": 0, "observers": 0, "nodes": 0});
    assert_eq!(left, nothing, "after destroy: {who}");
    assert_eq!(
        browser.run("document.querySelector('shirube-root')").await,
        Value::Null
    );
    stage.browser.close().await;
}

pub(crate) async fn a_target_that_comes_late_is_found_without_asking(brand: Brand) {
    let stage = Stage::open(brand, "counted").await;
    let browser = &stage.browser;
    browser
        .run(
            "(window.late = document.querySelector('[data-testid=target]'), window.late.remove(), \
              window.shirube.start('tour', {force: true}), 1)",
        )
        .await;
    let idle = "(async () => { for (let n = 0; n < 10; n += 1) await new Promise(window.frame); \
        const before = window.asked(); for (let n = 0; n < 60; n += 1) await new Promise(window.frame); \
        return window.asked() - before; })()";
    assert_eq!(
        browser.run(idle).await,
        json!(0),
        "frames and timers asked for while waiting"
    );
    let frames = "(async () => { document.querySelector('main').append(window.late); \
        for (let n = 0; n < 60; n += 1) { await new Promise(window.frame); if (part('card')) return n; } return 60; })()";
    let frames = browser.run(frames).await;
    assert!(
        frames.as_u64().is_some_and(|n| n <= 6),
        "the card came after {frames} frames"
    );
    stage.browser.close().await;
}

pub(crate) async fn what_cannot_be_found_is_told_apart(brand: Brand) {
    let stage = Stage::open(brand, "verdicts").await;
    let browser = &stage.browser;
    browser
        .run("(window.shirube.start('verdicts', {force: true}), 1)")
        .await;
    browser.step("there").await;
    let told = browser
        .run(
            "window.seen.events.filter((e) => e[0].startsWith('anchor.')).map((e) => [e[0], e[2]])",
        )
        .await;
    let expected = json!([
        ["anchor.missing", "missing"],
        ["anchor.hidden", "hidden"],
        ["anchor.ambiguous", "ambiguous"]
    ]);
    assert_eq!(told, expected);
    // The last one names its target in every way at once, by what its users hear.
    stage
        .fits(
            "by role, name and nearness",
            "document.querySelector('#second').getBoundingClientRect()",
        )
        .await;
    stage.browser.close().await;
}

/// Every place at which the card was seen in so many frames from now on.
fn places(act: &str, frames: u32) -> String {
    format!(
        "(async () => {{ {act}; const all = []; for (let n = 0; n < {frames}; n += 1) {{ await new Promise(requestAnimationFrame); \
            const c = part('card'); if (!c) continue; const r = c.getBoundingClientRect(); \
            all.push([Math.round(r.left), Math.round(r.top)].join()); }} return [...new Set(all)]; }})()"
    )
}

pub(crate) async fn the_card_is_never_seen_elsewhere(brand: Brand) {
    let stage = Stage::open(brand, "sticky-header").await;
    let start = places("window.shirube.start('tour', {force: true})", 60);
    let seen = stage.browser.run(&start).await;
    let places: Vec<Vec<f64>> = seen
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|at| at.as_str())
        .map(|at| at.split(',').filter_map(|n| n.parse().ok()).collect())
        .collect();
    // What a scroll leaves between two pixels settles within one.
    let last = places.last().expect("a place");
    let off = |at: &Vec<f64>| at.iter().zip(last).any(|(a, b)| (a - b).abs() > 1.0);
    assert!(!places.iter().any(off), "a step that must scroll: {seen}");
    stage.browser.close().await;
}

pub(crate) async fn a_card_without_room_stands_still(brand: Brand) {
    let stage = Stage::open(brand, "no-room").await;
    stage.start("tour", "one").await;
    for by in [0, 150] {
        let still = places(
            &format!("scrollTo(0, {by}); await new Promise(requestAnimationFrame)"),
            120,
        );
        let seen = stage.browser.run(&still).await;
        assert_eq!(
            seen.as_array().map(Vec::len),
            Some(1),
            "scrolled by {by}: {seen}"
        );
    }
    stage.browser.close().await;
}

pub(crate) async fn scrolling_in_frames_and_shadow_roots_keeps_the_hole(brand: Brand) {
    let stage = Stage::open(brand, "deep-scrollers").await;
    let browser = &stage.browser;
    let inner = "document.querySelector('iframe').contentWindow";
    let framed = "(() => { const f = document.querySelector('iframe'), o = f.getBoundingClientRect(), \
        t = f.contentDocument.querySelector('[data-testid=framed]').getBoundingClientRect(), x = o.left + f.clientLeft, y = o.top + f.clientTop; \
        return {left: t.left + x, right: t.right + x, top: t.top + y, bottom: t.bottom + y}; })()";
    let pane = "document.querySelector('x-pane').shadowRoot.querySelector('div')";
    for (id, step, target, scroll) in [
        (
            "tour",
            "one",
            rect("target"),
            format!("{pane}.scrollBy(0, 25)"),
        ),
        (
            "tour",
            "one",
            rect("target"),
            format!("{pane}.scrollBy(-20, 0)"),
        ),
        (
            "in-frame",
            "framed",
            framed.to_owned(),
            format!("{inner}.scrollBy(0, 30)"),
        ),
        (
            "in-frame",
            "framed",
            framed.to_owned(),
            "scrollBy(0, 20)".to_owned(),
        ),
    ] {
        stage.start(id, step).await;
        stage.fits(&scroll, &target).await;
        let act = format!(
            "new Promise((done) => {{ {scroll}; requestAnimationFrame(() => requestAnimationFrame(() => done(1))); }})"
        );
        browser.run(&act).await;
        stage.fits(&format!("after {scroll}"), &target).await;
        browser.run("(window.shirube.stop(), 1)").await;
        browser.wait("no card", "!part('card')").await;
    }
    stage.browser.close().await;
}
