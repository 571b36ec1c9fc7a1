//! The checklist behind the launcher: which one, what ticks its tasks, and what a task starts.

use std::rc::Rc;

use content::entry::Kind;
use content::{Entry, Item};
use telemetry::{By, Datum, Name, Reason, Record};

use crate::engine::Engine;
use crate::input::StartRequest;
use crate::library::Reach;

impl Engine {
    /// The checklist that is due here and its leaf, once that is held.
    pub(crate) fn checklist(&mut self) -> Option<(Rc<Entry>, Rc<Item>)> {
        let entry = self
            .here
            .iter()
            .find(|e| e.kind == Kind::Checklist && self.eligible(e).is_ok())
            .cloned()?;
        match self.leaf(entry.leaf) {
            Ok(Some(item)) => Some((entry, item)),
            _ => None,
        }
    }

    /// Ticks the tasks whose condition holds; a ticked task stays ticked.
    pub(crate) fn tend_checklist(&mut self) {
        let Some((entry, item)) = self.checklist() else {
            return;
        };
        let Item::Checklist { checklist } = item.as_ref() else {
            return;
        };
        for task in &checklist.tasks {
            let ticked = self.ticked(&entry.id, &task.id);
            if ticked || !self.holds(&task.done) {
                continue;
            }
            self.progress
                .past_mut(&entry.id)
                .tasks
                .push(task.id.clone());
            let record = Record::new(Name::ChecklistItemCompleted)
                .with("item", Datum::Text(task.id.clone()));
            self.record_about(&entry, record);
            self.dirty = true;
        }
        let all = checklist
            .tasks
            .iter()
            .all(|t| self.ticked(&entry.id, &t.id));
        let now = self.now;
        let past = self.progress.past_mut(&entry.id);
        if all && past.completed_at.is_none() {
            self.news = None;
            past.completed_at = Some(now);
            past.version = entry.version;
            let reason = Datum::Word(Reason::Completed.text());
            self.record_about(
                &entry,
                Record::new(Name::ChecklistCompleted).with("reason", reason),
            );
            self.dirty = true;
        }
    }

    pub(crate) fn ticked(&self, checklist: &str, task: &str) -> bool {
        self.progress
            .past(checklist)
            .is_some_and(|p| p.tasks.iter().any(|t| t == task))
    }

    pub(crate) fn open_panel(&mut self, by: By, trusted: Option<bool>) {
        let Some((entry, _)) = self.checklist() else {
            return;
        };
        if self.panel {
            return;
        }
        self.panel = true;
        self.tell_shown(&entry, by);
        let mut record = Record::new(Name::ChecklistOpened).with("by", Datum::Word(by.text()));
        record.trusted = trusted;
        self.record_about(&entry, record);
    }

    pub(crate) fn start_task(&mut self, task: &str) {
        let Some((entry, item)) = self.checklist() else {
            return;
        };
        let Item::Checklist { checklist } = item.as_ref() else {
            return;
        };
        let Some(id) = checklist
            .tasks
            .iter()
            .find(|t| t.id == task && t.requires.iter().all(|r| self.ticked(&entry.id, r)))
            .and_then(|t| t.start.clone())
        else {
            return;
        };
        self.panel = false;
        self.ask_shards(Reach::Everywhere);
        self.asked.push(StartRequest {
            id,
            step: None,
            force: true,
            by: By::User,
            call: 0,
        });
    }
}
