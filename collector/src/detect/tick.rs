//! The business-day clock: which days are still to be evaluated, what comes of it is kept, in their order and once.
//! In: a tenant and the newest moment that is known. Out: counts. One evaluation at a time.

use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use super::{Evaluated, evaluate};
use crate::answer::Problem;
use crate::audit;
use crate::calendar::{Calendar, before, next, shifted};
use crate::desk::case;
use crate::reports;
use crate::routes::{State, now};
use crate::store::Refused;

/// Cases of one transaction.
const PART: usize = 200;
/// How far back a first evaluation looks where nobody asked for more.
const FIRST_DAYS: i32 = 7;

fn setting(tenant: &str) -> String {
    format!("detected {tenant}")
}

/// The last day that was evaluated.
pub(crate) fn last_day(db: &Connection, tenant: &str) -> rusqlite::Result<Option<Date>> {
    let text: Option<String> = db
        .query_row(
            "SELECT value FROM setting WHERE name = ?1",
            [setting(tenant)],
            |r| r.get(0),
        )
        .optional()?;
    Ok(text.and_then(|t| t.parse().ok()))
}

fn waiting(tenant: &str) -> String {
    format!("undetected {tenant}")
}

/// Remembers from when on imported events wait to be evaluated: an import comes in many parts, and the last one asks.
pub(crate) async fn waits(state: &Arc<State>, tenant: &str, first: i64) -> Result<(), Problem> {
    let name = waiting(tenant);
    let kept = state.store.change(move |db| {
        db.execute(
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = min(value, excluded.value)",
            params![name, first],
        )
    });
    kept.await.map(drop).map_err(Problem::unstored)
}

/// Evaluates what imports brought: from their oldest event, or the day after the last, to the last day that the
/// newest event leaves behind.
pub(crate) async fn imported(state: &Arc<State>, tenant: &str) -> Result<Value, Problem> {
    let owned = tenant.to_owned();
    let range = reports::read(state, move |db| {
        let calendar = Calendar::of(db, &owned, now());
        let newest: Option<i64> = db.query_row(
            "SELECT MAX(corrected_ms) FROM event WHERE tenant = ?1 AND apart = 0",
            [&owned],
            |r| r.get(0),
        )?;
        let oldest: Option<i64> = db.query_row(
            "SELECT MIN(corrected_ms) FROM event WHERE tenant = ?1 AND apart = 0",
            [&owned],
            |r| r.get(0),
        )?;
        let (Some(newest), Some(oldest)) = (newest, oldest) else {
            return Ok(None);
        };
        // The newest event's own day is still going on, unless it is long gone.
        let today = calendar.day(now());
        let newest_day = calendar.day(newest);
        let to = if newest_day < shifted(today, -1) {
            newest_day
        } else {
            before(today).min(newest_day)
        };
        let first: Option<i64> = db
            .query_row(
                "SELECT value FROM setting WHERE name = ?1",
                [waiting(&owned)],
                |r| r.get(0),
            )
            .optional()?;
        let from = match (last_day(db, &owned)?, first) {
            (Some(last), Some(first)) => next(last).min(calendar.day(first)),
            (Some(last), None) => next(last),
            (None, _) => calendar.day(oldest),
        };
        Ok((from <= to).then_some((from, to)))
    })
    .await?;
    let told = match range {
        Some((from, to)) => run(state, tenant, from, to).await?,
        None => json!({"days": 0, "opened": 0, "closed": 0}),
    };
    let name = waiting(tenant);
    let forgotten = state
        .store
        .change(move |db| db.execute("DELETE FROM setting WHERE name = ?1", [&name]));
    forgotten.await.map_err(Problem::unstored)?;
    Ok(told)
}

/// Evaluates the business days that are over and have not been, up to now.
pub(crate) async fn due(state: &Arc<State>, tenant: &str) -> Result<Value, Problem> {
    let owned = tenant.to_owned();
    let range = reports::read(state, move |db| {
        let calendar = Calendar::of(db, &owned, now());
        let to = calendar.last_over(now());
        let from = match last_day(db, &owned)? {
            Some(last) => next(last),
            None => shifted(to, -FIRST_DAYS),
        };
        Ok((from <= to).then_some((from, to)))
    })
    .await?;
    match range {
        Some((from, to)) => run(state, tenant, from, to).await,
        None => Ok(json!({"days": 0, "opened": 0, "closed": 0})),
    }
}

async fn run(state: &Arc<State>, tenant: &str, from: Date, to: Date) -> Result<Value, Problem> {
    // Two evaluations at once would open the same case twice.
    let _turn = state.detecting.lock().await;
    let owned = tenant.to_owned();
    let evaluated = reports::read(state, move |db| evaluate(db, &owned, from, to)).await?;
    let told = json!({"from": from.to_string(), "to": to.to_string(), "days": evaluated.days, "blind_days": evaluated.blind,
        "opened": evaluated.openings.len(),
        "closed": evaluated.ended.len() + evaluated.openings.iter().filter(|o| o.ended.is_some()).count()});
    keep(state, tenant, evaluated, to)
        .await
        .map_err(Problem::unstored)?;
    Ok(told)
}

async fn keep(
    state: &Arc<State>,
    tenant: &str,
    evaluated: Evaluated,
    to: Date,
) -> Result<(), Refused> {
    let Evaluated {
        openings,
        ended,
        activity,
        days,
        judged,
        ..
    } = evaluated;
    let opened = openings.len();
    let mut openings = openings.into_iter().peekable();
    while openings.peek().is_some() {
        let part: Vec<_> = openings.by_ref().take(PART).collect();
        let owned = tenant.to_owned();
        state
            .store
            .change(move |db| part.iter().try_for_each(|o| case::open(db, &owned, o)))
            .await?;
    }
    let owned = tenant.to_owned();
    state
        .store
        .change(move |db| {
            for (id, at, why) in &ended {
                case::end(db, &owned, id, *at, why)?;
            }
            for (id, shown) in &activity {
                case::show_activity(db, &owned, id, shown)?;
            }
            let last = last_day(db, &owned)?.map_or(to, |last| last.max(to));
            db.execute(
                "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
                params![setting(&owned), last.to_string()],
            )?;
            db.execute(
                "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
                params![format!("judged {owned}"), judged.to_string()],
            )?;
            let more = json!({"days": days, "opened": opened, "closed": ended.len()});
            audit::write(db, &owned, now(), "rules", "detected", &more)
        })
        .await
}

/// How many accounts there were at the last evaluation, and of how many behaviour could be judged.
pub(crate) fn judged(db: &Connection, tenant: &str) -> rusqlite::Result<Value> {
    let text: Option<String> = db
        .query_row(
            "SELECT value FROM setting WHERE name = ?1",
            [format!("judged {tenant}")],
            |r| r.get(0),
        )
        .optional()?;
    Ok(text
        .and_then(|t| serde_json::from_str(&t).ok())
        .unwrap_or(Value::Null))
}
