//! How soon a turned page is acted on, counted in frames: a dot belongs to the page turned to, and is there or gone.

use serde_json::{Value, json};
use tests::driver::Brand;

use crate::stage::Stage;

/// 50 ms at 60 frames a second.
const MOST: u64 = 3;

/// Does something and counts the frames until the dot is there, or gone. `TURN` has to call `look` once the page is turned.
const COUNT: &str = "new Promise((done) => { let frames = 0; \
    const look = () => !!part('hotspot') === WANTED ? done(frames) : frames === 60 ? done(60) : (frames += 1, requestAnimationFrame(look)); \
    TURN; })";

async fn frames(stage: &Stage, turn: &str, wanted: bool) -> u64 {
    let count = COUNT
        .replace("WANTED", &wanted.to_string())
        .replace("TURN", turn);
    stage.browser.run(&count).await.as_u64().expect("frames")
}

/// The router's page, with everything fetched that its dots need, and no guide in the way.
async fn warm(brand: Brand) -> Stage {
    let stage = Stage::open(brand, "router").await;
    let browser = &stage.browser;
    for (link, back) in [("a[data-push]", "/b"), ("a[href^=\"#\"]", "#/b")] {
        browser
            .click(link, &format!("document.querySelector('{link}')"))
            .await;
        browser.wait(back, "!!part('hotspot')").await;
        browser.wait("a card", "!!part('card')").await;
        browser
            .run("(window.shirube.stop(), history.back(), 1)")
            .await;
        browser
            .wait("the way back", "location.pathname + location.hash === '/'")
            .await;
        browser
            .wait("no dot", "!part('hotspot') && !part('card')")
            .await;
    }
    stage
}

async fn check(stage: &Stage, brand: Brand, turns: &[(&str, &str, bool)]) {
    let mut seen = Vec::new();
    for (name, turn, wanted) in turns {
        seen.push((*name, frames(stage, turn, *wanted).await));
    }
    println!("{brand}: frames until a turned page is acted on {seen:?}");
    assert!(seen.iter().all(|(_, n)| *n <= MOST), "acted on: {seen:?}");
}

pub(crate) async fn routes_turned_by_script_are_acted_on_at_once(brand: Brand) {
    let stage = warm(brand).await;
    let turns = [
        (
            "pushState",
            "history.pushState(null, '', '/b'); look()",
            true,
        ),
        (
            "replaceState",
            "history.replaceState(null, '', '/c'); look()",
            false,
        ),
        (
            "replaceState back",
            "history.replaceState(null, '', '/b'); look()",
            true,
        ),
        (
            "pushState away",
            "history.pushState(null, '', '/'); look()",
            false,
        ),
    ];
    check(&stage, brand, &turns).await;
    stage.browser.close().await;
}

pub(crate) async fn routes_that_the_browser_tells_of_are_acted_on_at_once(brand: Brand) {
    let stage = warm(brand).await;
    let turns = [
        (
            "hashchange",
            "addEventListener('hashchange', look, {once: true}); location.hash = '#/b'",
            true,
        ),
        (
            "popstate",
            "addEventListener('popstate', look, {once: true}); history.back()",
            false,
        ),
        (
            "popstate forward",
            "addEventListener('popstate', look, {once: true}); history.forward()",
            true,
        ),
    ];
    check(&stage, brand, &turns).await;
    stage.browser.run("(location.hash = '#/c', 1)").await;
    stage.browser.wait("no dot", "!part('hotspot')").await;
    // A person's click, which a router turns into a path after a promise.
    let count = frames_of_click(&stage).await;
    println!("{brand}: frames until a clicked route is acted on {count}");
    assert!(
        count.as_u64().is_some_and(|n| n <= MOST),
        "a click: {count}"
    );
    stage.browser.close().await;
}

async fn frames_of_click(stage: &Stage) -> Value {
    let browser = &stage.browser;
    let ready = format!(
        "(window.counted = null, window.turned = () => {{ delete window.turned; ({}).then((n) => {{ window.counted = [n]; }}); }}, 1)",
        COUNT.replace("WANTED", "true").replace("TURN", "look()")
    );
    browser.run(&ready).await;
    browser
        .click("By path", "document.querySelector('a[data-push]')")
        .await;
    let counted = browser.wait("a count", "window.counted").await;
    assert_eq!(browser.run("location.pathname").await, json!("/b"));
    counted[0].clone()
}
