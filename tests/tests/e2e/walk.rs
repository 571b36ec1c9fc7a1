//! The whole path on Kumo: what a person does, sees, and what is counted of it.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{await_rows, changes, count, document};

pub(crate) async fn a_person_learns_and_is_counted(brand: Brand) {
    let kumo = Kumo::start(&format!("walk-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    browser
        .open(&format!("{}/invoices?user=u-walk&lang=en", kumo.base))
        .await;

    browser.step("new").await;
    let hole = browser
        .run("(() => { const s = part('spotlight').getBoundingClientRect(), t = document.querySelector('#new-invoice').getBoundingClientRect(); \
              return Math.max(...['left', 'right', 'top', 'bottom'].map((k) => Math.abs(s[k] - t[k]))); })()")
        .await;
    assert!(
        hole.as_f64().is_some_and(|d| d <= 8.0),
        "the hole lies {hole} px off its target"
    );
    browser
        .click("New invoice", "document.querySelector('#new-invoice')")
        .await;
    browser.step("customer").await;
    browser.click_part("card-unclear").await;
    browser
        .choose("[data-testid=customer-select]", "C-0101")
        .await;
    browser.step("line").await;
    browser
        .click(
            "Add a line",
            "document.querySelector('[data-testid=add-line]')",
        )
        .await;
    browser.step("due").await;
    browser.click_part("card-next").await;
    browser.step("save").await;
    browser.fill("[data-testid=line-what]", "Paper").await;
    browser.fill("[data-testid=line-price]", "1000").await;
    browser
        .click(
            "Save",
            "document.querySelector('[data-testid=save-invoice]')",
        )
        .await;
    browser.step("done").await;
    browser.click_part("card-next").await;

    let events = await_rows(&kumo, "tutorial.completed", 1).await;
    for (name, n) in [
        ("session.started", 1),
        ("prompt.accepted", 1),
        ("tutorial.unclear", 1),
        ("tutorial.completed", 1),
        ("host.invoice_created", 1),
        ("checklist.item_completed", 1),
    ] {
        assert_eq!(count(&events, name), n, "{name}");
    }
    let steps: Vec<&str> = events
        .iter()
        .filter(|e| e["name"] == "tutorial.step_completed" && e["content"] == "first-invoice")
        .filter_map(|e| e["step"].as_str())
        .collect();
    assert_eq!(steps, ["new", "customer", "line", "due", "save", "done"]);
    assert!(
        events.iter().all(|e| e["user"] == "u-walk"),
        "every event is this person's"
    );
    let mut seqs: Vec<i64> = events.iter().filter_map(|e| e["seq"].as_i64()).collect();
    seqs.sort_unstable();
    assert!(
        seqs.windows(2).all(|w| w[1] == w[0] + 1),
        "gap-free: {seqs:?}"
    );

    let funnel = kumo.json("/v1/reports/content/first-invoice");
    assert_eq!(funnel["rows"].as_array().map(Vec::len), Some(6), "{funnel}");

    // SIGKILL loses nothing that was acknowledged.
    let before = kumo.events().len();
    let kumo = kumo.killed_and_started();
    assert!(
        kumo.events().len() >= before,
        "acknowledged events survive SIGKILL"
    );
    browser.close().await;
}

pub(crate) async fn the_page_stays_as_it_was(brand: Brand) {
    let kumo = Kumo::start(&format!("clean-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    browser
        .open(&format!(
            "{}/invoices?control&lang=en&user=u-clean",
            kumo.base
        ))
        .await;
    browser
        .wait(
            "the rows",
            "document.querySelectorAll('tbody tr').length > 6",
        )
        .await;
    let control = document(&browser).await;

    browser
        .open(&format!("{}/invoices?lang=en&user=u-clean", kumo.base))
        .await;
    browser.step("new").await;
    browser.click_part("card-close").await;
    browser.wait("no card", "!part('card')").await;
    browser.click_part("launcher").await;
    browser.wait("the checklist", "part('checklist')").await;
    browser.click_part("checklist-close").await;
    browser.wait("no checklist", "!part('checklist')").await;
    let nothing = Vec::<String>::new();
    let with = document(&browser).await;
    assert_eq!(
        changes(&control, &with),
        nothing,
        "with Shirube on the page"
    );
    browser.run("(window.shirube.destroy(), 1)").await;
    let roots = "document.querySelectorAll('shirube-root').length";
    assert_eq!(browser.run(roots).await, json!(0));
    let after = document(&browser).await;
    assert_eq!(changes(&control, &after), nothing, "after destroy()");
    let csp = kumo.json("/csp-report");
    assert_eq!(csp["count"], json!(0), "{csp}");
    browser.close().await;
}

pub(crate) async fn a_tooltip_explains_and_a_reload_goes_on(brand: Brand) {
    let kumo = Kumo::start(&format!("tip-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    browser
        .open(&format!("{}/invoices/new?lang=ja&user=u-tip", kumo.base))
        .await;
    browser
        .click(
            "the due date's hotspot",
            "root?.querySelector('[part~=hotspot][data-id=due-date]')",
        )
        .await;
    browser
        .wait("the tip", "part('tooltip')?.innerText.includes('支払')")
        .await;
    browser.click_part("tooltip-close").await;
    browser.wait("no tip", "!part('tooltip')").await;
    await_rows(&kumo, "tooltip.opened", 1).await;

    browser
        .run("(window.shirube.start('first-invoice', {step: 'due'}), 1)")
        .await;
    browser.step("due").await;
    // The old page must not answer for the new one.
    browser
        .run("(window.before = true, location.reload(), 1)")
        .await;
    browser
        .wait(
            "a new page",
            "!window.before && part('card')?.dataset.step === 'due'",
        )
        .await;
    let title = browser.run("part('card-title').innerText").await;
    assert_eq!(title, json!("支払期限を確認します"));
    browser.close().await;
}
