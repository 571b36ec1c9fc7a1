//! What detectors look at: each account's facts over time, who was active on which day, answers, obstacles, first values.
//! Loaded once for a range of days, so that a replay of a hundred days reads the log once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{Connection, params};
use serde_json::Value;

use super::told::{Told, told};
use crate::calendar::{Calendar, shifted};
use crate::releases;

const DAY_MS: i64 = 86_400_000;
/// Days before the first evaluated one: windows, gaps between visits, earlier answers.
const LOOKBACK_DAYS: i32 = 200;
/// Signs of trouble at one place that follow within this belong to one try.
const TRY_MS: i64 = 600_000;

/// An answer to a recommendation question.
pub(crate) struct Answer {
    pub(crate) at: i64,
    pub(crate) user: String,
    pub(crate) score: i64,
}

/// Somebody could not go on at a step.
pub(crate) struct Obstacle {
    pub(crate) at: i64,
    pub(crate) user: String,
    pub(crate) content: String,
    pub(crate) step: String,
}

/// One account.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) told: Told,
    /// Who was active on a day.
    pub(crate) active: BTreeMap<Date, BTreeSet<u32>>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) obstacles: Vec<Obstacle>,
    /// Host events that a rule asks for by name.
    pub(crate) host: BTreeMap<String, Vec<i64>>,
    /// When value was first reached.
    pub(crate) value: Option<i64>,
    /// When the first event of all was seen.
    pub(crate) first: Option<i64>,
}

impl Account {
    pub(crate) fn users_on(&self, day: Date) -> u64 {
        self.active.get(&day).map_or(0, |users| users.len() as u64)
    }

    /// Active user-days of these days.
    pub(crate) fn user_days(&self, days: &[Date]) -> u64 {
        days.iter().map(|day| self.users_on(*day)).sum()
    }

    pub(crate) fn last_active(&self, day: Date) -> Option<Date> {
        self.active.range(..=day).next_back().map(|(day, _)| *day)
    }

    pub(crate) fn text<'a>(&'a self, at: i64, key: &str) -> &'a str {
        let state = self.told.at(at);
        state.and_then(|s| s.get(key)?.as_str()).unwrap_or_default()
    }
}

/// Everything that the rules of a tenant look at.
pub(crate) struct Scene {
    pub(crate) calendar: Calendar,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) users: BTreeMap<String, Told>,
    pub(crate) manifest: Value,
    /// People by the number they have in `active`.
    pub(crate) people: Vec<String>,
    numbers: BTreeMap<String, u32>,
    /// Days on which nobody of any account was seen: the feed was down, and nothing is judged by them.
    blind: BTreeSet<Date>,
}

impl Scene {
    /// Loads what is needed to evaluate every day of the range.
    pub(crate) fn load(
        db: &Connection,
        tenant: &str,
        (from, to): (Date, Date),
        host_events: &[String],
    ) -> rusqlite::Result<Self> {
        let calendar = Calendar::of(db, tenant, crate::routes::now());
        let since = calendar.zone.start(shifted(from, -LOOKBACK_DAYS));
        let until = calendar.end(to);
        let mut scene = Scene {
            accounts: BTreeMap::new(),
            users: told(db, tenant, "user")?,
            manifest: releases::manifest(db, tenant),
            people: Vec::new(),
            numbers: BTreeMap::new(),
            blind: BTreeSet::new(),
            calendar,
        };
        for (id, told) in told(db, tenant, "account")? {
            scene.accounts.entry(id).or_default().told = told;
        }
        scene.load_activity(db, tenant, since, until)?;
        scene.load_answers(db, tenant, since, until)?;
        scene.load_obstacles(db, tenant, since, until)?;
        scene.load_host(db, tenant, since, until, host_events)?;
        scene.load_values(db, tenant, until)?;
        Ok(scene)
    }

    pub(crate) fn number(&self, user: &str) -> Option<u32> {
        self.numbers.get(user).copied()
    }

    fn numbered(&mut self, user: &str) -> u32 {
        if let Some(n) = self.numbers.get(user) {
            return *n;
        }
        let n = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        self.people.push(user.to_owned());
        self.numbers.insert(user.to_owned(), n);
        n
    }

    /// The account of an event: its own, else the one that its user is told to be of.
    fn account_of(&self, account: Option<String>, user: Option<&str>, at: i64) -> Option<String> {
        account.or_else(|| {
            let told = self.users.get(user?)?;
            let state = told.at(at).or(told.0.first().map(|d| &d.state))?;
            Some(state.get("account")?.as_str()?.to_owned())
        })
    }

