//! The running tutorial: how it begins, moves, and ends with exactly one reason.
//! What starts by itself is a prompt until the person does something with it: its first card is the prompt.

use std::rc::Rc;

use content::item::{Target, Tutorial};
use content::{Entry, Item, Link, Millis, joined};
use telemetry::{By, Datum, Name, Reason, Record};

use crate::Watch;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::StartRequest;
use crate::progress::Running;
use crate::step::Phase;

/// A running tutorial.
pub(crate) struct Run {
    pub(crate) entry: Rc<Entry>,
    pub(crate) tutorial: Option<Rc<Item>>,
    pub(crate) wished: Option<String>,
    pub(crate) at: usize,
    pub(crate) phase: Phase,
    pub(crate) watch: Option<Watch>,
    pub(crate) outcome: Option<Watch>,
    pub(crate) since: Millis,
    pub(crate) told_shown: bool,
    pub(crate) unclear: bool,
    /// The person said in words what was not clear.
    pub(crate) said: bool,
    pub(crate) prompt: bool,
    /// It was seen as a prompt: after a reload it is the same one still.
    pub(crate) prompt_told: bool,
    pub(crate) resumed: bool,
    pub(crate) by: By,
    pub(crate) active_ms: u32,
    pub(crate) counted_to: Millis,
    pub(crate) trail: Vec<usize>,
}

impl Run {
    pub(crate) fn tutorial(&self) -> Option<&Tutorial> {
        match self.tutorial.as_deref() {
            Some(Item::Tutorial { tutorial }) => Some(tutorial),
            _ => None,
        }
    }

    pub(crate) fn step(&self) -> Option<&content::item::Step> {
        self.tutorial()?.steps.get(self.at)
    }

    pub(crate) fn step_id(&self) -> String {
        self.step()
            .map_or_else(|| self.wished.clone().unwrap_or_default(), |s| s.id.clone())
    }
}

impl Engine {
    pub(crate) fn begin(&mut self, entry: Rc<Entry>, step: Option<String>, by: By) {
        let prompt = unasked(by);
        if prompt {
            self.count_interruption();
        }
        let left = self
            .progress
            .past(&entry.id)
            .filter(|p| p.version == entry.version && p.completed_at.is_none());
        let wished = step.or_else(|| left.and_then(|p| p.step.clone()));
        let (now, version) = (self.now, entry.version);
        let past = self.progress.past_mut(&entry.id);
        past.shown += 1;
        past.shown_at = now;
        past.version = version;
        self.run = Some(Run {
            entry,
            tutorial: None,
            wished,
            at: 0,
            phase: Phase::Loading,
            watch: None,
            outcome: None,
            since: now,
            told_shown: false,
            unclear: false,
            said: false,
            prompt,
            prompt_told: false,
            resumed: false,
            by,
            active_ms: 0,
            counted_to: now,
            trail: Vec::new(),
        });
        self.dirty = true;
        self.load_run();
    }

    /// Counts one more interruption of this session and of the person's own day.
    pub(crate) fn count_interruption(&mut self) {
        let day = self.local_day();
        if self.progress.day != day {
            self.progress.day = day;
            self.progress.today = 0;
        }
        self.progress.today += 1;
        self.progress.in_session += 1;
    }

    /// Takes up the tutorial that ran before a reload.
    pub(crate) fn resume(&mut self) {
        self.resumes &= self.run.is_none();
        // Whose tab this is comes with the session.
        if !self.resumes || !self.session_known {
            return;
        }
        let Some(running) = self.progress.running.clone() else {
            return;
        };
        if running.tab != self.tab {
            self.resumes = false;
            return;
        }
        let Some(entry) = self.entry(&running.id).cloned() else {
            // Its shard may serve another page: ask for all before giving it up.
            if !self.all_shards_asked() {
                self.ask_shards(crate::library::Reach::Everywhere);
            }
            if self.settled() {
                self.resumes = false;
                self.progress.running = None;
                self.dirty = true;
            }
            return;
        };
        self.resumes = false;
        let now = self.now;
        self.run = Some(Run {
            entry,
            tutorial: None,
            wished: Some(running.step),
            at: 0,
            phase: Phase::Loading,
            watch: None,
            outcome: None,
            since: now,
            told_shown: true,
            unclear: false,
            said: false,
            prompt: running.prompt,
            prompt_told: running.told,
            resumed: true,
            by: By::Auto,
            active_ms: running.active_ms,
            counted_to: now,
            trail: Vec::new(),
        });
        self.load_run();
    }

