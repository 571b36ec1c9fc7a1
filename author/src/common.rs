//! The fields that everything that shows itself may have: who, where, when, how often, in which order.

use std::collections::BTreeSet;

use content::entry::{Experiment, Frequency, Kind, Return, Rollout, Start, Unit, Variant};
use content::{Digest, Entry};

use crate::node::Node;
use crate::reader::{Fields, Reader};

/// The common fields' names.
pub(crate) const COMMON: &[&str] = &[
    "audience",
    "page",
    "start",
    "frequency",
    "after_dismiss",
    "after_snooze",
    "priority",
    "rollout",
    "schedule",
    "experiment",
    "topics",
];

impl Reader<'_> {
    /// The entry of an item, still without its leaf.
    pub(crate) fn entry(&self, id: &str, version: u32, kind: Kind, fields: &Fields) -> Entry {
        let required = self.names.required.contains(id);
        let (from, until) = self.schedule(fields, required);
        let topics = fields.list("topics").iter();
        let topics = topics.filter_map(|n| self.topic(n)).collect();
        let rollout = fields
            .get("rollout")
            .and_then(|n| self.rollout(n, required));
        Entry {
            id: id.to_owned(),
            kind: kind.clone(),
            version,
            language: self.language.to_owned(),
            title: String::new(),
            minutes: fields.number("minutes", 0..=600, 0) as u32,
            leaf: Digest([0; 32]),
            topics,
            audience: fields.get("audience").and_then(|n| self.condition(n)),
            page: fields.get("page").and_then(|n| self.page(n)),
            start: fields
                .get("start")
                .and_then(|n| self.start(n))
                .unwrap_or_else(|| by_default(&kind, fields)),
            frequency: fields
                .get("frequency")
                .and_then(|n| self.frequency(n))
                .unwrap_or(Frequency::Once),
            after_dismiss: fields
                .get("after_dismiss")
                .and_then(|n| self.returns(n))
                .unwrap_or(Return::Never),
            after_snooze_hours: fields
                .get("after_snooze")
                .and_then(|n| self.snooze(n))
                .unwrap_or(24),
            priority: fields.number("priority", -1_000_000..=1_000_000, 0) as i32,
            rollout,
            from,
            until,
            experiment: fields.get("experiment").and_then(|n| self.experiment(n)),
            required,
        }
    }

    fn schedule(&self, fields: &Fields, required: bool) -> (Option<i64>, Option<i64>) {
        let Some(schedule) = fields
            .get("schedule")
            .and_then(|n| self.open(n, &["from", "until"]))
        else {
            return (None, None);
        };
        let node = schedule.node;
        let from = schedule.get("from").and_then(|n| self.from(n));
        let until = schedule.get("until").and_then(|n| self.until(n));
        let why = if node.fields().is_empty() {
            Some("the schedule is empty")
        } else if from.zip(until).is_some_and(|(from, until)| from > until) {
            Some("the schedule ends before it begins")
        } else if until.is_some_and(|until| until < self.now) {
            Some("the schedule is over")
        } else {
            None
        };
        if let Some(why) = why {
            self.find(node.place, "W0106", why);
        }
        if required {
            fields.refuse(
                "schedule",
                "W0108",
                "keeps people from an item that a program requires",
            );
        }
        (from, until)
    }

    fn start(&self, node: &Node) -> Option<Start> {
        if node.text().is_some() {
            return self.one_of(node, &[("manual", Start::Manual)]);
        }
        let fields = self.open(node, &["page", "event", "after_ms"])?;
        let after_ms = fields.number("after_ms", 0..=86_400_000, 0) as u32;
        if let Some(node) = fields.get("event") {
            fields.refuse("page", "E0032", "does not stand beside \"event\"");
            let name = self.event(node)?;
            return Some(Start::Event { name, after_ms });
        }
        Some(Start::Page {
            page: fields.get("page").and_then(|n| self.page(n)),
            after_ms,
        })
    }

    fn frequency(&self, node: &Node) -> Option<Frequency> {
        if !node.fields().is_empty() {
            let days = self
                .open(node, &["every_days"])?
                .number("every_days", 1..=3660, 7) as u32;
            return Some(Frequency::EveryDays { days });
        }
        self.one_of(
            node,
            &[
                ("once", Frequency::Once),
                ("until_completed", Frequency::UntilCompleted),
                ("always", Frequency::Always),
            ],
        )
    }

    fn returns(&self, node: &Node) -> Option<Return> {
        if !node.fields().is_empty() {
            return Some(Return::Days {
                days: self.open(node, &["days"])?.number("days", 1..=3660, 7) as u32,
            });
        }
        self.one_of(node, &[("never", Return::Never)])
    }

    fn snooze(&self, node: &Node) -> Option<u32> {
        let fields = self.open(node, &["hours", "days"])?;
        if node.fields().is_empty() {
            self.find(node.place, "E0004", "hours or days is missing");
            return None;
        }
        Some((fields.number("hours", 0..=8760, 0) + 24 * fields.number("days", 0..=365, 0)) as u32)
    }

    fn rollout(&self, node: &Node, required: bool) -> Option<Rollout> {
        let fields = self.open(node, &["percent", "by", "holdout_percent"])?;
        let rollout = Rollout {
            percent: fields.number("percent", 0..=100, 100) as u32,
            by: fields
                .get("by")
                .and_then(|n| {
                    self.one_of(
                        n,
                        &[
                            ("account", Unit::Account),
                            ("user", Unit::User),
                            ("device", Unit::Device),
                        ],
                    )
                })
                .unwrap_or(Unit::User),
            holdout: fields.number("holdout_percent", 0..=100, 0) as u32,
        };
        if required && rollout.percent < 100 {
            let why = "is under 100, and a program requires this item";
            fields.refuse("percent", "E0020", why);
        }
        if required && rollout.holdout > 0 {
            let why = "keeps people from an item that a program requires";
            fields.refuse("holdout_percent", "E0020", why);
        }
        Some(rollout)
    }

    fn experiment(&self, node: &Node) -> Option<Experiment> {
        let fields = self.open(node, &["id", "variants"])?;
        let id = fields.need("id");
        let id = id.and_then(|n| self.declare(n, &mut BTreeSet::new()));
        let mut taken = BTreeSet::new();
        let mut variant = |node: &Node| {
            let variant = self.open(node, &["id", "percent"])?;
            let id = variant.need("id").and_then(|n| self.declare(n, &mut taken));
            let percent = variant.need("percent");
            let percent = percent.and_then(|n| self.number(n, 0..=100));
            Some(Variant {
                id: id?,
                percent: percent? as u32,
            })
        };
        let nodes = fields.need_list("variants")?.iter();
        let variants: Vec<Variant> = nodes.filter_map(&mut variant).collect();
        let sum: u32 = variants.iter().map(|v| v.percent).sum();
        if sum != 100 {
            fields.refuse(
                "variants",
                "E0019",
                &format!("sum to {sum} percent, not 100"),
            );
        }
        Some(Experiment { id: id?, variants })
    }
}

/// What starts an item that says nothing about it: news and surveys come with their page, everything else waits to be
/// asked for, and so does news that only stands in the feed.
fn by_default(kind: &Kind, fields: &Fields) -> Start {
    let feed = fields.get("form").and_then(Node::text) == Some("feed");
    match kind {
        Kind::Announcement | Kind::Survey if !feed => Start::Page {
            page: None,
            after_ms: 0,
        },
        _ => Start::Manual,
    }
}
