//! How people went through guides, step by step: who reached a step, who went on, how long they stayed. In: the log of
//! one guide. Out: one record a version and step, in the guide's order. Used by the funnel of all and by bottlenecks.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, params};
use serde_json::Value;

use crate::releases::{item_at, items};

/// One step of one version.
#[derive(Default)]
pub(crate) struct Step {
    pub(crate) id: String,
    /// How it is left: `next`, `click`, `input`, `event`, `appears`, `quiz`.
    pub(crate) kind: &'static str,
    pub(crate) reached: HashSet<u32>,
    pub(crate) completed: HashSet<u32>,
    /// Completed it, skipped it, or came to a later one.
    pub(crate) passed: HashSet<u32>,
    pub(crate) backs: HashSet<u32>,
    pub(crate) unclear: HashSet<u32>,
    pub(crate) dwell_ms: Vec<f64>,
}

/// How a step is left.
fn kind(step: &Value) -> &'static str {
    if step["quiz"].is_string() {
        return "quiz";
    }
    let advance = &step["advance"];
    match advance.as_str() {
        Some("click") => "click",
        None if advance["input"].is_object() => "input",
        None if advance["event"].is_string() => "event",
        None if advance["appears"].is_object() => "appears",
        _ => "next",
    }
}

const NAMES: &str = "'tutorial.step_shown', 'tutorial.step_completed', 'tutorial.step_skipped', 'tutorial.step_back', 'tutorial.unclear'";

/// The steps of every version of a guide that anybody saw after `from`, up to `at`; newest version first.
pub(crate) fn steps(
    db: &Connection,
    tenant: &str,
    content: &str,
    from: i64,
    at: i64,
) -> rusqlite::Result<Vec<(i64, Vec<Step>)>> {
    let mut people: BTreeMap<String, u32> = BTreeMap::new();
    let mut versions: BTreeMap<i64, Vec<Step>> = BTreeMap::new();
    let sql = format!(
        "SELECT COALESCE(user, session), name, COALESCE(version, 0), step, json_extract(body, '$.data.dwell_ms') FROM event
         WHERE tenant = ?1 AND name IN ({NAMES}) AND content = ?2 AND corrected_ms > ?3 AND corrected_ms <= ?4 AND apart = 0 AND step IS NOT NULL
         ORDER BY corrected_ms, session, tab, seq, id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![tenant, content, from, at])?;
    while let Some(row) = rows.next()? {
        let (name, version, id): (String, i64, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let next = people.len() as u32;
        let person = *people.entry(row.get(0)?).or_insert(next);
        let steps = versions
            .entry(version)
            .or_insert_with(|| planned(db, tenant, content, version));
        let place = match steps.iter().position(|s| s.id == id) {
            Some(place) => place,
            None => {
                steps.push(Step {
                    id,
                    kind: "next",
                    ..Step::default()
                });
                steps.len() - 1
            }
        };
        if name == "tutorial.step_shown" {
            for before in steps.iter_mut().take(place) {
                if before.reached.contains(&person) {
                    before.passed.insert(person);
                }
            }
        }
        let Some(step) = steps.get_mut(place) else {
            continue;
        };
        step.reached.insert(person);
        match name.as_str() {
            "tutorial.step_completed" => {
                step.completed.insert(person);
                step.passed.insert(person);
                step.dwell_ms
                    .extend(row.get::<_, Option<f64>>(4).unwrap_or(None));
            }
            "tutorial.step_skipped" => {
                step.passed.insert(person);
            }
            "tutorial.step_back" => {
                step.backs.insert(person);
            }
            "tutorial.unclear" => {
                step.unclear.insert(person);
            }
            _ => {}
        }
    }
    let seen = versions.into_iter().rev().map(|(version, steps)| {
        let seen = steps
            .into_iter()
            .filter(|s| !s.reached.is_empty())
            .collect();
        (version, seen)
    });
    Ok(seen.collect())
}

fn planned(db: &Connection, tenant: &str, content: &str, version: i64) -> Vec<Step> {
    let item = item_at(db, tenant, "tutorials", content, version);
    let steps = item.as_ref().into_iter().flat_map(|i| items(i, "steps"));
    let named = steps.filter_map(|s| {
        Some(Step {
            id: s["id"].as_str()?.to_owned(),
            kind: kind(s),
            ..Step::default()
        })
    });
    named.collect()
}

/// Guides that anybody saw, or that are published: in their order, then by name.
pub(crate) fn guides(
    db: &Connection,
    tenant: &str,
    manifest: &Value,
) -> rusqlite::Result<Vec<String>> {
    let mut all: Vec<String> = items(manifest, "tutorials")
        .filter_map(|t| Some(t["id"].as_str()?.to_owned()))
        .collect();
    // Jumps from name to name in the index event_name.
    let mut next = db.prepare_cached(
        "SELECT MIN(content) FROM event WHERE tenant = ?1 AND name = 'tutorial.step_shown' AND content > ?2",
    )?;
    let mut after = String::new();
    while let Some(content) =
        next.query_row(params![tenant, after], |r| r.get::<_, Option<String>>(0))?
    {
        if !all.contains(&content) {
            all.push(content.clone());
        }
        after = content;
    }
    Ok(all)
}