    fn load_activity(
        &mut self,
        db: &Connection,
        tenant: &str,
        since: i64,
        until: i64,
    ) -> rusqlite::Result<()> {
        // Where the clock never moves, a day is a division; else the log is read by quarters of an hour.
        let (offset, steady) = self.calendar.zone.offset(since, until);
        let (size, shift) = if steady {
            (DAY_MS, offset)
        } else {
            (900_000, 0)
        };
        let mut statement = db.prepare_cached(
            "SELECT account, user, (corrected_ms + ?4) / ?5, MIN(corrected_ms) FROM counted WHERE tenant = ?1 AND corrected_ms > ?2
                AND corrected_ms <= ?3 AND user IS NOT NULL GROUP BY 1, 2, 3",
        )?;
        let mut rows = statement.query(params![tenant, since, until, shift, size])?;
        let mut seen_on: BTreeSet<Date> = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let user: String = row.get(1)?;
            let at: i64 = row.get(3)?;
            let Some(account) = self.account_of(row.get(0)?, Some(&user), at) else {
                continue;
            };
            let day = self.calendar.day(at);
            let number = self.numbered(&user);
            seen_on.insert(day);
            let account = self.accounts.entry(account).or_default();
            account.active.entry(day).or_default().insert(number);
            account.first = Some(account.first.map_or(at, |first| first.min(at)));
        }
        let (Some(first), Some(last)) = (seen_on.first().copied(), seen_on.last().copied()) else {
            return Ok(());
        };
        // One account that rests is an account that rests; when all do, it is the feed.
        if self.accounts.len() >= 5 {
            let mut day = first;
            let end = self.calendar.day(until).max(last);
            while day <= end {
                if self.calendar.is_business(day) && !seen_on.contains(&day) {
                    self.blind.insert(day);
                }
                day = crate::calendar::next(day);
            }
        }
        Ok(())
    }

    fn load_answers(
        &mut self,
        db: &Connection,
        tenant: &str,
        since: i64,
        until: i64,
    ) -> rusqlite::Result<()> {
        let mut statement = db.prepare_cached(
            "SELECT account, user, corrected_ms, json_extract(body, '$.data.score') FROM counted WHERE tenant = ?1 AND name = 'survey.answered'
                AND corrected_ms > ?2 AND corrected_ms <= ?3 AND user IS NOT NULL AND json_extract(body, '$.data.kind') = 'nps'
                AND json_type(body, '$.data.score') = 'integer' ORDER BY corrected_ms",
        )?;
        let mut rows = statement.query(params![tenant, since, until])?;
        while let Some(row) = rows.next()? {
            let (user, at): (String, i64) = (row.get(1)?, row.get(2)?);
            if let Some(account) = self.account_of(row.get(0)?, Some(&user), at) {
                let answer = Answer {
                    at,
                    user,
                    score: row.get(3)?,
                };
                self.accounts
                    .entry(account)
                    .or_default()
                    .answers
                    .push(answer);
            }
        }
        Ok(())
    }

    fn load_obstacles(
        &mut self,
        db: &Connection,
        tenant: &str,
        since: i64,
        until: i64,
    ) -> rusqlite::Result<()> {
        // Two steps back in one run are one obstacle; a pause of our own making is none of the person's.
        let mut statement = db.prepare_cached(
            "SELECT account, user, MIN(corrected_ms), content, COALESCE(step, json_extract(body, '$.data.question'), '') AS place,
                name, COUNT(*), session FROM counted
             WHERE tenant = ?1 AND corrected_ms > ?2 AND corrected_ms <= ?3 AND user IS NOT NULL AND content IS NOT NULL
                AND (name IN ('tutorial.unclear', 'tutorial.step_back', 'tutorial.dismissed')
                     OR (name = 'tutorial.paused' AND COALESCE(json_extract(body, '$.data.reason'), '') <> 'target_missing')
                     OR (name = 'quiz.answered' AND json_extract(body, '$.data.correct') = 0))
             GROUP BY account, user, content, place, name, CASE name WHEN 'tutorial.step_back' THEN session ELSE id END ORDER BY 3",
        )?;
        // Who says "unclear" and then closes the guide has failed once: signs of one try count once.
        let mut tries: BTreeMap<(String, String, String), (i64, String)> = BTreeMap::new();
        let mut rows = statement.query(params![tenant, since, until])?;
        while let Some(row) = rows.next()? {
            let (user, at): (String, i64) = (row.get(1)?, row.get(2)?);
            let (name, times): (String, i64) = (row.get(5)?, row.get(6)?);
            if name == "tutorial.step_back" && times < 2 {
                continue;
            }
            let (content, step): (String, String) = (row.get(3)?, row.get(4)?);
            let session: String = row.get(7)?;
            let place = (user.clone(), content.clone(), step.clone());
            let last = tries.insert(place, (at, session.clone()));
            if last.is_some_and(|(before, own)| own == session && at - before <= TRY_MS) {
                continue;
            }
            if let Some(account) = self.account_of(row.get(0)?, Some(&user), at) {
                let obstacle = Obstacle {
                    at,
                    user,
                    content,
                    step,
                };
                self.accounts
                    .entry(account)
                    .or_default()
                    .obstacles
                    .push(obstacle);
            }
        }
        Ok(())
    }

    fn load_host(
        &mut self,
        db: &Connection,
        tenant: &str,
        since: i64,
        until: i64,
        names: &[String],
    ) -> rusqlite::Result<()> {
        let mut statement = db.prepare_cached(
            "SELECT account, user, corrected_ms FROM counted WHERE tenant = ?1 AND name = ?4 AND corrected_ms > ?2 AND corrected_ms <= ?3
             ORDER BY corrected_ms",
        )?;
        for name in names {
            let mut rows =
                statement.query(params![tenant, since, until, format!("host.{name}")])?;
            while let Some(row) = rows.next()? {
                let at: i64 = row.get(2)?;
                let user: Option<String> = row.get(1)?;
                if let Some(account) = self.account_of(row.get(0)?, user.as_deref(), at) {
                    let account = self.accounts.entry(account).or_default();
                    account.host.entry(name.clone()).or_default().push(at);
                }
            }
        }
        Ok(())
    }

    /// The first time an account did what its programs call value.
    fn load_values(&mut self, db: &Connection, tenant: &str, until: i64) -> rusqlite::Result<()> {
        let events: BTreeSet<String> = releases::items(&self.manifest, "programs")
            .filter_map(|p| Some(format!("host.{}", p["value"]["event"].as_str()?)))
            .collect();
        let mut statement = db.prepare_cached(
            "SELECT account, user, MIN(corrected_ms) FROM counted WHERE tenant = ?1 AND name = ?2 AND corrected_ms <= ?3 GROUP BY account, user",
        )?;
        for event in events {
            let mut rows = statement.query(params![tenant, event, until])?;
            while let Some(row) = rows.next()? {
                let at: i64 = row.get(2)?;
                let user: Option<String> = row.get(1)?;
                if let Some(account) = self.account_of(row.get(0)?, user.as_deref(), at) {
                    let account = self.accounts.entry(account).or_default();
                    account.value = Some(account.value.map_or(at, |first| first.min(at)));
                }
            }
        }
        Ok(())
    }

    /// The last `n` business days up to a day on which anybody was seen, oldest first.
    pub(crate) fn window(&self, day: Date, n: usize) -> Vec<Date> {
        let days = self.calendar.back(day, n + self.blind.len().min(60));
        let seen: Vec<Date> = days
            .into_iter()
            .filter(|d| !self.blind.contains(d))
            .collect();
        seen[seen.len().saturating_sub(n)..].to_vec()
    }

    pub(crate) fn is_blind(&self, day: Date) -> bool {
        self.blind.contains(&day)
    }

    /// Business days after one, up to another, without those on which nobody was seen.
    pub(crate) fn between(&self, from: Date, to: Date) -> i64 {
        let blind = self
            .blind
            .range(crate::calendar::next(from)..=to.max(crate::calendar::next(from)));
        i64::from(self.calendar.between(from, to)) - blind.filter(|d| **d <= to).count() as i64
    }

    pub(crate) fn has_programs(&self) -> bool {
        releases::items(&self.manifest, "programs").any(|p| p["value"]["event"].is_string())
    }

    pub(crate) fn user_name(&self, user: &str, at: i64) -> String {
        let state = self.users.get(user).and_then(|t| t.at(at));
        let name = state.and_then(|s| s.get("name")?.as_str());
        name.unwrap_or(user).to_owned()
    }
}
