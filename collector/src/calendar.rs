//! The tenant's business days: its week, its holidays, and Japan's by law where it has said nothing else.
//! In: what `PUT /v1/calendar` told, days. Out: whether one works on them, and how many lie between.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan as _};
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::facts;
use crate::shape::Kind;
use crate::zone::Zone;

/// Days on which a tenant works.
#[derive(Clone)]
pub(crate) struct Calendar {
    pub(crate) zone: Zone,
    /// Japan's holidays and its customary closures are kept.
    japan: bool,
    days_off: BTreeSet<Date>,
    weekdays_off: Vec<Weekday>,
}

impl Calendar {
    /// A tenant's, as of a time.
    pub(crate) fn of(db: &Connection, tenant: &str, at: i64) -> Self {
        let told = facts::one(db, tenant, Kind::Calendar, "calendar", at);
        let told = told.ok().flatten().unwrap_or_default();
        Self::told(facts::timezone(db, tenant, at).as_deref(), &told)
    }

    fn told(timezone: Option<&str>, told: &Map<String, Value>) -> Self {
        let zone = Zone::of(timezone);
        let list = |key: &str| -> Vec<&str> {
            let list = told.get(key).and_then(Value::as_array);
            list.into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect()
        };
        let (holidays, closed) = (list("holidays"), list("closed"));
        let dates = holidays.iter().chain(&closed);
        let weekdays: Vec<Weekday> = closed.iter().filter_map(|d| weekday(d)).collect();
        Calendar {
            japan: zone.is_japan() && !told.contains_key("holidays"),
            zone,
            days_off: dates.filter_map(|d| d.parse().ok()).collect(),
            weekdays_off: match weekdays.is_empty() {
                true => vec![Weekday::Saturday, Weekday::Sunday],
                false => weekdays,
            },
        }
    }

    pub(crate) fn is_business(&self, day: Date) -> bool {
        !self.weekdays_off.contains(&day.weekday())
            && !self.days_off.contains(&day)
            && !(self.japan && (is_japanese_holiday(day) || is_customary(day)))
    }

    /// The day of a moment.
    pub(crate) fn day(&self, ms: i64) -> Date {
        self.zone.civil(ms)
    }

    /// The last millisecond of a day.
    pub(crate) fn end(&self, day: Date) -> i64 {
        self.zone.start(next(day)) - 1
    }

    /// Business days after `from`, up to and with `to`.
    pub(crate) fn between(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut n = 0;
        while day < to {
            day = next(day);
            n += u32::from(self.is_business(day));
        }
        n
    }

    /// The last `n` business days up to and with `day`, oldest first.
    pub(crate) fn back(&self, day: Date, n: usize) -> Vec<Date> {
        let mut days = Vec::with_capacity(n);
        let mut at = day;
        // No calendar is closed for years on end.
        for _ in 0..n * 3 + 60 {
            if days.len() == n {
                break;
            }
            if self.is_business(at) {
                days.push(at);
            }
            at = before(at);
        }
        days.reverse();
        days
    }

    /// The last business day that is wholly over.
    pub(crate) fn last_over(&self, now: i64) -> Date {
        let day = before(self.day(now));
        self.back(day, 1).pop().unwrap_or(day)
    }

    /// A date in the words of the contract, as the start of that day.
    pub(crate) fn date(&self, text: &str) -> Option<Date> {
        text.parse().ok().or_else(|| {
            let at: Timestamp = text.parse().ok()?;
            Some(self.day(at.as_millisecond()))
        })
    }
}

pub(crate) fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

pub(crate) fn before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

