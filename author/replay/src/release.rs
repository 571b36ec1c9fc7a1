//! A release as its files lie: published into a folder, or compiled of a draft.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use content::catalogue::{Holds, open_leaf, open_shard};
use content::{Catalogue, Digest, Entry, Item, Shard};
use serde_json::Value as Json;

/// Folders of the kinds that show themselves, which are their keys in `manifest.json`.
pub(crate) const KINDS: &[&str] = &[
    "tutorials",
    "checklists",
    "tooltips",
    "announcements",
    "quizzes",
    "surveys",
];

enum Files {
    Folder(PathBuf),
    Held(BTreeMap<String, Vec<u8>>),
}

/// A release that decisions can be made with.
pub struct Release {
    pub(crate) catalogue: Catalogue,
    /// `manifest.json`: the authors' own words, above all pages.
    pub(crate) manifest: Json,
    files: Files,
    shards: RefCell<BTreeMap<[u8; 32], Option<Shard>>>,
    leaves: RefCell<BTreeMap<[u8; 32], Option<Item>>>,
}

impl Release {
    /// A draft; nothing while it has errors.
    #[must_use]
    pub fn of_draft(draft: author::Draft) -> Option<Release> {
        let files = draft.files?;
        let (catalogue, _) = Catalogue::open(files.get("catalogue.bin")?).ok()?;
        Some(Release::new(catalogue, draft.manifest, Files::Held(files)))
    }

    /// What is published into a folder; nothing where none is.
    #[must_use]
    pub fn published(folder: &Path) -> Option<Release> {
        let read = |name: &str| std::fs::read(folder.join(name)).ok();
        let (catalogue, _) = Catalogue::open(&read("catalogue.bin")?).ok()?;
        let manifest = serde_json::from_slice(&read("manifest.json")?).ok()?;
        let files = Files::Folder(folder.to_owned());
        Some(Release::new(catalogue, manifest, files))
    }

    fn new(catalogue: Catalogue, manifest: Json, files: Files) -> Release {
        Release {
            catalogue,
            manifest,
            files,
            shards: RefCell::default(),
            leaves: RefCell::default(),
        }
    }

    /// The release's number.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.catalogue.version
    }

    fn file(&self, name: &str) -> Option<Vec<u8>> {
        match &self.files {
            Files::Folder(folder) => std::fs::read(folder.join(name)).ok(),
            Files::Held(all) => all.get(name).cloned(),
        }
    }

    pub(crate) fn shard(&self, digest: Digest) -> Option<Shard> {
        let mut held = self.shards.borrow_mut();
        let read = || {
            let bytes = self.file(&format!("shard/{}.bin", digest.hex()))?;
            open_shard(&bytes, &digest).ok()
        };
        held.entry(digest.0).or_insert_with(read).clone()
    }

    pub(crate) fn leaf(&self, digest: Digest) -> Option<Item> {
        let mut held = self.leaves.borrow_mut();
        let read = || {
            let bytes = self.file(&format!("leaf/{}.bin", digest.hex()))?;
            open_leaf(&bytes, &digest).ok()
        };
        held.entry(digest.0).or_insert_with(read).clone()
    }

    /// An item in its author's own words, whichever kind it is.
    pub(crate) fn item(&self, id: &str) -> Option<&Json> {
        let kinds = self.manifest.as_object().into_iter().flatten();
        let all = kinds.filter(|(kind, _)| KINDS.contains(&kind.as_str()));
        let mut items = all.filter_map(|(_, items)| items.as_array()).flatten();
        items.find(|item| item["id"] == id)
    }

    /// Everything that is not an article, in the default language.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let language = self.catalogue.languages.first();
        let items = self.catalogue.shards.iter();
        let items = items.filter(|s| s.holds == Holds::Items && Some(&s.language) == language);
        let mut all: Vec<Entry> = items
            .filter_map(|s| self.shard(s.digest))
            .flat_map(|s| s.entries)
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all.dedup_by(|a, b| a.id == b.id);
        all
    }
}
