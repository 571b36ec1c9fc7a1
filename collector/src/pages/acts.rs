//! What forms of the dashboard do: each carries the session's token, does one thing, and leads back to where it stood.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{escaped, is_signed};
use crate::answer::Problem;
use crate::desk::cases::{self, Deed};
use crate::desk::{Actor, actor, kept, mail, message};
use crate::markup::Language;
use crate::record::{self, Kind};
use crate::role::Act;
use crate::routes::{State, now};

type Fields = BTreeMap<String, String>;

/// What came of it: said on the page that follows.
enum Came {
    Done(&'static str),
    Wrong(String),
}

fn text<'a>(fields: &'a Fields, key: &str) -> Option<&'a str> {
    fields.get(key).map(|v| v.trim()).filter(|v| !v.is_empty())
}

pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    if !is_signed(&state.sessions, &headers, fields.get("form")) {
        return Ok(Redirect::to("/dashboard/").into_response());
    }
    let what = fields.get("what").cloned().unwrap_or_default();
    let act = if what.starts_with("rule")
        || what.starts_with("template")
        || what.starts_with("webhook")
    {
        Act::Arrange
    } else {
        Act::Work
    };
    let actor = actor(&state, &headers, act)?;
    let back = fields
        .get("back")
        .filter(|b| b.starts_with("/dashboard/") && !b.contains("//"))
        .cloned();
    let back = back.unwrap_or_else(|| format!("/dashboard/{tag}/today"));
    let mailer = state.mail.clone();
    let posted = state
        .store
        .change(move |db| deed(db, &actor, &what, &fields, mailer.is_some()));
    let came = posted.await.map_err(Problem::unstored)?;
    state.posting.notify_one();
    let (said, why) = match came {
        Some(Came::Done(said)) => (said, String::new()),
        Some(Came::Wrong(why)) => ("wrong", why),
        None => {
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                "not_found",
                "there is no such thing to act on",
            ));
        }
    };
    let mark = if back.contains('?') { '&' } else { '?' };
    let why = if why.is_empty() {
        why
    } else {
        format!("&why={}", escaped(&why))
    };
    Ok(Redirect::to(&format!("{back}{mark}said={said}{why}")).into_response())
}

fn deed(
    db: &Connection,
    actor: &Actor,
    what: &str,
    fields: &Fields,
    mails: bool,
) -> rusqlite::Result<Option<Came>> {
    let at = now();
    let id = text(fields, "id").unwrap_or_default();
    let on_case =
        |deed: Deed| Ok(cases::act(db, actor, id, &deed, at)?.map(|_| Came::Done("done")));
    match what {
        "case.contact" => {
            let Some(message) = composed(db, actor, id, fields)? else {
                return Ok(None);
            };
            on_case(Deed::Contact {
                by: "copy".to_owned(),
                message: message.told(),
            })
        }
        "case.mail" => {
            let Some(message) = composed(db, actor, id, fields)? else {
                return Ok(None);
            };
            let (Some(to), true) = (&message.to_mail, mails) else {
                return Ok(Some(Came::Done("no_mail")));
            };
            let Some((subject, body)) = message.whole() else {
                return Ok(Some(Came::Done("missing")));
            };
            mail::queue(
                db,
                &actor.tenant,
                id,
                &mail::Letter {
                    to: to.clone(),
                    name: message.to_name.clone(),
                    subject,
                    body,
                    html: None,
                },
                at,
            )?;
            let done = cases::act(
                db,
                actor,
                id,
                &Deed::Contact {
                    by: "mail".to_owned(),
                    message: message.told(),
                },
                at,
            )?;
            Ok(done.map(|_| Came::Done("mailed")))
        }
        "case.close" => {
            let outcome =
                text(fields, "outcome").filter(|o| crate::desk::case::OUTCOMES.contains(o));
            on_case(Deed::Close(outcome.unwrap_or("helped").to_owned()))
        }
        "case.reopen" => on_case(Deed::Reopen),
        "case.assign" => on_case(Deed::Assign(
            text(fields, "owner").unwrap_or_default().to_owned(),
        )),
        "case.task" => on_case(Deed::Task(
            text(fields, "task")
                .and_then(|n| n.parse().ok())
                .unwrap_or(usize::MAX),
        )),
        "case.help" => {
            let whole = text(fields, "content").unwrap_or_default();
            let (content, step) = whole
                .split_once('#')
                .map_or((whole, None), |(c, s)| (c, Some(s.to_owned())));
            on_case(Deed::Help {
                content: content.to_owned(),
                step,
            })
        }
        "note.add" => keep(
            db,
            actor,
            Kind::Note,
            None,
            &pick(fields, &["text", "account", "case", "topic", "user"]),
        ),
        "assign" => keep(
            db,
            actor,
            Kind::Assignment,
            None,
            &pick(fields, &["content", "account", "user", "due", "step"]),
        ),
        "escalation.add" => {
            let mut body = pick(fields, &["title", "text", "category", "content", "step"]);
            let accounts: Vec<&str> = text(fields, "accounts")
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .filter(|a| !a.is_empty())
                .collect();
            body.insert("accounts".to_owned(), json!(accounts));
            if let Some(evidence) =
                text(fields, "evidence").and_then(|e| serde_json::from_str::<Value>(e).ok())
            {
                body.insert("evidence".to_owned(), evidence);
            }
            keep(db, actor, Kind::Escalation, None, &body)
        }
        "escalation.move" => keep(
            db,
            actor,
            Kind::Escalation,
            Some(id),
            &pick(fields, &["state", "shipped_in"]),
        ),
        "rule.keep" => keep(db, actor, Kind::Rule, Some(id), &rule(fields)),
        "template.keep" => {
            let of = |key: &str| json!({"ja": fields.get(&format!("{key}.ja")).map(|t| t.replace("\r\n", "\n")), "en": fields.get(&format!("{key}.en")).map(|t| t.replace("\r\n", "\n"))});
            let body =
                Map::from_iter(["name", "subject", "body"].map(|key| (key.to_owned(), of(key))));
            keep(db, actor, Kind::Template, Some(id), &body)
        }
        "rule.reset" => {
            Ok(record::drop(db, &actor.tenant, Kind::Rule, id)?.then_some(Came::Done("done")))
        }
        "template.reset" => {
            Ok(record::drop(db, &actor.tenant, Kind::Template, id)?.then_some(Came::Done("done")))
        }
        _ => Ok(None),
    }
}

