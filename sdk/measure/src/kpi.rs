//! Business figures of one period (measurement.md 1.11): retention, churn, lifetime value, stickiness, funnel.
//! In: amounts of one currency and counts, over a half-open period. Out: ratios, or what is missing.
//! Not here: periods and exchange rates (the collector), waiting times (`survival`), tickets (`support`).

use crate::interval::{Interval, Z90, wilson};
use crate::sample::{Figure, NotEnough, Sample};

/// Recurring revenue and customers over one period; amounts of monthly revenue in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Period {
    /// Monthly recurring revenue at the start.
    pub start: f64,
    /// Won from new customers.
    pub new: f64,
    /// Won from customers of the start.
    pub expansion: f64,
    /// Lost from customers who stayed.
    pub contraction: f64,
    /// Lost with customers who left.
    pub churned: f64,
    /// Customers at the start.
    pub logos: u64,
    /// Of those, customers who left.
    pub logos_lost: u64,
}

/// What a period comes to. A ratio over nothing is `None`: it is not 0, and never ∞.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revenue {
    /// Monthly recurring revenue at the end.
    pub end: f64,
    /// Twelve times that.
    pub annual: f64,
    /// Gross revenue retention: start less contraction and churn, over start.
    pub gross_retention: Option<f64>,
    /// Net revenue retention: the same with expansion; new business does not count.
    pub net_retention: Option<f64>,
    /// Revenue lost over revenue at the start.
    pub revenue_churn: Option<f64>,
    /// Quick ratio: won over lost; `None` when nothing was lost.
    pub quick: Option<f64>,
    /// Logo churn with Wilson's 90 % range; `n` is the customers at the start.
    pub logo_churn: Result<Figure, NotEnough>,
}

/// The figures of one period.
#[must_use]
pub fn revenue(period: &Period) -> Revenue {
    let won = period.new + period.expansion;
    let lost = period.contraction + period.churned;
    let end = period.start + won - lost;
    let over = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    Revenue {
        end,
        annual: 12.0 * end,
        gross_retention: over(period.start - lost, period.start),
        net_retention: over(period.start + period.expansion - lost, period.start),
        revenue_churn: over(lost, period.start),
        quick: over(won, lost),
        logo_churn: rate(period.logos_lost, period.logos, Sample::Accounts),
    }
}

/// Customers who left, below whom no lifetime value is shown.
pub const CHURNED_NEEDED: u64 = 10;

/// Average revenue per account and month, times gross margin (0–1), over monthly churn; `None` without
/// churn. What is shown comes from [`lifetime_value`].
#[must_use]
pub fn value_at(revenue: f64, margin: f64, monthly_churn: f64) -> Option<f64> {
    (monthly_churn > 0.0).then(|| revenue * margin / monthly_churn)
}

/// Lifetime value with a range from Wilson's 90 % bounds of the churn; `churned` customers in
/// `logo_months` (customers summed over months); `n` is the churned.
///
/// # Errors
/// Below ten churned customers: not estimable.
pub fn lifetime_value(
    revenue: f64,
    margin: f64,
    churned: u64,
    logo_months: u64,
) -> Result<Figure, NotEnough> {
    let churned = churned.min(logo_months);
    NotEnough::unless(Sample::Churned, churned, CHURNED_NEEDED)?;
    let churn = wilson(churned, logo_months, Z90);
    let monthly = churned as f64 / logo_months as f64;
    let earned = revenue * margin;
    Ok(Figure {
        value: earned / monthly,
        range: Interval {
            low: (earned / churn.high).min(earned / churn.low),
            high: (earned / churn.high).max(earned / churn.low),
        },
        n: churned as f64,
    })
}

/// Daily over monthly active users: the mean of `daily` (active users of each of the tenant's business
/// days) over `monthly` (different users active in the month).
///
/// # Errors
/// Without business days or active users.
pub fn stickiness(daily: &[u64], monthly: u64) -> Result<f64, NotEnough> {
    NotEnough::unless(Sample::Blocks, daily.len() as u64, 1)?;
    NotEnough::unless(Sample::Users, monthly, 1)?;
    let mean = daily.iter().sum::<u64>() as f64 / daily.len() as f64;
    Ok(mean / monthly as f64)
}

/// One step of a funnel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// People who came to it, through all steps before, in order and in time.
    pub reached: u64,
    /// Of the people of the step before (of the first step: of all), with Wilson's 90 % range.
    pub from_previous: Result<Figure, NotEnough>,
    /// Of the people of the first step.
    pub from_first: Result<Figure, NotEnough>,
}

/// A funnel of `steps` steps. `people` gives each person's times of each step, sorted, in any one unit;
/// a step counts when it happened at or after the one before and within `window` of the first.
#[must_use]
pub fn funnel(people: &[Vec<Vec<f64>>], steps: usize, window: f64) -> Vec<Stage> {
    let mut reached = vec![0_u64; steps];
    for times in people {
        for place in reached.iter_mut().take(depth(times, window)) {
            *place += 1;
        }
    }
    let first = reached.first().copied().unwrap_or_default();
    let before = core::iter::once(people.len() as u64).chain(reached.iter().copied());
    reached
        .iter()
        .zip(before)
        .map(|(here, before)| Stage {
            reached: *here,
            from_previous: rate(*here, before, Sample::Users),
            from_first: rate(*here, first, Sample::Users),
        })
        .collect()
}

/// The furthest that a person came, from whichever of their starts leads furthest.
fn depth(times: &[Vec<f64>], window: f64) -> usize {
    let Some((starts, later)) = times.split_first() else {
        return 0;
    };
    let from = |start: f64| {
        let mut at = start;
        let mut steps = 1;
        for step in later {
            match step
                .iter()
                .find(|time| **time >= at && **time - start <= window)
            {
                Some(time) => at = *time,
                None => break,
            }
            steps += 1;
        }
        steps
    };
    starts.iter().map(|start| from(*start)).max().unwrap_or(0)
}

fn rate(part: u64, whole: u64, of: Sample) -> Result<Figure, NotEnough> {
    NotEnough::unless(of, whole, 1)?;
    Ok(Figure {
        value: part.min(whole) as f64 / whole as f64,
        range: wilson(part, whole, Z90),
        n: whole as f64,
    })
}
