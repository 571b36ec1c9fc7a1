//! Whether a published folder is whole: everything that a catalogue leads to is there, and opens as a page opens it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use content::catalogue::{open_leaf, open_shard};
use content::{Catalogue, Digest};

/// A published file that a page would refuse.
#[derive(Debug)]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be opened: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for Unreadable {}

/// Opens all that the sealed catalogue leads to under `folder`, from the disk; gives the release's number.
pub fn verify(folder: &Path, sealed: &[u8]) -> Result<u32, Unreadable> {
    let unreadable = |name: &str, why: String| Unreadable {
        path: folder.join(name),
        why,
    };
    let read = |name: &str| {
        fs::read(folder.join(name)).map_err(|error| unreadable(name, error.to_string()))
    };
    let (catalogue, _) = Catalogue::open(sealed)
        .map_err(|refusal| unreadable("catalogue.bin", refusal.code().to_owned()))?;
    for named in &catalogue.shards {
        let name = format!("shard/{}.bin", named.digest.hex());
        let shard = open_shard(&read(&name)?, &named.digest)
            .map_err(|refusal| unreadable(&name, refusal.code().to_owned()))?;
        if let Some(index) = shard.desk.as_ref().and_then(|desk| desk.index) {
            let name = format!("search/{}.bin", index.hex());
            let bytes = read(&name)?;
            if Digest::of(&bytes) != index || search::Index::open(&bytes).is_err() {
                return Err(unreadable(&name, "index_damaged".to_owned()));
            }
        }
        for entry in &shard.entries {
            let name = format!("leaf/{}.bin", entry.leaf.hex());
            open_leaf(&read(&name)?, &entry.leaf)
                .map_err(|refusal| unreadable(&name, refusal.code().to_owned()))?;
        }
    }
    Ok(catalogue.version)
}
