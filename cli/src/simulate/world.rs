//! What there is to learn: topics, guides and questions, from a product's manifest or made up; which steps are bad ones.

use serde_json::{Value, json};

use super::draw::Draw;

/// A topic as people meet it.
pub(super) struct Topic {
    pub(super) id: String,
    pub(super) difficulty: f64,
    /// Its guide: id, version, steps.
    pub(super) guide: Option<(String, i64, Vec<Step>)>,
    /// Its quiz and questions: (quiz, version, question, kind, options).
    pub(super) questions: Vec<Question>,
    pub(super) task: Option<String>,
    pub(super) failed: Option<String>,
    pub(super) category: Option<String>,
}

pub(super) struct Step {
    pub(super) id: String,
    /// Characters in the text.
    pub(super) length: f64,
    /// Planted: people give up here.
    pub(super) bad: bool,
}

pub(super) struct Question {
    pub(super) quiz: String,
    pub(super) version: i64,
    pub(super) id: String,
    pub(super) options: Vec<String>,
    pub(super) correct: usize,
}

pub(super) struct World {
    pub(super) manifest: Value,
    pub(super) topics: Vec<Topic>,
    /// Its recommendation survey: (survey, version, question).
    pub(super) survey: Option<(String, i64, String)>,
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// How many steps are planted as bad.
pub(super) const PLANTED: usize = 5;

impl World {
    pub(super) fn of(manifest: Value, seed: u64) -> Self {
        let mut draw = Draw::of(seed, &[1]);
        let teaches = |item: &Value, id: &str| list(item, "topics").any(|t| t == id);
        let mut topics: Vec<Topic> = list(&manifest, "topics")
            .filter_map(|topic| {
                let id = text(&topic["id"])?;
                let guide = list(&manifest, "tutorials")
                    .find(|t| teaches(t, &id))
                    .and_then(|t| {
                        let steps = list(t, "steps").filter_map(|s| {
                            let length: usize = [&s["title"]["ja"], &s["body"]["ja"]]
                                .iter()
                                .filter_map(|v| v.as_str())
                                .map(|v| v.chars().count())
                                .sum();
                            Some(Step {
                                id: text(&s["id"])?,
                                length: (length as f64).max(20.0),
                                bad: false,
                            })
                        });
                        Some((
                            text(&t["id"])?,
                            t["version"].as_i64().unwrap_or(1),
                            steps.collect(),
                        ))
                    });
                let questions = list(&manifest, "quizzes")
                    .flat_map(|quiz| list(quiz, "questions").map(move |q| (quiz, q)));
                let questions = questions.filter(|(quiz, q)| {
                    (q["topic"] == *id || (q["topic"].is_null() && teaches(quiz, &id)))
                        && q["kind"] == "single"
                });
                let questions = questions.filter_map(|(quiz, q)| {
                    Some(Question {
                        quiz: text(&quiz["id"])?,
                        version: quiz["version"].as_i64().unwrap_or(1),
                        id: text(&q["id"])?,
                        options: list(q, "options").filter_map(|o| text(&o["id"])).collect(),
                        correct: list(q, "options").position(|o| o["correct"] == true)?,
                    })
                });
                Some(Topic {
                    difficulty: draw.normal(0.0, 0.6),
                    guide,
                    questions: questions.collect(),
                    task: text(&topic["task"]["event"]),
                    failed: text(&topic["task"]["failed"]),
                    category: list(&manifest, "inquiries")
                        .find(|i| i["topic"] == *id)
                        .and_then(|i| text(&i["id"])),
                    id,
                })
            })
            .collect();
        let mut planted = 0;
        for _ in 0..200 {
            let place = draw.below(topics.len());
            let steps = topics
                .get_mut(place)
                .and_then(|t| t.guide.as_mut())
                .map(|g| &mut g.2);
            if let Some(steps) = steps.filter(|s| s.len() > 1)
                && planted < PLANTED
            {
                let at = draw.below(steps.len());
                if let Some(step) = steps.get_mut(at).filter(|s| !s.bad) {
                    step.bad = true;
                    planted += 1;
                }
            }
        }
        let survey = list(&manifest, "surveys").find_map(|s| {
            let question = list(s, "questions").find(|q| q["kind"] == "nps")?;
            Some((
                text(&s["id"])?,
                s["version"].as_i64().unwrap_or(1),
                text(&question["id"])?,
            ))
        });
        World {
            manifest,
            topics,
            survey,
        }
    }

    pub(super) fn planted(&self) -> Vec<(String, String)> {
        let guides = self.topics.iter().filter_map(|t| t.guide.as_ref());
        guides
            .flat_map(|(id, _, steps)| {
                steps
                    .iter()
                    .filter(|s| s.bad)
                    .map(move |s| (id.clone(), s.id.clone()))
            })
            .collect()
    }
}

/// A product of `topics` topics, three questions and a guide of six steps each.
pub(super) fn made_up(topics: usize) -> Value {
    let both = |ja: String, en: String| json!({"ja": ja, "en": en});
    let ids: Vec<String> = (0..topics).map(|n| format!("topic-{n}")).collect();
    let option = |n: usize| json!({"id": format!("o{n}"), "correct": n == 0, "text": both(format!("選択肢{n}です"), format!("This is option {n}"))});
    let quiz = |id: &String| {
        let questions: Vec<Value> = (0..3)
            .map(|n| json!({"id": format!("q{n}"), "kind": "single", "topic": id, "prompt": both("この操作でまず行うことはどれですか。".into(), "What comes first here?".into()),
                "options": (0..4).map(option).collect::<Vec<_>>()}))
            .collect();
        json!({"id": format!("quiz-{id}"), "version": 1, "topics": [id], "questions": questions})
    };
    let guide = |id: &String| {
        let steps: Vec<Value> = (0..6).map(|n| json!({"id": format!("s{n}"), "title": both("次の操作へ".into(), "Next".into()), "body": both("あ".repeat(60), "word ".repeat(30))})).collect();
        json!({"id": format!("guide-{id}"), "version": 1, "topics": [id], "steps": steps})
    };
    let topic = |id: &String| {
        json!({"id": id, "title": both(id.clone(), id.clone()), "required_for": ["members"],
        "task": {"event": format!("{}_done", id.replace('-', "_")), "failed": format!("{}_failed", id.replace('-', "_"))}})
    };
    json!({
        "tenant": "simulated", "release": 1, "timezone": "Asia/Tokyo", "languages": ["ja", "en"],
        "topics": ids.iter().map(topic).collect::<Vec<_>>(),
        "segments": [{"id": "members", "when": {"trait": "role", "in": ["admin", "editor"]}}],
        "inquiries": ids.iter().map(|id| json!({"id": format!("about-{id}"), "topic": id, "title": both(id.clone(), id.clone())})).collect::<Vec<_>>(),
        "tutorials": ids.iter().map(guide).collect::<Vec<_>>(),
        "quizzes": ids.iter().map(quiz).collect::<Vec<_>>(),
        "articles": ids.iter().map(|id| json!({"id": format!("article-{id}"), "version": 1, "topics": [id]})).collect::<Vec<_>>(),
        "surveys": [{"id": "nps", "version": 1, "questions": [{"id": "nps", "kind": "nps"}]}],
        "programs": [{"id": "first", "version": 1, "title": both("はじめの4つ".into(), "First four".into()), "release": "2026", "audience": {"segment": "members"},
            "required": ids.iter().take(4).map(|id| format!("guide-{id}")).collect::<Vec<_>>(), "due_days": 30,
            "value": {"event": "topic_0_done"}}],
    })
}
