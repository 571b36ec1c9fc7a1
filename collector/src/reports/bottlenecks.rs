//! `GET /v1/reports/bottlenecks` and `/funnel`: which step loses people, and which inquiries content could have spared.
//! Ordered by people surely lost; inquiries by the minutes that content could save.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::bottleneck::{self, Inquiries, Repair};
use measure::interval::{Z90, wilson};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::journey::{self, guides};
use super::{Asked, answer, answer_with, at, few, from, read};
use crate::answer::Problem;
use crate::ledger::DAY_MS;
use crate::ledger::behaviour::WINDOW_DAYS;
use crate::ledger::people::{Ledger, estimate};
use crate::releases::{items, manifest};
use crate::role::Act;
use crate::routes::State;

pub(crate) async fn funnel(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at, from) = (
        state.reader(&headers, Act::ReadCounts)?,
        at(&asked),
        from(&asked),
    );
    let content = asked.get("content").cloned();
    let rows = read(&state, move |db| {
        let manifest = manifest(db, &tenant);
        let mut rows = Vec::new();
        for guide in guides(db, &tenant, &manifest)?
            .iter()
            .filter(|g| content.as_ref().is_none_or(|c| c == *g))
        {
            rows.extend(super::funnel(db, &tenant, guide, from, at)?);
        }
        Ok(rows)
    })
    .await?;
    Ok(answer(rows, &asked, at))
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let from = asked
        .get("from")
        .and_then(|v| v.parse().ok())
        .unwrap_or(at - WINDOW_DAYS * DAY_MS);
    let kind = asked.get("kind").cloned();
    let (model, mut rows) = read(&state, move |db| {
        let mut rows = steps(db, &tenant, from, at)?;
        let ledger = Ledger::open(db, &tenant, at, None)?;
        rows.extend(inquiries(db, &tenant, &ledger, from)?);
        Ok((ledger.model.version, rows))
    })
    .await?;
    rows.retain(|r| kind.as_ref().is_none_or(|k| r["kind"] == **k));
    Ok(answer_with(&model, rows, &asked, at))
}

/// The newest seen version of every guide, its steps ranked over all.
fn steps(db: &Connection, tenant: &str, from: i64, at: i64) -> rusqlite::Result<Vec<Value>> {
    const KINDS: [&str; 6] = ["next", "click", "input", "event", "appears", "quiz"];
    let manifest = manifest(db, tenant);
    let (mut all, mut named) = (Vec::new(), Vec::new());
    for guide in guides(db, tenant, &manifest)? {
        for (version, steps) in journey::steps(db, tenant, &guide, from, at)?
            .into_iter()
            .take(1)
        {
            for step in steps {
                let (n, reached) = (step.reached.len(), step.reached.len().max(1) as f64);
                let mut dwell = step.dwell_ms;
                dwell.sort_unstable_by(f64::total_cmp);
                let median = dwell.get(dwell.len() / 2).copied();
                all.push(bottleneck::Step {
                    kind: KINDS.iter().position(|k| *k == step.kind).unwrap_or(0) as u32,
                    reached: n as u64,
                    left: (n - step.passed.len()) as u64,
                    excess_seconds: median.unwrap_or(0.0) / 1000.0,
                    helped: step.unclear.len() as f64 / reached,
                    turned_back: step.backs.len() as f64 / reached,
                });
                named.push((guide.clone(), version, step.id, step.kind, median));
            }
        }
    }
    let (ranked, small) = bottleneck::steps(&all);
    let told = |place: usize| {
        let ((content, version, step, advance, median), counts) =
            (named.get(place)?, all.get(place)?);
        Some(
            json!({"kind": "step", "content": content, "version": version, "step": step, "advance": advance, "reached": counts.reached,
            "lost": counts.left, "unclear": counts.helped, "turned_back": counts.turned_back, "median_ms": median}),
        )
    };
    let ranked = ranked.iter().filter_map(|found| {
        let mut row = told(found.step)?;
        row["rate"] = json!(found.rate);
        row["lost_low"] = json!(found.range.low);
        row["lost_high"] = json!(found.range.high);
        row["base"] = json!(found.base);
        row["surely_lost"] = json!(found.lost);
        Some(row)
    });
    let small = small.iter().filter_map(|(place, missing)| {
        let mut row = told(*place)?;
        let counts = all.get(*place)?;
        let band = wilson(counts.left, counts.reached, Z90);
        row["rate"] = Value::Null;
        row["lost_low"] = json!(band.low);
        row["lost_high"] = json!(band.high);
        row["surely_lost"] = Value::Null;
        row["reason"] = few(missing);
        Some(row)
    });
    Ok(ranked.chain(small).collect())
}

/// One inquiry, by whichever way it came.
pub(super) struct Asking {
    id: String,
    pub(super) user: Option<String>,
    pub(super) category: String,
    pub(super) at: i64,
    pub(super) minutes: Option<f64>,
}

