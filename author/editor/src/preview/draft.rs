//! The draft of a folder as the page receives it, and as the panel lists it. A folder with errors keeps the last draft
//! that had none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use author::Severity;
use live::Reply;
use serde_json::{Map, Value as Json, json};

/// What a page fetches of its content, wherever its base lies.
pub(super) const PATTERNS: &[&str] = &[
    "*/catalogue.bin*",
    "*/shard/*",
    "*/leaf/*",
    "*/asset/*",
    "*/search/*",
    COLLECTOR,
];
/// Where a page that starts Shirube itself, without the tag, would send what happens.
const COLLECTOR: &str = "*/v1/events";
/// Above the numbers of releases, so that a page that remembers one takes the draft.
const FIRST: u32 = 1_000_000;

/// A folder and how it stood when it was last read.
pub(super) struct Watched {
    folder: PathBuf,
    stamp: u64,
    version: u32,
}

/// What is shown now.
#[derive(Default)]
pub(super) struct Shown {
    files: BTreeMap<String, Vec<u8>>,
    manifest: Json,
    findings: Vec<author::Finding>,
    trouble: Option<String>,
}

impl Watched {
    pub(super) fn new(folder: &Path) -> Watched {
        Watched {
            folder: folder.to_owned(),
            stamp: 0,
            version: FIRST,
        }
    }

    /// Whether a file was saved, added or taken away since the last look.
    pub(super) fn changed(&self) -> bool {
        stamp(&self.folder) != self.stamp
    }

    pub(super) fn read(&mut self, shown: &mut Shown) {
        self.stamp = stamp(&self.folder);
        self.version += 1;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |d| d.as_millis() as i64);
        match author::draft(&self.folder, "preview", self.version, now) {
            Ok(draft) => {
                shown.trouble = None;
                shown.manifest = draft.manifest;
                shown.findings = draft.findings;
                if let Some(files) = draft.files {
                    shown.files = files;
                }
            }
            Err(error) => shown.trouble = Some(format!("{}: {error}", self.folder.display())),
        }
    }
}

/// Changes whenever a file of the folder does.
fn stamp(folder: &Path) -> u64 {
    let mut sum = 0_u64;
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() {
                open.push(entry.path());
                continue;
            }
            let saved = about
                .modified()
                .ok()
                .and_then(|t| t.duration_since(UNIX_EPOCH).ok());
            let saved = saved.map_or(0, |d| d.as_nanos() as u64);
            let name: u64 = entry
                .file_name()
                .as_encoded_bytes()
                .iter()
                .fold(7, |hash, byte| {
                    hash.wrapping_mul(31).wrapping_add(u64::from(*byte))
                });
            sum = sum.wrapping_add((saved ^ name).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
    }
    sum
}

impl Shown {
    /// The draft's answer to an address, if it is one of the content's.
    pub(super) fn reply(&self, address: &str) -> Option<Reply> {
        let path = address.split(['?', '#']).next()?;
        if path.ends_with(&COLLECTOR[1..]) {
            return Some(Reply {
                status: 503,
                kind: "text/plain",
                body: Vec::new(),
            });
        }
        let mut parts = path.rsplit('/');
        let last = parts.next()?;
        let name = match last {
            "catalogue.bin" => last.to_owned(),
            _ => format!("{}/{last}", parts.next()?),
        };
        let body = self.files.get(&name)?.clone();
        let kind = match last.rsplit('.').next() {
            Some("webp") => "image/webp",
            Some("png") => "image/png",
            Some("jpg" | "jpeg") => "image/jpeg",
            Some("svg") => "image/svg+xml",
            Some("mp4") => "video/mp4",
            Some("vtt") => "text/vtt",
            _ => "application/octet-stream",
        };
        Some(Reply {
            status: 200,
            kind,
            body,
        })
    }

    /// What the panel lists.
    pub(super) fn state(&self, language: &str) -> Json {
        let list = |key: &str| self.manifest[key].as_array().cloned().unwrap_or_default();
        let mut items = Vec::new();
        for kind in [
            "tutorials",
            "checklists",
            "announcements",
            "quizzes",
            "surveys",
            "tooltips",
        ] {
            for item in list(kind) {
                let title = [&item["title"], &item["body"]]
                    .into_iter()
                    .find(|t| t.is_object())
                    .cloned();
                let steps: Vec<Json> = item["steps"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|s| json!({"id": s["id"], "title": s["title"]}))
                    .collect();
                items.push(json!({"id": item["id"], "kind": kind, "title": title, "steps": steps}));
            }
        }
        let segments: Vec<Json> = list("segments").iter().map(|s| s["id"].clone()).collect();
        let findings: Vec<Json> = self
            .findings
            .iter()
            .filter(|f| f.severity() != Severity::Note)
            .map(|f| json!({"severity": f.severity().text(), "text": f.to_string()}))
            .collect();
        json!({
            "language": language,
            "languages": self.manifest["languages"],
            "segments": segments,
            "items": items,
            "findings": findings,
            "trouble": self.trouble,
        })
    }

    /// Somebody of a segment, as far as its condition says what such a person is like.
    pub(super) fn person(&self, segment: &str) -> Option<Json> {
        let all = self.manifest["segments"].as_array()?;
        let condition = &all.iter().find(|s| s["id"] == segment)?["when"];
        let (mut traits, mut account) = (Map::new(), Map::new());
        likeness(condition, &mut traits, &mut account);
        Some(json!({"id": format!("preview-{segment}"), "traits": traits,
            "account": {"id": "preview", "traits": account}}))
    }
}

/// Gathers the values that make a condition hold; what holds by history alone is left out.
fn likeness(condition: &Json, traits: &mut Map<String, Json>, account: &mut Map<String, Json>) {
    for all in ["all", "any"] {
        for inner in condition[all].as_array().into_iter().flatten() {
            likeness(inner, traits, account);
        }
    }
    let value = [
        &condition["is"],
        &condition["in"][0],
        &condition["contains"],
    ]
    .into_iter()
    .find(|v| !v.is_null())
    .cloned()
    .or_else(|| condition["gt"].as_f64().map(|n| json!(n + 1.0)))
    .or_else(|| condition["lt"].as_f64().map(|n| json!(n - 1.0)));
    let Some(value) = value else { return };
    if let Some(name) = condition["trait"].as_str() {
        traits.insert(name.to_owned(), value);
    } else if let Some(name) = condition["account"].as_str() {
        account.insert(name.to_owned(), value);
    }
}
