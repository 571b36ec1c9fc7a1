//! Rows on their way into the store, in one transaction: what was erased stays gone, what a token vouches for is bound
//! to its session, what is known is told apart from what conflicts. Not here: reading events (`event`).

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::desk::case;
use crate::erase::Tombstones;
use crate::event::{self, Row, Verdict};
use crate::identity::Identity;

/// How a batch came in.
#[derive(Clone)]
pub(crate) struct Source {
    /// Whose rows.
    pub(crate) tenant: String,
    /// Whom a token vouches for.
    pub(crate) identity: Option<Identity>,
    /// The tenant signs its users: a user's events without a token are kept apart.
    pub(crate) signs: bool,
    /// A vendor's server speaks for every user.
    pub(crate) server: bool,
    /// In ms.
    pub(crate) now: i64,
}

/// Takes the rows in; one verdict each. `rejected` others could not be read, and are counted with them.
pub(crate) fn take(
    db: &Connection,
    source: &Source,
    rows: &[Row],
    rejected: usize,
) -> rusqlite::Result<Vec<Verdict>> {
    let tenant = source.tenant.as_str();
    if let Some(identity) = &source.identity {
        bind(db, source, identity, rows)?;
    }
    let tombstones = Tombstones::of(db, tenant)?;
    let mut bound: BTreeMap<(&str, &str), Option<Option<String>>> = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(tombstones) = &tombstones
            && tombstones.hold(db, row)?
        {
            verdicts.push(Verdict::Accepted);
            continue;
        }
        let signed = match (&row.user, source.server) {
            (_, true) => true,
            (None, _) => false,
            (Some(user), _) => {
                let pair = (row.session.as_str(), user.as_str());
                let account = match bound.get(&pair) {
                    Some(known) => known.clone(),
                    None => {
                        let found = binding(db, tenant, pair.0, pair.1)?;
                        bound.insert(pair, found.clone());
                        found
                    }
                };
                account.is_some_and(|account| agrees(&account, &row.account))
            }
        };
        let apart = source.signs && row.user.is_some() && !signed;
        let verdict = event::insert(db, tenant, row, signed, apart)?;
        // Whoever is not vouched for ends nobody's case.
        if verdict == Verdict::Accepted && !apart {
            case::follow(db, tenant, row, source.now)?;
        }
        verdicts.push(verdict);
    }
    let of = |verdict| verdicts.iter().filter(|v| **v == verdict).count();
    for (what, n) in [
        ("rejected", rejected),
        ("duplicate", of(Verdict::Duplicate)),
        ("conflict", of(Verdict::Conflict)),
    ] {
        tally(db, source, what, n)?;
    }
    Ok(verdicts)
}

/// Counts what leaves no row, by the hour.
fn tally(db: &Connection, source: &Source, what: &str, n: usize) -> rusqlite::Result<()> {
    if n > 0 {
        db.prepare_cached(
            "INSERT INTO tally VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )?
        .execute(params![
            source.tenant,
            source.now.div_euclid(3_600_000),
            what,
            n as i64
        ])?;
    }
    Ok(())
}

/// An account that a token does not name is no contradiction.
fn agrees(bound: &Option<String>, told: &Option<String>) -> bool {
    bound.is_none() || told.is_none() || bound == told
}

/// The account of a binding, if there is one.
fn binding(
    db: &Connection,
    tenant: &str,
    session: &str,
    user: &str,
) -> rusqlite::Result<Option<Option<String>>> {
    db.prepare_cached(
        "SELECT account FROM binding WHERE tenant = ?1 AND session = ?2 AND user = ?3",
    )?
    .query_row(params![tenant, session, user], |r| r.get(0))
    .optional()
}

/// Binds the sessions of a batch to the one its token vouches for; what was stored of them before counts as signed too.
fn bind(
    db: &Connection,
    source: &Source,
    identity: &Identity,
    rows: &[Row],
) -> rusqlite::Result<()> {
    let tenant = source.tenant.as_str();
    let theirs = rows
        .iter()
        .filter(|r| r.user.as_deref() == Some(&identity.user));
    let mut sessions: Vec<&str> = theirs.map(|r| r.session.as_str()).collect();
    sessions.sort_unstable();
    sessions.dedup();
    for session in sessions {
        let made = db
            .prepare_cached(
                "INSERT INTO binding VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET account = excluded.account
                    WHERE account IS NOT excluded.account",
            )?
            .execute(params![tenant, session, identity.user, identity.account, source.now])?;
        if made > 0 {
            db.prepare_cached(
                "UPDATE event SET signed = 1, apart = 0 WHERE tenant = ?1 AND session = ?2 AND user = ?3 AND signed = 0
                    AND (?4 IS NULL OR account IS NULL OR account = ?4)",
            )?
            .execute(params![tenant, session, identity.user, identity.account])?;
        }
    }
    Ok(())
}
