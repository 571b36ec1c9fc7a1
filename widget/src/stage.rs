//! The host element: one `<shirube-root>` in the top layer, with an open shadow root. Its style comes with the sheet.
//! No custom element is registered, and nothing else of the host's document is touched.

use wasm_bindgen::JsCast as _;
use web_sys::{Document, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

/// Makes the host element, puts it at the end of `<body>` and into the top layer. `None`: the document has no body.
#[must_use]
pub fn raise(document: &Document) -> Option<(HtmlElement, ShadowRoot)> {
    let body = document.body()?;
    let host: HtmlElement = document
        .create_element("shirube-root")
        .ok()?
        .unchecked_into();
    let _ = host.set_popover(Some("manual"));
    let root = host
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .ok()?;
    body.append_child(&host).ok()?;
    let _ = host.show_popover();
    Some((host, root))
}

/// Takes the host element out of the top layer and the document.
pub fn lower(host: &HtmlElement) {
    let _ = host.hide_popover();
    host.remove();
}
