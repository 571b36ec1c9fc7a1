//! What guides spared support, against those who were drawn into a holdout: inquiries about an item's topics from people
//! who were shown it and from people who were not. In: the log of a quarter. Out: one row an item with a holdout, minutes
//! only where somebody says how long inquiries take. Without a holdout nothing is claimed.

use std::collections::BTreeMap;

use measure::detect::Window;
use measure::support::deflection;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::bottlenecks::asked;
use super::few;
use crate::ledger::DAY_MS;
use crate::ledger::plan::Plan;
use crate::releases::items;

/// Days of a quarter.
const QUARTER: i64 = 91;
const KINDS: [&str; 6] = [
    "tutorials",
    "checklists",
    "tooltips",
    "announcements",
    "quizzes",
    "articles",
];

/// When each person was first shown an item or drawn out of it: (when, whether out).
fn met(
    db: &Connection,
    tenant: &str,
    content: &str,
    (from, at): (i64, i64),
) -> rusqlite::Result<BTreeMap<String, (i64, bool)>> {
    let mut statement = db.prepare_cached(
        "SELECT user, MIN(corrected_ms), MAX(name = 'content.withheld') FROM counted
         WHERE tenant = ?1 AND name IN ('content.shown', 'content.withheld') AND content = ?2 AND corrected_ms > ?3 AND corrected_ms <= ?4
            AND user IS NOT NULL AND (name = 'content.shown' OR json_extract(body, '$.data.rule') = 'holdout') GROUP BY user",
    )?;
    let rows = statement.query_map(params![tenant, content, from, at], |r| {
        Ok((r.get(0)?, (r.get(1)?, r.get(2)?)))
    })?;
    rows.collect()
}

pub(crate) fn rows(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let plan = Plan::of(db, tenant)?;
    let from = at - QUARTER * DAY_MS;
    let every = KINDS
        .into_iter()
        .flat_map(|kind| items(&plan.manifest, kind));
    let held = every.filter(|item| item["rollout"]["holdout_percent"].as_f64() > Some(0.0));
    let held: Vec<&Value> = held.collect();
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let asked = asked(db, tenant, from, at)?;
    let mut rows = Vec::new();
    for item in held {
        let id = item["id"].as_str().unwrap_or_default();
        let topics = plan.teaches(id);
        let people = met(db, tenant, id, (from, at))?;
        let mut sides = [(0_u64, 0.0, 0_u64); 2];
        for (first, out) in people.values() {
            let side = &mut sides[usize::from(*out)];
            side.0 += 1;
            side.1 += (at - first) as f64 / DAY_MS as f64;
        }
        let mut minutes = Vec::new();
        for asking in &asked {
            let about = plan.category(&asking.category);
            let who = asking.user.as_ref().and_then(|user| people.get(user));
            let (Some(topic), Some((first, out))) = (about, who) else {
                continue;
            };
            if topics.contains(&topic) && asking.at > *first {
                sides[usize::from(*out)].2 += 1;
                minutes.extend(asking.minutes);
            }
        }
        let [shown, out] = sides;
        let window = |(_, days, count): (u64, f64, u64)| Window { count, days };
        minutes.sort_unstable_by(f64::total_cmp);
        let each = minutes.get(minutes.len() / 2).copied();
        let mut row = json!({"content": id, "title": item["title"], "shown": shown.0, "held_out": out.0, "asked_shown": shown.2, "asked_held_out": out.2,
            "deflection": null, "low": null, "high": null, "minutes_each": each, "minutes": null, "minutes_low": null, "minutes_high": null});
        match deflection(window(shown), window(out)) {
            Ok(figure) => {
                row["deflection"] = json!(figure.value);
                row["low"] = json!(figure.range.low);
                row["high"] = json!(figure.range.high);
                // As many as would have asked, had nobody been shown it.
                let expected = out.2 as f64 / out.1.max(1.0) * shown.1;
                for (key, share) in [
                    ("minutes", figure.value),
                    ("minutes_low", figure.range.low),
                    ("minutes_high", figure.range.high),
                ] {
                    row[key] = json!(each.map(|each| expected * share * each));
                }
            }
            Err(missing) => row["reason"] = few(&missing),
        }
        rows.push(row);
    }
    Ok(rows)
}
