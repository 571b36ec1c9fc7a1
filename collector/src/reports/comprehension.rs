//! `GET /v1/reports/comprehension`: what each person probably knows of each topic. Cells without evidence are absent;
//! with `?all=true` those that are required stand there with `known: null`. `?by=account` rolls them up.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::rollup::{self, Cell, comprehension, shrunk, users_who_know};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Asked, Cursor, at, few, paged, read};
use crate::answer::Problem;
use crate::ledger::people::{Ledger, Person, estimate};
use crate::role::Act;
use crate::routes::State;

/// Which cells are wanted.
#[derive(Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) user: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) topic: Option<String>,
    pub(crate) all: bool,
    pub(crate) model: Option<String>,
}

impl Wanted {
    pub(crate) fn of(asked: &Asked) -> Self {
        let text = |key: &str| asked.get(key).filter(|v| !v.is_empty()).cloned();
        Wanted {
            user: text("user"),
            account: text("account"),
            topic: text("topic"),
            all: asked.get("all").is_some_and(|v| v == "true"),
            model: text("model"),
        }
    }
}

/// The cells of one person.
fn cells(ledger: &Ledger<'_>, person: &Person, wanted: &Wanted) -> rusqlite::Result<Vec<Value>> {
    let mut rows = BTreeMap::new();
    for (topic, found) in person.cells() {
        let Some((e, last)) = estimate(found, ledger.model.assumptions, ledger.at) else {
            continue;
        };
        rows.insert(topic, json!({"user": person.user, "account": person.account, "topic": ledger.plan.topics.get(topic).map(|t| &t.id),
            "known": e.known, "low": e.low, "high": e.high, "evidence": e.evidence, "label": e.label.name(), "last": last}));
    }
    if wanted.all {
        let known = ledger.known(person)?;
        for (n, topic) in ledger.plan.topics.iter().enumerate() {
            if !rows.contains_key(&n) && ledger.plan.requires(n, &known) {
                rows.insert(n, json!({"user": person.user, "account": person.account, "topic": topic.id, "known": null, "low": null,
                    "high": null, "evidence": 0.0, "label": "unmeasured", "last": null, "reason": {"of": "evidence", "have": 0, "need": 1}}));
            }
        }
    }
    let fits = |row: &Value| wanted.topic.as_ref().is_none_or(|t| row["topic"] == **t);
    Ok(rows.into_values().filter(fits).collect())
}

/// Goes through people after a place until `most` rows are found; the place to go on from, if there is one.
pub(crate) fn walk(
    ledger: &Ledger<'_>,
    wanted: &Wanted,
    after: &Cursor,
    most: usize,
    of: &mut dyn FnMut(&Person) -> rusqlite::Result<Vec<Value>>,
) -> rusqlite::Result<(Vec<Value>, Option<Cursor>)> {
    const STRIDE: usize = 100;
    let (mut rows, mut at) = (Vec::new(), after.clone());
    loop {
        let names = match (&wanted.user, at.skip) {
            // Somebody whose rows did not all fit comes first again.
            (_, skip) if skip > 0 => vec![at.user.clone()],
            (Some(user), _) if at.user.as_str() < user.as_str() => vec![user.clone()],
            (Some(_), _) => Vec::new(),
            (None, _) => ledger.names(wanted.account.as_deref(), &at.user, STRIDE)?,
        };
        if names.is_empty() {
            return Ok((rows, None));
        }
        for name in names {
            let (skip, before) = (
                std::mem::take(&mut at.skip),
                std::mem::replace(&mut at.user, name.clone()),
            );
            let Some(person) = ledger.person(&name)? else {
                continue;
            };
            if wanted.account.is_some() && person.account != wanted.account {
                continue;
            }
            let own = of(&person)?;
            let end = own.len().min(skip.saturating_add(most - rows.len()));
            if end < own.len() {
                rows.extend(own.into_iter().take(end).skip(skip));
                let user = if end == 0 { before } else { name };
                return Ok((rows, Some(Cursor { user, skip: end })));
            }
            rows.extend(own.into_iter().skip(skip));
        }
    }
}

/// Every cell, for whoever needs them at once.
pub(crate) fn rows(
    db: &Connection,
    tenant: &str,
    at: i64,
    wanted: &Wanted,
) -> rusqlite::Result<Vec<Value>> {
    let ledger = Ledger::open(db, tenant, at, wanted.model.as_deref())?;
    let mut of = |person: &Person| cells(&ledger, person, wanted);
    Ok(walk(&ledger, wanted, &Cursor::default(), usize::MAX, &mut of)?.0)
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at, wanted) = (
        state.reader(&headers, Act::ReadPeople)?,
        at(&asked),
        Wanted::of(&asked),
    );
    if asked.get("by").is_some_and(|by| by == "account") {
        let (model, rows) = read(&state, move |db| accounts(db, &tenant, at, &wanted)).await?;
        return Ok(super::answer_with(&model, rows, &asked, at));
    }
    let (after, limit) = (Cursor::of(&asked)?, super::limit(&asked));
    let (model, rows, next) = read(&state, move |db| {
        let ledger = Ledger::open(db, &tenant, at, wanted.model.as_deref())?;
        let mut of = |person: &Person| cells(&ledger, person, &wanted);
        let (rows, next) = walk(&ledger, &wanted, &after, limit, &mut of)?;
        Ok((ledger.model.version.clone(), rows, next))
    })
    .await?;
    Ok(paged(&model, &rows, next, at))
}

