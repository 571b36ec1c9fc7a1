//! The versions of items: raised when an item's meaning changes, and never given twice, over rollbacks and absences too.
//! A source and the manifest before it enter; numbers leave. The highest number of each item is kept beside the releases.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::compile::Source;
use crate::publish::PublishError;
use crate::target::Target;

const FILE: &str = "release/versions.json";

/// The highest version that each item, by folder and id, ever had.
pub(crate) struct Versions(BTreeMap<String, u32>);

impl Versions {
    pub(crate) fn read(target: &Target) -> Versions {
        let known = target
            .read(FILE)
            .and_then(|b| serde_json::from_slice(&b).ok());
        let known: Json = known.unwrap_or(Json::Null);
        let fields = known.as_object().into_iter().flatten();
        Versions(
            fields
                .filter_map(|(k, v)| Some((k.clone(), v.as_u64()? as u32)))
                .collect(),
        )
    }

    pub(crate) fn write(&self, target: &mut Target) -> Result<(), PublishError> {
        target.replace(FILE, json!(self.0).to_string().as_bytes())
    }

    /// Gives each item its version, against the manifest before.
    pub(crate) fn number(&mut self, source: &mut Source, before: &Json) {
        let mut standing: BTreeMap<(&str, &str), &Json> = BTreeMap::new();
        for (folder, list) in before.as_object().into_iter().flatten() {
            for item in list.as_array().into_iter().flatten() {
                if let Some(id) = item.get("id").and_then(Json::as_str) {
                    standing.insert((folder, id), item);
                }
            }
        }
        for piece in &mut source.pieces {
            let highest = self
                .0
                .entry(format!("{}/{}", piece.folder, piece.id))
                .or_insert(0);
            let old = standing.get(&(piece.folder.as_str(), piece.id.as_str()));
            let version = old
                .and_then(|o| o.get("version"))
                .and_then(Json::as_u64)
                .map(|v| v as u32);
            *highest = (*highest).max(version.unwrap_or(0));
            piece.version = match (old, version) {
                (Some(old), Some(version)) if meaning(old) == meaning(&piece.node.json()) => {
                    version
                }
                _ => *highest + 1,
            };
            *highest = (*highest).max(piece.version);
        }
    }
}

/// What of an item is its meaning: steps and their order, tasks, questions, options, correctness, requirement.
fn meaning(item: &Json) -> Json {
    let list = |json: &Json, key: &str, keep: &[&str]| -> Json {
        let all = json.get(key).and_then(Json::as_array).into_iter().flatten();
        all.map(|one| {
            keep.iter()
                .map(|k| one.get(*k).cloned().unwrap_or(Json::Null))
                .collect::<Json>()
        })
        .collect()
    };
    let questions = item
        .get("questions")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    let options: Json = questions
        .map(|q| list(q, "options", &["id", "correct"]))
        .collect();
    json!([
        list(item, "steps", &["id", "quiz", "advance"]),
        list(item, "items", &["id", "done", "requires"]),
        list(item, "questions", &["id", "kind", "done", "max"]),
        options,
        item.get("required"),
    ])
}
