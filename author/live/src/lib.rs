//! A browser on the author's machine, driven by its DevTools protocol: no driver to install, no change to the page.
//! An address enters; what the page holds, what the author points at, and where each anchor stands leave.
//! Nothing is written into the page's own scripts: ours run in a world of their own, which no content policy touches.

mod chrome;
mod page;
mod wire;

pub use chrome::{Chrome, Options};
pub use page::{Page, Reply};
pub use wire::LiveError;

/// What looks at a page: `look.verdict(anchor)`, `look.anchorsOf(element)`, `look.set("pick" | "record" | "rest")`, `look.show(anchor)`.
/// An anchor is the source's, in one language: `name` and `text` are plain texts. Run it by [`Page::everywhere`].
pub const LOOK: &str = include_str!("look.js");

/// What tells elements apart and likens them: `traits.all()`, `traits.found(anchor)`, `traits.anchors(number)`; needs [`LOOK`].
pub const TRAITS: &str = include_str!("traits.js");
