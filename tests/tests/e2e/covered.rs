//! Buttons that answer in a person's name, under overlays, see-through or slipped under the pointer: a click that the
//! person could not mean to give is no answer; one that they could is.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::ledger::await_rows;

use crate::made::Vendor;

const OPTION: &str = "part('option')";

/// What a page does to us.
struct Attack {
    name: &'static str,
    /// Done once the question is there.
    prepare: &'static str,
    /// What a press on our button sets off, before the click.
    press: &'static str,
}

const ATTACKS: [Attack; 3] = [
    Attack {
        name: "see-through",
        prepare: "(document.body.style.opacity = '0', 1)",
        press: "",
    },
    Attack {
        name: "invisible",
        prepare: "(part('quiz-submit').style.setProperty('opacity', '0'), 1)",
        press: "",
    },
    Attack {
        name: "pulled away under the press",
        prepare: "1",
        press: "(addEventListener('pointerdown', () => { part('quiz').style.setProperty('transform', 'translateX(-3000px)'); }, {capture: true, once: true}), 1)",
    },
];

/// A lid in the top layer that lets clicks through, and whether our button is what is painted at its own place: only
/// Chromium tells.
const LID: &str = "(() => { const lid = document.createElement('div'); lid.id = 'lid'; lid.popover = 'manual'; \
    lid.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;margin:0;border:0;pointer-events:none;background:#fff'; lid.textContent = 'Win a prize'; \
    document.body.append(lid); lid.showPopover(); window.top_ = undefined; \
    new IntersectionObserver((all) => { window.top_ = all.at(-1).isVisible; }, {trackVisibility: true, delay: 100}).observe(part('quiz-submit')); return 1; })()";

const RESTORE: &str = "(document.body.style.removeProperty('opacity'), part('quiz')?.style.removeProperty('transform'), \
    part('quiz-submit')?.style.removeProperty('opacity'), 1)";

fn quiz() -> Value {
    let option = |id: &str, right: bool| json!({"id": id, "text": {"en": id}, "correct": right});
    json!({"start": "manual", "frequency": "always", "questions": [
        {"id": "q", "kind": "single", "prompt": {"en": "Which?"}, "options": [option("one", true), option("two", false)]}]})
}

/// The pointer's way to the middle of the button, and a press there, as a hand does it: with frames in between.
async fn press(browser: &Browser) {
    let button = browser.element("the button", "part('quiz-submit')").await;
    let actions = browser.session().action_chain();
    actions
        .move_to_element_center(&button)
        .perform()
        .await
        .expect("the pointer moves");
    let frames = "new Promise((r) => { let n = 12; const on = () => (n -= 1) ? requestAnimationFrame(on) : r(1); requestAnimationFrame(on); })";
    browser.run(frames).await;
    let actions = browser.session().action_chain();
    actions.click().perform().await.expect("a click");
    browser.run(frames).await;
}

pub(crate) async fn a_click_that_nobody_could_mean_answers_nothing(brand: Brand) {
    let vendor = Vendor::new("covered", brand, &[("quizzes/one.yaml", quiz())]);
    vendor.page("/page.html", "", "<p>host</p>", "");
    let browser = Browser::start(brand, 1000, 800).await;
    vendor.open(&browser, "/page.html").await;
    browser
        .wait(
            "the quiz",
            "shirube.start('one', {force: true}).then((r) => r.shown)",
        )
        .await;
    browser.click("an option", OPTION).await;
    browser
        .wait(
            "ready to send",
            "!part('quiz-submit').hasAttribute('aria-disabled')",
        )
        .await;
    let sent = "!!part('quiz-feedback')";
    for attack in ATTACKS {
        browser.run(attack.prepare).await;
        if !attack.press.is_empty() {
            browser.run(attack.press).await;
        }
        press(&browser).await;
        assert_eq!(browser.run(sent).await, json!(false), "{}", attack.name);
        browser.run(RESTORE).await;
    }
    let codes = browser.run("told.errors").await;
    let refused = codes.as_array().map_or(0, Vec::len);
    assert!(
        refused > 0
            && codes
                .as_array()
                .into_iter()
                .flatten()
                .all(|c| c == "click_refused"),
        "{codes}"
    );
    // What is painted over us is overtaken, and then the click is meant.
    browser.run(LID).await;
    if brand == Brand::Chromium {
        browser
            .wait("our button on top", "window.top_ === true")
            .await;
    }
    // Every one of them let go: the same button answers.
    press(&browser).await;
    browser.wait("the answer", sent).await;
    let rows = await_rows(&vendor.kumo, "quiz.answered", 1).await;
    let answers: Vec<&Value> = rows
        .iter()
        .filter(|e| e["name"] == "quiz.answered")
        .collect();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0]["trusted"], true);
    // A script's click is let through and marked.
    browser
        .run("(shirube.stop(), part('quiz-close')?.click(), 1)")
        .await;
    browser
        .wait(
            "the quiz again",
            "shirube.start('one', {force: true}).then((r) => r.shown)",
        )
        .await;
    browser.run(&format!("({OPTION}.click(), 1)")).await;
    browser
        .wait(
            "ready to send",
            "part('quiz-submit') && !part('quiz-submit').hasAttribute('aria-disabled')",
        )
        .await;
    browser.run("(part('quiz-submit').click(), 1)").await;
    let rows = await_rows(&vendor.kumo, "quiz.answered", 2).await;
    let trusted = rows
        .iter()
        .filter(|e| e["name"] == "quiz.answered" && e["trusted"] == true)
        .count();
    assert_eq!(trusted, 1);
    assert_eq!(browser.run("told.uncaught").await, json!([]));
    browser.close().await;
}
