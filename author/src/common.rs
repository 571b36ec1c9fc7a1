//! The fields that everything that shows itself may have: who, where, when, how often, in which order.

use content::entry::{Experiment, Frequency, Kind, Return, Rollout, Start, Unit, Variant};
use content::{Digest, Entry};

use crate::node::Node;
use crate::reader::{Fields, Reader};

/// The common fields' names.
pub(crate) const COMMON: &[&str] = &[
    "id",
    "version",
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
    "minutes",
];

impl Reader<'_> {
    /// The entry of an item, still without its leaf.
    pub(crate) fn entry(&self, id: &str, version: u32, kind: Kind, fields: &Fields) -> Entry {
        let schedule = fields
            .get("schedule")
            .and_then(|n| self.open(n, &["from", "until"]));
        let from = schedule
            .as_ref()
            .and_then(|s| s.get("from"))
            .and_then(|n| self.from(n));
        let until = schedule
            .as_ref()
            .and_then(|s| s.get("until"))
            .and_then(|n| self.until(n));
        if until.is_some_and(|t| t < self.now || from.is_some_and(|f| f > t)) {
            let place = fields
                .get("schedule")
                .map_or(fields.node.place, |n| n.place);
            self.find(
                place,
                "W0106",
                "the schedule is over, or ends before it begins",
            );
        }
        let topics = fields.words("topics");
        for (node, id) in fields
            .get("topics")
            .map(|n| self.list(n))
            .unwrap_or_default()
            .iter()
            .zip(&topics)
        {
            self.topic(node, id);
        }
        let required = self.names.required.contains(id);
        let rollout = fields
            .get("rollout")
            .and_then(|n| self.rollout(n, required));
        Entry {
            id: id.to_owned(),
            kind,
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
                .unwrap_or(Start::Manual),
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

    fn start(&self, node: &Node) -> Option<Start> {
        if node.text() == Some("manual") {
            return Some(Start::Manual);
        }
        let fields = self.open(node, &["page", "event", "after_ms"])?;
        let after_ms = fields.number("after_ms", 0..=86_400_000, 0) as u32;
        if let Some(node) = fields.get("event") {
            let name = self.word(node)?;
            self.event(node, &name);
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
        if required && (rollout.percent < 100 || rollout.holdout > 0) {
            self.find(
                node.place,
                "E0020",
                "a program requires this item: no holdout, and a rollout of 100",
            );
        }
        Some(rollout)
    }

    fn experiment(&self, node: &Node) -> Option<Experiment> {
        let fields = self.open(node, &["id", "variants"])?;
        let id = self.word(fields.need("id")?)?;
        let variants: Vec<Variant> = self
            .list(fields.need("variants")?)
            .iter()
            .filter_map(|n| {
                let variant = self.open(n, &["id", "percent"])?;
                Some(Variant {
                    id: self.word(variant.need("id")?)?,
                    percent: variant.number("percent", 0..=100, 0) as u32,
                })
            })
            .collect();
        let sum: u32 = variants.iter().map(|v| v.percent).sum();
        if sum != 100 {
            self.find(
                node.place,
                "E0019",
                format!("the percents sum to {sum}, not 100"),
            );
        }
        Some(Experiment { id, variants })
    }
}
