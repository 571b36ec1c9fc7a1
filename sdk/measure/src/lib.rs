//! What people know and want, from what they did; how evenly they were served; what changed.
//! In: evidence with its time in days, counts. Out: estimates that carry their range and what they rest on.
//! Not here: where evidence comes from (the collector's ledger), clocks, storage, randomness.
//! Every transcendental goes through `libm`, so that a page and the collector get the same bits.
#![forbid(unsafe_code)]

pub mod behaviour;
pub mod bottleneck;
pub mod calibration;
pub mod comprehension;
pub mod dependence;
pub mod detect;
pub mod effort;
pub mod evidence;
pub mod experiment;
pub mod fit;
pub mod guesses;
pub mod history;
pub mod interval;
pub mod items;
pub mod kpi;
pub mod motivation;
pub mod nps;
pub mod own;
pub mod parity;
pub mod prior;
pub mod robustness;
pub mod rollup;
pub mod sample;
mod special;
pub mod spread;
pub mod support;
pub mod survival;
pub mod trend;
pub mod uniformity;
