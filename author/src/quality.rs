//! Questions that give their answer away, or that ask for guessing.

use crate::node::{Data, Node};
use crate::reader::Reader;

/// Options that stand for others, in lower case.
const CATCH_ALL: &[&str] = &[
    "all of the above",
    "none of the above",
    "all of these",
    "none of these",
    "all the above",
    "上記すべて",
    "上記全て",
    "以上すべて",
    "すべて正しい",
    "全て正しい",
    "どれでもない",
    "いずれでもない",
    "上記以外",
];
/// The right option may be this much longer than the others are on average, …
const LONGER: f64 = 2.0;
/// … and by at least so many characters (Japanese, other), before it stands out.
const BY: (f64, f64) = (8.0, 16.0);

impl Reader<'_> {
    /// Looks at the options of a question with right and wrong ones, in every language.
    pub(crate) fn quality(&self, options: &[Node]) {
        let right = |n: &Node| matches!(n.get("correct").map(|c| &c.data), Some(Data::Flag(true)));
        for option in options {
            for field in option.get("text").map(Node::fields).unwrap_or_default() {
                let text = field.node.text().unwrap_or("").to_lowercase();
                if CATCH_ALL.iter().any(|words| text.contains(words)) {
                    self.find(
                        field.node.place,
                        "N0206",
                        "this asks about the other options, not about the topic; options are shuffled, too",
                    );
                }
            }
        }
        let mut correct = options.iter().filter(|n| right(n));
        let (Some(answer), None) = (correct.next(), correct.next()) else {
            return;
        };
        for field in answer.get("text").map(Node::fields).unwrap_or_default() {
            let length = |n: &Node| n.text().map(|t| t.trim().chars().count() as f64);
            let others: Vec<f64> = options
                .iter()
                .filter(|n| !right(n))
                .filter_map(|n| length(n.get("text")?.get(&field.key)?))
                .collect();
            let Some(own) = length(&field.node).filter(|_| !others.is_empty()) else {
                continue;
            };
            let mean = others.iter().sum::<f64>() / others.len() as f64;
            let by = if field.key.starts_with("ja") {
                BY.0
            } else {
                BY.1
            };
            if own >= mean * LONGER && own - mean >= by {
                self.find(
                    field.node.place,
                    "N0205",
                    "the right option is much longer than the others and gives itself away",
                );
            }
        }
    }
}