/// Days from one to the other.
pub(crate) fn days(from: Date, to: Date) -> i64 {
    to.since(from).map_or(0, |span| i64::from(span.get_days()))
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// Whether Japan works on a day, counted from 1970-01-01.
pub(crate) fn is_business_day_in_japan(days: i64) -> bool {
    let day = shifted(date(1970, 1, 1), i32::try_from(days).unwrap_or(0));
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !(weekend || is_japanese_holiday(day) || is_customary(day))
}

/// The turn of the year and Obon: no holidays by law, but hardly anybody works.
fn is_customary(day: Date) -> bool {
    matches!(
        (day.month(), day.day()),
        (12, 29..=31) | (1, 1..=3) | (8, 13..=15)
    )
}

/// Japan's holidays by the law of 1948 as it stands since 2020.
pub(crate) fn is_japanese_holiday(day: Date) -> bool {
    if is_named(day) {
        return true;
    }
    // One that falls on a Sunday moves to the next day that is none.
    let mut back = before(day);
    while is_named(back) {
        if back.weekday() == Weekday::Sunday {
            return true;
        }
        back = before(back);
    }
    // A day between two holidays is one.
    day.weekday() != Weekday::Sunday && is_named(before(day)) && is_named(next(day))
}

fn is_named(day: Date) -> bool {
    let (year, month, dom) = (day.year(), day.month(), day.day());
    let monday = |nth: i8| day.weekday() == Weekday::Monday && (dom - 1) / 7 + 1 == nth;
    match (year, month) {
        // The games moved three of them.
        (2020, 7) => return matches!(dom, 23 | 24),
        (2020, 8) => return dom == 10,
        (2021, 7) => return matches!(dom, 22 | 23),
        (2021, 8) => return dom == 8,
        (2020 | 2021, 10) => return false,
        _ => {}
    }
    match month {
        1 => dom == 1 || monday(2),
        2 => matches!(dom, 11 | 23),
        3 => dom == equinox(year, 20.8431),
        4 => dom == 29,
        5 => matches!(dom, 3..=5),
        7 => monday(3),
        8 => dom == 11,
        9 => monday(3) || dom == equinox(year, 23.2488),
        10 => monday(2),
        11 => matches!(dom, 3 | 23),
        _ => false,
    }
}

/// The day of an equinox between 1980 and 2099, as almanacs reckon it.
fn equinox(year: i16, base: f64) -> i8 {
    let since = f64::from(year - 1980);
    (base + 0.242_194 * since - (since / 4.0).floor()).floor() as i8
}

/// The day `n` days later; earlier where `n` is negative.
pub(crate) fn shifted(day: Date, n: i32) -> Date {
    day.checked_add(n.days()).unwrap_or(date(1970, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn japan_has_the_holidays_of_its_almanac() {
        let mut known = BTreeSet::new();
        for line in include_str!("../tests/golden/holidays-jp.txt").lines() {
            let (year, days) = line.split_once(": ").expect("a year and its days");
            known.extend(
                days.split(' ')
                    .map(|d| format!("{year}-{d}").parse::<Date>().expect("a day")),
            );
        }
        let mut day = date(2020, 1, 1);
        while day < date(2036, 1, 1) {
            assert_eq!(is_japanese_holiday(day), known.contains(&day), "{day}");
            day = next(day);
        }
    }

    #[test]
    fn a_tenant_says_when_it_works() {
        let check = |told: Value, zone: &str, day: &str, expected: bool| {
            let told = told.as_object().expect("object");
            let calendar = Calendar::told(Some(zone), told);
            assert_eq!(
                calendar.is_business(day.parse().expect("day")),
                expected,
                "{told:?} {day}"
            );
        };
        check(json!({}), "Asia/Tokyo", "2026-11-20", true);
        check(json!({}), "Asia/Tokyo", "2026-11-21", false);
        check(json!({}), "Asia/Tokyo", "2026-11-23", false);
        check(json!({}), "Asia/Tokyo", "2026-12-30", false);
        check(json!({}), "Asia/Tokyo", "2026-08-14", false);
        check(json!({}), "Europe/Berlin", "2026-11-23", true);
        check(
            json!({"holidays": ["2026-11-24"]}),
            "Asia/Tokyo",
            "2026-11-24",
            false,
        );
        check(
            json!({"holidays": ["2026-11-24"]}),
            "Asia/Tokyo",
            "2026-11-23",
            true,
        );
        check(
            json!({"closed": ["fri"]}),
            "Asia/Tokyo",
            "2026-11-20",
            false,
        );
        check(json!({"closed": ["fri"]}), "Asia/Tokyo", "2026-11-21", true);
        check(
            json!({"closed": ["2026-11-20"]}),
            "Asia/Tokyo",
            "2026-11-20",
            false,
        );
    }

    #[test]
    fn business_days_are_counted_over_a_holiday() {
        let calendar = Calendar::told(None, &Map::new());
        let day = |text: &str| text.parse::<Date>().expect("day");
        let check = |from: &str, to: &str, expected: u32| {
            assert_eq!(
                calendar.between(day(from), day(to)),
                expected,
                "{from} {to}"
            );
        };
        check("2026-11-20", "2026-11-24", 1);
        check("2026-11-20", "2026-11-20", 0);
        check("2026-12-28", "2027-01-04", 1);
        let back: Vec<String> = calendar
            .back(day("2026-11-24"), 3)
            .iter()
            .map(Date::to_string)
            .collect();
        assert_eq!(back, ["2026-11-19", "2026-11-20", "2026-11-24"]);
        // Tuesday 08:30 in Tokyo: Monday was a holiday.
        assert_eq!(calendar.last_over(1_795_476_600_000), day("2026-11-20"));
        assert_eq!(calendar.end(day("2026-11-23")), 1_795_446_000_000 - 1);
    }
}
