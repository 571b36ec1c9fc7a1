//! Conditions, from the author's maps to the model.

use content::condition::Bound;
use content::{Condition, Test, Value};

use crate::node::{Data, Node};
use crate::reader::{Fields, Reader};

const KINDS: &[&str] = &[
    "all",
    "any",
    "not",
    "segment",
    "trait",
    "account",
    "page",
    "language",
    "event",
    "completed",
    "dismissed",
    "understands",
    "motivation",
    "variant",
    "now",
];
const TESTS: &[&str] = &[
    "is",
    "is_not",
    "in",
    "gt",
    "lt",
    "contains",
    "exists",
    "before",
    "after",
    "within_days",
];
const DETAILS: &[&str] = &["at_least", "below", "unknown"];

impl Reader<'_> {
    pub(crate) fn condition(&self, node: &Node) -> Option<Condition> {
        if matches!(node.data, Data::List(_)) {
            self.find(
                node.place,
                "E0016",
                "a list of conditions stands under all or any",
            );
            return None;
        }
        let known: Vec<&str> = KINDS.iter().chain(TESTS).chain(DETAILS).copied().collect();
        let fields = self.open(node, &known)?;
        let kinds: Vec<&str> = KINDS
            .iter()
            .copied()
            .filter(|k| fields.get(k).is_some())
            .collect();
        // `trait: x, is: y` may stand beside `event` in nobody's intention: one kind a map.
        let [kind] = kinds.as_slice() else {
            self.find(
                node.place,
                "E0016",
                "one condition a map: put several under all or any",
            );
            return None;
        };
        let value = fields.get(kind)?;
        let list = || {
            self.list(value)
                .iter()
                .filter_map(|c| self.condition(c))
                .collect()
        };
        let word = || self.word(value);
        Some(match *kind {
            "all" => Condition::All { of: list() },
            "any" => Condition::Any { of: list() },
            "not" => Condition::Not {
                of: Box::new(self.condition(value)?),
            },
            "segment" => {
                let id = word()?;
                if !self.names.segments.contains(&id) {
                    self.find(
                        value.place,
                        "E0007",
                        format!("there is no segment \"{id}\" in shirube.yaml"),
                    );
                }
                Condition::Segment { id }
            }
            "trait" => Condition::Trait {
                name: word()?,
                test: self.test(&fields)?,
            },
            "account" => Condition::Account {
                name: word()?,
                test: self.test(&fields)?,
            },
            "page" => Condition::Page {
                page: self.page(value)?,
            },
            "language" => Condition::Language { tag: word()? },
            "event" => {
                let name = word()?;
                self.event(value, &name);
                Condition::Event {
                    name,
                    at_least: fields.number("at_least", 1..=1_000_000, 1) as u32,
                    within_days: fields
                        .get("within_days")
                        .and_then(|n| self.number(n, 1..=3660))
                        .map(|n| n as u32),
                    unknown: fields
                        .get("unknown")
                        .and_then(|n| self.flag(n))
                        .unwrap_or(false),
                }
            }
            "completed" => {
                let id = word()?;
                self.refer(value, &id, &[]);
                Condition::Completed { id }
            }
            "dismissed" => {
                let id = word()?;
                self.refer(value, &id, &[]);
                Condition::Dismissed { id }
            }
            "understands" => {
                let topic = word()?;
                self.topic(value, &topic);
                Condition::Understands {
                    topic,
                    bound: self.bound(&fields)?,
                }
            }
            "motivation" => {
                let inner = self.open(value, DETAILS)?;
                Condition::Motivation {
                    bound: self.bound(&inner)?,
                }
            }
            "variant" => {
                let experiment = word()?;
                if !self.names.experiments.contains(&experiment) {
                    self.find(
                        value.place,
                        "E0007",
                        format!("there is no experiment \"{experiment}\""),
                    );
                }
                Condition::Variant {
                    experiment,
                    is: self.word(fields.need("is")?)?,
                }
            }
            _ => {
                let inner = self.open(value, &["from", "until"])?;
                Condition::Now {
                    from: inner.get("from").and_then(|n| self.from(n)),
                    until: inner.get("until").and_then(|n| self.until(n)),
                }
            }
        })
    }

    fn bound(&self, fields: &Fields) -> Option<Bound> {
        let percent = |key: &str| {
            fields
                .get(key)
                .and_then(|n| self.number(n, 0..=100))
                .map(|n| n as u32)
        };
        let bound = percent("at_least").map(|percent| Bound::AtLeast { percent });
        let bound = bound.or_else(|| percent("below").map(|percent| Bound::Below { percent }));
        if bound.is_none() {
            self.find(fields.node.place, "E0016", "at_least or below is missing");
        }
        bound
    }

    fn test(&self, fields: &Fields) -> Option<Test> {
        let given: Vec<&str> = TESTS
            .iter()
            .copied()
            .filter(|t| fields.get(t).is_some())
            .collect();
        let [test] = given.as_slice() else {
            self.find(
                fields.node.place,
                "E0016",
                format!("a trait needs exactly one of {}", TESTS.join(", ")),
            );
            return None;
        };
        let node = fields.get(test)?;
        let number = || match node.data {
            Data::Number(n) => Some(n),
            _ => self.wrong(node, "a number"),
        };
        Some(match *test {
            "is" => Test::Is {
                value: self.value(node)?,
            },
            "is_not" => Test::IsNot {
                value: self.value(node)?,
            },
            "in" => Test::In {
                values: self
                    .list(node)
                    .iter()
                    .filter_map(|v| self.value(v))
                    .collect(),
            },
            "gt" => Test::Gt { number: number()? },
            "lt" => Test::Lt { number: number()? },
            "contains" => Test::Contains {
                text: self.word(node)?,
            },
            "exists" => Test::Exists {
                yes: self.flag(node)?,
            },
            "before" => Test::Before {
                at: self.from(node)?,
            },
            "after" => Test::After {
                at: self.from(node)?,
            },
            _ => Test::WithinDays {
                days: self.number(node, 0..=36_600)? as u32,
            },
        })
    }

    fn value(&self, node: &Node) -> Option<Value> {
        Some(match &node.data {
            Data::Text(text) => Value::Text { text: text.clone() },
            Data::Number(number) => Value::Number { number: *number },
            Data::Flag(flag) => Value::Flag { flag: *flag },
            _ => return self.wrong(node, "text, a number, or true or false"),
        })
    }

    pub(crate) fn from(&self, node: &Node) -> Option<i64> {
        self.instant(node, self.zone.from(&self.word(node)?))
    }

    pub(crate) fn until(&self, node: &Node) -> Option<i64> {
        self.instant(node, self.zone.until(&self.word(node)?))
    }

    fn instant(&self, node: &Node, found: Option<i64>) -> Option<i64> {
        if found.is_none() {
            self.find(
                node.place,
                "E0022",
                "expected a date such as 2026-11-01, or a date and time such as 2026-11-01T09:00",
            );
        }
        found
    }

    pub(crate) fn page(&self, node: &Node) -> Option<content::Page> {
        let pattern = self.word(node)?;
        match crate::page::compile(&pattern) {
            Ok(page) => Some(page),
            Err(fault) => {
                self.find(
                    node.place,
                    "E0010",
                    format!("the page \"{pattern}\" cannot be used: {fault}"),
                );
                None
            }
        }
    }
}
