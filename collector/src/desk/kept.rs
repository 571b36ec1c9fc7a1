//! `/v1/{rules,templates,notes,assignments,escalations}`: kept objects, each held against its shape, each with its past.
//! A rule or template of the catalogue that is taken away comes back as it was.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::HeaderMap;
use axum::response::Response;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{Actor, absent, actor, bad, object, page, template};
use crate::answer::{Problem, json_answer};
use crate::audit;
use crate::detect::rule;
use crate::record::{self, Kind, Record};
use crate::reports::{self, Asked};
use crate::role::Act;
use crate::routes::{State, now};

/// The states of an escalation to development, in their order; `declined` ends one too.
pub(crate) const ESCALATION: [&str; 4] = ["sent", "accepted", "shipped", "declined"];
const MOST_TEXT: usize = 4000;

fn kind(name: &str) -> Option<(Kind, Act)> {
    Some(match name {
        "rules" => (Kind::Rule, Act::Arrange),
        "templates" => (Kind::Template, Act::Arrange),
        "notes" => (Kind::Note, Act::Work),
        "assignments" => (Kind::Assignment, Act::Work),
        "escalations" => (Kind::Escalation, Act::Work),
        _ => return None,
    })
}

fn of(name: &str) -> Result<(Kind, Act), Problem> {
    kind(name).ok_or_else(|| absent("route"))
}

/// Every object of a kind as it stands.
pub(crate) fn told(db: &Connection, tenant: &str, kind: Kind) -> rusqlite::Result<Vec<Value>> {
    Ok(match kind {
        Kind::Rule => rule::rules(db, tenant)?
            .iter()
            .map(rule::Rule::told)
            .collect(),
        Kind::Template => template::templates(db, tenant)?
            .iter()
            .map(template::Template::told)
            .collect(),
        _ => record::all(db, tenant, kind)?
            .iter()
            .rev()
            .map(Record::told)
            .collect(),
    })
}

pub(crate) async fn list(
    Extract(state): Extract<Arc<State>>,
    Path(name): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (kind, _) = of(&name)?;
    let tenant = state.reader(&headers, Act::ReadPeople)?;
    let mut rows = reports::read(&state, move |db| told(db, &tenant, kind)).await?;
    for key in ["account", "user", "case", "topic", "state", "content"] {
        if let Some(wanted) = asked.get(key) {
            rows.retain(|row| row[key] == wanted.as_str());
        }
    }
    Ok(json_answer(&page(rows, &asked)))
}

