//! Releases that were: which there are, what each said, and going back to one under a higher number.
//! A published folder enters; a list leaves, or a new catalogue that names an older one's leaves.

use std::fs;
use std::path::{Path, PathBuf};

use content::Catalogue;
use serde_json::Value as Json;

use crate::config::PRIVATE;
use crate::folder::read;
use crate::node::Node;
use crate::publish::{PublishError, Signer, refuse_unsigned, signed};
use crate::target::Target;
use crate::verify::verify;

/// A release that a folder keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRelease {
    /// Its number.
    pub version: u32,
    /// When it was published, in ms.
    pub issued: i64,
    /// How many keys signed it.
    pub signatures: usize,
    /// The release whose content it brought back.
    pub restores: Option<u32>,
    /// It is the one that pages read.
    pub standing: bool,
    /// Its `manifest.json`.
    pub manifest: Json,
}

/// The releases of a published folder, the newest first.
///
/// # Errors
/// The folder cannot be listed.
pub fn history(folder: &Path) -> std::io::Result<Vec<PastRelease>> {
    let standing = fs::read(folder.join("catalogue.bin")).ok();
    let standing = standing.and_then(|b| Catalogue::open(&b).ok());
    let now = standing.as_ref().map_or(0, |(c, _)| c.version);
    let mut all = Vec::new();
    for entry in fs::read_dir(folder.join("release"))? {
        let path = entry?.path();
        let number = path
            .file_stem()
            .and_then(|s| s.to_str()?.parse::<u32>().ok());
        let is_record = path.extension().is_some_and(|e| e == "json");
        // What a publication wrote that ended before its catalogue was never a release.
        let Some(version) = number.filter(|n| is_record && *n <= now) else {
            continue;
        };
        let record: Json = serde_json::from_slice(&fs::read(&path)?).unwrap_or(Json::Null);
        all.push(PastRelease {
            version,
            issued: record["issued"].as_i64().unwrap_or(0),
            signatures: record["signatures"].as_u64().unwrap_or(0) as usize,
            restores: record["restores"].as_u64().map(|n| n as u32),
            standing: version == now,
            manifest: record["manifest"].clone(),
        });
    }
    all.sort_by_key(|r| std::cmp::Reverse(r.version));
    Ok(all)
}

/// A public manifest with what only the collector needs, as the content folder says it now: rules for people are no
/// part of what a rollback brings back. Without a folder that can be read it is the manifest alone.
#[must_use]
pub fn release_document(manifest: &str, source: &Path) -> String {
    let mut out: Json = serde_json::from_str(manifest).unwrap_or(Json::Null);
    if let (Ok(source), Json::Object(map)) = (read(source), &mut out) {
        for key in PRIVATE {
            if let Some(node) = source.config.get(key) {
                map.insert((*key).to_owned(), node.json());
            }
        }
        let segments = source.config.get("segments").map(Node::json);
        let segments = segments
            .as_ref()
            .and_then(Json::as_array)
            .into_iter()
            .flatten();
        if let Some(Json::Array(known)) = map.get_mut("segments") {
            for segment in segments {
                if !known.iter().any(|k| k["id"] == segment["id"]) {
                    known.push(segment.clone());
                }
            }
        }
    }
    serde_json::to_string_pretty(&out).unwrap_or_default()
}

/// Which release to bring back, and where.
pub struct RollbackRequest {
    /// The folder that a static host serves.
    pub to: PathBuf,
    /// The release whose content comes back.
    pub version: u32,
    /// Now, in ms.
    pub now: i64,
}

/// What a rollback came to.
pub struct RolledBack {
    /// The new release's number.
    pub version: u32,
    /// Its `manifest.json`.
    pub manifest: String,
}

/// Publishes an older release's leaves again, under a number higher than any before. Nothing but the catalogue and
/// `manifest.json` changes; a page that reads meanwhile sees one release or the other.
///
/// # Errors
/// There is no such release, or something that it needs is damaged: the standing one stays.
pub fn rollback(request: &RollbackRequest, signer: Signer) -> Result<RolledBack, PublishError> {
    let mut target = Target::open(&request.to)?;
    let missing = || PublishError::NoSuchRelease(request.version);
    let standing = target.standing().ok_or_else(missing)?;
    if request.version >= standing.0.version {
        return Err(missing());
    }
    let name = format!("release/{}", request.version);
    let sealed = target.read(&format!("{name}.bin")).ok_or_else(missing)?;
    let record = target.read(&format!("{name}.json")).ok_or_else(missing)?;
    let record: Json = serde_json::from_slice(&record).map_err(|_| missing())?;
    let (mut catalogue, _) = Catalogue::open(&sealed).map_err(|_| missing())?;
    let days = catalogue.expires - catalogue.issued;
    catalogue.version = standing.0.version + 1;
    catalogue.issued = request.now;
    catalogue.expires = request.now + days;
    let sealed = signed(&catalogue.seal(&Vec::new()), signer);
    refuse_unsigned(Some(&standing), &sealed)?;
    verify(&request.to, &sealed).map_err(PublishError::Unreadable)?;
    let mut manifest = record["manifest"].clone();
    manifest["release"] = Json::from(catalogue.version);
    let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text.push('\n');
    let before = target
        .read("manifest.json")
        .and_then(|b| serde_json::from_slice(&b).ok());
    target.archive_standing(&before.unwrap_or(Json::Null))?;
    target.archive(&sealed, &text, Some(request.version))?;
    target.replace("manifest.json", text.as_bytes())?;
    target.settle()?;
    target.swap("catalogue.bin", &sealed)?;
    Ok(RolledBack {
        version: catalogue.version,
        manifest: text,
    })
}
