//! Host events that no developer tracks: a click, an input or a submission on an element that an event file names.
//! The document is not observed for them: the element is looked for when something was done.

use content::entry::Act;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::listen::Listener;

/// Tells of each act with what it was done to.
pub(crate) fn follow(
    done: impl Fn(&Act, &dyn Fn(&Element) -> bool) + Copy + 'static,
) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let kinds = [
        ("click", Act::Click),
        ("change", Act::Input),
        ("submit", Act::Submit),
    ];
    let on = |(kind, act)| {
        Listener::new(&window, kind, move |event| {
            let path = event.composed_path();
            let target = path.get(0).dyn_into::<Element>().ok();
            // A form is submitted, and the author may have named a button or a field in it.
            let within = |element: &Element| {
                path.includes(element, 0)
                    || act == Act::Submit
                        && target.as_ref().is_some_and(|t| t.contains(Some(element)))
            };
            done(&act, &within);
        })
    };
    kinds.map(on).into()
}
