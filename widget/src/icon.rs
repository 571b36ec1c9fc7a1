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
pub(crate) const DONE: &str =
    "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M5.5 8.2l1.8 1.8 3.2-3.8";
pub(crate) const SEARCH: &str = "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4M10.2 10.2l3 3";
pub(crate) const BELL: &str =
    "M3.5 11.5h9c-1-1-1.2-2-1.2-4a3.3 3.3 0 0 0-6.6 0c0 2-.2 3-1.2 4M6.8 13.6h2.4";
pub(crate) const PEOPLE: &str = "M6 3.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4M2 13c0-4.4 8-4.4 8 0M10.5 3.6a2 2 0 0 1 0 3.8M12 9.8c1.3.5 2 1.6 2 3.2";
pub(crate) const LIST: &str = "M6 4h7.5M6 8h7.5M6 12h7.5M3 4h.01M3 8h.01M3 12h.01";
pub(crate) const TALK: &str = "M2.5 3.5h11v7.5H7.5L4.5 13.5V11h-2z";
pub(crate) const AHEAD: &str = "M6.2 3.8L10.4 8l-4.2 4.2";
pub(crate) const BACK: &str = "M9.8 3.8L5.6 8l4.2 4.2";
pub(crate) const UP: &str = "M8 12.5v-9M4.2 7.3L8 3.5l3.8 3.8";
pub(crate) const DOWN: &str = "M8 3.5v9M4.2 8.7L8 12.5l3.8-3.8";
pub(crate) const RETRY: &str = "M3.2 8a4.8 4.8 0 1 1 1.5 3.5M3.2 5v3h3";
pub(crate) const PLAY: &str = "M5 3.2l8 4.8-8 4.8z";
pub(crate) const OFF: &str = "M2.5 2.5l11 11M2 6.6c1-.9 2-1.6 3.2-2M14 6.6a9.5 9.5 0 0 0-6-2.4M4.5 9.3c.8-.7 1.6-1.1 2.5-1.3M8 12.3v.1";

/// An icon that says nothing a word beside it does not say.
pub(crate) fn icon(path: &str) -> Html {
    el("svg;viewBox=0 0 16 16;aria-hidden=true")
        .put(el("path").set("d", path).done())
        .done()
}

/// One of five faces, from 1: only the mouth differs.
pub(crate) fn face(n: u32) -> Html {
    let (ends, middle) = match n {
        1 => ("11", "8.2"),
        2 => ("10.6", "9.2"),
        3 => ("10", "10"),
        4 => ("9.5", "11.3"),
        _ => ("9", "13"),
    };
    let round = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M6 6.3v.4M10 6.3v.4M5.3 ";
    icon(&[round, ends, "Q8 ", middle, " 10.7 ", ends].concat())
}

/// The arrow that points where reading goes, or back.
pub(crate) fn arrow(path: &str) -> Html {
    el("svg;class=go;viewBox=0 0 16 16;aria-hidden=true")
        .put(el("path").set("d", path).done())
        .done()
}
