//! Reports beside the truth of one seed: estimates by person and account, alerts, gaps, bad steps, revenue.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Simulated;
use super::judge::{median, share};
use super::person::DAY_MS;
use super::send::rows;
use super::validate::KEY;

pub(super) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

pub(super) type Pairs = Vec<(f64, f64)>;

/// Mean estimate and share truly known, by person and by account; a topic without evidence counts with the prior.
pub(super) fn means(
    cells: &[Value],
    people: &BTreeMap<&str, &Value>,
    prior: f64,
) -> (Pairs, Pairs) {
    let mut known: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in cells {
        if let (Some(user), Some(topic), Some(k)) = (
            row["user"].as_str(),
            row["topic"].as_str(),
            row["known"].as_f64(),
        ) {
            known.insert((user, topic), k);
        }
    }
    let mut persons = Vec::new();
    let mut accounts: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (user, truth) in people {
        let topics = truth["known"].as_object().into_iter().flatten();
        let (mut estimate, mut real, mut n, mut measured) = (0.0, 0.0, 0.0, false);
        for (topic, is) in topics {
            let k = known.get(&(*user, topic.as_str()));
            measured |= k.is_some();
            estimate += k.copied().unwrap_or(prior);
            real += f64::from(u8::from(is == true));
            n += 1.0;
        }
        if measured && n > 0.0 {
            persons.push((estimate / n, real / n));
            accounts
                .entry(truth["account"].as_str().unwrap_or_default())
                .or_default()
                .push((estimate / n, real / n));
        }
    }
    let mean = |list: &Vec<(f64, f64)>| {
        let n = list.len() as f64;
        (
            list.iter().map(|p| p.0).sum::<f64>() / n,
            list.iter().map(|p| p.1).sum::<f64>() / n,
        )
    };
    let accounts = accounts.values().map(mean).collect();
    (persons, accounts)
}

/// Recall, precision and delay of drops; recall of gradual ones; false alerts in the season and over all.
pub(super) fn alerts(rows: &[Value], s: &Simulated) -> Vec<Option<f64>> {
    let accounts: BTreeMap<&str, &Value> = list(&s.truth, "accounts")
        .filter_map(|a| Some((a["account"].as_str()?, a)))
        .collect();
    let drops: Vec<(&str, i64)> = rows
        .iter()
        .filter(|r| {
            (r["rule"] == "behaviour_changed" && r["evidence"]["direction"] != "rise")
                || r["rule"] == "silent"
        })
        .filter_map(|r| Some((r["account"].as_str()?, r["opened"].as_i64()?)))
        .collect();
    let from = s.truth["from"].as_i64().unwrap_or(0);
    let begins = |a: &Value| a["from"].as_i64().unwrap_or(i64::MAX);
    let within = |a: &Value, days: i64| {
        let id = a["account"].as_str().unwrap_or_default();
        let hit = drops
            .iter()
            .filter(|(account, at)| {
                *account == id && *at >= begins(a) && *at <= begins(a) + days * DAY_MS
            })
            .map(|(_, at)| *at)
            .min();
        hit.map(|at| (at - begins(a)) as f64 / DAY_MS as f64)
    };
    let of = |fate: &str| {
        accounts
            .values()
            .filter(move |a| a["fate"] == fate)
            .copied()
            .collect::<Vec<_>>()
    };
    let (abrupt, gradual) = (of("abrupt"), of("gradual"));
    let delays: Vec<f64> = abrupt.iter().filter_map(|a| within(a, 30)).collect();
    let slow = gradual.iter().filter(|a| within(a, 45).is_some()).count();
    let truly = |(account, at): &&(&str, i64)| {
        accounts.get(account).is_some_and(|a| {
            (a["declines"] == true && *at >= begins(a))
                || a["left"].as_i64().is_some_and(|l| *at >= l)
        })
    };
    let right = drops.iter().filter(truly).count();
    let wrong: Vec<i64> = drops.iter().filter(|d| !truly(d)).map(|d| d.1).collect();
    // The rule looks back: what the season moves shows up to ten business days after it.
    let season = (from + 75 * DAY_MS, from + 101 * DAY_MS);
    let seasonal = wrong
        .iter()
        .filter(|at| **at >= season.0 && **at <= season.1)
        .count();
    let months = |days: f64| accounts.len() as f64 * days / 30.4 / 100.0;
    let watched = (s.end - from) as f64 / DAY_MS as f64 - 56.0;
    vec![
        share(delays.len(), abrupt.len()),
        share(right, drops.len()),
        median(delays),
        share(slow, gradual.len()),
        Some(seasonal as f64 / months(26.0)),
        Some(wrong.len() as f64 / months(watched)),
    ]
}

