//! Net promoter score with its adjusted interval (Rocks 2016).
//! In: how many promoters, passives, detractors. Out: −100…100 with a range, or too few answers.

use crate::interval::Interval;
use crate::sample::{Figure, NotEnough, Sample};

/// Answers by the question's three classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// 9 and 10.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

/// Answers below which no score is shown.
pub const ANSWERS_NEEDED: u64 = 5;

impl Answers {
    /// Counts scores of 0 to 10; higher ones count as 10.
    #[must_use]
    pub fn of(scores: &[u8]) -> Self {
        let mut answers = Self::default();
        for score in scores {
            *match score {
                0..=6 => &mut answers.detractors,
                7 | 8 => &mut answers.passives,
                _ => &mut answers.promoters,
            } += 1;
        }
        answers
    }

    /// How many answered.
    #[must_use]
    pub fn count(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }
}

/// The adjusted score and its range with quantile `z`, −100…100: as if three quarters of a promoter, one
/// and a half passives and three quarters of a detractor had answered too. Whatever the number of
/// answers; what is shown comes from [`score`].
#[must_use]
pub fn adjusted(answers: Answers, z: f64) -> (f64, Interval) {
    let up = answers.promoters as f64 + 0.75;
    let down = answers.detractors as f64 + 0.75;
    let n = answers.count() as f64 + 3.0;
    let share = (up - down) / n;
    let reach = z * libm::sqrt(((up + down) / n - share * share).max(0.0) / n);
    let range = Interval {
        low: (100.0 * (share - reach)).max(-100.0),
        high: (100.0 * (share + reach)).min(100.0),
    };
    (100.0 * share, range)
}

/// The score as people know it, with the adjusted range widened to hold it; `n` is the answers.
///
/// # Errors
/// Below five answers.
pub fn score(answers: Answers, z: f64) -> Result<Figure, NotEnough> {
    let n = answers.count();
    NotEnough::unless(Sample::Answers, n, ANSWERS_NEEDED)?;
    let value = 100.0 * (answers.promoters as f64 - answers.detractors as f64) / n as f64;
    let (_, range) = adjusted(answers, z);
    Ok(Figure {
        value,
        range: Interval {
            low: range.low.min(value),
            high: range.high.max(value),
        },
        n: n as f64,
    })
}
