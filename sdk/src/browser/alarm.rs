//! One timer that is set again and again. Its closure lives as long as the page, so that ringing never frees what
//! is just being run.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

/// A timer; setting it anew forgets the time before.
#[derive(Default)]
pub(crate) struct Alarm {
    handle: Cell<Option<i32>>,
    ring: RefCell<Option<Closure<dyn Fn()>>>,
}

impl Alarm {
    /// What happens when the time is up; said once.
    pub(crate) fn rings(&'static self, act: impl Fn() + 'static) {
        self.ring.replace(Some(Closure::new(move || {
            self.handle.set(None);
            act();
        })));
    }

    pub(crate) fn is_set(&self) -> bool {
        self.handle.get().is_some()
    }

    /// Rings in `ms`, unless it is set again before.
    pub(crate) fn set(&self, ms: u32) {
        self.clear();
        if let (Some(window), Some(ring)) = (web_sys::window(), self.ring.borrow().as_ref()) {
            let ms = i32::try_from(ms).unwrap_or(i32::MAX);
            let ring = ring.as_ref().unchecked_ref();
            let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(ring, ms);
            self.handle.set(handle.ok());
        }
    }

    pub(crate) fn clear(&self) {
        if let (Some(window), Some(handle)) = (web_sys::window(), self.handle.take()) {
            window.clear_timeout_with_handle(handle);
        }
    }
}