/// How long today's list is on the last day, how much of it is true, and how fast it fills.
pub(super) fn volume(rows: &[Value], s: &Simulated) -> Vec<Option<f64>> {
    let all: Vec<&Value> = list(&s.truth, "accounts").collect();
    let gone = |a: &Value| a["left"].as_i64().is_some_and(|l| l <= s.end);
    let under_way = |a: &Value| {
        !gone(a)
            && !matches!(a["fate"].as_str(), Some("stable" | "growing"))
            && a["from"].as_i64().is_some_and(|at| at <= s.end)
    };
    let open: Vec<&Value> = rows
        .iter()
        .filter(|r| r["state"] != "closed" && r["evidence"]["direction"] != "rise")
        .filter(|r| r["rule"] != "expansion_sign")
        .collect();
    let listed: BTreeSet<&str> = open.iter().filter_map(|r| r["account"].as_str()).collect();
    let own: BTreeSet<&str> = open
        .iter()
        .filter(|r| r["user"].is_string() && r["evidence"]["suspected"] != true)
        .filter_map(|r| r["account"].as_str())
        .collect();
    let begun: BTreeSet<&str> = all
        .iter()
        .filter(|a| under_way(a))
        .filter_map(|a| a["account"].as_str())
        .collect();
    let right = listed
        .iter()
        .filter(|a| begun.contains(*a) || own.contains(*a))
        .count();
    let of_all = |n: usize| share(n, all.len()).map(|v| v * 100.0);
    let from = s.truth["from"].as_i64().unwrap_or(0);
    let days = (from..s.end)
        .step_by(DAY_MS as usize)
        .filter(|at| collector::is_business_day_in_japan((at + super::TOKYO_MS) / DAY_MS))
        .count();
    vec![
        of_all(listed.len()),
        share(right, listed.len()),
        of_all(begun.len()),
        of_all(rows.len()).map(|v| v / days.max(1) as f64),
    ]
}

/// Every required cell that was not delivered whole, against the list.
pub(super) fn gaps(base: &str, s: &Simulated) -> Result<[Option<f64>; 2], String> {
    let mut listed = BTreeSet::new();
    let mut skip = 0;
    loop {
        let page = rows(
            base,
            KEY,
            &format!("uniformity?at={}&gaps_after={skip}", s.end),
        )?;
        let Some(row) = page.first() else {
            return Ok([None, None]);
        };
        let before = listed.len();
        for gap in list(row, "gaps")
            .filter(|g| matches!(g["why"].as_str(), Some("not_yet" | "overdue" | "partial")))
        {
            listed.insert((
                gap["user"].as_str().unwrap_or_default().to_owned(),
                gap["content"].as_str().unwrap_or_default().to_owned(),
            ));
        }
        skip += list(row, "gaps").count();
        if list(row, "gaps").count() == 0
            || (listed.len() == before && skip as u64 >= row["gaps_total"].as_u64().unwrap_or(0))
        {
            break;
        }
    }
    let program = &s.manifest["programs"][0];
    let last: BTreeMap<&str, &str> = list(&s.manifest, "tutorials")
        .filter_map(|t| Some((t["id"].as_str()?, list(t, "steps").last()?["id"].as_str()?)))
        .collect();
    let whole: BTreeSet<(&str, &str)> = s
        .events
        .iter()
        .filter(|e| {
            e["name"] == "tutorial.completed"
                || (e["name"] == "tutorial.step_shown"
                    && e["content"].as_str().and_then(|c| last.get(c))
                        == e["step"].as_str().as_ref())
        })
        .filter(|e| e["at"].as_i64().is_some_and(|at| at <= s.end))
        .filter_map(|e| Some((e["user"].as_str()?, e["content"].as_str()?)))
        .collect();
    let required: Vec<&str> = list(program, "required")
        .filter_map(Value::as_str)
        .collect();
    let mut planted = BTreeSet::new();
    for user in s
        .users
        .iter()
        .filter(|u| matches!(u["role"].as_str(), Some("admin" | "editor")))
    {
        let id = user["id"].as_str().unwrap_or_default();
        planted.extend(
            required
                .iter()
                .filter(|item| !whole.contains(&(id, **item)))
                .map(|item| (id.to_owned(), (*item).to_owned())),
        );
    }
    let hit = planted.intersection(&listed).count();
    Ok([share(hit, planted.len()), Some((listed.len() - hit) as f64)])
}

