//! `GET /v1/reports/delivery`: may today's numbers be trusted. Loss is provable: pages number their events without gaps
//! by session and tab, so a missing number between two that came is an event that was lost, and some say why.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::interval::{Z90, wilson};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::answer::{Problem, json_answer};
use crate::facts;
use crate::reports::{self, Asked};
use crate::role::Act;
use crate::routes::State;
use crate::zone::Zone;

/// Days shown, the last one among them.
pub(crate) const DAYS: i32 = 28;
/// An event that took longer to arrive is late.
const LATE_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
/// A page's clock that is further off is wrong.
const SKEW_MS: i64 = 5 * 60_000;

/// What happened on one day, or on all of them.
#[derive(Clone, Default)]
pub(crate) struct Counts {
    pub(crate) received: i64,
    pub(crate) sessions: i64,
    pub(crate) missing: i64,
    /// What pages said they dropped, by reason.
    pub(crate) dropped: BTreeMap<String, i64>,
    pub(crate) duplicates: i64,
    pub(crate) conflicts: i64,
    pub(crate) rejected: i64,
    /// Kept apart: they name a user whom no token vouches for.
    pub(crate) unsigned: i64,
    pub(crate) late: i64,
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.received += other.received;
        self.sessions += other.sessions;
        self.missing += other.missing;
        for (reason, n) in &other.dropped {
            *self.dropped.entry(reason.clone()).or_default() += n;
        }
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.rejected += other.rejected;
        self.unsigned += other.unsigned;
        self.late += other.late;
    }

    /// (share lost, its 90 % interval), where anything came.
    pub(crate) fn loss(&self) -> Option<(f64, f64, f64)> {
        let (lost, all) = (
            self.missing.max(0) as u64,
            (self.received + self.missing).max(0) as u64,
        );
        let band = (all > 0).then(|| wilson(lost, all, Z90))?;
        Some((lost as f64 / all as f64, band.low, band.high))
    }

    fn row(&self) -> Value {
        let loss = self.loss();
        let explained: i64 = self.dropped.values().sum();
        json!({"received": self.received, "sessions": self.sessions, "missing": self.missing, "dropped": self.dropped,
            "unexplained": (self.missing - explained).max(0), "rate": loss.map(|l| l.0), "low": loss.map(|l| l.1), "high": loss.map(|l| l.2),
            "duplicates": self.duplicates, "conflicts": self.conflicts, "rejected": self.rejected, "unsigned": self.unsigned, "late": self.late})
    }
}

/// The days, oldest first, and what is counted over all of them.
pub(crate) struct Delivery {
    /// (when it began, what happened)
    pub(crate) days: Vec<(i64, Counts)>,
    pub(crate) total: Counts,
    /// Events from pages whose clock was ahead, and behind.
    pub(crate) ahead: i64,
    pub(crate) behind: i64,
    /// Events of releases that have not arrived.
    pub(crate) unknown_release: i64,
}

