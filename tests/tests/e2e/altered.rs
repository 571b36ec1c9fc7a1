//! The shipped files, altered on their way: the browser refuses the loader by the tag's digest, and Shirube the wasm by
//! the loader's. The page goes on, and whoever can still be told is told.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::{Door, Fault};
use tests::driver::Brand;
use tests::kumo::path;

use crate::made::{Vendor, guide, step};

/// The digests that `dist` writes; the tag is made of them as the documents say.
fn integrity(file: &str) -> String {
    let text =
        std::fs::read_to_string(path("SHIRUBE_DIST").join("integrity.json")).expect("digests");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    all[file].as_str().expect(file).to_owned()
}

pub(crate) async fn altered_files_are_refused(brand: Brand) {
    let vendor = Vendor::new(
        "altered",
        brand,
        &[("tutorials/one.yaml", guide(&[step("a", &json!({}))]))],
    );
    let loader = format!("shirube-{}.js", env!("CARGO_PKG_VERSION"));
    let all: Value = serde_json::from_str(
        &std::fs::read_to_string(path("SHIRUBE_DIST").join("integrity.json")).expect("digests"),
    )
    .expect("JSON");
    let wasm = all
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys())
        .find(|name| {
            name.starts_with("shirube-") && name.ends_with(".wasm") && !name.contains("search")
        })
        .expect("a wasm")
        .clone();
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>made</title><script>window.told = {{errors: [], failed: 0, ready: null}}; \
         (window.shirube ||= []).push(['on', 'ready', (r) => {{ told.ready = r; }}], ['on', 'error', (e) => told.errors.push(e.code)]); \
         addEventListener('error', (e) => {{ if (e.target !== window) told.failed += 1; }}, true);</script><p>host</p>\
         <script async src=\"/shirube/{loader}\" integrity=\"{}\" crossorigin=\"anonymous\" data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_demo\" data-engine=\"wasm\"></script></html>",
        integrity(&loader)
    );
    // Another origin each time: what was shipped once is kept for ever.
    let host = || {
        let door = Door::before(&vendor.kumo);
        door.policy("script-src * 'unsafe-inline' 'wasm-unsafe-eval'");
        door.page("/page.html", page.clone());
        door
    };
    let browser = Browser::start(brand, 1000, 800).await;
    let door = host();
    browser.open(&format!("{}/page.html", door.base)).await;
    let ready = browser.wait("ready", "told.ready").await;
    assert_eq!(ready, json!({"ok": true}), "as it was shipped");

    for fault in [
        Fault::Flip,
        Fault::Cut,
        Fault::Body(b"window.fired = 1".to_vec()),
    ] {
        let door = host();
        door.breaks(&format!("/shirube/{loader}"), fault.clone());
        browser.open(&format!("{}/page.html", door.base)).await;
        browser.wait("the refusal", "told.failed").await;
        let state = browser.run("[window.fired ?? 0, Array.isArray(window.shirube)]");
        assert_eq!(state.await, json!([0, true]), "{fault:?}");
    }
    for fault in [
        Fault::Flip,
        Fault::Cut,
        Fault::Body(b"\0asm\x01\0\0\0".to_vec()),
    ] {
        let door = host();
        door.breaks(&format!("/shirube/{wasm}"), fault.clone());
        browser.open(&format!("{}/page.html", door.base)).await;
        let ready = browser.wait("an answer", "told.ready").await;
        let refused = json!({"ok": false, "code": "wasm_unreachable"});
        assert_eq!(ready, refused, "{fault:?}");
        let told = "[told.errors, document.querySelectorAll('shirube-root').length]";
        assert_eq!(browser.run(told).await, json!([["wasm_unreachable"], 0]));
    }
    browser.close().await;
}
