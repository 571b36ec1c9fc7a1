//! `POST /v1/erase`: a person's data goes, and stays gone when it is sent again. What remains is a keyed hash of each
//! erased name: enough to know a replay, too little to tell who it was. Erased bytes are overwritten, not only unlinked.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ring::hmac;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{Problem, json_answer};
use crate::event::Row;
use crate::routes::{State, now};
use crate::{audit, body};

/// For ever.
const ALWAYS: i64 = i64::MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    user: String,
}

pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let body = body::read(&state, &headers, body, body::BATCH).await?;
    let asked = body
        .text()
        .and_then(|t| serde_json::from_str::<Asked>(t).ok());
    let asked = asked.filter(|a| !a.user.is_empty()).ok_or_else(|| {
        let shape = "the body is {\"user\": \"…\"}";
        Problem::new(StatusCode::BAD_REQUEST, "bad_erase", shape)
    })?;
    let at = now();
    let of = tenant.clone();
    let erased = state.store.change(move |db| {
        let erased = erase(db, &of, &asked.user, at)?;
        let counts = json!({"events": erased.events, "records": erased.records});
        audit::write(db, &of, at, "server", "erased", &counts)?;
        Ok(erased)
    });
    let erased = erased.await.map_err(Problem::unstored)?;
    state.warm.forget(&tenant);
    // The log still holds the old pages until it is folded in.
    let folding = Arc::clone(&state);
    let folded = tokio::task::spawn_blocking(move || folding.store.fold_log()).await;
    state.count("erased", erased.events as u64);
    let folded = folded.unwrap_or(false);
    Ok(json_answer(
        &json!({"erased": {"events": erased.events, "records": erased.records}, "overwritten": folded}),
    ))
}

pub(crate) struct Erased {
    pub(crate) events: usize,
    pub(crate) records: usize,
}

/// The hash under which an erased name is remembered.
struct Salt(hmac::Key);

impl Salt {
    fn of(db: &Connection) -> rusqlite::Result<Self> {
        let salt: Vec<u8> = db
            .prepare_cached("SELECT value FROM setting WHERE name = 'salt'")?
            .query_row([], |r| r.get(0))?;
        Ok(Salt(hmac::Key::new(hmac::HMAC_SHA256, &salt)))
    }

    fn hash(&self, kind: &str, name: &str) -> Vec<u8> {
        let tag = hmac::sign(&self.0, format!("{kind} {name}").as_bytes());
        tag.as_ref()[..16].to_vec()
    }
}

/// A person's name as the audit log knows it: the same for the same person, and no way back to them.
pub(crate) fn veiled(db: &Connection, user: &str) -> rusqlite::Result<String> {
    Ok(crate::session::hex(&Salt::of(db)?.hash("user", user)))
}

