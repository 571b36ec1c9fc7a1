//! `GET /v1/me`: what a signed-in person's page may know of them: progress, facts, segments, touch, contact, what was
//! assigned, their inquiries. Revenue, alerts and other people never reach a page: they only decide here.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use crate::answer::{Problem, json_answer};
use crate::condition::Known;
use crate::desk::kept;
use crate::facts;
use crate::identity::{self, Identity};
use crate::record;
use crate::releases::{items, manifest};
use crate::reports::{self, comprehension::Wanted};
use crate::routes::{State, bearer, now};
use crate::shape::Kind;

/// Of an account, what its own people may see.
const ACCOUNT_SHOWN: [&str; 5] = ["id", "name", "plan", "seats", "started"];
/// Times of one host event that are told, as many as a page remembers.
const TIMES: usize = 32;

pub(crate) async fn get(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let at = now();
    let identity = bearer(&headers)
        .and_then(|token| {
            identity::verify(token, at, |id| {
                state.directory.identity_key(&state.store, id)
            })
        })
        .ok_or_else(|| {
            let needed = "a valid identity token is needed";
            Problem::new(StatusCode::UNAUTHORIZED, "no_identity", needed)
        })?;
    let told = reports::read(&state, move |db| tell(db, &identity, at)).await?;
    let mut response = json_answer(&told);
    let private = HeaderValue::from_static("private, no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, private);
    Ok(response)
}

fn tell(db: &Connection, identity: &Identity, at: i64) -> rusqlite::Result<Value> {
    let (tenant, user) = (identity.partition.as_str(), identity.user.as_str());
    let mut known = Known {
        user: facts::one(db, tenant, Kind::User, user, at)?.unwrap_or_default(),
        now: at,
        ..Known::default()
    };
    let told = known.user.get("account").and_then(Value::as_str);
    if let Some(id) = identity.account.as_deref().or(told) {
        known.account = facts::one(db, tenant, Kind::Account, id, at)?.unwrap_or_default();
    }
    known.events = host_events(db, tenant, user)?;
    let progress = progress(db, tenant, user)?;
    let of = |key: &str| {
        let done = progress.iter().filter(|item| !item[key].is_null());
        let ids = done.filter_map(|item| item["id"].as_str());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    (known.completed, known.dismissed) = (of("completed_at"), of("dismissed_at"));
    let manifest = manifest(db, tenant);
    let all: Vec<Value> = items(&manifest, "segments").cloned().collect();
    let segments: Vec<&Value> = all
        .iter()
        .filter(|s| known.holds(&s["when"], &all) == Some(true))
        .map(|s| &s["id"])
        .collect();
    let own = Wanted {
        user: Some(user.to_owned()),
        ..Wanted::default()
    };
    let comprehension: Vec<Value> = reports::comprehension::rows(db, tenant, at, &own)?
        .into_iter()
        .map(|mut row| {
            let fields = row.as_object_mut();
            fields.map(|f| (f.remove("user"), f.remove("account")));
            row
        })
        .collect();
    let events: Map<String, Value> = known
        .events
        .iter()
        .map(|(name, times)| {
            let latest = &times[times.len().saturating_sub(TIMES)..];
            (name.clone(), json!({"count": times.len(), "times": latest}))
        })
        .collect();
    let motivation = reports::motivation::rows(db, tenant, at, &own)?;
    let motivation = motivation.first().map(|row| row["index"].clone());
    let own = known.account.get("id").and_then(Value::as_str);
    let assigned = kept::assigned(db, tenant, user, own)?;
    let cases = cases(db, tenant, user, own)?;
    let shown = known.account.iter();
    let account: Map<String, Value> = shown
        .filter(|(key, _)| ACCOUNT_SHOWN.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    Ok(json!({
        "as_of": at,
        "progress": {"items": progress},
        "facts": {"user": known.user, "account": account, "events": events, "comprehension": comprehension,
            "motivation": motivation},
        "segments": segments,
        "touch": touch(&known, &manifest, &all),
        "contact": contact(&known, &manifest["contact"]),
        "assigned": assigned,
        "cases": cases,
        "inquiries": inquiries(db, tenant, user, at)?,
    }))
}

fn host_events(
    db: &Connection,
    tenant: &str,
    user: &str,
) -> rusqlite::Result<BTreeMap<String, Vec<i64>>> {
    let mut statement = db.prepare_cached(
        "SELECT name, corrected_ms FROM counted WHERE tenant = ?1 AND user = ?2 AND name LIKE 'host.%' ORDER BY corrected_ms",
    )?;
    let mut rows = statement.query(params![tenant, user])?;
    let mut events: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let name = name.trim_start_matches("host.").to_owned();
        events.entry(name).or_default().push(row.get(1)?);
    }
    Ok(events)
}

/// What is remembered of each item, in the names of the page's own record. Whoever answered is not asked again elsewhere.
fn progress(db: &Connection, tenant: &str, user: &str) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(
        "SELECT content, MAX(version), SUM(name IN ('tutorial.started', 'checklist.opened', 'tooltip.opened', 'announcement.shown',
                'quiz.shown', 'survey.shown')), MAX(corrected_ms), MIN(CASE WHEN name IN ('tutorial.completed', 'checklist.completed',
                'quiz.answered', 'survey.answered') OR json_extract(body, '$.data.reason') = 'completed' THEN corrected_ms END),
                MAX(CASE WHEN name LIKE '%.dismissed' AND COALESCE(json_extract(body, '$.data.reason'), 'dismissed') = 'dismissed' THEN corrected_ms END),
                MAX(CASE WHEN name LIKE '%.snoozed' THEN corrected_ms END)
         FROM counted WHERE tenant = ?1 AND user = ?2 AND content IS NOT NULL GROUP BY content ORDER BY content",
    )?;
    let rows = statement.query_map(params![tenant, user], |r| {
        let time = |i| r.get::<_, Option<i64>>(i);
        Ok(
            json!({"id": r.get::<_, String>(0)?, "version": time(1)?.unwrap_or(0), "shown": time(2)?.unwrap_or(0), "shown_at": time(3)?,
            "completed_at": time(4)?, "dismissed_at": time(5)?, "snoozed_at": time(6)?, "step": null, "tasks": []}),
        )
    })?;
    let mut items: Vec<Value> = rows.collect::<rusqlite::Result<_>>()?;
    let mut steps = db.prepare_cached(
        "SELECT step FROM counted WHERE tenant = ?1 AND user = ?2 AND content = ?3 AND name = 'tutorial.step_shown'
         ORDER BY corrected_ms DESC, seq DESC LIMIT 1",
    )?;
    let mut tasks = db.prepare_cached(
        "SELECT DISTINCT json_extract(body, '$.data.item') FROM counted WHERE tenant = ?1 AND user = ?2 AND content = ?3
            AND name = 'checklist.item_completed' AND json_type(body, '$.data.item') = 'text' ORDER BY 1",
    )?;
    for item in &mut items {
        let of = params![tenant, user, item["id"].as_str()];
        if item["completed_at"].is_null() {
            let step: rusqlite::Result<Option<String>> = steps.query_row(of, |r| r.get(0));
            item["step"] = json!(step.ok().flatten());
        }
        let done = tasks.query_map(params![tenant, user, item["id"].as_str()], |r| {
            r.get::<_, String>(0)
        })?;
        item["tasks"] = json!(done.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(items)
}

/// What the account is told to be, else the first rule that holds.
pub(crate) fn touch(known: &Known, manifest: &Value, segments: &[Value]) -> Value {
    if let Some(told) = known.account.get("touch") {
        return told.clone();
    }
    let rule = items(manifest, "touch").find(|rule| {
        rule.get("when")
            .is_none_or(|when| known.holds(when, segments) == Some(true))
    });
    rule.map_or(Value::Null, |rule| rule["then"].clone())
}

/// The contact card, its fields filled in; what stays empty is left out.
fn contact(known: &Known, card: &Value) -> Value {
    let Some(card) = card.as_object() else {
        return Value::Null;
    };
    let filled = card.iter().filter_map(|(key, value)| {
        let value = match value {
            Value::String(text) => json!(fill(known, text)),
            other => other.clone(),
        };
        (value != "").then(|| (key.clone(), value))
    });
    Value::Object(filled.collect())
}

/// `{account.owner.name|fallback}` and `{user.name|fallback}`; of an account, only its owner is spoken of.
fn fill(known: &Known, text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, behind)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        let (name, fallback) = inside.split_once('|').unwrap_or((inside, ""));
        let field = match name.split_once('.') {
            Some(("user", field)) => known.user.get(field),
            Some(("account", field)) => field
                .strip_prefix("owner.")
                .and_then(|field| known.account.get("owner")?.get(field)),
            _ => None,
        };
        out.push_str(field.and_then(Value::as_str).unwrap_or(fallback));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The cases whose links this person may open: their own, and those of their account as a whole. A link of any other is
/// somebody else's. What a case says stays here.
fn cases(
    db: &Connection,
    tenant: &str,
    user: &str,
    account: Option<&str>,
) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM record WHERE tenant = ?1 AND kind = ?2 AND (user = ?3 OR (user IS NULL AND account = ?4))
         ORDER BY made_ms DESC, id LIMIT 200",
    )?;
    let of = params![tenant, record::Kind::Case.name(), user, account];
    statement.query_map(of, |r| r.get(0))?.collect()
}

