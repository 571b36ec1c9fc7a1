//! Where a step's page and element are found: routes, shadow roots, frames, nodes made anew, policies.

use serde_json::json;
use tests::driver::Brand;

use crate::stage::{Stage, rect};

pub(crate) async fn a_click_that_pushes_a_path_is_acted_on(brand: Brand) {
    let stage = Stage::open(brand, "router").await;
    stage
        .browser
        .click("By path", "document.querySelector('a[data-push]')")
        .await;
    stage.browser.step("path").await;
    assert_eq!(stage.browser.run("location.pathname").await, json!("/b"));
    stage.browser.close().await;
}

pub(crate) async fn a_path_pushed_by_script_is_acted_on(brand: Brand) {
    let stage = Stage::open(brand, "router").await;
    stage
        .browser
        .run("(history.pushState(null, '', '/b'), 1)")
        .await;
    // A second's frames at most, without any event that a person would cause.
    let acted = "new Promise((done) => { let frames = 60; const look = () => window.shirube.state()?.id === 'on-path' \
                 ? done(true) : frames-- ? requestAnimationFrame(look) : done(false); look(); })";
    assert_eq!(stage.browser.run(acted).await, json!(true));
    stage.browser.close().await;
}

pub(crate) async fn a_hash_and_the_way_back_are_acted_on(brand: Brand) {
    let stage = Stage::open(brand, "router").await;
    let browser = &stage.browser;
    browser
        .click("By hash", "document.querySelector('a[href^=\"#\"]')")
        .await;
    browser.step("hash").await;
    browser.click_part("card-next").await;
    browser.wait("no card", "!part('card')").await;
    browser
        .click("By path", "document.querySelector('a[data-push]')")
        .await;
    browser.step("path").await;
    // The step has no page of its own and stays; where the tutorial starts is another page again.
    browser.run("(history.back(), 1)").await;
    browser
        .wait("the way back", "location.hash === '#/b'")
        .await;
    browser
        .wait(
            "a decision on the page gone back to",
            "window.seen.events.some((e) => e[0] === 'content.withheld' && e[1] === 'on-hash')",
        )
        .await;
    stage.browser.close().await;
}

pub(crate) async fn nested_shadow_roots_are_reached(brand: Brand) {
    let stage = Stage::open(brand, "shadow").await;
    stage.start("in-shadow", "deep").await;
    let deep = "document.querySelector('x-outer').shadowRoot.querySelector('x-inner').shadowRoot.querySelector('button').getBoundingClientRect()";
    stage.fits("the deep button", deep).await;
    stage.browser.close().await;
}

pub(crate) async fn a_frame_of_the_same_origin_is_reached(brand: Brand) {
    let stage = Stage::open(brand, "frames").await;
    stage.start("in-frame", "framed").await;
    let framed = "(() => { const f = document.querySelector('iframe'), o = f.getBoundingClientRect(), \
        t = f.contentDocument.querySelector('[data-testid=framed]').getBoundingClientRect(), x = o.left + f.clientLeft, y = o.top + f.clientTop; \
        return {left: t.left + x, right: t.right + x, top: t.top + y, bottom: t.bottom + y}; })()";
    stage.fits("the framed button", framed).await;
    stage.browser.close().await;
}

pub(crate) async fn an_equal_node_keeps_the_step(brand: Brand) {
    let stage = Stage::open(brand, "virtual-list").await;
    stage.start("tour", "one").await;
    let browser = &stage.browser;
    browser
        .wait(
            "shown",
            "window.seen.events.some((e) => e[0] === 'tutorial.step_shown')",
        )
        .await;
    browser.run("(window.card = part('card'), draw(), 1)").await;
    browser.step("one").await;
    stage.fits("the new node", &rect("target")).await;
    browser.run("(draw(), draw(), 1)").await;
    browser.step("one").await;
    let shown = browser
        .run("window.seen.events.filter((e) => e[0] === 'tutorial.step_shown').length")
        .await;
    assert_eq!(shown, json!(1), "the step is not announced again");
    browser.click_part("card-next").await;
    browser.step("two").await;
    stage.browser.close().await;
}

pub(crate) async fn a_strict_policy_sees_no_violation(brand: Brand) {
    let stage = Stage::open(brand, "strict-policy").await;
    stage.start("tour", "one").await;
    stage.fits("under the policy", &rect("target")).await;
    stage.browser.click_part("card-unclear").await;
    stage.browser.click_part("card-next").await;
    stage.browser.step("two").await;
    assert_eq!(stage.browser.run("window.violations").await, json!([]));
    stage.browser.close().await;
}
