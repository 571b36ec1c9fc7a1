//! `GET /v1/reports/uniformity`: did everybody of a program get the same. One row a program and release: the three
//! factors, their product, who missed what, and the segment that was served least beside the one served most.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::uniformity::{Cell, Delivery, Segment, equity, modal_share, uniformity};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::delivered::{Delivered, kind_of, of_item};
use super::roster::Roster;
use super::{Asked, answer, at, few, read};
use crate::answer::Problem;
use crate::ledger::DAY_MS;
use crate::ledger::people::names_of;
use crate::releases::{items, manifest};
use crate::role::Act;
use crate::routes::State;

/// Lists inside a row hold this many, and say how many there are.
const LISTED: usize = 100;

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadPeople)?, at(&asked));
    let filter = [asked.get("account").cloned(), asked.get("user").cloned()];
    let skip = asked
        .get("gaps_after")
        .and_then(|v| v.parse().ok())
        .unwrap_or(0);
    let rows = read(&state, move |db| rows(db, &tenant, at, &filter, skip)).await?;
    Ok(answer(rows, &asked, at))
}

/// Host events of everybody, for audiences that ask for them; of those named only, where `only` is a JSON array.
fn happened(
    db: &Connection,
    tenant: &str,
    at: i64,
    audience: &Value,
    only: Option<&str>,
) -> rusqlite::Result<BTreeMap<String, BTreeMap<String, Vec<i64>>>> {
    let mut wanted = BTreeSet::new();
    named(audience, "event", &mut wanted);
    let mut all: BTreeMap<String, BTreeMap<String, Vec<i64>>> = BTreeMap::new();
    let few = match only {
        Some(_) => "user IN (SELECT value FROM json_each(?4))",
        None => "?4 IS NULL",
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT user, corrected_ms FROM counted WHERE tenant = ?1 AND name = ?2 AND corrected_ms <= ?3 AND user IS NOT NULL AND {few} ORDER BY 2"
    ))?;
    for name in wanted {
        let mut rows = statement.query(params![tenant, format!("host.{name}"), at, only])?;
        while let Some(row) = rows.next()? {
            all.entry(row.get(0)?)
                .or_default()
                .entry(name.clone())
                .or_default()
                .push(row.get(1)?);
        }
    }
    Ok(all)
}

fn named(condition: &Value, key: &str, into: &mut BTreeSet<String>) {
    match condition {
        Value::Object(map) => {
            if let Some(name) = map.get(key).and_then(Value::as_str) {
                into.insert(name.to_owned());
            }
            map.values().for_each(|v| named(v, key, into));
        }
        Value::Array(list) => list.iter().for_each(|v| named(v, key, into)),
        _ => {}
    }
}

/// Whom a program is required of, in the order of their names.
pub(crate) fn audience<'a>(
    db: &Connection,
    tenant: &str,
    roster: &'a Roster,
    program: &Value,
    segments: &[Value],
    at: i64,
) -> rusqlite::Result<Vec<&'a String>> {
    // A segment's own condition may ask for events too.
    let all = json!([program["audience"], segments]);
    let happened = happened(db, tenant, at, &all, roster.only())?;
    let wanted = &program["audience"];
    let people = roster.people.iter().filter(|(user, entry)| {
        let mut known = roster.known(entry);
        known.events = happened.get(*user).cloned().unwrap_or_default();
        wanted.is_null() || known.holds(wanted, segments) == Some(true)
    });
    Ok(people.map(|(user, _)| user).collect())
}

pub(crate) fn rows(
    db: &Connection,
    tenant: &str,
    at: i64,
    filter: &[Option<String>; 2],
    skip: usize,
) -> rusqlite::Result<Vec<Value>> {
    let manifest = manifest(db, tenant);
    let mut programs = items(&manifest, "programs").peekable();
    if programs.peek().is_none() {
        return Ok(Vec::new());
    }
    let [account, user] = filter;
    // The names of one account are few, and so is what is read for them.
    let roster = match (account, user) {
        (_, Some(user)) => Roster::some(db, tenant, at, std::slice::from_ref(user))?,
        (Some(account), None) => Roster::some(
            db,
            tenant,
            at,
            &names_of(db, tenant, account, "", usize::MAX)?,
        )?,
        (None, None) => Roster::of(db, tenant, at)?,
    };
    programs
        .map(|program| one(db, tenant, &roster, (&manifest, program), at, filter, skip))
        .collect()
}