/// What this person asked, newest first; its state and answer are those of the ticket of that id, or of its number.
fn inquiries(db: &Connection, tenant: &str, user: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(
        "SELECT id, corrected_ms, json_extract(body, '$.data.category'), json_extract(body, '$.data.number') FROM counted
         WHERE tenant = ?1 AND user = ?2 AND name = 'inquiry.submitted' ORDER BY corrected_ms DESC LIMIT 50",
    )?;
    let rows = statement.query_map(params![tenant, user], |r| {
        Ok((
            r.get::<_, String>(0)?,
            r.get::<_, i64>(1)?,
            r.get::<_, Option<String>>(2).unwrap_or(None),
            r.get::<_, Option<String>>(3).unwrap_or(None),
        ))
    })?;
    let mut told = Vec::new();
    for row in rows {
        let (id, asked, category, number) = row?;
        let ticket = match facts::one(db, tenant, Kind::Ticket, &id, at)? {
            Some(ticket) => ticket,
            None => match &number {
                Some(number) => {
                    facts::one(db, tenant, Kind::Ticket, number, at)?.unwrap_or_default()
                }
                None => Map::default(),
            },
        };
        let has = |key: &str| ticket.get(key).is_some_and(|v| !v.is_null());
        let state = match (has("reopened"), has("resolved"), has("first_answer")) {
            (true, ..) => "reopened",
            (_, true, _) => "resolved",
            (_, _, true) => "answered",
            _ => "received",
        };
        told.push(
            json!({"id": id, "at": asked, "category": category, "number": number, "state": state, "answer": ticket.get("answer")}),
        );
    }
    Ok(told)
}
