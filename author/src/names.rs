//! What references may name: gathered from a whole source before any of it is read closely.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::compile::{KINDS, Source};
use crate::finding::Finding;
use crate::node::{Node, Place};
use crate::reader::Names;
use crate::tutorial::is_id;

impl Source {
    pub(crate) fn names(&self, findings: &RefCell<Vec<Finding>>) -> Names {
        let mut names = Names {
            topics: self.ids("topics"),
            segments: self.ids("segments"),
            events: self.texts("events").into_iter().collect(),
            assets: self.assets.clone(),
            ..Names::default()
        };
        let mut experiments: BTreeMap<String, String> = BTreeMap::new();
        let say = |file: &str, place: Place, code: &'static str, message: String| {
            findings.borrow_mut().push(Finding {
                file: file.to_owned(),
                line: place.line,
                column: place.column,
                code,
                message,
            });
        };
        for piece in &self.pieces {
            let Some((_, kind)) = KINDS.iter().find(|(folder, _)| *folder == piece.folder) else {
                continue;
            };
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            let good = if *kind == "event" {
                piece.id.bytes().all(plain) && !piece.id.is_empty()
            } else {
                is_id(&piece.id)
            };
            let start = Place { line: 1, column: 1 };
            if !good {
                say(
                    &piece.file,
                    start,
                    "E0005",
                    format!("\"{}\" is not an id: rename the file", piece.id),
                );
            }
            if *kind == "event" {
                names.events.insert(piece.id.clone());
                continue;
            }
            if names.items.insert(piece.id.clone(), kind).is_some() {
                say(
                    &piece.file,
                    start,
                    "E0006",
                    format!(
                        "another item has the id \"{}\" too; ids are unique over all kinds",
                        piece.id
                    ),
                );
            }
            let title = piece
                .node
                .get("title")
                .map(Node::fields)
                .unwrap_or_default();
            let title = title
                .iter()
                .filter_map(|f| Some((f.key.clone(), f.node.text()?.to_owned())))
                .collect();
            names.titles.insert(piece.id.clone(), title);
            let steps = piece.node.get("steps").map(Node::items).unwrap_or_default();
            let steps = steps
                .iter()
                .filter_map(|n| n.get("id")?.text().map(str::to_owned))
                .collect();
            names.steps.insert(piece.id.clone(), steps);
            if *kind == "program" {
                let required = piece
                    .node
                    .get("required")
                    .map(Node::items)
                    .unwrap_or_default();
                names
                    .required
                    .extend(required.iter().filter_map(|n| n.text().map(str::to_owned)));
            }
            if let Some(id) = piece
                .node
                .get("experiment")
                .and_then(|n| n.get("id"))
                .filter(|n| n.text().is_some())
            {
                let name = id.text().unwrap_or_default().to_owned();
                if let Some(first) = experiments.insert(name.clone(), piece.id.clone()) {
                    say(
                        &piece.file,
                        id.place,
                        "E0019",
                        format!("the experiment \"{name}\" belongs to \"{first}\" already"),
                    );
                }
            }
        }
        names.experiments = experiments.into_keys().collect();
        names
    }
}