pub(crate) async fn get(
    Extract(state): Extract<Arc<State>>,
    Path((name, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (kind, _) = of(&name)?;
    let tenant = state.reader(&headers, Act::ReadPeople)?;
    let one = reports::read(&state, move |db| {
        Ok(told(db, &tenant, kind)?
            .into_iter()
            .find(|row| row["id"] == id.as_str()))
    });
    one.await?
        .map(|row| json_answer(&row))
        .ok_or_else(|| absent("record"))
}

/// Makes one with an id of its own.
pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (kind, act) = of(&name)?;
    let actor = actor(&state, &headers, act)?;
    let mut body = object(&state, &headers, body).await?;
    let id = match body.remove("id") {
        Some(Value::String(id)) => id,
        _ => record::token(),
    };
    keep(&state, kind, actor, id, body).await
}

pub(crate) async fn put(
    Extract(state): Extract<Arc<State>>,
    Path((name, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (kind, act) = of(&name)?;
    let actor = actor(&state, &headers, act)?;
    let mut body = object(&state, &headers, body).await?;
    body.remove("id");
    keep(&state, kind, actor, id, body).await
}

async fn keep(
    state: &Arc<State>,
    kind: Kind,
    actor: Actor,
    id: String,
    body: Map<String, Value>,
) -> Result<Response, Problem> {
    let kept = state
        .store
        .change(move |db| write(db, &actor, kind, &id, &body));
    let kept = kept.await.map_err(Problem::unstored)?;
    kept.map(|told| json_answer(&told)).map_err(bad)
}

/// Lays the fields over what stood, and keeps it where the whole is sound; else says what is not.
pub(crate) fn write(
    db: &Connection,
    actor: &Actor,
    kind: Kind,
    id: &str,
    fields: &Map<String, Value>,
) -> rusqlite::Result<Result<Value, String>> {
    if !is_id(id) {
        return Ok(Err("an id is made of a-z, 0-9, - and _".to_owned()));
    }
    let tenant = actor.tenant.as_str();
    let at = now();
    let stood = record::one(db, tenant, kind, id)?;
    let mut body = match (&stood, kind) {
        (Some(record), _) => record.body.clone(),
        (None, Kind::Rule | Kind::Template) => {
            let row = told(db, tenant, kind)?
                .into_iter()
                .find(|row| row["id"] == id);
            row.and_then(|r| r.as_object().cloned()).unwrap_or_default()
        }
        _ => Map::new(),
    };
    for key in ["id", "version", "enabled"] {
        body.shift_remove(key);
    }
    let mut fields = fields.clone();
    for key in ["version", "made", "changed", "by"] {
        fields.remove(key);
    }
    let mut state = stood
        .as_ref()
        .map_or_else(|| first_state(kind), |r| r.state.clone());
    if kind == Kind::Rule
        && let Some(enabled) = fields.remove("enabled")
    {
        state = if enabled == json!(false) {
            "disabled"
        } else {
            "open"
        }
        .to_owned();
    }
    if let Some(told) = fields.remove("state") {
        match told.as_str().filter(|s| may_be(kind, s)) {
            Some(told) => told.clone_into(&mut state),
            None => return Ok(Err("state is not one that this passes through".to_owned())),
        }
    }
    for (key, value) in fields {
        match (body.get_mut(&key), &value) {
            // A threshold that is given stands beside those that are not.
            (Some(Value::Object(old)), Value::Object(new)) if key == "when" || key == "for" => {
                old.extend(new.clone())
            }
            _ if value.is_null() => {
                body.shift_remove(&key);
            }
            _ => {
                body.insert(key, value);
            }
        }
    }
    if let Err(wrong) = check(kind, &body, stood.is_none()) {
        return Ok(Err(wrong));
    }
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut record = Record {
        id: id.to_owned(),
        version: stood.as_ref().map_or(0, |r| r.version),
        made_ms: stood.as_ref().map_or(at, |r| r.made_ms),
        changed_ms: at,
        who: actor.who.clone(),
        state,
        account: text("account"),
        user: text("user"),
        body,
    };
    record::keep(db, tenant, kind, &mut record)?;
    let what = format!("{}_kept", kind.name());
    audit::write(
        db,
        tenant,
        at,
        &actor.who,
        &what,
        &json!({"id": id, "version": record.version}),
    )?;
    let whole = told(db, tenant, kind)?
        .into_iter()
        .find(|row| row["id"] == id);
    Ok(Ok(whole.unwrap_or_else(|| record.told())))
}

fn is_id(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=60).contains(&id.len()) && id.bytes().all(plain)
}

fn first_state(kind: Kind) -> String {
    if kind == Kind::Escalation {
        "sent"
    } else {
        "open"
    }
    .to_owned()
}

fn may_be(kind: Kind, state: &str) -> bool {
    match kind {
        Kind::Escalation => ESCALATION.contains(&state),
        Kind::Assignment => ["open", "done", "withdrawn"].contains(&state),
        Kind::Rule => ["open", "disabled"].contains(&state),
        _ => state == "open",
    }
}

fn check(kind: Kind, body: &Map<String, Value>, whole: bool) -> Result<(), String> {
    let fields: &[(&str, bool)] = match kind {
        Kind::Rule => return rule::check(body, whole),
        Kind::Template => return template::check(body),
        Kind::Note => &[
            ("text", true),
            ("account", false),
            ("user", false),
            ("case", false),
            ("topic", false),
        ],
        Kind::Assignment => &[
            ("content", true),
            ("account", false),
            ("user", false),
            ("step", false),
            ("due", false),
            ("note", false),
        ],
        Kind::Escalation => &[
            ("title", true),
            ("text", false),
            ("category", false),
            ("content", false),
            ("step", false),
            ("accounts", false),
            ("evidence", false),
            ("shipped_in", false),
        ],
        _ => return Err("this is not kept here".to_owned()),
    };
    for (key, needed) in fields {
        let value = body.get(*key).unwrap_or(&Value::Null);
        let fine = match *key {
            "accounts" => {
                value.is_null()
                    || value
                        .as_array()
                        .is_some_and(|l| l.len() <= 10_000 && l.iter().all(Value::is_string))
            }
            "evidence" => value.is_null() || value.is_object(),
            "due" => {
                value.is_null()
                    || value
                        .as_str()
                        .is_some_and(|d| d.parse::<jiff::civil::Date>().is_ok())
            }
            _ => match value {
                Value::Null => !needed,
                Value::String(text) => (1..=MOST_TEXT).contains(&text.len()),
                _ => false,
            },
        };
        if !fine {
            return Err(format!("{key} is missing or of the wrong shape"));
        }
    }
    if kind == Kind::Assignment && !body.contains_key("account") && !body.contains_key("user") {
        return Err("an assignment is for an account or a user".to_owned());
    }
    match body.keys().find(|k| !fields.iter().any(|(f, _)| f == k)) {
        Some(key) => Err(format!("{key} is not a field of {}s", kind.name())),
        None => Ok(()),
    }
}

pub(crate) async fn delete(
    Extract(state): Extract<Arc<State>>,
    Path((name, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (kind, act) = of(&name)?;
    let actor = actor(&state, &headers, act)?;
    let gone = state.store.change(move |db| {
        let gone = record::drop(db, &actor.tenant, kind, &id)?;
        if gone {
            let what = format!("{}_gone", kind.name());
            audit::write(
                db,
                &actor.tenant,
                now(),
                &actor.who,
                &what,
                &json!({"id": id}),
            )?;
        }
        Ok(gone)
    });
    match gone.await.map_err(Problem::unstored)? {
        true => Ok(json_answer(&json!({"gone": true}))),
        false => Err(absent("record")),
    }
}

/// What was assigned to somebody and is not done: what `/v1/me` tells their page.
pub(crate) fn assigned(
    db: &Connection,
    tenant: &str,
    user: &str,
    account: Option<&str>,
) -> rusqlite::Result<Vec<Value>> {
    let all = record::all(db, tenant, Kind::Assignment)?;
    let theirs = all.iter().filter(|a| {
        a.state == "open"
            && (a.user.as_deref() == Some(user)
                || (a.user.is_none() && a.account.is_some() && a.account.as_deref() == account))
    });
    let told = theirs.map(|a| {
        json!({"id": a.id, "content": a.field("content"), "step": a.field("step"), "due": a.field("due"), "at": a.made_ms})
    });
    Ok(told.collect())
}
