//! How the components of motivation hang together: what E13 leaves out when it takes them for independent.
//! In: each user's successes and trials, week by week. Out: covariances that widen the range of the index.
//! Two causes are told apart: people differ in all components at once (`between`), and one busy month
//! moves all of a person's rates at once (`within`).

use crate::motivation::{COMPONENTS, Trials};
use crate::sample::{NotEnough, Sample};

/// Covariances of true rates, `[component][component]`, in squared shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Covariance {
    /// Of people's long-run rates about the tenant's mean; the diagonal is not used, since the prior holds it.
    pub between: [[f64; COMPONENTS]; COMPONENTS],
    /// Of a person's rates in one window about their long-run rates.
    pub within: [[f64; COMPONENTS]; COMPONENTS],
}

/// Weeks of a window.
pub const WEEKS: usize = 4;
/// Users with four trials or more in some component, below whom nothing is fitted.
pub const USERS_NEEDED: u64 = 30;

type Row = [Trials; COMPONENTS];

impl Covariance {
    /// What to add to the sum of the components' variances, in squared shares, never below 0.
    /// `pull` is how far each component follows its data, `n / (A + B + n)`: an error of the prior
    /// counts by the rest of it, an odd month by the pull itself.
    pub(crate) fn beyond_independence(
        &self,
        pull: &[f64; COMPONENTS],
        used: &[bool; COMPONENTS],
    ) -> f64 {
        let mut sum = 0.0;
        let rows = self.between.iter().zip(&self.within);
        for (i, ((between, within), (p, _))) in rows.zip(pull.iter().zip(used)).enumerate() {
            if used.get(i) != Some(&true) {
                continue;
            }
            for (j, ((between, within), (q, is_used))) in between
                .iter()
                .zip(within)
                .zip(pull.iter().zip(used))
                .enumerate()
            {
                if *is_used {
                    sum += p * q * within;
                    if i != j {
                        sum += (1.0 - p) * (1.0 - q) * between;
                    }
                }
            }
        }
        sum.max(0.0)
    }
}

/// Covariances from `histories`: one a user, consecutive weeks, oldest first, 13 or more where they are
/// known. From eight weeks on whole windows of four are compared, so that slow ups and downs count;
/// below, single weeks are, as if one week said nothing about the next.
///
/// # Errors
/// Below [`USERS_NEEDED`] users with two windows (or two weeks) in which something happened.
pub fn fit(histories: &[Vec<Row>]) -> Result<Covariance, NotEnough> {
    let by_window: Vec<Vec<Row>> = histories
        .iter()
        .map(|weeks| windows(weeks))
        .filter(|windows| windows.len() >= 2)
        .collect();
    if by_window.len() as u64 >= USERS_NEEDED {
        return from_spans(&by_window, 1.0);
    }
    let weekly: Vec<Vec<Row>> = histories
        .iter()
        .filter(|weeks| weeks.len() >= 2)
        .cloned()
        .collect();
    NotEnough::unless(Sample::Users, weekly.len() as u64, USERS_NEEDED)?;
    from_spans(&weekly, WEEKS as f64)
}

/// Whole windows, counted from the latest week backwards.
fn windows(weeks: &[Row]) -> Vec<Row> {
    weeks
        .rchunks_exact(WEEKS)
        .map(|weeks| {
            let mut sum = Row::default();
            for week in weeks {
                for (sum, seen) in sum.iter_mut().zip(week) {
                    let seen = seen.sound();
                    sum.successes += seen.successes;
                    sum.trials += seen.trials;
                }
            }
            sum
        })
        .collect()
}

/// One component of one person over all spans.
struct Series {
    rate: f64,
    trials: f64,
    /// For each span: trials, share of all trials, successes beyond what the person's own rate gives.
    spans: Vec<(f64, f64, f64)>,
}

