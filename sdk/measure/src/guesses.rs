//! Guessing told from answering by the times that one question took many people: rapid guesses make a hill of their own.
//! In: seconds. Out: the time at which an answer is as likely the one as the other, only where two hills are surely there.

use crate::effort::RAPID_AT_MOST;

/// Answers from which a question's times are looked at.
pub const TIMES_NEEDED: usize = 100;
const ROUNDS: usize = 80;
/// Ashman's D from which two hills are two; 2 is where they begin to be seen apart.
const APART: f64 = 2.5;
/// A guesser is at least this many times faster than who reads.
const FASTER: f64 = 3.0;
const LEAST_SPREAD: f64 = 0.1;
/// A hill of fewer is noise.
const LEAST_SHARE: f64 = 0.02;

#[derive(Clone, Copy)]
struct Hill {
    share: f64,
    middle: f64,
    spread: f64,
}

impl Hill {
    /// Log density at a log time, but for a constant.
    fn height(&self, at: f64) -> f64 {
        let off = (at - self.middle) / self.spread;
        libm::log(self.share.max(1e-12)) - libm::log(self.spread) - 0.5 * off * off
    }
}

/// Seconds below which an answer is sooner a rapid guess: two log-normal hills fitted to the times (mixture log-normal
/// thresholds), at most 10 s. The same whatever the order of `seconds`.
#[must_use]
pub fn valley(seconds: &[f64]) -> Option<f64> {
    let mut times: Vec<f64> = seconds
        .iter()
        .filter(|s| s.is_finite() && **s > 0.0)
        .map(|s| libm::log(*s))
        .collect();
    if times.len() < TIMES_NEEDED {
        return None;
    }
    times.sort_unstable_by(f64::total_cmp);
    let (fast, slow) = fitted(&times)?;
    let apart = core::f64::consts::SQRT_2 * (slow.middle - fast.middle)
        / libm::sqrt(fast.spread * fast.spread + slow.spread * slow.spread);
    if apart < APART
        || slow.middle - fast.middle < libm::log(FASTER)
        || fast.share < LEAST_SHARE
        || slow.share < LEAST_SHARE
    {
        return None;
    }
    // Between the middles the one falls and the other rises: they meet once.
    let (mut low, mut high) = (fast.middle, slow.middle);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if fast.height(middle) > slow.height(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(libm::exp(0.5 * (low + high)).min(RAPID_AT_MOST))
}

/// Expectation and maximisation from a fixed beginning: the fastest fifth, and the rest.
fn fitted(times: &[f64]) -> Option<(Hill, Hill)> {
    let (first, rest) = times.split_at(times.len() / 5);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
    let hill = |share: f64, part: &[f64]| Hill {
        share,
        middle: mean(part),
        spread: 0.5,
    };
    let (mut fast, mut slow) = (hill(0.2, first), hill(0.8, rest));
    for _ in 0..ROUNDS {
        let (mut a, mut b) = ([0.0; 3], [0.0; 3]);
        for at in times {
            let odds = fast.height(*at) - slow.height(*at);
            let chance = 1.0 / (1.0 + libm::exp(-odds));
            for (sums, share) in [(&mut a, chance), (&mut b, 1.0 - chance)] {
                for (sum, value) in sums.iter_mut().zip([share, share * at, share * at * at]) {
                    *sum += value;
                }
            }
        }
        let of = |[n, sum, squares]: [f64; 3]| {
            let middle = sum / n.max(1e-9);
            let variance = (squares / n.max(1e-9) - middle * middle).max(0.0);
            Hill {
                share: n / times.len() as f64,
                middle,
                spread: libm::sqrt(variance).max(LEAST_SPREAD),
            }
        };
        (fast, slow) = (of(a), of(b));
    }
    (fast.middle < slow.middle).then_some((fast, slow))
}
