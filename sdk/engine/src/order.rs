//! Finding entries without looking at every one: by id, by the event or page that starts them, by kind and experiment.
//! Not here: whether any of them may show (`eligible`).

use std::cmp::Ordering;
use std::rc::Rc;

use content::entry::{Kind, Start};
use content::{Entry, joined};

use crate::engine::Engine;

/// An entry under one of its keys: `#id`, `!event`, `~experiment`, `@` for news, or its page's first segment.
pub(crate) type Keyed = (String, Rc<Entry>);

/// The weightier first, then by id.
pub(crate) fn weightier(a: &Rc<Entry>, b: &Rc<Entry>) -> Ordering {
    b.priority.cmp(&a.priority).then_with(|| a.id.cmp(&b.id))
}

impl Engine {
    /// Keys every entry anew, after a shard came.
    pub(crate) fn index_entries(&mut self) {
        let mut index: Vec<Keyed> = Vec::new();
        for entry in &self.entries {
            let mut put = |mark: &str, key: &str| {
                index.push((joined(&[mark, key], ""), Rc::clone(entry)));
            };
            put("#", &entry.id);
            if let Start::Event { name, .. } = &entry.start {
                put("!", name);
            }
            if let Some(experiment) = &entry.experiment {
                put("~", &experiment.id);
            }
            if entry.kind == Kind::Announcement {
                put("@", "");
            }
            let page = match &entry.start {
                Start::Page { page, .. } => Some(page.as_ref().or(entry.page.as_ref())),
                _ if matches!(entry.kind, Kind::Checklist | Kind::Tooltip) => {
                    Some(entry.page.as_ref())
                }
                _ => None,
            };
            if let Some(page) = page {
                put("", page.map_or("", |p| p.prefix()));
            }
        }
        index.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        self.index = index;
        self.gather_here();
    }

    /// The entries that this page may start or hold, weightier first.
    pub(crate) fn gather_here(&mut self) {
        let path = &self.address.path;
        let rest = path.get(1..).unwrap_or("");
        let end = rest.find('/').map_or(path.len(), |n| n + 1);
        let segment = path.get(..end).unwrap_or("");
        let anywhere = self.keyed("", "");
        let mut here: Vec<Rc<Entry>> = anywhere
            .iter()
            .chain(self.keyed("", segment))
            .map(|(_, e)| Rc::clone(e))
            .collect();
        here.sort_unstable_by(weightier);
        self.here = here;
    }

    /// The entries under a key.
    pub(crate) fn keyed(&self, mark: &str, key: &str) -> &[Keyed] {
        let key = joined(&[mark, key], "");
        let from = self.index.partition_point(|(k, _)| *k < key);
        let rest = self.index.get(from..).unwrap_or(&[]);
        let count = rest.partition_point(|(k, _)| *k == key);
        rest.get(..count).unwrap_or(&[])
    }

    /// The entry of an item, if its shard is held.
    pub(crate) fn entry(&self, id: &str) -> Option<&Rc<Entry>> {
        self.keyed("#", id).first().map(|(_, e)| e)
    }
}
