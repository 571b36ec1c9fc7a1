//! The front surface: an announcement, a quiz or a survey that speaks up where no tutorial runs, from its start to
//! exactly one end. What starts by itself is a prompt until the person uses it.

use std::rc::Rc;

use content::entry::Kind;
use content::item::Form;
use content::{Entry, Item, Millis};
use telemetry::{By, Datum, Name, Reason, Record};

use crate::deed::Deed;
use crate::effect::Effect;
use crate::engine::{Engine, Pending};
use crate::input::StartRequest;
use crate::library::Reach;
use crate::run::unasked;
use crate::second::Second;
use crate::surface::Mark;

/// How long a toast stays once it was seen, unless the pointer or the focus is on it.
pub(crate) const TOAST: Millis = 10_000;

/// A running front surface.
pub(crate) struct FrontRun {
    pub(crate) entry: Rc<Entry>,
    pub(crate) item: Option<Rc<Item>>,
    pub(crate) by: By,
    pub(crate) prompt: bool,
    /// A step of the running tutorial, which goes on when this ends.
    pub(crate) in_step: bool,
    pub(crate) seen: bool,
    /// When its question was shown.
    pub(crate) since: Millis,
    pub(crate) at: usize,
    pub(crate) attempt: u32,
    pub(crate) order: Vec<String>,
    pub(crate) picked: Vec<String>,
    pub(crate) score: Option<u32>,
    pub(crate) text: String,
    pub(crate) checked: Option<Mark>,
    pub(crate) answered: bool,
    pub(crate) right: u32,
    pub(crate) hint: bool,
    pub(crate) finished: bool,
    pub(crate) lingers: bool,
    pub(crate) leaves_at: Option<Millis>,
    pub(crate) active_ms: u32,
    pub(crate) counted_to: Millis,
}

impl FrontRun {
    /// Whether it is a quiz or a survey, and there.
    pub(crate) fn asks(&self) -> bool {
        self.item.is_some() && self.entry.kind != Kind::Announcement
    }

    pub(crate) fn form(&self) -> Option<&Form> {
        match self.item.as_deref() {
            Some(Item::Announcement { announcement }) => Some(&announcement.form),
            _ => None,
        }
    }
}

/// The kinds that show as a front surface.
pub(crate) fn fronts(kind: &Kind) -> bool {
    matches!(kind, Kind::Announcement | Kind::Quiz | Kind::Survey)
}

impl Engine {
    pub(crate) fn begin_front(&mut self, entry: Rc<Entry>, by: By, in_step: bool) {
        let prompt = unasked(by) && !in_step;
        if prompt {
            self.count_interruption();
        }
        let (now, version) = (self.now, entry.version);
        let past = self.progress.past_mut(&entry.id);
        past.shown += 1;
        past.shown_at = now;
        past.version = version;
        self.front = Some(FrontRun {
            entry,
            item: None,
            by,
            prompt,
            in_step,
            seen: false,
            since: now,
            at: 0,
            attempt: 1,
            order: Vec::new(),
            picked: Vec::new(),
            score: None,
            text: String::new(),
            checked: None,
            answered: false,
            right: 0,
            hint: false,
            finished: false,
            lingers: false,
            leaves_at: None,
            active_ms: 0,
            counted_to: now,
        });
        self.dirty = true;
    }

    /// Gives the front its leaf once it is there; one that cannot be had ends without a word.
    pub(crate) fn load_front(&mut self) {
        let Some(front) = self.front.as_ref().filter(|f| f.item.is_none()) else {
            return;
        };
        let (digest, in_step) = (front.entry.leaf, front.in_step);
        let asks = front.entry.kind != Kind::Announcement;
        let leaf = self.leaf(digest);
        let there = !asks || self.seconded();
        match leaf {
            Ok(Some(item)) if there => {
                if let Some(front) = self.front.as_mut() {
                    front.item = Some(item);
                }
                if asks {
                    self.door_question();
                }
            }
            Ok(_) => {}
            Err(()) => self.give_up_front(in_step),
        }
    }

    /// What cannot be had ends without a word, and is not counted as taught.
    pub(crate) fn give_up_front(&mut self, in_step: bool) {
        self.front = None;
        if in_step {
            self.pass_step(false);
        }
    }

