//! A page whose every object has been given something, and whose built-ins are frozen, patched or replaced: the guide
//! is walked all the same, what is sent is what happened, and nothing of it is believed to be ours.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::ledger::await_rows;

use crate::made::{Vendor, guide, step};

/// Names that libraries and the platform read out of objects which do not have them, and what an attacker puts there.
const GADGETS: [(&str, &str); 36] = [
    ("collector", "'http://127.0.0.1:9/'"),
    ("content", "'http://127.0.0.1:9/'"),
    ("manifest", "'http://127.0.0.1:9/m.json'"),
    ("signer", "'ed25519:AAAA'"),
    ("tenant", "'another'"),
    ("key", "'pk_evil'"),
    ("engine", "'wasm'"),
    ("consent", "'denied'"),
    ("progress", "'local'"),
    ("language", "'xx'"),
    ("token", "'evil.evil.evil'"),
    ("account", "{id: 'evil'}"),
    ("traits", "{role: 'evil'}"),
    ("user", "'evil'"),
    ("id", "'evil'"),
    ("step", "'nowhere'"),
    ("force", "'yes'"),
    ("method", "'DELETE'"),
    ("body", "'evil'"),
    ("headers", "{authorization: 'evil'}"),
    ("credentials", "'include'"),
    ("mode", "'no-cors'"),
    ("redirect", "'error'"),
    ("referrer", "'https://evil.example/'"),
    ("integrity", "'sha256-AAAA'"),
    ("src", "'https://evil.example/x.js'"),
    ("href", "'javascript:fired=1'"),
    ("srcdoc", "'<script>fired=1<\\\\/script>'"),
    ("innerHTML", "'<img src=x onerror=fired=1>'"),
    ("onerror", "() => { fired = 1; }"),
    ("is", "'evil-element'"),
    ("template", "'<b>evil</b>'"),
    ("transport_url", "'https://evil.example/x.js'"),
    ("sourceURL", "'\\nfired=1'"),
    ("name", "'evil'"),
    ("0", "'evil'"),
];

/// What a page does to the built-ins before the tag comes.
const BUILT_INS: [(&str, &str); 8] = [
    (
        "forty frozen",
        "for (const o of [Object, Object.prototype, Function.prototype, Array, Array.prototype, String, String.prototype, Number, Number.prototype, Boolean.prototype, \
         Symbol, Symbol.prototype, Promise, Promise.prototype, Map, Map.prototype, Set, Set.prototype, WeakMap.prototype, WeakSet.prototype, RegExp.prototype, Date, Date.prototype, \
         JSON, Math, Reflect, Error, Error.prototype, TypeError.prototype, ArrayBuffer.prototype, Uint8Array, Uint8Array.prototype, DataView.prototype, Proxy, BigInt, \
         Node.prototype, Element.prototype, HTMLElement.prototype, Document.prototype, EventTarget.prototype, Event.prototype, URL, URL.prototype, Storage.prototype, IDBFactory.prototype]) Object.freeze(o);",
    ),
    (
        "array methods in the way",
        "Object.defineProperty(Array.prototype, 'extra', {value() { return this; }, enumerable: true, configurable: true, writable: true}); Object.prototype.inherited = 'evil';",
    ),
    (
        "an old shim of Array.from and assign",
        "const from = Array.from; Array.from = function (...given) { return from.apply(Array, given); }; const assign = Object.assign; Object.assign = (...given) => assign(...given);",
    ),
    (
        "toJSON as an old library had it",
        "Array.prototype.toJSON = function () { return JSON.stringify([].concat(this)); };",
    ),
    (
        "timers wrapped",
        "for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'queueMicrotask']) { const work = window[name].bind(window); window[name] = (...given) => work(...given); }",
    ),
    (
        "listeners wrapped",
        "const add = EventTarget.prototype.addEventListener, drop = EventTarget.prototype.removeEventListener; const kept = new WeakMap(); \
         EventTarget.prototype.addEventListener = function (type, work, ...more) { let own = kept.get(work); if (!own && work) { own = (e) => (work.handleEvent ? work.handleEvent(e) : work.call(this, e)); kept.set(work, own); } return add.call(this, type, own ?? work, ...more); }; \
         EventTarget.prototype.removeEventListener = function (type, work, ...more) { return drop.call(this, type, kept.get(work) ?? work, ...more); };",
    ),
    ("the console taken away", "window.console = undefined;"),
    (
        "fetch, beacon and XHR replaced after the load",
        "addEventListener('load', () => setTimeout(() => { window.fetch = () => { throw new Error('no'); }; navigator.sendBeacon = () => false; JSON.stringify = () => '\"evil\"'; JSON.parse = () => null; Date.now = () => NaN; }, 1500));",
    ),
];

