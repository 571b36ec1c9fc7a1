//! What a simulated person does on a day: prompts, guides, questions, the work itself, asking for help.
//! In: the person as they are, the world. Out: events, and what they learnt by it.

use serde_json::{Value, json};

use super::draw::sigma;
use super::person::Person;
use super::world::{Step, Topic, World};

impl Person {
    /// A day's visit.
    pub(super) fn visit(&mut self, world: &World, midnight: i64, will: f64, asked: bool) {
        let (accept, start, effort, persist) = self.chances(will);
        let mut at = midnight + 9 * 3_600_000 + (self.draw.unit() * 7.0 * 3_600_000.0) as i64;
        self.session = self.draw.uuid(at);
        self.record(at, "session.started", json!({}), json!({}));
        let due: Vec<usize> = (0..world.topics.len())
            .filter(|n| !self.finished[*n] && world.topics[*n].guide.is_some())
            .collect();
        at += 20_000;
        if !due.is_empty() && self.draw.happens(0.5) {
            let n = due[0];
            let about = about(&world.topics[n]);
            self.record(at, "prompt.shown", about.clone(), json!({"by": "auto"}));
            at += 4_000;
            match self.draw.unit() {
                u if u < accept => {
                    self.record(at, "prompt.accepted", about, json!({}));
                    self.guide(&mut at, n, &world.topics[n], "auto", effort, persist);
                }
                u if u < accept + (1.0 - accept) * (0.25 + 0.5 * will) => self.record(
                    at,
                    "prompt.snoozed",
                    about,
                    json!({"reason": "snoozed", "active_ms": 3000}),
                ),
                _ => self.record(
                    at,
                    "prompt.dismissed",
                    about,
                    json!({"reason": "dismissed", "active_ms": 2000}),
                ),
            }
        }
        if self.draw.happens(start) {
            at += 60_000;
            match (due.is_empty(), self.draw.unit()) {
                (false, u) if u < 0.6 => {
                    let n = due[self.draw.below(due.len())];
                    self.guide(&mut at, n, &world.topics[n], "user", effort, persist);
                }
                (_, u) if u < 0.8 => {
                    let n = self.draw.below(world.topics.len());
                    self.quiz(&mut at, n, &world.topics[n], "user", effort, persist);
                }
                _ => self.record(at, "help.opened", json!({}), json!({"by": "user"})),
            }
        }
        let finished: Vec<usize> = (0..world.topics.len())
            .filter(|n| self.finished[*n])
            .collect();
        if !finished.is_empty() && self.draw.happens(0.06) {
            let n = finished[self.draw.below(finished.len())];
            self.quiz(&mut at, n, &world.topics[n], "auto", effort, persist);
        }
        for (n, topic) in world.topics.iter().enumerate() {
            at += 1_000;
            self.work(&mut at, n, topic);
        }
        if asked
            && !self.answered
            && let Some((survey, version, question)) = &world.survey
            && self.draw.happens(0.25)
        {
            self.answered = true;
            let share =
                self.known.iter().filter(|k| **k).count() as f64 / self.known.len().max(1) as f64;
            let score = (3.0 + 4.0 * will + 3.0 * share + self.draw.normal(0.0, 1.8))
                .clamp(0.0, 10.0)
                .round() as i64;
            let about = json!({"content": survey, "version": version});
            self.record(
                at + 5_000,
                "survey.answered",
                about,
                json!({"question": question, "kind": "nps", "score": score}),
            );
        }
    }

    /// A guide from its start to wherever it ends.
    fn guide(
        &mut self,
        at: &mut i64,
        n: usize,
        topic: &Topic,
        by: &str,
        effort: f64,
        persist: f64,
    ) {
        let Some((_, _, steps)) = &topic.guide else {
            return;
        };
        let (whole, careful) = (about(topic), self.draw.happens(effort));
        self.record(*at, "tutorial.started", whole.clone(), json!({"by": by}));
        let mut active = 0_i64;
        for step in steps {
            let here = |whole: &Value| {
                let mut here = whole.clone();
                here["step"] = json!(step.id);
                here
            };
            self.record(*at, "tutorial.step_shown", here(&whole), json!({}));
            let trouble = if step.bad { 0.4 } else { 0.0 };
            let stuck = self
                .draw
                .happens(sigma(-2.2 - 0.5 * self.ability + 0.4 * topic.difficulty))
                || self.draw.happens(trouble);
            if stuck {
                *at += 5_000;
                self.record(*at, "tutorial.unclear", here(&whole), json!({}));
                if !self.draw.happens(persist) || (step.bad && self.draw.happens(0.5)) {
                    self.record(
                        *at + 2_000,
                        "tutorial.dismissed",
                        here(&whole),
                        json!({"reason": "dismissed", "active_ms": active}),
                    );
                    *at += 10_000;
                    return;
                }
            }
            let dwell = self.dwell(step, careful);
            active += dwell;
            *at += dwell;
            self.record(
                *at,
                "tutorial.step_completed",
                here(&whole),
                json!({"dwell_ms": dwell}),
            );
        }
        self.record(
            *at,
            "tutorial.completed",
            whole,
            json!({"reason": "completed", "active_ms": active}),
        );
        self.finished[n] = true;
        let learns = sigma(-0.2 + 0.9 * self.ability - 0.6 * topic.difficulty)
            * if careful { 1.0 } else { 0.25 };
        self.known[n] |= self.draw.happens(learns);
        *at += 5_000;
        self.quiz(at, n, topic, "auto", effort, persist);
    }

