//! The ledger: from events to estimates. In: one person's part of the log, what the releases say, the model in force.
//! Out: evidence by topic, trials of motivation. Nothing is kept: the same log gives the same numbers in whatever order
//! it arrived, and an event of a release that came later is read with it. Not here: the arithmetic (`measure`).

pub(crate) mod behaviour;
pub(crate) mod evidence;
pub(crate) mod model;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod record;

/// A day in ms.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Days since 1970, as `measure` counts them.
pub(crate) fn day(ms: i64) -> f64 {
    ms as f64 / DAY_MS as f64
}
