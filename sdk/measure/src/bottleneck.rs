//! Which step loses people, and which inquiries content could have spared (measurement.md 1.10).
//! In: people who reached and left each step; inquiries of each category. Out: both in the order of
//! what repairing them would bring. Not here: what a step or category is called.

use crate::interval::{Interval, Z90, garwood, wilson};
use crate::sample::{NotEnough, Sample};

/// What happened at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The step's type, as a number of the caller's; exit rates are compared within a type.
    pub kind: u32,
    /// People who reached it.
    pub reached: u64,
    /// Of those, people who left there.
    pub left: u64,
    /// Median time on it beyond its reading time, seconds. The first tie-breaker.
    pub excess_seconds: f64,
    /// Share who searched for help on it. The second.
    pub helped: f64,
    /// Share who went back or clicked in anger. The third.
    pub turned_back: f64,
}

/// A step's rank and its reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bottleneck {
    /// Place in the list given.
    pub step: usize,
    /// People surely lost beyond what steps of the type lose anyway, `reached * max(0, low - base)`.
    pub lost: f64,
    /// Exit rate.
    pub rate: f64,
    /// Wilson's 90 % range of it.
    pub range: Interval,
    /// Median exit rate of its type.
    pub base: f64,
}

/// People who must have reached a step before it is ranked.
pub const REACHED_NEEDED: u64 = 20;
/// Ranked steps of a type that make a median of its own; below, that of all steps serves.
pub const STEPS_OF_A_TYPE: usize = 3;

/// Ranked steps, most people lost first, and the places of those with too few people to rank.
#[must_use]
pub fn steps(all: &[Step]) -> (Vec<Bottleneck>, Vec<(usize, NotEnough)>) {
    let rate = |step: &Step| step.left.min(step.reached) as f64 / step.reached.max(1) as f64;
    let ranked = || all.iter().filter(|step| step.reached >= REACHED_NEEDED);
    let base_of = |kind: u32| {
        let own: Vec<f64> = ranked()
            .filter(|step| step.kind == kind)
            .map(rate)
            .collect();
        median(if own.len() >= STEPS_OF_A_TYPE {
            own
        } else {
            ranked().map(rate).collect()
        })
    };
    let (mut found, mut few) = (Vec::new(), Vec::new());
    for (place, step) in all.iter().enumerate() {
        match NotEnough::unless(Sample::Users, step.reached, REACHED_NEEDED) {
            Err(missing) => few.push((place, missing)),
            Ok(()) => {
                let range = wilson(step.left, step.reached, Z90);
                let base = base_of(step.kind);
                found.push((
                    step,
                    Bottleneck {
                        step: place,
                        lost: step.reached as f64 * (range.low - base).max(0.0),
                        rate: rate(step),
                        range,
                        base,
                    },
                ));
            }
        }
    }
    found.sort_by(|(one, a), (other, b)| {
        let ties = |step: &Step| [step.excess_seconds, step.helped, step.turned_back];
        let by_ties = || {
            let pairs = ties(other).into_iter().zip(ties(one));
            pairs.fold(core::cmp::Ordering::Equal, |order, (b, a)| {
                order.then(b.total_cmp(&a))
            })
        };
        b.lost
            .total_cmp(&a.lost)
            .then_with(by_ties)
            .then(a.step.cmp(&b.step))
    });
    (found.into_iter().map(|(_, found)| found).collect(), few)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    match values.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => at(odd / 2),
        even => (at(even / 2 - 1) + at(even / 2)) / 2.0,
    }
}

/// Inquiries of one category in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inquiries {
    /// How many.
    pub count: u64,
    /// Of those, from people to whom nothing on the topic was delivered.
    pub not_delivered: u64,
    /// From people to whom it was delivered and who know it below one half.
    pub taught_but_low: u64,
    /// From people who know it and ask.
    pub known_but_asks: u64,
    /// Median handling time, minutes.
    pub minutes: f64,
}

/// What would spare the inquiries of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Bring what exists to people.
    Delivery,
    /// Teach better.
    Content,
    /// Make the product explain itself.
    Product,
}

/// A category's rank and its reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Category {
    /// Place in the list given.
    pub category: usize,
    /// Inquiries per 100 active users.
    pub rate: f64,
    /// Garwood's 90 % range of it.
    pub range: Interval,
    /// Share from people who know it below one half, 0–1.
    pub teachable: f64,
    /// Minutes that content could spare: `count * minutes * teachable`.
    pub spared: f64,
    /// The commonest of the three causes; `None` when no inquiry has one.
    pub repair: Option<Repair>,
}

/// Categories of inquiries, most minutes to spare first. `active` is the number of active users in the
/// period.
///
/// # Errors
/// Without active users.
pub fn inquiries(all: &[Inquiries], active: u64) -> Result<Vec<Category>, NotEnough> {
    NotEnough::unless(Sample::Users, active, 1)?;
    let scale = 100.0 / active as f64;
    let mut categories: Vec<Category> = all
        .iter()
        .enumerate()
        .map(|(category, seen)| {
            let count = garwood(seen.count, 0.9);
            // Who never got it cannot know it: both are taught by content that reaches them.
            let low = (seen.not_delivered + seen.taught_but_low).min(seen.count);
            let teachable = low as f64 / seen.count.max(1) as f64;
            let minutes = seen.minutes.max(0.0);
            Category {
                category,
                rate: seen.count as f64 * scale,
                range: Interval {
                    low: count.low * scale,
                    high: count.high * scale,
                },
                teachable,
                spared: seen.count as f64 * minutes * teachable,
                repair: repair(seen),
            }
        })
        .collect();
    categories.sort_by(|a, b| {
        b.spared
            .total_cmp(&a.spared)
            .then(b.rate.total_cmp(&a.rate))
    });
    Ok(categories)
}

/// On a tie the cheaper repair: delivery before content before product.
fn repair(seen: &Inquiries) -> Option<Repair> {
    let most = seen
        .not_delivered
        .max(seen.taught_but_low)
        .max(seen.known_but_asks);
    match () {
        () if most == 0 => None,
        () if seen.not_delivered == most => Some(Repair::Delivery),
        () if seen.taught_but_low == most => Some(Repair::Content),
        () => Some(Repair::Product),
    }
}
