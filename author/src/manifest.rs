//! `manifest.json`: the readable whole of a release.
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
