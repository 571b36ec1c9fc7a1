//! `GET /v1/reports/explain`: what came of an item for a person, latest first: shown, or the first rule that withheld it.
//! These are the page's own answers, as its engine recorded them where it decided; nothing is judged again here.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::{Asked, answer, at, from, read};
use crate::answer::Problem;
use crate::role::Act;
use crate::routes::State;

/// Answers that are told: a person's and an item's last ones.
const MOST: i64 = 1_000;

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = state.reader(&headers, Act::ReadPeople)?;
    let (at, from) = (at(&asked), from(&asked));
    let wanted = ["user", "content", "account"].map(|key| asked.get(key).cloned());
    let rows = read(&state, move |db| rows(db, &tenant, (from, at), &wanted)).await?;
    Ok(answer(rows, &asked, at))
}

fn rows(
    db: &Connection,
    tenant: &str,
    (from, at): (i64, i64),
    [user, content, account]: &[Option<String>; 3],
) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(
        "SELECT user, account, content, version, release, session, corrected_ms, name, json_extract(body, '$.data.rule'),
            json_extract(body, '$.data.because'), json_extract(body, '$.data.by')
         FROM counted WHERE tenant = ?1 AND name IN ('content.shown', 'content.withheld') AND corrected_ms > ?2 AND corrected_ms <= ?3
            AND content IS NOT NULL AND (?4 IS NULL OR user = ?4) AND (?5 IS NULL OR content = ?5) AND (?6 IS NULL OR account = ?6)
         ORDER BY corrected_ms DESC, seq DESC, id LIMIT ?7",
    )?;
    let of = params![tenant, from, at, user, content, account, MOST];
    let rows = statement.query_map(of, |r| {
        let text = |i| r.get::<_, Option<String>>(i);
        let number = |i| r.get::<_, Option<i64>>(i);
        let shown = text(7)?.as_deref() == Some("content.shown");
        let failed = if shown {
            json!([])
        } else {
            json!([{"rule": text(8)?, "because": text(9)?}])
        };
        Ok(json!({"user": text(0)?, "account": text(1)?, "content": text(2)?, "version": number(3)?, "release": number(4)?,
            "session": text(5)?, "at": number(6)?, "shown": shown, "by": text(10)?, "failed": failed}))
    })?;
    rows.collect()
}