    pub(crate) fn all_shards_asked(&self) -> bool {
        self.catalogue.as_ref().is_some_and(|c| {
            c.shards
                .iter()
                .filter(|s| {
                    s.language == self.language && s.holds == content::catalogue::Holds::Items
                })
                .all(|s| self.shards.iter().any(|(d, _)| *d == s.digest))
        })
    }

    /// Gives the run its leaf once it is there, and enters the step it is to begin with.
    pub(crate) fn load_run(&mut self) {
        let Some(run) = self.run.as_ref().filter(|r| r.phase == Phase::Loading) else {
            return;
        };
        let digest = run.entry.leaf;
        match self.leaf(digest) {
            Ok(None) => {}
            Ok(Some(item)) => {
                let Some(run) = self.run.as_mut() else { return };
                run.tutorial = Some(item);
                let wished = run.wished.take();
                let at = run.tutorial().and_then(|t| {
                    t.steps
                        .iter()
                        .position(|s| wished.as_ref().is_some_and(|w| s.id == *w))
                });
                if run.tutorial().is_none_or(|t| t.steps.is_empty()) {
                    self.end(Name::TutorialDismissed, Reason::Error, None);
                    return;
                }
                let started = run.prompt || run.resumed;
                if !started {
                    let (entry, by) = (run.entry.clone(), run.by);
                    self.record_started(&entry, by);
                }
                self.enter(at.unwrap_or(0));
            }
            Err(()) => {
                self.run = None;
                self.progress.running = None;
                self.dirty = true;
            }
        }
    }

    /// A prompt that was used becomes a started tutorial.
    pub(crate) fn accept(&mut self, trusted: bool) {
        let Some(run) = self.run.as_mut().filter(|r| r.prompt) else {
            return;
        };
        run.prompt = false;
        let (entry, by) = (run.entry.clone(), run.by);
        let mut accepted = Record::new(Name::PromptAccepted);
        accepted.trusted = Some(trusted);
        self.record_about(&entry, accepted);
        self.record_started(&entry, by);
        self.record_step(Name::StepShown, None);
        self.dirty = true;
    }

    pub(crate) fn record_started(&mut self, entry: &Entry, by: By) {
        let record = Record::new(Name::TutorialStarted).with("by", Datum::Word(by.text()));
        self.record_about(entry, record);
    }

    /// Records an event about the current step.
    pub(crate) fn record_step(&mut self, name: Name, trusted: Option<bool>) {
        let Some(run) = self.run.as_ref() else { return };
        let mut record = Record::new(name);
        record.step = Some(run.step_id());
        record.trusted = trusted;
        if matches!(name, Name::StepCompleted | Name::StepSkipped) {
            record = record.with("dwell_ms", Datum::Number(self.now - run.since));
        }
        let entry = run.entry.clone();
        self.record_about(&entry, record);
    }

    /// The step was done: on by a branch, to the next one, or to the end.
    pub(crate) fn complete_step(&mut self, trusted: Option<bool>) {
        self.accept(trusted.unwrap_or(true));
        self.record_step(Name::StepCompleted, trusted);
        self.after_step();
    }

    pub(crate) fn after_step(&mut self) {
        let Some(run) = self.run.as_ref() else { return };
        let (Some(tutorial), Some(step)) = (run.tutorial(), run.step()) else {
            return;
        };
        let branch = step
            .branches
            .iter()
            .find(|b| self.holds(&b.when))
            .map(|b| b.to.clone());
        let next = match branch {
            Some(Target::End) => None,
            Some(Target::Step { id }) => tutorial.steps.iter().position(|s| s.id == id),
            None => Some(run.at + 1).filter(|n| *n < tutorial.steps.len()),
        };
        match next {
            Some(next) => {
                if let Some(run) = self.run.as_mut() {
                    run.trail.push(run.at);
                }
                self.enter(next);
            }
            None => self.complete(),
        }
    }

