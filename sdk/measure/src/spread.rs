//! How much of the differences in an outcome lies between groups, between success managers say.
//! In: outcomes by group. Out: the intraclass correlation, by the method of moments.

use crate::sample::{NotEnough, Sample};

/// Share of the variance that lies between `groups` (ICC(1) by one-way analysis of variance, unequal
/// sizes allowed), 0–1; an estimate below 0 is 0.
///
/// # Errors
/// Below two groups with an outcome, or without a group of two.
pub fn between_groups(groups: &[&[f64]]) -> Result<f64, NotEnough> {
    let filled = || groups.iter().filter(|group| !group.is_empty());
    let many = filled().count() as u64;
    NotEnough::unless(Sample::Segments, many, 2)?;
    let all: usize = filled().map(|group| group.len()).sum();
    NotEnough::unless(Sample::Accounts, all as u64, many + 1)?;
    let (k, n) = (many as f64, all as f64);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let grand = filled().flat_map(|group| group.iter()).sum::<f64>() / n;
    let square = |value: f64| value * value;
    let between = filled()
        .map(|group| group.len() as f64 * square(mean(group) - grand))
        .sum::<f64>()
        / (k - 1.0);
    let inside = filled()
        .map(|group| {
            let middle = mean(group);
            group
                .iter()
                .map(|value| square(value - middle))
                .sum::<f64>()
        })
        .sum::<f64>()
        / (n - k);
    let sizes: f64 = filled().map(|group| square(group.len() as f64)).sum();
    let size = (n - sizes / n) / (k - 1.0);
    let all = between + (size - 1.0) * inside;
    Ok(if all > 0.0 {
        ((between - inside) / all).clamp(0.0, 1.0)
    } else {
        0.0
    })
}
