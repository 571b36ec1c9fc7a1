//! Detectors over what people answered and where they could not go on.
//! In: the scene and a business day. Out: findings about one person each.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::account::has_left;
use super::finding::Finding;
use super::rule::Rule;
use super::scene::Scene;
use crate::markup::Language::{self, Ja};
use crate::releases::items;

pub(crate) fn nps_detractor(scene: &Scene, rule: &Rule, day: Date, since: i64) -> Vec<Finding> {
    let end = scene.calendar.end(day);
    let mut found = Vec::new();
    for (id, account) in scene.accounts.iter().filter(|(_, a)| !has_left(a, end)) {
        let mut last: BTreeMap<&str, i64> = BTreeMap::new();
        for answer in account.answers.iter().filter(|a| a.at <= end) {
            let before = last.insert(&answer.user, answer.score);
            if answer.at <= since {
                continue;
            }
            let score = answer.score;
            let fell = before.is_some_and(|before| (before - score) as f64 >= rule.number("fall"));
            if score as f64 > rule.number("at_most") && !fell {
                continue;
            }
            let name = scene.user_name(&answer.user, end);
            let on = scene.calendar.zone.clone();
            let at = answer.at;
            let mut finding = Finding::of(id)
                .because(|l| {
                    let day = on.short_day(l, at);
                    match (l, before) {
                        (Ja, Some(before)) if before > score => {
                            format!("{name} さんの NPS が {before} から {score} へ。回答 {day}。")
                        }
                        (Ja, _) => format!("{name} さんの NPS が {score}。回答 {day}。"),
                        (Language::En, Some(before)) if before > score => format!(
                            "{name} went from {before} to {score} on the NPS question on {day}."
                        ),
                        (Language::En, _) => {
                            format!("{name} answered {score} on the NPS question on {day}.")
                        }
                    }
                })
                .with("score", score)
                .with("before", before)
                .with("answered", at);
            finding.user = Some(answer.user.clone());
            finding.key = answer.user.clone();
            finding.at = Some(at);
            finding.severity = (score <= 3).then_some(3);
            found.push(finding);
        }
    }
    found
}

pub(crate) fn stuck(scene: &Scene, rule: &Rule, day: Date, since: i64) -> Vec<Finding> {
    let end = scene.calendar.end(day);
    let window = scene.window(day, usize::try_from(rule.days("days")).unwrap_or(5).max(1));
    let Some(first) = window.first() else {
        return Vec::new();
    };
    let from = scene.calendar.zone.start(*first);
    let mut found = Vec::new();
    for (id, account) in scene.accounts.iter().filter(|(_, a)| !has_left(a, end)) {
        let mut times: BTreeMap<(&str, &str, &str), (u64, i64)> = BTreeMap::new();
        for o in account
            .obstacles
            .iter()
            .filter(|o| o.at >= from && o.at <= end)
        {
            let seen = times.entry((&o.user, &o.content, &o.step)).or_default();
            seen.0 += 1;
            seen.1 = seen.1.max(o.at);
        }
        for ((user, content, step), (n, last)) in times {
            // What was told yesterday is no news today.
            if (n as f64) < rule.number("times") || last <= since {
                continue;
            }
            let (name, length) = (scene.user_name(user, end), window.len());
            let mut finding = Finding::of(id)
                .because(|l| {
                    let place = place(scene, l, content, step);
                    match l {
                        Ja => format!(
                            "{name} さんが {place} で {length} 営業日のうちに {n} 回止まりました。"
                        ),
                        Language::En => format!(
                            "{name} could not get past {place} {n} times in {length} business days."
                        ),
                    }
                })
                .with("content", content)
                .with("step", step)
                .with("times", n)
                .with("days", length);
            finding.user = Some(user.to_owned());
            finding.key = format!("{user} {content} {step}");
            finding.at = Some(last);
            let step = Some(step.to_owned()).filter(|s| !s.is_empty());
            finding.help = vec![(content.to_owned(), step)];
            found.push(finding);
        }
    }
    found
}

/// `「最初の請求書を作る」手順 2`.
fn place(scene: &Scene, l: Language, content: &str, step: &str) -> String {
    let item = ["tutorials", "quizzes"]
        .into_iter()
        .flat_map(|kind| items(&scene.manifest, kind))
        .find(|item| item["id"] == content);
    let title = item.map_or_else(|| content.to_owned(), |item| l.title(item));
    let number = item.and_then(|item| items(item, "steps").position(|s| s["id"] == step));
    match (l, number) {
        (Ja, Some(n)) => format!("「{title}」手順 {}", n + 1),
        (Ja, None) => format!("「{title}」"),
        (Language::En, Some(n)) => format!("step {} of \"{title}\"", n + 1),
        (Language::En, None) => format!("\"{title}\""),
    }
}
