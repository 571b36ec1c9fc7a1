//! The icons: single paths on a 16 px grid, drawn with the text's colour.

use yew::Html;

use crate::el::el;

pub(crate) const CLOSE: &str = "M4 4l8 8M12 4l-8 8";
pub(crate) const CLOCK: &str = "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M8 5v3.2l2.2 1.4";
pub(crate) const CHECK: &str = "M3.5 8.5l3 3 6-7";
pub(crate) const LOCK: &str = "M4.5 7.5h7v5h-7zM6 7.5V5.7a2 2 0 0 1 4 0v1.8";
pub(crate) const QUESTION: &str = "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M6.4 6.3c.2-2 3.4-1.9 3.2.1-.1 1.2-1.6 1.2-1.6 2.4M8 10.9v.1";
pub(crate) const PAUSE: &str = "M5.5 4v8M10.5 4v8";
pub(crate) const POINT: &str = "M6.2 6.2l7 2.7-3.1 1.3-1.3 3.1zM2.8 2.8l1 1M6 1.8v1.4M1.8 6h1.4";
pub(crate) const SIGN: &str = "M5 1.8v12.4M5 3h6.2l2.3 2.5L11.2 8H5";

/// An icon that says nothing a word beside it does not say.
pub(crate) fn icon(path: &'static str) -> Html {
    el("svg;viewBox=0 0 16 16;aria-hidden=true")
        .put(el("path").set("d", path).done())
        .done()
}
