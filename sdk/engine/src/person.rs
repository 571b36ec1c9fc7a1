//! Who is here: meeting and parting, what another tab remembers, what the collector knows.

use crate::engine::{Engine, Pending};
use crate::input::{Facts, History, Person};
use crate::progress::Progress;

impl Engine {
    pub(crate) fn meet(&mut self, person: Person, progress: Progress) {
        let stays = self.run.as_ref().is_some_and(|run| {
            progress
                .running
                .as_ref()
                .is_some_and(|r| r.id == run.entry.id)
        });
        if self.person_known && self.person.user != person.user {
            if !stays {
                self.part();
            }
            self.facts = Facts::default();
        }
        self.person = person;
        self.progress = progress;
        self.person_known = true;
        self.reckons = true;
        self.resumes = true;
        // It may have been another's until now: an anonymous person's progress moves to the user.
        self.dirty = self.progress != Progress::default();
        self.page_starts();
    }

    /// Ends whatever belongs to the person who leaves.
    pub(crate) fn part(&mut self) {
        self.stop(telemetry::Reason::UserChanged);
        self.end_front(telemetry::Reason::UserChanged, None);
        self.close_side();
        self.panel = false;
        self.open_tip = None;
        self.pending.clear();
    }

    /// Joins what another tab remembers. A tutorial that it ended is over here too; the end is recorded there.
    pub(crate) fn merge(&mut self, theirs: &Progress) {
        let ran = self.progress.running.is_some();
        self.progress.merge(theirs);
        self.reckons = true;
        if ran && self.progress.running.is_none() {
            self.leave();
            self.run = None;
        }
    }

    /// What the collector knows: conditions read it, and what was assigned is due.
    pub(crate) fn learn(&mut self, facts: Facts) {
        self.facts = facts;
        self.reckons = true;
        self.facts_at = self.now;
        self.history = History::Whole;
        let at = self.now;
        let assigned = self.facts.assigned.iter();
        let due: Vec<Pending> = assigned
            .map(|a| Pending {
                id: a.id.clone(),
                at,
            })
            .collect();
        if !due.is_empty() {
            self.ask_shards(crate::library::Reach::Everywhere);
        }
        self.pending.extend(due);
        self.page_starts();
    }

    /// The value of a name in a text.
    pub(crate) fn known(&self, name: &str) -> Option<String> {
        let (whose, key) = name.split_once('.')?;
        let (id, traits, told) = match whose {
            "user" => (&self.person.user, &self.person.traits, &self.facts.traits),
            "account" => (
                &self.person.account,
                &self.person.account_traits,
                &self.facts.account_traits,
            ),
            _ => return None,
        };
        if key == "id" {
            return id.clone();
        }
        traits
            .iter()
            .chain(told)
            .find(|(n, _)| n == key)
            .and_then(|(_, v)| match v {
                content::Value::Text { text } => Some(text.clone()),
                _ => None,
            })
    }
}
