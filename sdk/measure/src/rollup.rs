//! From persons to teams, accounts and cohorts (measurement.md 1.7).
//! In: estimates of required cells, indices of persons. Out: how many know, how well it stands, where it
//! is weakest, how much of it was measured. Not here: who is required to know what (the release).

use crate::comprehension::FIRM_FROM;
use crate::interval::{Interval, Z90};
use crate::motivation::Posterior;
use crate::sample::{Figure, NotEnough, Sample};

/// How many people of those required know a topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knowing {
    /// People required.
    pub people: u32,
    /// Expected number who know.
    pub mean: f64,
    /// Variance of the number.
    pub variance: f64,
    /// Smallest number with at least 5 % at or below.
    pub low: u32,
    /// Smallest number with at least 95 % at or below.
    pub high: u32,
}

/// Distribution of the number who know (Poisson-binomial, by exact convolution); `known` is each required
/// person's chance, the prior for whoever was never seen. Time grows with the square of the people.
///
/// # Errors
/// When nobody is required.
pub fn users_who_know(known: &[f64]) -> Result<Knowing, NotEnough> {
    NotEnough::unless(Sample::Users, known.len() as u64, 1)?;
    let mut chances = vec![0.0; known.len() + 1];
    if let Some(none) = chances.first_mut() {
        *none = 1.0;
    }
    let (mut mean, mut variance) = (0.0, 0.0);
    for known in known.iter().map(|known| probability(*known)) {
        mean += known;
        variance += known * (1.0 - known);
        let mut below = 0.0;
        for chance in &mut chances {
            let here = *chance;
            *chance = here * (1.0 - known) + below * known;
            below = here;
        }
    }
    let quantile = |share: f64| {
        let mut sum = 0.0;
        let place = chances.iter().position(|chance| {
            sum += chance;
            // Sums of doubles miss a share that is reached exactly by some 1e-16.
            sum >= share - 1e-12
        });
        place.unwrap_or(known.len()) as u32
    };
    Ok(Knowing {
        people: known.len() as u32,
        mean,
        variance,
        low: quantile(0.05),
        high: quantile(0.95),
    })
}

/// What one required person has of one topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The topic, as a number of the caller's.
    pub topic: u32,
    /// The topic's importance times the role's requirement, above 0.
    pub weight: f64,
    /// Chance of knowing and effective evidence, if anything was ever seen.
    pub known: Option<(f64, f64)>,
}

/// Comprehension of an account or cohort over its required cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comprehension {
    /// Weighted mean over the cells with evidence.
    pub mean: f64,
    /// The topic with the lowest weighted mean, and that mean.
    pub weakest: (u32, f64),
    /// Cells with firm evidence (2.5 or more), of all required.
    pub firm: u64,
    /// Cells with any evidence.
    pub measured: u64,
    /// Required cells.
    pub required: u64,
    /// Sum of the weights of the cells with evidence: what [`shrunk`] takes.
    pub weight: f64,
}

impl Comprehension {
    /// Share of the required cells with firm evidence, 0–1.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        self.firm as f64 / self.required.max(1) as f64
    }
}

/// Comprehension over required cells. A cell without evidence lowers coverage, never the mean: not to
/// have tried is no failure.
///
/// # Errors
/// When no required cell has evidence.
pub fn comprehension(cells: &[Cell]) -> Result<Comprehension, NotEnough> {
    let mut topics: Vec<(u32, f64, f64)> = Vec::new();
    let (mut firm, mut measured, mut sum, mut total) = (0, 0, 0.0, 0.0);
    for cell in cells {
        let Some((known, evidence)) = cell.known.filter(|_| cell.weight > 0.0) else {
            continue;
        };
        let known = probability(known);
        measured += 1;
        firm += u64::from(evidence >= FIRM_FROM);
        sum += cell.weight * known;
        total += cell.weight;
        let at = topics.partition_point(|topic| topic.0 < cell.topic);
        match topics.get_mut(at).filter(|topic| topic.0 == cell.topic) {
            Some(topic) => {
                topic.1 += cell.weight * known;
                topic.2 += cell.weight;
            }
            None => topics.insert(at, (cell.topic, cell.weight * known, cell.weight)),
        }
    }
    let weakest = topics
        .iter()
        .map(|(topic, sum, weight)| (*topic, sum / weight))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let none = NotEnough {
        of: Sample::Trials,
        have: 0,
        need: 1,
    };
    Ok(Comprehension {
        mean: sum / total,
        weakest: weakest.ok_or(none)?,
        firm,
        measured,
        required: cells.iter().filter(|cell| cell.weight > 0.0).count() as u64,
        weight: total,
    })
}

/// A mean drawn towards the cohort's by ten cells' weight, for ranking: an account with two cells shall
/// not stand first or last by luck. `weight` is the sum of weights behind `mean`.
#[must_use]
pub fn shrunk(mean: f64, weight: f64, cohort: f64) -> f64 {
    const PULL: f64 = 10.0;
    (weight * mean + PULL * cohort) / (weight + PULL)
}

/// Reportable people below whom a group's motivation is not shown.
pub const REPORTABLE_NEEDED: u64 = 3;

/// Motivation of a group: weighted mean of its reportable members with a 90 % range from the variance
/// between them (own noise taken off, never below 0) and their mean own variance; `n` is Kish's
/// effective number of people.
///
/// # Errors
/// Below three reportable members.
pub fn motivation(members: &[(Posterior, f64)]) -> Result<Figure, NotEnough> {
    let counted = || members.iter().filter(|(_, weight)| *weight > 0.0);
    NotEnough::unless(Sample::Users, counted().count() as u64, REPORTABLE_NEEDED)?;
    let total: f64 = counted().map(|(_, weight)| weight).sum();
    let squares: f64 = counted().map(|(_, weight)| weight * weight).sum();
    let n = total * total / squares;
    let mean = counted()
        .map(|(one, weight)| weight * one.mean)
        .sum::<f64>()
        / total;
    let own = counted()
        .map(|(one, weight)| weight * one.sd * one.sd)
        .sum::<f64>()
        / total;
    let off = |one: &Posterior| (one.mean - mean) * (one.mean - mean);
    let spread = counted()
        .map(|(one, weight)| weight * off(one))
        .sum::<f64>()
        / total
        * n
        / (n - 1.0);
    let between = (spread - own).max(0.0);
    let reach = Z90 * libm::sqrt((between + own) / n);
    Ok(Figure {
        value: mean,
        range: Interval {
            low: (mean - reach).max(0.0),
            high: (mean + reach).min(1.0),
        },
        n,
    })
}

fn probability(value: f64) -> f64 {
    if value > 0.0 { value.min(1.0) } else { 0.0 }
}
