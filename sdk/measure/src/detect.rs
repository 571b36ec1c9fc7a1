//! Whether something changed: exact tests of two windows, overdispersion, false-discovery control.
//! In: counts. Out: p-values, a factor of dispersion, q-values. Not here: the rule that joins them
//! (`behaviour`), and the tenant's business days (the collector).

use crate::sample::{NotEnough, Sample};
use crate::special::{binomial_above, binomial_below, ln_choose};

/// A count over a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// How often.
    pub count: u64,
    /// In how many days.
    pub days: f64,
}

/// How a recent window compares with an earlier one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Chance of so few, or fewer, if nothing changed.
    pub drop: f64,
    /// Chance of so many, or more, if nothing changed.
    pub rise: f64,
    /// Recent rate over base rate, half an event added to each (Haldane).
    pub ratio: f64,
}

/// Exact conditional test of two Poisson counts (Przyborowski and Wilenski): given their sum, the recent
/// one is binomial with the recent share of the time. Windows without length compare as unchanged.
#[must_use]
pub fn rate_change(recent: Window, base: Window) -> Change {
    change(recent, base, 1.0)
}

/// The same against a rate that is expected to be `expected` times the base's.
pub(crate) fn change(recent: Window, base: Window, expected: f64) -> Change {
    let is_length = |days: f64| days > 0.0 && days.is_finite();
    if !(is_length(recent.days) && is_length(base.days) && is_length(expected)) {
        return Change {
            drop: 1.0,
            rise: 1.0,
            ratio: 1.0,
        };
    }
    let share = recent.days * expected / (recent.days * expected + base.days);
    let all = recent.count + base.count;
    let rate = |window: Window| (window.count as f64 + 0.5) / window.days;
    Change {
        drop: binomial_below(recent.count, all, share),
        rise: binomial_above(recent.count, all, share),
        ratio: rate(recent) / rate(base),
    }
}

/// Fisher's exact test: `recent` and `base` are (active days, days) of one person, who is active on a
/// day or not. Active days above the days count as all of them. Returns (drop, rise).
#[must_use]
pub fn fisher(recent: (u64, u64), base: (u64, u64)) -> (f64, f64) {
    let (hits, days) = (recent.0.min(recent.1), recent.1);
    let (all_hits, all_days) = (hits + base.0.min(base.1), days + base.1);
    let lowest = all_hits.saturating_sub(base.1);
    let highest = all_hits.min(days);
    let scale = ln_choose(all_days as f64, all_hits as f64);
    let chance = |k: u64| {
        let here = ln_choose(days as f64, k as f64);
        let there = ln_choose(base.1 as f64, (all_hits - k) as f64);
        libm::exp(here + there - scale)
    };
    let sum = |range: core::ops::RangeInclusive<u64>| range.map(chance).sum::<f64>().min(1.0);
    let drop = if hits >= highest {
        1.0
    } else {
        sum(lowest..=hits)
    };
    let rise = if hits <= lowest {
        1.0
    } else {
        sum(hits..=highest)
    };
    (drop, rise)
}

/// Variance over mean of the counts of equal blocks of days, at least 1 (variance with `n - 1`): how
/// much less a count says than a Poisson count would.
///
/// # Errors
/// Below two blocks.
pub fn dispersion(blocks: &[u64]) -> Result<f64, NotEnough> {
    NotEnough::unless(Sample::Blocks, blocks.len() as u64, 2)?;
    let n = blocks.len() as f64;
    let mean = blocks.iter().sum::<u64>() as f64 / n;
    if mean == 0.0 {
        return Ok(1.0);
    }
    let off = |count: &u64| (*count as f64 - mean) * (*count as f64 - mean);
    let variance = blocks.iter().map(off).sum::<f64>() / (n - 1.0);
    Ok((variance / mean).max(1.0))
}

/// A q-value for each p-value, in the same order (Benjamini and Hochberg): whoever acts on all with
/// `q <= x` is wrong in a share of `x` of them on average. What is no number counts as 1.
#[must_use]
pub fn false_discovery(p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    let sound = |p: f64| if p >= 0.0 { p.min(1.0) } else { 1.0 };
    let mut order: Vec<(f64, usize)> = p_values.iter().map(|p| sound(*p)).zip(0..).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut q_values = vec![1.0; n];
    let mut least: f64 = 1.0;
    for (rank, (p, at)) in (1..n + 1).zip(order).rev() {
        // Rounding must not put a q below its p.
        least = least.min((p * n as f64 / rank as f64).max(p));
        if let Some(q) = q_values.get_mut(at) {
            *q = least;
        }
    }
    q_values
}

/// Past gaps between visits below which nobody counts as silent.
pub const GAPS_NEEDED: u64 = 5;

/// Business days without activity from which an account counts as silent: seven, or 4.3 times its own
/// median gap, which one gap in twenty exceeds when gaps are exponential.
///
/// # Errors
/// Below five past gaps.
pub fn silent_after(gaps: &[f64]) -> Result<f64, NotEnough> {
    let mut sorted: Vec<f64> = gaps.iter().copied().filter(|gap| gap.is_finite()).collect();
    NotEnough::unless(Sample::Gaps, sorted.len() as u64, GAPS_NEEDED)?;
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    let half = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 {
        at(half)
    } else {
        (at(half - 1) + at(half)) / 2.0
    };
    Ok((4.3 * median).max(7.0))
}
