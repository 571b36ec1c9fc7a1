//! Reports: rows in, numbers out. Each report's SQL stands once, in a room of its own below; the dashboard draws the
//! same rows. Here: what they share, and the counts that need no model.

pub(crate) mod adoption;
pub(crate) mod anchors;
pub(crate) mod bottlenecks;
pub(crate) mod business;
pub(crate) mod comprehension;
pub(crate) mod delivered;
pub(crate) mod desk;
pub(crate) mod experiments;
mod explain;
mod fit;
mod journey;
pub(crate) mod motivation;
pub(crate) mod nps;
pub(crate) mod questions;
pub(crate) mod roster;
pub(crate) mod spared;
pub(crate) mod uniformity;
pub(crate) mod waiting;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use measure::interval::{Z90, wilson};
use measure::sample::NotEnough;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::answer::{Problem, json_answer};
use crate::releases::{self, items};
use crate::role::Act;
use crate::routes::{State, now};

pub(crate) use explain::report as explain;
pub(crate) use fit::{due as fit_due, post as fit, report as fits};

/// Counting; estimates carry the name of their own model.
pub(crate) const MODEL: &str = "count-1";

pub(crate) type Asked = Query<BTreeMap<String, String>>;

/// A store that does not answer.
pub(crate) fn broken(_: rusqlite::Error) -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "store",
        "the report cannot be read now",
    )
}

/// Reads in one snapshot, on a thread that may wait for the disk.
pub(crate) async fn read<T: Send + 'static>(
    state: &Arc<State>,
    query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let state = Arc::clone(state);
    let task = tokio::task::spawn_blocking(move || {
        let db = state.store.reader()?;
        let snapshot = db.unchecked_transaction()?;
        query(&snapshot)
    });
    let read = task
        .await
        .unwrap_or(Err(rusqlite::Error::QueryReturnedNoRows));
    read.map_err(broken)
}

/// Why there is no figure.
pub(crate) fn few(missing: &NotEnough) -> Value {
    json!({"of": missing.of.name(), "have": missing.have, "need": missing.need})
}

pub(crate) fn limit(asked: &Asked) -> usize {
    let limit = asked.get("limit").and_then(|v| v.parse().ok());
    limit.unwrap_or(100).clamp(1, 1000)
}

/// A page of rows that all stand ready.
pub(crate) fn answer_with(model: &str, rows: Vec<Value>, asked: &Asked, as_of: i64) -> Response {
    let after = asked
        .get("after")
        .and_then(|v| v.parse::<usize>().ok())
        .unwrap_or(0);
    let limit = limit(asked);
    let next = (rows.len() > after.saturating_add(limit)).then(|| (after + limit).to_string());
    let page: Vec<Value> = rows.into_iter().skip(after).take(limit).collect();
    json_answer(&json!({"model": model, "as_of": as_of, "rows": page, "next": next}))
}

pub(crate) fn answer(rows: Vec<Value>, asked: &Asked, as_of: i64) -> Response {
    answer_with(MODEL, rows, asked, as_of)
}

/// Where to go on in a list that is walked person by person.
#[derive(Clone, Default)]
pub(crate) struct Cursor {
    /// The last person that was looked at.
    pub(crate) user: String,
    /// Their rows that went out; above 0, they come once more.
    pub(crate) skip: usize,
}

impl Cursor {
    pub(crate) fn of(asked: &Asked) -> Result<Self, Problem> {
        let Some(text) = asked.get("after").filter(|v| !v.is_empty()) else {
            return Ok(Self::default());
        };
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            let (skip, user) = text.split_once(' ')?;
            Some(Cursor {
                user: user.to_owned(),
                skip: skip.parse().ok()?,
            })
        };
        read().ok_or_else(|| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "bad_after",
                "after is what a page called next",
            )
        })
    }

    fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{} {}", self.skip, self.user))
    }
}

/// A page that was walked to.
pub(crate) fn paged(model: &str, rows: &[Value], next: Option<Cursor>, as_of: i64) -> Response {
    json_answer(
        &json!({"model": model, "as_of": as_of, "rows": rows, "next": next.map(|c| c.token())}),
    )
}

pub(crate) fn at(asked: &Asked) -> i64 {
    asked
        .get("at")
        .and_then(|v| v.parse().ok())
        .unwrap_or_else(now)
}

/// `?from=` (exclusive); the beginning of time where it is not said.
fn from(asked: &Asked) -> i64 {
    let from = asked.get("from").and_then(|v| v.parse().ok());
    from.unwrap_or(i64::MIN)
}

