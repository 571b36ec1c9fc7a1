//! The publish button: first what would change and for whom, then, when the author is sure, the release.

use std::collections::BTreeMap;
use std::path::PathBuf;

use author::{PublishError, PublishRequest, Severity};
use serde_json::{Value as Json, json};

use super::State;
use super::folder::{KINDS, now};

/// What changes against what is published, or the release that was made of it.
pub(super) fn run(state: &State, sure: bool) -> Result<Json, String> {
    let folder = state
        .folder
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let draft = folder.draft(1)?;
    let to = target(state)?;
    let errors: Vec<String> = draft
        .findings
        .iter()
        .filter(|f| f.severity() == Severity::Error)
        .map(ToString::to_string)
        .collect();
    if !sure || !errors.is_empty() {
        let standing = std::fs::read(to.join("manifest.json")).ok();
        let standing: Json = standing
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default();
        return Ok(
            json!({"to": to, "errors": errors, "release": standing["release"],
            "changes": changes(&standing, &draft.manifest)}),
        );
    }
    let request = PublishRequest {
        source: state.desk.source.clone(),
        to: to.clone(),
        now: now(),
        tenant: state.desk.tenant.clone(),
    };
    let published = author::publish(&request).map_err(|error| match error {
        PublishError::Refused(_) => "mend the errors first".to_owned(),
        other => other.to_string(),
    })?;
    Ok(json!({"to": to, "release": published.version, "unchanged": published.unchanged}))
}

fn target(state: &State) -> Result<PathBuf, String> {
    if let Some(to) = &state.desk.to {
        return Ok(to.clone());
    }
    // `publish:` stays out of the public manifest.
    let text = std::fs::read_to_string(state.desk.source.join("shirube.yaml"))
        .map_err(|e| e.to_string())?;
    let config = author::Document::read(&text)
        .map_err(|e| e.to_string())?
        .json();
    let to = config["publish"]["live"]["to"].as_str();
    to.map(|to| state.desk.source.join(to)).ok_or_else(|| {
        "shirube.yaml names no place to publish to: give publish: live: to: a folder, or start with --to".to_owned()
    })
}

/// New, changed and withdrawn items, each with whom it is for.
fn changes(before: &Json, after: &Json) -> Vec<Json> {
    let list = |manifest: &Json, kind: &str| -> BTreeMap<String, Json> {
        let all = manifest[kind].as_array().cloned().unwrap_or_default();
        all.into_iter()
            .filter_map(|item| {
                let id = item["id"].as_str()?.to_owned();
                let mut item = item;
                // A release numbers its items; a draft does not.
                item.as_object_mut()?.remove("version");
                Some((id, item))
            })
            .collect()
    };
    let mut out = Vec::new();
    for kind in KINDS {
        let (old, new) = (list(before, kind), list(after, kind));
        for (id, item) in &new {
            let what = match old.get(id) {
                None => "new",
                Some(old) if old != item => "changed",
                Some(_) => continue,
            };
            out.push(json!({"what": what, "kind": kind, "id": id, "title": title(item), "audience": item["audience"]}));
        }
        for (id, item) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
            out.push(json!({"what": "withdrawn", "kind": kind, "id": id, "title": title(item)}));
        }
    }
    out
}

fn title(item: &Json) -> Json {
    if item["title"].is_null() {
        item["body"].clone()
    } else {
        item["title"].clone()
    }
}
