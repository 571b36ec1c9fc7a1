//! Intervals for observed shares and counts.
//! In: successes out of trials, counts. Out: a range that holds the true value with the stated coverage.
//! Not here: assumption bands of estimates, which are no statistical intervals (`comprehension`).

use crate::special::{beta_quantile, gamma_quantile};

/// Normal quantile of a two-sided 80 % interval.
pub const Z80: f64 = 1.281_551_565_544_600_4;
/// Normal quantile of a two-sided 90 % interval: what screens and reports show.
pub const Z90: f64 = 1.644_853_626_951_472_2;
/// Normal quantile of a two-sided 95 % interval: what exports show.
pub const Z95: f64 = 1.959_963_984_540_054;
/// Normal quantile of a two-sided 99 % interval.
pub const Z99: f64 = 2.575_829_303_548_900_4;

/// A closed range, `low <= high`; of shares unless the function that gives it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The smallest value that the data still support.
    pub low: f64,
    /// The largest value that the data still support.
    pub high: f64,
}

/// Wilson's score interval for a share; `[0, 1]` when there are no trials. Successes above the
/// number of trials count as all of them.
#[must_use]
pub fn wilson(successes: u64, trials: u64, z: f64) -> Interval {
    if trials == 0 || !z.is_finite() {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let hits = successes.min(trials);
    let n = trials as f64;
    let share = hits as f64 / n;
    let z2 = z * z;
    let scale = 1.0 + z2 / n;
    let centre = (share + z2 / (2.0 * n)) / scale;
    let reach = z / scale * libm::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));
    // The ends are exact by definition; rounding would leave 1e-17 there.
    let low = if hits == 0 {
        0.0
    } else {
        (centre - reach).max(0.0)
    };
    let high = if hits == trials {
        1.0
    } else {
        (centre + reach).min(1.0)
    };
    Interval { low, high }
}

/// Successes over trials, or `None` when there was no trial: nothing of nothing is not zero.
#[must_use]
pub fn share(successes: u64, trials: u64) -> Option<f64> {
    (trials > 0).then(|| successes.min(trials) as f64 / trials as f64)
}

/// Clopper and Pearson's exact interval for a share at `level` (0.9 for 90 %): never too narrow, where
/// Wilson's is right on average. `[0, 1]` when there are no trials.
#[must_use]
pub fn exact(successes: u64, trials: u64, level: f64) -> Interval {
    let tail = tail(level);
    let hits = successes.min(trials);
    let misses = trials - hits;
    let (hit, miss) = (hits as f64, misses as f64);
    Interval {
        low: if hits == 0 {
            0.0
        } else {
            beta_quantile(hit, miss + 1.0, tail)
        },
        high: if misses == 0 {
            1.0
        } else {
            beta_quantile(hit + 1.0, miss, 1.0 - tail)
        },
    }
}

/// Garwood's exact interval for the mean of a Poisson count at `level`; divide by the exposure for a rate.
#[must_use]
pub fn garwood(count: u64, level: f64) -> Interval {
    let tail = tail(level);
    let seen = count as f64;
    Interval {
        low: if count == 0 {
            0.0
        } else {
            gamma_quantile(seen, tail)
        },
        high: gamma_quantile(seen + 1.0, 1.0 - tail),
    }
}

/// The middle `level` of a beta distribution, of a share for which `a - prior` successes and
/// `b - prior` failures were seen; both above 0, else `[0, 1]`.
#[must_use]
pub fn credible(a: f64, b: f64, level: f64) -> Interval {
    if !(a > 0.0 && b > 0.0) {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let tail = tail(level);
    Interval {
        low: beta_quantile(a, b, tail),
        high: beta_quantile(a, b, 1.0 - tail),
    }
}

/// What lies outside a two-sided interval on one side; an odd level counts as 90 %.
fn tail(level: f64) -> f64 {
    let is_level = level > 0.0 && level < 1.0;
    (1.0 - if is_level { level } else { 0.9 }) / 2.0
}
