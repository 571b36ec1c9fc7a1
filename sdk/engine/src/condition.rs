//! Evaluating conditions: the one place that says whether one holds.

use content::condition::Bound;
use content::{Condition, Millis, Test, Value, find};

use crate::engine::Engine;
use crate::input::Traits;

const DAY: Millis = 86_400_000;

impl Engine {
    /// Whether a condition holds now.
    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        self.holds_since(condition, Millis::MIN)
    }

    /// Whether a condition holds, with host events counted only from a time on: what was done before does not count as
    /// done now.
    pub(crate) fn holds_since(&self, condition: &Condition, floor: Millis) -> bool {
        match condition {
            Condition::All { of } => of.iter().all(|c| self.holds_since(c, floor)),
            Condition::Any { of } => of.iter().any(|c| self.holds_since(c, floor)),
            Condition::Not { of } => !self.holds_since(of, floor),
            Condition::Segment { id } => self
                .catalogue
                .as_ref()
                .and_then(|c| c.segments.iter().find(|s| s.id == *id))
                .is_some_and(|s| self.holds_since(&s.when, floor)),
            Condition::Trait { name, test } => self.passes(&self.person.traits, name, test),
            Condition::Account { name, test } => {
                self.passes(&self.person.account_traits, name, test)
            }
            Condition::Page { page } => page.matches(&self.address),
            Condition::Language { tag } => {
                let wish = self.wish.as_bytes();
                let tag = tag.as_bytes();
                wish.get(..tag.len())
                    .is_some_and(|w| w.eq_ignore_ascii_case(tag))
                    && matches!(wish.get(tag.len()), None | Some(b'-'))
            }
            Condition::Event {
                name,
                at_least,
                within_days,
                unknown: _,
            } => {
                let window = within_days.map(|d| self.now - Millis::from(d) * DAY);
                let since = window.max((floor > Millis::MIN).then_some(floor));
                self.progress.count(name, since) >= (*at_least).max(1)
            }
            Condition::Completed { id } => self
                .progress
                .past(id)
                .is_some_and(|p| p.completed_at.is_some()),
            Condition::Dismissed { id } => self
                .progress
                .past(id)
                .is_some_and(|p| p.dismissed_at.is_some()),
            // An estimate that is not known yet is below every bound: nobody is kept from being taught.
            Condition::Understands { bound, .. } | Condition::Motivation { bound } => {
                matches!(bound, Bound::Below { .. })
            }
            Condition::Variant { experiment, is } => {
                self.drawn(experiment).is_some_and(|v| v == *is)
            }
            Condition::Now { from, until } => {
                from.is_none_or(|t| self.now >= t) && until.is_none_or(|t| self.now <= t)
            }
        }
    }

    fn passes(&self, traits: &Traits, name: &str, test: &Test) -> bool {
        let found = traits.iter().find(|(n, _)| n == name).map(|(_, v)| v);
        if let Test::Exists { yes } = test {
            return found.is_some() == *yes;
        }
        let Some(value) = found else { return false };
        match test {
            Test::Is { value: v } => value == v,
            Test::IsNot { value: v } => value != v,
            Test::In { values } => values.contains(value),
            Test::Gt { number } => as_number(value).is_some_and(|n| n > *number),
            Test::Lt { number } => as_number(value).is_some_and(|n| n < *number),
            Test::Contains { text } => {
                matches!(value, Value::Text { text: t } if find(t, text).is_some())
            }
            Test::Exists { .. } => false,
            Test::Before { at } => instant(value).is_some_and(|t| t < *at),
            Test::After { at } => instant(value).is_some_and(|t| t >= *at),
            Test::WithinDays { days } => instant(value)
                .is_some_and(|t| t <= self.now && t >= self.now - Millis::from(*days) * DAY),
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number { number } => Some(*number),
        _ => None,
    }
}

/// An instant from ms, or from a text that begins with `YYYY-MM-DD` (midnight UTC).
fn instant(value: &Value) -> Option<Millis> {
    match value {
        Value::Number { number } => Some(*number as Millis),
        Value::Text { text } => {
            let part = |from: usize, to: usize| digits(text.as_bytes().get(from..to)?);
            let dashes = [4, 7].map(|at| text.as_bytes().get(at) == Some(&b'-'));
            let day = days_from_civil(part(0, 4)?, part(5, 7)?, part(8, 10)?);
            (dashes == [true, true]).then_some(day * DAY)
        }
        Value::Flag { .. } => None,
    }
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Some(number * 10 + i64::from(byte - b'0')),
        _ => None,
    })
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, by counting from March so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}
