//! Everybody that a tenant has told of or seen, with their account as of a moment: whom something is required of.
//! In: snapshots and the first events. Out: one entry a person, and what conditions may ask of them.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use crate::condition::Known;
use crate::detect::scene::{Told, told};

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
}

impl Roster {
    pub(crate) fn of(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Self> {
        let mut people: BTreeMap<String, Entry> = BTreeMap::new();
        for (user, told) in told(db, tenant, "user")? {
            let Some(state) = told.at(at) else { continue };
            let account = state
                .get("account")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let since = told.0.first().map_or(at, |d| d.at);
            people.insert(
                user,
                Entry {
                    told: state.clone(),
                    account,
                    since,
                },
            );
        }
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
        let mut last = db.prepare_cached(
            "SELECT account FROM counted WHERE tenant = ?1 AND user = ?2 AND corrected_ms <= ?3 AND account IS NOT NULL
             ORDER BY corrected_ms DESC, session DESC, tab DESC, seq DESC, id DESC LIMIT 1",
        )?;
        for user in unplaced {
            let account: rusqlite::Result<String> =
                last.query_row(params![tenant, user, at], |r| r.get(0));
            if let (Ok(account), Some(entry)) = (account, people.get_mut(&user)) {
                entry.account = Some(account);
            }
        }
        Ok(Roster {
            people,
            accounts: told(db, tenant, "account")?,
            at,
        })
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
