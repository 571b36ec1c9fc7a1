//! Trials of motivation, found in one person's events: the six components of measurement.md 1.6.
//! In: events in their order, answers, the tenant's business days. Out: trials with their time and what came of them.
//! What is still open as of the moment (a prompt on screen, a run of yesterday) is no trial yet.

use std::collections::{HashMap, HashSet};

use measure::motivation::{COMPONENTS, Component, Response, Trials};

use super::DAY_MS;
use super::evidence::Answered;
use super::plan::Plan;
use super::record::Event;
use crate::calendar::Calendar;

/// Days of the window.
pub(crate) const WINDOW_DAYS: i64 = 28;
/// A run that ends within this counts as finished.
const FINISH_MS: i64 = 7 * DAY_MS;
/// A finished guide that is closed again within this was looked something up in.
const LOOKED_UP_MS: i64 = 120_000;
/// A visit ends after this long without a sign.
const VISIT_MS: i64 = 30 * 60_000;

/// One trial.
#[derive(Clone, Copy)]
pub(crate) struct Trial {
    pub(crate) at: i64,
    pub(crate) component: Component,
    /// 0–1.
    pub(crate) success: f64,
}

/// Everything that a person tried, as of `at`; regularity is counted by [`window`].
pub(crate) fn trials(
    plan: &Plan,
    calendar: &Calendar,
    events: &[Event],
    answers: &[Answered],
    at: i64,
) -> Vec<Trial> {
    let mut all = Vec::new();
    let mut add = |at: i64, component: Component, success: f64| {
        all.push(Trial {
            at,
            component,
            success,
        })
    };
    for event in events.iter().filter(|e| e.is_own()) {
        if matches!(
            event.name.as_str(),
            "tutorial.started" | "quiz.shown" | "help.opened" | "checklist.opened" | "text.opened"
        ) {
            add(event.at, Component::Voluntary, 1.0);
        }
    }
    let mut last: HashMap<&str, i64> = HashMap::new();
    for event in events {
        last.insert(&event.session, event.at);
    }
    let mut prompted = HashSet::new();
    for (n, event) in events
        .iter()
        .enumerate()
        .filter(|(_, e)| e.name == "prompt.shown")
    {
        if prompted.contains(&calendar.day(event.at)) {
            continue;
        }
        let over = last
            .get(event.session.as_str())
            .is_none_or(|end| at - end >= VISIT_MS);
        let rest = events.get(n + 1..).unwrap_or_default();
        let Some(response) = answered(event, rest).or(over.then_some(Response::Ignored)) else {
            continue;
        };
        prompted.insert(calendar.day(event.at));
        add(event.at, Component::Voluntary, 0.0);
        add(event.at, Component::Response, response.credit());
    }
    for answer in answers {
        add(
            answer.at,
            Component::Effort,
            f64::from(u8::from(!answer.rapid)),
        );
    }
    persistence(plan, events, at, &mut add);
    let mut finished = HashSet::new();
    for (n, event) in events.iter().enumerate() {
        if event.name == "tutorial.completed" {
            finished.insert(event.content.as_str());
        }
        if event.name != "tutorial.started" {
            continue;
        }
        let own = events
            .get(n + 1..)
            .unwrap_or_default()
            .iter()
            .filter(|e| e.content == event.content);
        let mut run = own.take_while(|e| e.name != "tutorial.started");
        // Who looks something up in a guide that they have finished set out to finish nothing.
        let looked_up = finished.contains(event.content.as_str())
            && event.is_own()
            && run
                .clone()
                .find(|e| e.name == "tutorial.dismissed" || e.name == "tutorial.completed")
                .is_some_and(|e| e.name == "tutorial.dismissed" && e.at - event.at <= LOOKED_UP_MS);
        if looked_up {
            continue;
        }
        let end = run.find(|e| e.name == "tutorial.completed");
        match end {
            Some(end) if end.at - event.at <= FINISH_MS => {
                add(event.at, Component::Completion, 1.0)
            }
            _ if at - event.at > FINISH_MS => add(event.at, Component::Completion, 0.0),
            _ => {}
        }
    }
    all
}

