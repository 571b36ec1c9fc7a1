//! References that lead back to where they began: topics after each other, tasks that require each other, segments
//! made of each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::node::Node;
use crate::reader::Reader;

/// Finds every reference that closes a circle, once a circle.
pub(crate) fn find(reader: &Reader, arrows: &BTreeMap<&str, Vec<Node>>) {
    let mut done = BTreeSet::new();
    for start in arrows.keys() {
        let mut path = Vec::new();
        walk(reader, arrows, start, &mut path, &mut done);
    }
}

fn walk<'a>(
    reader: &Reader,
    arrows: &'a BTreeMap<&'a str, Vec<Node>>,
    at: &'a str,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) {
    if done.contains(at) {
        return;
    }
    path.push(at);
    for node in arrows.get(at).into_iter().flatten() {
        let Some(to) = node.id() else { continue };
        // A thing that names itself is no circle of several; the name alone is wrong there.
        if let Some(from) = path.iter().position(|p| *p == to) {
            let circle = path.get(from..).unwrap_or_default().join(" → ");
            reader.find(
                node.place,
                "E0028",
                format!("this closes a circle: {circle} → {to}"),
            );
        } else {
            walk(reader, arrows, to, path, done);
        }
    }
    path.pop();
    done.insert(at);
}