/// Everything of a person goes: events, what was told of them, bindings; and events without a name in sessions that
/// were theirs alone.
fn erase(db: &Connection, tenant: &str, user: &str, at: i64) -> rusqlite::Result<Erased> {
    let salt = Salt::of(db)?;
    let texts = |sql: &str| -> rusqlite::Result<Vec<String>> {
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map(params![tenant, user], |r| r.get(0))?;
        rows.collect()
    };
    let sessions = texts(
        "SELECT DISTINCT session FROM event AS mine WHERE tenant = ?1 AND user = ?2 AND NOT EXISTS (SELECT 1 FROM event
            WHERE tenant = ?1 AND session = mine.session AND user IS NOT NULL AND user <> ?2)",
    )?;
    let mut bury = db.prepare_cached(
        "INSERT INTO tombstone VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET until_ms = MAX(until_ms, excluded.until_ms)",
    )?;
    bury.execute(params![tenant, salt.hash("user", user), at])?;
    let mut ids: BTreeSet<String> = texts("SELECT id FROM event WHERE tenant = ?1 AND user = ?2")?
        .into_iter()
        .collect();
    for session in &sessions {
        bury.execute(params![tenant, salt.hash("session", session), at])?;
        let mut nameless = db.prepare_cached(
            "SELECT id FROM event WHERE tenant = ?1 AND session = ?2 AND user IS NULL",
        )?;
        let rows = nameless.query_map(params![tenant, session], |r| r.get::<_, String>(0))?;
        ids.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    for id in &ids {
        bury.execute(params![tenant, salt.hash("event", id), ALWAYS])?;
        db.prepare_cached("DELETE FROM event WHERE tenant = ?1 AND id = ?2")?
            .execute(params![tenant, id])?;
    }
    db.execute(
        "DELETE FROM binding WHERE tenant = ?1 AND user = ?2",
        params![tenant, user],
    )?;
    let mut records = db.execute(
        "DELETE FROM snapshot WHERE tenant = ?1 AND kind = 'user' AND id = ?2",
        params![tenant, user],
    )?;
    records += db.execute(
        "DELETE FROM snapshot WHERE tenant = ?1 AND kind = 'ticket' AND id IN (SELECT id FROM snapshot
            WHERE tenant = ?1 AND kind = 'ticket' AND json_extract(body, '$.user') = ?2)",
        params![tenant, user],
    )?;
    records += strike_contacts(db, tenant, user)?;
    records += crate::record::forget(db, tenant, user)?;
    Ok(Erased {
        events: ids.len(),
        records,
    })
}

/// Takes somebody off the contacts of every account, the past included.
fn strike_contacts(db: &Connection, tenant: &str, user: &str) -> rusqlite::Result<usize> {
    let mut statement = db.prepare_cached(
        "SELECT n, body FROM snapshot WHERE tenant = ?1 AND kind = 'account' AND json_type(body, '$.contacts') = 'array'",
    )?;
    let rows = statement.query_map([tenant], |r| {
        Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))
    })?;
    let mut struck = 0;
    for row in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let (n, body) = row;
        let mut body: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
        let Some(contacts) = body["contacts"].as_array_mut() else {
            continue;
        };
        let before = contacts.len();
        contacts.retain(|contact| contact["user"] != user);
        if contacts.len() < before {
            struck += 1;
            db.execute(
                "UPDATE snapshot SET body = ?2, digest = ?3 WHERE n = ?1",
                params![n, body.to_string(), crate::facts::digest(&body)],
            )?;
        }
    }
    Ok(struck)
}

/// The erased of a tenant that has any.
pub(crate) struct Tombstones {
    tenant: String,
    salt: Salt,
}

impl Tombstones {
    pub(crate) fn of(db: &Connection, tenant: &str) -> rusqlite::Result<Option<Self>> {
        let any = db
            .prepare_cached("SELECT 1 FROM tombstone WHERE tenant = ?1 LIMIT 1")?
            .exists([tenant])?;
        if !any {
            return Ok(None);
        }
        Ok(Some(Tombstones {
            tenant: tenant.to_owned(),
            salt: Salt::of(db)?,
        }))
    }

    fn until(&self, db: &Connection, kind: &str, name: &str) -> rusqlite::Result<Option<i64>> {
        db.prepare_cached("SELECT until_ms FROM tombstone WHERE tenant = ?1 AND hash = ?2")?
            .query_row(params![self.tenant, self.salt.hash(kind, name)], |r| {
                r.get(0)
            })
            .optional()
    }

    /// Whether a row is of somebody erased: its very id, or one that happened before by either clock. A replay that
    /// says anew when it was sent would otherwise seem young.
    pub(crate) fn hold(&self, db: &Connection, row: &Row) -> rusqlite::Result<bool> {
        if self.until(db, "event", &row.id)?.is_some() {
            return Ok(true);
        }
        let until = match &row.user {
            Some(user) => self.until(db, "user", user)?,
            None => self.until(db, "session", &row.session)?,
        };
        Ok(until.is_some_and(|until| row.corrected_ms <= until || row.occurred_ms <= until))
    }
}
