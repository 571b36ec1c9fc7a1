//! Times as authors write them, in the content's time zone, as milliseconds in UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The content's time zone.
pub(crate) struct Zone(TimeZone);

impl Zone {
    pub(crate) fn named(name: &str) -> Option<Zone> {
        TimeZone::get(name).ok().map(Zone)
    }

    pub(crate) fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The first instant of a date, or the instant of a date and time.
    pub(crate) fn from(&self, text: &str) -> Option<i64> {
        match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => self.instant(date.at(0, 0, 0, 0)),
            _ => self.instant(text.parse::<DateTime>().ok()?),
        }
    }

    /// The last instant of a date, or the instant of a date and time: `until` is inclusive.
    pub(crate) fn until(&self, text: &str) -> Option<i64> {
        match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => self
                .instant(date.tomorrow().ok()?.at(0, 0, 0, 0))
                .map(|ms| ms - 1),
            _ => self.instant(text.parse::<DateTime>().ok()?),
        }
    }

    fn instant(&self, at: DateTime) -> Option<i64> {
        Some(
            at.to_zoned(self.0.clone())
                .ok()?
                .timestamp()
                .as_millisecond(),
        )
    }
}

/// The start of a day in UTC, in ms: for `check --now`.
#[must_use]
pub fn day(text: &str) -> Option<i64> {
    Zone::utc().from(text)
}
