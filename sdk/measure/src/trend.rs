//! Where a person's motivation index goes (E15).
//! In: trials of two windows of equal length. Out: a direction, only where it is sure, and the difference.

use crate::interval::{Interval, Z90};
use crate::motivation::{COMPONENTS, Model, Trials, index, posterior};
use crate::sample::{Figure, NotEnough};

/// Where the index goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Surely up.
    Rises,
    /// Not surely either way.
    Steady,
    /// Surely down.
    Falls,
}

/// Trend between two windows of equal length (E15): only where the 90 % range of the difference
/// leaves out 0; `value` of the figure is `later - earlier`, `n` the trials of both.
///
/// # Errors
/// When either window is not reportable.
pub fn trend(
    earlier: &[Trials; COMPONENTS],
    later: &[Trials; COMPONENTS],
    model: &Model,
) -> Result<(Trend, Figure), NotEnough> {
    let trials = index(earlier, model)?.n + index(later, model)?.n;
    let (before, after) = (posterior(earlier, model), posterior(later, model));
    let value = after.mean - before.mean;
    let reach = Z90 * libm::sqrt(before.sd * before.sd + after.sd * after.sd);
    let trend = match () {
        () if value - reach > 0.0 => Trend::Rises,
        () if value + reach < 0.0 => Trend::Falls,
        () => Trend::Steady,
    };
    let range = Interval {
        low: (value - reach).max(-1.0),
        high: (value + reach).min(1.0),
    };
    Ok((
        trend,
        Figure {
            value,
            range,
            n: trials,
        },
    ))
}
