//! Who did what: a list that only grows. Each entry holds the hash of the one before, so that a change or a gap shows.
//! Enters: who, what, counts. Never: the name of somebody whose data it was about.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::session::hex;

/// One entry.
pub(crate) struct Entry {
    pub(crate) at: i64,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) more: String,
}

fn chained(before: &str, tenant: &str, at: i64, who: &str, what: &str, more: &str) -> String {
    let told = json!([before, tenant, at, who, what, more]).to_string();
    hex(&Sha256::digest(told.as_bytes()))
}

/// Adds an entry in the transaction of what it tells of.
pub(crate) fn write(
    db: &Connection,
    tenant: &str,
    at: i64,
    who: &str,
    what: &str,
    more: &Value,
) -> rusqlite::Result<()> {
    let last: Option<String> = db
        .prepare_cached("SELECT chain FROM audit WHERE tenant = ?1 ORDER BY n DESC LIMIT 1")?
        .query_row([tenant], |r| r.get(0))
        .optional()?;
    let more = more.to_string();
    let chain = chained(&last.unwrap_or_default(), tenant, at, who, what, &more);
    db.prepare_cached(
        "INSERT INTO audit (tenant, at_ms, who, what, more, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![tenant, at, who, what, more, chain])?;
    Ok(())
}

/// The newest entries first, at most `most`; and whether the whole chain holds.
pub(crate) fn read(
    db: &Connection,
    tenant: &str,
    most: usize,
) -> rusqlite::Result<(Vec<Entry>, bool)> {
    let mut statement =
        db.prepare("SELECT at_ms, who, what, more, chain FROM audit WHERE tenant = ?1 ORDER BY n")?;
    let mut rows = statement.query([tenant])?;
    let (mut entries, mut before, mut whole) = (Vec::new(), String::new(), true);
    while let Some(row) = rows.next()? {
        let entry = Entry {
            at: row.get(0)?,
            who: row.get(1)?,
            what: row.get(2)?,
            more: row.get(3)?,
        };
        let chain: String = row.get(4)?;
        let (who, what, more) = (&entry.who, &entry.what, &entry.more);
        whole &= chain == chained(&before, tenant, entry.at, who, what, more);
        before = chain;
        entries.push(entry);
    }
    entries.reverse();
    entries.truncate(most);
    Ok((entries, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_entry_shows_and_none_can_be_changed() {
        let db = Connection::open_in_memory().expect("opens");
        crate::store::shape_for_test(&db);
        for n in 0..3 {
            let told = json!({"n": n});
            write(&db, "kumo", n, "a@kumo.example", "signed_in", &told).expect("written");
        }
        write(&db, "other", 9, "x", "y", &json!({})).expect("written");
        let (entries, whole) = read(&db, "kumo", 2).expect("read");
        assert!(whole);
        assert_eq!(entries.iter().map(|e| e.at).collect::<Vec<_>>(), [2, 1]);
        for sql in ["UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
            assert!(db.execute(sql, []).is_err(), "{sql}");
        }
        // Somebody who owns the file can; then it shows.
        db.execute_batch("DROP TRIGGER audit_stays; UPDATE audit SET who = 'x' WHERE n = 2;")
            .expect("forged");
        assert!(!read(&db, "kumo", 9).expect("read").1);
        assert!(read(&db, "other", 9).expect("read").1);
    }
}