/// Inquiries of a period: forms and tickets; a ticket of a form's id is the same one.
pub(super) fn asked(
    db: &Connection,
    tenant: &str,
    from: i64,
    at: i64,
) -> rusqlite::Result<Vec<Asking>> {
    let mut all: BTreeMap<String, Asking> = BTreeMap::new();
    let mut forms = db.prepare_cached(
        "SELECT id, user, json_extract(body, '$.data.category'), corrected_ms FROM counted
         WHERE tenant = ?1 AND name = 'inquiry.submitted' AND corrected_ms > ?2 AND corrected_ms <= ?3",
    )?;
    let mut rows = forms.query(params![tenant, from, at])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let category = row
            .get::<_, Option<String>>(2)
            .unwrap_or(None)
            .unwrap_or_default();
        all.insert(
            id.clone(),
            Asking {
                id,
                user: row.get(1)?,
                category,
                at: row.get(3)?,
                minutes: None,
            },
        );
    }
    for (id, told) in crate::detect::told::told(db, tenant, "ticket")? {
        let Some(state) = told.at(at) else { continue };
        let text = |key: &str| state.get(key).and_then(Value::as_str).map(str::to_owned);
        let minutes = state.get("minutes").and_then(Value::as_f64);
        let Some(opened) = state
            .get("opened")
            .and_then(Value::as_i64)
            .filter(|t| *t > from && *t <= at)
        else {
            continue;
        };
        match all.get_mut(&id) {
            Some(same) => {
                same.minutes = minutes;
                same.category = text("category").unwrap_or_else(|| same.category.clone());
            }
            None => {
                let asking = Asking {
                    id: id.clone(),
                    user: text("user"),
                    category: text("category").unwrap_or_default(),
                    at: opened,
                    minutes,
                };
                all.insert(id, asking);
            }
        }
    }
    Ok(all.into_values().collect())
}

/// Categories by what would spare them.
fn inquiries(
    db: &Connection,
    tenant: &str,
    ledger: &Ledger<'_>,
    from: i64,
) -> rusqlite::Result<Vec<Value>> {
    let at = ledger.at;
    let active: i64 = db.query_row(
        "SELECT COUNT(DISTINCT user) FROM counted WHERE tenant = ?1 AND corrected_ms > ?2 AND corrected_ms <= ?3",
        params![tenant, from, at],
        |r| r.get(0),
    )?;
    let titles: BTreeMap<&str, (usize, &Value)> = (0..)
        .zip(items(&ledger.plan.manifest, "inquiries"))
        .filter_map(|(n, i)| Some((i["id"].as_str()?, (n, &i["title"]))))
        .collect();
    let mut by: BTreeMap<String, (Inquiries, Vec<f64>)> = BTreeMap::new();
    for asking in asked(db, tenant, from, at)? {
        let none = Inquiries {
            count: 0,
            not_delivered: 0,
            taught_but_low: 0,
            known_but_asks: 0,
            minutes: 0.0,
        };
        let (counts, minutes) = by
            .entry(asking.category.clone())
            .or_insert((none, Vec::new()));
        counts.count += 1;
        minutes.extend(asking.minutes);
        let Some((topic, user)) = ledger
            .plan
            .category(&asking.category)
            .zip(asking.user.as_ref())
        else {
            continue;
        };
        let Some(person) = ledger.person(user)? else {
            continue;
        };
        let before = |e: &&crate::ledger::record::Event| {
            e.at < asking.at && ledger.plan.teaches(&e.content).contains(&topic)
        };
        if person.events.iter().find(before).is_none() {
            counts.not_delivered += 1;
            continue;
        }
        let cell = person
            .cells()
            .find(|(t, _)| *t == topic)
            .map_or(&[][..], |(_, cell)| cell);
        let known = estimate(cell, ledger.model.assumptions, asking.at - 1)
            .map_or(ledger.model.assumptions.prior, |(e, _)| e.known);
        *if known < 0.5 {
            &mut counts.taught_but_low
        } else {
            &mut counts.known_but_asks
        } += 1;
        debug_assert!(!asking.id.is_empty());
    }
    let names: Vec<&String> = by.keys().collect();
    let median = |list: &[f64]| {
        let mut sorted = list.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    };
    let minutes: Vec<Option<f64>> = by.values().map(|(_, m)| median(m)).collect();
    // Where nobody says how long they take, each counts alike and no minutes are claimed.
    let timed = minutes.iter().any(Option::is_some);
    let counts: Vec<Inquiries> = by
        .values()
        .zip(&minutes)
        .map(|((c, _), m)| Inquiries {
            minutes: m.unwrap_or(if timed { 0.0 } else { 1.0 }),
            ..*c
        })
        .collect();
    let Ok(ranked) = bottleneck::inquiries(&counts, active.max(0) as u64) else {
        return Ok(Vec::new());
    };
    let rows = ranked.iter().filter_map(|found| {
        let (name, c) = (names.get(found.category)?, counts.get(found.category)?);
        let minutes = minutes.get(found.category).copied().flatten();
        let repair = found.repair.map(|r| match r {
            Repair::Delivery => "delivery",
            Repair::Content => "content",
            Repair::Product => "product",
        });
        Some(json!({"kind": "inquiry", "category": name, "title": titles.get(name.as_str()).map(|t| t.1), "inquiries": c.count,
            "not_delivered": c.not_delivered, "taught_but_low": c.taught_but_low, "known_but_asks": c.known_but_asks,
            "per_100": found.rate, "low": found.range.low, "high": found.range.high, "teachable": found.teachable, "minutes": minutes,
            "spared_minutes": minutes.map(|_| found.spared), "repair": repair}))
    });
    Ok(rows.collect())
}