    fn complete(&mut self) {
        let Some(run) = self.run.as_ref() else { return };
        let (id, now) = (run.entry.id.clone(), self.now);
        let then = run.tutorial().map(|t| t.then.clone()).unwrap_or_default();
        let past = self.progress.past_mut(&id);
        past.completed_at.get_or_insert(now);
        past.step = None;
        self.end(Name::TutorialCompleted, Reason::Completed, None);
        self.follow_up(then);
    }

    pub(crate) fn dismiss(&mut self, trusted: bool) {
        let Some(run) = self.run.as_ref() else { return };
        let (id, prompt, now, step) = (run.entry.id.clone(), run.prompt, self.now, run.step_id());
        let past = self.progress.past_mut(&id);
        past.dismissed_at = Some(now);
        past.step = Some(step);
        if prompt {
            self.progress.dismissed_at = Some(now);
        }
        let name = if prompt {
            Name::PromptDismissed
        } else {
            Name::TutorialDismissed
        };
        self.end(name, Reason::Dismissed, Some(trusted));
    }

    pub(crate) fn snooze(&mut self, trusted: bool) {
        let Some(run) = self.run.as_ref() else { return };
        let (id, prompt, now, step) = (run.entry.id.clone(), run.prompt, self.now, run.step_id());
        let past = self.progress.past_mut(&id);
        past.snoozed_at = Some(now);
        past.step = Some(step);
        let name = if prompt {
            Name::PromptSnoozed
        } else {
            Name::TutorialSnoozed
        };
        self.end(name, Reason::Snoozed, Some(trusted));
    }

    /// Ends what runs without a word of the person: it can be taken up where it was left.
    pub(crate) fn stop(&mut self, reason: Reason) {
        let Some(run) = self.run.as_ref() else { return };
        let (id, step) = (run.entry.id.clone(), run.step_id());
        self.progress.past_mut(&id).step = Some(step);
        self.end(Name::TutorialPaused, reason, None);
    }

    /// The one place where a tutorial ends. A prompt nobody used ends silently: it was ignored.
    pub(crate) fn end(&mut self, name: Name, reason: Reason, trusted: Option<bool>) {
        self.leave();
        let Some(run) = self.run.take() else { return };
        self.progress.running = None;
        self.dirty = true;
        self.news = None;
        if run.prompt && !matches!(name, Name::PromptDismissed | Name::PromptSnoozed) {
            return;
        }
        let mut record = Record::new(name)
            .with("reason", Datum::Word(reason.text()))
            .with("active_ms", Datum::Number(run.active_ms.into()));
        record.trusted = trusted;
        record.step = Some(run.step_id());
        self.record_about(&run.entry, record);
    }

    /// What to remember so that a reload can go on.
    pub(crate) fn remember_run(&mut self) {
        if let Some(run) = self.run.as_ref().filter(|r| r.phase != Phase::Loading) {
            self.progress.running = Some(Running {
                id: run.entry.id.clone(),
                step: run.step_id(),
                leaf: run.entry.leaf,
                at: self.now,
                active_ms: run.active_ms,
                prompt: run.prompt,
                told: run.prompt_told,
                tab: self.tab,
            });
        }
    }

    pub(crate) fn follow(&mut self, link: Link, trusted: bool) {
        self.accept(trusted);
        match link {
            Link::Tutorial { id, step } => {
                self.ask_shards(crate::library::Reach::Everywhere);
                self.asked.push(StartRequest {
                    id,
                    step,
                    force: true,
                    by: By::User,
                    call: 0,
                });
            }
            Link::Path { path } => self.effects.push(Effect::Navigate(path)),
            Link::Web { url } => self.effects.push(Effect::OpenWeb(url)),
            Link::Mail { address } => self
                .effects
                .push(Effect::OpenWeb(joined(&["mailto:", &address], ""))),
            Link::Article { id } => self.open_article(&id, By::User),
        }
    }

    /// The running tutorial goes on in another language; anything else is decided again.
    pub(crate) fn relanguage(&mut self) {
        self.drop_tips();
        self.leave();
        if let Some(run) = self.run.as_mut() {
            run.wished = run.step().map(|s| s.id.clone()).or(run.wished.take());
        }
        self.remember_run();
        self.run = None;
        self.resumes = true;
    }
}

/// Whether nobody here asked for it: it is a prompt first, and never takes the focus.
pub(crate) fn unasked(by: By) -> bool {
    matches!(by, By::Auto | By::Assigned)
}
