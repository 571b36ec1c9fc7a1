//! What lies around a target: the frames and shadow roots that it is in. Enters: an element of the page, of a frame of
//! the same origin or of a shadow root; leaves: its rectangle in our own window, and who tells when it scrolls.

use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget, HtmlElement, Node, Window};

use crate::placement::Rect;

#[wasm_bindgen]
extern "C" {
    /// Any element of any realm: what is asked for is a property, never `instanceof`.
    #[wasm_bindgen(extends = Element)]
    type Any;

    #[wasm_bindgen(method, getter, structural, js_name = assignedSlot)]
    fn assigned_slot(this: &Any) -> Option<Node>;
    #[wasm_bindgen(method, getter, structural, js_name = currentCSSZoom)]
    fn current_css_zoom(this: &Any) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural)]
    fn host(this: &Any) -> Option<Node>;
}

/// The rectangle in the element's own window; `None` when it has none to speak of.
pub(crate) fn own_rect(element: &Element) -> Option<Rect> {
    let rect = element.get_bounding_client_rect();
    let (w, h) = (rect.width(), rect.height());
    (w > 0.0 && h > 0.0).then(|| Rect {
        x: rect.left(),
        y: rect.top(),
        w,
        h,
    })
}

/// The rectangle in our own window, of an element or of what is so far inside a frame; what a frame cuts off is not
/// part of it.
pub(crate) fn rect_of(element: &Element, inner: Option<Rect>) -> Option<Rect> {
    let mut rect = match inner {
        Some(inner) => through(inner, element)?,
        None => own_rect(element)?,
    };
    let mut inner = element.clone();
    while let Some(frame) = frame_of(&inner) {
        rect = through(rect, &frame)?;
        inner = frame;
    }
    Some(rect)
}

/// By how much lengths are magnified in an element by `zoom`. Engines that do not tell give rectangles in the
/// element's own lengths anyway.
pub(crate) fn zoom_of(element: &Element) -> f64 {
    let any: &Any = element.unchecked_ref();
    any.current_css_zoom().filter(|z| *z > 0.0).unwrap_or(1.0)
}

/// The frame in which an element lies, if that is one that we may look into.
pub(crate) fn frame_of(element: &Element) -> Option<Element> {
    let view = view_of(element)?;
    if Object::is(&view, &web_sys::window()?.into()) {
        return None;
    }
    view.frame_element().ok().flatten()
}

/// The window of an element.
pub(crate) fn view_of(element: &Element) -> Option<Window> {
    element.owner_document()?.default_view()
}

fn through(rect: Rect, frame: &Element) -> Option<Rect> {
    let place = own_rect(frame)?;
    // Object tags and the like are elements of other classes with the same properties.
    let sized: &HtmlElement = frame.unchecked_ref();
    let scale = place.w / f64::from(sized.offset_width().max(1));
    let (left, top) = (
        place.x + f64::from(frame.client_left()) * scale,
        place.y + f64::from(frame.client_top()) * scale,
    );
    let (right, bottom) = (
        left + f64::from(frame.client_width()) * scale,
        top + f64::from(frame.client_height()) * scale,
    );
    let x = (left + rect.x * scale).min(right).max(left);
    let y = (top + rect.y * scale).min(bottom).max(top);
    Some(Rect {
        x,
        y,
        w: (left + (rect.x + rect.w) * scale).min(right).max(x) - x,
        h: (top + (rect.y + rect.h) * scale).min(bottom).max(y) - y,
    })
}

/// The next node outwards in what is seen: the slot, the parent, the host of a shadow root.
pub(crate) fn above(node: &Node) -> Option<Node> {
    let any: &Any = node.unchecked_ref();
    let outer = any.assigned_slot().or_else(|| node.parent_node());
    // Links have a host too, which is no node.
    outer.or_else(|| {
        any.host()
            .filter(|_| node.node_type() == Node::DOCUMENT_FRAGMENT_NODE)
    })
}

/// Whatever hears the scrolling that our own window does not: windows of frames, and the shadow roots around the
/// element and around the slots that it is shown in.
pub(crate) fn tellers(element: &Element) -> Vec<EventTarget> {
    let mut all = Vec::new();
    let mut inner = Some(element.clone());
    while let Some(element) = inner {
        let mut node: Node = element.clone().into();
        while let Some(next) = above(&node) {
            if node.node_type() == Node::DOCUMENT_FRAGMENT_NODE {
                all.push(node.into());
            }
            node = next;
        }
        inner = frame_of(&element);
        if inner.is_some()
            && let Some(view) = view_of(&element)
        {
            all.push(view.into());
        }
    }
    all
}
