//! Fields and items that go, and items that move: with their lines, and nothing of what stands around them.

use serde_json::{Map, Value as Json};

use super::{Document, EditError, Key, no_such};
use crate::node::Style;

impl Document {
    pub(super) fn take_out(&mut self, path: &[Key]) -> Result<(), EditError> {
        let (last, above) = path.split_last().ok_or_else(|| no_such(path))?;
        let slot = self.slot(above)?;
        let count = slot.node.fields().len() + slot.node.items().len();
        let empty = match last {
            Key::Field(_) => Json::Object(Map::new()),
            Key::At(_) => Json::Array(Vec::new()),
        };
        if count == 1 && !above.is_empty() {
            self.slot(path)?;
            return self.replace(above, &empty);
        }
        // Each of what stands in it: where it begins and ends.
        let indent = self.dashes(slot.node);
        let parts: Vec<(usize, usize)> = match last {
            Key::Field(_) => slot
                .node
                .fields()
                .iter()
                .map(|f| {
                    (
                        self.byte(f.place),
                        self.end(&f.node, self.after_key(f), f.place.column - 1),
                    )
                })
                .collect(),
            Key::At(_) if slot.node.style == Style::Flow || slot.inside => {
                slot.node.items().iter().map(|n| self.inline(n)).collect()
            }
            Key::At(_) => slot
                .node
                .items()
                .iter()
                .enumerate()
                .map(|(n, item)| {
                    let dash = self.dash(slot.node, n);
                    (dash, self.end(item, dash + 1, indent))
                })
                .collect(),
        };
        let n = match last {
            Key::Field(name) => slot.node.fields().iter().position(|f| f.key == *name),
            Key::At(at) => Some(*at),
        };
        let n = n
            .filter(|n| *n < parts.len())
            .ok_or_else(|| no_such(path))?;
        let (start, end) = parts[n];
        if slot.node.style == Style::Flow || slot.inside {
            return match (
                n.checked_sub(1).and_then(|p| parts.get(p)),
                parts.get(n + 1),
            ) {
                (Some((_, before)), _) => self.splice(*before, end, ""),
                (None, Some((next, _))) => self.splice(start, *next, ""),
                (None, None) => Err(no_such(path)),
            };
        }
        let line = self.line_start(start);
        let alone = self
            .text
            .get(line..start)
            .is_some_and(|t| t.trim().is_empty());
        match parts.get(n + 1) {
            Some((next, _)) if !alone => self.splice(start, *next, ""),
            _ => {
                let behind = (self.line_end(end) + 1).min(self.text.len());
                self.splice(line, behind, "")
            }
        }
    }

    pub(super) fn carry(&mut self, path: &[Key], from: usize, to: usize) -> Result<(), EditError> {
        let slot = self.slot(path)?;
        let list = slot.node;
        let items = list.items();
        if from >= items.len() || to >= items.len() {
            return Err(no_such(path));
        }
        if from == to {
            return Ok(());
        }
        let inside = list.style == Style::Flow || slot.inside;
        let indent = if inside { 0 } else { self.dashes(list) };
        let part = |n: usize| -> (usize, usize) {
            let item = &items[n];
            if inside {
                return self.inline(item);
            }
            let dash = self.dash(list, n);
            let start = self.comments_above(self.line_start(dash));
            (start, self.line_end(self.end(item, dash + 1, indent)))
        };
        let taken = part(from);
        let word = self.text.get(taken.0..taken.1).unwrap_or("").to_owned();
        // The others keep their places; each moves over by one.
        let range = if from < to { from..=to } else { to..=from };
        let places: Vec<(usize, usize)> = range.clone().map(part).collect();
        let mut words: Vec<String> = places
            .iter()
            .map(|(a, b)| self.text.get(*a..*b).unwrap_or("").to_owned())
            .collect();
        if from < to {
            words.remove(0);
            words.push(word);
        } else {
            words.pop();
            words.insert(0, word);
        }
        let (first, last) = (places[0].0, places[places.len() - 1].1);
        let mut out = String::new();
        for (n, word) in words.iter().enumerate() {
            if let Some(before) = n.checked_sub(1) {
                out.push_str(self.text.get(places[before].1..places[n].0).unwrap_or(""));
            }
            out.push_str(word);
        }
        self.splice(first, last, &out)
    }
}
