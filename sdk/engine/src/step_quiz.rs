//! A step that is a quiz: it stands in for the step's card, and the tutorial goes on when it ends.

use content::entry::Kind;
use telemetry::Name;

use crate::engine::Engine;
use crate::library::Reach;
use crate::step::Phase;

impl Engine {
    /// A step that is a quiz: the quiz stands in for the card, and the tutorial goes on when it ends.
    pub(crate) fn tend_step_quiz(&mut self) {
        if self.front.is_some() {
            return;
        }
        let Some((by, id)) = self
            .run
            .as_ref()
            .filter(|r| r.phase == Phase::Seeking)
            .and_then(|r| Some((r.by, r.step()?.quiz.clone()?)))
        else {
            return;
        };
        match self.entry(&id).filter(|e| e.kind == Kind::Quiz).cloned() {
            Some(entry) => {
                if let Some(run) = self.run.as_mut() {
                    run.phase = Phase::Here;
                }
                self.accept(true);
                self.record_step(Name::StepShown, None);
                self.begin_front(entry, by, true);
            }
            // Its shard may serve another page: a quiz that is nowhere is passed over, and not counted as taught.
            None if self.all_shards_asked() => self.pass_step(false),
            None => self.ask_shards(Reach::Everywhere),
        }
    }

    /// The step's quiz is over.
    pub(crate) fn pass_step(&mut self, done: bool) {
        if done {
            self.complete_step(None);
        } else {
            self.record_step(Name::StepSkipped, None);
            self.after_step();
        }
    }

    /// The tutorial leaves its step: the step's quiz goes with it, and is no end of its own.
    pub(crate) fn drop_step_quiz(&mut self) {
        if self.front.as_ref().is_some_and(|f| f.in_step) {
            self.front = None;
        }
    }
}
