//! What was told of an account, a user or a ticket, over time. In: its snapshots, each laid over those before.
//! Out: the state at any moment, and the changes between two.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

/// An object's state from a time on.
pub(crate) struct Dated {
    pub(crate) at: i64,
    pub(crate) state: Map<String, Value>,
}

/// What is known of an account or a user over time.
#[derive(Default)]
pub(crate) struct Told(pub(crate) Vec<Dated>);

impl Told {
    /// As of a time.
    pub(crate) fn at(&self, at: i64) -> Option<&Map<String, Value>> {
        self.place(at).map(|n| &self.0[n].state)
    }

    fn place(&self, at: i64) -> Option<usize> {
        self.0.partition_point(|d| d.at <= at).checked_sub(1)
    }

    /// Changes after `from`, up to `to`: (when, what stood before, what stands since).
    pub(crate) fn changes(
        &self,
        from: i64,
        to: i64,
    ) -> impl Iterator<Item = (i64, &Map<String, Value>, &Map<String, Value>)> {
        self.0.windows(2).filter_map(move |pair| {
            let [before, after] = pair else { return None };
            (after.at > from && after.at <= to).then_some((after.at, &before.state, &after.state))
        })
    }
}

/// Every object of a kind over time.
pub(crate) fn told(
    db: &Connection,
    tenant: &str,
    kind: &str,
) -> rusqlite::Result<BTreeMap<String, Told>> {
    let mut statement = db.prepare_cached(
        "SELECT id, at_ms, body FROM snapshot WHERE tenant = ?1 AND kind = ?2 ORDER BY id, at_ms, n",
    )?;
    laid(statement.query(params![tenant, kind])?)
}

/// The same of those named only; `names` is a JSON array.
pub(crate) fn told_of(
    db: &Connection,
    tenant: &str,
    kind: &str,
    names: &str,
) -> rusqlite::Result<BTreeMap<String, Told>> {
    let mut statement = db.prepare_cached(
        "SELECT id, at_ms, body FROM snapshot WHERE tenant = ?1 AND kind = ?2 AND id IN (SELECT value FROM json_each(?3)) ORDER BY id, at_ms, n",
    )?;
    laid(statement.query(params![tenant, kind, names])?)
}

fn laid(mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<BTreeMap<String, Told>> {
    let mut all: BTreeMap<String, Told> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let (at, body): (i64, String) = (row.get(1)?, row.get(2)?);
        let told = all.entry(id).or_default();
        let mut state = told.0.last().map(|d| d.state.clone()).unwrap_or_default();
        crate::facts::lay(&mut state, &body);
        match told.0.last_mut() {
            Some(last) if last.at == at => last.state = state,
            _ => told.0.push(Dated { at, state }),
        }
    }
    Ok(all)
}
