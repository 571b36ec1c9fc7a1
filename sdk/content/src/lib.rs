//! What can be published, and how it reaches a page: the content model of one language and its compact coding.
//! Bytes enter and typed items leave; the authors' compiler goes the other way through the same declarations.
//! Not here: YAML, Markdown and findings (`author`), decisions (`engine`), anything that knows a browser or a clock.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod anchor;
pub mod catalogue;
pub mod code;
pub mod condition;
pub mod digest;
pub mod entry;
pub mod item;
pub mod page;
pub mod rich;
pub mod text;

pub use anchor::Anchor;
pub use catalogue::{Catalogue, Refusal};
pub use code::{Code, Fault, Reader};
pub use condition::{Condition, Test, Value};
pub use digest::Digest;
pub use entry::{Entry, Kind, Shard};
pub use item::Item;
pub use page::{Address, Page};
pub use rich::{Block, Link, Run};
pub use text::{decimal, find, joined, tidy};

/// Milliseconds since 1970-01-01T00:00:00Z. Time always enters as a value; nothing here reads a clock.
pub type Millis = i64;
