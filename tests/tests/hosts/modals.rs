//! What comes into the top layer over a step, and goes again: the card lies above it, can be used, and is the same.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;

use crate::stage::{Stage, rect};

/// The innermost element that a click on the card's button would meet first.
const ON_TOP: &str = "(() => { const b = part('card-next'); if (!b) return 'no button'; const r = b.getBoundingClientRect(); \
    const x = r.left + r.width / 2, y = r.top + r.height / 2; let hit = document.elementFromPoint(x, y); \
    while (hit?.shadowRoot && hit.localName !== 'shirube-root') { const inner = hit.shadowRoot.elementFromPoint(x, y); if (!inner || inner === hit) break; hit = inner; } \
    return hit?.localName === 'shirube-root' ? 'above' : [hit?.outerHTML.slice(0, 60), x, y, innerWidth, innerHeight].join(); })()";

/// Waits until the card's button is above everything, and is the one that it was.
/// Until the window has had its size for three frames: a browser leaves fullscreen by and by.
const SETTLED: &str = "new Promise((done) => { let last, same = 0; const look = () => { \
    const now = [innerWidth, innerHeight, document.querySelector('[data-testid=target]').getBoundingClientRect().top].join(); \
    same = now === last ? same + 1 : 0; last = now; \
    same < 3 ? requestAnimationFrame(look) : done(true); }; look(); })";

async fn is_above(browser: &Browser, what: &str) {
    let above = format!("{ON_TOP} === 'above' && window.card === part('card')");
    browser.wait(what, &above).await;
}

async fn opened(brand: Brand) -> Stage {
    let stage = Stage::open(brand, "modals").await;
    stage.start("tour", "one").await;
    stage.browser.run("(window.card = part('card'), 1)").await;
    stage
}

async fn check(brand: Brand, cases: &[(&str, &str)]) {
    let stage = opened(brand).await;
    let browser = &stage.browser;
    let parent = "seek(document).parentNode.localName";
    for (open, close) in cases {
        browser
            .click(open, &format!("document.querySelector('{open}')"))
            .await;
        browser
            .wait(
                &format!("{open}: in the dialog"),
                &format!("{parent} === 'dialog'"),
            )
            .await;
        is_above(browser, &format!("above the dialog of {open}")).await;
        browser.run(&format!("({close}, 1)")).await;
        browser
            .wait(
                &format!("{close}: at home"),
                &format!("{parent} === 'body'"),
            )
            .await;
        is_above(browser, &format!("after {close}")).await;
    }
    browser.click_part("card-next").await;
    browser.step("two").await;
    stage.browser.close().await;
}

pub(crate) async fn the_card_outlives_every_dialog(brand: Brand) {
    let cases = [
        ("#open", "document.querySelector('body > dialog').close()"),
        ("#open", "document.querySelector('body > dialog').remove()"),
    ];
    check(brand, &cases).await;
}

pub(crate) async fn the_card_outlives_a_dialog_in_a_shadow_root(brand: Brand) {
    let inner = "document.querySelector('x-box').shadowRoot.querySelector('dialog').close()";
    let cases = [
        ("x-box", inner),
        ("x-box", "document.querySelector('x-box').remove()"),
    ];
    check(brand, &cases).await;
}

pub(crate) async fn the_card_lies_above_what_opens_later(brand: Brand) {
    let stage = opened(brand).await;
    let browser = &stage.browser;
    browser
        .click("the popover", "document.querySelector('#pop')")
        .await;
    browser
        .wait(
            "the popover",
            "document.querySelector('[popover]').matches(':popover-open')",
        )
        .await;
    is_above(browser, "above the page's popover").await;
    stage.browser.close().await;
}

pub(crate) async fn keys_of_an_input_method_close_nothing(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    browser
        .run("(document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true, composed: true})), \
              document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', keyCode: 229, bubbles: true, composed: true})), 1)")
        .await;
    assert_eq!(
        browser.run("part('card')?.dataset.step").await,
        json!("one")
    );
    browser
        .run("(document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, composed: true})), 1)")
        .await;
    browser.wait("no card", "!part('card')").await;
    stage.browser.close().await;
}

pub(crate) async fn the_card_lies_above_a_fullscreen_element(brand: Brand) {
    let stage = Stage::open(brand, "fullscreen").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    browser.run("(window.card = part('card'), 1)").await;
    let enter = async || {
        browser
            .click("Fullscreen", "document.querySelector('#open')")
            .await;
        browser
            .wait("fullscreen", "document.fullscreenElement?.id === 'board'")
            .await;
    };
    let leave = async || {
        browser.run("document.exitFullscreen().then(() => 1)").await;
        browser
            .wait("the window again", "!document.fullscreenElement")
            .await;
        browser.run(SETTLED).await;
    };
    for time in ["once", "twice"] {
        enter().await;
        is_above(browser, &format!("above the fullscreen element, {time}")).await;
        stage.fits("in fullscreen", &rect("target")).await;
        leave().await;
        is_above(browser, &format!("after fullscreen, {time}")).await;
        stage.fits("after fullscreen", &rect("target")).await;
    }
    enter().await;
    browser.click_part("card-next").await;
    browser.step("two").await;
    leave().await;
    browser
        .click("Second", "document.querySelector('[data-testid=second]')")
        .await;
    browser.step("three").await;
    stage.browser.close().await;
}
