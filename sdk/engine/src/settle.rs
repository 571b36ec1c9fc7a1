//! What follows every input: what is due starts, what is needed is asked for, what is to be seen is drawn, what changed
//! is remembered, and the next wake-up is planned. Not here: what any single input means (`engine`).

use std::rc::Rc;

use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::History;

impl Engine {
    /// Decides, draws and remembers, after an input was taken.
    pub(crate) fn settle(&mut self) {
        if self.settled() {
            self.weigh();
            self.resume();
            self.tend_link();
            self.answer_starts();
            // What a session may still interrupt is known only once the session is.
            if self.session_known {
                self.fire_pending();
            }
            self.load_run();
            self.tend_text();
            self.tend_step_quiz();
            self.load_front();
            self.tend_front();
            if self.side.is_some() {
                self.door_help();
            }
            self.tend_tips();
            self.watch_host_events();
            self.tend_checklist();
            if !self.ready {
                self.ready = true;
                self.effects.push(Effect::Ready);
            }
            self.tend_second();
        }
        if let Some(code) = self.refused {
            self.answer_refused(code);
        }
        self.count_recorded();
        self.draw();
        if self.dirty {
            self.dirty = false;
            self.remember_run();
            self.effects.push(Effect::Save);
        }
        self.plan_wake();
    }

    fn plan_wake(&mut self) {
        // While it is quiet, what is due waits for the quiet to end, not for a time.
        let due = self
            .pending
            .iter()
            .filter(|_| self.session_known && !self.quiet && self.history != History::Awaited)
            .map(|p| p.at)
            .chain(self.step_wake())
            .chain(self.front_wake())
            .chain(self.help_wake())
            .min();
        if due != self.wake {
            self.wake = due;
            self.effects.push(Effect::WakeAt(due));
        }
    }

    fn draw(&mut self) {
        let Some(view) = self.view() else { return };
        let badge = view.launcher.as_ref().map_or(0, |l| l.badge);
        if self.badge != badge && self.settled() {
            self.badge = badge;
            self.effects.push(Effect::Badge(badge));
        }
        if self.shown.as_deref() != Some(&view) {
            let view = Rc::new(view);
            self.shown = Some(Rc::clone(&view));
            self.effects.push(Effect::Show(view));
        }
    }
}
