//! When it is looked for elements: at most once a frame, and in a page that changes on and on never for more than a
//! small share of its time. Not here: what a look does.

use wasm_bindgen::prelude::*;

use super::Watches;
use crate::browser::clock;

/// What a look may cost, in ms. After a costlier one the page's changes are not looked into for so many times its length.
const BUDGET_MS: f64 = 4.0;
const SHARE: f64 = 20.0;

/// When a look comes again that a press held up, in ms.
const AGAIN_MS: i32 = 100;

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
        if self.looking.get() == Looking::No {
            self.schedule((self.rests_until.get() - clock::instant()) as i32);
        }
    }

    /// Looks for something new after the effects of this turn, at most once a frame.
    pub(super) fn next_frame(&'static self) {
        if self.looking.get() != Looking::NextFrame {
            self.schedule(0);
        }
    }

    fn schedule(&'static self, ms: i32) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let look = Closure::once_into_js(|| {
            self.looking.set(Looking::No);
            self.look();
        });
        let look = look.unchecked_ref();
        let hidden = window.document().is_some_and(|d| d.hidden());
        self.looking.set(if ms > 0 {
            Looking::Later
        } else {
            Looking::NextFrame
        });
        // A hidden page has no frames.
        if hidden || ms > 0 {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(look, ms);
        } else {
            let _ = window.request_animation_frame(look);
        }
    }

    /// Counts what a look cost that began then.
    pub(super) fn paid(&self, begun: f64) {
        let cost = clock::instant() - begun;
        if cost > BUDGET_MS {
            self.rests_until.set(begun + cost * SHARE);
        }
    }

    /// Puts a look off while a card is pressed: a menu closes when the focus leaves it, and the press is for the card as it was.
    pub(super) fn held_up(&'static self) -> bool {
        let document = web_sys::window().and_then(|w| w.document());
        let pressed = document.is_some_and(|d| {
            let ours = d.query_selector(widget::stage::PRESSED);
            ours.is_ok_and(|e| e.is_some())
        });
        if pressed {
            self.schedule(AGAIN_MS);
        }
        pressed
    }
}
