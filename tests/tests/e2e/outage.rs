//! A collector that is not there, or something else in its place: what was recorded meanwhile arrives exactly once.

use serde_json::json;
use tests::browser::Browser;
use tests::door::{Door, Fault};
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{agree, probe};

/// `None`: nobody listens at all.
async fn check(browser: &Browser, kumo: &Kumo, name: &str, fault: Option<Fault>) {
    let mut door = Door::before(kumo);
    probe(&door, "<meta charset", &["filter_used"]);
    let user = format!("u-{name}");
    let refused = fault.is_none();
    if let Some(fault) = fault {
        door.breaks("/v1/events", fault);
    }
    browser
        .open(&format!("{}/reports?lang=en&user={user}", door.base))
        .await;
    browser
        .wait(
            name,
            "window.seen.ready?.ok && document.querySelector('[data-testid=menu-invoices]')",
        )
        .await;
    if refused {
        door.shut();
    }
    let menu = "document.querySelector('[data-testid=menu-invoices]')";
    browser.click("Kumo's menu", menu).await;
    for filter in ["draft", "sent", "overdue", "all"] {
        let chip = format!("document.querySelector('[data-testid=filter-{filter}]')");
        browser.click(filter, &chip).await;
    }
    browser
        .wait(&format!("{name}: two vain tries"), "window.seen.vain >= 2")
        .await;
    let mut rows = kumo.events();
    rows.retain(|e| e["user"] == user.as_str());
    assert_eq!(
        rows,
        Vec::<serde_json::Value>::new(),
        "{name}: nothing got through"
    );

    if refused {
        door.open();
    }
    door.heals();
    let rows = agree(browser, kumo).await;
    let filters = rows.iter().filter(|e| e["name"] == "host.filter_used");
    assert_eq!(filters.count(), 4, "{name}");
    let uncaught = browser.run("window.seen.uncaught").await;
    assert_eq!(uncaught, json!([]), "{name}");
}

pub(crate) async fn an_outage_loses_nothing_and_doubles_nothing(brand: Brand) {
    let kumo = Kumo::start(&format!("outage-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    check(&browser, &kumo, "error", Some(Fault::Status(500))).await;
    check(&browser, &kumo, "not-found", Some(Fault::Status(404))).await;
    check(&browser, &kumo, "portal", Some(Fault::Portal)).await;
    check(&browser, &kumo, "refused", None).await;
    browser.close().await;
}
