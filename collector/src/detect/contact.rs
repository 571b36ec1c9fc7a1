//! Detectors over what a vendor tells of an account: a successor of its main contact, a renewal that stopped.
//! In: the scene, a business day, when the one before ended. Out: findings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::account::{days_left, has_left, median, primary, state};
use super::finding::Finding;
use super::rule::Rule;
use super::scene::{Account, Scene};
use crate::markup::Language::{self, Ja};

/// Whether two entries are of one person: a corrected name or address is no successor.
fn is_same(a: &Value, b: &Value) -> bool {
    let equal = |key: &str| {
        let text = |v: &Value| {
            v[key]
                .as_str()
                .filter(|t| !t.is_empty())
                .map(str::to_lowercase)
        };
        match (text(a), text(b)) {
            (Some(a), Some(b)) => Some(a == b),
            _ => None,
        }
    };
    match (equal("user"), equal("mail"), equal("name")) {
        (Some(true), ..) | (_, Some(true), _) | (None, None, None) => true,
        (Some(false), ..) | (_, Some(false), _) => false,
        (None, None, name) => name == Some(true),
    }
}

fn called(contact: &Value) -> String {
    let text = |key: &str| contact[key].as_str().filter(|t| !t.is_empty());
    text("name")
        .or(text("user"))
        .or(text("mail"))
        .unwrap_or("?")
        .to_owned()
}

pub(crate) fn contact_changed(scene: &Scene, rule: &Rule, day: Date, since: i64) -> Vec<Finding> {
    let end = scene.calendar.end(day);
    let mut found = Vec::new();
    let mut moved = admins_moved(scene, since, end);
    for (id, account) in &scene.accounts {
        if has_left(account, end) {
            continue;
        }
        let told = account
            .told
            .changes(since, end)
            .filter_map(|(at, before, after)| {
                let (before, after) = (primary(before)?, primary(after)?);
                (!is_same(before, after)).then(|| {
                    (
                        at,
                        called(before),
                        called(after),
                        after["user"].as_str().map(str::to_owned),
                    )
                })
            });
        let told = told.last().or_else(|| moved.remove(id)).or_else(|| {
            let at = account
                .host
                .get("contact_changed")?
                .iter()
                .find(|at| **at > since && **at <= end)?;
            Some((*at, "?".to_owned(), "?".to_owned(), None))
        });
        if let Some((at, from, to, user)) = told {
            let on = scene.calendar.zone.clone();
            let mut finding = Finding::of(id)
                .because(|l| {
                    let day = on.short_day(l, at);
                    match l {
                        Ja => {
                            format!("主担当が {day} に {from} さんから {to} さんへ交代しました。")
                        }
                        Language::En => {
                            format!("The main contact changed on {day}, from {from} to {to}.")
                        }
                    }
                })
                .with("from", from.clone())
                .with("to", to.clone())
                .with("changed", at)
                .with("suspected", false);
            finding.at = Some(at);
            finding.user = user;
            found.push(finding);
        } else if let Some(finding) = suspected(scene, rule, id, account, day) {
            found.push(finding);
        }
    }
    found
}

type Moved = BTreeMap<String, (i64, String, String, Option<String>)>;

