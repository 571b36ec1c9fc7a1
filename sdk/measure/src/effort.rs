//! What time says: reading time, exposure, rapid answers, response-time effort (measurement.md 1.4).
//! In: lengths of texts, seconds. Out: expected times, whether something was viewed, whether an answer
//! was effortful. Time never measures understanding by itself.

use crate::sample::{NotEnough, Sample};

/// Japanese characters read in a minute, without spaces and markup: our own default, refitted per user.
pub const CHARACTERS_A_MINUTE: f64 = 450.0;
/// English words read silently in a minute (Brysbaert 2019, mean of 190 studies).
pub const WORDS_A_MINUTE: f64 = 238.0;

/// Expected reading time in seconds of `characters` of Japanese and `words` of other text, for a person
/// whose times are `factor` times the usual.
#[must_use]
pub fn reading_seconds(characters: u32, words: u32, factor: f64) -> f64 {
    let minutes = f64::from(characters) / CHARACTERS_A_MINUTE + f64::from(words) / WORDS_A_MINUTE;
    60.0 * minutes * factor.clamp(LEAST_FACTOR, MOST_FACTOR)
}

const LEAST_FACTOR: f64 = 0.4;
const MOST_FACTOR: f64 = 2.5;
/// Screens from which a person's own factor is taken.
pub const SCREENS_NEEDED: u64 = 8;

/// A person's own factor: the median of own time over expected time, within 0.4 to 2.5.
///
/// # Errors
/// Below eight screens.
pub fn reading_factor(ratios: &[f64]) -> Result<f64, NotEnough> {
    let mut sorted: Vec<f64> = ratios
        .iter()
        .copied()
        .filter(|ratio| *ratio > 0.0)
        .collect();
    NotEnough::unless(Sample::Screens, sorted.len() as u64, SCREENS_NEEDED)?;
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or(1.0);
    let upper = sorted.len() / 2;
    let lower = (sorted.len() - 1) / 2;
    Ok(((at(lower) + at(upper)) / 2.0).clamp(LEAST_FACTOR, MOST_FACTOR))
}

/// How a text was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Too short to have taught; no evidence of anything.
    Glanced,
    /// Neither surely read nor surely not.
    Unclear,
    /// Long enough to have been read: it teaches.
    Viewed,
    /// So long that the person was elsewhere; the time is not to be used.
    Away,
}

/// Exposure from visible, focused, not idle seconds and the expected reading seconds; `idle` is the
/// longest stretch without any sign of the person, seconds.
#[must_use]
pub fn exposure(active: f64, expected: f64, idle: f64) -> Exposure {
    let share = active / expected.max(0.1);
    match share {
        _ if idle > 60.0 || share > 5.0 => Exposure::Away,
        share if share >= 0.5 => Exposure::Viewed,
        share if share < 0.3 => Exposure::Glanced,
        _ => Exposure::Unclear,
    }
}

/// Seconds from which no answer is a rapid guess.
pub const RAPID_AT_MOST: f64 = 10.0;

/// Seconds below which an answer is a rapid guess (E10): a tenth of the item's mean response time, at
/// least 0.15 of its reading time, at most 10 s. Works from the reading time alone while nobody has
/// answered yet.
#[must_use]
pub fn rapid_below(mean_response: Option<f64>, reading: f64) -> f64 {
    let by_others = mean_response.map_or(0.0, |mean| 0.10 * mean);
    by_others.max(0.15 * reading).min(RAPID_AT_MOST)
}

/// Response-time effort (E11): share of answers that were no rapid guesses; (seconds, threshold) each.
///
/// # Errors
/// Without answers.
pub fn effort(answers: &[(f64, f64)]) -> Result<f64, NotEnough> {
    NotEnough::unless(Sample::Answers, answers.len() as u64, 1)?;
    let slow = answers
        .iter()
        .filter(|(seconds, threshold)| seconds >= threshold);
    Ok(slow.count() as f64 / answers.len() as f64)
}