/// One row an account: mean, weakest topic, coverage, and how many know each topic.
fn accounts(
    db: &Connection,
    tenant: &str,
    at: i64,
    wanted: &Wanted,
) -> rusqlite::Result<(String, Vec<Value>)> {
    let ledger = Ledger::open(db, tenant, at, wanted.model.as_deref())?;
    let mut all: BTreeMap<String, Vec<Cell>> = BTreeMap::new();
    let mut of = |person: &Person| {
        let Some(account) = person.account.clone() else {
            return Ok(Vec::new());
        };
        let known = ledger.known(person)?;
        let seen: BTreeMap<usize, (f64, f64)> = person
            .cells()
            .filter_map(|(topic, found)| {
                let (e, _) = estimate(found, ledger.model.assumptions, at)?;
                Some((topic, (e.known, e.evidence)))
            })
            .collect();
        let cells = all.entry(account).or_default();
        for (n, topic) in ledger.plan.topics.iter().enumerate() {
            let fits = wanted.topic.as_ref().is_none_or(|t| *t == topic.id);
            if fits && ledger.plan.requires(n, &known) {
                cells.push(Cell {
                    topic: n as u32,
                    weight: topic.weight,
                    known: seen.get(&n).copied(),
                });
            }
        }
        Ok(Vec::new())
    };
    walk(&ledger, wanted, &Cursor::default(), usize::MAX, &mut of)?;
    let rolled: Vec<_> = all
        .iter()
        .map(|(account, cells)| (account, cells, comprehension(cells)))
        .collect();
    let whole: Vec<Cell> = all.values().flatten().copied().collect();
    let cohort = comprehension(&whole).map_or(ledger.model.assumptions.prior, |c| c.mean);
    let id = |n: u32| ledger.plan.topics.get(n as usize).map(|t| t.id.clone());
    let rows = rolled.iter().map(|(account, cells, rolled)| {
        let mut row =
            json!({"account": account, "required": cells.len(), "topics": topics(&ledger, cells)});
        match rolled {
            Ok(rollup::Comprehension {
                mean,
                weakest,
                firm,
                measured,
                required,
                weight,
            }) => {
                row["known"] = json!(mean);
                row["ranked"] = json!(shrunk(*mean, *weight, cohort));
                row["weakest"] = json!({"topic": id(weakest.0), "known": weakest.1});
                row["coverage"] = json!(*firm as f64 / (*required).max(1) as f64);
                row["measured"] = json!(measured);
                row["firm"] = json!(firm);
            }
            Err(missing) => {
                for key in ["known", "ranked", "weakest"] {
                    row[key] = Value::Null;
                }
                row["coverage"] = json!(0.0);
                row["measured"] = json!(0);
                row["reason"] = few(missing);
            }
        }
        row
    });
    Ok((ledger.model.version.clone(), rows.collect()))
}

/// `GET /v1/reports/topics`: one row a topic, means over everybody with evidence of it, without names.
pub(crate) async fn topics_report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let (model, rows) = read(&state, move |db| {
        let ledger = Ledger::open(db, &tenant, at, None)?;
        let mut sums = vec![(0_u64, [0.0; 3]); ledger.plan.topics.len()];
        let mut of = |person: &Person| {
            for (topic, found) in person.cells() {
                let estimate = estimate(found, ledger.model.assumptions, at);
                if let (Some((people, sums)), Some((e, _))) = (sums.get_mut(topic), estimate) {
                    *people += 1;
                    for (sum, value) in sums.iter_mut().zip([e.known, e.low, e.high]) {
                        *sum += value;
                    }
                }
            }
            Ok(Vec::new())
        };
        walk(
            &ledger,
            &Wanted::default(),
            &Cursor::default(),
            usize::MAX,
            &mut of,
        )?;
        let rows = ledger.plan.topics.iter().zip(&sums).map(|(topic, (people, sums))| {
            let [known, low, high] = sums.map(|sum| (*people > 0).then(|| sum / *people as f64));
            json!({"topic": topic.id, "people": people, "known": known, "low": low, "high": high})
        });
        Ok((ledger.model.version.clone(), rows.collect()))
    })
    .await?;
    Ok(super::answer_with(&model, rows, &asked, at))
}

/// How many of the required know each topic; who was never seen counts with the prior.
fn topics(ledger: &Ledger<'_>, cells: &[Cell]) -> Vec<Value> {
    let all = ledger.plan.topics.iter().enumerate().filter_map(|(n, topic)| {
        let own: Vec<&Cell> = cells.iter().filter(|c| c.topic as usize == n).collect();
        let chances: Vec<f64> = own.iter().map(|c| c.known.map_or(ledger.model.assumptions.prior, |k| k.0)).collect();
        let knowing = users_who_know(&chances).ok()?;
        let measured = own.iter().filter(|c| c.known.is_some()).count();
        Some(json!({"topic": topic.id, "required": knowing.people, "measured": measured, "know": knowing.mean, "low": knowing.low,
            "high": knowing.high}))
    });
    all.collect()
}
