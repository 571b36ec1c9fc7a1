//! Whether one variant is better: an interval that may be looked at every day (mSPRT), and beside it
//! what the posterior says in words (measurement.md 1.12).
//! In: successes and trials of two arms. Out: verdict, interval, chance of being better, expected loss.
//! Not here: assignment and exposure.

use crate::interval::Interval;
use crate::sample::{NotEnough, Sample};
use crate::special::{gamma_below, ln_beta};

/// One arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arm {
    /// Successes, at most `trials`.
    pub successes: u64,
    /// People exposed.
    pub trials: u64,
}

impl Arm {
    fn rate(self) -> f64 {
        self.successes.min(self.trials) as f64 / self.trials.max(1) as f64
    }

    fn variance(self) -> f64 {
        self.rate() * (1.0 - self.rate()) / self.trials.max(1) as f64
    }
}

/// Default scale of the effects that the mixture expects, for rates; fixed before the start.
pub const SCALE: f64 = 0.03;
/// Successes and failures that each arm needs.
pub const EACH_NEEDED: u64 = 30;

/// State of an experiment that may be read at any time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlwaysValid {
    /// Treated rate minus control rate, −1…1.
    pub difference: f64,
    /// Likelihood ratio of the mixture against no difference.
    pub ratio: f64,
    /// `min(1, 1 / ratio)`; the always-valid p is the smallest of all looks so far.
    pub p: f64,
    /// Interval of the difference that holds at all looks together with `1 - alpha`.
    pub range: Interval,
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The treated arm is better.
    Better,
    /// It is worse.
    Worse,
    /// 「まだ判断できません」
    NotYet,
}

impl AlwaysValid {
    /// What the interval allows.
    #[must_use]
    pub fn decision(&self) -> Decision {
        match () {
            () if self.range.low > 0.0 => Decision::Better,
            () if self.range.high < 0.0 => Decision::Worse,
            () => Decision::NotYet,
        }
    }
}

/// The mixture for an observed `difference` with variance `variance`, both finite and the variance
/// above 0, else `None`; `scale` and `alpha` above 0.
#[must_use]
pub fn mixture(difference: f64, variance: f64, scale: f64, alpha: f64) -> Option<AlwaysValid> {
    let is_sound = |value: f64| value > 0.0 && value.is_finite();
    if !(is_sound(variance) && is_sound(scale) && is_sound(alpha) && difference.is_finite()) {
        return None;
    }
    let prior = scale * scale;
    let both = variance + prior;
    let ratio = libm::sqrt(variance / both)
        * libm::exp(prior * difference * difference / (2.0 * variance * both));
    let reach = libm::sqrt(
        variance * both / prior * (2.0 * libm::log(1.0 / alpha) + libm::log(both / variance)),
    );
    Some(AlwaysValid {
        difference,
        ratio,
        p: (1.0 / ratio).min(1.0),
        range: Interval {
            low: difference - reach,
            high: difference + reach,
        },
    })
}

/// Two arms assigned person by person.
///
/// # Errors
/// Below 30 successes or failures in either arm, where the normal approximation does not hold.
pub fn always_valid(
    control: Arm,
    treated: Arm,
    scale: f64,
    alpha: f64,
) -> Result<AlwaysValid, NotEnough> {
    let variance = control.variance() + treated.variance();
    judged(control, treated, variance, scale, alpha)
}

/// Two arms assigned account by account; one [`Arm`] an account. The variance is that between accounts.
///
/// # Errors
/// As [`always_valid`], and below two accounts in either arm.
pub fn always_valid_by_account(
    control: &[Arm],
    treated: &[Arm],
    scale: f64,
    alpha: f64,
) -> Result<AlwaysValid, NotEnough> {
    let variance = between_accounts(control)? + between_accounts(treated)?;
    judged(total(control), total(treated), variance, scale, alpha)
}

