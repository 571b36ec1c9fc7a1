//! Reports: rows in, numbers out. Each report's SQL stands here once; the dashboard draws the same rows.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use measure::comprehension::{Observation, estimate};
use measure::evidence::{Kind, default_row, once_a_day};
use measure::interval::{Z90, wilson};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::answer::{Problem, json_answer};
use crate::releases::{self, items, manifest};
use crate::role::Act;
use crate::routes::{State, now};

/// The first, simple numbers; later models get names of their own.
pub(crate) const MODEL: &str = "first-1";
const DAY_MS: f64 = 86_400_000.0;

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

fn answer(rows: Vec<Value>, asked: &Asked, as_of: i64) -> Response {
    let number = |key: &str| asked.get(key).and_then(|v| v.parse::<usize>().ok());
    let (after, limit) = (
        number("after").unwrap_or(0),
        number("limit").unwrap_or(100).clamp(1, 1000),
    );
    let next = if rows.len() > after.saturating_add(limit) {
        json!((after + limit).to_string())
    } else {
        Value::Null
    };
    let page: Vec<Value> = rows.into_iter().skip(after).take(limit).collect();
    json_answer(&json!({"model": MODEL, "as_of": as_of, "rows": page, "next": next}))
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
         GROUP BY version, step ORDER BY version DESC, 5",
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

struct Seen {
    user: String,
    account: Option<String>,
    name: String,
    content: Option<String>,
    at: i64,
}

/// What each person probably knows of each topic; cells without evidence are absent.
pub(crate) fn comprehension_rows(
    db: &Connection,
    tenant: &str,
    at: i64,
) -> rusqlite::Result<Vec<Value>> {
    let manifest = manifest(db, tenant);
    let mut statement = db.prepare(
        "SELECT user, account, name, content, corrected_ms FROM counted WHERE tenant = ?1 AND corrected_ms <= ?2 AND user IS NOT NULL
            AND (name IN ('tutorial.completed', 'tutorial.started') OR name LIKE 'host.%') ORDER BY corrected_ms, seq",
    )?;
    let seen: Vec<Seen> = statement
        .query_map(params![tenant, at], |r| {
            Ok(Seen {
                user: r.get(0)?,
                account: r.get(1)?,
                name: r.get(2)?,
                content: r.get(3)?,
                at: r.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for topic in items(&manifest, "topics") {
        let Some(id) = topic["id"].as_str() else {
            continue;
        };
        let task = topic["task"]["event"].as_str().map(|e| format!("host.{e}"));
        let taught: BTreeSet<&str> = items(&manifest, "tutorials")
            .filter(|t| items(t, "topics").any(|x| *x == json!(id)))
            .filter_map(|t| t["id"].as_str())
            .collect();
        let mut people: BTreeMap<&str, (Option<&str>, Vec<Observation>, i64)> = BTreeMap::new();
        let mut guided: BTreeMap<&str, i64> = BTreeMap::new();
        let mut counted: HashSet<(&str, Kind, i64)> = HashSet::new();
        for event in &seen {
            let about = event.content.as_deref().is_some_and(|c| taught.contains(c));
            let kind = match event.name.as_str() {
                "tutorial.completed" if about => {
                    guided.insert(&event.user, event.at);
                    Kind::GuideFinished
                }
                "tutorial.started" if about && guided.contains_key(event.user.as_str()) => {
                    Kind::GuideReopened
                }
                name if task.as_deref() == Some(name) => match guided.get(event.user.as_str()) {
                    Some(end) if (event.at - end) as f64 >= DAY_MS => Kind::Transfer,
                    _ => Kind::TaskDone,
                },
                _ => continue,
            };
            let day = event.at.div_euclid(DAY_MS as i64);
            if once_a_day(kind) && !counted.insert((&event.user, kind, day)) {
                continue;
            }
            let cell = people.entry(&event.user).or_insert((None, Vec::new(), 0));
            cell.0 = event.account.as_deref().or(cell.0);
            cell.1.push(Observation {
                day: event.at as f64 / DAY_MS,
                evidence: default_row(kind),
            });
            cell.2 = event.at;
        }
        for (user, (account, observations, last)) in people {
            if let Some(e) = estimate(&observations, at as f64 / DAY_MS) {
                rows.push(json!({"user": user, "account": account, "topic": id, "known": e.known, "low": e.low, "high": e.high,
                    "evidence": e.evidence, "label": e.label.name(), "last": last}));
            }
        }
    }
    Ok(rows)
}

pub(crate) async fn comprehension(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadPeople)?, at(&asked));
    let mut rows = read(&state, move |db| comprehension_rows(db, &tenant, at)).await?;
    for key in ["account", "user", "topic"] {
        if let Some(wanted) = asked.get(key) {
            rows.retain(|r| r[key] == *wanted);
        }
    }
    Ok(answer(rows, &asked, at))
}
