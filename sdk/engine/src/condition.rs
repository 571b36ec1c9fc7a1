//! Evaluating conditions: the one place that says whether one holds.

use content::condition::Bound;
use content::{Condition, Millis, Test, Value, find, joined};

use crate::engine::Engine;
use crate::input::{History, Traits};

const DAY: Millis = 86_400_000;
/// Segments within segments that are followed: one that names itself ends here.
pub(crate) const NESTED: u32 = 8;

impl Engine {
    /// Whether a condition holds now, and is known to.
    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        self.holds_since(condition, Millis::MIN)
    }

    /// Whether a condition holds, with host events counted only from a time on: what was done before does not count as
    /// done now.
    pub(crate) fn holds_since(&self, condition: &Condition, floor: Millis) -> bool {
        self.judge(condition, floor, true, NESTED) == Some(true)
    }

    /// `None`: it cannot be told from what is known here. `wish` is what would make the item eligible, for an event
    /// whose author lets unknown history count.
    fn judge(&self, condition: &Condition, floor: Millis, wish: bool, nested: u32) -> Option<bool> {
        Some(match condition {
            Condition::All { of } => return self.every(of, floor, wish, nested, true),
            Condition::Any { of } => return self.every(of, floor, wish, nested, false),
            Condition::Not { of } => {
                return self.judge(of, floor, !wish, nested).map(|holds| !holds);
            }
            Condition::Segment { id } => {
                if self.facts.segments.contains(id) {
                    return Some(true);
                }
                let known = self.catalogue.as_ref().map(|c| &c.segments);
                return match known.and_then(|all| all.iter().find(|s| s.id == *id)) {
                    Some(segment) if nested > 0 => {
                        self.judge(&segment.when, floor, wish, nested - 1)
                    }
                    _ => Some(false),
                };
            }
            Condition::Trait { name, test } => {
                self.passes(&self.person.traits, &self.facts.traits, name, test)
            }
            Condition::Account { name, test } => self.passes(
                &self.person.account_traits,
                &self.facts.account_traits,
                name,
                test,
            ),
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
                unknown,
            } => {
                let window = within_days.map(|d| self.now - Millis::from(d) * DAY);
                let since = window.max((floor > Millis::MIN).then_some(floor));
                let seen = self.progress.count(name, since) >= (*at_least).max(1);
                if !seen && self.history != History::Whole && floor == Millis::MIN {
                    return unknown.then_some(wish);
                }
                seen
            }
            Condition::Completed { id } => self
                .progress
                .past(id)
                .is_some_and(|p| p.completed_at.is_some()),
            Condition::Dismissed { id } => self
                .progress
                .past(id)
                .is_some_and(|p| p.dismissed_at.is_some()),
            Condition::Understands { topic, bound } => within(self.knows(topic), bound),
            Condition::Motivation { bound } => within(self.facts.motivation, bound),
            Condition::Variant { experiment, is } => {
                self.drawn(experiment).is_some_and(|v| v == *is)
            }
            Condition::Now { from, until } => {
                from.is_none_or(|t| self.now >= t) && until.is_none_or(|t| self.now <= t)
            }
        })
    }

    /// All of the parts (`all`) or one of them: one part that settles it is enough, else one unknown makes it unknown.
    fn every(
        &self,
        of: &[Condition],
        floor: Millis,
        wish: bool,
        nested: u32,
        all: bool,
    ) -> Option<bool> {
        let mut known = true;
        for part in of {
            match self.judge(part, floor, wish, nested) {
                Some(holds) if holds != all => return Some(!all),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(all)
    }

    /// The first part of a condition that keeps it from holding, in an author's words.
    pub(crate) fn failing(&self, condition: &Condition) -> String {
        let (what, name) = match condition {
            Condition::All { of } => {
                let part = of.iter().find(|c| !self.holds(c)).or(of.first());
                return part.map_or_else(String::new, |part| self.failing(part));
            }
            Condition::Any { .. } => ("any", "of several conditions"),
            Condition::Not { of } => {
                let inner = self.failing(of);
                return joined(&["not", &inner], " ");
            }
            Condition::Segment { id } => ("segment", id.as_str()),
            Condition::Trait { name, .. } => ("trait", name.as_str()),
            Condition::Account { name, .. } => ("account", name.as_str()),
            Condition::Page { .. } => ("page", ""),
            Condition::Language { tag } => ("language", tag.as_str()),
            Condition::Event { name, .. } => ("event", name.as_str()),
            Condition::Completed { id } => ("completed", id.as_str()),
            Condition::Dismissed { id } => ("dismissed", id.as_str()),
            Condition::Understands { topic, .. } => ("understands", topic.as_str()),
            Condition::Motivation { .. } => ("motivation", ""),
            Condition::Variant { experiment, .. } => ("variant", experiment.as_str()),
            Condition::Now { .. } => ("now", ""),
        };
        let gap = if name.is_empty() { "" } else { " " };
        joined(&[what, name], gap)
    }

    /// The page's own words go before what the collector told.
    fn passes(&self, said: &Traits, told: &Traits, name: &str, test: &Test) -> bool {
        let all = said.iter().chain(told);
        let found = all.into_iter().find(|(n, _)| n == name).map(|(_, v)| v);
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

/// An estimate that is not known yet is below every bound: nobody is kept from being taught.
fn within(percent: Option<u32>, bound: &Bound) -> bool {
    match bound {
        Bound::AtLeast { percent: least } => percent.is_some_and(|p| p >= *least),
        Bound::Below { percent: most } => percent.is_none_or(|p| p < *most),
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
