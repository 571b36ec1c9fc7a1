//! Whether a question is equally hard in two languages for people who know equally much.
//! In: answers with the person's comprehension. Out: the common log odds ratio of Mantel and Haenszel
//! with its 90 % range (Robins, Breslow and Greenland), and whether to warn.

use crate::interval::{Interval, Z90};
use crate::sample::{Figure, NotEnough, Sample};

/// One effortful answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Chance of knowing the topic just before, 0–1.
    pub known: f64,
    /// Whether it was given in the first of the two languages.
    pub first: bool,
    /// Whether it was right.
    pub right: bool,
}

/// Parity of two languages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parity {
    /// Log odds of a right answer in the first language over the second, at equal knowledge; `n` is the
    /// answers in strata where both languages occur.
    pub log_odds: Figure,
    /// Whether the range leaves out 0: the translations differ in difficulty.
    pub differs: bool,
}

/// Strata of equal knowledge: fifths of the scale.
const STRATA: usize = 5;
/// Answers that each language needs.
pub const ANSWERS_NEEDED: u64 = 30;

/// Parity over the answers to one question.
///
/// # Errors
/// Below 30 answers in either language, or where no stratum holds right and wrong answers of both.
pub fn parity(answers: &[Answer]) -> Result<Parity, NotEnough> {
    let first = answers.iter().filter(|answer| answer.first).count() as u64;
    let fewer = first.min(answers.len() as u64 - first);
    NotEnough::unless(Sample::Answers, fewer, ANSWERS_NEEDED)?;
    // [first right, first wrong, second right, second wrong] of each stratum
    let mut strata = [[0.0; 4]; STRATA];
    for answer in answers {
        let stratum = ((answer.known * STRATA as f64) as usize).min(STRATA - 1);
        let place = usize::from(!answer.first) * 2 + usize::from(!answer.right);
        if let Some(count) = strata.get_mut(stratum).and_then(|row| row.get_mut(place)) {
            *count += 1.0;
        }
    }
    let (mut r, mut s, mut n) = (0.0, 0.0, 0.0);
    let (mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0);
    for [a, b, c, d] in strata {
        let all = a + b + c + d;
        if a + b == 0.0 || c + d == 0.0 {
            continue;
        }
        let (agree, differ) = ((a + d) / all, (b + c) / all);
        let (here, there) = (a * d / all, b * c / all);
        r += here;
        s += there;
        pr += agree * here;
        mixed += agree * there + differ * here;
        qs += differ * there;
        n += all;
    }
    let both = u64::from(r > 0.0) + u64::from(s > 0.0);
    NotEnough::unless(Sample::Answers, both, 2)?;
    let value = libm::log(r / s);
    let variance = pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s);
    let reach = Z90 * libm::sqrt(variance);
    let range = Interval {
        low: value - reach,
        high: value + reach,
    };
    Ok(Parity {
        log_odds: Figure { value, range, n },
        differs: range.low > 0.0 || range.high < 0.0,
    })
}
