//! `GET /v1/reports/alerts` and `/v1/cases`: what is open, why, and what was done about it.
//! Actions on a case: contact, close, reopen, assign, a playbook's task done, help chosen.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::HeaderMap;
use axum::response::Response;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{Actor, absent, actor, bad, case, link, mail, message, object, page, rank};
use crate::answer::{Problem, json_answer};
use crate::audit;
use crate::detect::rule::is_text;
use crate::markup::Language;
use crate::record::{self, Kind, Record};
use crate::releases;
use crate::reports::{self, Asked};
use crate::role::Act;
use crate::routes::{State, now};

/// Cases opened up to a time, the most pressing first.
pub(crate) fn alerts(
    db: &Connection,
    tenant: &str,
    at: i64,
    language: &str,
) -> rusqlite::Result<Vec<Value>> {
    let cases = record::all(db, tenant, Kind::Case)?;
    let opened = cases
        .iter()
        .filter(|c| c.number("opened").is_some_and(|o| o <= at));
    let mut rows: Vec<Value> = opened.map(|c| case::alert(c, at, language)).collect();
    sort(&mut rows);
    Ok(rows)
}

/// Open before closed, then by rank, then the older first.
pub(crate) fn sort(rows: &mut [Value]) {
    rows.sort_by(|a, b| {
        let closed = |r: &Value| r["state"] == "closed";
        let rank = |r: &Value| {
            r["priority"]
                .as_f64()
                .or(r["rank"]["priority"].as_f64())
                .unwrap_or(0.0)
        };
        closed(a)
            .cmp(&closed(b))
            .then(rank(b).total_cmp(&rank(a)))
            .then(a["opened"].as_i64().cmp(&b["opened"].as_i64()))
    });
}

fn matches(row: &Value, asked: &Asked) -> bool {
    [
        "account", "user", "rule", "state", "owner", "touch", "outcome",
    ]
    .iter()
    .all(|key| {
        asked
            .get(*key)
            .is_none_or(|wanted| row[*key] == wanted.as_str())
    })
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (
        state.reader(&headers, Act::ReadPeople)?,
        reports::at(&asked),
    );
    let language = if asked.get("language").is_some_and(|l| l == "en") {
        "en"
    } else {
        "ja"
    };
    let mut rows = reports::read(&state, move |db| alerts(db, &tenant, at, language)).await?;
    rows.retain(|row| matches(row, &asked));
    let mut told = page(rows, &asked);
    told["model"] = json!("rules-1");
    told["as_of"] = json!(at);
    Ok(json_answer(&told))
}

pub(crate) async fn list(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = state.reader(&headers, Act::ReadPeople)?;
    let cases = reports::read(&state, move |db| record::all(db, &tenant, Kind::Case)).await?;
    let mut rows: Vec<Value> = cases
        .iter()
        .map(Record::told)
        .filter(|row| matches(row, &asked))
        .collect();
    sort(&mut rows);
    Ok(json_answer(&page(rows, &asked)))
}

pub(crate) async fn get(
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = state.reader(&headers, Act::ReadPeople)?;
    let told = reports::read(&state, move |db| {
        let Some(case) = record::one(db, &tenant, Kind::Case, &id)? else {
            return Ok(None);
        };
        let at = now();
        let mut told = case.told();
        for l in [Language::Ja, Language::En] {
            let composed = message::compose(db, &tenant, &case, (None, l), (at, ""))?;
            told["messages"][l.tag()] = composed.map_or(Value::Null, |m| m.told());
        }
        let manifest = releases::manifest(db, &tenant);
        let links = message::links(&manifest, &case, Language::Ja);
        told["links"] = links
            .into_iter()
            .map(|(title, minutes, url)| json!({"title": title, "minutes": minutes, "url": url}))
            .collect();
        Ok(Some(told))
    })
    .await?;
    told.map(|told| json_answer(&told))
        .ok_or_else(|| absent("case"))
}

/// A case that no rule found: somebody saw something.
pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let actor = actor(&state, &headers, Act::Work)?;
    let body = object(&state, &headers, body).await?;
    let record = by_hand(&body, &actor)?;
    let kept = state.store.change(move |db| {
        let mut record = record.clone();
        let account = rank::account_of(
            db,
            &actor.tenant,
            record.account.as_deref().unwrap_or_default(),
            record.made_ms,
        )?;
        let severity = record.number("severity").unwrap_or(1);
        record.set("rank", rank::rank(severity, None, &account));
        if record.field("owner").is_null() {
            record.set("owner", json!(rank::owner(&account)));
        }
        record.set(
            "touch",
            json!(rank::touch(
                &releases::manifest(db, &actor.tenant),
                &account,
                record.made_ms
            )),
        );
        record::keep(db, &actor.tenant, Kind::Case, &mut record)?;
        audit::write(
            db,
            &actor.tenant,
            record.made_ms,
            &actor.who,
            "case_opened",
            &json!({"case": record.id}),
        )?;
        Ok(record.told())
    });
    Ok(json_answer(&kept.await.map_err(Problem::unstored)?))
}

