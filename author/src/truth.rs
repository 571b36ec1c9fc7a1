//! Conditions that can never hold, or always do: judged by what is written, never by what people do.
//! Only what is certain is said; everything else depends.

use std::collections::BTreeMap;

use crate::condition::TESTS;
use crate::node::{Data, Node};
use crate::reader::Reader;

/// What is certain about a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Always,
    Never,
    Depends,
}

use Truth::{Always, Depends, Never};

/// How often a segment may lead to another one before it is left alone: circles are found elsewhere.
const SEGMENTS: usize = 8;

impl Reader<'_> {
    /// Says where a condition, or a part that everything hangs on, can never hold.
    pub(crate) fn holds(&self, node: &Node) {
        if self.truth(node) == Never {
            let (place, why) = self.reason(node);
            self.find(place.place, "W0112", why);
            return;
        }
        for part in ["all", "any"].iter().filter_map(|key| node.get(key)) {
            for inner in part.items() {
                self.holds(inner);
            }
        }
    }

    /// What is certain about a condition.
    pub(crate) fn truth(&self, node: &Node) -> Truth {
        self.truth_at(node, SEGMENTS)
    }

    fn truth_at(&self, node: &Node, left: usize) -> Truth {
        let parts = |key: &str| node.get(key).map(Node::items);
        let truths =
            |list: &[Node]| -> Vec<Truth> { list.iter().map(|n| self.truth_at(n, left)).collect() };
        if let Some(list) = parts("all").filter(|l| !l.is_empty()) {
            let truths = truths(list);
            return if truths.contains(&Never) || self.conflict(node, left).is_some() {
                Never
            } else if truths.iter().all(|t| *t == Always) {
                Always
            } else {
                Depends
            };
        }
        if let Some(list) = parts("any").filter(|l| !l.is_empty()) {
            let truths = truths(list);
            let opposite = |n: &Node| {
                n.get("not")
                    .is_some_and(|inner| list.iter().any(|o| o.json() == inner.json()))
            };
            return if truths.contains(&Always) || list.iter().any(opposite) {
                Always
            } else if truths.iter().all(|t| *t == Never) {
                Never
            } else {
                Depends
            };
        }
        if let Some(inner) = node.get("not") {
            return match self.truth_at(inner, left) {
                Always => Never,
                Never => Always,
                Depends => Depends,
            };
        }
        if let Some(id) = node.get("segment").and_then(Node::id) {
            let when = self.names.conditions.get(id).filter(|_| left > 0);
            return when.map_or(Depends, |when| self.truth_at(when, left - 1));
        }
        if let Some(now) = node.get("now") {
            let until = now.get("until").and_then(|n| self.zone.until(n.text()?));
            // One that ends before it begins was found where it was read.
            let from = now.get("from").and_then(|n| self.zone.from(n.text()?));
            let backwards = from.zip(until).is_some_and(|(from, until)| from > until);
            return if !backwards && until.is_some_and(|t| t < self.now) {
                Never
            } else {
                Depends
            };
        }
        let bounds = node.get("motivation").unwrap_or(node);
        let measured = node.get("understands").is_some() || node.get("motivation").is_some();
        match (number(bounds, "at_least"), number(bounds, "below")) {
            (Some(n), _) if measured && n <= 0.0 => Always,
            (_, Some(n)) if measured && n <= 0.0 => Never,
            _ => Depends,
        }
    }

    /// The innermost part that a condition fails by.
    fn reason<'n>(&self, node: &'n Node) -> (&'n Node, String) {
        if let Some(inner) = node.get("all") {
            if let Some(never) = inner.items().iter().find(|n| self.truth(n) == Never) {
                return self.reason(never);
            }
            if let Some(why) = self.conflict(node, SEGMENTS) {
                return (node, format!("this can never hold: {why}"));
            }
        }
        let why = if node.get("now").is_some() {
            "this can never hold any more: its time is over"
        } else {
            "this can never hold"
        };
        (node, why.to_owned())
    }

    /// Two of the things that all must hold and cannot hold together.
    fn conflict(&self, node: &Node, left: usize) -> Option<String> {
        let mut facts = Vec::new();
        self.facts(node, true, left, &mut facts);
        let mut tests: BTreeMap<String, Vec<(&str, &Node)>> = BTreeMap::new();
        for (positive, fact) in &facts {
            let opposite = facts
                .iter()
                .any(|(p, other)| p != positive && other.json() == fact.json());
            if opposite {
                return Some(format!("{} and its opposite", words(fact)));
            }
            let of = ["trait", "account"].iter().find_map(|kind| {
                let name = fact.get(kind)?.id()?;
                Some(format!("{kind} {name}"))
            });
            let test = TESTS.iter().find_map(|t| Some((*t, fact.get(t)?)));
            if let Some((of, test)) = of.zip(test).filter(|_| *positive) {
                tests.entry(of).or_default().push(test);
            }
        }
        tests.iter().find_map(|(of, tests)| {
            let pairs = tests
                .iter()
                .flat_map(|a| tests.iter().map(move |b| (*a, *b)));
            pairs
                .filter(|((a, _), (b, _))| a <= b)
                .find(|(a, b)| exclude(*a, *b) || exclude(*b, *a))
                .map(|((a, x), (b, y))| {
                    format!(
                        "{of} cannot be {a} {} and {b} {} at once",
                        x.json(),
                        y.json()
                    )
                })
        })
    }

    /// Everything that must hold, or must not, for a condition to hold.
    fn facts<'n>(
        &'n self,
        node: &'n Node,
        positive: bool,
        left: usize,
        out: &mut Vec<(bool, &'n Node)>,
    ) {
        if let Some(list) = node.get("all").filter(|_| positive) {
            for inner in list.items() {
                self.facts(inner, true, left, out);
            }
        } else if let Some(list) = node.get("any").filter(|_| !positive) {
            for inner in list.items() {
                self.facts(inner, false, left, out);
            }
        } else if let Some(inner) = node.get("not") {
            self.facts(inner, !positive, left, out);
        } else {
            out.push((positive, node));
            let segment = node.get("segment").and_then(Node::id).filter(|_| left > 0);
            if let Some(when) = segment.and_then(|id| self.names.conditions.get(id)) {
                self.facts(when, positive, left - 1, out);
            }
        }
    }
}

