//! What rules and people keep on the CSM's desk: cases, rules, templates, notes, assignments, escalations. Each is a JSON
//! object with a version, who last changed it, and its past. Not here: what the objects mean (`desk`).

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value, json};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Case,
    Rule,
    Template,
    Note,
    Assignment,
    Escalation,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Case => "case",
            Kind::Rule => "rule",
            Kind::Template => "template",
            Kind::Note => "note",
            Kind::Assignment => "assignment",
            Kind::Escalation => "escalation",
        }
    }
}

/// One object as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) made_ms: i64,
    pub(crate) changed_ms: i64,
    pub(crate) who: String,
    pub(crate) state: String,
    pub(crate) account: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) body: Map<String, Value>,
}

impl Record {
    /// As the interface tells it: the body's fields beside what is kept of every record.
    pub(crate) fn told(&self) -> Value {
        let mut told = Map::new();
        told.insert("id".to_owned(), json!(self.id));
        told.insert("version".to_owned(), json!(self.version));
        told.insert("state".to_owned(), json!(self.state));
        told.insert("account".to_owned(), json!(self.account));
        told.insert("user".to_owned(), json!(self.user));
        told.insert("made".to_owned(), json!(self.made_ms));
        told.insert("changed".to_owned(), json!(self.changed_ms));
        told.insert("by".to_owned(), json!(self.who));
        told.extend(self.body.clone());
        Value::Object(told)
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.body
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        self.body.get(key)?.as_i64()
    }

    pub(crate) fn field(&self, key: &str) -> &Value {
        self.body.get(key).unwrap_or(&Value::Null)
    }

    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.body.insert(key.to_owned(), value);
    }
}

const COLUMNS: &str = "id, version, made_ms, changed_ms, who, state, account, user, body";

fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let body: String = row.get(8)?;
    Ok(Record {
        id: row.get(0)?,
        version: row.get(1)?,
        made_ms: row.get(2)?,
        changed_ms: row.get(3)?,
        who: row.get(4)?,
        state: row.get(5)?,
        account: row.get(6)?,
        user: row.get(7)?,
        body: serde_json::from_str(&body).unwrap_or_default(),
    })
}

pub(crate) fn one(
    db: &Connection,
    tenant: &str,
    kind: Kind,
    id: &str,
) -> rusqlite::Result<Option<Record>> {
    let sql = format!("SELECT {COLUMNS} FROM record WHERE tenant = ?1 AND kind = ?2 AND id = ?3");
    db.prepare_cached(&sql)?
        .query_row(params![tenant, kind.name(), id], read)
        .optional()
}

/// Every record of a kind, oldest first.
pub(crate) fn all(db: &Connection, tenant: &str, kind: Kind) -> rusqlite::Result<Vec<Record>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record WHERE tenant = ?1 AND kind = ?2 ORDER BY made_ms, id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![tenant, kind.name()], read)?;
    rows.collect()
}

/// Those of one account.
pub(crate) fn of_account(
    db: &Connection,
    tenant: &str,
    kind: Kind,
    account: &str,
) -> rusqlite::Result<Vec<Record>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record WHERE tenant = ?1 AND kind = ?2 AND account = ?3 ORDER BY made_ms, id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![tenant, kind.name(), account], read)?;
    rows.collect()
}

/// Keeps a record as it is now; its version and past grow by one.
pub(crate) fn keep(
    db: &Connection,
    tenant: &str,
    kind: Kind,
    record: &mut Record,
) -> rusqlite::Result<()> {
    record.version += 1;
    let body = Value::Object(record.body.clone()).to_string();
    db.prepare_cached(
        "INSERT INTO record (tenant, kind, id, version, made_ms, changed_ms, who, state, account, user, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT DO UPDATE SET version = excluded.version, changed_ms = excluded.changed_ms, who = excluded.who,
            state = excluded.state, account = excluded.account, user = excluded.user, body = excluded.body",
    )?
    .execute(params![
        tenant,
        kind.name(),
        record.id,
        record.version,
        record.made_ms,
        record.changed_ms,
        record.who,
        record.state,
        record.account,
        record.user,
        body
    ])?;
    db.prepare_cached(
        "INSERT OR REPLACE INTO record_past VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        tenant,
        kind.name(),
        record.id,
        record.version,
        record.changed_ms,
        record.who,
        record.state,
        record.user,
        body
    ])?;
    Ok(())
}

/// Takes a record and its past away; whether there was one.
pub(crate) fn drop(db: &Connection, tenant: &str, kind: Kind, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("DELETE FROM record_past WHERE tenant = ?1 AND kind = ?2 AND id = ?3")?
        .execute(params![tenant, kind.name(), id])?;
    let gone = db
        .prepare_cached("DELETE FROM record WHERE tenant = ?1 AND kind = ?2 AND id = ?3")?
        .execute(params![tenant, kind.name(), id])?;
    Ok(gone > 0)
}

/// Forgets a person: records about them go, with their past.
pub(crate) fn forget(db: &Connection, tenant: &str, user: &str) -> rusqlite::Result<usize> {
    db.execute(
        "DELETE FROM record_past WHERE tenant = ?1 AND EXISTS (SELECT 1 FROM record WHERE record.tenant = ?1
            AND record.kind = record_past.kind AND record.id = record_past.id AND record.user = ?2)",
        params![tenant, user],
    )?;
    db.execute(
        "DELETE FROM record WHERE tenant = ?1 AND user = ?2",
        params![tenant, user],
    )
}

/// A token that says nothing of what it stands for: 10 characters of base32.
pub(crate) fn token() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut bytes = [0; 10];
    if getrandom::fill(&mut bytes).is_err() {
        // Ids only need to differ; the clock's last digits do where there is no other source.
        bytes = crate::routes::now().to_be_bytes().repeat(2)[..10]
            .try_into()
            .unwrap_or([0; 10]);
    }
    let letter = |b: &u8| char::from(LETTERS[usize::from(b & 31)]);
    bytes.iter().map(letter).collect()
}