    fn dwell(&mut self, step: &Step, careful: bool) -> i64 {
        let reads = step.length / self.speed * 60_000.0;
        let share = if careful {
            self.draw.log_normal(1.0, 0.2)
        } else {
            self.draw.log_normal(0.2, 0.3)
        };
        ((reads * share) as i64).max(300)
    }

    fn quiz(&mut self, at: &mut i64, n: usize, topic: &Topic, by: &str, effort: f64, persist: f64) {
        for (place, question) in topic.questions.iter().enumerate() {
            let about = json!({"content": question.quiz, "version": question.version});
            if place == 0 {
                self.record(*at, "quiz.shown", about.clone(), json!({"by": by}));
            }
            if !self.draw.happens(0.75) {
                continue;
            }
            for attempt in 1..=2 {
                let careful = self.draw.happens(effort);
                let took = if careful {
                    self.draw.log_normal(12_000.0, 0.4)
                } else {
                    self.draw.log_normal(1_100.0, 0.35)
                };
                let chance = match (careful, self.known[n]) {
                    (true, true) => 0.92,
                    (true, false) => 0.22,
                    (false, _) => 1.0 / question.options.len().max(1) as f64,
                };
                let right = self.draw.happens(chance);
                let wrong = (question.correct
                    + 1
                    + self.draw.below(question.options.len().saturating_sub(1)))
                    % question.options.len().max(1);
                let choice = question
                    .options
                    .get(if right { question.correct } else { wrong });
                *at += took as i64;
                self.record(*at, "quiz.answered", about.clone(), json!({"question": question.id, "choice": choice, "correct": right, "response_ms": took as i64, "attempt": attempt}));
                if careful {
                    let learns = self.draw.happens(0.10);
                    self.known[n] |= learns;
                }
                if right || !self.draw.happens(persist) {
                    break;
                }
            }
        }
    }

    /// The work itself: tasks, looking things up again, asking.
    fn work(&mut self, at: &mut i64, n: usize, topic: &Topic) {
        if let Some(task) = topic.task.as_ref().filter(|_| self.draw.happens(0.03)) {
            *at += 30_000;
            if self.draw.happens(if self.known[n] { 0.85 } else { 0.06 }) {
                self.record(*at, &format!("host.{task}"), json!({}), json!({}));
                let learns = self.draw.happens(0.05);
                self.known[n] |= learns;
            } else if let Some(failed) = topic.failed.as_ref().filter(|_| self.draw.happens(0.6)) {
                self.record(*at, &format!("host.{failed}"), json!({}), json!({}));
            }
        }
        let again = if self.known[n] { 0.012 } else { 0.05 };
        if self.finished[n] && self.draw.happens(again) {
            *at += 10_000;
            if self.draw.happens(0.5) {
                self.record(*at, "tutorial.started", about(topic), json!({"by": "user"}));
                self.record(
                    *at + 8_000,
                    "tutorial.dismissed",
                    about(topic),
                    json!({"reason": "dismissed", "active_ms": 8000}),
                );
            } else {
                let best: Vec<String> = topic.guide.iter().map(|g| g.0.clone()).collect();
                self.record(
                    *at,
                    "help.searched",
                    json!({}),
                    json!({"query": topic.id, "results": 1, "best": best}),
                );
            }
        }
        let asks = if self.known[n] { 0.0012 } else { 0.004 };
        if let Some(category) = topic.category.as_ref().filter(|_| self.draw.happens(asks)) {
            self.record(
                *at + 1_000,
                "inquiry.submitted",
                json!({}),
                json!({"category": category}),
            );
        }
    }
}

fn about(topic: &Topic) -> Value {
    topic.guide.as_ref().map_or(
        json!({}),
        |(id, version, _)| json!({"content": id, "version": version}),
    )
}
