//! The panels beside the checklist: news, text mode, what is recorded, and the way into help. One is open at a time.
//! Not here: the help centre's own pages (`help`).

use std::rc::Rc;

use content::entry::Kind;
use content::item::Form;
use content::{Entry, Item};
use telemetry::{By, Datum, Name, Reason, Record};

use crate::deed::{Deed, Notice};
use crate::effect::Effect;
use crate::engine::Engine;
use crate::help::HelpRun;
use crate::library::Reach;
use crate::panel::{FeedItem, FeedView, GuideLine, Panel, TextStep, TextView};
use crate::second::{Second, Wish};
use crate::step::Phase;

/// The open panel, where it is not the checklist.
pub(crate) enum Side {
    Help(Box<HelpRun>),
    /// Ids that were unread when it was opened.
    Feed(Vec<String>),
    Text,
    Privacy,
}

impl Engine {
    /// Opens a panel in place of the one that is open.
    pub(crate) fn open_side(&mut self, name: &str, by: By, trusted: Option<bool>) {
        if self.open_now() == Some(name) {
            return;
        }
        if name == "checklist" {
            self.make_room();
            self.open_panel(by, trusted);
        } else if self.seconded() {
            self.make_room();
            self.door_side(name, by, trusted);
        } else {
            self.wishes = vec![Wish::Side(name.to_owned(), by, trusted)];
        }
    }

    /// Closes what a panel would lie beside or behind.
    fn make_room(&mut self) {
        self.panel = false;
        self.close_side();
        // Behind a modal nothing could be used.
        if self
            .front
            .as_ref()
            .is_some_and(|f| f.form() == Some(&Form::Modal))
        {
            self.end_front(Reason::Replaced, None);
        }
    }

    #[inline(never)]
    fn door_side(&mut self, name: &str, by: By, trusted: Option<bool>) {
        let opened = |name| {
            let mut record = Record::new(name).with("by", Datum::Word(by.text()));
            record.trusted = trusted;
            record
        };
        match name {
            "feed" => {
                self.ask_shards(Reach::Everywhere);
                let unread = self.unread().map(|e| e.id.clone()).collect();
                self.effects.push(Effect::Record(opened(Name::FeedOpened)));
                let now = self.now;
                for id in self.news().map(|e| e.id.clone()).collect::<Vec<_>>() {
                    self.progress.past_mut(&id).read_at = Some(now);
                }
                self.dirty = true;
                self.side = Some(Side::Feed(unread));
            }
            "text" => {
                self.effects.push(Effect::Record(opened(Name::TextOpened)));
                self.side = Some(Side::Text);
            }
            "privacy" => self.side = Some(Side::Privacy),
            "help" => {
                self.effects.push(Effect::Record(opened(Name::HelpOpened)));
                self.open_help(by);
            }
            "inquiry" => {
                self.effects.push(Effect::Record(opened(Name::HelpOpened)));
                self.open_help(by);
                self.ask_inquiry();
            }
            _ => {}
        }
    }