    /// The surface was painted: now it counts as shown.
    fn seen_front(&mut self) {
        let now = self.now;
        let Some(front) = self.front.as_mut().filter(|f| !f.seen) else {
            return;
        };
        front.seen = true;
        if front.form() == Some(&Form::Toast) {
            front.leaves_at = Some(now + TOAST);
        }
        let (entry, by, prompt) = (front.entry.clone(), front.by, front.prompt);
        let announces = entry.kind == Kind::Announcement;
        let shown = |name| Record::new(name).with("by", Datum::Word(by.text()));
        self.tell_shown(&entry, by);
        if prompt {
            self.record_about(&entry, shown(Name::PromptShown));
        }
        if announces {
            self.record_about(&entry, shown(Name::AnnouncementShown));
        } else if !prompt {
            self.record_about(&entry, shown(shown_name(&entry)));
        }
    }

    /// The first use of a prompt: it was accepted, and what it is begins.
    pub(crate) fn accept_front(&mut self, trusted: bool) {
        let Some(front) = self.front.as_mut().filter(|f| f.prompt) else {
            return;
        };
        front.prompt = false;
        let (entry, by) = (front.entry.clone(), front.by);
        let mut accepted = Record::new(Name::PromptAccepted);
        accepted.trusted = Some(trusted);
        self.record_about(&entry, accepted);
        if entry.kind != Kind::Announcement {
            let record = Record::new(shown_name(&entry)).with("by", Datum::Word(by.text()));
            self.record_about(&entry, record);
        }
        self.dirty = true;
    }

    /// Records an event about the front's item.
    pub(crate) fn record_front(&mut self, record: Box<Record>) {
        if let Some(entry) = self.front.as_ref().map(|f| f.entry.clone()) {
            self.record_about(&entry, record);
        }
    }

    /// The one place where a front ends: whatever was still a prompt was ignored, unless a person closed it.
    pub(crate) fn end_front(&mut self, reason: Reason, trusted: Option<bool>) {
        let Some(front) = self.front.take() else {
            return;
        };
        let now = self.now;
        let past = self.progress.past_mut(&front.entry.id);
        match reason {
            Reason::Dismissed if !front.finished => past.dismissed_at = Some(now),
            Reason::Snoozed => past.snoozed_at = Some(now),
            Reason::Completed => {
                past.completed_at.get_or_insert(now);
            }
            _ => {}
        }
        if reason == Reason::Dismissed && !front.finished && unasked(front.by) {
            self.progress.dismissed_at = Some(now);
        }
        self.dirty = true;
        self.news = None;
        let announces = front.entry.kind == Kind::Announcement;
        let by_hand = matches!(
            reason,
            Reason::Dismissed | Reason::Snoozed | Reason::Completed
        );
        if front.prompt && by_hand {
            let name = if reason == Reason::Snoozed {
                Name::PromptSnoozed
            } else {
                Name::PromptDismissed
            };
            self.record_about(&front.entry, end_record(name, reason, &front, trusted));
        }
        let counts = if announces {
            front.seen && (by_hand || !front.prompt)
        } else {
            !front.prompt && !front.finished
        };
        if counts {
            let name = dismissed_name(&front.entry);
            self.record_about(&front.entry, end_record(name, reason, &front, trusted));
        }
        if front.in_step {
            self.pass_step(reason == Reason::Completed && front.answered);
        }
    }

    /// The page's code takes away what speaks; a step's quiz goes with its tutorial.
    pub(crate) fn close_front(&mut self) {
        if self.front.as_ref().is_some_and(|f| !f.in_step) {
            self.end_front(Reason::Stopped, None);
        }
    }

    /// The page changed: what nobody used yet stays behind with its page.
    pub(crate) fn leave_page(&mut self) {
        let gone = self.front.as_ref().is_some_and(|f| {
            let page = f.entry.page.as_ref();
            f.prompt && page.is_some_and(|p| !p.matches(&self.address))
        });
        if gone {
            self.end_front(Reason::Navigated, None);
        }
    }