/// What the person did with a prompt.
fn answered(prompt: &Event, rest: &[Event]) -> Option<Response> {
    let mut same = rest
        .iter()
        .filter(|e| e.content == prompt.content && e.session == prompt.session);
    same.find_map(|e| match e.name.as_str() {
        "prompt.accepted" => Some(Response::Accepted),
        "prompt.snoozed" => Some(Response::Snoozed),
        "prompt.dismissed" => Some(Response::Dismissed),
        _ => None,
    })
}

/// Obstacles, and whether the person tried again within a day. Trouble with anchors is ours, not theirs.
fn persistence(plan: &Plan, events: &[Event], at: i64, add: &mut dyn FnMut(i64, Component, f64)) {
    let mut backs: HashMap<&str, u32> = HashMap::new();
    for (n, event) in events.iter().enumerate() {
        let about = |other: &Event| other.content == event.content;
        let goes_on = |other: &Event| {
            about(other)
                && matches!(
                    other.name.as_str(),
                    "tutorial.step_completed"
                        | "tutorial.resumed"
                        | "tutorial.completed"
                        | "tutorial.started"
                )
        };
        let failed = plan.failure(&event.name);
        let obstacle = match event.name.as_str() {
            "quiz.answered" => event.data.get("correct") == Some(&serde_json::Value::Bool(false)),
            "tutorial.unclear" => true,
            "tutorial.paused" => event.text("reason") != "target_missing",
            "tutorial.started" => {
                backs.remove(event.content.as_str());
                false
            }
            "tutorial.step_back" => {
                let count = backs.entry(&event.content).or_default();
                *count += 1;
                *count == 2
            }
            _ => !failed.is_empty(),
        };
        if !obstacle {
            continue;
        }
        let rest = events.get(n + 1..).unwrap_or_default();
        let again = rest
            .iter()
            .take_while(|e| e.at - event.at <= DAY_MS)
            .any(|e| match event.name.as_str() {
                "quiz.answered" => {
                    let same = about(e)
                        && e.name == "quiz.answered"
                        && e.text("question") == event.text("question");
                    let topics = plan.teaches(&event.content);
                    same || (e.name == "tutorial.started"
                        && plan.teaches(&e.content).iter().any(|t| topics.contains(t)))
                }
                _ if !failed.is_empty() => {
                    e.name == event.name || plan.task(&e.name).iter().any(|t| failed.contains(t))
                }
                _ => goes_on(e),
            });
        if again || at - event.at > DAY_MS {
            add(event.at, Component::Persistence, f64::from(u8::from(again)));
        }
    }
}

/// Trials of the days `(from, to]`, regularity by the weeks in it that have a business day.
pub(crate) fn window(
    trials: &[Trial],
    active: &[i64],
    calendar: &Calendar,
    (from, to): (i64, i64),
) -> [Trials; COMPONENTS] {
    let mut seen = [Trials::default(); COMPONENTS];
    for trial in trials.iter().filter(|t| t.at > from && t.at <= to) {
        if let Some(place) = seen.get_mut(trial.component as usize) {
            place.trials += 1.0;
            place.successes += trial.success;
        }
    }
    let first = active.first().copied().unwrap_or(i64::MAX);
    let weeks = (to - from) / (7 * DAY_MS);
    for week in 0..weeks {
        let end = to - week * 7 * DAY_MS;
        let begin = end - 7 * DAY_MS;
        let (mut day, last) = (calendar.day(begin + 1), calendar.day(end));
        let mut works = false;
        while day <= last && !works {
            works = calendar.is_business(day);
            day = crate::calendar::next(day);
        }
        if works && first <= end {
            let here =
                active.partition_point(|t| *t <= begin) < active.partition_point(|t| *t <= end);
            if let Some(place) = seen.get_mut(Component::Regularity as usize) {
                place.trials += 1.0;
                place.successes += f64::from(u8::from(here));
            }
        }
    }
    seen
}