fn one(
    db: &Connection,
    tenant: &str,
    roster: &Roster,
    (manifest, program): (&Value, &Value),
    at: i64,
    [account, user]: &[Option<String>; 2],
    skip: usize,
) -> rusqlite::Result<Value> {
    let segments: Vec<Value> = items(manifest, "segments").cloned().collect();
    let everybody = audience(db, tenant, roster, program, &segments, at)?;
    let fits = |name: &&&String| {
        let of = roster.people.get(**name).and_then(|e| e.account.as_ref());
        user.as_ref().is_none_or(|u| u == **name) && account.as_ref().is_none_or(|a| Some(a) == of)
    };
    let people: Vec<&String> = everybody.iter().filter(fits).copied().collect();
    let required: Vec<&str> = items(program, "required")
        .filter_map(Value::as_str)
        .collect();
    let due = program["due_days"]
        .as_f64()
        .map(|days| (days * DAY_MS as f64) as i64);
    let mut cells = Vec::new();
    let mut versions = Vec::new();
    for (n, item) in required.iter().enumerate() {
        let parts = of_item(db, tenant, manifest, item, at, roster.only())?;
        let current = kind_of(manifest, item)
            .and_then(|(_, i)| i["version"].as_i64())
            .unwrap_or(0);
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        for (who, name) in people.iter().enumerate() {
            let late = due.is_some_and(|due| {
                roster
                    .people
                    .get(*name)
                    .is_some_and(|e| at > e.since.saturating_add(due))
            });
            let delivery = delivery(parts.get(*name), current, late);
            if let Delivery::Whole { version, .. } = delivery {
                *counts.entry(i64::from(version)).or_default() += 1;
            }
            cells.push(Cell {
                user: who as u32,
                item: n as u32,
                delivery,
            });
        }
        let shares: Vec<u64> = counts.values().copied().collect();
        versions.push(json!({"content": item, "current": current, "deliveries": counts.iter().map(|(v, n)| json!({"version": v, "n": n})).collect::<Vec<_>>(),
            "modal_share": modal_share(&shares)}));
    }
    cells.sort_by_key(|c| (c.user, c.item));
    let mut row = json!({"program": program["id"], "release": program["release"], "title": program["title"], "people": people.len(),
        "items": required.len(), "due_days": program["due_days"], "versions": versions});
    match uniformity(&cells) {
        Ok(u) => {
            let name = |n: u32| people.get(n as usize).copied();
            let gaps = u.gaps.iter().skip(skip).take(LISTED).map(|gap| {
                let who = name(gap.user);
                let of = who.and_then(|w| roster.people.get(w)).and_then(|e| e.account.as_ref());
                json!({"account": of, "user": who, "content": required.get(gap.item as usize), "why": gap.why.name()})
            });
            row["gaps"] = gaps.collect();
            row["gaps_total"] = json!(u.gaps.len());
            let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
            for gap in &u.gaps {
                *causes.entry(gap.why.name()).or_default() += 1;
            }
            row["causes"] = json!(causes);
            row["coverage"] = json!(u.coverage.value);
            row["low"] = json!(u.coverage.range.low);
            row["high"] = json!(u.coverage.range.high);
            row["required"] = json!(u.coverage.n);
            for (key, factor) in [
                ("version", u.version),
                ("language", u.language),
                ("index", u.index),
            ] {
                row[key] = json!(factor.ok());
                if let Err(missing) = factor {
                    row["reason"] = few(&missing);
                }
            }
        }
        Err(missing) => {
            for key in ["coverage", "low", "high", "version", "language", "index"] {
                row[key] = Value::Null;
            }
            row["required"] = json!(0);
            row["gaps"] = json!([]);
            row["gaps_total"] = json!(0);
            row["reason"] = few(&missing);
        }
    }
    row["equity"] = json!({"plan": line(roster, &people, &cells, "plan"), "owner": line(roster, &people, &cells, "owner")});
    Ok(row)
}

fn delivery(part: Option<&Delivered>, current: i64, late: bool) -> Delivery {
    match part {
        None if late => Delivery::Overdue,
        None => Delivery::NotYet,
        Some(part) if part.whole.is_none() => Delivery::Partial,
        Some(part) => Delivery::Whole {
            version: u32::try_from(part.version).unwrap_or(0),
            current: part.version == current,
            steps: (part.steps.len() as u32).max(1),
            in_language: if part.steps.is_empty() {
                1
            } else {
                part.steps.values().filter(|own| **own).count() as u32
            },
        },
    }
}

/// The equity line over the segments of one field.
fn line(roster: &Roster, people: &[&String], cells: &[Cell], by: &str) -> Value {
    let mut found: BTreeMap<String, Segment> = BTreeMap::new();
    for cell in cells {
        let entry = people
            .get(cell.user as usize)
            .and_then(|name| roster.people.get(*name));
        let Some(segment) = entry.and_then(|e| roster.segment(e, by)) else {
            continue;
        };
        let segment = found.entry(segment).or_insert(Segment {
            delivered: 0,
            required: 0,
        });
        segment.required += 1;
        segment.delivered += u64::from(matches!(cell.delivery, Delivery::Whole { .. }));
    }
    let names: Vec<&String> = found.keys().collect();
    let segments: Vec<Segment> = found.values().copied().collect();
    let each: Vec<Value> = found
        .iter()
        .map(|(name, s)| json!({"segment": name, "delivered": s.delivered, "required": s.required}))
        .collect();
    match equity(&segments) {
        Ok(e) => {
            json!({"ratio": e.ratio.value, "low": e.ratio.range.low, "high": e.ratio.range.high, "lowest": names.get(e.lowest),
            "highest": names.get(e.highest), "segments": each})
        }
        Err(missing) => json!({"ratio": null, "reason": few(&missing), "segments": each}),
    }
}