fn by_hand(body: &Map<String, Value>, actor: &Actor) -> Result<Record, Problem> {
    let text = |key: &str| {
        body.get(key)
            .and_then(Value::as_str)
            .filter(|t| !t.is_empty())
    };
    let account = text("account").ok_or_else(|| bad("account is a text"))?;
    let reason = body
        .get("reason")
        .filter(|r| is_text(r))
        .ok_or_else(|| bad("reason is a map {ja, en}"))?;
    let severity = body.get("severity").and_then(Value::as_i64).unwrap_or(2);
    if !(1..=3).contains(&severity) {
        return Err(bad("severity is 1, 2 or 3"));
    }
    let at = now();
    let help: Vec<Value> = match text("content") {
        Some(content) => vec![json!({"content": content, "step": body.get("step")})],
        None => Vec::new(),
    };
    let mut record = Record {
        id: record::token(),
        version: 0,
        made_ms: at,
        changed_ms: at,
        who: actor.who.clone(),
        state: "open".to_owned(),
        account: Some(account.to_owned()),
        user: text("user").map(str::to_owned),
        body: Map::new(),
    };
    let fields = [
        ("rule", json!("by_hand")),
        ("rule_version", json!(1)),
        ("key", json!(record.id)),
        ("opened", json!(at)),
        ("severity", json!(severity)),
        ("reasons", json!([reason])),
        ("evidence", json!({})),
        (
            "template",
            json!(text("template").unwrap_or("usage-dropped")),
        ),
        ("owner", json!(text("owner"))),
        ("help", json!(help)),
        ("playbook", json!([])),
        ("outcome", Value::Null),
        ("closed", Value::Null),
        ("contacted", Value::Null),
    ];
    record.body.extend(fields.map(|(k, v)| (k.to_owned(), v)));
    Ok(record)
}

/// What may be done to a case.
pub(crate) enum Deed {
    Contact {
        by: String,
        message: Value,
    },
    Close(String),
    Reopen,
    Assign(String),
    Task(usize),
    Help {
        content: String,
        step: Option<String>,
    },
}

impl Deed {
    fn read(body: &Map<String, Value>) -> Result<Self, Problem> {
        let text = |key: &str| {
            body.get(key)
                .and_then(Value::as_str)
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        let action = text("action")
            .ok_or_else(|| bad("action is contact, close, reopen, assign, task or help"))?;
        Ok(match action.as_str() {
            "contact" => {
                let by = text("by").unwrap_or_else(|| "copy".to_owned());
                Deed::Contact {
                    by,
                    message: body.get("message").cloned().unwrap_or(Value::Null),
                }
            }
            "close" => {
                let outcome = text("outcome").filter(|o| case::OUTCOMES.contains(&o.as_str()));
                Deed::Close(outcome.ok_or_else(|| bad("outcome is helped, not_needed or false"))?)
            }
            "reopen" => Deed::Reopen,
            "assign" => Deed::Assign(text("owner").ok_or_else(|| bad("owner is a text"))?),
            "task" => {
                let n = body
                    .get("task")
                    .and_then(Value::as_u64)
                    .ok_or_else(|| bad("task is its place, from 0"))?;
                Deed::Task(usize::try_from(n).unwrap_or(usize::MAX))
            }
            "help" => {
                let content = text("content").ok_or_else(|| bad("content is an item's id"))?;
                Deed::Help {
                    content,
                    step: text("step"),
                }
            }
            _ => {
                return Err(bad(
                    "action is contact, close, reopen, assign, task or help",
                ));
            }
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Deed::Contact { .. } => "case_contacted",
            Deed::Close(_) => "case_closed",
            Deed::Reopen => "case_reopened",
            Deed::Assign(_) => "case_assigned",
            Deed::Task(_) => "case_task_done",
            Deed::Help { .. } => "case_help_chosen",
        }
    }
}

/// Does it, and writes down who did; whether there is such a case. Nothing is asked twice: a closed case stays closed.
pub(crate) fn act(
    db: &Connection,
    actor: &Actor,
    id: &str,
    deed: &Deed,
    at: i64,
) -> rusqlite::Result<Option<Record>> {
    let Some(mut case) = record::one(db, &actor.tenant, Kind::Case, id)? else {
        return Ok(None);
    };
    case.who.clone_from(&actor.who);
    case.changed_ms = at.max(case.changed_ms);
    match deed {
        Deed::Contact { by, message } => {
            case::contacted(&mut case, at, &actor.who, by, message.clone())
        }
        Deed::Close(outcome) => case::close_by(&mut case, at, &actor.who, outcome),
        Deed::Reopen => {
            let contacted = !case.field("contacted").is_null();
            case.state = if contacted { "contacted" } else { "open" }.to_owned();
            for key in ["closed", "closed_by", "outcome"] {
                case.set(key, Value::Null);
            }
        }
        Deed::Assign(owner) => case.set("owner", json!(owner)),
        Deed::Task(n) => {
            let mut playbook = case.field("playbook").clone();
            if let Some(task) = playbook.get_mut(*n) {
                task["done"] = json!(at);
                task["done_by"] = json!(actor.who);
            }
            case.set("playbook", playbook);
        }
        Deed::Help { content, step } => {
            let manifest = releases::manifest(db, &actor.tenant);
            if let Some((kind, item)) = link::item(&manifest, content) {
                let one = json!({"content": content, "kind": kind, "step": step, "title": item["title"], "minutes": item["minutes"]});
                case.set("help", json!([one]));
            }
        }
    }
    record::keep(db, &actor.tenant, Kind::Case, &mut case)?;
    let kind = deed.name().replace('_', ".");
    mail::announce(db, &actor.tenant, &kind, &case::alert(&case, at, "ja"), at)?;
    audit::write(
        db,
        &actor.tenant,
        at,
        &actor.who,
        deed.name(),
        &json!({"case": id}),
    )?;
    Ok(Some(case))
}

pub(crate) async fn put(
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let actor = actor(&state, &headers, Act::Work)?;
    let body = object(&state, &headers, body).await?;
    let deed = Deed::read(&body)?;
    let kept = state
        .store
        .change(move |db| act(db, &actor, &id, &deed, now()));
    let kept = kept.await.map_err(Problem::unstored)?;
    state.posting.notify_one();
    kept.map(|case| json_answer(&case.told()))
        .ok_or_else(|| absent("case"))
}
