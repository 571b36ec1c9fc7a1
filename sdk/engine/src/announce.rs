//! What people do with an announcement, on its surface or in the feed: its buttons, and a toast that is read.
//! Not here: how it begins and ends (`front`).

use content::item::Do;
use content::{Item, Link};
use telemetry::{By, Datum, Name, Reason, Record};

use crate::engine::Engine;
use crate::front::TOAST;

impl Engine {
    pub(crate) fn linger(&mut self, on: bool) {
        let now = self.now;
        if let Some(front) = self.front.as_mut().filter(|f| f.leaves_at.is_some()) {
            front.lingers = on;
            front.leaves_at = Some(now + TOAST);
        }
    }

    /// A button of an announcement, on its surface or in the feed.
    pub(crate) fn announced(&mut self, id: &str, button: u32, trusted: bool) {
        let Some(entry) = self.entry(id).cloned() else {
            return;
        };
        let Ok(Some(item)) = self.leaf(entry.leaf) else {
            return;
        };
        let Item::Announcement { announcement } = item.as_ref() else {
            return;
        };
        let Some(act) = announcement
            .actions
            .get(button as usize)
            .map(|b| b.act.clone())
        else {
            return;
        };
        let on_front = self.front.as_ref().is_some_and(|f| f.entry.id == id);
        let reason = match act {
            Do::Snooze => Reason::Snoozed,
            _ => Reason::Completed,
        };
        if on_front && reason != Reason::Snoozed {
            self.accept_front(trusted);
        }
        let mut clicked =
            Record::new(Name::AnnouncementClicked).with("button", Datum::Number(button.into()));
        clicked.trusted = Some(trusted);
        self.record_about(&entry, clicked);
        if on_front {
            self.end_front(reason, Some(trusted));
        }
        match act {
            Do::Start { id } => self.request(id, None, By::User),
            Do::Article { id } => self.open_article(&id, By::User),
            Do::Link { url } => self.follow(Link::Web { url }, trusted),
            Do::Go { path } => self.follow(Link::Path { path }, trusted),
            Do::Track { name } => self.track(name, None),
            Do::Snooze => {}
            Do::Complete => {
                let now = self.now;
                self.progress.past_mut(id).completed_at.get_or_insert(now);
            }
        }
    }
}
