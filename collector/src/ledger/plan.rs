//! What the releases say, read once for many people: which content teaches which topic, what its texts take to read,
//! what a question offers, which host event is a topic's task. In: all releases. Out: look-ups by id.

use std::collections::HashMap;

use measure::evidence::{Evidence, Kind, default_row};
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use crate::condition::Known;
use crate::releases::{items, manifest};

/// Length of a text: characters where one does not write spaces, words elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Length {
    pub(crate) characters: u32,
    pub(crate) words: u32,
}

impl Length {
    fn add(&mut self, other: Length) {
        self.characters += other.characters;
        self.words += other.words;
    }

    /// Seconds to read it, for somebody who takes `factor` times the usual.
    pub(crate) fn seconds(self, factor: f64) -> f64 {
        measure::effort::reading_seconds(self.characters, self.words, factor)
    }
}

type Lengths = HashMap<String, Length>;

/// A topic.
pub(crate) struct Topic {
    pub(crate) id: String,
    pub(crate) weight: f64,
    /// `host.` and the task's name.
    pub(crate) task: Option<String>,
    pub(crate) body: Value,
}

/// One question of a quiz.
pub(crate) struct Question {
    pub(crate) topic: Option<usize>,
    /// `single`, `multiple`, `order` or `do`.
    pub(crate) kind: String,
    /// Option ids, as written.
    pub(crate) options: Vec<String>,
    /// The option that is right, of a single choice.
    pub(crate) correct: Option<usize>,
    lengths: Lengths,
}

impl Question {
    /// What an answer says.
    pub(crate) fn evidence(&self, right: bool) -> Evidence {
        let n = u8::try_from(self.options.len()).unwrap_or(u8::MAX);
        default_row(match (self.kind.as_str(), right) {
            ("multiple", _) => Kind::MultipleChoice { options: n, right },
            ("order", _) => Kind::Ordering { items: n, right },
            ("do", true) => Kind::TaskDone,
            ("do", false) => Kind::TaskFailed,
            _ => Kind::SingleChoice { options: n, right },
        })
    }

    pub(crate) fn length(&self, language: &str) -> Length {
        of_language(&self.lengths, language)
    }
}

/// Everything that evidence is read with.
pub(crate) struct Plan {
    pub(crate) manifest: Value,
    pub(crate) segments: Vec<Value>,
    pub(crate) topics: Vec<Topic>,
    teaches: HashMap<String, Vec<usize>>,
    questions: HashMap<(String, String, i64), Question>,
    newest: HashMap<(String, String), i64>,
    screens: HashMap<(String, String), Lengths>,
    whole: HashMap<String, Lengths>,
    inquiries: HashMap<String, usize>,
    tasks: HashMap<String, Vec<usize>>,
    failures: HashMap<String, Vec<usize>>,
}

const TEACHING: [&str; 6] = [
    "tutorials",
    "articles",
    "quizzes",
    "checklists",
    "tooltips",
    "announcements",
];

impl Plan {
    pub(crate) fn of(db: &Connection, tenant: &str) -> rusqlite::Result<Self> {
        let manifest = manifest(db, tenant);
        let mut plan = Plan {
            segments: items(&manifest, "segments").cloned().collect(),
            topics: items(&manifest, "topics").filter_map(topic).collect(),
            teaches: HashMap::new(),
            questions: HashMap::new(),
            newest: HashMap::new(),
            screens: HashMap::new(),
            whole: HashMap::new(),
            inquiries: HashMap::new(),
            tasks: HashMap::new(),
            failures: HashMap::new(),
            manifest,
        };
        let named: HashMap<String, usize> = (0..)
            .zip(&plan.topics)
            .map(|(n, t)| (t.id.clone(), n))
            .collect();
        for (n, topic) in plan.topics.iter().enumerate() {
            if let Some(task) = &topic.task {
                plan.tasks.entry(task.clone()).or_default().push(n);
            }
            if let Some(failed) = topic.body["task"]["failed"].as_str() {
                plan.failures
                    .entry(format!("host.{failed}"))
                    .or_default()
                    .push(n);
            }
        }
        for kind in TEACHING {
            for item in items(&plan.manifest, kind) {
                let Some(id) = item["id"].as_str() else {
                    continue;
                };
                let topics = items(item, "topics").filter_map(|t| named.get(t.as_str()?).copied());
                plan.teaches
                    .entry(id.to_owned())
                    .or_default()
                    .extend(topics);
                let mut whole = Lengths::new();
                for step in items(item, "steps") {
                    let own = lengths(&[&step["title"], &step["body"]]);
                    merge(&mut whole, &own);
                    let step = step["id"].as_str().unwrap_or_default();
                    plan.screens.insert((id.to_owned(), step.to_owned()), own);
                }
                merge(&mut whole, &lengths(&[&item["body"]]));
                plan.whole.insert(id.to_owned(), whole);
            }
        }
        for inquiry in items(&plan.manifest, "inquiries") {
            if let (Some(id), Some(n)) = (
                inquiry["id"].as_str(),
                inquiry["topic"].as_str().and_then(|t| named.get(t)),
            ) {
                plan.inquiries.insert(id.to_owned(), *n);
            }
        }
        plan.read_questions(db, tenant, &named)?;
        Ok(plan)
    }

