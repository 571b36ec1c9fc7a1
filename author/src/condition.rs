//! Conditions, from the author's maps to the model.

use content::condition::Bound;
use content::{Condition, Value};

use crate::node::{Data, Node};
use crate::reader::{Fields, Reader};
use crate::refer::SHOWN;
use crate::revenue;

/// Every kind with the details that stand beside it.
const KINDS: &[(&str, &[&str])] = &[
    ("all", &[]),
    ("any", &[]),
    ("not", &[]),
    ("segment", &[]),
    ("trait", TESTS),
    ("account", TESTS),
    ("page", &[]),
    ("language", &[]),
    ("event", &["at_least", "within_days", "unknown"]),
    ("completed", &[]),
    ("dismissed", &[]),
    ("understands", BOUNDS),
    ("motivation", &[]),
    ("variant", &["is"]),
    ("now", &[]),
];
pub(crate) const TESTS: &[&str] = &[
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
const BOUNDS: &[&str] = &["at_least", "below"];
const OTHERS: &[&str] = &["at_least", "below", "unknown"];
/// How many conditions may stand inside each other: a page's decoder reads two levels for each.
const DEPTH: usize = 10;

/// Every field that a condition may have.
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().map(|(kind, _)| *kind);
    kinds.chain(TESTS.iter().chain(OTHERS).copied())
}

/// Who evaluates a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    /// A page: revenue never reaches it.
    Page,
    /// The collector.
    Collector,
}

impl Reader<'_> {
    /// A condition that a page evaluates.
    pub(crate) fn condition(&self, node: &Node) -> Option<Condition> {
        self.judged(node, Judge::Page)
    }

    /// A condition with who evaluates it.
    pub(crate) fn judged(&self, node: &Node, judge: Judge) -> Option<Condition> {
        let condition = self.condition_at(node, judge, 1)?;
        self.holds(node);
        Some(condition)
    }

    fn condition_at(&self, node: &Node, judge: Judge, depth: usize) -> Option<Condition> {
        if matches!(node.data, Data::List(_)) {
            self.find(
                node.place,
                "E0016",
                "a list of conditions stands under all or any",
            );
            return None;
        }
        if depth > DEPTH {
            self.find(
                node.place,
                "E0026",
                format!("conditions nest {DEPTH} levels at most"),
            );
            return None;
        }
        let known: Vec<&str> = known().collect();
        let fields = self.open(node, &known)?;
        let mut given = KINDS.iter().filter(|(k, _)| node.get(k).is_some());
        let (Some((kind, details)), None) = (given.next(), given.next()) else {
            let why = if node.fields().is_empty() {
                "the condition is empty"
            } else {
                "one condition a map: put several under all or any"
            };
            self.find(node.place, "E0016", why);
            return None;
        };
        for field in node.fields() {
            let key = field.key.as_str();
            if key != *kind && known.contains(&key) && !details.contains(&key) {
                fields.refuse(key, "E0016", &format!("does not belong to \"{kind}\""));
            }
        }
        let value = fields.need(kind)?;
        let list = || -> Option<Vec<Condition>> {
            let all = fields.need_list(kind)?;
            let read = all
                .iter()
                .filter_map(|c| self.condition_at(c, judge, depth + 1));
            Some(read.collect())
        };
        let word = || self.word(value);
        let secret = |yes: bool| {
            if yes && judge == Judge::Page {
                self.find(
                    value.place,
                    "E0029",
                    "this is over revenue, which never reaches a page: use it under touch or in a program's audience",
                );
            }
        };
        Some(match *kind {
            "all" => Condition::All { of: list()? },
            "any" => Condition::Any { of: list()? },
            "not" => Condition::Not {
                of: Box::new(self.condition_at(value, judge, depth + 1)?),
            },
            "segment" => {
                let id = self.segment(value)?;
                secret(self.names.private.contains(&id));
                Condition::Segment { id }
            }
            "trait" => Condition::Trait {
                name: word()?,
                test: self.test(&fields)?,
            },
            "account" => {
                let name = word()?;
                secret(revenue::is(&name));
                Condition::Account {
                    name,
                    test: self.test(&fields)?,
                }
            }
            "page" => Condition::Page {
                page: self.page(value)?,
            },
            "language" => Condition::Language {
                tag: self.language_tag(value)?,
            },
            "event" => Condition::Event {
                name: self.event(value)?,
                at_least: fields.number("at_least", 1..=1_000_000, 1) as u32,
                within_days: fields
                    .get("within_days")
                    .and_then(|n| self.number(n, 1..=3660))
                    .map(|n| n as u32),
                unknown: fields
                    .get("unknown")
                    .and_then(|n| self.flag(n))
                    .unwrap_or(false),
            },
            "completed" => {
                let id = word()?;
                self.refer(value.place, &id, SHOWN);
                Condition::Completed { id }
            }
            "dismissed" => {
                let id = word()?;
                self.refer(value.place, &id, SHOWN);
                Condition::Dismissed { id }
            }
            "understands" => Condition::Understands {
                topic: self.topic(value)?,
                bound: self.bound(&fields)?,
            },
            "motivation" => Condition::Motivation {
                bound: self.bound(&self.open(value, BOUNDS)?)?,
            },
            "variant" => self.variant(value, &fields)?,
            _ => {
                let inner = self.open(value, &["from", "until"])?;
                let from = inner.get("from").and_then(|n| self.from(n));
                let until = inner.get("until").and_then(|n| self.until(n));
                if value.fields().is_empty() {
                    self.find(value.place, "E0016", "from or until is missing");
                }
                if from.zip(until).is_some_and(|(from, until)| from > until) {
                    self.find(value.place, "W0106", "this ends before it begins");
                }
                Condition::Now { from, until }
            }
        })
    }

    fn variant(&self, value: &Node, fields: &Fields) -> Option<Condition> {
        let experiment = self.word(value)?;
        let all = &self.names.experiments;
        self.declared(value, &experiment, "experiment", all.keys());
        let node = fields.need("is")?;
        let is = self.word(node)?;
        if let Some(variants) = all.get(&experiment) {
            self.declared(node, &is, "variant", variants.iter());
        }
        Some(Condition::Variant { experiment, is })
    }

    fn bound(&self, fields: &Fields) -> Option<Bound> {
        let percent = |key: &str| {
            let node = fields.get(key)?;
            self.number(node, 0..=100).map(|n| n as u32)
        };
        match (fields.get("at_least"), fields.get("below")) {
            (Some(_), None) => percent("at_least").map(|percent| Bound::AtLeast { percent }),
            (None, Some(_)) => percent("below").map(|percent| Bound::Below { percent }),
            _ => {
                self.find(
                    fields.node.place,
                    "E0016",
                    "exactly one of at_least and below is needed",
                );
                None
            }
        }
    }

    pub(crate) fn value(&self, node: &Node) -> Option<Value> {
        Some(match &node.data {
            Data::Text(text) => Value::Text { text: text.clone() },
            Data::Number(number, _) => Value::Number { number: *number },
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
            Ok(page) => {
                self.personal(node);
                Some(page)
            }
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

    pub(crate) fn language_tag(&self, node: &Node) -> Option<String> {
        let tag = self.word(node)?;
        if !crate::text::is_language(&tag) {
            self.find(
                node.place,
                "E0034",
                format!("\"{tag}\" is not a language tag such as ja or pt-BR"),
            );
        }
        Some(tag)
    }
}
