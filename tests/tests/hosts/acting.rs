//! What people do with targets and cards where hosts hold the focus, the top layer, or the press.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use thirtyfour::Key;

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

/// A person's press at the middle of an element, whatever lies over it.
async fn press_at(browser: &Browser, script: &str) {
    let at = format!(
        "(() => {{ const r = {script}.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2].map(Math.round); }})()"
    );
    let at = browser.run(&at).await;
    let (x, y) = (at[0].as_i64().expect("x"), at[1].as_i64().expect("y"));
    let hand = browser.session().action_chain().move_to(x, y).click();
    hand.perform().await.expect("pressed");
}

pub(crate) async fn blocked_areas_block(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    let (target, second) = (
        "document.querySelector('[data-testid=target]')",
        "document.querySelector('[data-testid=second]')",
    );
    browser
        .run("(window.heard = [], ['pointerdown', 'mousedown', 'click'].forEach((kind) => document.querySelectorAll('button') \
              .forEach((b) => b.addEventListener(kind, (e) => window.heard.push([b.dataset.testid, kind, e.isTrusted].join(' '))))), 1)")
        .await;
    let heard = |id: &str| {
        json!([
            format!("{id} pointerdown true"),
            format!("{id} mousedown true"),
            format!("{id} click true")
        ])
    };
    stage.start("blocked", "press").await;
    press_at(browser, target).await;
    assert_eq!(
        browser.run("window.heard.splice(0)").await,
        json!([]),
        "a press outside the hole"
    );
    browser.step("press").await;
    press_at(browser, second).await;
    browser.step("after").await;
    assert_eq!(
        browser.run("window.heard.splice(0)").await,
        heard("second"),
        "a press in the hole"
    );
    // The next step blocks nothing.
    press_at(browser, second).await;
    assert_eq!(browser.run("window.heard.splice(0)").await, heard("second"));
    stage.browser.close().await;
}

/// Where the focus is: a part of Shirube, or an element of the page.
const FOCUS: &str = "root?.activeElement?.getAttribute('part') ?? document.activeElement.dataset.testid ?? document.activeElement.localName";

pub(crate) async fn tab_turns_from_card_to_target_and_back(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    let press = async |back: bool| {
        let keys = browser.session().action_chain();
        let keys = match back {
            true => keys
                .key_down(Key::Shift)
                .send_keys(Key::Tab)
                .key_up(Key::Shift),
            false => keys.send_keys(Key::Tab),
        };
        keys.perform().await.expect("a key");
        browser.run(FOCUS).await
    };
    let (tab, back) = (false, true);
    stage.start("tour", "one").await;
    browser
        .run("(window.keys = [], addEventListener('keydown', (e) => window.keys.push([e.key, e.code, e.shiftKey]), true), 1)")
        .await;
    browser.run("(part('card-next').focus(), 1)").await;
    let mut way = vec![browser.run(FOCUS).await];
    for _ in 0..12 {
        way.push(press(tab).await);
        if way.last() == Some(&json!("target")) {
            break;
        }
    }
    assert_eq!(way.last(), Some(&json!("target")), "from the card: {way:?}");
    let own = |at: &Value| at.as_str().is_some_and(|part| part.starts_with("card"));
    assert!(
        way[..way.len() - 1].iter().all(own),
        "through the card: {way:?}"
    );
    let first = press(tab).await;
    assert!(own(&first), "back in the card: {first}");
    let at = press(back).await;
    let keys = browser.run("window.keys").await;
    assert_eq!(
        at,
        json!("target"),
        "backwards from {first}: {way:?}, {keys}"
    );
    let last = press(back).await;
    assert_eq!(
        Some(&last),
        way.get(way.len() - 2),
        "the last of the card, backwards"
    );
    assert_eq!(press(tab).await, json!("target"));
    // Where no card stands, Tab is the page's.
    browser.run("(window.shirube.stop(), 1)").await;
    browser.wait("no card", "!part('card')").await;
    assert_eq!(press(tab).await, json!("second"));
    stage.browser.close().await;
}

/// As with a menu that closes when the focus leaves it: a finger rests for longer than a frame.
pub(crate) async fn a_press_on_a_card_counts_though_its_target_goes(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    let closes = "((t) => { t.focus(); t.addEventListener('blur', () => { t.hidden = true; }); return document.activeElement === t; })\
        (document.querySelector('[data-testid=target]'))";
    assert_eq!(browser.run(closes).await, json!(true));
    let next = browser.element("Next", "part('card-next')").await;
    browser.hold(&next).await;
    browser
        .wait(
            "the target gone",
            "document.querySelector('[data-testid=target]').hidden",
        )
        .await;
    browser.run(FRAMES).await;
    browser.release().await;
    browser.step("two").await;
    // Nobody clicks here any more: what is gone is noticed.
    browser.run("(window.shirube.back(), 1)").await;
    browser.wait("a pause", "part('card-skip')").await;
    stage.browser.close().await;
}

/// Ten frames.
const FRAMES: &str = "new Promise((done) => { let n = 0; const frame = () => (n++ < 10 ? requestAnimationFrame(frame) : done(true)); frame(); })";
