//! What is seen of the window where that is less than the whole: under a software keyboard, pinched.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;

use crate::stage::{Stage, rect};

/// The card's edges within what is seen, and whether it leaves the target free: `[inside, free, …]`.
const STANDS: &str = "(() => { const c = part('card').getBoundingClientRect(), v = window.visualViewport, \
    t = document.querySelector('[data-testid=target]').getBoundingClientRect(); \
    const inside = c.left >= v.offsetLeft - 1 && c.top >= v.offsetTop - 1 && c.right <= v.offsetLeft + v.width + 1 && c.bottom <= v.offsetTop + v.height + 1; \
    const free = c.left >= t.right || c.right <= t.left || c.top >= t.bottom || c.bottom <= t.top; \
    return [inside, free, [c.left, c.top, c.right, c.bottom], [v.offsetLeft, v.offsetTop, v.width, v.height, v.scale], [t.left, t.top, t.right, t.bottom]]; })()";

/// Does something, and looks after the next frame.
async fn check(browser: &Browser, what: &str, act: &str) {
    let look = format!(
        "new Promise((done) => {{ {act}; requestAnimationFrame(() => requestAnimationFrame(() => done({STANDS}))); }})"
    );
    let stands = browser.run(&look).await;
    assert_eq!(
        (&stands[0], &stands[1]),
        (&json!(true), &json!(true)),
        "{what}: inside, free, card, seen, target {stands}"
    );
}

pub(crate) async fn a_software_keyboard_leaves_the_card_in_sight(brand: Brand) {
    let stage = Stage::open_sized(brand, "keyboard", 320, 568).await;
    let browser = &stage.browser;
    if brand == Brand::Chromium {
        // The only one whose window can be as narrow as a phone's.
        let phone = json!({"width": 320, "height": 568, "deviceScaleFactor": 2, "mobile": true});
        let cdp = browser.session().cdp();
        let narrow = cdp.send_raw("Emulation.setDeviceMetricsOverride", phone);
        narrow.await.expect("a phone");
    }
    stage.start("tour", "one").await;
    for (what, act) in [
        ("no keyboard", "1"),
        (
            "the keyboard up",
            "document.querySelector('input').focus(), window.cover(innerHeight - 308)",
        ),
        ("a taller one", "window.cover(innerHeight - 268)"),
        ("the keyboard down", "window.cover(0)"),
    ] {
        check(browser, what, act).await;
        stage.fits(what, &rect("target")).await;
    }
    assert_eq!(
        browser
            .run("root.querySelector('.layer').style.inset")
            .await,
        json!(""),
        "the whole window again"
    );
    stage.browser.close().await;
}

pub(crate) async fn a_pinched_page_keeps_the_card_in_sight(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    let cdp = browser.session().cdp();
    for scale in [2.0, 3.0, 1.0] {
        let zoomed = cdp
            .send_raw(
                "Emulation.setPageScaleFactor",
                json!({"pageScaleFactor": scale}),
            )
            .await;
        zoomed.expect("the page is pinched");
        browser
            .wait(
                "the pinch",
                &format!("window.visualViewport.scale === {scale}"),
            )
            .await;
        check(browser, &format!("pinched by {scale}"), "1").await;
        stage.fits("pinched", &rect("target")).await;
    }
    // Moved within the window: the card goes along.
    let pinched = cdp
        .send_raw(
            "Emulation.setPageScaleFactor",
            json!({"pageScaleFactor": 2.0}),
        )
        .await;
    pinched.expect("the page is pinched");
    browser
        .run("(document.body.insertAdjacentHTML('beforeend', '<input id=far style=\"position:fixed;right:9px;bottom:9px\">'), \
              document.querySelector('#far').scrollIntoView(), document.querySelector('#far').focus(), 1)")
        .await;
    browser
        .wait("another part", "window.visualViewport.offsetLeft > 50")
        .await;
    let inside = browser.run(&format!("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done({STANDS}))))")).await;
    assert_eq!(
        inside[0],
        json!(true),
        "moved: inside, free, card, seen, target {inside}"
    );
    stage.browser.close().await;
}
