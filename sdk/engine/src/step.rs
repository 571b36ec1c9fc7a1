//! The lifecycle of a step: loading, elsewhere, seeking its target, here, paused; and what moves it on.

use content::anchor::Verdict;
use content::item::{Absent, Advance};
use content::page::Piece;
use content::{Millis, Page, tidy};
use telemetry::{Datum, Name, Reason, Record};

use crate::Watch;
use crate::effect::{Await, Effect};
use crate::engine::Engine;

/// How long another page's step stays silent, so that a click that navigates does not flash "Go there".
const GRACE: Millis = 700;

/// Longest sentence about what was not clear, in characters.
const LONGEST_SENTENCE: usize = 500;

/// Where a step is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Its tutorial's leaf is being fetched.
    Loading,
    /// Its page is another one.
    Elsewhere,
    /// Its target is being looked for.
    Seeking,
    /// It can be done.
    Here,
    /// Its target did not come.
    Paused,
}

impl Engine {
    /// Enters a step: from here its target is looked for, or it is shown at once.
    pub(crate) fn enter(&mut self, at: usize) {
        self.leave();
        let now = self.now;
        let Some(run) = self.run.as_mut() else { return };
        run.at = at;
        run.since = now;
        run.told_shown = false;
        run.unclear = false;
        run.said = false;
        run.phase = Phase::Seeking;
        self.dirty = true;
        self.place();
    }

    /// Finds out where the current step can be shown, without counting it as entered again.
    fn place(&mut self) {
        let address = &self.address;
        let Some(run) = self.run.as_mut() else { return };
        let Some(step) = run.step() else { return };
        if step.page.as_ref().is_some_and(|p| !p.matches(address)) {
            run.phase = Phase::Elsewhere;
            return;
        }
        if step.quiz.is_some() {
            run.phase = Phase::Seeking;
            return;
        }
        let anchor = step.anchor.clone();
        let wait_ms = step.missing.wait_ms;
        let awaits = match &step.advance {
            Advance::Click => Await::Click,
            Advance::Input { pattern } => Await::Input(pattern.clone()),
            _ => Await::Presence,
        };
        let outcome = match &step.advance {
            Advance::Appears { anchor } => Some(anchor.clone()),
            _ => None,
        };
        if let Some(anchor) = outcome {
            let watch = self.new_watch();
            let effect = Effect::Watch {
                watch,
                anchor,
                wait_ms: u32::MAX,
                awaits: Await::Presence,
                reveal: false,
            };
            self.effects.push(effect);
            if let Some(run) = self.run.as_mut() {
                run.outcome = Some(watch);
            }
        }
        match anchor {
            None => self.arrive(),
            Some(anchor) => {
                let watch = self.new_watch();
                self.effects.push(Effect::Watch {
                    watch,
                    anchor,
                    wait_ms,
                    awaits,
                    reveal: true,
                });
                if let Some(run) = self.run.as_mut() {
                    run.watch = Some(watch);
                    run.phase = Phase::Seeking;
                }
            }
        }
    }

    /// Leaves the current step: nothing of it is watched any more.
    pub(crate) fn leave(&mut self) {
        self.drop_step_quiz();
        let Some(run) = self.run.as_mut() else { return };
        let gone = [run.watch.take(), run.outcome.take()];
        self.effects
            .extend(gone.into_iter().flatten().map(Effect::Unwatch));
    }

    fn arrive(&mut self) {
        if let Some(run) = self.run.as_mut() {
            if run.phase == Phase::Paused && !run.prompt {
                run.phase = Phase::Here;
                self.record_step(Name::TutorialResumed, None);
                return;
            }
            run.phase = Phase::Here;
        }
    }

    /// The card was painted: now, and only now, the step counts as shown.
    pub(crate) fn seen(&mut self, step: &str) {
        let Some(run) = self.run.as_mut() else { return };
        if run.told_shown || run.phase != Phase::Here || run.step_id() != step {
            return;
        }
        run.told_shown = true;
        let (prompt, told) = (run.prompt, run.prompt_told);
        run.prompt_told = true;
        let (entry, by) = (run.entry.clone(), run.by);
        self.tell_shown(&entry, by);
        if prompt {
            if !told {
                let by = Datum::Word(by.text());
                self.record_about(&entry, Record::new(Name::PromptShown).with("by", by));
            }
            return;
        }
        self.record_step(Name::StepShown, None);
    }

    pub(crate) fn step_verdict(&mut self, watch: Watch, verdict: Verdict) {
        let Some(run) = self.run.as_ref() else { return };
        if run.outcome == Some(watch) && verdict == Verdict::Found {
            self.complete_step(None);
            return;
        }
        if run.watch != Some(watch) {
            return;
        }
        let name = match verdict {
            Verdict::Found => return self.arrive(),
            Verdict::Missing => Name::AnchorMissing,
            Verdict::Hidden => Name::AnchorHidden,
            Verdict::Ambiguous => Name::AnchorAmbiguous,
        };
        if run.phase == Phase::Paused {
            return;
        }
        let then = run.step().map(|s| s.missing.then.clone());
        self.record_step(name, None);
        match then {
            Some(Absent::Skip) => {
                self.pass_over();
            }
            Some(Absent::Center) => self.arrive(),
            Some(Absent::End) => {
                let now = self.now;
                if let Some(id) = self.run.as_ref().map(|r| r.entry.id.clone()) {
                    self.progress.past_mut(&id).snoozed_at = Some(now);
                }
                self.end(Name::TutorialDismissed, Reason::TargetMissing, None);
            }
            // A prompt that cannot be shown is no reason to interrupt: it ends unseen.
            Some(Absent::Pause) | None if self.run.as_ref().is_some_and(|r| r.prompt) => {
                self.end(Name::TutorialPaused, Reason::TargetMissing, None);
            }
            Some(Absent::Pause) | None => {
                if let Some(run) = self.run.as_mut() {
                    run.phase = Phase::Paused;
                    {
                        let reason = Datum::Word(Reason::TargetMissing.text());
                        let active = Datum::Number(run.active_ms.into());
                        let mut record = Record::new(Name::TutorialPaused)
                            .with("reason", reason)
                            .with("active_ms", active);
                        record.step = Some(run.step_id());
                        let entry = run.entry.clone();
                        self.record_about(&entry, record);
                    }
                }
            }
        }
    }

