//! What a page fetches only when it is wanted: in a browser quizzes, surveys and the panels are a second module, and all
//! functions named `door_…` lie in it. Here it is known whether it is there; what asks for it waits, or is told of.
//! Before it is there no door is to be passed: then a door does nothing.

use content::entry::Kind;
use telemetry::By;

use crate::deed::Notice;
use crate::effect::Effect;
use crate::engine::Engine;

/// Whether the second module is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Second {
    /// It is; outside a browser, and on the twin, it always is.
    #[default]
    Here,
    /// It can be had.
    Away,
    /// It could not be had; the next wish asks for it again.
    Lost,
}

/// What is awaited.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Asked {
    #[default]
    Nothing,
    /// It is fetched beforehand, when the page has nothing better to do.
    Beforehand,
    Now,
}

/// A panel that is to open once it can.
pub(crate) enum Wish {
    Side(String, By, Option<bool>),
    Article(String, By),
}

impl Engine {
    /// Whether the second module is there; asks for it where it is not.
    pub(crate) fn seconded(&mut self) -> bool {
        if self.second != Second::Here && self.asked_second != Asked::Now {
            self.asked_second = Asked::Now;
            self.effects.push(Effect::FetchSecond(true));
        }
        self.second == Second::Here
    }

    /// Asks for it beforehand, where there is something that a person may want of it.
    pub(crate) fn tend_second(&mut self) {
        if self.second != Second::Away || self.asked_second != Asked::Nothing {
            return;
        }
        let asks = |kind: &Kind| matches!(kind, Kind::Quiz | Kind::Survey);
        if self.has_help() || self.entries.iter().any(|e| asks(&e.kind)) || self.asks_knowing.get()
        {
            self.asked_second = Asked::Beforehand;
            self.effects.push(Effect::FetchSecond(false));
        }
    }

    /// It came, or it could not be had: a person who waits for a panel is told so.
    pub(crate) fn take_second(&mut self, second: Second) {
        let urgent = self.asked_second == Asked::Now;
        self.second = second;
        self.asked_second = Asked::Nothing;
        let wishes = std::mem::take(&mut self.wishes);
        if second != Second::Lost {
            self.reckons = true;
            for wish in wishes {
                match wish {
                    Wish::Side(name, by, trusted) => self.open_side(&name, by, trusted),
                    Wish::Article(id, by) => self.open_article(&id, by),
                }
            }
            return;
        }
        let waiting = self
            .front
            .as_ref()
            .filter(|f| f.item.is_none() && f.entry.kind != Kind::Announcement);
        if let Some(in_step) = waiting.map(|f| f.in_step) {
            self.give_up_front(in_step);
        }
        if urgent {
            self.refuse("second_missing", "second".to_owned(), None);
        }
        if !wishes.is_empty() {
            self.notice = Some(Notice::NotLoaded);
        }
    }
}
