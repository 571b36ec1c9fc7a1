//! Help search that knows Japanese. At publish time `build` turns the articles of one language into bytes (feature
//! `build`); in a page `Index` reads those bytes as they lie and ranks articles for a query.
//! Both sides pass through the same `fold` and `words`, so that they cannot disagree about spelling.
//! Not here: fetching, drawing, events, Markdown. Spans are in characters of the original text, never HTML.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[cfg(feature = "build")]
mod build;
mod fold;
mod gather;
mod index;
mod kana;
mod latin;
mod mark;
mod rank;
mod typo;
mod unit;
mod variants;
mod words;

#[cfg(feature = "build")]
pub use build::{Article, Topic, build};
pub use fold::fold;
pub use index::{Index, Refusal};
pub use rank::{Ask, Found, Hit};
pub use unit::key;

/// Half-open range of characters (not bytes) of an original text.
pub type Span = (u32, u32);