fn judged(
    control: Arm,
    treated: Arm,
    variance: f64,
    scale: f64,
    alpha: f64,
) -> Result<AlwaysValid, NotEnough> {
    for arm in [control, treated] {
        let hits = arm.successes.min(arm.trials);
        NotEnough::unless(Sample::Successes, hits, EACH_NEEDED)?;
        NotEnough::unless(Sample::Failures, arm.trials - hits, EACH_NEEDED)?;
    }
    let few = NotEnough {
        of: Sample::Trials,
        have: 0,
        need: 1,
    };
    mixture(treated.rate() - control.rate(), variance, scale, alpha).ok_or(few)
}

fn total(accounts: &[Arm]) -> Arm {
    let sum = |part: fn(&Arm) -> u64| accounts.iter().map(part).sum();
    Arm {
        successes: sum(|arm| arm.successes.min(arm.trials)),
        trials: sum(|arm| arm.trials),
    }
}

/// Variance of a ratio of sums over accounts.
fn between_accounts(accounts: &[Arm]) -> Result<f64, NotEnough> {
    let exposed = || accounts.iter().filter(|arm| arm.trials > 0);
    let many = exposed().count() as u64;
    NotEnough::unless(Sample::Accounts, many, 2)?;
    let all = total(accounts);
    let squares: f64 = exposed()
        .map(|arm| {
            let off = arm.successes.min(arm.trials) as f64 - arm.trials as f64 * all.rate();
            off * off
        })
        .sum();
    let (k, n) = (many as f64, all.trials as f64);
    Ok(squares * k / (k - 1.0) / (n * n))
}

/// What the posterior with even priors says. Not a decision line: read every day, it crosses 0.975 in 6
/// to 33 % of experiments without any effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InWords {
    /// Chance that the treated rate is the higher one.
    pub better: f64,
    /// What is lost on average, as a rate, by shipping the treated arm if it is the lower one.
    pub expected_loss: f64,
}

/// Chance of being better and expected loss, in closed form. Time grows with the treated successes.
#[must_use]
pub fn in_words(control: Arm, treated: Arm) -> InWords {
    let shape = |arm: Arm| {
        let hits = arm.successes.min(arm.trials);
        (hits + 1, (arm.trials - hits + 1) as f64)
    };
    let ((a, b), (c, d)) = (shape(control), shape(treated));
    let mean = |hits: u64, misses: f64| hits as f64 / (hits as f64 + misses);
    let loss = mean(a, b) * (1.0 - above((a + 1, b), (c, d)))
        - mean(c, d) * (1.0 - above((a, b), (c + 1, d)));
    InWords {
        better: above((a, b), (c, d)),
        expected_loss: loss.max(0.0),
    }
}

/// Chance that a beta variable of `high` exceeds one of `low`.
fn above(low: (u64, f64), high: (u64, f64)) -> f64 {
    let (a, b) = (low.0 as f64, low.1);
    let (hits, d) = high;
    let sum: f64 = (0..hits)
        .map(|i| {
            let i = i as f64;
            let top = ln_beta(a + i, b + d);
            libm::exp(top - libm::log(d + i) - ln_beta(1.0 + i, d) - ln_beta(a, b))
        })
        .sum();
    sum.min(1.0)
}

/// Chance of assignments at least this far from the plan (χ²); below 0.001 no result is shown.
/// `planned` are shares or weights, one an arm.
///
/// # Errors
/// Below two arms with a plan, or without anybody assigned.
pub fn sample_ratio(assigned: &[u64], planned: &[f64]) -> Result<f64, NotEnough> {
    let arms = || {
        assigned
            .iter()
            .zip(planned)
            .filter(|(_, share)| **share > 0.0)
    };
    let many = arms().count() as u64;
    NotEnough::unless(Sample::Segments, many, 2)?;
    let all: u64 = arms().map(|(count, _)| count).sum();
    NotEnough::unless(Sample::Users, all, 1)?;
    let shares: f64 = arms().map(|(_, share)| share).sum();
    let square: f64 = arms()
        .map(|(count, share)| {
            let expected = all as f64 * share / shares;
            (*count as f64 - expected) * (*count as f64 - expected) / expected
        })
        .sum();
    Ok(1.0 - gamma_below((many as f64 - 1.0) / 2.0, square / 2.0))
}
