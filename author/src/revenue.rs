//! What an account pays is the collector's alone: what speaks of it is kept out of catalogue, shards and the public
//! manifest, and may stand only where the collector decides (`touch`, the audience of programs).

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::node::Node;

/// Facts of an account that are revenue.
const REVENUE: &[&str] = &["mrr", "arr", "revenue"];

/// Whether an account's fact, such as `mrr` or `mrr.amount`, is revenue.
pub(crate) fn is(fact: &str) -> bool {
    REVENUE.contains(&fact.split('.').next().unwrap_or(""))
}

/// The segments of a configuration that are over revenue, directly or by another segment.
pub(crate) fn segments(config: &Node) -> BTreeSet<String> {
    let list = config.get("segments").map(Node::items).unwrap_or_default();
    let mut private = BTreeSet::new();
    loop {
        let before = private.len();
        for segment in list {
            let over = segment
                .get("when")
                .is_some_and(|when| speaks(when, &private));
            if let Some(id) = segment.get("id").and_then(Node::id).filter(|_| over) {
                private.insert(id.to_owned());
            }
        }
        if private.len() == before {
            return private;
        }
    }
}

/// Whether a condition is over revenue.
pub(crate) fn speaks(condition: &Node, private: &BTreeSet<String>) -> bool {
    let word = |key: &str| condition.get(key).and_then(Node::id);
    word("account").is_some_and(is)
        || word("segment").is_some_and(|id| private.contains(id))
        || condition
            .items()
            .iter()
            .chain(condition.fields().iter().map(|f| &f.node))
            .any(|inner| speaks(inner, private))
}

/// Takes what is over revenue out of a manifest's field or item.
pub(crate) fn remove(key: &str, json: &mut Json, node: &Node, private: &BTreeSet<String>) {
    match (key, json) {
        ("segments", Json::Array(list)) => list.retain(|segment| {
            let id = segment.get("id").and_then(Json::as_str).unwrap_or("");
            !private.contains(id)
        }),
        ("topics", Json::Array(list)) => {
            let required = list
                .iter_mut()
                .filter_map(|t| t.get_mut("required_for")?.as_array_mut());
            for segments in required {
                segments.retain(|s| !s.as_str().is_some_and(|s| private.contains(s)));
            }
        }
        ("programs", Json::Object(program)) => {
            for field in ["audience", "value"] {
                if node.get(field).is_some_and(|n| speaks(n, private)) {
                    program.remove(field);
                }
            }
        }
        _ => {}
    }
}
