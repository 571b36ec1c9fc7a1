//! `PUT /v1/releases/{version}`: every manifest is kept as it came, and its items are folded into one catalogue, the
//! newest release of each item first. Events of a release still unknown lie stored; its items join them when it arrives.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rusqlite::{Connection, Transaction, params};
use serde_json::{Map, Value, json};

use crate::answer::{Problem, json_answer};
use crate::routes::{State, now};
use crate::{audit, body};

pub(crate) async fn put(
    Extract(state): Extract<Arc<State>>,
    Path(version): Path<i64>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let bad = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, "bad_release", detail);
    if version < 0 {
        return Err(bad("a release has a number of 0 or more"));
    }
    let body = body::read(&state, &headers, body, body::RELEASE).await?;
    let text = body
        .text()
        .ok_or_else(|| bad("the manifest is not UTF-8"))?;
    let manifest: Value =
        serde_json::from_str(text).map_err(|e| bad(&format!("the manifest is not JSON: {e}")))?;
    let (text, received) = (text.to_owned(), now());
    let stored = state.store.change(move |db| {
        db.prepare_cached("INSERT OR REPLACE INTO release VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![tenant, version, received, text])?;
        fold(db, &tenant, version, &manifest)?;
        let more = json!({"release": version});
        audit::write(db, &tenant, received, "server", "released", &more)
    });
    stored.await.map_err(Problem::unstored)?;
    Ok(json_answer(&json!({ "release": version })))
}

/// Brings a release's items into the catalogue. An item's version belongs to the newest release that has it.
fn fold(db: &Connection, tenant: &str, release: i64, manifest: &Value) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET release = excluded.release, place = excluded.place, body = excluded.body
            WHERE excluded.release >= item.release",
    )?;
    let lists = manifest.as_object().into_iter().flatten();
    for (kind, list) in lists {
        for (place, item) in list.as_array().into_iter().flatten().enumerate() {
            let Some(id) = item.get("id").and_then(Value::as_str) else {
                continue;
            };
            let version = item.get("version").and_then(Value::as_i64).unwrap_or(0);
            let body = item.to_string();
            insert.execute(params![
                tenant,
                kind,
                id,
                version,
                release,
                place as i64,
                body
            ])?;
        }
    }
    Ok(())
}

/// Folds what an older program has stored.
pub(crate) fn fold_all(db: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut statement = db.prepare("SELECT tenant, version, body FROM release ORDER BY version")?;
    let rows = statement.query_map([], |r| {
        Ok((
            r.get::<_, String>(0)?,
            r.get::<_, i64>(1)?,
            r.get::<_, String>(2)?,
        ))
    })?;
    for row in rows {
        let (tenant, version, body) = row?;
        let manifest = serde_json::from_str(&body).unwrap_or(Value::Null);
        fold(db, &tenant, version, &manifest)?;
    }
    Ok(())
}

/// Everything that any release has said, as one manifest: each item as its newest release has it, in that release's
/// order, items that were withdrawn since at the end; what is no list comes from the newest release.
pub(crate) fn manifest(db: &Connection, tenant: &str) -> Value {
    merged(db, tenant).unwrap_or(Value::Null)
}

fn merged(db: &Connection, tenant: &str) -> rusqlite::Result<Value> {
    let newest: rusqlite::Result<String> = db.query_row(
        "SELECT body FROM release WHERE tenant = ?1 ORDER BY version DESC LIMIT 1",
        [tenant],
        |r| r.get(0),
    );
    let newest = newest.ok().and_then(|b| serde_json::from_str(&b).ok());
    let mut whole: Map<String, Value> = match newest {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let mut statement = db.prepare_cached(
        "SELECT kind, id, body FROM item WHERE tenant = ?1 ORDER BY kind, release DESC, version DESC, place",
    )?;
    let rows = statement.query_map([tenant], |r| {
        Ok((
            r.get::<_, String>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, String>(2)?,
        ))
    })?;
    let (mut seen, mut current) = (BTreeSet::new(), String::new());
    for row in rows {
        let (kind, id, body) = row?;
        if kind != current {
            current.clone_from(&kind);
            whole.insert(kind.clone(), json!([]));
        }
        if seen.insert((kind.clone(), id))
            && let Some(list) = whole.get_mut(&kind).and_then(Value::as_array_mut)
        {
            list.push(serde_json::from_str(&body).unwrap_or(Value::Null));
        }
    }
    Ok(Value::Object(whole))
}

/// The items of a kind in a manifest.
pub(crate) fn items<'a>(manifest: &'a Value, kind: &str) -> impl Iterator<Item = &'a Value> {
    manifest
        .get(kind)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// An item as it was at a version.
pub(crate) fn item_at(
    db: &Connection,
    tenant: &str,
    kind: &str,
    id: &str,
    version: i64,
) -> Option<Value> {
    let body: rusqlite::Result<String> = db.query_row(
        "SELECT body FROM item WHERE tenant = ?1 AND kind = ?2 AND id = ?3 AND version = ?4",
        params![tenant, kind, id, version],
        |r| r.get(0),
    );
    serde_json::from_str(&body.ok()?).ok()
}
