//! `POST /v1/table/{accounts|users|tickets}`: CSV from a CRM or help desk. The head names the fields, dots go deeper
//! (`mrr.amount`). With `?preview=true` it answers what would change, and writes nothing.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::csv::{plain, rows};
use super::{absent, bad};
use crate::answer::{Problem, json_answer};
use crate::body;
use crate::facts;
use crate::reports::{self, Asked};
use crate::routes::{State, now};
use crate::shape::Kind;

const MOST_ROWS: usize = 10_000;
/// Fields that hold numbers; everything else is text.
const NUMBERS: [&str; 8] = [
    "mrr.amount",
    "seats",
    "opened",
    "first_answer",
    "resolved",
    "reopened",
    "at",
    "minutes",
];

fn cell(field: &str, text: &str) -> Value {
    let text = plain(text);
    if NUMBERS.contains(&field)
        && let Ok(n) = text.trim().replace(',', "").parse::<f64>()
    {
        return if n.fract() == 0.0 {
            json!(n as i64)
        } else {
            json!(n)
        };
    }
    json!(text)
}

/// Objects of a table; an empty cell says nothing.
fn objects(text: &str) -> Result<Vec<Value>, Problem> {
    let table = rows(text);
    let Some((head, lines)) = table.split_first() else {
        return Err(bad("the table is empty"));
    };
    if !head.iter().any(|h| h.trim() == "id") {
        return Err(bad("the head has no column id"));
    }
    if lines.len() > MOST_ROWS {
        return Err(bad(format!("a table holds at most {MOST_ROWS} rows")));
    }
    let read = lines
        .iter()
        .filter(|line| line.iter().any(|c| !c.is_empty()))
        .map(|line| {
            let mut object = Map::new();
            for (field, text) in head.iter().zip(line).filter(|(_, text)| !text.is_empty()) {
                let field = field.trim();
                let value = cell(field, text);
                match field.split_once('.') {
                    Some((outer, inner)) => {
                        let held = object.entry(outer.to_owned()).or_insert_with(|| json!({}));
                        held[inner] = value;
                    }
                    None => {
                        object.insert(field.to_owned(), value);
                    }
                }
            }
            Value::Object(object)
        });
    Ok(read.collect())
}

pub(crate) async fn post(
    Extract(state): Extract<Arc<State>>,
    Path(name): Path<String>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let kind = match name.as_str() {
        "accounts" => Kind::Account,
        "users" => Kind::User,
        "tickets" => Kind::Ticket,
        _ => return Err(absent("table")),
    };
    let tenant = state.server(&headers)?;
    let held = body::read(&state, &headers, body, body::SERVER).await?;
    let text = held.text().ok_or_else(|| bad("the table is not UTF-8"))?;
    let list = if text.trim_start().starts_with('[') {
        serde_json::from_str(text)
            .map_err(|e| bad(format!("the body is a JSON array or CSV: {e}")))?
    } else {
        objects(text)?
    };
    if asked.get("preview").is_none_or(|p| p != "true") {
        return facts::take(&state, kind, tenant, list).await;
    }
    let told = reports::read(&state, move |db| {
        let mut rows = Vec::new();
        let (mut new, mut changed) = (0, 0);
        for value in list {
            let id = value["id"].as_str().unwrap_or_default().to_owned();
            if let Err(reason) = value
                .as_object()
                .map_or(Err("a row is an object".to_owned()), |o| {
                    crate::shape::check(kind, o)
                })
            {
                rows.push(json!({"id": id, "wrong": reason}));
                continue;
            }
            let known = facts::one(db, &tenant, kind, &id, now())?;
            let mut changes = Map::new();
            for (key, value) in value
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(k, _)| *k != "id" && *k != "at")
            {
                let before = known
                    .as_ref()
                    .and_then(|k| k.get(key))
                    .cloned()
                    .unwrap_or(Value::Null);
                if before != *value {
                    changes.insert(key.clone(), json!({"before": before, "after": value}));
                }
            }
            new += usize::from(known.is_none());
            changed += usize::from(known.is_some() && !changes.is_empty());
            if !changes.is_empty() {
                rows.push(json!({"id": id, "new": known.is_none(), "changes": changes}));
            }
        }
        rows.truncate(1000);
        Ok(json!({"new": new, "changed": changed, "rows": rows}))
    });
    Ok(json_answer(&told.await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_becomes_objects() {
        let text = "\u{feff}id,name,mrr.amount,mrr.currency,seats,renewal.on\r\na1,\"青葉, 商事\",\"284,000\",JPY,18,2027-03-31\r\na2,'=x,,,,\r\n";
        let read = objects(text).unwrap_or_default();
        assert_eq!(
            read,
            [
                json!({"id": "a1", "name": "青葉, 商事", "mrr": {"amount": 284_000, "currency": "JPY"}, "seats": 18, "renewal": {"on": "2027-03-31"}}),
                json!({"id": "a2", "name": "=x"}),
            ]
        );
        assert!(objects("name\nx").is_err());
    }
}
