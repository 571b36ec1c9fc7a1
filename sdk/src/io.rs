//! What the module lends the core: published files, storage, the session, and the post to the collector.
//! Each call may be refused by the browser and then gives nothing; none throws. What takes time is given to `done`,
//! once: a callback of our own costs a page less than promises that Rust awaits.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The module's side of the seam.
    #[derive(Clone)]
    pub type Io;

    /// A published file's bytes, or nothing.
    #[wasm_bindgen(method)]
    pub fn fetch(this: &Io, name: &str, done: &JsValue);
    /// What the words find in a published index, as the search module writes it, or nothing.
    #[wasm_bindgen(method)]
    pub fn search(this: &Io, index: &str, query: &str, page: &str, limit: u32, done: &JsValue);
    /// What the collector knows of whom a token names, as its JSON says it, or nothing.
    #[wasm_bindgen(method)]
    pub fn me(this: &Io, token: &str, done: &JsValue);
    /// `ID` or `ID.CASE` of the deep link that the page was opened by, if it was.
    #[wasm_bindgen(method)]
    pub fn link(this: &Io) -> Option<String>;
    /// The deep link was opened, or cannot be: it is kept no longer.
    #[wasm_bindgen(method, js_name = linkUsed)]
    pub fn link_used(this: &Io);
    /// Whether the person switched recording off in this browser.
    #[wasm_bindgen(method)]
    pub fn objects(this: &Io) -> bool;
    /// Remembers that the person switched recording off, or on again.
    #[wasm_bindgen(method)]
    pub fn object(this: &Io, off: bool);
    /// Tells the page's handlers.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Io, name: &str, detail: &JsValue);
    /// Saved progress, if there is any.
    #[wasm_bindgen(method)]
    pub fn load(this: &Io, key: &str, done: &JsValue);
    /// Saves progress.
    #[wasm_bindgen(method)]
    pub fn save(this: &Io, key: &str, bytes: &[u8]);
    /// Forgets progress.
    #[wasm_bindgen(method)]
    pub fn forget(this: &Io, key: &str);
    /// Waiting rows as `[id, row, id, row, …]`, oldest first.
    #[wasm_bindgen(method)]
    pub fn rows(this: &Io, done: &JsValue);
    /// Stores a row.
    #[wasm_bindgen(method)]
    pub fn put(this: &Io, id: &str, row: &str);
    /// Deletes rows.
    #[wasm_bindgen(method)]
    pub fn drop(this: &Io, ids: &Array);
    /// A UUIDv7.
    #[wasm_bindgen(method)]
    pub fn uuid(this: &Io) -> String;
    /// Whether events may be recorded: the module reports a dead core by itself.
    #[wasm_bindgen(method, setter)]
    pub fn set_records(this: &Io, may: bool);
    /// `[session, isNew, tab]`.
    #[wasm_bindgen(method)]
    pub fn session(this: &Io) -> Array;
    /// The next gap-free number of this session and tab.
    #[wasm_bindgen(method)]
    pub fn seq(this: &Io) -> u32;
    /// The device's random id.
    #[wasm_bindgen(method)]
    pub fn device(this: &Io) -> String;
    /// `[status, signed, retryMs, [ids that may be deleted]]`.
    #[wasm_bindgen(method)]
    pub fn post(this: &Io, body: &str, keepalive: bool, done: &JsValue);
}

/// A callback for one answer.
pub(crate) fn done(hear: impl FnOnce(JsValue) + 'static) -> JsValue {
    Closure::once_into_js(hear)
}