/// Accounts where one person stopped being admin while another became it.
fn admins_moved(scene: &Scene, since: i64, end: i64) -> Moved {
    let is_admin =
        |state: &Map<String, Value>| state.get("role").and_then(Value::as_str) == Some("admin");
    let of = |state: &Map<String, Value>| {
        state
            .get("account")
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let mut lost: BTreeMap<String, (i64, String)> = BTreeMap::new();
    let mut gained: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for (user, told) in &scene.users {
        // The role may pass on over two weeks: one is told before the other.
        for (at, before, after) in told.changes(since - 14 * 86_400_000, end) {
            match (is_admin(before), is_admin(after)) {
                (true, false) => lost.insert(of(before), (at, user.clone())),
                (false, true) => gained.insert(of(after), (at, user.clone())),
                _ => None,
            };
        }
    }
    let both = lost.into_iter().filter_map(|(account, (left, from))| {
        let (came, to) = gained.get(&account)?;
        let at = left.max(*came);
        let names = (scene.user_name(&from, at), scene.user_name(to, at));
        (at > since).then(|| (account, (at, names.0, names.1, Some(to.clone()))))
    });
    both.collect()
}

/// The main contact is gone for long while the others go on.
fn suspected(
    scene: &Scene,
    rule: &Rule,
    id: &str,
    account: &Account,
    day: Date,
) -> Option<Finding> {
    let end = scene.calendar.end(day);
    let contact = primary(state(account, end)?)?;
    let user = contact["user"].as_str()?;
    let number = scene.number(user)?;
    let theirs: Vec<Date> = account
        .active
        .range(..=day)
        .filter(|(_, who)| who.contains(&number))
        .map(|(d, _)| *d)
        .collect();
    let last = *theirs.last()?;
    let gaps: Vec<f64> = theirs
        .windows(2)
        .map(|pair| scene.between(pair[0], pair[1]) as f64)
        .filter(|gap| *gap > 0.0)
        .collect();
    if gaps.len() < 5 {
        return None;
    }
    let away = scene.between(last, day);
    // Many contacts are looked at on many days: how unlikely the pause is for somebody who comes as often as this one.
    let came = gaps.len() as f64 / gaps.iter().sum::<f64>().max(1.0);
    let unlikely = rule.number("p").ln() / (1.0 - came.min(0.99)).ln();
    let limit = (rule.number("silent_days"))
        .max(rule.number("gap_factor") * median(&gaps))
        .max(unlikely.ceil());
    // Once, on the day it is passed; a case stands after that.
    if (away as f64) < limit || away as f64 >= limit + 5.0 {
        return None;
    }
    let recent = scene.window(
        day,
        usize::try_from(rule.days("others_active_days")).unwrap_or(5),
    );
    let others = recent
        .iter()
        .filter_map(|d| account.active.get(d))
        .flatten();
    let others: BTreeSet<u32> = others.copied().filter(|n| *n != number).collect();
    if others.len() < 2 {
        return None;
    }
    let (name, n) = (called(contact), others.len());
    let mut finding = Finding::of(id)
        .because(|l| match l {
            Ja => format!("主担当の {name} さんは {away} 営業日 操作がありません。ほかの {n} 人は使っています。交代の可能性があります。"),
            Language::En => format!("The main contact {name} has not been seen for {away} business days while {n} others were. They may have moved on."),
        })
        .with("suspected", true)
        .with("from", name.clone())
        .with("days", away)
        .with("others", n);
    finding.user = Some(user.to_owned());
    Some(finding)
}

pub(crate) fn renewal_stopped(scene: &Scene, rule: &Rule, day: Date, since: i64) -> Vec<Finding> {
    let end = scene.calendar.end(day);
    let payment = rule.field("when")["payment_event"]
        .as_str()
        .unwrap_or("payment_failed");
    let status_of = |state: &Map<String, Value>| {
        let status = state.get("renewal").and_then(|r| r["status"].as_str());
        status.unwrap_or_default().to_owned()
    };
    let mut found = Vec::new();
    for (id, account) in &scene.accounts {
        let Some(now) = state(account, end) else {
            continue;
        };
        let left = days_left(scene, account, day);
        let on = now.get("renewal").map_or(Value::Null, |r| r["on"].clone());
        let stopped = account
            .told
            .changes(since, end)
            .filter(|(_, before, after)| {
                status_of(before) != "stopped" && status_of(after) == "stopped"
            })
            .map(|(at, ..)| at)
            .last()
            .filter(|_| status_of(now) == "stopped");
        let failed: Vec<i64> = account.host.get(payment).map_or_else(Vec::new, |times| {
            let from = end - rule.days("payment_days") * 86_400_000;
            times
                .iter()
                .copied()
                .filter(|t| *t > from && *t <= end)
                .collect()
        });
        let is_failing = failed.len() as f64 >= rule.number("payment_failures")
            && failed.last().is_some_and(|t| *t > since);
        let unconfirmed = status_of(now).is_empty()
            && left.is_some_and(|left| (0..=rule.days("unconfirmed_days")).contains(&left));
        if stopped.is_none() && !is_failing && !unconfirmed {
            continue;
        }
        let zone = scene.calendar.zone.clone();
        let rest = move |l: Language| match (l, left) {
            (Ja, Some(left)) if left >= 0 => format!("満了まで {left} 日です。"),
            (Language::En, Some(left)) if left >= 0 => {
                format!(" {left} days to the end of the term.")
            }
            _ => String::new(),
        };
        let n = failed.len();
        let mut finding = Finding::of(id)
            .because(|l| {
                let first = match (l, stopped, is_failing) {
                    (Ja, Some(at), _) => {
                        format!("{} に自動更新が止められました。", zone.short_day(l, at))
                    }
                    (Language::En, Some(at), _) => format!(
                        "Automatic renewal was stopped on {}.",
                        zone.short_day(l, at)
                    ),
                    (Ja, None, true) => format!("決済が {n} 回失敗しました。"),
                    (Language::En, None, true) => format!("Payment failed {n} times."),
                    (Ja, ..) => "更新の意思がまだ確かめられていません。".to_owned(),
                    (Language::En, ..) => "Renewal has not been confirmed yet.".to_owned(),
                };
                first + &rest(l)
            })
            .with("status", status_of(now))
            .with("on", on)
            .with("days_left", left)
            .with("payments_failed", n)
            .with("suspected", stopped.is_none() && !is_failing);
        finding.at = stopped.or(failed.last().copied());
        finding.severity = Some(match left {
            _ if unconfirmed && stopped.is_none() && !is_failing => 2,
            Some(left) if left > 180 => 2,
            _ => 3,
        });
        found.push(finding);
    }
    found
}
