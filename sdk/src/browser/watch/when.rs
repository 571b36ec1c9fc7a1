//! When it is looked for elements: at most once a frame, and in a page that changes on and on never for more than a
//! small share of its time. Not here: what a look does.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::Watches;
use crate::browser::clock;

/// What a look may cost, in ms. After a costlier one the page's changes are not looked into for so many times its length.
const BUDGET_MS: f64 = 4.0;
const SHARE: f64 = 20.0;

/// When the next look is due.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Looking {
    No,
    Later,
    NextFrame,
}

impl Watches {
    /// Looks in a moment, for what may have come: never for more than a small share of the page's time.
    pub(super) fn soon(&'static self) {
        let rest = self.rests_until.get() - clock::instant();
        if rest <= 0.0 {
            self.next_frame();
        } else if self.looking.get() == Looking::No {
            self.looking.set(Looking::Later);
            self.after(rest as i32 + 1);
        }
    }

    /// Looks after the effects of this turn, at most once a frame.
    pub(super) fn next_frame(&'static self) {
        if self.looking.replace(Looking::NextFrame) == Looking::NextFrame {
            return;
        }
        let window = web_sys::window();
        // A hidden page has no frames.
        if window
            .as_ref()
            .and_then(|w| w.document())
            .is_some_and(|d| d.hidden())
        {
            self.after(0);
        } else if let Some(window) = window {
            let _ = window.request_animation_frame(&self.looked());
        }
    }

    fn after(&'static self, ms: i32) {
        if let Some(window) = web_sys::window() {
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&self.looked(), ms);
        }
    }

    fn looked(&'static self) -> Function {
        Closure::once_into_js(|| {
            self.looking.set(Looking::No);
            self.look();
        })
        .unchecked_into()
    }

    /// Counts what a look cost that began then.
    pub(super) fn paid(&self, begun: f64) {
        let now = clock::instant();
        let cost = now - begun;
        let rest = if cost > BUDGET_MS { cost * SHARE } else { 0.0 };
        self.rests_until.set(now + rest);
    }
}
