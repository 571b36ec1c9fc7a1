//! Decisions: which item shows, why, and what follows from what people do. `advance(Input)` is the only door.
//! Content, page, person, progress and time enter as values; views, watches, events and progress leave as effects.
//! Not here: the browser, geometry, storage, the network, a clock, a random source.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod announce;
mod attention;
mod checklist;
mod condition;
pub mod deed;
mod draw;
mod draw_front;
pub mod effect;
mod eligible;
mod engine;
mod front;
mod help;
pub mod input;
mod inquiry;
mod knowing;
mod library;
mod link;
mod nocode;
mod order;
pub mod panel;
mod person;
pub mod progress;
mod quiz;
mod recorded;
mod run;
mod second;
mod settle;
mod side;
mod starts;
mod step;
mod step_quiz;
pub mod surface;
mod tip;
pub mod view;

pub use effect::{Effect, Fault};
pub use eligible::Withheld;
pub use engine::{Engine, RunState};
pub use input::{Input, Person, Traits};
pub use progress::Progress;
pub use second::Second;
pub use view::{Act, View};

/// The name of one watch on one element; the adapter and the widget share the element under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Watch(pub u32);
