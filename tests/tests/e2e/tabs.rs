//! Two tabs of one person: what one did, the other knows without a reload.

use serde_json::json;
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{await_rows, probe};

pub(crate) async fn what_one_tab_completed_no_other_offers(brand: Brand) {
    let kumo = Kumo::start(&format!("tabs-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    let address = |path: &str| format!("{}{path}?lang=en&user=u-tabs", door.base);
    let offered = "window.shirube.explain?.('invite-member')?.eligible";
    browser.open(&address("/customers")).await;
    browser.wait("the first tab would offer it", offered).await;

    let first = browser.open_tab(&address("/settings/team")).await;
    browser.step("mail").await;
    browser
        .fill("[data-testid=member-mail]", "new@aoba.example")
        .await;
    browser.step("role").await;
    browser.click_part("card-next").await;
    browser.step("invite").await;
    browser
        .click(
            "Invite",
            "document.querySelector('[data-testid=invite-member]')",
        )
        .await;
    await_rows(&kumo, "tutorial.completed", 1).await;

    browser.turn_to(first).await;
    browser
        .wait(
            "the first tab to know",
            "window.shirube.explain('invite-member').failed[0]?.rule === 'frequency'",
        )
        .await;
    browser
        .click(
            "Kumo's menu",
            "document.querySelector('[data-testid=menu-settings]')",
        )
        .await;
    // Its start is this page, so it is decided on here, and withheld.
    browser
        .wait("a decision", "window.seen.events.some((e) => e[0] === 'content.withheld' && e[1] === 'invite-member')")
        .await;
    assert_eq!(
        browser
            .run("[!!part('card'), window.shirube.state()]")
            .await,
        json!([false, null])
    );
    browser.close().await;
}
