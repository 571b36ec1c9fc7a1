//! Intervals for observed shares.
//! In: successes out of trials. Out: a range that holds the true share with the stated coverage.
//! Not here: assumption bands of estimates, which are no statistical intervals (`comprehension`).

/// Normal quantile of a two-sided 80 % interval.
pub const Z80: f64 = 1.281_551_565_544_600_4;
/// Normal quantile of a two-sided 90 % interval: what screens and reports show.
pub const Z90: f64 = 1.644_853_626_951_472_2;
/// Normal quantile of a two-sided 95 % interval: what exports show.
pub const Z95: f64 = 1.959_963_984_540_054;
/// Normal quantile of a two-sided 99 % interval.
pub const Z99: f64 = 2.575_829_303_548_900_4;

/// A closed range of shares, `0 <= low <= high <= 1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The smallest share that the data still support.
    pub low: f64,
    /// The largest share that the data still support.
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
