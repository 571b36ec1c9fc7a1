//! For content authors: a folder of YAML and Markdown becomes published content, with findings on the way.
//! Files enter; findings, compiled bytes and written folders leave. The same compiler runs on a published
//! `manifest.json` inside a page. Not here: the coding itself (`content`), decisions (`engine`), the command line.
#![forbid(unsafe_code)]

mod anchor;
mod common;
mod compile;
mod condition;
mod config;
pub mod finding;
mod folder;
mod kinds;
mod markdown;
mod names;
mod node;
mod page;
mod publish;
mod questions;
mod reader;
mod schema;
mod selector;
mod shards;
mod theme;
mod time;
mod tutorial;

pub use compile::{Compiled, compile_manifest};
pub use finding::{Finding, Severity, explain};
pub use folder::{Checked, check};
pub use publish::{PublishError, PublishRequest, Published, publish};
pub use time::day;
