//! The folder that a static host serves: held by one publisher at a time, every file in it whole at any moment, and
//! nothing named by a catalogue that a power cut could take away.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use content::Catalogue;
use content::catalogue::Signature;
use serde_json::{Value as Json, json};

use crate::publish::PublishError;

/// A catalogue and who signed it.
pub(crate) type Opened = (Catalogue, Vec<Signature>);

/// Files are made durable by so many at a time: a disk takes them together.
const HANDS: usize = 16;

/// A folder that is published into.
pub(crate) struct Target {
    folder: PathBuf,
    /// Released by the system when this ends, however it ends.
    _lock: fs::File,
    /// Written and not durable yet.
    fresh: Vec<PathBuf>,
    /// Files that were there already.
    pub(crate) kept: usize,
    /// Files written.
    pub(crate) written: usize,
}

impl Target {
    pub(crate) fn open(folder: &Path) -> Result<Target, PublishError> {
        for inner in ["leaf", "shard", "search", "asset", "release"] {
            let path = folder.join(inner);
            fs::create_dir_all(&path).map_err(io(&path))?;
        }
        let path = folder.join(".lock");
        let lock = fs::File::create(&path).map_err(io(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Target {
                folder: folder.to_owned(),
                _lock: lock,
                fresh: Vec::new(),
                kept: 0,
                written: 0,
            }),
            Err(fs::TryLockError::WouldBlock) => Err(PublishError::Busy(folder.to_owned())),
            Err(fs::TryLockError::Error(error)) => Err(PublishError::Io(path, error)),
        }
    }

    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok()
    }

    /// The catalogue that pages read now.
    pub(crate) fn standing(&self) -> Option<Opened> {
        Catalogue::open(&self.read("catalogue.bin")?).ok()
    }

    /// Keeps a release for those who go back or compare: its catalogue as it was signed, and its manifest.
    pub(crate) fn archive(
        &mut self,
        sealed: &[u8],
        manifest: &str,
        restores: Option<u32>,
    ) -> Result<(), PublishError> {
        let Ok((catalogue, signatures)) = Catalogue::open(sealed) else {
            return Ok(());
        };
        let manifest: Json = serde_json::from_str(manifest).unwrap_or(Json::Null);
        let record = json!({
            "release": catalogue.version,
            "issued": catalogue.issued,
            "expires": catalogue.expires,
            "signatures": signatures.len(),
            "restores": restores,
            "manifest": manifest,
        });
        let name = format!("release/{}", catalogue.version);
        self.replace(&format!("{name}.json"), record.to_string().as_bytes())?;
        self.replace(&format!("{name}.bin"), sealed)
    }

    /// The same for a release of an older program, which kept none.
    pub(crate) fn archive_standing(&mut self, manifest: &Json) -> Result<(), PublishError> {
        let Some(sealed) = self.read("catalogue.bin") else {
            return Ok(());
        };
        let version = Catalogue::open(&sealed).map_or(0, |(c, _)| c.version);
        let known = self
            .read(&format!("release/{version}.bin"))
            .is_some_and(|b| b == sealed);
        match manifest["release"] == version && !known {
            true => self.archive(&sealed, &manifest.to_string(), None),
            false => Ok(()),
        }
    }

    /// Writes what is not there yet, byte for byte: names are digests, so what is there is right or damaged.
    pub(crate) fn write_once(&mut self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        if self.read(name).is_some_and(|old| old == bytes) {
            self.kept += 1;
            return Ok(());
        }
        self.written += 1;
        self.replace(name, bytes)
    }

    /// Writes beside and renames over, so that a reader sees the old bytes or the new ones.
    pub(crate) fn replace(&mut self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let (beside, path) = (self.folder.join(".part"), self.folder.join(name));
        fs::write(&beside, bytes).map_err(io(&beside))?;
        fs::rename(&beside, &path).map_err(io(&path))?;
        self.fresh.push(path);
        Ok(())
    }

    /// Makes all that was written durable; after this a catalogue may name it.
    pub(crate) fn settle(&mut self) -> Result<(), PublishError> {
        let fresh = std::mem::take(&mut self.fresh);
        let next = AtomicUsize::new(0);
        let hand = || -> Result<(), PublishError> {
            while let Some(path) = fresh.get(next.fetch_add(1, Ordering::Relaxed)) {
                let synced = fs::File::open(path).and_then(|file| file.sync_all());
                synced.map_err(io(path))?;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS.min(fresh.len()))
                .map(|_| scope.spawn(hand))
                .collect();
            let mut ends = hands.into_iter().map(|h| h.join());
            ends.try_for_each(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
        let mut folders: Vec<&Path> = fresh.iter().filter_map(|p| p.parent()).collect();
        folders.sort();
        folders.dedup();
        folders.into_iter().try_for_each(sync_folder)
    }

    /// Swaps a file that names others: durable itself before its name turns to it, and the name too.
    pub(crate) fn swap(&mut self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        use std::io::Write as _;
        let (beside, path) = (self.folder.join(".part"), self.folder.join(name));
        let written = fs::File::create(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(io(&beside))?;
        fs::rename(&beside, &path).map_err(io(&path))?;
        sync_folder(&self.folder)
    }
}

/// A folder's names are durable of their own.
fn sync_folder(folder: &Path) -> Result<(), PublishError> {
    // Elsewhere a folder cannot be opened like a file.
    if cfg!(unix) {
        let synced = fs::File::open(folder).and_then(|f| f.sync_all());
        synced.map_err(io(folder))?;
    }
    Ok(())
}

pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> PublishError + use<> {
    let path = path.to_owned();
    move |error| PublishError::Io(path, error)
}
