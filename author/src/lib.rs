//! For content authors: a folder of YAML and Markdown becomes published content, with findings on the way.
//! Files enter; findings, compiled bytes and written folders leave. The same compiler runs on a published
//! `manifest.json` inside a page. Not here: the coding itself (`content`), decisions (`engine`), the command line.
#![forbid(unsafe_code)]

mod anchor;
mod arbiter;
mod article;
#[cfg(not(target_arch = "wasm32"))]
mod begun;
mod circle;
mod common;
mod compile;
mod condition;
mod config;
mod desk;
mod diff;
mod document;
mod draft;
mod feed;
mod fields;
mod finding;
mod fix;
mod flow;
mod folder;
mod fragile;
mod history;
mod init;
#[cfg(not(target_arch = "wasm32"))]
mod keys;
mod kinds;
mod links;
mod look;
mod manifest;
mod markdown;
mod message;
mod names;
mod node;
mod operator;
mod page;
mod paths;
mod publish;
mod quality;
mod questions;
mod reader;
mod reading;
mod refer;
mod revenue;
mod rewrite;
mod schema;
mod selector;
mod shards;
mod spoken;
#[cfg(not(target_arch = "wasm32"))]
mod stale;
mod tally;
mod target;
mod text;
mod theme;
mod time;
#[cfg(not(target_arch = "wasm32"))]
mod translate;
mod truth;
mod tutorial;
mod verify;
mod versions;
mod yaml;

#[cfg(not(target_arch = "wasm32"))]
pub use begun::{Wish, begin_article};
pub use compile::{Compiled, compile_manifest};
pub use diff::{Became, Change, diff};
pub use document::{Document, EditError, Key, path_of};
pub use draft::{Draft, draft};
pub use feed::{Thread, keep as keep_threads, read as read_feed};
pub use fields::forms;
pub use finding::{Edit, Finding, Fix, Severity, codes, explain, explain_in};
pub use fix::{Fixed, apply, fix};
pub use folder::{Checked, check};
pub use history::{PastRelease, RollbackRequest, RolledBack, history, release_document, rollback};
pub use init::{InitError, init};
#[cfg(not(target_arch = "wasm32"))]
pub use keys::{BadKeys, KeyRing};
pub use publish::{
    Ask, PublishError, PublishRequest, Published, Signer, Stage, publish, publish_asked,
    publish_signed, publish_watched,
};
pub use spoken::Spoken;
pub use tally::Completeness;
pub use time::day;
#[cfg(not(target_arch = "wasm32"))]
pub use translate::{
    BadTable, Format, Imported, State, TranslateError, Translation, Unit, read_table, write_table,
};
pub use verify::{Unreadable, verify};
