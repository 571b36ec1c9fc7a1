//! Quizzes and surveys.

use content::Item;
use content::item::{Ask, Choice, Opinion, Question, Quiz, Scale, Survey};

use crate::markdown;
use crate::node::Node;
use crate::reader::{Fields, Reader};

pub(crate) const QUESTIONS: &[&str] = &["title", "questions"];

impl Reader<'_> {
    pub(crate) fn quiz(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = fields
            .get("title")
            .and_then(|n| self.localized(n, Some((28, 60))))
            .map(|(_, t)| t)
            .unwrap_or_default();
        let nodes = self.list(fields.need("questions")?);
        let questions: Vec<Question> = nodes.iter().filter_map(|n| self.question(n)).collect();
        for question in &questions {
            let same = questions
                .iter()
                .filter(|q| q.topic.is_some() && q.topic == question.topic)
                .count();
            if let (1, Some(topic)) = (same, &question.topic) {
                self.find(
                    fields.node.place,
                    "N0201",
                    format!(
                        "the topic \"{topic}\" has one question; a second one measures it better"
                    ),
                );
            }
        }
        Some((
            title.clone(),
            Item::Quiz {
                quiz: Quiz { title, questions },
            },
        ))
    }

    fn question(&self, node: &Node) -> Option<Question> {
        let known = [
            "id", "kind", "topic", "prompt", "options", "explain", "hint", "remedy", "done",
        ];
        let fields = self.open(node, &known)?;
        let kind = self.one_of(
            fields.need("kind")?,
            &["single", "multiple", "order", "do"].map(|w| (w, w)),
        )?;
        let options = self.options(&fields);
        let right = options.iter().filter(|o| o.correct).count();
        let fault = match kind {
            "do" => None,
            _ if !(2..=6).contains(&options.len()) => Some("2 to 6 options"),
            "single" if right != 1 => Some("exactly one correct option"),
            "multiple" if right == 0 || right == options.len() => {
                Some("one or more correct options, but not all")
            }
            _ => None,
        };
        if let Some(rule) = fault {
            self.find(node.place, "E0017", format!("a {kind} question has {rule}"));
        }
        let said = |key: &str| {
            fields
                .get(key)
                .and_then(|n| self.localized(n, None))
                .map(|(_, t)| t)
        };
        let topic = fields
            .get("topic")
            .and_then(|n| self.word(n).inspect(|id| self.topic(n, id)));
        let ask = match kind {
            "single" => Ask::Single,
            "multiple" => Ask::Multiple,
            "order" => Ask::Order,
            _ => Ask::Do {
                done: self.condition(fields.need("done")?)?,
            },
        };
        Some(Question {
            id: self.word(fields.need("id")?)?,
            ask,
            topic,
            prompt: self.localized(fields.need("prompt")?, None)?.1,
            options,
            explain: said("explain"),
            hint: said("hint"),
            remedy: fields
                .get("remedy")
                .and_then(|n| markdown::link(self, n, &format!("tutorial:{}", self.word(n)?))),
        })
    }

    fn options(&self, fields: &Fields) -> Vec<Choice> {
        let nodes = fields
            .get("options")
            .map(|n| self.list(n))
            .unwrap_or_default();
        nodes
            .iter()
            .filter_map(|n| {
                let option = self.open(n, &["id", "text", "correct"])?;
                Some(Choice {
                    id: self.word(option.need("id")?)?,
                    text: self.localized(option.need("text")?, Some((60, 60)))?.1,
                    correct: option
                        .get("correct")
                        .and_then(|n| self.flag(n))
                        .unwrap_or(false),
                })
            })
            .collect()
    }

    pub(crate) fn survey(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = fields
            .get("title")
            .and_then(|n| self.localized(n, Some((28, 60))))
            .map(|(_, t)| t)
            .unwrap_or_default();
        let questions = self
            .list(fields.need("questions")?)
            .iter()
            .filter_map(|n| self.opinion(n))
            .collect();
        Some((
            title.clone(),
            Item::Survey {
                survey: Survey { title, questions },
            },
        ))
    }

    fn opinion(&self, node: &Node) -> Option<Opinion> {
        let fields = self.open(
            node,
            &[
                "id", "kind", "prompt", "low", "high", "max", "options", "multiple",
            ],
        )?;
        let kind = self.one_of(
            fields.need("kind")?,
            &["nps", "csat", "rating", "choice", "text"].map(|w| (w, w)),
        )?;
        let options = self.options(&fields);
        if kind == "choice" && options.len() < 2 {
            self.find(node.place, "E0018", "a choice has at least two options");
        }
        let said = |key: &str| {
            fields
                .get(key)
                .and_then(|n| self.localized(n, None))
                .map(|(_, t)| t)
        };
        Some(Opinion {
            id: self.word(fields.need("id")?)?,
            scale: match kind {
                "nps" => Scale::Nps,
                "csat" => Scale::Csat,
                "rating" => Scale::Rating {
                    max: fields.number("max", 2..=10, 5) as u32,
                },
                "choice" => Scale::Choice {
                    multiple: fields
                        .get("multiple")
                        .and_then(|n| self.flag(n))
                        .unwrap_or(false),
                },
                _ => Scale::Text,
            },
            prompt: self.localized(fields.need("prompt")?, None)?.1,
            low: said("low"),
            high: said("high"),
            options,
        })
    }
}
