//! What people do with targets and cards where hosts hold the focus, the top layer, or the press.

use serde_json::json;
use tests::driver::Brand;

use crate::stage::Stage;

pub(crate) async fn a_step_in_a_native_modal_can_be_used(brand: Brand) {
    let stage = Stage::open(brand, "native-dialog").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    browser
        .click("Open", "document.querySelector('#open')")
        .await;
    browser
        .wait("the dialog", "document.querySelector('dialog').open")
        .await;
    let on_top = "(() => { const r = part('card-next').getBoundingClientRect(); \
        return document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)?.localName; })()";
    assert_eq!(
        browser.run(on_top).await,
        json!("shirube-root"),
        "the card's button takes its click above the dialog"
    );
    browser.click_part("card-next").await;
    browser.step("two").await;
    browser
        .run("(document.querySelector('dialog').close(), 1)")
        .await;
    stage.browser.close().await;
}

pub(crate) async fn a_focus_trap_neither_freezes_nor_fights(brand: Brand) {
    let stage = Stage::open(brand, "focus-trap").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    let field = browser
        .element(
            "the field",
            "document.querySelector('[data-testid=target]')",
        )
        .await;
    browser.run("(window.focused = 0, 1)").await;
    field.send_keys("abc").await.expect("typed");
    assert_eq!(
        browser
            .run("document.querySelector('[data-testid=target]').value")
            .await,
        json!("abc")
    );
    let focused = browser.run("window.focused").await;
    assert!(
        focused.as_u64().is_some_and(|n| n <= 3),
        "{focused} focus events for three keys"
    );
    browser.click_part("card-next").await;
    browser.step("two").await;
    let focused = browser.run("window.focused").await;
    assert!(
        focused.as_u64().is_some_and(|n| n <= 6),
        "{focused} focus events after one click more"
    );
    stage.browser.close().await;
}

pub(crate) async fn a_do_it_step_passes_one_trusted_click(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    stage.start("do-it", "press").await;
    browser
        .run("(window.clicks = [], document.querySelector('[data-testid=second]').addEventListener('click', (e) => window.clicks.push(e.isTrusted)), 1)")
        .await;
    browser
        .click("Second", "document.querySelector('[data-testid=second]')")
        .await;
    browser.step("after").await;
    assert_eq!(browser.run("window.clicks").await, json!([true]));
    stage.browser.close().await;
}

pub(crate) async fn a_target_gone_before_its_click_moves_on(brand: Brand) {
    let stage = Stage::open(brand, "press-menu").await;
    let browser = &stage.browser;
    stage.start("do-it", "press").await;
    browser
        .click("Second", "document.querySelector('[data-testid=second]')")
        .await;
    assert_eq!(
        browser.run("window.acted").await,
        json!(1),
        "the host acted once"
    );
    let moved = "new Promise((done) => { let frames = 60; const look = () => window.shirube.state()?.step === 'after' \
                 ? done(true) : frames-- ? requestAnimationFrame(look) : done(false); look(); })";
    assert_eq!(browser.run(moved).await, json!(true), "the step moves on");
    stage.browser.close().await;
}