pub(crate) fn gather(
    db: &Connection,
    tenant: &str,
    zone: &Zone,
    at: i64,
) -> rusqlite::Result<Delivery> {
    let begins: Vec<i64> = (0..DAYS).rev().map(|back| zone.day(at, back)).collect();
    let first = begins.first().copied().unwrap_or(at);
    let mut days: Vec<(i64, Counts)> = begins.into_iter().map(|b| (b, Counts::default())).collect();
    let mut by_day = db.prepare(
        "SELECT COUNT(*), TOTAL(apart), TOTAL(received_ms - corrected_ms > ?4) FROM event
         WHERE tenant = ?1 AND corrected_ms >= ?2 AND corrected_ms < ?3 AND corrected_ms <= ?5",
    )?;
    let mut by_hour = db.prepare(
        "SELECT what, SUM(n) FROM tally WHERE tenant = ?1 AND hour >= ?2 AND hour < ?3 GROUP BY what",
    )?;
    for n in 0..days.len() {
        let end = days.get(n + 1).map_or(i64::MAX, |(begin, _)| *begin);
        let Some((begin, counts)) = days.get_mut(n) else {
            continue;
        };
        (counts.received, counts.unsigned, counts.late) =
            by_day.query_row(params![tenant, *begin, end, LATE_MS, at], |r| {
                let whole = |i| r.get::<_, f64>(i).map(|n| n as i64);
                Ok((r.get(0)?, whole(1)?, whole(2)?))
            })?;
        let until = if end > at {
            hour_after(at)
        } else {
            end.div_euclid(HOUR_MS)
        };
        let hours = (begin.div_euclid(HOUR_MS), until);
        let mut rows = by_hour.query(params![tenant, hours.0, hours.1])?;
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(1)?;
            match row.get::<_, String>(0)?.as_str() {
                "duplicate" => counts.duplicates = n,
                "conflict" => counts.conflicts = n,
                "rejected" => counts.rejected = n,
                _ => {}
            }
        }
    }
    let mut place = |at: i64, tell: &mut dyn FnMut(&mut Counts)| {
        let day = days.iter_mut().rev().find(|(begin, _)| *begin <= at);
        if let Some((_, counts)) = day {
            tell(counts);
        }
    };
    // A gap belongs to the day on which its session was last heard of.
    let mut streams = db.prepare(
        "SELECT MAX(seq) - MIN(seq) + 1 - COUNT(DISTINCT seq), MAX(corrected_ms) AS last FROM event
         WHERE tenant = ?1 AND corrected_ms <= ?2 GROUP BY session, tab HAVING last >= ?3",
    )?;
    let mut rows = streams.query(params![tenant, at, first])?;
    while let Some(row) = rows.next()? {
        let (missing, last): (i64, i64) = (row.get(0)?, row.get(1)?);
        place(last, &mut |counts| {
            counts.sessions += 1;
            counts.missing += missing;
        });
    }
    let mut dropped = db.prepare(
        "SELECT corrected_ms, COALESCE(json_extract(body, '$.data.reason'), '?'), json_extract(body, '$.data.count') FROM event
         WHERE tenant = ?1 AND name = 'queue.dropped' AND corrected_ms >= ?2 AND corrected_ms <= ?3
            AND json_type(body, '$.data.count') = 'integer'",
    )?;
    let mut rows = dropped.query(params![tenant, first, at])?;
    while let Some(row) = rows.next()? {
        let reason: String = row.get(1).unwrap_or_else(|_| "?".to_owned());
        // What a page claims is bounded: one claim must not drown the rest.
        let n: i64 = row.get::<_, i64>(2)?.clamp(0, 1_000_000);
        place(row.get(0)?, &mut |counts| {
            *counts.dropped.entry(reason.clone()).or_default() += n;
        });
    }
    let mut total = Counts::default();
    for (_, counts) in &days {
        total.add(counts);
    }
    let (ahead, behind, unknown_release) = db.query_row(
        "SELECT TOTAL(sent_ms - received_ms > ?4), TOTAL(received_ms - sent_ms > ?4),
            TOTAL(release IS NOT NULL AND release NOT IN (SELECT version FROM release WHERE tenant = ?1))
         FROM event WHERE tenant = ?1 AND corrected_ms >= ?2 AND corrected_ms <= ?3",
        params![tenant, first, at, SKEW_MS],
        |r| {
            let whole = |i| r.get::<_, f64>(i).map(|n| n as i64);
            Ok((whole(0)?, whole(1)?, whole(2)?))
        },
    )?;
    Ok(Delivery {
        days,
        total,
        ahead,
        behind,
        unknown_release,
    })
}

/// The first hour that begins after a time.
fn hour_after(ms: i64) -> i64 {
    ms.div_euclid(HOUR_MS).saturating_add(1)
}

/// One row a day, oldest first; `total` over all of them.
pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (
        state.reader(&headers, Act::ReadCounts)?,
        reports::at(&asked),
    );
    let (delivery, zone) = reports::read(&state, move |db| {
        let zone = Zone::of(facts::timezone(db, &tenant, at).as_deref());
        Ok((gather(db, &tenant, &zone, at)?, zone))
    })
    .await?;
    let rows = delivery.days.iter().map(|(begin, counts)| {
        let mut row = counts.row();
        row["day"] = json!(zone.date(*begin));
        row
    });
    let mut total = delivery.total.row();
    total["clock_ahead"] = json!(delivery.ahead);
    total["clock_behind"] = json!(delivery.behind);
    total["unknown_release"] = json!(delivery.unknown_release);
    let rows: Vec<Value> = rows.collect();
    Ok(json_answer(
        &json!({"model": reports::MODEL, "as_of": at, "total": total, "rows": rows, "next": null}),
    ))
}
