//! What references may name: gathered from a whole source before any of it is read closely.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::compile::{KINDS, Piece, Source};
use crate::finding::Finding;
use crate::node::{Node, Place};
use crate::reader::{Names, is_event, is_id};
use crate::revenue;
use crate::text::is_language;

type Findings = RefCell<BTreeSet<Finding>>;

impl Source {
    pub(crate) fn names(&self, findings: &Findings) -> Names {
        let mut names = Names {
            topics: self.ids("topics"),
            segments: self.ids("segments"),
            conditions: self.segments(),
            private: revenue::segments(&self.config),
            events: self.texts("events").into_iter().collect(),
            assets: self.assets.clone(),
            broken: self.broken.clone(),
            ..Names::default()
        };
        for piece in &self.pieces {
            names.gather(piece, findings);
        }
        names
    }

    /// What makes each segment.
    fn segments(&self) -> BTreeMap<String, Node> {
        let list = self.config.get("segments").map(Node::items);
        list.unwrap_or_default()
            .iter()
            .filter_map(|n| Some((n.get("id")?.id()?.to_owned(), n.get("when")?.clone())))
            .collect()
    }

    /// The texts of a list of `shirube.yaml`.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        let list = self.config.get(key).map(Node::items).unwrap_or_default();
        list.iter()
            .filter_map(|n| n.id().map(str::to_owned))
            .collect()
    }

    /// The ids that a list of `shirube.yaml` declares.
    fn ids(&self, key: &str) -> BTreeSet<String> {
        let list = self.config.get(key).map(Node::items).unwrap_or_default();
        list.iter()
            .filter_map(|n| n.get("id")?.id().map(str::to_owned))
            .collect()
    }

    /// The languages served; the first is the default. Without any, those that the first text has: one finding about
    /// the list is enough.
    pub(crate) fn languages(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for tag in self.texts("languages") {
            if is_language(&tag) && !found.contains(&tag) {
                found.push(tag);
            }
        }
        let topics = self
            .config
            .get("topics")
            .map(Node::items)
            .unwrap_or_default();
        let nodes = topics.iter().chain(self.pieces.iter().map(|p| &p.node));
        if found.is_empty() {
            let title = nodes.filter_map(|n| n.get("title")).next();
            let keys = title.map(Node::fields).unwrap_or_default().iter();
            found.extend(keys.map(|f| f.key.clone()).filter(|k| is_language(k)));
        }
        if found.is_empty() {
            found.push("en".to_owned());
        }
        found
    }
}

impl Names {
    fn gather(&mut self, piece: &Piece, findings: &Findings) {
        let Some((_, kind)) = KINDS.iter().find(|(folder, _)| *folder == piece.folder) else {
            return;
        };
        let say = |place: Place, code: &'static str, message: String| {
            let file = piece.files.first().map_or("", String::as_str);
            findings
                .borrow_mut()
                .insert(Finding::new(file, place, code, message));
        };
        let id = &piece.id;
        let good = if *kind == "event" {
            is_event(id)
        } else {
            is_id(id)
        };
        if !good {
            say(
                Place::START,
                "E0005",
                format!("\"{id}\" is not an id: rename the file"),
            );
        }
        let taken = !self.taken.insert(id.clone());
        if taken {
            say(
                Place::START,
                "E0006",
                format!("the id \"{id}\" is taken already; ids are unique over all kinds"),
            );
        }
        if *kind == "event" {
            self.events.insert(id.clone());
            return;
        }
        self.items.insert(id.clone(), kind);
        let node = &piece.node;
        let title = node.get("title").map(Node::fields).unwrap_or_default();
        let title = title
            .iter()
            .filter_map(|f| Some((f.key.clone(), f.node.text()?.to_owned())));
        self.titles.insert(id.clone(), title.collect());
        let ids = |node: Option<&Node>| -> BTreeSet<String> {
            let list = node.map(Node::items).unwrap_or_default().iter();
            list.filter_map(|n| n.get("id")?.id().map(str::to_owned))
                .collect()
        };
        self.steps.insert(id.clone(), ids(node.get("steps")));
        if *kind == "program" {
            let required = node.get("required").map(Node::items).unwrap_or_default();
            self.required
                .extend(required.iter().filter_map(|n| n.id().map(str::to_owned)));
        }
        let experiment = node.get("experiment");
        if let Some(at) = experiment.and_then(|n| n.get("id")) {
            let name = at.id().unwrap_or_default().to_owned();
            let variants = ids(experiment.and_then(|n| n.get("variants")));
            if self.experiments.insert(name.clone(), variants).is_some() {
                say(
                    at.place,
                    "E0019",
                    format!("the experiment \"{name}\" belongs to another item already"),
                );
            }
        }
    }
}
