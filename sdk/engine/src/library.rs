//! Shards and leaves: which are needed here, which are held, which could not be had.
//! An item whose file is missing or damaged is refused and recorded once; everything else goes on.

use std::rc::Rc;

use content::catalogue::Holds;
use content::{Digest, Entry, Item, Refusal, Shard, joined};
use telemetry::{Datum, Name, Record};

use crate::effect::{Effect, Fault};
use crate::engine::Engine;

/// A file that was asked for.
pub(crate) enum File<T> {
    Asked,
    Held(T),
    Refused,
}

impl Engine {
    fn owner(&self, leaf: Digest) -> Option<Rc<Entry>> {
        self.entries.iter().find(|e| e.leaf == leaf).cloned()
    }

    /// Asks for the shards that serve this language and page; `everywhere` asks for those of every page.
    pub(crate) fn ask_shards(&mut self, everywhere: Reach) {
        let Some(catalogue) = self.catalogue.as_ref() else {
            return;
        };
        let path = &self.address.path;
        let wanted: Vec<Digest> = catalogue
            .shards
            .iter()
            .filter(|s| s.language == self.language && s.holds == Holds::Items)
            .filter(|s| {
                let under = path.strip_prefix(s.prefix.as_str()).is_some_and(|rest| {
                    s.prefix.is_empty() || rest.is_empty() || rest.starts_with('/')
                });
                everywhere == Reach::Everywhere || under
            })
            .map(|s| s.digest)
            .collect();
        self.fetch_shards(wanted);
    }

    /// Asks for the shards of another sort, in a language.
    pub(crate) fn ask_holding(&mut self, holds: Holds, language: &str) {
        let Some(catalogue) = self.catalogue.as_ref() else {
            return;
        };
        let wanted = catalogue
            .shards
            .iter()
            .filter(|s| s.language == language && s.holds == holds)
            .map(|s| s.digest)
            .collect();
        self.fetch_shards(wanted);
    }

    fn fetch_shards(&mut self, wanted: Vec<Digest>) {
        for digest in wanted {
            if !self.shards.iter().any(|(d, _)| *d == digest) {
                self.shards.push((digest, File::Asked));
                self.effects.push(Effect::FetchShard(digest));
            }
        }
    }

    /// Whether every shard asked for has been answered.
    pub(crate) fn settled(&self) -> bool {
        self.catalogue.is_some()
            && self.person_known
            && !self.shards.iter().any(|(_, f)| matches!(f, File::Asked))
    }

    pub(crate) fn take_shard(&mut self, digest: Digest, result: Result<Shard, Refusal>) {
        let file = match result {
            Ok(shard) => {
                if let Some(desk) = shard.desk {
                    self.desk = Some(desk);
                }
                if !shard.links.is_empty() {
                    self.links = shard.links;
                }
                if !shard.events.is_empty() {
                    self.host_events = shard.events;
                }
                File::Held(shard.entries.into_iter().map(Rc::new).collect())
            }
            Err(refusal) => {
                self.refuse(shard_code(refusal), digest.hex(), None);
                File::Refused
            }
        };
        if let Some(slot) = self.shards.iter_mut().find(|(d, _)| *d == digest) {
            slot.1 = file;
        }
        // In the order asked for, whichever came first.
        self.entries.clear();
        for (_, file) in &self.shards {
            if let File::Held(entries) = file {
                self.entries.extend_from_slice(entries);
            }
        }
        self.index_entries();
    }

    pub(crate) fn take_leaf(&mut self, digest: Digest, result: Result<Item, Refusal>) {
        let file = match result {
            Ok(item) => File::Held(Rc::new(item)),
            Err(refusal) => {
                let owner = self.owner(digest);
                self.refuse(leaf_code(refusal), digest.hex(), owner.as_deref());
                File::Refused
            }
        };
        if let Some(slot) = self.leaves.iter_mut().find(|(d, _)| *d == digest) {
            slot.1 = file;
        }
    }

    pub(crate) fn unfetched(&mut self, digest: Digest) {
        if let Some(slot) = self.shards.iter_mut().find(|(d, _)| *d == digest) {
            slot.1 = File::Refused;
            self.refuse("shard_missing", digest.hex(), None);
        } else if let Some(slot) = self.leaves.iter_mut().find(|(d, _)| *d == digest) {
            slot.1 = File::Refused;
            let owner = self.owner(digest);
            self.refuse("leaf_missing", digest.hex(), owner.as_deref());
        }
    }

    /// Says once, to the developer and to the operator, that a file is not used.
    pub(crate) fn refuse(&mut self, code: &'static str, about: String, owner: Option<&Entry>) {
        let mut record = Record::new(Name::ContentRefused).with("code", Datum::Word(code));
        record.content = owner.map(|e| self.subject(e));
        let about = owner.map_or(about, |e| e.id.clone());
        if self.progress.first_time(joined(&[code, &about], ":")) {
            self.effects.push(Effect::Record(record));
            self.dirty |= self.person_known;
        }
        self.effects.push(Effect::Fault(Fault { code, about }));
    }

    /// The item of an entry: held, refused (`Err`), or asked for now (`Ok(None)`).
    pub(crate) fn leaf(&mut self, digest: Digest) -> Result<Option<Rc<Item>>, ()> {
        match self.leaves.iter().find(|(d, _)| *d == digest) {
            Some((_, File::Held(item))) => Ok(Some(Rc::clone(item))),
            Some((_, File::Asked)) => Ok(None),
            Some((_, File::Refused)) => Err(()),
            None => {
                self.leaves.push((digest, File::Asked));
                self.effects.push(Effect::FetchLeaf(digest));
                Ok(None)
            }
        }
    }
}

/// Which pages' shards are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those that serve this page.
    Here,
    /// All of them.
    Everywhere,
}

fn shard_code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Newer => "shard_newer",
        Refusal::Damaged => "shard_damaged",
    }
}

fn leaf_code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Newer => "leaf_newer",
        Refusal::Damaged => "leaf_damaged",
    }
}
