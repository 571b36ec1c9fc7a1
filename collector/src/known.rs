//! What a store knows of people and of what they did, for whoever weighs a release before it goes out. Out: every event as
//! it was sent, and users and accounts as their snapshots add up. Not here: decisions (`replay` takes them).

use std::path::Path;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use rusqlite::{Connection, OpenFlags, params};
use serde_json::{Map, Value, json};

use crate::admin::Error;
use crate::answer::{Problem, json_answer};
use crate::facts::lay;
use crate::reports::broken;
use crate::routes::State;
use crate::shape::Kind;
use crate::store;

/// Everything that one tenant's store tells of its people.
pub struct Known {
    /// Events, one JSON text each, in the order in which they came.
    pub events: Vec<String>,
    /// Users as `PUT /v1/users` takes them.
    pub users: Vec<Value>,
    /// Accounts as `PUT /v1/accounts` takes them.
    pub accounts: Vec<Value>,
}

/// Reads the store of a data folder, whether a collector runs on it or not; nothing is written.
///
/// # Errors
/// There is no store in the folder, or it cannot be read.
pub fn known(data: &Path, tenant: &str) -> Result<Known, Error> {
    let path = store::path(data);
    if !path.is_file() {
        let sentence = format!("there is no store in {}", data.display());
        return Err(Error::Refused(sentence));
    }
    let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = db.prepare("SELECT body FROM event WHERE tenant = ?1 ORDER BY rowid")?;
    let events = statement.query_map([tenant], |r| r.get(0))?;
    Ok(Known {
        events: events.collect::<rusqlite::Result<_>>()?,
        users: all(&db, tenant, Kind::User)?,
        accounts: all(&db, tenant, Kind::Account)?,
    })
}

/// Every object of a kind as its snapshots add up, by id.
fn all(db: &Connection, tenant: &str, kind: Kind) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(
        "SELECT id, body FROM snapshot WHERE tenant = ?1 AND kind = ?2 ORDER BY id, at_ms, n",
    )?;
    let mut rows = statement.query(params![tenant, kind.name()])?;
    let mut out: Vec<Map<String, Value>> = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let known = |o: &&mut Map<String, Value>| o.get("id") == Some(&json!(id));
        let body: String = row.get(1)?;
        match out.last_mut().filter(known) {
            Some(object) => lay(object, &body),
            None => {
                let mut object = Map::from_iter([("id".to_owned(), json!(id))]);
                lay(&mut object, &body);
                out.push(object);
            }
        }
    }
    Ok(out.into_iter().map(Value::Object).collect())
}

pub(crate) async fn users(
    state: Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    told(&state, &headers, Kind::User)
}

pub(crate) async fn accounts(
    state: Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    told(&state, &headers, Kind::Account)
}

fn told(state: &State, headers: &HeaderMap, kind: Kind) -> Result<Response, Problem> {
    let tenant = state.server(headers)?;
    let reader = state.store.reader().map_err(broken)?;
    let list = all(&reader, &tenant, kind).map_err(broken)?;
    Ok(json_answer(&Value::Array(list)))
}
