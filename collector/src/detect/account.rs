//! Detectors over an account's days: who fell silent, who has not reached value yet; and what detectors share.
//! In: the scene and a business day. Out: findings. Too little to judge never fires.

use jiff::civil::Date;
use measure::survival::{Wait, curve};
use serde_json::{Map, Value, json};

use super::finding::Finding;
use super::rule::Rule;
use super::scene::{Account, Scene};
use crate::calendar::{days, shifted};
use crate::markup::Language::{self, Ja};

/// The account's state as of the end of the day; none where it has left.
pub(super) fn state(account: &Account, at: i64) -> Option<&Map<String, Value>> {
    let state = account.told.at(at)?;
    (state
        .get("renewal")
        .map_or("", |r| r["status"].as_str().unwrap_or(""))
        != "ended")
        .then_some(state)
}

pub(crate) fn has_left(account: &Account, at: i64) -> bool {
    account.told.at(at).is_some() && state(account, at).is_none()
}

/// The contact that counts: the primary one, else the first.
pub(crate) fn primary(state: &Map<String, Value>) -> Option<&Value> {
    let contacts = state.get("contacts")?.as_array()?;
    contacts
        .iter()
        .find(|c| c["primary"] == json!(true))
        .or(contacts.first())
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// Days until an account's term ends.
pub(crate) fn days_left(scene: &Scene, account: &Account, day: Date) -> Option<i64> {
    let on = state(account, scene.calendar.end(day))?.get("renewal")?["on"].as_str()?;
    Some(days(day, scene.calendar.date(on)?))
}

/// `dip` is the part of its usual activity that everybody kept: in a slack week all pauses are longer.
pub(crate) fn silent(scene: &Scene, rule: &Rule, day: Date, dip: f64) -> Vec<Finding> {
    let end = scene.calendar.end(day);
    let gaps_needed = rule.field("min_sample").as_u64().unwrap_or(5) as usize;
    let found = scene.accounts.iter().filter_map(|(id, account)| {
        if has_left(account, end) {
            return None;
        }
        let Some(last) = account.last_active(day) else {
            return never_started(scene, rule, id, account, day);
        };
        let seen: Vec<Date> = account.active.range(..=day).map(|(d, _)| *d).collect();
        let gaps = seen.windows(2).map(|pair| scene.between(pair[0], pair[1]) as f64);
        let gaps: Vec<f64> = gaps.filter(|gap| *gap > 0.0).collect();
        if gaps.len() < gaps_needed {
            return None;
        }
        let usual = median(&gaps);
        let away = scene.between(last, day);
        let limit = rule.number("least_days").max(rule.number("gap_factor") * usual);
        if (away as f64) < limit / dip.clamp(0.25, 1.0) {
            return None;
        }
        let mut finding = Finding::of(id)
            .because(|l| match l {
                Ja => format!("{away} 営業日 だれも操作していません。ふだんの間隔（中央値）は {usual:.1} 営業日です。"),
                Language::En => format!("Nobody has been active for {away} business days; the usual gap (median) is {usual:.1}."),
            })
            .with("last", last.to_string())
            .with("days", away)
            .with("median_gap", usual)
            .with("gaps", gaps.len());
        finding.severity = (away >= 15).then_some(3);
        Some(finding)
    });
    found.collect()
}

fn never_started(
    scene: &Scene,
    rule: &Rule,
    id: &str,
    account: &Account,
    day: Date,
) -> Option<Finding> {
    let started = state(account, scene.calendar.end(day))?
        .get("started")?
        .as_str()?;
    let started = scene.calendar.date(started)?;
    let waited = scene.between(started, day);
    // Those who came long before the log began may well be active elsewhere.
    if started > day
        || (waited as f64) < rule.number("never_started_days")
        || days(started, day) > 60
    {
        return None;
    }
    let finding = Finding::of(id)
        .because(|l| match l {
            Ja => format!("開始から {waited} 営業日、まだだれも使っていません。"),
            Language::En => {
                format!("Nobody has started in the {waited} business days since the beginning.")
            }
        })
        .with("started", started.to_string())
        .with("days", waited)
        .with("never_started", true);
    Some(finding)
}

pub(crate) fn slow_start(scene: &Scene, rule: &Rule, day: Date) -> Vec<Finding> {
    if !scene.has_programs() {
        return Vec::new();
    }
    let end = scene.calendar.end(day);
    let begun = |account: &Account| -> Option<Date> {
        let told =
            state(account, end).and_then(|s| scene.calendar.date(s.get("started")?.as_str()?));
        told.or_else(|| Some(scene.calendar.day(account.first?)))
    };
    let waits: Vec<(&String, Date, Option<i64>)> = scene
        .accounts
        .iter()
        .filter(|(_, account)| !has_left(account, end))
        .filter_map(|(id, account)| {
            let start = begun(account).filter(|start| *start <= day)?;
            let value = account.value.filter(|at| *at <= end);
            Some((
                id,
                start,
                value.map(|at| days(start, scene.calendar.day(at)).max(0)),
            ))
        })
        .collect();
    let cohort: Vec<Wait> = waits
        .iter()
        .map(|(_, start, value)| Wait {
            time: value.unwrap_or_else(|| days(*start, day)) as f64,
            reached: value.is_some(),
        })
        .collect();
    let reached = cohort.iter().filter(|w| w.reached).count();
    let least = rule.field("min_sample").as_u64().unwrap_or(20) as usize;
    let usual = curve(&cohort).ok().filter(|_| reached >= least);
    let usual = usual.and_then(|c| c.quantile(rule.number("share")).time);
    let limit = usual.unwrap_or_else(|| rule.number("days")).max(1.0);
    let late = waits.into_iter().filter_map(|(id, start, value)| {
        let waited = days(start, day);
        let is_late = value.is_none() && waited as f64 > limit && waited <= rule.days("until_days");
        is_late.then(|| {
            Finding::of(id)
                .because(|l| match (l, usual) {
                    (Ja, Some(limit)) => format!("開始 {waited} 日目で価値に届いていません。同期の 80% は {limit} 日以内です。"),
                    (Ja, None) => format!("開始 {waited} 日目で価値に届いていません（目安 {limit} 日）。"),
                    (_, Some(limit)) => format!("Day {waited} without first value; 80% of the cohort had it within {limit} days."),
                    (_, None) => format!("Day {waited} without first value (guide: {limit} days)."),
                })
                .with("started", start.to_string())
                .with("days", waited)
                .with("limit", limit)
                .with("cohort", reached)
                .with("by_cohort", usual.is_some())
        })
    });
    late.collect()
}

/// Activity of the last `n` business days, as a case and its picture hold it.
pub(crate) fn series(scene: &Scene, account: &Account, day: Date, n: usize) -> Value {
    let window = scene.window(day, n);
    let counts: Vec<u64> = window.iter().map(|d| account.users_on(*d)).collect();
    json!({"from": window.first().map(Date::to_string), "to": day.to_string(), "user_days": counts})
}

/// Whether an account has come back to what it was: the last five business days reach four fifths of the base.
pub(crate) fn is_back(scene: &Scene, account: &Account, day: Date, base: f64) -> bool {
    let recent = scene.window(day, 5);
    !recent.is_empty()
        && account.user_days(&recent) as f64 / recent.len() as f64 >= 0.8 * base
        && base > 0.0
}

/// The Monday of a day's week: weekly rules look once after it.
pub(crate) fn week(day: Date) -> Date {
    shifted(day, -i32::from(day.weekday().to_monday_zero_offset()))
}