    /// Goes past a step that cannot be done. Of a prompt nothing has begun, and so nothing is skipped.
    fn pass_over(&mut self) {
        if self.run.as_ref().is_some_and(|r| !r.prompt) {
            self.record_step(Name::StepSkipped, None);
        }
        self.after_step();
    }

    pub(crate) fn step_lost(&mut self, watch: Watch) {
        if let Some(run) = self
            .run
            .as_mut()
            .filter(|r| r.watch == Some(watch) && r.phase == Phase::Here)
        {
            run.phase = Phase::Seeking;
        }
    }

    pub(crate) fn step_target(&mut self, watch: Watch, trusted: bool) {
        let awaited = self.run.as_ref().is_some_and(|r| {
            r.watch == Some(watch)
                && r.step()
                    .is_some_and(|s| matches!(s.advance, Advance::Click | Advance::Input { .. }))
        });
        if awaited {
            self.complete_step(Some(trusted));
        }
    }

    pub(crate) fn step_event(&mut self, name: &str) {
        let awaited = self.run.as_ref().is_some_and(|r| {
            r.step()
                .is_some_and(|s| matches!(&s.advance, Advance::Event { name: n } if n == name))
        });
        if awaited {
            self.complete_step(None);
        }
    }

    /// The page changed under the step.
    pub(crate) fn step_page(&mut self) {
        let now = self.now;
        let address = &self.address;
        let Some(run) = self.run.as_mut().filter(|r| r.phase != Phase::Loading) else {
            return;
        };
        let fits = run
            .step()
            .is_none_or(|s| s.page.as_ref().is_none_or(|p| p.matches(address)));
        if fits && run.phase == Phase::Elsewhere {
            run.since = now;
            self.place();
        } else if !fits && run.phase != Phase::Elsewhere {
            run.since = now;
            self.leave();
            if let Some(run) = self.run.as_mut() {
                run.phase = Phase::Elsewhere;
            }
        }
    }

    /// When a silent step elsewhere is due to speak.
    pub(crate) fn step_wake(&self) -> Option<Millis> {
        let run = self.run.as_ref()?;
        (run.phase == Phase::Elsewhere && self.now < run.since + GRACE).then_some(run.since + GRACE)
    }

    pub(crate) fn elsewhere_speaks(&self) -> bool {
        self.run
            .as_ref()
            .is_some_and(|r| self.now >= r.since + GRACE)
    }

    pub(crate) fn go_on(&mut self, trusted: bool) {
        let Some(run) = self.run.as_ref() else { return };
        let own = run.step().is_some_and(|s| s.advance == Advance::Next);
        if run.phase == Phase::Here && own {
            self.complete_step(Some(trusted));
        }
    }

    pub(crate) fn skip(&mut self, trusted: bool) {
        if self.run.as_ref().is_some_and(|r| r.phase == Phase::Paused) {
            self.accept(trusted);
            self.record_step(Name::StepSkipped, Some(trusted));
            self.after_step();
        }
    }

    pub(crate) fn go_back(&mut self, trusted: bool) {
        let Some(run) = self.run.as_mut() else { return };
        let Some(before) = run.trail.pop() else {
            return;
        };
        self.record_step(Name::StepBack, Some(trusted));
        self.enter(before);
    }

    pub(crate) fn unclear(&mut self, trusted: bool) {
        let Some(run) = self.run.as_mut().filter(|r| !r.unclear) else {
            return;
        };
        run.unclear = true;
        self.accept(trusted);
        self.record_step(Name::Unclear, Some(trusted));
    }

    /// What was not clear, in the person's own words: once a step.
    pub(crate) fn say_unclear(&mut self, text: &str, trusted: bool) {
        let text = tidy(text, LONGEST_SENTENCE);
        let Some(run) = self.run.as_mut().filter(|r| r.unclear && !r.said) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        run.said = true;
        let mut record = Record::new(Name::Unclear).with("text", Datum::Text(text));
        record.step = Some(run.step_id());
        record.trusted = Some(trusted);
        let entry = run.entry.clone();
        self.record_about(&entry, record);
    }

    pub(crate) fn go_there(&mut self) {
        let path = self
            .run
            .as_ref()
            .and_then(|r| r.step())
            .and_then(|s| s.open.clone().or_else(|| s.page.as_ref().and_then(fixed)));
        if let Some(path) = path {
            self.effects.push(Effect::Navigate(path));
        }
    }
}

/// The path of a pattern that names just one, or its fixed beginning.
pub(crate) fn fixed(page: &Page) -> Option<String> {
    match page.path.first() {
        Some(Piece::Literal { text }) => Some(text.clone()),
        _ => None,
    }
}
