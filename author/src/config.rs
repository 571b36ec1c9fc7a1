//! `shirube.yaml`: the product, its languages, topics, segments, look and limits.

use std::collections::{BTreeMap, BTreeSet};

use content::Catalogue;
use content::catalogue::{Limits, Practice, Segment};

use crate::circle;
use crate::condition::Judge;
use crate::node::{Data, Node};
use crate::reader::{Fields, Reader, is_event};

pub(crate) const CONFIG: &[&str] = &[
    "shirube",
    "product",
    "timezone",
    "languages",
    "topics",
    "segments",
    "inquiries",
    "home",
    "touch",
    "contact",
    "community",
    "launcher",
    "theme",
    "limits",
    "events",
    "publish",
];

/// What stays with the collector and never reaches a page.
pub(crate) const PRIVATE: &[&str] = &["touch", "publish"];

impl Reader<'_> {
    /// The catalogue of a configuration, still without release, times and shards.
    pub(crate) fn config(&self, node: &Node, tenant: &str) -> Option<Catalogue> {
        let fields = self.open(node, CONFIG)?;
        let one = |n: &&Node| matches!(n.data, Data::Number(n, _) if n == 1.0);
        if let Some(format) = fields.need("shirube").filter(|n| !one(n)) {
            self.find(format.place, "E0027", "this tool reads shirube: 1");
        }
        let product = fields.need("product").and_then(|n| self.word(n));
        self.served(&fields);
        let practices = self.topics(&fields);
        self.inquiries(&fields);
        self.touch(&fields);
        self.contact(&fields);
        self.community(&fields);
        self.events(&fields);
        self.targets(&fields);
        let segments = self.segments(&fields);
        let home = fields.get("home").and_then(|n| self.web(n));
        let limits = fields
            .get("limits")
            .and_then(|n| self.open(n, &["interruptions_per_session", "interruptions_per_day"]));
        let limit = |key: &str, absent: i64| {
            limits
                .as_ref()
                .map_or(absent, |l| l.number(key, 0..=1000, absent)) as u32
        };
        Some(Catalogue {
            tenant: tenant.to_owned(),
            product: product?,
            version: 0,
            issued: 0,
            expires: 0,
            languages: self.languages.to_vec(),
            limits: Limits {
                per_session: limit("interruptions_per_session", 1),
                per_day: limit("interruptions_per_day", 3),
            },
            segments,
            theme: self.theme(fields.get("theme")),
            launcher: self.launcher(fields.get("launcher")),
            home,
            shards: Vec::new(),
            practices,
        })
    }

    fn served(&self, fields: &Fields) {
        let mut taken = BTreeSet::new();
        for node in fields.need_list("languages").unwrap_or_default() {
            if let Some(tag) = self.language_tag(node).filter(|t| !taken.insert(t.clone())) {
                self.find(node.place, "E0034", format!("\"{tag}\" is named already"));
            }
        }
    }

    fn topics(&self, fields: &Fields) -> Vec<Practice> {
        let mut practices = Vec::new();
        let mut taken = BTreeSet::new();
        let mut arrows = BTreeMap::new();
        for node in fields.list("topics") {
            let known = ["id", "title", "task", "required_for", "after", "weight"];
            let Some(topic) = self.open(node, &known) else {
                continue;
            };
            topic.need("id").and_then(|n| self.declare(n, &mut taken));
            topic.title("title");
            if let Some(task) = topic
                .get("task")
                .and_then(|n| self.open(n, &["event", "failed"]))
            {
                let event = task.need("event").and_then(|n| self.event(n));
                let id = node.get("id").and_then(Node::id);
                practices.extend(id.zip(event).map(|(id, event)| Practice {
                    topic: id.to_owned(),
                    event,
                }));
                task.get("failed").and_then(|n| self.event(n));
            }
            for segment in topic.list("required_for") {
                self.segment(segment);
            }
            let after = topic.list("after");
            for before in after {
                self.topic(before);
            }
            if let Some(id) = node.get("id").and_then(Node::id) {
                arrows.insert(id, after.to_vec());
            }
            if let Some(weight) = topic.get("weight") {
                match weight.data {
                    Data::Number(n, _) if (0.0..=100.0).contains(&n) => {}
                    Data::Number(n, _) => self.find(
                        weight.place,
                        "E0025",
                        format!("expected a number from 0 to 100, found {n}"),
                    ),
                    _ => drop(self.wrong::<()>(weight, "a number")),
                }
            }
        }
        circle::find(self, &arrows);
        practices
    }

    fn segments(&self, fields: &Fields) -> Vec<Segment> {
        let mut taken = BTreeSet::new();
        let mut arrows = BTreeMap::new();
        let mut out = Vec::new();
        for node in fields.list("segments") {
            let Some(segment) = self.open(node, &["id", "when"]) else {
                continue;
            };
            let id = segment.need("id").and_then(|n| self.declare(n, &mut taken));
            let Some(when) = segment.need("when") else {
                continue;
            };
            // One over revenue is the collector's; it is refused where a page uses it, not here.
            let condition = self.judged(when, Judge::Collector);
            if let Some(id) = node.get("id").and_then(Node::id) {
                let mut parts = Vec::new();
                named_segments(when, &mut parts);
                arrows.insert(id, parts);
            }
            let public = id.filter(|id| !self.names.private.contains(id));
            out.extend(public.zip(condition).map(|(id, when)| Segment { id, when }));
        }
        circle::find(self, &arrows);
        out
    }

    fn inquiries(&self, fields: &Fields) {
        let mut taken = BTreeSet::new();
        for node in fields.list("inquiries") {
            if let Some(inquiry) = self.open(node, &["id", "topic", "title"]) {
                inquiry.need("id").and_then(|n| self.declare(n, &mut taken));
                inquiry.get("topic").and_then(|n| self.topic(n));
                inquiry.title("title");
            }
        }
    }

    fn touch(&self, fields: &Fields) {
        let mut everybody = false;
        for node in fields.list("touch") {
            let Some(rule) = self.open(node, &["when", "then"]) else {
                continue;
            };
            if everybody {
                self.find(
                    node.place,
                    "W0110",
                    "the rule before this takes everybody: it is never reached",
                );
            }
            match rule.get("when") {
                Some(when) => drop(self.judged(when, Judge::Collector)),
                None => everybody = true,
            }
            let models = ["high", "low", "tech"].map(|w| (w, ()));
            rule.need("then").and_then(|n| self.one_of(n, &models));
        }
    }

    fn contact(&self, fields: &Fields) {
        let known = ["name", "hours", "booking", "reply_within", "chat"];
        let Some(contact) = fields.get("contact").and_then(|n| self.open(n, &known)) else {
            return;
        };
        for key in ["name", "booking"] {
            if let Some(node) = contact.get(key) {
                let text = self.word(node).unwrap_or_default();
                self.variables(node, &text);
                if key == "booking" && !text.starts_with('{') {
                    self.web(node);
                }
            }
        }
        contact.get("hours").and_then(|n| self.localized(n, None));
        if let Some(node) = contact.get("reply_within") {
            let text = self.word(node).unwrap_or_default();
            let number = text.strip_suffix(['m', 'h', 'd']).map(str::parse::<u16>);
            if !matches!(number, Some(Ok(1..))) {
                self.find(
                    node.place,
                    "E0022",
                    "expected minutes, hours or days such as 30m, 2h or 1d",
                );
            }
        }
        contact
            .get("chat")
            .and_then(|n| self.one_of(n, &[("host", ())]));
    }

    fn community(&self, fields: &Fields) {
        let known = ["title", "url", "feed", "threads"];
        if let Some(community) = fields.get("community").and_then(|n| self.open(n, &known)) {
            community.title("title");
            community.need("url").and_then(|n| self.web(n));
            community.get("feed").and_then(|n| self.web(n));
            let threads = community.list("threads").iter();
            for thread in threads.filter_map(|n| self.open(n, &["title", "url", "topics"])) {
                thread.need("title").and_then(|n| self.word(n));
                thread.need("url").and_then(|n| self.web(n));
                for topic in thread.list("topics") {
                    self.topic(topic);
                }
            }
        }
    }

    fn events(&self, fields: &Fields) {
        let mut taken = BTreeSet::new();
        for node in fields.list("events") {
            let Some(name) = self.word(node) else {
                continue;
            };
            if !is_event(&name) {
                self.find(
                    node.place,
                    "E0005",
                    format!("\"{name}\" is not an event's name: lower-case letters, digits and underscores"),
                );
            }
            if !taken.insert(name.clone()) {
                self.find(
                    node.place,
                    "E0006",
                    format!("the event \"{name}\" is declared already"),
                );
            }
        }
    }

    fn targets(&self, fields: &Fields) {
        let known = ["live", "test", "expires_days"];
        if let Some(publish) = fields.get("publish").and_then(|n| self.open(n, &known)) {
            publish.number("expires_days", 1..=3660, 400);
            for key in ["live", "test"] {
                if let Some(target) = publish.get(key).and_then(|n| self.open(n, &["to"])) {
                    target.need("to").and_then(|n| self.word(n));
                }
            }
        }
    }
}

/// The segments that a condition names, as they stand in it.
fn named_segments(condition: &Node, out: &mut Vec<Node>) {
    out.extend(condition.get("segment").cloned());
    let fields = condition.fields().iter().map(|f| &f.node);
    for inner in condition.items().iter().chain(fields) {
        named_segments(inner, out);
    }
}
