//! Finding entries without looking at every one: by id, by the event or page that starts them, by kind and experiment.
//! Not here: whether any of them may show (`eligible`).

use std::cmp::Ordering;
use std::rc::Rc;

use content::entry::{Kind, Start};
use content::{Condition, Entry, joined};

use crate::condition::NESTED;
use crate::engine::Engine;
use crate::input::Input;

/// An entry under one of its keys: `#id`, `!event`, `~experiment`, `@` for news, `@!event` and `@/` for news whose
/// audience asks for an event or a page, or its page's first segment.
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
                if let Some(audience) = &entry.audience {
                    self.needs(audience, &mut |mark, key| put(mark, key), NESTED);
                }
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
        self.news = None;
        self.gather_here();
    }

    /// The events and pages that a condition asks for.
    fn needs(&self, condition: &Condition, put: &mut dyn FnMut(&str, &str), nested: u32) {
        match condition {
            Condition::All { of } | Condition::Any { of } => {
                for part in of {
                    self.needs(part, put, nested);
                }
            }
            Condition::Not { of } => self.needs(of, put, nested),
            Condition::Segment { id } if nested > 0 => {
                let known = self.catalogue.as_ref().map(|c| &c.segments);
                if let Some(segment) = known.and_then(|all| all.iter().find(|s| s.id == *id)) {
                    self.needs(&segment.when, put, nested - 1);
                }
            }
            Condition::Event { name, .. } => put("@!", name),
            Condition::Page { .. } => put("@/", ""),
            _ => {}
        }
    }

    /// What cannot change who news are meant for lets their count stand: of many announcements, not every one is looked
    /// at for every page that is turned. Ends of items and host events take it back where they come about.
    pub(crate) fn weigh_news(&mut self, input: &Input) {
        let stands = match input {
            Input::Page(_) => self.keyed("@/", "").is_empty(),
            Input::Track(..)
            | Input::Leaf(..)
            | Input::Anchor(..)
            | Input::Lost(_)
            | Input::Target(..)
            | Input::Found(..)
            | Input::Attention(_)
            | Input::Quiet(_)
            | Input::Online(_)
            | Input::Wake => true,
            _ => false,
        };
        if !stands {
            self.news = None;
        }
    }

    /// How many news are unread; dates and times in their conditions are looked at once a minute.
    pub(crate) fn unread_news(&mut self) -> u32 {
        match self.news {
            Some((count, at)) if self.now < at + 60_000 => count,
            _ => {
                let count = self.unread().count() as u32;
                self.news = Some((count, self.now));
                count
            }
        }
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
