//! The rule of changed behaviour over all accounts of a tenant: two windows of business days, the arithmetic is
//! `measure`'s. In: the scene and a day. Out: verdicts, findings.

use jiff::civil::Date;
use measure::behaviour::{Activity, Limits, Verdict, judge};
use measure::detect::Window;
use measure::interval::exact;
use serde_json::json;

use super::account::has_left;
use super::finding::{Finding, ratio};
use super::rule::Rule;
use super::scene::Scene;
use crate::markup::Language::Ja;

/// Every account's windows on a day, where it was there for the whole of them.
fn activities<'a>(
    scene: &'a Scene,
    rule: &Rule,
    day: Date,
) -> (Vec<Date>, Vec<Date>, Vec<(&'a String, Activity)>) {
    let days_of = |key: &str| usize::try_from(rule.days(key)).unwrap_or(10).max(1);
    let (recent_n, base_n, block_n) = (
        days_of("recent_days"),
        days_of("base_days"),
        days_of("block_days"),
    );
    let window = scene.window(day, recent_n + base_n);
    let cut = window.len().saturating_sub(recent_n);
    let (base, recent) = (window[..cut].to_vec(), window[cut..].to_vec());
    let end = scene.calendar.end(day);
    let start = base.first().copied();
    let there = scene.accounts.iter().filter(|(_, account)| {
        let first = account.first.map(|at| scene.calendar.day(at));
        !has_left(account, end)
            && first
                .zip(start)
                .is_some_and(|(first, start)| first <= start)
    });
    let of = there.map(|(id, account)| {
        let activity = Activity {
            recent: Window {
                count: account.user_days(&recent),
                days: recent.len() as f64,
            },
            base: Window {
                count: account.user_days(&base),
                days: base.len() as f64,
            },
            blocks: base
                .chunks(block_n)
                .filter(|b| b.len() == block_n)
                .map(|b| account.user_days(b))
                .collect(),
        };
        (id, activity)
    });
    let of = of.collect();
    (base, recent, of)
}

pub(crate) fn verdicts<'a>(
    scene: &'a Scene,
    rule: &Rule,
    day: Date,
) -> Vec<(&'a String, Activity, Verdict)> {
    let (base, _, activities) = activities(scene, rule, day);
    if (base.len() as i64) < rule.days("base_days") {
        return Vec::new();
    }
    let limits = Limits {
        q: rule.number("q"),
        p: rule.number("p"),
        drop: rule.number("drop"),
        rise: rule.number("rise"),
        base: rule.field("min_sample").as_u64().unwrap_or(8),
    };
    let (ids, windows): (Vec<&String>, Vec<Activity>) = activities.into_iter().unzip();
    let judged = judge(&windows, &limits);
    ids.into_iter()
        .zip(windows)
        .zip(judged)
        .map(|((id, w), v)| (id, w, v))
        .collect()
}

/// The part of their usual activity that accounts kept on a day on which surely all have less; 1 on other days.
pub(super) fn shared_dip(scene: &Scene, rule: &Rule, day: Date) -> f64 {
    let judged = verdicts(scene, rule, day);
    let of = |verdict: &Verdict| match verdict {
        Verdict::Dropped(grounds) | Verdict::Rose(grounds) | Verdict::Steady(grounds) => {
            Some(grounds.common)
        }
        Verdict::Unknown(_) => None,
    };
    judged
        .iter()
        .filter_map(|(.., v)| of(v))
        .fold(1.0, f64::min)
}

/// The ratio's 90 % interval: given their sum, the recent count is binomial.
fn ratio_range(activity: &Activity) -> (f64, f64) {
    let (a, b) = (activity.recent.count, activity.base.count);
    let share = exact(a, a + b, 0.90);
    let of = |s: f64| s / (1.0 - s).max(1e-9) * activity.base.days / activity.recent.days.max(1.0);
    (of(share.low), of(share.high))
}

pub(crate) fn behaviour_changed(scene: &Scene, rule: &Rule, day: Date) -> Vec<Finding> {
    let judged = verdicts(scene, rule, day);
    let changed = judged.into_iter().filter_map(|(id, activity, verdict)| {
        let (direction, grounds) = match verdict {
            Verdict::Dropped(grounds) => ("drop", grounds),
            Verdict::Rose(grounds) => ("rise", grounds),
            _ => return None,
        };
        let (low, high) = ratio_range(&activity);
        let (recent_days, base_days) = (activity.recent.days, activity.base.days);
        let said = ratio(activity.recent.count as f64 / recent_days / (activity.base.count as f64 / base_days).max(1e-9));
        let mut finding = Finding::of(id)
            .because(|l| match (l, direction) {
                (Ja, "drop") => format!("活動が直前 {base_days} 営業日の {said} 倍（{low:.2}–{high:.2}）に下がりました。"),
                (Ja, _) => format!("活動が直前 {base_days} 営業日の {said} 倍（{low:.2}–{high:.2}）に上がりました。"),
                (_, "drop") => format!("Activity fell to {said}× ({low:.2}–{high:.2}) of the {base_days} business days before."),
                _ => format!("Activity rose to {said}× ({low:.2}–{high:.2}) of the {base_days} business days before."),
            })
            .with("direction", direction)
            .with("recent", json!({"user_days": grounds.recent, "business_days": recent_days}))
            .with("base", json!({"user_days": grounds.base, "business_days": base_days}))
            .with("ratio", grounds.ratio)
            .with("ratio_low", low)
            .with("ratio_high", high)
            .with("common", grounds.common)
            .with("dispersion", grounds.dispersion)
            .with("p", grounds.p)
            .with("q", grounds.q);
        finding.key = direction.to_owned();
        finding.severity = Some(match direction {
            "rise" => 1,
            _ if grounds.ratio <= 0.3 => 3,
            _ => rule.severity(),
        });
        Some(finding)
    });
    changed.collect()
}
