//! Publishing: leaves and shards first, the catalogue last and at once, so that every state in between is whole.
//! What did not change keeps its name and is not written again.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};

use crate::compile::{KINDS, Release, Source};
use crate::config::PRIVATE;
use crate::finding::Finding;
use crate::folder::{assets, read, refused};
use crate::schema;

/// What to publish, and where.
pub struct PublishRequest {
    /// The content folder.
    pub source: PathBuf,
    /// The folder that a static host serves.
    pub to: PathBuf,
    /// Now, in ms.
    pub now: i64,
    /// Whose content.
    pub tenant: String,
}

/// What was published.
pub struct Published {
    /// The release's number.
    pub version: u32,
    /// `manifest.json` as it lies in the folder.
    pub manifest: String,
    /// The same with what only the collector needs, for `PUT /v1/releases/{version}`.
    pub release_document: String,
    /// Files written, of shards, leaves and assets.
    pub leaves_written: usize,
    /// Files that were there already.
    pub leaves_kept: usize,
    /// Warnings and notes.
    pub findings: Vec<Finding>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError {
    /// The source has errors.
    Refused(Vec<Finding>),
    /// A file could not be read or written.
    Io(PathBuf, std::io::Error),
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Refused(findings) => {
                let errors: Vec<String> = findings.iter().map(Finding::to_string).collect();
                write!(f, "{}", errors.join("\n"))
            }
            PublishError::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for PublishError {}

/// Publishes a content folder. Errors in the source refuse it whole; nothing is written then.
pub fn publish(request: &PublishRequest) -> Result<Published, PublishError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| PublishError::Io(path, error)
    };
    let mut source = read(&request.source).map_err(io(&request.source))?;
    let before: Json = fs::read(request.to.join("manifest.json"))
        .ok()
        .and_then(|b| serde_json::from_slice(&b).ok())
        .unwrap_or(Json::Null);
    number_versions(&mut source, &before);
    let version = before.get("release").and_then(Json::as_u64).unwrap_or(0) as u32 + 1;
    let release = Release {
        tenant: &request.tenant,
        version,
        now: request.now,
    };
    let (compiled, findings) = source.compile(&release);
    let Some(compiled) = compiled.filter(|_| !refused(&findings)) else {
        return Err(PublishError::Refused(findings));
    };
    let mut counts = (0, 0);
    let mut write_once = |name: &str, bytes: &[u8]| {
        let path = request.to.join(name);
        // Names are digests: a file of the right length under its own digest is the file.
        if fs::metadata(&path).is_ok_and(|m| m.len() == bytes.len() as u64) {
            counts.1 += 1;
            return Ok(());
        }
        counts.0 += 1;
        replace(&path, bytes).map_err(io(&path))
    };
    for (name, bytes) in &compiled.files {
        write_once(name, bytes)?;
    }
    for asset in assets(&request.source).map_err(io(&request.source))? {
        let bytes = fs::read(&asset.path).map_err(io(&asset.path))?;
        write_once(&asset.published, &bytes)?;
    }
    let manifest = manifest(&source, &release, Audience::Public);
    for (name, bytes) in [
        ("schema.json", schema::text().as_bytes()),
        ("manifest.json", manifest.as_bytes()),
        ("catalogue.bin", &compiled.catalogue),
    ] {
        let path = request.to.join(name);
        replace(&path, bytes).map_err(io(&path))?;
    }
    Ok(Published {
        version,
        release_document: self::manifest(&source, &release, Audience::Collector),
        manifest,
        leaves_written: counts.0,
        leaves_kept: counts.1,
        findings,
    })
}

/// Writes beside and renames over, so that a reader sees the old bytes or the new ones.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("part");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}

#[derive(PartialEq, Eq)]
enum Audience {
    Public,
    Collector,
}

fn manifest(source: &Source, release: &Release, audience: Audience) -> String {
    let mut out = Map::new();
    out.insert("$schema".to_owned(), json!("schema.json"));
    out.insert("tenant".to_owned(), json!(release.tenant));
    out.insert("release".to_owned(), json!(release.version));
    for field in source.config.fields() {
        if audience == Audience::Collector || !PRIVATE.contains(&field.key.as_str()) {
            out.insert(field.key.clone(), field.node.json());
        }
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
                Json::Object(item)
            });
        out.insert((*folder).to_owned(), Json::Array(items.collect()));
    }
    out.insert("assets".to_owned(), json!(source.assets));
    let mut text = serde_json::to_string_pretty(&Json::Object(out)).unwrap_or_default();
    text.push('\n');
    text
}

/// Gives each item its version: raised when its meaning changed against the previous manifest.
fn number_versions(source: &mut Source, before: &Json) {
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
