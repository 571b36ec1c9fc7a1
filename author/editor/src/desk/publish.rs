//! The publish button: first what would change and for whom, then, when the author is sure, the release.

use std::path::{Path, PathBuf};

use author::{Became, Draft, PublishError, PublishRequest, Severity, Spoken};
use replay::Release;
use serde_json::{Value as Json, json};

use super::State;
use super::folder::now;

/// What changes against what is published, or the release that was made of it.
pub(super) fn run(state: &State, sure: bool, language: &str) -> Result<Json, String> {
    let spoken = match language {
        "ja" => Spoken::Ja,
        _ => Spoken::En,
    };
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
        .map(|f| format!("{}:{}: {}", f.file, f.line, f.said(spoken)))
        .collect();
    if !sure || !errors.is_empty() {
        let standing = std::fs::read(to.join("manifest.json")).ok();
        let standing: Json = standing
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default();
        return Ok(
            json!({"to": to, "errors": errors, "release": standing["release"],
            "changes": changes(&standing, &draft.manifest, spoken),
            "reach": reach(state, &to, draft)?}),
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

/// New, changed and withdrawn items, each with whom it is for and what differs, in words.
fn changes(before: &Json, after: &Json, spoken: Spoken) -> Vec<Json> {
    let told = author::diff(before, after, spoken).into_iter();
    told.map(|change| {
        let of = if change.became == Became::Gone {
            before
        } else {
            after
        };
        let items = of[change.folder.as_str()].as_array();
        let item = items
            .into_iter()
            .flatten()
            .find(|item| item["id"] == change.id.as_str());
        let what = match change.became {
            Became::New => "new",
            Became::Changed => "changed",
            Became::Gone => "withdrawn",
        };
        let kind = if change.folder.is_empty() {
            "shirube"
        } else {
            &change.folder
        };
        json!({"what": what, "kind": kind, "id": change.id, "title": change.title,
            "whom": whom(&change.folder, item, spoken), "details": change.details})
    })
    .collect()
}

/// Whom an item is for; settings, events and articles are for nobody in particular.
fn whom(folder: &str, item: Option<&Json>, spoken: Spoken) -> Json {
    match (folder, item) {
        ("" | "events" | "articles", _) | (_, None) => Json::Null,
        (_, Some(item)) => json!(spoken.condition(&item["audience"])),
    }
}

/// How many known people become eligible, where anybody is known.
fn reach(state: &State, to: &Path, draft: Draft) -> Result<Json, String> {
    let Some(past) = &state.desk.past else {
        return Ok(Json::Null);
    };
    let past = past()?;
    let Some(after) = Release::of_draft(draft) else {
        return Ok(Json::Null);
    };
    let before = Release::published(to);
    let reach = replay::reach(before.as_ref(), &after, &past, now());
    let items: Vec<Json> = reach
        .items
        .iter()
        .map(|one| json!({"id": one.id, "kind": one.kind, "users": one.users}))
        .collect();
    Ok(
        json!({"known": reach.known, "newly": reach.newly, "percent": reach.percent(),
        "many": reach.is_many(), "undescribed": reach.undescribed, "items": items}),
    )
}
