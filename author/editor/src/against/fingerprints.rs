//! What the elements of anchors looked like when they were last found, by anchor and language, in one file of the folder.

use std::fs;
use std::path::{Path, PathBuf};

use content::Fingerprint;
use serde_json::{Map, Value as Json, json};

/// The file that remembers.
pub(super) struct Fingerprints {
    path: PathBuf,
    all: Map<String, Json>,
    changed: bool,
}

impl Fingerprints {
    pub(super) fn read(folder: &Path) -> Fingerprints {
        let path = folder.join(".shirube/fingerprints.json");
        let known = fs::read(&path)
            .ok()
            .and_then(|b| serde_json::from_slice(&b).ok());
        Fingerprints {
            path,
            all: match known {
                Some(Json::Object(map)) => map,
                _ => Map::new(),
            },
            changed: false,
        }
    }

    /// What the element of an anchor looked like; an anchor that was written anew since is still about the same part.
    pub(super) fn get(&self, key: &str, language: &str, _anchor: &Json) -> Option<Fingerprint> {
        of_json(&self.all.get(key)?.get(language)?["looks"])
    }

    pub(super) fn remember(
        &mut self,
        key: &str,
        language: &str,
        anchor: &Json,
        looks: Option<Fingerprint>,
    ) {
        let Some(looks) = looks else { return };
        let entry = json!({"anchor": anchor, "looks": to_json(&looks)});
        let known = self.all.entry(key.to_owned()).or_insert_with(|| json!({}));
        if known.get(language) != Some(&entry) {
            known[language] = entry;
            self.changed = true;
        }
    }

    pub(super) fn write(&mut self) -> std::io::Result<()> {
        if !self.changed {
            return Ok(());
        }
        // Sorted, so that two authors' files merge.
        self.all.sort_keys();
        let text = serde_json::to_string_pretty(&self.all).unwrap_or_default() + "\n";
        fs::create_dir_all(self.path.parent().unwrap_or(&self.path))?;
        let beside = self.path.with_extension("part");
        fs::write(&beside, text)?;
        fs::rename(&beside, &self.path)
    }
}

/// What `traits` in a page tells of an element; `None` where it tells of none.
pub fn of_json(json: &Json) -> Option<Fingerprint> {
    json.as_object()?;
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let list = |key: &str| json[key].as_array().into_iter().flatten();
    Some(Fingerprint {
        language: text("language"),
        tag: text("tag"),
        role: text("role"),
        name: text("name"),
        text: text("text"),
        id: text("id"),
        test_id: text("test_id"),
        class: text("class"),
        attributes: list("attributes")
            .filter_map(|v| Some(v.as_str()?.to_owned()))
            .collect(),
        neighbours: text("neighbours"),
        landmark: text("landmark"),
        path: text("path"),
        place: list("place")
            .filter_map(|v| Some(v.as_u64()? as u32))
            .collect(),
    })
}

fn to_json(f: &Fingerprint) -> Json {
    let mut out = json!({
        "language": f.language, "tag": f.tag, "role": f.role, "name": f.name, "text": f.text, "id": f.id,
        "test_id": f.test_id, "class": f.class, "attributes": f.attributes, "neighbours": f.neighbours,
        "landmark": f.landmark, "path": f.path, "place": f.place,
    });
    if let Json::Object(map) = &mut out {
        map.retain(|_, v| *v != json!("") && *v != json!([]));
    }
    out
}

/// As much of an element's looks as its anchor tells, for one that was never seen.
pub(super) fn of_anchor(anchor: &Json, language: &str) -> Fingerprint {
    let word = |key: &str| anchor[key].as_str().unwrap_or_default();
    let css = word("css");
    let behind = |mark: char| {
        let rest = css.rsplit_once(mark).map_or("", |(_, r)| r);
        rest.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
            .next()
            .unwrap_or("")
            .to_owned()
    };
    let tag = css.rsplit([' ', '>']).next().unwrap_or("");
    let tag = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    Fingerprint {
        language: language.split('-').next().unwrap_or("").to_owned(),
        tag: tag.to_owned(),
        role: word("role").to_owned(),
        name: word("name").to_owned(),
        text: word("text").to_owned(),
        id: behind('#'),
        // Test ids are called like ids: a new one is often a little like the old.
        test_id: word("test_id").to_owned(),
        class: behind('.'),
        ..Fingerprint::default()
    }
}

/// What a reader calls an element.
pub(super) fn words(f: &Fingerprint) -> String {
    let kind = if f.role.is_empty() { &f.tag } else { &f.role };
    let name = if f.name.is_empty() { &f.text } else { &f.name };
    let short: String = name.chars().take(40).collect();
    if short.is_empty() {
        kind.clone()
    } else {
        format!("{kind} \"{short}\"")
    }
}
