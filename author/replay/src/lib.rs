//! A draft against what people did: past events of `GET /v1/export/jsonl` and what is known of people enter; who would see
//! what, and when, leaves. Decisions are the real engine's; nothing is sent, drawn or stored. What events do not tell (the
//! page somebody was on) is inferred, and said to be.
#![forbid(unsafe_code)]

mod coverage;
mod dry;
mod explained;
mod pages;
mod past;
mod reach;
mod release;
mod stage;
mod wanted;

pub use content::Value;
pub use coverage::Lost;
pub use dry::{Dry, Item, Twice, dry};
pub use explained::{Explained, Known, Question, explain};
pub use past::{Past, Visitor};
pub use reach::{Reach, Reached, reach};
pub use release::Release;
pub use wanted::Wanted;
