//! A folder as it stands, before anything is published: what a preview shows and what an editor lists.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::compile::{Compiled, Release};
use crate::finding::Finding;
use crate::folder::{assets, read, refused};
use crate::manifest::{Audience, manifest};

/// A draft.
pub struct Draft {
    /// The readable whole, in the form of `manifest.json`.
    pub manifest: Json,
    /// Names under the content base and their bytes, `catalogue.bin` and assets included; none while there are errors.
    pub files: Option<BTreeMap<String, Vec<u8>>>,
    /// Everything found.
    pub findings: Vec<Finding>,
}

/// Reads and compiles a folder as release `version` of `tenant`, as of `now` (ms).
///
/// # Errors
/// The folder or an asset cannot be read.
pub fn draft(folder: &Path, tenant: &str, version: u32, now: i64) -> std::io::Result<Draft> {
    let source = read(folder)?;
    let release = Release {
        tenant,
        version,
        now,
    };
    let outcome = source.compile(&release);
    let text = manifest(&source, &release, Audience::Public);
    let compiled = outcome.compiled.filter(|_| !refused(&outcome.findings));
    Ok(Draft {
        manifest: serde_json::from_str(&text).unwrap_or(Json::Null),
        files: compiled.map(|c| files(c, folder)).transpose()?,
        findings: outcome.findings,
    })
}

/// Everything a page may fetch, by name.
fn files(compiled: Compiled, folder: &Path) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut all: BTreeMap<String, Vec<u8>> = compiled.files.into_iter().collect();
    all.insert("catalogue.bin".to_owned(), compiled.catalogue);
    for asset in assets(folder)? {
        all.insert(asset.published, fs::read(&asset.path)?);
    }
    Ok(all)
}
