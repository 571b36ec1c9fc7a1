//! A listener that stops when dropped. Its closure is `Fn`, so that an event may cause the same event.

use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A registered listener.
pub(crate) struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Listens passively in the capture phase, so that nothing the host stops is missed.
    pub(crate) fn new(
        target: &EventTarget,
        kind: &'static str,
        act: impl Fn(Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn Fn(Event)>::new(act);
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        options.set_passive(true);
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            kind,
            closure.as_ref().unchecked_ref(),
            &options,
        );
        Listener {
            target: target.clone(),
            kind,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            self.closure.as_ref().unchecked_ref(),
            true,
        );
    }
}
