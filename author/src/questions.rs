//! Quizzes and surveys.

use std::collections::BTreeSet;

use content::Item;
use content::item::{Ask, Choice, Opinion, Question, Quiz, Scale, Survey};

use crate::node::Node;
use crate::reader::{Fields, Reader};

pub(crate) const QUESTIONS: &[&str] = &["title", "questions"];

impl Reader<'_> {
    fn heading(&self, fields: &Fields) -> String {
        fields
            .get("title")
            .and_then(|n| self.localized(n, Some((28, 60))))
            .map(|(_, t)| t)
            .unwrap_or_default()
    }

    fn said(&self, fields: &Fields, key: &str) -> Option<String> {
        fields
            .get(key)
            .and_then(|n| self.localized(n, None))
            .map(|(_, t)| t)
    }

    pub(crate) fn quiz(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = self.heading(fields);
        let nodes = fields.need_list("questions")?;
        let mut taken = BTreeSet::new();
        let mut topics = BTreeSet::new();
        let mut questions = Vec::new();
        for node in nodes {
            if let Some(topic) = node.get("topic").filter(|t| t.id().is_some()) {
                let id = topic.id().unwrap_or("");
                if !topics.insert(id) {
                    self.find(
                        topic.place,
                        "N0201",
                        format!("this quiz asks about \"{id}\" a second time"),
                    );
                }
            }
            questions.extend(self.question(node, &mut taken));
        }
        Some((
            title.clone(),
            Item::Quiz {
                quiz: Quiz { title, questions },
            },
        ))
    }

    fn question(&self, node: &Node, taken: &mut BTreeSet<String>) -> Option<Question> {
        let known = [
            "id", "kind", "topic", "prompt", "options", "explain", "hint", "remedy", "done",
        ];
        let fields = self.open(node, &known)?;
        let id = fields.need("id").and_then(|n| self.declare(n, taken));
        let prompt = fields.need("prompt").and_then(|n| self.localized(n, None));
        let topic = fields.get("topic").and_then(|n| self.topic(n));
        let remedy = fields
            .get("remedy")
            .and_then(|n| self.step(n.place, &self.word(n)?));
        let explain = self.said(&fields, "explain");
        let hint = self.said(&fields, "hint");
        let kinds = ["single", "multiple", "order", "do"].map(|w| (w, w));
        let kind = self.one_of(fields.need("kind")?, &kinds)?;
        let options = self.options(&fields);
        self.judge(kind, &fields, &options);
        let ask = match kind {
            "single" => Ask::Single,
            "multiple" => Ask::Multiple,
            "order" => Ask::Order,
            _ => Ask::Do {
                done: self.condition(fields.need("done")?)?,
            },
        };
        Some(Question {
            id: id?,
            ask,
            topic,
            prompt: prompt?.1,
            options,
            explain,
            hint,
            remedy,
        })
    }

    /// The rules of quizzes, on one question.
    fn judge(&self, kind: &str, fields: &Fields, options: &[Choice]) {
        if kind == "do" {
            fields.refuse("options", "E0017", "does not belong to a do question");
            return;
        }
        fields.refuse("done", "E0032", &format!("does not belong to \"{kind}\""));
        let given = fields
            .node
            .get("options")
            .map(Node::items)
            .unwrap_or_default();
        let right = options.iter().filter(|o| o.correct).count();
        let fault = match kind {
            _ if !(2..=6).contains(&given.len()) => "2 to 6 options",
            // What is wrong inside an option was said there.
            _ if given.len() != options.len() => return,
            "single" if right == 1 => return self.quality(given),
            "single" => "exactly one correct option",
            "multiple" if right == 0 || right == options.len() => {
                "one or more correct options, but not all"
            }
            "multiple" => return self.quality(given),
            "order" => {
                for option in given {
                    if let Some(field) = option.fields().iter().find(|f| f.key == "correct") {
                        self.find(
                            field.place,
                            "E0017",
                            "an order question's options are right as they are written: none is correct",
                        );
                    }
                }
                return;
            }
            _ => return,
        };
        let place = fields.place("options").unwrap_or(fields.node.place);
        let article = if kind == "order" { "an" } else { "a" };
        self.find(
            place,
            "E0017",
            format!("{article} {kind} question has {fault}"),
        );
    }

    fn options(&self, fields: &Fields) -> Vec<Choice> {
        let mut taken = BTreeSet::new();
        let mut read = |node: &Node| {
            let option = self.open(node, &["id", "text", "correct"])?;
            let id = option.need("id").and_then(|n| self.declare(n, &mut taken));
            let text = option.need("text");
            let text = text.and_then(|n| self.localized(n, Some((60, 60))));
            let correct = option.get("correct").and_then(|n| self.flag(n));
            Some(Choice {
                id: id?,
                text: text?.1,
                correct: correct.unwrap_or(false),
            })
        };
        fields
            .list("options")
            .iter()
            .filter_map(&mut read)
            .collect()
    }

    pub(crate) fn survey(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = self.heading(fields);
        let nodes = fields.need_list("questions")?;
        let mut taken = BTreeSet::new();
        let questions = nodes.iter().filter_map(|n| self.opinion(n, &mut taken));
        let questions = questions.collect();
        Some((
            title.clone(),
            Item::Survey {
                survey: Survey { title, questions },
            },
        ))
    }

    fn opinion(&self, node: &Node, taken: &mut BTreeSet<String>) -> Option<Opinion> {
        let known = [
            "id", "kind", "prompt", "low", "high", "max", "options", "multiple",
        ];
        let fields = self.open(node, &known)?;
        let id = fields.need("id").and_then(|n| self.declare(n, taken));
        let prompt = fields.need("prompt").and_then(|n| self.localized(n, None));
        let (low, high) = (self.said(&fields, "low"), self.said(&fields, "high"));
        let kinds = ["nps", "csat", "rating", "choice", "text"].map(|w| (w, w));
        let kind = self.one_of(fields.need("kind")?, &kinds)?;
        let options = self.options(&fields);
        for (field, owners) in [
            ("max", &["rating"][..]),
            ("options", &["choice"]),
            ("multiple", &["choice"]),
            ("low", &["nps", "csat", "rating"]),
            ("high", &["nps", "csat", "rating"]),
        ] {
            if !owners.contains(&kind) {
                fields.refuse(field, "E0018", &format!("does not belong to \"{kind}\""));
            }
        }
        let given = fields
            .node
            .get("options")
            .map(Node::items)
            .unwrap_or_default();
        if kind == "choice" && given.len() < 2 {
            let place = fields.place("options").unwrap_or(node.place);
            self.find(place, "E0018", "a choice has two options or more");
        }
        for option in given {
            if let Some(field) = option.fields().iter().find(|f| f.key == "correct") {
                self.find(field.place, "E0018", "a survey has no correct option");
            }
        }
        Some(Opinion {
            id: id?,
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
            prompt: prompt?.1,
            low,
            high,
            options,
        })
    }
}
