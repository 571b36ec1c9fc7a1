//! Evidence of knowing, found in one person's events and tickets: which observation, of which topic, when.
//! In: events in their order, the plan, thresholds. Out: what was found, ready for `measure::history`.
//! Nothing that a person did not do is evidence, and time alone never is.

use std::collections::{HashMap, HashSet};

use measure::comprehension::Observation;
use measure::effort::{Exposure, exposure, rapid_below, reading_factor};
use measure::evidence::{Evidence, Kind, default_row, once_a_day};
use serde_json::Value;

use super::plan::Plan;
use super::record::Event;
use super::{DAY_MS, day};
use crate::zone::Zone;

/// A host event this close to a question that asked for it is the answer itself.
const SAME_DEED_MS: i64 = 5 * 60_000;
/// A search is about the article that it led to.
const LED_TO_MS: i64 = 5 * 60_000;
/// A guide that nobody touched for this long helps nobody any more.
const ASIDE_MS: i64 = 2 * 3_600_000;
/// Once seen, what a page shows again teaches without being evidence.
const TAUGHT_AGAIN: Evidence = Evidence {
    if_known: 1.0,
    if_unknown: 1.0,
    weight: 0.0,
    learn: 0.10,
    retrieval: false,
};

/// One piece of evidence.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub(crate) topic: usize,
    pub(crate) at: i64,
    pub(crate) seen: Observation,
    /// Whether it only says so by implication: no answer, no deed.
    pub(crate) implicit: bool,
    /// Of an effortful answer: slip, guess, whether it was right.
    pub(crate) answer: Option<(f64, f64, bool)>,
}

/// An answer to a question, as item health reads it.
pub(crate) struct Answered {
    pub(crate) at: i64,
    pub(crate) quiz: String,
    pub(crate) question: String,
    pub(crate) version: Option<i64>,
    pub(crate) language: String,
    pub(crate) choice: Option<String>,
    pub(crate) right: bool,
    pub(crate) rapid: bool,
    /// Not the first attempt of its sitting.
    pub(crate) again: bool,
}

/// What one person's events come to.
#[derive(Default)]
pub(crate) struct Evidences {
    pub(crate) found: Vec<Found>,
    pub(crate) answers: Vec<Answered>,
}

/// An inquiry that reached support by another way.
pub(crate) struct Ticket {
    pub(crate) at: i64,
    pub(crate) topic: usize,
}

/// How long people take to answer a question.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    /// Mean seconds.
    pub(crate) mean: f64,
    /// Seconds below which an answer is sooner a guess, where guesses make a hill of their own.
    pub(crate) valley: Option<f64>,
}

/// What thresholds rest on.
pub(crate) struct Reading<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) zone: &'a Zone,
    /// How long people take to answer, by quiz and question.
    pub(crate) response: &'a HashMap<(String, String), Times>,
}

/// A guide in progress.
struct Run {
    touched: i64,
    backs: u32,
}

struct Fold<'a> {
    reading: &'a Reading<'a>,
    factor: f64,
    out: Evidences,
    finished: HashSet<String>,
    /// When a guide of the topic was last finished.
    guided: HashMap<usize, i64>,
    running: HashMap<String, Run>,
    counted: HashSet<(usize, Kind, i64)>,
    asked: HashSet<(String, String, String)>,
    done: HashMap<usize, i64>,
    searched: HashMap<String, i64>,
}

/// Everything that a person's events say.
pub(crate) fn find(reading: &Reading<'_>, events: &[Event], tickets: &[Ticket]) -> Evidences {
    let mut fold = Fold {
        reading,
        factor: own_factor(reading.plan, events),
        out: Evidences::default(),
        finished: HashSet::new(),
        guided: HashMap::new(),
        running: HashMap::new(),
        counted: HashSet::new(),
        asked: HashSet::new(),
        done: HashMap::new(),
        searched: HashMap::new(),
    };
    for event in events {
        fold.take(event);
    }
    for ticket in tickets {
        fold.implied(ticket.topic, Kind::Inquiry, ticket.at);
    }
    fold.out.found.sort_by_key(|found| (found.topic, found.at));
    fold.out
}