    /// The name of the panel that is open; within help, none of its own pages.
    fn open_now(&self) -> Option<&'static str> {
        match self.side.as_ref() {
            None => self.panel.then_some("checklist"),
            Some(Side::Feed(_)) => Some("feed"),
            Some(Side::Text) => Some("text"),
            Some(Side::Privacy) => Some("privacy"),
            Some(Side::Help(_)) => Some("help"),
        }
    }

    /// What the launcher opens: the checklist while there is one with open tasks, else help.
    pub(crate) fn open_launcher(&mut self, trusted: bool) {
        let checklist = self.checklist().is_some_and(|(entry, _)| {
            self.progress
                .past(&entry.id)
                .is_none_or(|p| p.completed_at.is_none())
        });
        let to = if checklist || !self.has_help() {
            "checklist"
        } else {
            "help"
        };
        self.open_side(to, By::User, Some(trusted));
    }

    /// The network came or went: a person with something open is told.
    pub(crate) fn turn_online(&mut self, online: bool) {
        self.online = online;
        if online {
            for inquiry in &mut self.progress.inquiries {
                self.dirty |= !inquiry.sent;
                inquiry.sent = true;
            }
        }
        let busy = self.run.is_some() || self.front.is_some() || self.side.is_some();
        self.notice = match self.notice {
            None | Some(Notice::Offline) => (!online && busy).then_some(Notice::Offline),
            other => other,
        };
    }

    pub(crate) fn close_side(&mut self) {
        if self.side.is_some() {
            self.door_leave();
            self.side = None;
        }
    }

    #[inline(never)]
    fn door_leave(&mut self) {
        self.leave_article();
    }

    /// Who prefers text gets a running tutorial as a list of its steps, in place of its cards.
    pub(crate) fn tend_text(&mut self) {
        let begun = self.run.as_ref().filter(|r| r.phase != Phase::Loading);
        let Some(by) = begun.map(|r| r.by).filter(|_| self.progress.text) else {
            return;
        };
        // Where text cannot be had, cards are better than nothing; it is not asked for again at every turn.
        if self.side.is_none() && self.second != Second::Lost && self.seconded() {
            self.open_side("text", by, None);
        }
    }

    /// × of a panel: in place of its cards, it is the tutorial's own.
    fn close_panel(&mut self, trusted: bool) {
        let stands_in = self.progress.text && matches!(self.side, Some(Side::Text));
        self.close_side();
        if stands_in {
            self.dismiss(trusted);
        }
    }

    /// What is done in a panel.
    pub(crate) fn did_in_panel(&mut self, deed: &Deed, trusted: bool) {
        match deed {
            Deed::OpenPanel(name) => self.open_side(name, By::User, Some(trusted)),
            Deed::ClosePanel => self.close_panel(trusted),
            Deed::StartGuide(id) => {
                self.close_side();
                self.request(id.clone(), None, By::User);
            }
            Deed::GoToStep(step) => self.go_to_step(step, trusted),
            Deed::Recording(on) => self.effects.push(Effect::Recording(*on)),
            other => self.did_in_help(other, trusted),
        }
    }

    /// The announcements that are meant for this person now, whatever their frequency says.
    pub(crate) fn news(&self) -> impl Iterator<Item = &Rc<Entry>> {
        self.announcements().filter(|e| self.meant(e))
    }

    fn announcements(&self) -> impl Iterator<Item = &Rc<Entry>> {
        self.keyed("@", "").iter().map(|(_, e)| e)
    }

    /// News not read yet. What was read is asked first: in time, that is most.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &Rc<Entry>> {
        let read = |e: &Entry| {
            self.progress
                .past(&e.id)
                .is_some_and(|p| p.read_at.is_some() || p.completed_at.is_some())
        };
        self.announcements()
            .filter(move |e| !read(e) && self.meant(e))
    }

    /// In text mode a step is gone to as by "Next" and "Back".
    fn go_to_step(&mut self, step: &str, trusted: bool) {
        let Some(at) = self
            .run
            .as_ref()
            .and_then(|run| run.tutorial()?.steps.iter().position(|s| s.id == step))
        else {
            return;
        };
        self.accept(trusted);
        let Some(run) = self.run.as_mut() else { return };
        if at > run.at {
            run.trail.push(run.at);
        } else {
            run.trail.retain(|&t| t < at);
        }
        self.enter(at);
    }

    /// Draws the open panel.
    #[inline(never)]
    pub(crate) fn door_panel_view(&mut self, drawn: &mut Option<Box<Panel>>) {
        let panel = match self.side.as_ref() {
            Some(Side::Help(_)) => self.help_view().map(Panel::Help),
            Some(Side::Feed(unread)) => {
                let unread = unread.clone();
                Some(Panel::Feed(self.feed_view(&unread)))
            }
            Some(Side::Text) => Some(Panel::Text(self.text_view())),
            Some(Side::Privacy) => Some(Panel::Privacy(self.privacy_view())),
            None => None,
        };
        *drawn = panel.map(Box::new);
    }

    fn feed_view(&mut self, unread: &[String]) -> FeedView {
        // Newest first: by the day it began, else by priority, then by id.
        let key = |e: &Rc<Entry>| (e.from.unwrap_or(0), e.priority);
        let mut news: Vec<Rc<Entry>> = Vec::new();
        for entry in self.news() {
            let (new, id) = (key(entry), &entry.id);
            let later = |e: &Rc<Entry>| (key(e), id) < (new, &e.id);
            let at = news.iter().position(later).unwrap_or(news.len());
            news.insert(at, Rc::clone(entry));
        }
        let mut items = Vec::new();
        for entry in news {
            let leaf = self.leaf(entry.leaf);
            let (body, actions) = match leaf.as_ref().ok().and_then(Option::as_deref) {
                Some(Item::Announcement { announcement }) => (
                    self.fill_blocks(&announcement.body),
                    announcement
                        .actions
                        .iter()
                        .map(|b| self.fill(&b.label))
                        .collect(),
                ),
                _ if leaf.is_err() => continue,
                _ => (Vec::new(), Vec::new()),
            };
            items.push(FeedItem {
                unread: unread.contains(&entry.id),
                title: self.fill(&entry.title),
                id: entry.id.clone(),
                body,
                actions,
            });
        }
        FeedView { items }
    }

    fn text_view(&self) -> TextView {
        let mut view = TextView {
            guide: None,
            steps: Vec::new(),
            guides: Vec::new(),
        };
        if let Some((run, tutorial)) = self.run.as_ref().and_then(|r| Some((r, r.tutorial()?))) {
            view.guide = Some((run.entry.id.clone(), self.fill(&tutorial.title)));
            view.steps = tutorial
                .steps
                .iter()
                .enumerate()
                .map(|(at, step)| TextStep {
                    id: step.id.clone(),
                    title: self.fill(&step.title),
                    body: self.fill_blocks(&step.body),
                    target: crate::draw::target_name(step),
                    done: at < run.at,
                    current: at == run.at,
                    by_page: !matches!(step.advance, content::item::Advance::Next),
                    elsewhere: step
                        .page
                        .as_ref()
                        .is_some_and(|p| !p.matches(&self.address)),
                })
                .collect();
        } else {
            view.guides = self.guides(usize::MAX);
        }
        view
    }

    /// Guides meant for this person, those of this page first, then what is not done yet.
    pub(crate) fn guides(&self, most: usize) -> Vec<GuideLine> {
        let mut lines = Vec::new();
        for (here, done) in [(true, false), (true, true), (false, false), (false, true)] {
            for entry in &self.entries {
                let is_here = entry
                    .page
                    .as_ref()
                    .is_some_and(|p| p.matches(&self.address));
                let past = self.progress.past(&entry.id);
                let is_done = past.is_some_and(|p| p.completed_at.is_some());
                if entry.kind == Kind::Tutorial
                    && (is_here, is_done) == (here, done)
                    && lines.len() < most
                    // It may lie in the shard of each of its pages.
                    && !lines.iter().any(|l: &GuideLine| l.id == entry.id)
                    && self.meant(entry)
                {
                    lines.push(GuideLine {
                        id: entry.id.clone(),
                        title: self.fill(&entry.title),
                        minutes: entry.minutes,
                        done,
                    });
                }
            }
        }
        lines
    }
}
