//! The database's shape as numbered migrations: each runs once, in one transaction, and never changes afterwards.
//! In: a connection. Out: the same at the newest number, or a refusal to touch a database from a later version.

use rusqlite::{Connection, Transaction};

use crate::releases;

/// A step from one number to the next.
enum Step {
    Sql(&'static str),
    /// Where the rows must be read to be rewritten.
    Code(fn(&Transaction<'_>) -> rusqlite::Result<()>),
}

const MIGRATIONS: &[Step] = &[
    Step::Sql(
        "CREATE TABLE event (tenant TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL, name TEXT NOT NULL, session TEXT NOT NULL,
            tab INTEGER NOT NULL, seq INTEGER NOT NULL, occurred_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
            corrected_ms INTEGER NOT NULL, user TEXT, account TEXT, content TEXT, version INTEGER, step TEXT, body TEXT NOT NULL,
            UNIQUE (tenant, id));
         CREATE INDEX event_name ON event (tenant, name, content, corrected_ms);
         CREATE INDEX event_user ON event (tenant, user, corrected_ms);
         CREATE TABLE release (tenant TEXT NOT NULL, version INTEGER NOT NULL, received_ms INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (tenant, version));",
    ),
    Step::Sql("ALTER TABLE event ADD COLUMN sent_ms INTEGER;"),
    Step::Sql(
        "ALTER TABLE event ADD COLUMN release INTEGER;
         UPDATE event SET release = json_extract(body, '$.release') WHERE json_type(body, '$.release') = 'integer';
         CREATE TABLE item (tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, release INTEGER NOT NULL,
            place INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (tenant, kind, id, version)) WITHOUT ROWID;",
    ),
    Step::Code(releases::fold_all),
    Step::Sql(
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
         INSERT INTO setting VALUES ('directory', 0);
         CREATE TABLE tenant (name TEXT PRIMARY KEY, made_ms INTEGER NOT NULL) WITHOUT ROWID;
         CREATE TABLE credential (digest BLOB PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, environment TEXT NOT NULL,
            made_ms INTEGER NOT NULL, revoked_ms INTEGER) WITHOUT ROWID;
         CREATE TABLE person (mail TEXT PRIMARY KEY, tenant TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
            made_ms INTEGER NOT NULL) WITHOUT ROWID;
         CREATE TABLE setup (digest BLOB PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;",
    ),
    Step::Sql(
        "ALTER TABLE event ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;
         ALTER TABLE event ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;
         CREATE INDEX event_stream ON event (tenant, session, tab, seq, corrected_ms);
         CREATE INDEX event_time ON event (tenant, corrected_ms, apart, signed, received_ms);
         CREATE VIEW counted AS SELECT * FROM event WHERE apart = 0;
         CREATE TABLE binding (tenant TEXT NOT NULL, session TEXT NOT NULL, user TEXT NOT NULL, account TEXT, bound_ms INTEGER NOT NULL,
            PRIMARY KEY (tenant, session, user)) WITHOUT ROWID;
         CREATE TABLE identity_key (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, environment TEXT NOT NULL, algorithm TEXT NOT NULL,
            key BLOB NOT NULL, made_ms INTEGER NOT NULL, revoked_ms INTEGER) WITHOUT ROWID;
         CREATE TABLE snapshot (n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, at_ms INTEGER NOT NULL,
            digest BLOB NOT NULL, body TEXT NOT NULL, UNIQUE (tenant, kind, id, at_ms, digest));
         CREATE TABLE tombstone (tenant TEXT NOT NULL, hash BLOB NOT NULL, until_ms INTEGER NOT NULL, PRIMARY KEY (tenant, hash)) WITHOUT ROWID;
         INSERT INTO setting VALUES ('salt', randomblob(32));
         CREATE TABLE tally (tenant TEXT NOT NULL, hour INTEGER NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL,
            PRIMARY KEY (tenant, hour, what)) WITHOUT ROWID;
         CREATE TABLE audit (n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, at_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
            more TEXT NOT NULL, chain TEXT NOT NULL);
         CREATE INDEX audit_tenant ON audit (tenant, n);
         CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
         CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;",
    ),
    Step::Sql(
        "CREATE TABLE record (tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, made_ms INTEGER NOT NULL,
            changed_ms INTEGER NOT NULL, who TEXT NOT NULL, state TEXT NOT NULL, account TEXT, user TEXT, body TEXT NOT NULL,
            PRIMARY KEY (tenant, kind, id)) WITHOUT ROWID;
         CREATE INDEX record_account ON record (tenant, kind, account, state);
         CREATE INDEX record_user ON record (tenant, kind, user, state);
         CREATE TABLE record_past (tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, at_ms INTEGER NOT NULL,
            who TEXT NOT NULL, state TEXT NOT NULL, user TEXT, body TEXT NOT NULL, PRIMARY KEY (tenant, kind, id, version)) WITHOUT ROWID;
         CREATE TABLE posting (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, way TEXT NOT NULL, about TEXT NOT NULL, body TEXT NOT NULL,
            made_ms INTEGER NOT NULL, next_ms INTEGER NOT NULL, tries INTEGER NOT NULL, state TEXT NOT NULL, trouble TEXT) WITHOUT ROWID;
         CREATE INDEX posting_next ON posting (state, next_ms);
         CREATE TABLE visited (tenant TEXT NOT NULL, who TEXT NOT NULL, place TEXT NOT NULL, at_ms INTEGER NOT NULL,
            PRIMARY KEY (tenant, who, place)) WITHOUT ROWID;
         CREATE INDEX IF NOT EXISTS event_account ON event (tenant, account, corrected_ms, user);",
    ),
    Step::Sql(
        "CREATE TABLE model (tenant TEXT NOT NULL, since_ms INTEGER NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (tenant, since_ms)) WITHOUT ROWID;
         CREATE INDEX snapshot_account ON snapshot (tenant, kind, json_extract(body, '$.account'), id);
         CREATE INDEX snapshot_user ON snapshot (tenant, kind, json_extract(body, '$.user'), id);",
    ),
];

/// The number this program writes.
pub(crate) const NEWEST: usize = MIGRATIONS.len();

/// Brings a database to [`NEWEST`]; one from a later program is refused, never guessed at.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), String> {
    let said = |e: rusqlite::Error| e.to_string();
    let number: i64 = connection
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .map_err(said)?;
    let done = usize::try_from(number).map_err(|_| "its version is negative".to_owned())?;
    if done > NEWEST {
        return Err(format!(
            "it was written by a later version ({done}, this one knows {NEWEST})"
        ));
    }
    for (n, step) in MIGRATIONS.iter().enumerate().skip(done) {
        run(connection, n, step).map_err(|e| format!("migration {}: {e}", n + 1))?;
    }
    Ok(())
}

fn run(connection: &mut Connection, n: usize, step: &Step) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    match step {
        Step::Sql(sql) => transaction.execute_batch(sql)?,
        Step::Code(code) => code(&transaction)?,
    }
    transaction.pragma_update(None, "user_version", n as i64 + 1)?;
    transaction.commit()
}

