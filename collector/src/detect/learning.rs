//! Detectors over comprehension and motivation: low before renewal, ready to grow, motivation that fell.
//! In: the rows of those reports as of the day. Out: findings. A cell without evidence lowers coverage, never the mean.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use measure::behaviour::Verdict;
use measure::rollup::{Cell, Comprehension, comprehension};
use serde_json::{Value, json};

use super::account::{days_left, has_left};
use super::behaviour::verdicts;
use super::finding::{Finding, tenth};
use super::rule::Rule;
use super::scene::Scene;
use crate::condition::Known;
use crate::markup::Language::{self, Ja};
use crate::releases::items;

/// What is known of each account's people on a day.
#[derive(Default)]
pub(crate) struct Learning {
    cells: BTreeMap<String, Vec<(String, Cell)>>,
    topics: Vec<(String, Value)>,
    /// By account: people whose index is reportable, and how many of them surely fell.
    fallen: BTreeMap<String, (u64, u64)>,
}

impl Learning {
    /// From the rows of the reports as of the end of the day; motivation four weeks before, too.
    pub(crate) fn of(
        scene: &Scene,
        day: Date,
        known: &[Value],
        motivation: (&[Value], &[Value]),
    ) -> Self {
        let end = scene.calendar.end(day);
        let mut seen: BTreeMap<(&str, &str), (f64, f64)> = BTreeMap::new();
        for row in known {
            if let (Some(user), Some(topic), Some(k)) = (
                row["user"].as_str(),
                row["topic"].as_str(),
                row["known"].as_f64(),
            ) {
                seen.insert((user, topic), (k, row["evidence"].as_f64().unwrap_or(0.0)));
            }
        }
        let topics: Vec<(String, Value)> = items(&scene.manifest, "topics")
            .filter_map(|t| Some((t["id"].as_str()?.to_owned(), t.clone())))
            .collect();
        let segments: Vec<Value> = items(&scene.manifest, "segments").cloned().collect();
        let mut cells = BTreeMap::new();
        for (id, people) in people_of(scene, end) {
            let Some(account) = scene.accounts.get(&id).filter(|a| !has_left(a, end)) else {
                continue;
            };
            let mut own = Vec::new();
            for user in people {
                let told = scene.users.get(&user).and_then(|t| t.at(end));
                let who = Known {
                    user: told.cloned().unwrap_or_default(),
                    account: account.told.at(end).cloned().unwrap_or_default(),
                    now: end,
                    ..Known::default()
                };
                for (n, (topic, body)) in topics.iter().enumerate() {
                    if requires(body, &who, &segments) {
                        let cell = Cell {
                            topic: u32::try_from(n).unwrap_or(0),
                            weight: body["weight"].as_f64().unwrap_or(1.0),
                            known: seen.get(&(user.as_str(), topic.as_str())).copied(),
                        };
                        own.push((user.clone(), cell));
                    }
                }
            }
            cells.insert(id, own);
        }
        Learning {
            cells,
            topics,
            fallen: fallen(scene, end, motivation),
        }
    }

    pub(crate) fn rolled(&self, account: &str) -> Option<Comprehension> {
        let cells: Vec<Cell> = self.cells.get(account)?.iter().map(|(_, c)| *c).collect();
        comprehension(&cells).ok()
    }

    fn topic(&self, n: u32) -> &Value {
        self.topics.get(n as usize).map_or(&Value::Null, |(_, t)| t)
    }
}

/// Whether a topic is required of somebody: of the segments that it names; of all where it names none.
pub(crate) fn requires(topic: &Value, who: &Known, segments: &[Value]) -> bool {
    match topic["required_for"].as_array() {
        None => false,
        Some(named) => named
            .iter()
            .any(|segment| who.holds(&json!({ "segment": segment }), segments) == Some(true)),
    }
}

/// The people of every account: those told of, and those seen.
pub(crate) fn people_of(scene: &Scene, at: i64) -> BTreeMap<String, BTreeSet<String>> {
    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (user, told) in &scene.users {
        if let Some(account) = told.at(at).and_then(|s| s.get("account")?.as_str()) {
            people
                .entry(account.to_owned())
                .or_default()
                .insert(user.clone());
        }
    }
    for (id, account) in &scene.accounts {
        let seen = account
            .active
            .range(..=scene.calendar.day(at))
            .flat_map(|(_, who)| who);
        let named = seen.filter_map(|n| scene.people.get(*n as usize).cloned());
        let named: BTreeSet<String> = named
            .filter(|user| !scene.users.contains_key(user))
            .collect();
        people.entry(id.clone()).or_default().extend(named);
    }
    people
}

/// Whose index fell: the 90 % interval of the difference of two windows lies below 0.
fn fallen(
    scene: &Scene,
    end: i64,
    (now, before): (&[Value], &[Value]),
) -> BTreeMap<String, (u64, u64)> {
    let figure = |row: &Value| {
        let (low, high) = (row["low"].as_f64()?, row["high"].as_f64()?);
        (row["reportable"] == json!(true)).then_some((row["index"].as_f64()?, (high - low) / 2.0))
    };
    let earlier: BTreeMap<&str, (f64, f64)> = before
        .iter()
        .filter_map(|row| Some((row["user"].as_str()?, figure(row)?)))
        .collect();
    let mut fallen: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for row in now {
        let (Some(user), Some((index, reach))) = (row["user"].as_str(), figure(row)) else {
            continue;
        };
        let told = scene
            .users
            .get(user)
            .and_then(|t| t.at(end))
            .and_then(|s| s.get("account")?.as_str());
        let Some(account) = row["account"].as_str().or(told) else {
            continue;
        };
        let of = fallen.entry(account.to_owned()).or_default();
        of.0 += 1;
        if let Some((was, its_reach)) = earlier.get(user) {
            let both = (reach * reach + its_reach * its_reach).sqrt();
            of.1 += u64::from(index - was + both < 0.0);
        }
    }
    fallen
}

