//! Published files that arrive wrong: each is refused with its code, told to developer and operator once, and neither
//! the page nor any other item is the worse for it.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::{Door, Fault};
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{agree, probe};

const CATALOGUE: &str = "catalogue.bin";

/// What still shows when this file is bad.
enum Rest {
    /// Nothing: without a catalogue there is no content.
    Nothing,
    /// What other shards hold: here those of the other language.
    OtherLanguage,
    /// All items but those of the broken file: something is there, and something is not.
    But {
        page: &'static str,
        there: &'static str,
        gone: &'static str,
    },
}

struct Case {
    name: &'static str,
    file: String,
    fault: Fault,
    code: &'static str,
    rest: Rest,
}

fn cases(kumo: &Kumo) -> Vec<Case> {
    let whole = std::fs::read(kumo.published().join(CATALOGUE)).expect("published");
    let (catalogue, _) = content::Catalogue::open(&whole).expect("whole");
    let mut newer = whole;
    newer[4] = content::catalogue::FORMAT + 1;
    let of_catalogue = |name, fault, code| Case {
        name,
        file: CATALOGUE.to_owned(),
        fault,
        code,
        rest: Rest::Nothing,
    };
    let shard = catalogue.shards.iter().find(|s| s.language == "en");
    let shard = format!("shard/{}.bin", shard.expect("a shard").digest.hex());
    let of_shard = |name, fault, code| Case {
        name,
        file: shard.clone(),
        fault,
        code,
        rest: Rest::OtherLanguage,
    };
    let of_leaf = |name, fault, code| Case {
        name,
        file: kumo.leaf("due-date", "en"),
        fault,
        code,
        rest: Rest::But {
            page: "/invoices/new",
            there: "root?.querySelector('[part~=hotspot][data-id=tax-rounding]')",
            gone: "root?.querySelector('[part~=hotspot][data-id=due-date]')",
        },
    };
    vec![
        of_catalogue("flipped", Fault::Flip, "catalogue_damaged"),
        of_catalogue("cut", Fault::Cut, "catalogue_damaged"),
        of_catalogue("portal", Fault::Portal, "catalogue_damaged"),
        of_catalogue("newer", Fault::Body(newer), "catalogue_newer"),
        of_catalogue("missing", Fault::Status(404), "content_missing"),
        of_catalogue("down", Fault::Status(503), "content_unreachable"),
        of_shard("shard-missing", Fault::Status(404), "shard_missing"),
        of_shard("shard-flipped", Fault::Flip, "shard_damaged"),
        of_leaf("leaf-missing", Fault::Status(404), "leaf_missing"),
        of_leaf("leaf-flipped", Fault::Flip, "leaf_damaged"),
        of_leaf("leaf-portal", Fault::Portal, "leaf_damaged"),
    ]
}

async fn check(browser: &Browser, kumo: &Kumo, case: Case) {
    let Case {
        name,
        file,
        fault,
        code,
        rest,
    } = case;
    let door = Door::before(kumo);
    probe(&door, "<meta charset", &["filter_used"]);
    door.breaks(&format!("/shirube/content/{file}"), fault);
    let user = format!("u-{name}");
    let (page, ready) = match rest {
        Rest::Nothing => ("/invoices", json!({"ok": false, "code": code})),
        Rest::OtherLanguage => ("/invoices", json!({"ok": true})),
        Rest::But { page, .. } => (page, json!({"ok": true})),
    };
    browser
        .open(&format!("{}{page}?lang=en&user={user}", door.base))
        .await;

    // The developer's place: `ready`, one error event, one warning in the console.
    let told = format!("window.seen.ready && window.seen.errors.some((e) => e.code === '{code}')");
    browser.wait(&format!("{name}: {code}"), &told).await;
    let seen = browser.run("window.seen").await;
    assert_eq!(seen["ready"], ready, "{name}");
    assert_eq!(browser.run("window.shirube.ready").await, ready, "{name}");
    let errors = seen["errors"].as_array().map_or(&[][..], Vec::as_slice);
    assert_eq!(errors.len(), 1, "{name}: {errors:?}");
    assert_eq!(errors[0]["code"], code, "{name}");
    assert_eq!(errors[0]["kind"], "ShirubeError", "{name}");
    let warning = format!("[shirube] {code}");
    let warned = seen["warnings"].as_array().into_iter().flatten();
    let warned: Vec<&Value> = warned
        .filter(|w| w.as_str().is_some_and(|w| w.starts_with(&warning)))
        .collect();
    assert_eq!(warned.len(), 1, "{name}: {seen}");

    // Everything else goes on: the other items, and the host.
    match rest {
        Rest::Nothing => {
            let roots = "document.querySelectorAll('shirube-root').length";
            assert_eq!(browser.run(roots).await, json!(0), "{name}");
        }
        Rest::OtherLanguage => {
            browser.choose("[data-testid=language-select]", "ja").await;
            browser.step("new").await;
            browser.click_part("card-close").await;
        }
        Rest::But { there, gone, .. } => {
            browser.wait(&format!("{name}: the others"), there).await;
            let gone = browser.run(&format!("!({gone})")).await;
            assert_eq!(gone, json!(true), "{name}");
        }
    }
    let menu = "document.querySelector('[data-testid=menu-invoices]')";
    browser.click("Kumo's menu", menu).await;
    let draft = "document.querySelector('[data-testid=filter-draft]')";
    browser.click("Kumo's filter", draft).await;
    browser
        .wait(
            &format!("{name}: the host's rows"),
            "document.querySelectorAll('[data-testid=invoice-rows] a').length === 2",
        )
        .await;
    let uncaught = browser.run("window.seen.uncaught").await;
    assert_eq!(uncaught, json!([]), "{name}");

    // The operator's place: one event, beside what the person did.
    let rows = agree(browser, kumo).await;
    let refused: Vec<&Value> = rows
        .iter()
        .filter(|e| e["name"] == "content.refused")
        .collect();
    assert_eq!(refused.len(), 1, "{name}: {rows:?}");
    assert_eq!(refused[0]["data"]["code"], code, "{name}");
    assert!(
        rows.iter().any(|e| e["name"] == "host.filter_used"),
        "{name}"
    );
    eprintln!("| {name} | {code} | works, and so does what is whole | 1 |");
}

pub(crate) async fn bad_content_is_refused_and_the_page_goes_on(brand: Brand) {
    let kumo = Kumo::start(&format!("content-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    eprintln!("\n| file | code | page | events `content.refused` |\n|---|---|---|---|");
    for case in cases(&kumo) {
        check(&browser, &kumo, case).await;
    }
    browser.close().await;
}