#[cfg(test)]
pub(super) fn shape(db: &Connection) {
    for step in MIGRATIONS {
        if let Step::Sql(sql) = step {
            db.execute_batch(sql).expect("migrates");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database as an older program left it.
    fn at(number: usize) -> Connection {
        let mut db = Connection::open_in_memory().expect("opens");
        for (n, step) in MIGRATIONS.iter().enumerate().take(number) {
            run(&mut db, n, step).expect("migrates");
        }
        db
    }

    #[test]
    fn every_older_number_comes_to_the_newest_with_its_rows() {
        for number in 1..=NEWEST {
            let mut db = at(number);
            db.execute_batch(
                "INSERT INTO event (tenant, id, digest, name, session, tab, seq, occurred_ms, received_ms, corrected_ms, body)
                    VALUES ('t', 'i', x'00', 'n', 's', 0, 1, 1, 1, 1, '{\"release\":3}');
                 INSERT INTO release VALUES ('t', 3, 1, '{\"tutorials\":[{\"id\":\"g\",\"version\":2}]}');",
            )
            .expect("rows");
            migrate(&mut db).expect("migrates");
            let one = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0));
            assert_eq!(one("SELECT COUNT(*) FROM event"), Ok(1), "from {number}");
            assert_eq!(one("PRAGMA user_version"), Ok(NEWEST as i64));
            if number < 3 {
                assert_eq!(one("SELECT release FROM event"), Ok(3), "from {number}");
                assert_eq!(one("SELECT version FROM item"), Ok(2), "from {number}");
            }
            migrate(&mut db).expect("twice is once");
        }
    }

    #[test]
    fn a_later_number_is_refused() {
        let mut db = at(NEWEST);
        db.pragma_update(None, "user_version", NEWEST as i64 + 1)
            .expect("set");
        assert!(migrate(&mut db).is_err_and(|e| e.contains("later version")));
    }
}