/// An object in every object would be found by the browser's driver and followed round and round.
fn put(name: &str, value: &str) -> String {
    if value.starts_with(['{', '(']) {
        format!(
            "Object.defineProperty(Object.prototype, {name:?}, {{value: {value}, writable: true, configurable: true}});"
        )
    } else {
        format!("Object.prototype[{name:?}] = {value};")
    }
}

/// Said before the tag has loaded, as a page does.
const WHO: &str = "window.shirube.push(['identify', {id: 'u1'}]);";

async fn walks(browser: &Browser, vendor: &Vendor, path: &str, name: &str) {
    vendor.open(browser, path).await;
    assert_eq!(browser.run("told.ready.ok").await, json!(true), "{name}");
    let begun = "(window.begun ||= shirube.start('one', {force: true})).then((r) => r.shown)";
    browser.wait(name, begun).await;
    browser.step("a").await;
    browser.click_part("card-next").await;
    browser.step("b").await;
    browser.click_part("card-next").await;
    browser
        .wait(&format!("{name}: the end"), "!part('card')")
        .await;
    assert_eq!(browser.run("window.fired ?? 0").await, json!(0), "{name}");
    let mine = browser.run("told.uncaught").await;
    assert_eq!(mine, json!([]), "{name}");
    assert!(
        !vendor.door.asked().iter().any(|a| a.contains("m.json")),
        "{name}"
    );
}

pub(crate) async fn polluted_and_frozen_built_ins_change_nothing(brand: Brand) {
    let items = [(
        "tutorials/one.yaml",
        guide(&[step("a", &json!({})), step("b", &json!({}))]),
    )];
    let vendor = Vendor::new("gadgets", brand, &items);
    let browser = Browser::start(brand, 1000, 800).await;
    let mut done = 0;
    for (name, value) in GADGETS {
        let page = format!("/gadget-{done}.html");
        vendor.page(
            &page,
            &format!("{WHO}{}", put(name, value)),
            "<p>host</p>",
            "",
        );
        walks(&browser, &vendor, &page, name).await;
        done += 1;
    }
    for (name, early) in BUILT_INS {
        let page = format!("/built-in-{done}.html");
        vendor.page(&page, &format!("{WHO}{early}"), "<p>host</p>", "");
        walks(&browser, &vendor, &page, name).await;
        done += 1;
    }
    // What a page of old left is sent by the next one, whatever became of its own fetch.
    vendor.page("/plain.html", "", "<p>host</p>", "");
    vendor.open(&browser, "/plain.html").await;
    let rows = await_rows(&vendor.kumo, "tutorial.completed", done).await;
    for event in &rows {
        let text = event.to_string();
        assert!(
            !text.contains("evil") && !text.contains("nowhere"),
            "{text}"
        );
        assert!(event["user"].is_null() || event["user"] == "u1", "{text}");
    }
    let completed: Vec<&Value> = rows
        .iter()
        .filter(|e| e["name"] == "tutorial.completed")
        .collect();
    assert_eq!(completed.len(), done);
    browser.close().await;
}
