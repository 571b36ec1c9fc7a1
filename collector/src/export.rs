//! `GET /v1/export/{jsonl,csv,xapi,cloudevents}`: every stored event, read from one snapshot while it streams; as it was
//! sent, one a line, or in the formats of others (`desk::formats`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;

use crate::answer::Problem;
use crate::desk::formats;
use crate::releases;
use crate::reports::{Asked, broken};
use crate::routes::State;
use crate::store::Reader;

const DEEDS: &str = "SELECT json_object('name', name, 'at', json_extract(body, '$.at'), 'user', user, 'account', account, 'session', session,
        'content', content, 'locale', json_extract(body, '$.locale'))
     FROM event WHERE tenant = ?1 AND user IS NOT NULL AND (name LIKE 'host.%' OR name IN ('session.started', 'content.shown')
        OR name LIKE '%.completed' OR name LIKE '%.answered' OR name LIKE '%.clicked' OR name LIKE '%.dismissed' OR name LIKE '%.snoozed')
     ORDER BY rowid";

type Line = Result<String, std::io::Error>;

/// How events go out.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Lines,
    /// Of each event that says what somebody did or has ended, no more than that.
    Deeds,
    Csv,
    Statements,
    CloudEvents,
}

/// `?only=deeds`: what decides who is eligible, which is all that publishing asks for.
pub(crate) async fn jsonl(
    state: Extract<Arc<State>>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = match asked.get("only").map(String::as_str) {
        None => Format::Lines,
        Some("deeds") => Format::Deeds,
        Some(_) => {
            let other = "\"only\" is \"deeds\" or not given";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "bad_query", other));
        }
    };
    stream(&state, &headers, format, "application/x-ndjson").await
}

pub(crate) async fn csv(
    state: Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    stream(&state, &headers, Format::Csv, "text/csv; charset=utf-8").await
}

pub(crate) async fn xapi(
    state: Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    stream(&state, &headers, Format::Statements, "application/json").await
}

pub(crate) async fn cloudevents(
    state: Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kind = "application/cloudevents-batch+json";
    stream(&state, &headers, Format::CloudEvents, kind).await
}

async fn stream(
    state: &Arc<State>,
    headers: &HeaderMap,
    format: Format,
    kind: &'static str,
) -> Result<Response, Problem> {
    let tenant = state.server(headers)?;
    let (send, receive) = channel::<Line>(64);
    state.audit(&tenant, "server", "exported", json!({})).await;
    let reader = state.store.reader().map_err(broken)?;
    tokio::task::spawn_blocking(move || {
        // A reader that broke off must not look like the end: the stream breaks too.
        if let Err(error) = lines(&reader, &tenant, format, &send) {
            let _ = send.blocking_send(Err(std::io::Error::other(error)));
        }
    });
    Ok((
        [(header::CONTENT_TYPE, kind)],
        Body::from_stream(ReceiverStream::new(receive)),
    )
        .into_response())
}

fn lines(
    reader: &Reader,
    tenant: &str,
    format: Format,
    send: &Sender<Line>,
) -> rusqlite::Result<()> {
    let is_array = matches!(format, Format::Statements | Format::CloudEvents);
    let home = home(reader, tenant);
    let first = match format {
        Format::Csv => format!("\u{feff}{}\r\n", formats::COLUMNS.join(",")),
        _ if is_array => "[".to_owned(),
        _ => String::new(),
    };
    if send.blocking_send(Ok(first)).is_err() {
        return Ok(());
    }
    let mut statement = reader.prepare_cached(if format == Format::Deeds {
        DEEDS
    } else {
        "SELECT body FROM event WHERE tenant = ?1 ORDER BY rowid"
    })?;
    let mut rows = statement.query([tenant])?;
    let mut any = false;
    while let Some(row) = rows.next()? {
        let body: String = row.get(0)?;
        let event = || serde_json::from_str::<Value>(&body).unwrap_or(Value::Null);
        let told = match format {
            Format::Lines | Format::Deeds => Some(body.clone() + "\n"),
            Format::Csv => Some(formats::csv(&event())),
            Format::Statements => formats::statement(&home, &event()).map(|s| s.to_string()),
            Format::CloudEvents => Some(formats::cloudevent(tenant, &event()).to_string()),
        };
        let Some(mut told) = told else { continue };
        if is_array && any {
            told.insert_str(0, ",\n");
        }
        any = true;
        if send.blocking_send(Ok(told)).is_err() {
            return Ok(());
        }
    }
    if is_array {
        let _ = send.blocking_send(Ok("]\n".to_owned()));
    }
    Ok(())
}

/// Whose accounts the actors of statements are: the product's address, without a slash at its end.
fn home(reader: &Reader, tenant: &str) -> String {
    let manifest = releases::manifest(reader, tenant);
    let told = manifest["home"]
        .as_str()
        .map(|h| h.trim_end_matches('/').to_owned());
    told.filter(|h| h.starts_with("http"))
        .unwrap_or_else(|| format!("https://{tenant}.invalid"))
}