/// Counts of everything after `from`, up to `at`.
pub(crate) fn overview_row(
    db: &Connection,
    tenant: &str,
    from: i64,
    at: i64,
) -> rusqlite::Result<Value> {
    let named = "SUM(name = 'tutorial.started'), SUM(name = 'tutorial.completed'), SUM(name IN ('quiz.answered', 'survey.answered'))";
    let sql = format!(
        "SELECT COUNT(*), COUNT(DISTINCT user), COUNT(DISTINCT account), {named} FROM counted
         WHERE tenant = ?1 AND corrected_ms <= ?2 AND corrected_ms > ?3"
    );
    let mut row = db.query_row(&sql, params![tenant, at, from], |r| {
        let n = |i| r.get::<_, Option<i64>>(i).map(Option::unwrap_or_default);
        Ok(json!({"events": n(0)?, "users": n(1)?, "accounts": n(2)?, "started": n(3)?, "completed": n(4)?, "answered": n(5)?}))
    })?;
    let gaps: i64 = db.query_row(
        "SELECT CAST(TOTAL(missing) AS INTEGER) FROM (SELECT MAX(seq) - MIN(seq) + 1 - COUNT(DISTINCT seq) AS missing FROM event
         WHERE tenant = ?1 AND corrected_ms <= ?2 AND corrected_ms > ?3 GROUP BY session, tab)",
        params![tenant, at, from],
        |r| r.get(0),
    )?;
    let dropped: i64 = db.query_row(
        "SELECT CAST(TOTAL(CASE json_type(body, '$.data.count') WHEN 'integer' THEN json_extract(body, '$.data.count') END) AS INTEGER)
         FROM event WHERE tenant = ?1 AND name = 'queue.dropped' AND corrected_ms <= ?2 AND corrected_ms > ?3",
        params![tenant, at, from],
        |r| r.get(0),
    )?;
    row["gaps"] = json!(gaps);
    row["dropped"] = json!(dropped);
    Ok(row)
}

pub(crate) async fn overview(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let from = from(&asked);
    let row = read(&state, move |db| overview_row(db, &tenant, from, at)).await?;
    Ok(answer(vec![row], &asked, at))
}

/// The events that were received last, newest first.
pub(crate) fn latest(db: &Connection, tenant: &str) -> rusqlite::Result<Vec<Value>> {
    let sql = "SELECT corrected_ms, name, user, account, content, step FROM event WHERE tenant = ?1 AND apart = 0 ORDER BY rowid DESC LIMIT 12";
    db.prepare(sql)?
        .query_map([tenant], |r| {
            let text = |i| r.get::<_, Option<String>>(i);
            Ok(json!({"at": r.get::<_, i64>(0)?, "name": text(1)?, "user": text(2)?, "account": text(3)?, "content": text(4)?, "step": text(5)?}))
        })?
        .collect()
}

/// How many people reached and completed each step, in the tutorial's order.
pub(crate) fn funnel(
    db: &Connection,
    tenant: &str,
    content: &str,
    from: i64,
    at: i64,
) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare(
        "SELECT version, step, COUNT(DISTINCT CASE WHEN name = 'tutorial.step_shown' THEN COALESCE(user, session) END),
            COUNT(DISTINCT CASE WHEN name = 'tutorial.step_completed' THEN COALESCE(user, session) END), MIN(corrected_ms)
         FROM counted WHERE tenant = ?1 AND content = ?2 AND corrected_ms <= ?3 AND corrected_ms > ?4 AND step IS NOT NULL
            AND name IN ('tutorial.step_shown', 'tutorial.step_completed')
         GROUP BY version, step ORDER BY version DESC, 5, step",
    )?;
    let mut rows: Vec<Value> = statement
        .query_map(params![tenant, content, at, from], |r| {
            let (reached, completed) = (r.get::<_, u32>(2)?, r.get::<_, u32>(3)?);
            let (reached, completed) = (u64::from(reached), u64::from(completed));
            let reached = reached.max(completed);
            let band = wilson(completed, reached, Z90);
            Ok(json!({"content": content, "version": r.get::<_, Option<i64>>(0)?, "step": r.get::<_, String>(1)?, "reached": reached,
                "completed": completed, "rate": completed as f64 / reached.max(1) as f64, "low": band.low, "high": band.high}))
        })?
        .collect::<Result<_, _>>()?;
    let mut orders: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let version = row["version"].as_i64().unwrap_or(0);
        orders.entry(version).or_insert_with(|| {
            let item = releases::item_at(db, tenant, "tutorials", content, version);
            let steps = item.as_ref().into_iter().flat_map(|i| items(i, "steps"));
            let ids = steps.filter_map(|s| s["id"].as_str());
            ids.map(str::to_owned).collect()
        });
    }
    let place = |row: &Value| {
        let order = orders.get(&row["version"].as_i64().unwrap_or(0));
        let at = order.and_then(|o| o.iter().position(|s| row["step"] == **s));
        at.unwrap_or(usize::MAX)
    };
    rows.sort_by_key(|row| (-row["version"].as_i64().unwrap_or(0), place(row)));
    Ok(rows)
}

pub(crate) async fn content(
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let from = from(&asked);
    let rows = read(&state, move |db| funnel(db, &tenant, &id, from, at)).await?;
    Ok(answer(rows, &asked, at))
}

/// What each person probably knows of each topic; cells without evidence are absent.
pub(crate) fn comprehension_rows(
    db: &Connection,
    tenant: &str,
    at: i64,
) -> rusqlite::Result<Vec<Value>> {
    comprehension::rows(db, tenant, at, &comprehension::Wanted::default())
}

/// How much everybody wants to learn, estimated from 28 days.
pub(crate) fn motivation_rows(
    db: &Connection,
    tenant: &str,
    at: i64,
) -> rusqlite::Result<Vec<Value>> {
    motivation::rows(db, tenant, at, &comprehension::Wanted::default())
}
