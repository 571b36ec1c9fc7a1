//! Items that want to show themselves at the same moment: who goes first by chance, and who never comes at all.

use std::collections::BTreeMap;

use crate::compile::Piece;
use crate::node::{Data, Node};
use crate::reader::Reader;

/// Kinds of which one at a time interrupts.
const INTERRUPTING: &[&str] = &["tutorials", "announcements", "quizzes", "surveys"];

/// An item that starts by itself.
struct Starter<'a> {
    piece: &'a Piece,
    start: &'a Node,
    audience: Option<&'a Node>,
    priority: f64,
    from: i64,
    until: i64,
    /// It comes back whatever people did with it, for all of its audience.
    stays: bool,
}

/// Finds them; `reader` makes a reader of a piece's files.
pub(crate) fn find<'a>(pieces: &'a [Piece], reader: impl Fn(&'a Piece) -> Reader<'a>) {
    let mut moments: BTreeMap<String, Vec<Starter>> = BTreeMap::new();
    for piece in pieces {
        if let Some((moment, starter)) = starter(piece, &reader(piece)) {
            moments.entry(moment).or_default().push(starter);
        }
    }
    for starters in moments.values() {
        for (n, late) in starters.iter().enumerate() {
            let others = starters.iter().enumerate().filter(|(m, _)| *m != n);
            let reader = reader(late.piece);
            let winner = others.clone().find(|(_, first)| always_first(first, late));
            if let Some((_, first)) = winner {
                reader.find(
                    late.start.place,
                    "W0114",
                    format!("\"{}\" starts here too, always, and has a higher priority: this never comes", first.piece.id),
                );
                continue;
            }
            let equal = others
                .filter(|(m, _)| *m < n)
                .find(|(_, other)| same(other, late));
            if let Some((_, other)) = equal {
                reader.find(
                    late.start.place,
                    "N0203",
                    format!("starts together with \"{}\", for the same people and with the same priority: give one of them a higher one", other.piece.id),
                );
            }
        }
    }
}

fn starter<'a>(piece: &'a Piece, reader: &Reader) -> Option<(String, Starter<'a>)> {
    let node = &piece.node;
    let form = node.get("form").and_then(Node::id);
    if !INTERRUPTING.contains(&piece.folder.as_str()) || form == Some("feed") {
        return None;
    }
    let start = node.get("start").filter(|n| !n.fields().is_empty())?;
    let place = start.get("page").or(node.get("page")).map(Node::json);
    let moment = format!("{place:?} {:?}", start.get("event").map(Node::json));
    let schedule = node.get("schedule");
    let time = |key: &str| schedule.and_then(|s| s.get(key)).and_then(Node::text);
    let number = |node: Option<&Node>, key: &str, absent: f64| match node
        .and_then(|n| n.get(key))
        .map(|n| &n.data)
    {
        Some(Data::Number(n, _)) => *n,
        _ => absent,
    };
    let rollout = node.get("rollout");
    let everybody = number(rollout, "percent", 100.0) >= 100.0
        && number(rollout, "holdout_percent", 0.0) <= 0.0;
    let frequency = node.get("frequency").and_then(Node::id);
    let starter = Starter {
        piece,
        start,
        audience: node.get("audience"),
        priority: number(Some(node), "priority", 0.0),
        from: time("from")
            .and_then(|t| reader.zone.from(t))
            .unwrap_or(i64::MIN),
        until: time("until")
            .and_then(|t| reader.zone.until(t))
            .unwrap_or(i64::MAX),
        stays: everybody && frequency == Some("always"),
    };
    Some((moment, starter))
}

fn same_people(a: &Starter, b: &Starter) -> bool {
    a.audience.map(Node::json) == b.audience.map(Node::json)
}

fn always_first(first: &Starter, late: &Starter) -> bool {
    first.stays
        && first.priority > late.priority
        && first.from <= late.from
        && first.until >= late.until
        && (first.audience.is_none() || same_people(first, late))
}

fn same(a: &Starter, b: &Starter) -> bool {
    a.priority == b.priority && a.from <= b.until && b.from <= a.until && same_people(a, b)
}