    /// A toast's time is over: it was neither used nor closed, and stays unread in the feed.
    pub(crate) fn tend_front(&mut self) {
        let due = self
            .front
            .as_ref()
            .is_some_and(|f| !f.lingers && f.leaves_at.is_some_and(|t| t <= self.now));
        if due {
            self.end_front(Reason::Paused, None);
        }
        if self.front.as_ref().is_some_and(FrontRun::asks) {
            self.door_real_task();
        }
    }

    /// When the front next needs to be looked after.
    pub(crate) fn front_wake(&self) -> Option<Millis> {
        let front = self.front.as_ref().filter(|f| !f.lingers)?;
        front.leaves_at
    }

    /// Asks for an item in the person's name.
    pub(crate) fn request(&mut self, id: String, step: Option<String>, by: By) {
        self.ask_shards(Reach::Everywhere);
        self.asked.push(StartRequest {
            id,
            step,
            force: true,
            by,
            call: 0,
        });
    }

    pub(crate) fn did(&mut self, deed: &Deed, trusted: bool) {
        match deed {
            Deed::SeenFront => self.seen_front(),
            Deed::CloseFront => {
                let finished = self.front.as_ref().is_some_and(|f| f.finished);
                let reason = if finished {
                    Reason::Completed
                } else {
                    Reason::Dismissed
                };
                self.end_front(reason, Some(trusted));
            }
            Deed::Linger(on) => self.linger(*on),
            Deed::Announced { id, button } => self.announced(id, *button, trusted),
            Deed::SayUnclear(text) => self.say_unclear(text, trusted),
            Deed::Follow(link) => self.follow(link.clone(), trusted),
            Deed::CloseNotice => self.notice = None,
            Deed::Media(finished) => self.watched(*finished, trusted),
            other if self.second == Second::Here => self.door_deed(other, trusted),
            Deed::OpenPanel(name) => self.open_side(name, By::User, Some(trusted)),
            _ => {}
        }
    }

    /// A film was played, or played to its end.
    fn watched(&mut self, finished: bool, trusted: bool) {
        let name = if finished {
            Name::MediaFinished
        } else {
            Name::MediaPlayed
        };
        let mut record = Record::new(name);
        record.trusted = Some(trusted);
        if self.run.is_some() {
            self.record_step(name, Some(trusted));
        } else if self.front.is_some() {
            self.record_front(record);
        } else {
            self.effects.push(Effect::Record(record));
        }
    }

    /// What is done with a quiz, a survey or a panel.
    #[inline(never)]
    fn door_deed(&mut self, deed: &Deed, trusted: bool) {
        match deed {
            Deed::Pick(option) => self.pick(option, trusted),
            Deed::Move(from, to) => self.reorder(*from as usize, *to as usize, trusted),
            Deed::Submit => self.submit_quiz(trusted),
            Deed::SkipQuestion => self.skip_question(trusted),
            Deed::Hint => {
                self.accept_front(trusted);
                if let Some(front) = self.front.as_mut() {
                    front.hint = true;
                }
            }
            Deed::Remedy => self.remedy(trusted),
            Deed::Score(score) => self.score(*score, trusted),
            Deed::Write(text) => self.write_answer(text.clone(), trusted),
            Deed::SendSurvey => self.send_survey(trusted),
            other => self.did_in_panel(other, trusted),
        }
    }

    /// Starts what follows an item that ended.
    pub(crate) fn follow_up(&mut self, ids: Vec<String>) {
        let at = self.now;
        self.pending
            .extend(ids.into_iter().map(|id| Pending { id, at }));
    }
}

fn shown_name(entry: &Entry) -> Name {
    match entry.kind {
        Kind::Survey => Name::SurveyShown,
        Kind::Quiz => Name::QuizShown,
        _ => Name::AnnouncementShown,
    }
}

fn dismissed_name(entry: &Entry) -> Name {
    match entry.kind {
        Kind::Survey => Name::SurveyDismissed,
        Kind::Quiz => Name::QuizDismissed,
        _ => Name::AnnouncementDismissed,
    }
}

fn end_record(name: Name, reason: Reason, front: &FrontRun, trusted: Option<bool>) -> Box<Record> {
    let mut record = Record::new(name)
        .with("reason", Datum::Word(reason.text()))
        .with("active_ms", Datum::Number(front.active_ms.into()));
    record.trusted = trusted;
    record
}
