//! The one element in the host's document: a manual popover in the top layer with our shadow root in it, at home in
//! `<body>` or in what the page makes modal. Nothing else of the host's document is touched.

use wasm_bindgen::JsCast as _;
use web_sys::{
    Document, Element, Event, HtmlElement, MutationObserver, MutationObserverInit, Node,
    ShadowRoot, ShadowRootInit, ShadowRootMode,
};

use crate::around::above;
use crate::listen::{Heard, Sizes};

/// What our host element is called.
pub const NAME: &str = "shirube-root";
/// The same while something in it is pressed.
pub const PRESSED: &str = "shirube-root:active";
/// What a page says of a modal that it made itself.
const DIALOG: &str = "[aria-modal=true],[role=dialog],[role=alertdialog]";
/// What fills the screen makes the rest inert in Chromium, as a modal does; these show no children.
const FULLSCREEN: &str = ":fullscreen:not(:root,video,audio,img,iframe,canvas,object,embed)";
/// What it hides meanwhile.
const HIDDEN: &str = "body>[aria-hidden=true],body>[inert]";

/// Makes the host element, puts it at the end of `<body>` and into the top layer. `None`: the document has no body.
#[must_use]
pub fn raise(document: &Document) -> Option<(HtmlElement, ShadowRoot)> {
    let body = document.body()?;
    let host: HtmlElement = document.create_element(NAME).ok()?.unchecked_into();
    let _ = host.set_popover(Some("manual"));
    let root = host
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .ok()?;
    body.append_child(&host).ok()?;
    let _ = host.show_popover();
    Some((host, root))
}

/// What the host element hears as long as this lives.
pub struct Held {
    host: HtmlElement,
    removals: Option<MutationObserver>,
    _sizes: Option<Sizes>,
    _heard: Heard,
}

/// Tells when the host element lost its box or its place: what it was in was hidden or removed, which no event says.
#[must_use]
pub fn hold(host: &HtmlElement, lost: impl Fn() + 'static) -> Held {
    let heard = Heard::new(move |_| lost());
    let held = Held {
        host: host.clone(),
        removals: MutationObserver::new(heard.function()).ok(),
        _sizes: Sizes::of(&[host.clone().into()], &heard),
        _heard: heard,
    };
    held.follow();
    held
}

impl Held {
    /// Looks at the children of everything that the host element is in now, and no deeper.
    pub fn follow(&self) {
        let Some(removals) = &self.removals else {
            return;
        };
        removals.disconnect();
        let children = MutationObserverInit::new();
        children.set_child_list(true);
        let mut node = self.host.parent_node();
        while let Some(at) = node {
            let _ = removals.observe_with_options(&at, &children);
            node = above(&at);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(removals) = &self.removals {
            removals.disconnect();
        }
    }
}

/// Puts the host element where people can use it: into what is modal in the page while something is, since that makes
/// the rest inert or calls the focus back, else into `<body>`; in the top layer above everything either way.
/// `event`: what the page just did. Says whether the element moved.
pub fn settle(host: &HtmlElement, event: Option<&Event>) -> bool {
    let Some(home) = host.owner_document().and_then(|d| home(host, &d)) else {
        return false;
    };
    let at_home = host
        .parent_node()
        .is_some_and(|p| p.is_same_node(Some(&home)));
    if at_home && !event.is_some_and(|e| covers(host, e)) {
        return false;
    }
    let root = host.shadow_root();
    let held = root.as_ref().and_then(ShadowRoot::active_element);
    let _ = host.hide_popover();
    if !at_home {
        let _ = home.append_child(host);
    }
    // What was there before does not come in anew.
    if let Some(layer) = root.and_then(|r| r.query_selector(".layer").ok()?) {
        let _ = layer.set_attribute("data-again", "");
    }
    let _ = host.show_popover();
    if let Some(held) = held {
        let _ = held.unchecked_into::<HtmlElement>().focus();
    }
    !at_home
}

/// Whether something of the page came into the top layer just now, and so above us.
fn covers(host: &HtmlElement, event: &Event) -> bool {
    match event.type_().as_str() {
        "fullscreenchange" => true,
        "toggle" => event
            .target()
            .map(|t| t.unchecked_into::<Element>())
            .is_some_and(|t| {
                !t.is_same_node(Some(host)) && t.matches(":popover-open,:modal").unwrap_or(false)
            }),
        _ => false,
    }
}

fn home(host: &HtmlElement, document: &Document) -> Option<Node> {
    let body = document.body()?;
    let active = focused(document);
    let focus_is_ours = active.as_ref().is_some_and(|a| a.is_same_node(Some(host)));
    // Where the focus is, modals of shadow roots are found too, and of several the one on top.
    let begin: Option<Node> = if focus_is_ours {
        host.parent_node()
    } else {
        active.map(Into::into)
    };
    let modal = begin.and_then(|begin| around(&begin, document));
    let modal = modal.or_else(|| {
        let every = ["dialog:modal,", FULLSCREEN].concat();
        let open = document.query_selector_all(&every).ok()?;
        let all = (0..open.length()).rev().filter_map(|n| open.get(n));
        all.map(|n| n.unchecked_into::<Element>())
            .find(|e| has_box(e) && e.shadow_root().is_none())
    });
    Some(modal.map_or_else(|| body.into(), Into::into))
}

/// The innermost modal around a node.
fn around(begin: &Node, document: &Document) -> Option<Element> {
    let mut node = Some(begin.clone());
    while let Some(at) = node {
        if at.node_type() == Node::ELEMENT_NODE {
            let element: &Element = at.unchecked_ref();
            if is_modal(element, document) && has_box(element) {
                return Some(element.clone());
            }
        }
        node = above(&at);
    }
    None
}

fn is_modal(element: &Element, document: &Document) -> bool {
    let is = |css: &str| element.matches(css).unwrap_or(false);
    let others_are_hidden = || matches!(document.query_selector(HIDDEN), Ok(Some(_)));
    // The host of a shadow root with such an element looks like one.
    is("dialog:modal")
        || (is(FULLSCREEN) && element.shadow_root().is_none())
        || (is(DIALOG) && (is("[aria-modal=true]") || others_are_hidden()))
}

fn has_box(element: &Element) -> bool {
    element.is_connected() && element.get_client_rects().length() > 0
}

/// The focused element, in whatever open shadow root; ours counts as one.
fn focused(document: &Document) -> Option<Element> {
    let mut active = document.active_element()?;
    while active.local_name() != NAME
        && let Some(inner) = active.shadow_root().and_then(|r| r.active_element())
    {
        active = inner;
    }
    Some(active)
}

/// Takes the host element out of the top layer and the document.
pub fn lower(host: &HtmlElement) {
    let _ = host.hide_popover();
    host.remove();
}
