//! Deep links: kept over a log-in, opened for whom they were made for, told once.

use serde_json::json;
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder};
use tests::ledger::{await_rows, probe};

/// Opens in spite of everything, over a log-in that loses the address; another page of the tab opens nothing.
pub(crate) async fn a_deep_link_survives_a_log_in(brand: Brand) {
    let site = folder("../demo-site/site");
    let kumo = Kumo::serving(&format!("link-{brand}"), site, folder("tests/e2e/content"));
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    let browser = Browser::start(brand, 1280, 860).await;
    let id = content::Digest::link("kumo", "look-around", Some("filter"));
    // Nobody is known here, and the product goes on to another address by itself.
    door.page("/login.html", format!("<!doctype html><meta charset=utf-8><script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_demo\"></script><p>log in {id}</p>"));
    browser
        .open(&format!("{}/login.html?shirube={id}.c7k2", door.base))
        .await;
    browser.wait("the loader", "window.shirube?.ready").await;
    browser.run("window.shirube.ready").await;
    browser
        .open(&format!("{}/invoices?lang=en&user=u-link", door.base))
        .await;
    browser.step("filter").await;
    let rows = await_rows(&kumo, "link.opened", 1).await;
    let opened = rows
        .iter()
        .find(|r| r["name"] == "link.opened")
        .expect("one");
    assert_eq!(
        (&opened["data"]["link"], &opened["data"]["case"]),
        (&json!(id), &json!("c7k2"))
    );
    let started = rows.iter().find(|r| r["name"] == "tutorial.started");
    if let Some(started) = started {
        assert_eq!(started["data"]["by"], "link");
    }
    browser.click_part("card-close").await;
    browser
        .open(&format!("{}/invoices?lang=en&user=u-link", door.base))
        .await;
    browser.wait("ready", "window.seen.ready?.ok").await;
    assert_eq!(
        browser.run("sessionStorage.getItem('shirube:link')").await,
        json!(null)
    );

    browser.close().await;
}
