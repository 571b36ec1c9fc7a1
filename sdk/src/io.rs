//! What the module lends the core: published files, storage, the session, the post to the collector, roles and names.
//! Each call may be refused by the browser and then gives nothing; none throws. What takes time is given to `done`,
//! once: a callback of our own costs a page less than promises that Rust awaits.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

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
    /// Our own words in a language that does not lie in the module, a line each, or nothing.
    #[wasm_bindgen(method)]
    pub fn words(this: &Io, language: &str, done: &JsValue);
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
    /// Waiting rows, oldest first: `[damaged, id, row, user, name, session, tab, seq, id, …]`, where `damaged` counts
    /// those that could not be read and are gone.
    #[wasm_bindgen(method)]
    pub fn rows(this: &Io, done: &JsValue);
    /// Stores a row; tells whether it came to the disk.
    #[wasm_bindgen(method)]
    pub fn put(this: &Io, id: &str, row: &str, done: &JsValue);
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
    /// What in a document or shadow root has a role, and this accessible name where one is given.
    #[wasm_bindgen(method, js_name = byRole)]
    pub fn by_role(this: &Io, root: &Node, role: &str, name: Option<&str>) -> Array;
    /// Whether an element has a role, by its attribute or its tag.
    #[wasm_bindgen(method, js_name = hasRole)]
    pub fn has_role(this: &Io, element: &Element, role: &str) -> bool;
    /// Whether an element's accessible name is this one.
    #[wasm_bindgen(method, js_name = isNamed)]
    pub fn is_named(this: &Io, element: &Element, name: &str) -> bool;
    /// The page goes away, perhaps to come back: what would keep it from that is let go.
    #[wasm_bindgen(method)]
    pub fn leave(this: &Io);
}

/// A callback for one answer.
pub(crate) fn done(hear: impl FnOnce(JsValue) + 'static) -> JsValue {
    Closure::once_into_js(hear)
}