pub(crate) fn low_before_renewal(
    scene: &Scene,
    rule: &Rule,
    day: Date,
    learning: &Learning,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, account) in &scene.accounts {
        let Some(left) =
            days_left(scene, account, day).filter(|d| (0..=rule.days("days")).contains(d))
        else {
            continue;
        };
        let Some(rolled) = learning.rolled(id) else {
            continue;
        };
        let cells = learning.cells.get(id).map_or(&[][..], Vec::as_slice);
        let low = cells
            .iter()
            .filter(|(_, c)| c.known.is_some_and(|(k, _)| k < rule.number("below")))
            .count() as u64;
        let measured_share = rolled.measured as f64 / rolled.required.max(1) as f64;
        let enough = rolled.required >= rule.field("min_sample").as_u64().unwrap_or(4);
        if !enough
            || measured_share < rule.number("coverage")
            || (low as f64) < rule.number("share") * rolled.measured as f64
        {
            continue;
        }
        let weakest = learning.topic(rolled.weakest.0);
        let (required, share) = (rolled.required, low * 100 / rolled.measured.max(1));
        let mut finding = Finding::of(id)
            .because(|l| match l {
                Ja => format!(
                    "更新まで {left} 日。測定済み {} セルのうち {low}（{share}%）が要フォローです。",
                    rolled.measured
                ),
                Language::En => format!(
                    "{left} days to renewal; {low} of {} measured cells ({share}%) need help.",
                    rolled.measured
                ),
            })
            .because(|l| {
                let (title, k) = (l.title(weakest), (rolled.weakest.1 * 100.0).round());
                match l {
                    Ja => format!(
                        "測定率 {}%。最も弱いのは{title} {k}。",
                        (measured_share * 100.0).round()
                    ),
                    Language::En => format!(
                        "{}% measured. Weakest: {title}, {k}.",
                        (measured_share * 100.0).round()
                    ),
                }
            })
            .with("days_left", left)
            .with("low", low)
            .with("measured", rolled.measured)
            .with("required", required)
            .with("weakest", weakest["id"].clone());
        finding.severity = Some(if left <= 45 { 3 } else { 2 });
        finding.help = guide_for(scene, weakest["id"].as_str().unwrap_or_default());
        found.push(finding);
    }
    found
}

/// The first guide that teaches a topic.
fn guide_for(scene: &Scene, topic: &str) -> Vec<(String, Option<String>)> {
    let teaches = |item: &&Value| items(item, "topics").any(|t| t == topic);
    let found = items(&scene.manifest, "tutorials").find(teaches);
    found
        .and_then(|item| Some((item["id"].as_str()?.to_owned(), None)))
        .into_iter()
        .collect()
}

pub(crate) fn motivation_dropped(rule: &Rule, learning: &Learning) -> Vec<Finding> {
    let least = rule.field("min_sample").as_u64().unwrap_or(5);
    let found = learning.fallen.iter().filter(|(_, (n, fell))| {
        *n >= least && *fell as f64 >= rule.number("share") * *n as f64 && *fell > 0
    });
    let found = found.map(|(id, (n, fell))| {
        Finding::of(id)
            .because(|l| match l {
                Ja => format!("表示可能な {n} 人のうち {fell} 人で学習意欲が下がりました（差の 90% 区間が 0 を含みません）。"),
                Language::En => format!("Motivation fell for {fell} of {n} reportable people (the 90% interval of the difference excludes 0)."),
            })
            .with("fallen", *fell)
            .with("reportable", *n)
    });
    found.collect()
}

pub(crate) fn expansion_sign(
    scene: &Scene,
    rule: &Rule,
    behaviour: &Rule,
    day: Date,
    learning: &Learning,
) -> Vec<Finding> {
    let risen = verdicts(scene, behaviour, day)
        .into_iter()
        .filter_map(|(id, _, verdict)| match verdict {
            Verdict::Rose(grounds) if grounds.ratio >= rule.number("rise") => {
                Some((id, grounds.ratio))
            }
            _ => None,
        });
    let found = risen.filter_map(|(id, ratio)| {
        let rolled = learning.rolled(id)?;
        if rolled.required < rule.field("min_sample").as_u64().unwrap_or(4)
            || rolled.mean < rule.number("known")
            || rolled.coverage() < rule.number("coverage")
        {
            return None;
        }
        let (known, coverage) = (
            (rolled.mean * 100.0).round(),
            (rolled.coverage() * 100.0).round(),
        );
        let finding = Finding::of(id)
            .because(|l| match l {
                Ja => format!(
                    "理解度 {known}、測定率 {coverage}%、活動 {} 倍。",
                    tenth(ratio)
                ),
                Language::En => format!(
                    "Comprehension {known}, {coverage}% measured, activity {}×.",
                    tenth(ratio)
                ),
            })
            .with("known", rolled.mean)
            .with("coverage", rolled.coverage())
            .with("ratio", ratio);
        Some(finding)
    });
    found.collect()
}
