//! The wasm surface: what the module's façade may call, and nothing else.
//! Plain values come in, are turned into inputs for the runtime, and answers go out by callbacks.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod boot;
mod browser;
mod facts;
mod found;
mod identity;
mod io;
mod outbox;
mod perform;
mod plain;
mod runtime;

use engine::input::{Direction, StartRequest};
use engine::{Act, Input};
use telemetry::{By, Datum, Name, Record};
use wasm_bindgen::prelude::*;

use crate::io::Io;
use crate::runtime::{Runtime, with};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Begins: `options` as the façade checked them, the bytes of `catalogue.bin` or why there are none.
#[wasm_bindgen]
pub fn boot(options: JsValue, catalogue: Option<Vec<u8>>, failure: Option<String>, io: Io) {
    boot::boot(&options, catalogue, failure, io);
}

/// Who is here.
#[wasm_bindgen]
pub fn identify(person: JsValue) {
    with(|r| identity::identify(r, &person));
}

/// Nobody is here any more: surfaces close, queued events stay theirs.
#[wasm_bindgen]
pub fn reset() {
    with(identity::reset);
}

/// A host event; properties are any JSON object.
#[wasm_bindgen]
pub fn track(name: String, properties: JsValue) {
    let json = js_sys::JSON::stringify(&properties)
        .ok()
        .and_then(|s| s.as_string());
    with(|r| r.feed(Input::Track(name, json)));
}

/// Starts an item and answers `{shown, reason?}`.
#[wasm_bindgen]
pub fn start(id: String, step: Option<String>, force: bool, resolve: js_sys::Function) {
    with(|r| {
        let call = r.expect_answer(resolve);
        r.feed(Input::Start(StartRequest {
            id,
            step,
            force,
            by: By::Api,
            call,
        }));
    });
}

/// Stops the running tutorial.
#[wasm_bindgen]
pub fn stop() {
    with(|r| r.feed(Input::Stop));
}

/// As the card's main button.
#[wasm_bindgen]
pub fn next() {
    with(|r| r.feed(Input::Move(Direction::Next)));
}

/// As the card's back button.
#[wasm_bindgen]
pub fn back() {
    with(|r| r.feed(Input::Move(Direction::Back)));
}

/// `{id, step}` of what runs; with an id, only if that runs.
#[wasm_bindgen]
pub fn state(id: Option<String>) -> JsValue {
    with(|r| r.state(id.as_deref())).unwrap_or(JsValue::NULL)
}

/// Opens a surface, or an article by its id.
#[wasm_bindgen]
pub fn open(surface: String, id: Option<String>) {
    with(|r| r.feed(Input::Open(surface, id)));
}

/// Closes the open panel and the open tip.
#[wasm_bindgen]
pub fn close() {
    with(|r| {
        r.feed(Input::ClosePanel);
        r.feed(Input::Acted(Act::CloseTip.into(), false));
    });
}

/// How the host routes.
#[wasm_bindgen]
pub fn configure(settings: JsValue) {
    with(|r| r.configure(&settings));
}

/// Text instead of cards, or not.
#[wasm_bindgen]
pub fn prefer(text: bool) {
    with(|r| r.feed(Input::Prefer(text)));
}

/// `{eligible, failed: [{rule, because}]}`.
#[wasm_bindgen]
pub fn explain(id: &str) -> JsValue {
    with(|r| r.explain(id)).unwrap_or(JsValue::NULL)
}

/// `granted`, `denied` or `unknown`.
#[wasm_bindgen]
pub fn consent(state: String) {
    with(|r| {
        r.outbox.consent(&state);
        r.feed(Input::Recording(r.outbox.recording()));
        let record = Record::new(Name::ConsentChanged).with("state", Datum::Text(state));
        r.record(&record);
    });
}

/// The language wished.
#[wasm_bindgen]
pub fn language(tag: String) {
    with(|r| r.feed(Input::Language(tag)));
}

/// What another tab saved under a key.
#[wasm_bindgen]
pub fn merged(key: &str, bytes: &[u8]) {
    with(|r| identity::merged(r, key, bytes));
}

/// Looks for an element on behalf of the page around this one, under its number: the bytes of a question.
#[wasm_bindgen]
pub fn seek(call: u32, question: &[u8]) {
    with(|r| r.watches.seek(call, question));
}

/// Looks for it no longer.
#[wasm_bindgen]
pub fn unseek(call: u32) {
    with(|r| r.watches.unseek(call));
}

/// The element found for the page around.
#[wasm_bindgen]
pub fn sought(call: u32) -> Option<web_sys::Element> {
    with(|r| r.watches.sought(call)).flatten()
}

/// Something came, moved or went in a frame of another origin.
#[wasm_bindgen]
pub fn shifted() {
    with(|r| r.watches.shifted());
}

/// What a frame of another origin was asked to wait for was done there.
#[wasm_bindgen]
pub fn crossed(call: u32, trusted: bool) {
    with(|r| r.watches.crossed(call, trusted));
}

/// Removes everything: no node, listener, observer or timer stays.
#[wasm_bindgen]
pub fn destroy() {
    Runtime::end();
}
