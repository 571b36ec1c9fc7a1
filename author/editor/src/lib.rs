//! Drafts shown on the vendor's own pages, and a page on this machine for people who write without YAML.
//! A content folder and an address enter; the same files, changed by the author, leave. Not here: the compiler
//! (`author`), the browser (`live`), the command line.
#![forbid(unsafe_code)]

pub mod against;
mod desk;
pub mod preview;

pub use desk::{Desk, DeskError, KnownPast, serve};
