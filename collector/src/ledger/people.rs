//! Who there is, and what the ledger says of each: estimates of topics, trials of motivation.
//! In: a store, a tenant, a moment. Out: one person at a time, so that a page of a report costs its own people only.

use measure::comprehension::{Assumptions, Estimate};
use measure::history::History;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::behaviour::{self, Trial};
use super::evidence::{Evidences, Found, Reading, Ticket, find};
use super::model::Model;
use super::plan::Plan;
use super::record::{Event, of_user};
use crate::calendar::Calendar;
use crate::condition::Known;
use crate::facts;
use crate::shape::Kind;

/// What people are read with.
pub(crate) struct Ledger<'a> {
    db: &'a Connection,
    tenant: &'a str,
    pub(crate) at: i64,
    pub(crate) plan: Plan,
    pub(crate) calendar: Calendar,
    pub(crate) model: Model,
}

/// One person as of the ledger's moment.
pub(crate) struct Person {
    pub(crate) user: String,
    pub(crate) account: Option<String>,
    pub(crate) told: Map<String, Value>,
    pub(crate) events: Vec<Event>,
    pub(crate) evidence: Evidences,
}

impl<'a> Ledger<'a> {
    /// As of `at`, with the model that was in force then, or the one of that name.
    pub(crate) fn open(
        db: &'a Connection,
        tenant: &'a str,
        at: i64,
        model: Option<&str>,
    ) -> rusqlite::Result<Self> {
        Ok(Ledger {
            plan: Plan::of(db, tenant)?,
            calendar: Calendar::of(db, tenant, at),
            model: Model::in_force(db, tenant, at, model)?,
            db,
            tenant,
            at,
        })
    }

    /// Up to `n` people after a name, in the order of their names: those with events and those told of.
    pub(crate) fn names(
        &self,
        account: Option<&str>,
        after: &str,
        n: usize,
    ) -> rusqlite::Result<Vec<String>> {
        if let Some(account) = account {
            return names_of(self.db, self.tenant, account, after, n);
        }
        // Each look-up jumps to the next name in an index, however many events a name has.
        let mut seen = self
            .db
            .prepare_cached("SELECT MIN(user) FROM event WHERE tenant = ?1 AND user > ?2")?;
        let mut told = self.db.prepare_cached(
            "SELECT MIN(id) FROM snapshot WHERE tenant = ?1 AND kind = 'user' AND id > ?2",
        )?;
        let (mut names, mut at) = (Vec::new(), after.to_owned());
        while names.len() < n {
            let of = params![self.tenant, at];
            let next: Option<String> = seen.query_row(of, |r| r.get(0))?;
            let other: Option<String> = told.query_row(params![self.tenant, at], |r| r.get(0))?;
            let Some(name) = [next, other].into_iter().flatten().min() else {
                break;
            };
            at.clone_from(&name);
            names.push(name);
        }
        Ok(names)
    }

    /// One person; `None` when nothing was known of them then.
    pub(crate) fn person(&self, user: &str) -> rusqlite::Result<Option<Person>> {
        let events = of_user(self.db, self.tenant, user, self.at)?;
        let told = facts::one(self.db, self.tenant, Kind::User, user, self.at)?;
        if events.is_empty() && told.is_none() {
            return Ok(None);
        }
        let told = told.unwrap_or_default();
        let account = told
            .get("account")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let account = account.or_else(|| events.iter().rev().find_map(|e| e.account.clone()));
        let tickets = self.tickets(user)?;
        let reading = Reading {
            plan: &self.plan,
            zone: &self.calendar.zone,
            response: &self.model.response,
        };
        let evidence = find(&reading, &events, &tickets);
        Ok(Some(Person {
            user: user.to_owned(),
            account,
            told,
            events,
            evidence,
        }))
    }

    fn tickets(&self, user: &str) -> rusqlite::Result<Vec<Ticket>> {
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT id FROM snapshot INDEXED BY snapshot_user WHERE tenant = ?1 AND kind = 'ticket'
                AND json_extract(body, '$.user') = ?2 ORDER BY id",
        )?;
        let ids: Vec<String> = statement
            .query_map(params![self.tenant, user], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut tickets = Vec::new();
        for id in ids {
            let Some(ticket) = facts::one(self.db, self.tenant, Kind::Ticket, &id, self.at)? else {
                continue;
            };
            let text = |key: &str| ticket.get(key).and_then(Value::as_str);
            let topic = text("topic")
                .and_then(|t| self.plan.topic(t))
                .or_else(|| self.plan.category(text("category")?));
            let opened = ticket
                .get("opened")
                .and_then(Value::as_i64)
                .filter(|t| *t <= self.at);
            if let Some((topic, at)) = topic.zip(opened) {
                tickets.push(Ticket { at, topic });
            }
        }
        tickets.sort_by_key(|t| (t.at, t.topic));
        Ok(tickets)
    }

    /// What conditions may ask of somebody, of their account too.
    pub(crate) fn known(&self, person: &Person) -> rusqlite::Result<Known> {
        let mut known = Known {
            user: person.told.clone(),
            now: self.at,
            ..Known::default()
        };
        if let Some(account) = &person.account {
            known.account = facts::one(self.db, self.tenant, Kind::Account, account, self.at)?
                .unwrap_or_default();
        }
        for event in &person.events {
            if let Some(name) = event.name.strip_prefix("host.") {
                known
                    .events
                    .entry(name.to_owned())
                    .or_default()
                    .push(event.at);
            }
            if event.name.ends_with(".completed") {
                known.completed.push(event.content.clone());
            }
            if event.name.ends_with(".dismissed") {
                known.dismissed.push(event.content.clone());
            }
        }
        Ok(known)
    }
}

/// Up to `n` people of an account after a name: those whose events or facts name it.
pub(crate) fn names_of(
    db: &Connection,
    tenant: &str,
    account: &str,
    after: &str,
    n: usize,
) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT user FROM event INDEXED BY event_account WHERE tenant = ?1 AND account = ?2 AND user > ?3
         UNION SELECT id FROM snapshot INDEXED BY snapshot_account WHERE tenant = ?1 AND kind = 'user'
            AND json_extract(body, '$.account') = ?2 AND id > ?3 ORDER BY 1 LIMIT ?4",
    )?;
    let most = i64::try_from(n).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![tenant, account, after, most], |r| r.get(0))?;
    rows.collect()
}

impl Person {
    /// Evidence by topic, each in the order of its time.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (usize, &[Found])> {
        self.evidence
            .found
            .chunk_by(|a, b| a.topic == b.topic)
            .filter_map(|cell| Some((cell.first()?.topic, cell)))
    }

    /// Every trial as of `at`.
    pub(crate) fn trials(&self, ledger: &Ledger<'_>, at: i64) -> Vec<Trial> {
        behaviour::trials(
            &ledger.plan,
            &ledger.calendar,
            &self.events,
            &self.evidence.answers,
            at,
        )
    }

    pub(crate) fn active(&self) -> Vec<i64> {
        self.events.iter().map(|e| e.at).collect()
    }
}

/// The estimate of a cell at a moment, and when its last evidence was.
pub(crate) fn estimate(cell: &[Found], assumed: Assumptions, at: i64) -> Option<(Estimate, i64)> {
    let seen = cell.iter().filter(|f| f.at <= at);
    let last = seen.clone().map(|f| f.at).max()?;
    let history: History = seen.map(|f| f.seen).collect();
    Some((history.estimate(assumed, super::day(at))?, last))
}
