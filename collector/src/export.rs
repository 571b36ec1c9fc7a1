//! `GET /v1/export/jsonl`: every stored event as it was sent, one a line, read from one snapshot while it streams.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;

use crate::answer::Problem;
use crate::reports::broken;
use crate::routes::State;
use crate::store::Reader;

type Line = Result<String, std::io::Error>;

pub(crate) async fn jsonl(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = state.server(&headers)?;
    let (send, receive) = channel::<Line>(64);
    state.audit(&tenant, "server", "exported", json!({})).await;
    let reader = state.store.reader().map_err(broken)?;
    tokio::task::spawn_blocking(move || {
        // A reader that broke off must not look like the end: the stream breaks too.
        if let Err(error) = lines(&reader, &tenant, &send) {
            let _ = send.blocking_send(Err(std::io::Error::other(error)));
        }
    });
    Ok((
        [(header::CONTENT_TYPE, "application/x-ndjson")],
        Body::from_stream(ReceiverStream::new(receive)),
    )
        .into_response())
}

fn lines(reader: &Reader, tenant: &str, send: &Sender<Line>) -> rusqlite::Result<()> {
    let mut statement =
        reader.prepare_cached("SELECT body FROM event WHERE tenant = ?1 ORDER BY rowid")?;
    let mut rows = statement.query([tenant])?;
    while let Some(row) = rows.next()? {
        let line = row.get::<_, String>(0)? + "\n";
        if send.blocking_send(Ok(line)).is_err() {
            break;
        }
    }
    Ok(())
}
