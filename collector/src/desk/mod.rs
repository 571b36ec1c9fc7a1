//! The CSM's desk: what is done about what rules found. Cases, rules, templates, notes, assignments, escalations; who may
//! touch them, and the shapes of what is sent in.

pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod csv;
pub(crate) mod formats;
pub(crate) mod hook;
pub(crate) mod kept;
pub(crate) mod link;
pub(crate) mod mail;
pub(crate) mod message;
pub(crate) mod rank;
mod reach;
pub(crate) mod table;
pub(crate) mod template;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::answer::Problem;
use crate::body;
use crate::directory::Environment;
use crate::role::Act;
use crate::routes::State;
use crate::session::is_own_form;

/// Who acts, and on whose desk.
#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) tenant: String,
    /// Mail address, or `server`.
    pub(crate) who: String,
}

/// Whoever may change things: a secret key, or somebody signed in whose role may, from our own pages.
pub(crate) fn actor(state: &State, headers: &HeaderMap, act: Act) -> Result<Actor, Problem> {
    let refused = match state.server(headers) {
        Ok(tenant) => {
            return Ok(Actor {
                tenant,
                who: "server".to_owned(),
            });
        }
        Err(refused) => refused,
    };
    let Some(member) = state.member(headers) else {
        return Err(refused);
    };
    let forbidden = |detail: &str| Problem::new(StatusCode::FORBIDDEN, "not_your_role", detail);
    if !is_own_form(headers) {
        return Err(forbidden(
            "a session changes things from the dashboard's own pages only",
        ));
    }
    if !member.role.may(act) {
        return Err(forbidden("your role does not change this"));
    }
    Ok(Actor {
        tenant: Environment::Live.partition(&member.tenant),
        who: member.mail,
    })
}

/// A body that is one JSON object.
pub(crate) async fn object(
    state: &Arc<State>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Map<String, Value>, Problem> {
    let body = body::read(state, headers, body, body::BATCH).await?;
    let value: Option<Value> = body.text().and_then(|t| serde_json::from_str(t).ok());
    match value {
        Some(Value::Object(object)) => Ok(object),
        _ => Err(bad("the body is a JSON object")),
    }
}

pub(crate) fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad_record", detail)
}

pub(crate) fn absent(what: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not_found",
        format!("there is no such {what}"),
    )
}

/// A page of rows in the way of every report.
pub(crate) fn page(rows: Vec<Value>, asked: &std::collections::BTreeMap<String, String>) -> Value {
    let number = |key: &str| asked.get(key).and_then(|v| v.parse::<usize>().ok());
    let (after, limit) = (
        number("after").unwrap_or(0),
        number("limit").unwrap_or(100).clamp(1, 1000),
    );
    let next = (rows.len() > after.saturating_add(limit)).then(|| (after + limit).to_string());
    let rows: Vec<Value> = rows.into_iter().skip(after).take(limit).collect();
    json!({ "rows": rows, "next": next })
}