fn number(node: &Node, key: &str) -> Option<f64> {
    match node.get(key)?.data {
        Data::Number(n, _) => Some(n),
        _ => None,
    }
}

fn words(node: &Node) -> String {
    let text = node.json().to_string();
    text.chars().filter(|c| !"{}\"".contains(*c)).collect()
}

/// Whether a value of the one test is never one of the other.
fn exclude((a, x): (&str, &Node), (b, y): (&str, &Node)) -> bool {
    let value = |n: &Node| match n.data {
        Data::Number(n, _) => Some(n),
        _ => None,
    };
    let among = |list: &Node, one: &Node| list.items().iter().any(|n| n.json() == one.json());
    match (a, b) {
        ("is", "is") => x.json() != y.json(),
        ("is", "is_not") => x.json() == y.json(),
        ("is", "in") => !among(y, x),
        ("in", "in") if x.items().is_empty() => false,
        ("in", "in") => !x.items().iter().any(|n| among(y, n)),
        ("is", "gt") => value(x).zip(value(y)).is_some_and(|(x, y)| x <= y),
        ("is", "lt") => value(x).zip(value(y)).is_some_and(|(x, y)| x >= y),
        // Nothing lies above the one and below the other.
        ("gt", "lt") => value(x)
            .zip(value(y))
            .is_some_and(|(low, high)| low >= high),
        ("exists", other) => matches!(x.data, Data::Flag(false)) && other != "exists",
        _ => false,
    }
}
