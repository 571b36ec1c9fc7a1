//! `manifest.json`: the readable whole of a release, and the versions of its items.
//! A source enters; text leaves, for everybody or with what is the collector's alone.

use serde_json::{Map, Value as Json, json};

use crate::compile::{KINDS, Release, Source};
use crate::config::PRIVATE;
use crate::revenue;

/// Who reads a manifest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Everybody.
    Public,
    /// The collector, which alone knows revenue and touch rules.
    Collector,
}

/// A release's `manifest.json`.
pub(crate) fn manifest(source: &Source, release: &Release, audience: Audience) -> String {
    let private = revenue::segments(&source.config);
    let public = audience == Audience::Public;
    let mut out = Map::new();
    out.insert("$schema".to_owned(), json!("schema.json"));
    out.insert("tenant".to_owned(), json!(release.tenant));
    out.insert("release".to_owned(), json!(release.version));
    for field in source.config.fields() {
        let key = field.key.as_str();
        if public && PRIVATE.contains(&key) {
            continue;
        }
        let mut json = field.node.json();
        if public {
            revenue::remove(key, &mut json, &field.node, &private);
        }
        out.insert(key.to_owned(), json);
    }
    for (folder, _) in KINDS {
        let items = source
            .pieces
            .iter()
            .filter(|p| p.folder == *folder)
            .map(|piece| {
                let mut item = Map::new();
                item.insert("id".to_owned(), json!(piece.id));
                item.insert("version".to_owned(), json!(piece.version));
                item.extend(
                    piece
                        .node
                        .fields()
                        .iter()
                        .map(|f| (f.key.clone(), f.node.json())),
                );
                let mut item = Json::Object(item);
                if public {
                    revenue::remove(folder, &mut item, &piece.node, &private);
                }
                item
            });
        // `events` are both: the names that the host tracks, and the no-code events as items.
        let declared = match out.get(*folder) {
            Some(Json::Array(names)) => names.clone(),
            _ => Vec::new(),
        };
        let all = declared.into_iter().chain(items).collect();
        out.insert((*folder).to_owned(), Json::Array(all));
    }
    out.insert("assets".to_owned(), json!(source.assets));
    let mut text = serde_json::to_string_pretty(&Json::Object(out)).unwrap_or_default();
    text.push('\n');
    text
}

/// Gives each item its version: raised when its meaning changed against the previous manifest.
pub(crate) fn number_versions(source: &mut Source, before: &Json) {
    for piece in &mut source.pieces {
        let old = before.get(&piece.folder).and_then(Json::as_array);
        let old = old.and_then(|all| {
            all.iter()
                .find(|i| i.get("id").and_then(Json::as_str) == Some(&piece.id))
        });
        let Some(old) = old else { continue };
        let version = old.get("version").and_then(Json::as_u64).unwrap_or(1) as u32;
        piece.version = version + u32::from(meaning(old) != meaning(&piece.node.json()));
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
