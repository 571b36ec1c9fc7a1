//! Deep links that nobody made: whatever stands in the parameter, or where a link is kept over a log-in, is looked up
//! and never gone to.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::ledger::await_rows;

use crate::made::{Vendor, guide, step};

/// Links that nobody made: addresses, code, paths, names of other things, and what is nearly a link.
const FALSE_LINKS: [&str; 44] = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:window.fired=1",
    "java%0ascript:window.fired=1",
    "data:text/html,x",
    "blob:x",
    "vbscript:x",
    "abcdefgh.https://evil.example/",
    "abcdefgh.//evil.example",
    "abcdefgh.javascript:window.fired=1",
    "abcdefgh.%2F%2Fevil.example",
    "abcdefgh/../../evil",
    "abcdefgh",
    "abcdefgh.c",
    "aaaaaaaa",
    "22222222",
    "77777777.x",
    "ABCDEFGH",
    "abcdefg",
    "abcdefghi",
    "abcdefg1",
    "abcdefgh.",
    "abcdefgh..",
    "abcdefgh.a.b",
    ".c7k2",
    "look-around",
    "look-around%23filter",
    "__proto__",
    "constructor",
    "%00abcdefgh",
    "abcdefgh%00",
    "abcdefgh%0d%0aLocation:%20https://evil.example/",
    "%3Cscript%3Ewindow.fired=1%3C/script%3E",
    "%22%3E%3Cimg%20src=x%20onerror=window.fired=1%3E",
    "abcdefgh&shirube=https://evil.example/",
    "abcdefgh#https://evil.example/",
    "%E2%80%AEabcdefgh",
    "\u{ff41}bcdefgh",
    "' OR 1=1 --",
    "{user.name|x}",
    "0",
    "true",
    "null",
];

/// What another script of the origin may put where a link is kept over a log-in.
const FALSE_KEPT: [&str; 8] = [
    "[\"https://evil.example/\", NOW]",
    "[\"javascript:window.fired=1\", NOW]",
    "[\"abcdefgh.https://evil.example/\", NOW]",
    "[{\"href\": \"https://evil.example/\"}, NOW]",
    "[[\"abcdefgh\"], NOW]",
    "{\"0\": \"abcdefgh\"}",
    "[\"abcdefgh\", \"later\"]",
    "not JSON",
];

/// Whatever stands in the parameter is looked up and never gone to: the page stays, nothing opens but a notice.
pub(crate) async fn a_deep_link_leads_nowhere_else(brand: Brand) {
    let vendor = Vendor::new(
        "nowhere",
        brand,
        &[("tutorials/one.yaml", guide(&[step("a", &json!({}))]))],
    );
    vendor.page(
        "/page.html",
        "window.left = []; window.open = (a) => { left.push(String(a)); }; window.navigation?.addEventListener('navigate', (e) => { if (!e.hashChange) left.push(e.destination.url); });",
        "<p>host</p>",
        "",
    );
    let browser = Browser::start(brand, 1000, 800).await;
    let mut opened = 0;
    let stays = async |what: &str, url: &str| {
        let told = "shirube.track('looked'), 1";
        browser.run(&format!("({told})")).await;
        assert_eq!(
            browser
                .run("[location.origin, location.pathname, window.left, window.fired ?? 0]")
                .await,
            json!([vendor.door.base, "/page.html", [], 0]),
            "{what}: {url}"
        );
        assert_eq!(
            browser.run("part('card')?.dataset.id ?? null").await,
            json!(null),
            "{what}"
        );
        assert_eq!(browser.run("told.uncaught").await, json!([]), "{what}");
        let foreign = "performance.getEntriesByType('resource').map((e) => e.name).filter((name) => !name.startsWith(location.origin))";
        assert_eq!(browser.run(foreign).await, json!([]), "{what}");
    };
    for place in ["?", "#"] {
        for link in FALSE_LINKS {
            // The fragment alone would not load the page anew.
            opened += 1;
            let query = if place == "#" {
                format!("?n={opened}")
            } else {
                String::new()
            };
            let url = format!("/page.html{query}{place}shirube={link}");
            vendor.open(&browser, &url).await;
            stays(link, &url).await;
        }
    }
    for kept in FALSE_KEPT {
        opened += 1;
        let text = json!(kept).to_string();
        browser
            .run(&format!(
                "(sessionStorage.setItem('shirube:link', {text}.replace('NOW', Date.now())), 1)"
            ))
            .await;
        vendor
            .open(&browser, &format!("/page.html?n={opened}"))
            .await;
        stays(kept, "").await;
        browser
            .run("(sessionStorage.removeItem('shirube:link'), 1)")
            .await;
    }
    vendor.open(&browser, "/page.html").await;
    let rows = await_rows(&vendor.kumo, "host.looked", opened).await;
    assert!(!rows.iter().any(|e| e["name"] == "tutorial.started"));
    // What has the form of a link is told of, as it was, and opened nothing; the rest is not even that.
    for opened in rows.iter().filter(|e| e["name"] == "link.opened") {
        let link = opened["data"]["link"].as_str().unwrap_or_default();
        let form = |c: char| matches!(c, 'a'..='z' | '2'..='7');
        assert!(link.len() == 8 && link.chars().all(form), "{opened}");
    }
    browser.close().await;
}
