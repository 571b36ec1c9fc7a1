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

/// Puts the host element where people can use it: into the page's open modal dialog while there is one, which makes
/// everything else inert, else back into `<body>`; in the top layer above it either way. Says whether it moved.
pub fn settle(host: &HtmlElement) -> bool {
    let Some(document) = host.owner_document() else {
        return false;
    };
    let open = document.query_selector_all("dialog:modal").ok();
    let dialog = open.and_then(|all| all.get(all.length().checked_sub(1)?));
    let Some(home) = dialog.or_else(|| document.body().map(Into::into)) else {
        return false;
    };
    if host.parent_node().as_ref() == Some(&home) {
        return false;
    }
    let held = host.shadow_root().and_then(|root| root.active_element());
    let _ = host.hide_popover();
    let moved = home.append_child(host).is_ok();
    let _ = host.show_popover();
    if let Some(held) = held {
        let _ = held.unchecked_into::<HtmlElement>().focus();
    }
    moved
}

/// Takes the host element out of the top layer and the document.
pub fn lower(host: &HtmlElement) {
    let _ = host.hide_popover();
    host.remove();
}
