//! The page's elements by their properties alone: those of a frame belong to another realm, where `instanceof` is
//! never true. Whether one can be seen, and bringing it into view.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};

#[wasm_bindgen]
extern "C" {
    /// An element or a root of any realm and any class.
    #[wasm_bindgen(extends = Element)]
    #[derive(Clone)]
    pub(super) type Any;

    /// `None` for a frame of another origin; never throws.
    #[wasm_bindgen(method, getter, structural, js_name = contentDocument)]
    pub(super) fn content_document(this: &Any) -> Option<Document>;
    #[wasm_bindgen(method, catch, structural, js_name = checkVisibility)]
    fn check_visibility(this: &Any, options: &Object) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, structural, js_name = elementsFromPoint)]
    fn elements_from_point(this: &Any, x: f64, y: f64) -> Array;
}

/// Whether an element is rendered with a box of its own.
pub(crate) fn visible(element: &Element) -> bool {
    let rect = element.get_bounding_client_rect();
    rect.width() > 0.0 && rect.height() > 0.0 && element.is_connected() && shown(element)
}

fn shown(element: &Element) -> bool {
    let options = Object::new();
    let _ = Reflect::set(&options, &"visibilityProperty".into(), &JsValue::TRUE);
    let any: &Any = element.unchecked_ref();
    any.check_visibility(&options).unwrap_or(true)
}

/// Brings an element into view, by the host's own way where it has one, where it is not: at once, whatever the page's style says of scrolling.
pub(super) fn reveal(element: &Element, scroll: Option<&Function>) {
    if in_sight(element) {
        return;
    }
    if let Some(scroll) = scroll {
        let _ = scroll.call1(&JsValue::UNDEFINED, element);
    } else {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_behavior(web_sys::ScrollBehavior::Instant);
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether an element lies inside its window with its centre uncovered, and so does the frame that shows it. What a
/// scroll container cuts off or a sticky bar covers is out of sight; our own surfaces cover nothing.
fn in_sight(element: &Element) -> bool {
    let Some(view) = element.owner_document().and_then(|d| d.default_view()) else {
        return true;
    };
    let size = |of: Result<JsValue, JsValue>| of.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    let rect = element.get_bounding_client_rect();
    let inside = rect.top() >= 0.0
        && rect.left() >= 0.0
        && rect.bottom() <= size(view.inner_height())
        && rect.right() <= size(view.inner_width());
    let root: Any = element.get_root_node().unchecked_into();
    let (x, y) = (
        rect.left() + rect.width() / 2.0,
        rect.top() + rect.height() / 2.0,
    );
    let at = root.elements_from_point(x, y);
    let hit = at
        .iter()
        .map(JsCast::unchecked_into::<Element>)
        .find(|e| e.local_name() != widget::stage::NAME);
    let uncovered = hit.is_some_and(|h| element.contains(Some(&h)));
    let framed = view.frame_element().ok().flatten();
    let top = web_sys::window().is_none_or(|w| Object::is(&w, &view));
    inside && uncovered && (top || framed.is_none_or(|f| in_sight(&f)))
}
