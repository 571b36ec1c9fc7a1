//! How cases end by themselves: a state that is over, somebody who got past the step, news that nobody can act on any
//! more. In: the cases that stand, a business day. Out: what ended, when and why.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::Evaluated;
use super::account::{self, days_left, has_left};
use super::rule::Rule;
use super::scene::Scene;
use crate::calendar::{days, shifted};
use crate::record::{self, Kind};

/// What tells of a state, and ends with it; others tell of something that happened.
const STATES: [&str; 6] = [
    "behaviour_changed",
    "silent",
    "slow_start",
    "renewal_stopped",
    "low_before_renewal",
    "expansion_sign",
];

/// A case of the same rule about the same, kept or just found.
pub(super) struct Standing {
    /// Its place among the openings, or its id.
    pub(super) place: Result<usize, String>,
    pub(super) rule: String,
    pub(super) detector: String,
    pub(super) account: String,
    pub(super) opened: Date,
    pub(super) closed: Option<Date>,
    /// Active user-days a business day before it fell.
    pub(super) base: f64,
    pub(super) cooldown: i64,
    /// Days after which news that nobody took up are none; never for a state, or once somebody was written to.
    pub(super) lapse: Option<i64>,
    /// When the person got past where they were stuck.
    pub(super) passed: Option<i64>,
}

impl Standing {
    /// Whether it forbids another of its kind on a day.
    pub(super) fn covers(&self, day: Date) -> bool {
        let is_state = STATES.contains(&self.detector.as_str());
        let until = match self.closed {
            Some(closed) => shifted(closed, i32::try_from(self.cooldown).unwrap_or(0)),
            // What happened may happen again while the old case lies open.
            None if !is_state => shifted(self.opened, i32::try_from(self.cooldown).unwrap_or(0)),
            None => return day >= self.opened || days(day, self.opened) <= self.cooldown,
        };
        (day >= self.opened && day <= until)
            || (day < self.opened && days(day, self.opened) <= self.cooldown)
    }
}

pub(super) type Standings = BTreeMap<(String, String, String), Vec<Standing>>;

pub(super) fn kept(
    db: &Connection,
    tenant: &str,
    scene: &Scene,
    rules: &[Rule],
) -> rusqlite::Result<Standings> {
    let mut standings = Standings::new();
    for case in record::all(db, tenant, Kind::Case)? {
        let rule = rules.iter().find(|r| r.id == case.text("rule"));
        let day = |key: &str| case.number(key).map(|ms| scene.calendar.day(ms));
        let Some(opened) = day("opened") else {
            continue;
        };
        let standing = Standing {
            rule: case.text("rule").to_owned(),
            detector: rule
                .map_or_else(|| case.text("rule").to_owned(), |r| r.detector().to_owned()),
            account: case.account.clone().unwrap_or_default(),
            opened,
            closed: day("closed"),
            base: base_of(case.field("evidence")),
            cooldown: rule.map_or(0, |r| r.field("cooldown_days").as_i64().unwrap_or(0)),
            lapse: rule
                .filter(|_| case.state == "open")
                .and_then(|r| r.field("lapse_days").as_i64()),
            passed: match (case.field("evidence").as_object(), case.state.as_str()) {
                (Some(evidence), "open") => passed(
                    db,
                    tenant,
                    rule.map_or("", |r| r.detector()),
                    case.user.as_deref(),
                    evidence,
                    case.made_ms,
                )?,
                _ => None,
            },
            place: Err(case.id.clone()),
        };
        let key = (
            standing.rule.clone(),
            standing.account.clone(),
            case.text("key").to_owned(),
        );
        standings.entry(key).or_default().push(standing);
    }
    Ok(standings)
}

pub(super) fn base_of(evidence: &Value) -> f64 {
    let (n, days) = (
        evidence["base"]["user_days"].as_f64(),
        evidence["base"]["business_days"].as_f64(),
    );
    n.zip(days).map_or(0.0, |(n, days)| n / days.max(1.0))
}

/// When somebody first got past the place where they were stuck, after a moment.
pub(super) fn passed(
    db: &Connection,
    tenant: &str,
    detector: &str,
    user: Option<&str>,
    evidence: &Map<String, Value>,
    after: i64,
) -> rusqlite::Result<Option<i64>> {
    let text = |key: &str| evidence.get(key).and_then(Value::as_str);
    let (Some(user), Some(content), "stuck") = (user, text("content"), detector) else {
        return Ok(None);
    };
    db.prepare_cached(
        "SELECT MIN(corrected_ms) FROM counted WHERE tenant = ?1 AND user = ?2 AND corrected_ms > ?5 AND content = ?3
            AND (name = 'tutorial.completed' OR (name = 'tutorial.step_completed' AND step = ?4)
                 OR (name = 'quiz.answered' AND json_extract(body, '$.data.question') = ?4 AND json_extract(body, '$.data.correct') = 1))",
    )?
    .query_row(params![tenant, user, content, text("step"), after], |r| r.get(0))
}

/// Ends open cases of states that are over.
pub(super) fn end_what_passed(
    scene: &Scene,
    day: Date,
    standings: &mut Standings,
    evaluated: &mut Evaluated,
) {
    let end = scene.calendar.end(day);
    for standing in standings.values_mut().flatten() {
        if standing.closed.is_some() || standing.opened >= day {
            continue;
        }
        let Some(account) = scene.accounts.get(&standing.account) else {
            continue;
        };
        let status = account
            .told
            .at(end)
            .and_then(|s| s.get("renewal")?["status"].as_str());
        let why = match standing.detector.as_str() {
            _ if has_left(account, end) => Some("left"),
            "behaviour_changed"
                if standing.base > 0.0 && account::is_back(scene, account, day, standing.base) =>
            {
                Some("recovered")
            }
            "silent"
                if account
                    .last_active(day)
                    .is_some_and(|last| last > standing.opened) =>
            {
                Some("recovered")
            }
            "stuck" if standing.passed.is_some_and(|at| at <= end) => Some("passed"),
            "slow_start" if account.value.is_some_and(|at| at <= end) => Some("reached"),
            "renewal_stopped" if status == Some("active") => Some("renewed"),
            "low_before_renewal"
                if days_left(scene, account, day).is_some_and(|left| left > 200) =>
            {
                Some("renewed")
            }
            detector
                if !STATES.contains(&detector)
                    && standing
                        .lapse
                        .is_some_and(|lapse| days(standing.opened, day) > lapse) =>
            {
                Some("lapsed")
            }
            _ => None,
        };
        let Some(why) = why else { continue };
        standing.closed = Some(day);
        match &standing.place {
            Ok(n) => evaluated.openings[*n].ended = Some((end, why)),
            Err(id) => evaluated.ended.push((id.clone(), end, why)),
        }
    }
}
