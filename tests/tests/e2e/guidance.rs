//! Guidance beyond the first walk: content by manifest, a guide done twice, surfaces that meet.

use serde_json::json;
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, twin};
use tests::ledger::{await_rows, probe};

const CARD: &str =
    "[part('card-title').innerText, part('card-body').innerText, part('card-progress').innerText]";

pub(crate) async fn content_by_manifest_shows_the_same(brand: Brand) {
    let kumo = Kumo::start(&format!("manifest-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let mut cards = Vec::new();
    // Compiling in the page takes WebAssembly; without it content comes compiled.
    let manifest = "data-manifest=\"/shirube/content/manifest.json\"";
    let attributes = if twin() { vec![""] } else { vec!["", manifest] };
    for attribute in attributes {
        let door = Door::before(&kumo);
        probe(&door, "<meta charset", &[]);
        door.edit("data-key=", &format!("{attribute} data-key="));
        let address = format!("{}/invoices?lang=ja&user=u-manifest", door.base);
        browser.open(&address).await;
        browser.step("new").await;
        let first = browser.run(CARD).await;
        browser
            .click("新規作成", "document.querySelector('#new-invoice')")
            .await;
        browser.step("customer").await;
        browser.click_part("card-unclear").await;
        cards.push([first, browser.run(CARD).await]);
        let asked = door.asked();
        let by = |name: &str| asked.iter().any(|a| a.contains(name));
        let manifest = !attribute.is_empty();
        assert_eq!(by("manifest.json"), manifest, "{asked:?}");
        assert_eq!(by("catalogue.bin") || by("leaf/"), !manifest, "{asked:?}");
        assert_eq!(browser.run("window.seen.errors").await, json!([]));
    }
    assert_eq!(cards.first(), cards.last());
    browser.close().await;
}

pub(crate) async fn a_guide_works_again_after_it_was_done(brand: Brand) {
    let kumo = Kumo::start(&format!("again-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    for time in 1..=2 {
        // A page load each time, with the books that the first time left.
        browser
            .open(&format!("{}/reports?lang=en&user=u-again", kumo.base))
            .await;
        let started = "window.shirube?.start?.('send-invoice', {force: true})";
        assert_eq!(
            browser.wait("an answer", started).await,
            json!({"shown": true})
        );
        // Another page's step offers the way there.
        browser.click_part("card-go").await;
        browser.step("send").await;
        browser
            .click(
                "Send",
                "document.querySelector('[data-testid=send-invoice]')",
            )
            .await;
        // Kumo asks in a modal dialog: the host's button works whatever lies where.
        browser
            .wait(
                "the step in the dialog",
                "window.shirube.state()?.step === 'confirm'",
            )
            .await;
        browser
            .click(
                "Send invoice",
                "document.querySelector('[data-testid=confirm-send]')",
            )
            .await;
        browser.step("sent").await;
        browser.click_part("card-next").await;
        await_rows(&kumo, "tutorial.completed", time).await;
    }
    browser.close().await;
}

pub(crate) async fn the_checklist_lies_over_the_card(brand: Brand) {
    let kumo = Kumo::start(&format!("over-{brand}"));
    // Small enough that the two must meet.
    let browser = Browser::start(brand, 700, 700).await;
    browser
        .open(&format!("{}/invoices/new?lang=en&user=u-over", kumo.base))
        .await;
    browser
        .wait(
            "an answer",
            "window.shirube?.start?.('first-invoice', {step: 'save'})",
        )
        .await;
    browser.step("save").await;
    browser.click_part("launcher").await;
    browser.wait("the checklist", "part('checklist')").await;
    let hit = browser
        .wait(
            "the two surfaces at their places",
            "(() => { const a = part('checklist')?.getBoundingClientRect(), b = part('card')?.getBoundingClientRect(); if (!a || !b) return null; \
                const left = Math.max(a.left, b.left), right = Math.min(a.right, b.right), top = Math.max(a.top, b.top), bottom = Math.min(a.bottom, b.bottom); \
                if (left >= right || top >= bottom) return 'apart'; \
                const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2); \
                return hit.closest('[part~=checklist]') ? 'checklist' : hit.closest('[part~=card]') ? 'card' : hit.localName; })()",
        )
        .await;
    assert_eq!(
        hit,
        json!("checklist"),
        "what was just opened lies on top where both are"
    );
    browser.close().await;
}

/// Keeps, for every decision told, what `explain` says of the same item at that moment.
const ASKED: &str = "window.asked = []; for (const name of ['content.withheld', 'content.shown']) \
    (window.shirube ||= []).push(['on', name, (told) => window.asked.push([name, told.content, told.rule ?? null, \
        (({eligible, failed}) => eligible ? null : failed[0].rule)(window.shirube.explain(told.content))])]);";

pub(crate) async fn explain_says_what_happens(brand: Brand) {
    let kumo = Kumo::start(&format!("explain-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    door.page("/asked.js", ASKED.to_owned());
    let own = "<script src=\"/probe.js\"></script>";
    door.edit(own, &format!("{own}<script src=\"/asked.js\"></script>"));
    let (mut withheld, mut shown) = (0, 0);
    for path in [
        "/settings/team",
        "/invoices",
        "/customers",
        "/reports",
        "/payments",
    ] {
        browser
            .open(&format!("{}{path}?lang=en&user=u-explain", door.base))
            .await;
        browser.wait("a decision", "window.seen?.ready").await;
        let frames = "(async () => { for (let n = 0; n < 60; n += 1) await new Promise(requestAnimationFrame); return window.asked; })()";
        // What was told before the menus are used, and after: a menu may take the page, and what it was told, away.
        let mut asked = vec![browser.run(frames).await];
        for menu in [
            "menu-customers",
            "menu-invoices",
            "menu-settings",
            "menu-reports",
        ] {
            let there = format!("document.querySelector('[data-testid={menu}]')");
            if browser.run(&format!("!!{there}")).await == json!(true) {
                browser.run(&format!("({there}.click(), new Promise((done) => setTimeout(done, 0)).then(() => 1))")).await;
            }
        }
        asked.push(browser.run(frames).await);
        for told in asked.iter().filter_map(|a| a.as_array()).flatten() {
            assert_eq!(told[2], told[3], "{told}: told, and explained");
            withheld += usize::from(told[0] == "content.withheld");
            shown += usize::from(told[0] == "content.shown");
        }
    }
    assert!(
        withheld > 2 && shown > 0,
        "{withheld} withheld, {shown} shown"
    );
    browser.close().await;
}