pub(super) fn bottlenecks(rows: &[Value], s: &Simulated) -> Option<f64> {
    let planted: BTreeSet<(&str, &str)> = list(&s.truth, "bad_steps")
        .filter_map(|b| Some((b["content"].as_str()?, b["step"].as_str()?)))
        .collect();
    let first = rows
        .iter()
        .filter(|r| r["surely_lost"].as_f64() > Some(0.0))
        .take(5);
    let first: Vec<(&str, &str)> = first
        .filter_map(|r| Some((r["content"].as_str()?, r["step"].as_str()?)))
        .collect();
    share(
        first.iter().filter(|f| planted.contains(*f)).count(),
        first.len(),
    )
}

/// The largest difference of retention and churn to what is recomputed from the truth.
pub(super) fn ledger(rows: &[Value], s: &Simulated) -> Option<f64> {
    let mut worst: f64 = 0.0;
    let mut compared = 0;
    for row in rows {
        let month = row["month"].as_str()?;
        let first = super::days_of(&format!("{month}-01"))? * DAY_MS - super::TOKYO_MS;
        let next = {
            let (y, m) = month.split_once('-')?;
            let (y, m): (i64, i64) = (y.parse().ok()?, m.parse().ok()?);
            let (y, m) = if m == 12 { (y + 1, 1) } else { (y, m + 1) };
            super::days_of(&format!("{y:04}-{m:02}-01"))? * DAY_MS - super::TOKYO_MS
        };
        let began = s.truth["from"].as_i64()?;
        let (mut start, mut kept, mut expanded, mut logos, mut lost) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for account in list(&s.truth, "accounts") {
            let mrr = account["mrr"].as_f64()?;
            let at = |time: i64| -> f64 {
                let gone = account["left"].as_i64().is_some_and(|l| l <= time);
                let grown = account["grows"].as_i64().is_some_and(|g| g <= time);
                if time < began || gone {
                    0.0
                } else if grown {
                    (mrr * 1.25).round()
                } else {
                    mrr
                }
            };
            let (a, b) = (at(first - 1), at((next - 1).min(s.end)));
            if a > 0.0 {
                start += a;
                logos += 1.0;
                kept += a.min(b);
                expanded += (b - a).max(0.0);
                lost += f64::from(u8::from(b == 0.0));
            }
        }
        if start > 0.0 {
            for (key, value) in [
                ("gross_retention", kept / start),
                ("net_retention", (kept + expanded) / start),
            ] {
                worst = worst.max((row[key].as_f64()? - value).abs());
            }
            worst = worst.max((row["logo_churn"]["value"].as_f64()? - lost / logos).abs());
            compared += 1;
        }
    }
    (compared > 0).then_some(worst)
}