    /// Questions of every version: an answer is judged by what was asked.
    fn read_questions(
        &mut self,
        db: &Connection,
        tenant: &str,
        named: &HashMap<String, usize>,
    ) -> rusqlite::Result<()> {
        let mut statement = db.prepare_cached("SELECT id, version, body FROM item WHERE tenant = ?1 AND kind = 'quizzes' ORDER BY id, version")?;
        let mut rows = statement.query(params![tenant])?;
        while let Some(row) = rows.next()? {
            let (quiz, version): (String, i64) = (row.get(0)?, row.get(1)?);
            let body: Value =
                serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or(Value::Null);
            let own = items(&body, "topics").find_map(|t| named.get(t.as_str()?).copied());
            for question in items(&body, "questions") {
                let Some(id) = question["id"].as_str() else {
                    continue;
                };
                let options: Vec<&Value> = items(question, "options").collect();
                let mut texts = vec![&question["prompt"]];
                texts.extend(options.iter().map(|o| &o["text"]));
                let read = Question {
                    topic: question["topic"]
                        .as_str()
                        .and_then(|t| named.get(t).copied())
                        .or(own),
                    kind: question["kind"].as_str().unwrap_or("single").to_owned(),
                    correct: options.iter().position(|o| o["correct"] == json!(true)),
                    options: options
                        .iter()
                        .map(|o| o["id"].as_str().unwrap_or_default().to_owned())
                        .collect(),
                    lengths: lengths(&texts),
                };
                self.newest.insert((quiz.clone(), id.to_owned()), version);
                self.questions
                    .insert((quiz.clone(), id.to_owned(), version), read);
            }
        }
        Ok(())
    }

    /// The topics that an item teaches.
    pub(crate) fn teaches(&self, content: &str) -> &[usize] {
        self.teaches.get(content).map_or(&[], Vec::as_slice)
    }

    /// A question as it was asked; as it is asked now where that version is not known.
    pub(crate) fn question(
        &self,
        quiz: &str,
        question: &str,
        version: Option<i64>,
    ) -> Option<&Question> {
        let key = (quiz.to_owned(), question.to_owned());
        let newest = self.newest.get(&key).copied()?;
        let (quiz, question) = key;
        let at = |version| {
            self.questions
                .get(&(quiz.clone(), question.clone(), version))
        };
        version.and_then(at).or_else(|| at(newest))
    }

    /// Every question as it is asked now, by quiz and id.
    pub(crate) fn questions(&self) -> impl Iterator<Item = (&str, &str, i64, &Question)> {
        self.questions
            .iter()
            .filter(|((quiz, id, version), _)| {
                self.newest.get(&(quiz.clone(), id.clone())) == Some(version)
            })
            .map(|((quiz, id, version), question)| (quiz.as_str(), id.as_str(), *version, question))
    }

    pub(crate) fn screen(&self, content: &str, step: &str, language: &str) -> Option<Length> {
        let lengths = self.screens.get(&(content.to_owned(), step.to_owned()))?;
        Some(of_language(lengths, language))
    }

    pub(crate) fn whole(&self, content: &str, language: &str) -> Option<Length> {
        self.whole
            .get(content)
            .map(|lengths| of_language(lengths, language))
            .filter(|l| *l != Length::default())
    }

    pub(crate) fn category(&self, category: &str) -> Option<usize> {
        self.inquiries.get(category).copied()
    }

    pub(crate) fn topic(&self, id: &str) -> Option<usize> {
        self.topics.iter().position(|t| t.id == id)
    }

    pub(crate) fn task(&self, name: &str) -> &[usize] {
        self.tasks.get(name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn failure(&self, name: &str) -> &[usize] {
        self.failures.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a topic is required of somebody.
    pub(crate) fn requires(&self, topic: usize, who: &Known) -> bool {
        self.topics.get(topic).is_some_and(|t| {
            items(&t.body, "required_for")
                .any(|s| who.holds(&json!({ "segment": s }), &self.segments) == Some(true))
        })
    }
}

fn topic(body: &Value) -> Option<Topic> {
    Some(Topic {
        id: body["id"].as_str()?.to_owned(),
        weight: body["weight"].as_f64().unwrap_or(1.0),
        task: body["task"]["event"].as_str().map(|e| format!("host.{e}")),
        body: body.clone(),
    })
}

fn of_language(lengths: &Lengths, language: &str) -> Length {
    let primary = language.split('-').next().unwrap_or_default();
    let found = lengths.get(language).or_else(|| lengths.get(primary));
    found
        .or_else(|| lengths.values().next())
        .copied()
        .unwrap_or_default()
}

fn merge(into: &mut Lengths, other: &Lengths) {
    for (language, length) in other {
        into.entry(language.clone()).or_default().add(*length);
    }
}

/// Lengths of texts by language, summed.
fn lengths(texts: &[&Value]) -> Lengths {
    let mut all = Lengths::new();
    for text in texts {
        for (language, text) in text.as_object().unwrap_or(&Map::new()) {
            let own = length(language, text.as_str().unwrap_or_default());
            all.entry(language.clone()).or_default().add(own);
        }
    }
    all
}

/// Without spaces and markup.
fn length(language: &str, text: &str) -> Length {
    const MARKUP: &[char] = &['*', '_', '`', '#', '>', '[', ']', '(', ')', '|'];
    if matches!(language.split('-').next(), Some("ja" | "zh")) {
        let counted = text
            .chars()
            .filter(|c| !c.is_whitespace() && !MARKUP.contains(c));
        return Length {
            characters: counted.count() as u32,
            words: 0,
        };
    }
    let words = text
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric));
    Length {
        characters: 0,
        words: words.count() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_what_is_read_of_it() {
        let check = |language: &str, text: &str, characters: u32, words: u32| {
            assert_eq!(
                length(language, text),
                Length { characters, words },
                "{text}"
            );
        };
        check("ja", "請求書は **ここ** から\n作成します。", 14, 0);
        check("en", "Every invoice **starts** here.", 0, 4);
        check("en-GB", "# A title - and", 0, 3);
        check("ja", "", 0, 0);
    }
}