/// How much longer or shorter than usual this person reads.
fn own_factor(plan: &Plan, events: &[Event]) -> f64 {
    let read = events
        .iter()
        .filter(|e| e.name == "tutorial.step_completed");
    let ratios: Vec<f64> = read
        .filter_map(|e| {
            let usual = plan.screen(&e.content, &e.step, &e.language)?.seconds(1.0);
            let own = e.number("dwell_ms")? / 1000.0;
            (usual > 0.0 && own / usual <= 5.0).then_some(own / usual)
        })
        .collect();
    reading_factor(&ratios).unwrap_or(1.0)
}

impl Fold<'_> {
    fn take(&mut self, event: &Event) {
        let plan = self.reading.plan;
        match event.name.as_str() {
            "tutorial.started" => self.started(event),
            "tutorial.step_back" => self.back(event),
            "tutorial.completed" => self.completed(event),
            "tutorial.dismissed" | "tutorial.snoozed" | "tutorial.paused" => {
                self.running.remove(&event.content);
            }
            "help.searched" => {
                self.searched.insert(event.session.clone(), event.at);
                let best = event.data.get("best").and_then(Value::as_array);
                let best = best.into_iter().flatten().take(3).filter_map(Value::as_str);
                let topics: HashSet<usize> =
                    best.flat_map(|id| plan.teaches(id)).copied().collect();
                self.sought(topics, event.at);
            }
            "help.article_opened" => {
                let searched = self.searched.get(&event.session);
                if searched.is_some_and(|at| event.at - at <= LED_TO_MS) {
                    let topics = plan.teaches(&event.content).iter().copied().collect();
                    self.sought(topics, event.at);
                }
            }
            "help.article_closed" => {
                let seen = plan
                    .whole(&event.content, &event.language)
                    .zip(event.number("active_ms"));
                if let Some((length, active)) = seen
                    && exposure(active / 1000.0, length.seconds(self.factor), 0.0)
                        == Exposure::Viewed
                {
                    self.taught(&event.content, event.at);
                }
            }
            "media.finished" => self.taught(&event.content, event.at),
            "quiz.answered" => self.answered(event),
            "inquiry.submitted" => {
                if let Some(topic) = plan.category(event.text("category")) {
                    self.implied(topic, Kind::Inquiry, event.at);
                }
            }
            name => {
                for topic in plan.task(name) {
                    self.did(*topic, event.at);
                }
                for topic in plan.failure(name) {
                    self.add(*topic, event.at, default_row(Kind::TaskFailed), false, None);
                }
            }
        }
        if let Some(run) = self.running.get_mut(&event.content) {
            run.touched = event.at;
        }
    }

    fn add(
        &mut self,
        topic: usize,
        at: i64,
        evidence: Evidence,
        implicit: bool,
        answer: Option<(f64, f64, bool)>,
    ) {
        self.out.found.push(Found {
            topic,
            at,
            seen: Observation {
                day: day(at),
                evidence,
            },
            implicit,
            answer,
        });
    }

    /// A sign that is only implied counts once a day.
    fn implied(&mut self, topic: usize, kind: Kind, at: i64) {
        let today = self.reading.zone.day(at, 0);
        if !once_a_day(kind) || self.counted.insert((topic, kind, today)) {
            self.add(topic, at, default_row(kind), true, None);
        }
    }

    fn started(&mut self, event: &Event) {
        let begun = matches!(event.text("by"), "auto" | "assigned");
        if self.finished.contains(&event.content) && !begun {
            for topic in self.reading.plan.teaches(&event.content) {
                self.implied(*topic, Kind::GuideReopened, event.at);
            }
        }
        let run = Run {
            touched: event.at,
            backs: 0,
        };
        self.running.insert(event.content.clone(), run);
    }

    fn back(&mut self, event: &Event) {
        let Some(run) = self.running.get_mut(&event.content) else {
            return;
        };
        run.backs += 1;
        if run.backs == 2 {
            for topic in self.reading.plan.teaches(&event.content) {
                self.implied(*topic, Kind::BackSteps, event.at);
            }
        }
    }

    fn completed(&mut self, event: &Event) {
        let plan = self.reading.plan;
        self.running.remove(&event.content);
        self.finished.insert(event.content.clone());
        let mut evidence = default_row(Kind::GuideFinished);
        let seen = plan
            .whole(&event.content, &event.language)
            .zip(event.number("active_ms"));
        if let Some((length, active)) = seen
            && exposure(active / 1000.0, length.seconds(self.factor), 0.0) == Exposure::Glanced
        {
            // Clicked through: it taught nothing, and says nothing against the person.
            evidence.learn = 0.0;
        }
        for topic in plan.teaches(&event.content) {
            self.guided.insert(*topic, event.at);
            self.add(*topic, event.at, evidence, true, None);
        }
    }

    fn sought(&mut self, topics: HashSet<usize>, at: i64) {
        for topic in topics {
            if self.guided.contains_key(&topic) {
                self.implied(topic, Kind::HelpSearched, at);
            }
        }
    }

    fn taught(&mut self, content: &str, at: i64) {
        for topic in self.reading.plan.teaches(content) {
            self.add(*topic, at, default_row(Kind::Viewed), true, None);
        }
    }

    /// The topic's task was done in the product.
    fn did(&mut self, topic: usize, at: i64) {
        if self
            .done
            .get(&topic)
            .is_some_and(|done| at - done <= SAME_DEED_MS)
        {
            return;
        }
        let plan = self.reading.plan;
        let guided = self
            .guided
            .get(&topic)
            .is_some_and(|end| at - end >= DAY_MS);
        let led = self.running.iter().any(|(content, run)| {
            at - run.touched <= ASIDE_MS && plan.teaches(content).contains(&topic)
        });
        let kind = if guided && !led {
            Kind::Transfer
        } else {
            Kind::TaskDone
        };
        self.add(topic, at, default_row(kind), false, None);
    }

    fn answered(&mut self, event: &Event) {
        let (id, right) = (
            event.text("question").to_owned(),
            event.data.get("correct") == Some(&Value::Bool(true)),
        );
        let plan = self.reading.plan;
        let question = plan.question(&event.content, &id, event.version);
        let sitting = (event.session.clone(), event.content.clone(), id.clone());
        let again = !self.asked.insert(sitting) || event.number("attempt").is_some_and(|n| n > 1.0);
        let seconds = event.number("response_ms").map(|ms| ms / 1000.0);
        let key = (event.content.clone(), id.clone());
        let threshold = question.map(|q| {
            let seen = self.reading.response.get(&key);
            let usual = rapid_below(seen.map(|r| r.mean), q.length(&event.language).seconds(1.0));
            usual.max(seen.and_then(|r| r.valley).unwrap_or(0.0))
        });
        let is_deed = question.is_some_and(|q| q.kind == "do");
        let rapid = !is_deed
            && seconds
                .zip(threshold)
                .is_some_and(|(took, least)| took < least);
        self.out.answers.push(Answered {
            at: event.at,
            quiz: event.content.clone(),
            question: id,
            version: event.version,
            language: event.language.clone(),
            choice: event
                .data
                .get("choice")
                .and_then(Value::as_str)
                .map(str::to_owned),
            right,
            rapid,
            again,
        });
        let Some((question, topic)) = question.and_then(|q| Some((q, q.topic?))) else {
            return;
        };
        match () {
            () if is_deed && right => {
                // The page saw the deed and the question heard of it: one deed.
                let near = |f: &&Found| {
                    f.topic == topic
                        && !f.implicit
                        && f.answer.is_none()
                        && event.at - f.at <= SAME_DEED_MS
                };
                if !self.out.found.iter().rev().any(|f| near(&f)) {
                    self.add(topic, event.at, default_row(Kind::TaskDone), false, None);
                    self.done.insert(topic, event.at);
                }
            }
            () if rapid => self.add(topic, event.at, default_row(Kind::RapidGuess), true, None),
            () if again => self.add(topic, event.at, TAUGHT_AGAIN, true, None),
            () => {
                let known = question.evidence(true);
                let answer = (!is_deed).then_some((1.0 - known.if_known, known.if_unknown, right));
                self.add(topic, event.at, question.evidence(right), false, answer);
            }
        }
    }
}
