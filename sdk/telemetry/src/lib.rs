//! What is told to the collector: the names of events, their wire form, and the queue's policy.
//! A recorded event enters with its stamp and leaves as a row of JSON; answers and time decide what is sent and when.
//! Not here: storage, network, clocks and random numbers (they enter as values), and what an event means (`measure`).
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod backoff;
pub mod batch;
pub mod event;
pub mod json;
pub mod name;
pub mod queue;

pub use event::{Datum, Record, Stamp};
pub use name::{By, Name, Reason};
pub use queue::Queue;
