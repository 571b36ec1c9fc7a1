//! The tenant's clock on the wall: days begin and times are written in its time zone.
//! In: milliseconds. Out: text and the bounds of days. Not here: holidays.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::markup::Language;

/// Where a tenant has not said otherwise.
const DEFAULT: &str = "Asia/Tokyo";

/// A time zone, and how times read there.
#[derive(Clone)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// The zone of that name; the default where the name is unknown or absent.
    pub(crate) fn of(name: Option<&str>) -> Self {
        let known = |name: &str| TimeZone::get(name).ok();
        let zone = name.and_then(known).or_else(|| known(DEFAULT));
        Zone(zone.unwrap_or(TimeZone::UTC))
    }

    /// RFC 3339 in UTC, to the millisecond.
    pub(crate) fn utc(ms: i64) -> String {
        let time = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
        format!("{time:.3}")
    }

    /// Whether there is a zone of that name.
    pub(crate) fn is_known(name: &str) -> bool {
        TimeZone::get(name).is_ok()
    }

    /// Whether Japan's holidays are this zone's.
    pub(crate) fn is_japan(&self) -> bool {
        matches!(self.0.iana_name(), Some("Asia/Tokyo" | "Japan"))
    }

    /// The day of that moment.
    pub(crate) fn civil(&self, ms: i64) -> Date {
        self.at(ms).date()
    }

    /// When a day begins, in ms.
    pub(crate) fn start(&self, day: Date) -> i64 {
        let start = day.to_zoned(self.0.clone()).and_then(|d| d.start_of_day());
        start.map_or(0, |d| d.timestamp().as_millisecond())
    }

    /// What local time is ahead of UTC at `from`, in ms, and whether that stays so until `to`.
    pub(crate) fn offset(&self, from: i64, to: i64) -> (i64, bool) {
        let at = |ms: i64| i64::from(self.at(ms).offset().seconds()) * 1000;
        let quarter = (to - from) / 8;
        let steady = (0..=8).all(|n| at(from + n * quarter) == at(from));
        (at(from), steady)
    }

    fn at(&self, ms: i64) -> Zoned {
        let time = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
        time.to_zoned(self.0.clone())
    }

    /// When the day began that lies `back` days before that of `ms`.
    pub(crate) fn day(&self, ms: i64, back: i32) -> i64 {
        let day = self.at(ms).start_of_day();
        let day = day.and_then(|day| day.checked_sub(back.days())?.start_of_day());
        day.map_or(ms, |day| day.timestamp().as_millisecond())
    }

    /// `YYYY-MM-DD` of that moment's day.
    pub(crate) fn date(&self, ms: i64) -> String {
        self.at(ms).strftime("%Y-%m-%d").to_string()
    }

    /// `11/20(金) 08:30` · `Fri 20 Nov, 08:30`.
    pub(crate) fn moment(&self, l: Language, ms: i64) -> String {
        let at = self.at(ms);
        let time = at.strftime("%H:%M");
        match l {
            Language::Ja => format!("{} {time}", self.day_name(l, ms)),
            Language::En => format!("{}, {time}", self.day_name(l, ms)),
        }
    }

    /// `11/20(金)` · `Fri 20 Nov`.
    pub(crate) fn day_name(&self, l: Language, ms: i64) -> String {
        let at = self.at(ms);
        match l {
            Language::Ja => format!("{}/{}({})", at.month(), at.day(), weekday_ja(&at)),
            Language::En => at.strftime("%a %-d %b").to_string(),
        }
    }

    /// `11/20` · `20 Nov`.
    pub(crate) fn short_day(&self, l: Language, ms: i64) -> String {
        let at = self.at(ms);
        match l {
            Language::Ja => format!("{}/{}", at.month(), at.day()),
            Language::En => at.strftime("%-d %b").to_string(),
        }
    }

    /// `2026年11月24日(火) 08:30 JST` · `Tue 24 Nov 2026, 08:30 JST`.
    pub(crate) fn as_of(&self, l: Language, ms: i64) -> String {
        let at = self.at(ms);
        match l {
            Language::Ja => {
                let (y, m, d) = (at.year(), at.month(), at.day());
                let day = format!("{y}年{m}月{d}日({})", weekday_ja(&at));
                format!("{day} {}", at.strftime("%H:%M %Z"))
            }
            Language::En => at.strftime("%a %-d %b %Y, %H:%M %Z").to_string(),
        }
    }
}

fn weekday_ja(at: &Zoned) -> char {
    let days = ['月', '火', '水', '木', '金', '土', '日'];
    let n = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0);
    days.get(n).copied().unwrap_or('月')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_on_the_tenants_wall() {
        // 2026-11-23 23:30 UTC is the next morning in Tokyo.
        let ms = 1_795_476_600_000;
        let check = |zone: Option<&str>, l: Language, expected: &str| {
            assert_eq!(Zone::of(zone).as_of(l, ms), expected, "{zone:?}");
        };
        check(None, Language::Ja, "2026年11月24日(火) 08:30 JST");
        check(
            Some("Asia/Tokyo"),
            Language::En,
            "Tue 24 Nov 2026, 08:30 JST",
        );
        check(
            Some("Europe/Berlin"),
            Language::En,
            "Tue 24 Nov 2026, 00:30 CET",
        );
        check(
            Some("nowhere/at-all"),
            Language::En,
            "Tue 24 Nov 2026, 08:30 JST",
        );
        let tokyo = Zone::of(None);
        assert_eq!(tokyo.moment(Language::Ja, ms), "11/24(火) 08:30");
        assert_eq!(tokyo.moment(Language::En, ms), "Tue 24 Nov, 08:30");
        assert_eq!(tokyo.date(ms), "2026-11-24");
    }

    #[test]
    fn a_day_begins_at_midnight_even_where_clocks_change() {
        let check = |zone: &str, ms: i64, back: i32, expected: i64| {
            assert_eq!(
                Zone::of(Some(zone)).day(ms, back),
                expected,
                "{zone} {back}"
            );
        };
        let ms = 1_795_476_600_000;
        check("Asia/Tokyo", ms, 0, 1_795_446_000_000);
        check("Asia/Tokyo", ms, 27, 1_795_446_000_000 - 27 * 86_400_000);
        // Berlin left summer time on 25 October: thirty days before are an hour longer.
        check("Europe/Berlin", ms, 0, 1_795_474_800_000);
        check(
            "Europe/Berlin",
            ms,
            30,
            1_795_474_800_000 - 30 * 86_400_000 - 3_600_000,
        );
    }
}
