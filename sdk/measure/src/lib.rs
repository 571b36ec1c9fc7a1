//! What people know, from what they did: comprehension and the intervals that every number carries.
//! In: evidence with its time in days, counts. Out: estimates, bands, intervals, labels.
//! Not here: where evidence comes from (the collector's ledger), clocks, storage, randomness.
//! Every transcendental goes through `libm`, so that a page and the collector get the same bits.
#![forbid(unsafe_code)]

pub mod comprehension;
pub mod evidence;
pub mod interval;
