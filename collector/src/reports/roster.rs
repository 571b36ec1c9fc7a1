//! Everybody that a tenant has told of or seen, with their account as of a moment: whom something is required of.
//! In: snapshots and the first events. Out: one entry a person, and what conditions may ask of them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use crate::condition::Known;
use crate::detect::told::{Told, told, told_of};

/// One person.
#[derive(Default)]
pub(crate) struct Entry {
    pub(crate) told: Map<String, Value>,
    pub(crate) account: Option<String>,
    /// When they were first heard of.
    pub(crate) since: i64,
}

/// Everybody, and every account.
pub(crate) struct Roster {
    pub(crate) people: BTreeMap<String, Entry>,
    accounts: BTreeMap<String, Told>,
    at: i64,
    /// A JSON array of their names, where it is not everybody.
    only: Option<String>,
}

impl Roster {
    pub(crate) fn of(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Self> {
        let mut people = entries(told(db, tenant, "user")?, at);
        // The index event_user answers both without reading an event.
        let mut statement = db.prepare_cached(
            "SELECT user, MIN(corrected_ms) FROM event WHERE tenant = ?1 AND user IS NOT NULL AND corrected_ms <= ?2 GROUP BY user",
        )?;
        let mut rows = statement.query(params![tenant, at])?;
        let mut unplaced = Vec::new();
        while let Some(row) = rows.next()? {
            let (user, first): (String, i64) = (row.get(0)?, row.get(1)?);
            let entry = people.entry(user.clone()).or_insert_with(|| Entry {
                since: first,
                ..Entry::default()
            });
            entry.since = entry.since.min(first);
            if entry.account.is_none() {
                unplaced.push(user);
            }
        }
        place(db, tenant, at, &mut people, &unplaced)?;
        Ok(Roster {
            people,
            accounts: told(db, tenant, "account")?,
            at,
            only: None,
        })
    }

    /// Those named only, whoever of them is known, and their accounts.
    pub(crate) fn some(
        db: &Connection,
        tenant: &str,
        at: i64,
        names: &[String],
    ) -> rusqlite::Result<Self> {
        let only = json!(names).to_string();
        let mut people = entries(told_of(db, tenant, "user", &only)?, at);
        let mut first = db.prepare_cached(
            "SELECT MIN(corrected_ms) FROM event WHERE tenant = ?1 AND user = ?2 AND corrected_ms <= ?3",
        )?;
        let mut unplaced = Vec::new();
        for name in names {
            let of = params![tenant, name, at];
            let Some(first) = first.query_row(of, |r| r.get::<_, Option<i64>>(0))? else {
                continue;
            };
            let entry = people.entry(name.clone()).or_insert_with(|| Entry {
                since: first,
                ..Entry::default()
            });
            entry.since = entry.since.min(first);
            if entry.account.is_none() {
                unplaced.push(name.clone());
            }
        }
        place(db, tenant, at, &mut people, &unplaced)?;
        let accounts: BTreeSet<&String> =
            people.values().filter_map(|e| e.account.as_ref()).collect();
        let accounts = told_of(db, tenant, "account", &json!(accounts).to_string())?;
        Ok(Roster {
            people,
            accounts,
            at,
            only: Some(only),
        })
    }

    /// A JSON array of everybody's names, where it is not everybody of the tenant.
    pub(crate) fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Map<String, Value>> {
        self.accounts.get(id)?.at(self.at)
    }

    /// Accounts that were told of by then.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        self.accounts
            .iter()
            .filter_map(|(id, told)| Some((id.as_str(), told.at(self.at)?)))
    }

    /// What conditions may ask of somebody, but for what they did.
    pub(crate) fn known(&self, entry: &Entry) -> Known {
        let account = entry.account.as_deref().and_then(|a| self.account(a));
        Known {
            user: entry.told.clone(),
            account: account.cloned().unwrap_or_default(),
            now: self.at,
            ..Known::default()
        }
    }

    /// A text field of a person's account: its plan, its owner's name.
    pub(crate) fn segment(&self, entry: &Entry, by: &str) -> Option<String> {
        let account = self.account(entry.account.as_deref()?)?;
        let value = match by {
            "owner" => account
                .get("owner")?
                .get("name")
                .or_else(|| account.get("owner")?.get("mail"))?,
            other => account.get(other)?,
        };
        value.as_str().map(str::to_owned)
    }
}

/// Everybody who was told of by then.
fn entries(told: BTreeMap<String, Told>, at: i64) -> BTreeMap<String, Entry> {
    let known = told.into_iter().filter_map(|(user, told)| {
        let state = told.at(at)?.clone();
        let account = state.get("account").and_then(Value::as_str);
        let entry = Entry {
            account: account.map(str::to_owned),
            since: told.0.first().map_or(at, |d| d.at),
            told: state,
        };
        Some((user, entry))
    });
    known.collect()
}

/// The account that somebody's last event names.
fn place(
    db: &Connection,
    tenant: &str,
    at: i64,
    people: &mut BTreeMap<String, Entry>,
    unplaced: &[String],
) -> rusqlite::Result<()> {
    let mut last = db.prepare_cached(
        "SELECT account FROM counted WHERE tenant = ?1 AND user = ?2 AND corrected_ms <= ?3 AND account IS NOT NULL
         ORDER BY corrected_ms DESC, session DESC, tab DESC, seq DESC, id DESC LIMIT 1",
    )?;
    for user in unplaced {
        let account: rusqlite::Result<String> =
            last.query_row(params![tenant, user, at], |r| r.get(0));
        if let (Ok(account), Some(entry)) = (account, people.get_mut(user)) {
            entry.account = Some(account);
        }
    }
    Ok(())
}
