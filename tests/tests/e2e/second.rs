//! The second module: panels, quizzes and surveys are fetched when they are wanted, and guidance does without them.

use serde_json::json;
use tests::browser::Browser;
use tests::door::{Door, Fault};
use tests::driver::Brand;
use tests::kumo::{Kumo, path, twin};
use tests::ledger::probe;

/// Its name in `dist/`.
fn second() -> String {
    let files = std::fs::read_dir(path("SHIRUBE_DIST")).expect("dist");
    files
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .find(|name| name.starts_with("shirube-panels-"))
        .expect("the second module")
}

/// A person who wants help hears that it cannot be had, the guide beside it goes on, and the next wish is fulfilled.
pub(crate) async fn a_panel_that_cannot_be_fetched_is_told_and_tried_again(brand: Brand) {
    // The twin is one piece.
    if twin() {
        return;
    }
    let kumo = Kumo::start(&format!("second-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    for (name, fault) in [("down", Fault::Status(503)), ("flipped", Fault::Flip)] {
        let door = Door::before(&kumo);
        probe(&door, "<meta charset", &["filter_used"]);
        door.breaks(&format!("/shirube/{}", second()), fault);
        browser
            .open(&format!("{}/invoices?lang=en&user=u-{name}", door.base))
            .await;
        browser.step("new").await;
        browser.run("(shirube.open('help'), 1)").await;
        let told = "part('notice')?.innerText.includes('be loaded')";
        browser.wait(&format!("{name}: a note"), told).await;
        let errors = "window.seen.errors.filter((e) => e.code === 'second_missing').length";
        assert_eq!(browser.run(errors).await, json!(1), "{name}");
        assert_eq!(
            browser.run("!!part('card') && !part('help')").await,
            json!(true),
            "{name}"
        );

        door.heals();
        browser.click_part("notice-close").await;
        browser.run("(shirube.open('help'), 1)").await;
        let open = "!!part('help-search') && !part('notice')";
        browser.wait(&format!("{name}: help"), open).await;
        let uncaught = browser.run("window.seen.uncaught").await;
        assert_eq!(uncaught, json!([]), "{name}");
    }
    browser.close().await;
}