fn composed(
    db: &Connection,
    actor: &Actor,
    id: &str,
    fields: &Fields,
) -> rusqlite::Result<Option<message::Message>> {
    let Some(case) = record::one(db, &actor.tenant, Kind::Case, id)? else {
        return Ok(None);
    };
    let l = Language::tagged(text(fields, "language").unwrap_or("ja")).unwrap_or(Language::Ja);
    message::compose(
        db,
        &actor.tenant,
        &case,
        (text(fields, "template"), l),
        (now(), &actor.who),
    )
}

fn pick(fields: &Fields, keys: &[&str]) -> Map<String, Value> {
    let given = keys
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), json!(text(fields, key)?))));
    given.collect()
}

fn keep(
    db: &Connection,
    actor: &Actor,
    kind: Kind,
    id: Option<&str>,
    body: &Map<String, Value>,
) -> rusqlite::Result<Option<Came>> {
    let id = id.map_or_else(record::token, str::to_owned);
    Ok(Some(match kept::write(db, actor, kind, &id, body)? {
        Ok(_) => Came::Done("kept"),
        Err(why) => Came::Wrong(why),
    }))
}

/// Thresholds are numbers; what is left empty stays as it is.
fn rule(fields: &Fields) -> Map<String, Value> {
    let number = |text: &str| {
        text.parse::<f64>().ok().map(|n| {
            if n.fract() == 0.0 {
                json!(n as i64)
            } else {
                json!(n)
            }
        })
    };
    let mut body = Map::new();
    let mut when = Map::new();
    for (key, value) in fields {
        let value = value.trim();
        if let Some(name) = key.strip_prefix("when.") {
            if let Some(n) = number(value) {
                when.insert(name.to_owned(), n);
            } else if !value.is_empty() {
                when.insert(name.to_owned(), json!(value));
            }
        } else if ["severity", "cooldown_days", "lapse_days", "min_sample"].contains(&key.as_str())
        {
            body.extend(number(value).map(|n| (key.clone(), n)));
        } else if key == "template" && !value.is_empty() {
            body.insert(key.clone(), json!(value));
        }
    }
    if !when.is_empty() {
        body.insert("when".to_owned(), Value::Object(when));
    }
    body.insert("enabled".to_owned(), json!(fields.contains_key("enabled")));
    body
}
