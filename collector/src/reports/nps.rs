//! `GET /v1/reports/nps`: the score of each recommendation question, from everybody's latest answer; hidden below five.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::interval::Z90;
use measure::nps::{Answers, score};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::{Asked, answer, at, few, from, read};
use crate::answer::Problem;
use crate::role::Act;
use crate::routes::State;

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at, from) = (
        state.reader(&headers, Act::ReadCounts)?,
        at(&asked),
        from(&asked),
    );
    let account = asked.get("account").cloned();
    let rows = read(&state, move |db| {
        rows(db, &tenant, from, at, account.as_deref())
    })
    .await?;
    Ok(answer(rows, &asked, at))
}

pub(crate) fn rows(
    db: &Connection,
    tenant: &str,
    from: i64,
    at: i64,
    account: Option<&str>,
) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(
        "SELECT content, json_extract(body, '$.data.question') AS question, json_extract(body, '$.data.score'), COALESCE(user, session) AS who
         FROM counted WHERE tenant = ?1 AND name = 'survey.answered' AND corrected_ms > ?2 AND corrected_ms <= ?3
            AND (?4 IS NULL OR account = ?4) AND json_extract(body, '$.data.kind') = 'nps' AND json_type(body, '$.data.score') = 'integer'
         ORDER BY content, question, who, corrected_ms, session, tab, seq, id",
    )?;
    let answers = statement.query_map(params![tenant, from, at, account], |r| {
        let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default);
        Ok((text(0)?, text(1)?, r.get::<_, i64>(2)?, text(3)?))
    })?;
    let answers: Vec<(String, String, i64, String)> = answers.collect::<rusqlite::Result<_>>()?;
    let rows = answers.chunk_by(|a, b| (&a.0, &a.1) == (&b.0, &b.1)).filter_map(|same| {
        let (content, question, ..) = same.first()?;
        let latest = same.chunk_by(|a, b| a.3 == b.3).filter_map(|own| own.last());
        let scores: Vec<u8> = latest.filter_map(|a| u8::try_from(a.2).ok().filter(|s| *s <= 10)).collect();
        let counted = Answers::of(&scores);
        let spread: Vec<usize> = (0..=10).map(|s| scores.iter().filter(|x| **x == s).count()).collect();
        let mut row = json!({"content": content, "question": question, "n": counted.count(), "promoters": counted.promoters,
            "passives": counted.passives, "detractors": counted.detractors, "scores": spread, "score": null, "low": null, "high": null});
        match score(counted, Z90) {
            Ok(figure) => {
                row["score"] = json!(figure.value);
                row["low"] = json!(figure.range.low);
                row["high"] = json!(figure.range.high);
            }
            Err(missing) => row["reason"] = few(&missing),
        }
        Some(row)
    });
    Ok(rows.collect())
}