impl Series {
    fn of(spans: &[Row], component: usize) -> Self {
        let seen: Vec<Trials> = spans
            .iter()
            .map(|row| row.get(component).copied().unwrap_or_default().sound())
            .collect();
        let trials: f64 = seen.iter().map(|seen| seen.trials).sum();
        let successes: f64 = seen.iter().map(|seen| seen.successes).sum();
        let rate = if trials > 0.0 {
            successes / trials
        } else {
            0.0
        };
        let spans = seen
            .iter()
            .map(|seen| {
                let share = if trials > 0.0 {
                    seen.trials / trials
                } else {
                    0.0
                };
                (seen.trials, share, seen.successes - seen.trials * rate)
            })
            .collect();
        Self {
            rate,
            trials,
            spans,
        }
    }
}

/// Moments: what is expected of each product if spans were alike is taken off, and the rest is divided
/// by what one unit of covariance would have put there. `length` is the number of spans in a window.
fn from_spans(histories: &[Vec<Row>], length: f64) -> Result<Covariance, NotEnough> {
    let people: Vec<[Series; COMPONENTS]> = histories
        .iter()
        .map(|spans| core::array::from_fn(|component| Series::of(spans, component)))
        .collect();
    let usable = people
        .iter()
        .filter(|person| person.iter().any(|series| series.trials >= 4.0));
    NotEnough::unless(Sample::Users, usable.count() as u64, USERS_NEEDED)?;

    let mut within = [[0.0; COMPONENTS]; COMPONENTS];
    let mut between = [[0.0; COMPONENTS]; COMPONENTS];
    for i in 0..COMPONENTS {
        for j in i..COMPONENTS {
            let pairs = || {
                people
                    .iter()
                    .filter_map(|person| Some((person.get(i)?, person.get(j)?)))
            };
            let span = within_person(pairs(), i == j);
            put(&mut within, i, j, span / length);
            if i != j {
                put(&mut between, i, j, between_people(pairs(), span));
            }
        }
    }
    Ok(Covariance { between, within })
}

fn put(matrix: &mut [[f64; COMPONENTS]; COMPONENTS], i: usize, j: usize, value: f64) {
    for (row, column) in [(i, j), (j, i)] {
        if let Some(place) = matrix.get_mut(row).and_then(|row| row.get_mut(column)) {
            *place = value;
        }
    }
}

/// Covariance of two rates of one person in one span about the person's own.
fn within_person<'a>(pairs: impl Iterator<Item = (&'a Series, &'a Series)>, same: bool) -> f64 {
    let (mut seen, mut unit) = (0.0, 0.0);
    for (x, y) in pairs {
        let both: f64 = x.spans.iter().zip(&y.spans).map(|(x, y)| x.1 * y.1).sum();
        // The spread of single trials counts on the diagonal only.
        let noise = if same && x.trials > 1.0 {
            x.rate * (1.0 - x.rate) * x.trials / (x.trials - 1.0)
        } else {
            0.0
        };
        for (x, y) in x.spans.iter().zip(&y.spans) {
            seen += x.2 * y.2 - noise * x.0 * (1.0 - x.1);
            unit += x.0 * y.0 * (1.0 - x.1 - y.1 + both);
        }
    }
    let covariance = if unit > 0.0 { seen / unit } else { 0.0 };
    if same {
        covariance.max(0.0)
    } else {
        covariance
    }
}

/// Covariance of two long-run rates over people, one vote each.
fn between_people<'a>(
    pairs: impl Iterator<Item = (&'a Series, &'a Series)> + Clone,
    span: f64,
) -> f64 {
    let both = pairs.filter(|(x, y)| x.trials >= 2.0 && y.trials >= 2.0);
    let many = both.clone().count() as f64;
    if many < 2.0 {
        return 0.0;
    }
    let mean = |rate: fn(&(&Series, &Series)) -> f64| {
        both.clone().map(|pair| rate(&pair)).sum::<f64>() / many
    };
    let (x_mean, y_mean) = (mean(|pair| pair.0.rate), mean(|pair| pair.1.rate));
    let sum: f64 = both
        .map(|(x, y)| {
            // An odd month that both rates share looks like a lasting difference; it is none.
            let shared: f64 = x.spans.iter().zip(&y.spans).map(|(x, y)| x.1 * y.1).sum();
            (x.rate - x_mean) * (y.rate - y_mean) * many / (many - 1.0) - shared * span
        })
        .sum();
    sum / many
}
