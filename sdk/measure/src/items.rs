//! Health of questions: difficulty by Elo, discrimination, distractors (measurement.md 1.3, E9).
//! In: effortful answers. Out: ratings, figures and warnings for the author. Ratings choose the next
//! check; they are never shown as anybody's understanding. Not here: parity of languages (`parity`).

use crate::interval::{Z90, wilson};
use crate::sample::{Figure, NotEnough, Sample};

/// A rating on the logit scale and how often it was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rating {
    /// Ability, or difficulty of a question.
    pub value: f64,
    /// Answers so far.
    pub seen: u32,
}

impl Rating {
    fn gain(self) -> f64 {
        1.0 / (1.0 + 0.05 * f64::from(self.seen))
    }

    fn moved(self, by: f64) -> Self {
        Self {
            value: self.value + by,
            seen: self.seen.saturating_add(1),
        }
    }
}

/// The ratings that one answer moves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratings {
    /// The person over all topics.
    pub user: Rating,
    /// The person in this topic, beyond that.
    pub user_topic: Rating,
    /// The question.
    pub item: Rating,
}

impl Ratings {
    /// Chance of a right answer (E9); `options` of a choice floor it at `1 / options`, 0 or 1 do not.
    #[must_use]
    pub fn chance(&self, options: u8) -> f64 {
        let edge = self.user.value + self.user_topic.value - self.item.value;
        let knows = 1.0 / (1.0 + libm::exp(-edge));
        let guess = if options > 1 {
            1.0 / f64::from(options)
        } else {
            0.0
        };
        guess + (1.0 - guess) * knows
    }

    /// The ratings after an answer. The more a rating has seen, the less it moves.
    #[must_use]
    pub fn after(&self, right: bool, options: u8) -> Self {
        let off = f64::from(u8::from(right)) - self.chance(options);
        let step = |rating: Rating| rating.gain() * off;
        Self {
            user: self.user.moved(0.5 * step(self.user)),
            user_topic: self.user_topic.moved(0.5 * step(self.user_topic)),
            item: self.item.moved(-step(self.item)),
        }
    }
}

/// One effortful answer to a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The option chosen, counted from 0.
    pub choice: u8,
    /// Whether it was right.
    pub right: bool,
    /// The person's share of right answers to the other questions, 0–1, where there are any.
    pub rest: Option<f64>,
}

/// What is wrong with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// More than 95 % are right: it asks nothing.
    TooEasy,
    /// Fewer than 20 % are right.
    TooHard,
    /// Those who know the rest are hardly better at it (corrected point-biserial below 0.20).
    DoesNotTell,
    /// Hardly anybody (below 5 %) chooses this wrong option.
    DeadDistractor(u8),
}

/// How a question does.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// Share of right answers with Wilson's 90 % range; `n` is the answers.
    pub right: Figure,
    /// Correlation of right with the rest of the person's answers, −1…1; missing without variation.
    pub tells: Option<f64>,
    /// Share of each option, in their order.
    pub options: Vec<f64>,
    /// What is wrong.
    pub warnings: Vec<Warning>,
}

/// Effortful answers below which nothing is said about a question.
pub const ANSWERS_NEEDED: u64 = 30;

/// Health of a question with `options` options, of which `correct` is right.
///
/// # Errors
/// Below 30 answers.
pub fn health(answers: &[Answer], options: u8, correct: u8) -> Result<Health, NotEnough> {
    let all = answers.len() as u64;
    NotEnough::unless(Sample::Answers, all, ANSWERS_NEEDED)?;
    let hits = answers.iter().filter(|answer| answer.right).count() as u64;
    let share = hits as f64 / all as f64;
    let chosen: Vec<f64> = (0..options)
        .map(|option| {
            let times = answers
                .iter()
                .filter(|answer| answer.choice == option)
                .count();
            times as f64 / all as f64
        })
        .collect();
    let tells = point_biserial(answers);
    let mut warnings = Vec::new();
    if share > 0.95 {
        warnings.push(Warning::TooEasy);
    }
    if share < 0.20 {
        warnings.push(Warning::TooHard);
    }
    if tells.is_some_and(|tells| tells < 0.20) {
        warnings.push(Warning::DoesNotTell);
    }
    let dead = (0..options)
        .zip(&chosen)
        .filter(|(option, share)| *option != correct && **share < 0.05);
    warnings.extend(dead.map(|(option, _)| Warning::DeadDistractor(option)));
    Ok(Health {
        right: Figure {
            value: share,
            range: wilson(hits, all, Z90),
            n: all as f64,
        },
        tells,
        options: chosen,
        warnings,
    })
}

/// Pearson's correlation of right (0 or 1) with the rest score.
fn point_biserial(answers: &[Answer]) -> Option<f64> {
    let pairs = || {
        answers
            .iter()
            .filter_map(|answer| Some((f64::from(u8::from(answer.right)), answer.rest?)))
    };
    let n = pairs().count() as f64;
    let (x_mean, y_mean) = pairs().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x / n, sum.1 + y / n));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs() {
        let (x, y) = (x - x_mean, y - y_mean);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    // A rest score that is the same for all leaves rounding here, not variation.
    let varies = |squares: f64| squares > 1e-18 * n;
    (varies(xx) && varies(yy)).then(|| (xy / libm::sqrt(xx * yy)).clamp(-1.0, 1.0))
}
