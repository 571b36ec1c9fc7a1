//! What a person is busy with beside us, and whether there is a network: while they type or a dialog of the host is
//! open, nothing of ours speaks up by itself.

use std::cell::Cell;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, Node};

use super::alarm::Alarm;
use super::listen::Listener;

/// Somebody who rests this long has ended typing, in ms.
const TYPING_MS: u32 = 2_000;
/// What says of itself that it is modal.
const DIALOGS: &str = "dialog:modal,[aria-modal=true]";

struct Busy<F> {
    document: Document,
    changed: F,
    told: Cell<bool>,
    typing: &'static Alarm,
}

impl<F: Fn(bool)> Busy<F> {
    fn tell(&self) {
        let dialog = || {
            let found = self.document.query_selector_all(DIALOGS).ok();
            found.is_some_and(|all| {
                let seen = |n| all.get(n).is_some_and(|node| is_shown(&node));
                (0..all.length()).any(seen)
            })
        };
        let busy = self.typing.is_set() || dialog();
        if self.told.replace(busy) != busy {
            (self.changed)(busy);
        }
    }
}

/// A dialog that a framework keeps in the page while it is closed has no box.
fn is_shown(node: &Node) -> bool {
    let element = node.dyn_ref::<Element>();
    element.is_some_and(|e| e.get_bounding_client_rect().width() > 0.0)
}

/// Tells whether the person is busy, whenever that changes.
pub(crate) fn busy(typing: &'static Alarm, changed: impl Fn(bool) + 'static) -> Vec<Listener> {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else {
        return Vec::new();
    };
    // Lives as long as the page, as whoever listens does.
    let busy: &'static Busy<_> = Box::leak(Box::new(Busy {
        document: document.clone(),
        changed,
        told: Cell::new(false),
        typing,
    }));
    typing.rings(|| busy.tell());
    let typed = Listener::new(&document, "input", |event| {
        // What is typed into a field of ours is no reason to keep ourselves quiet.
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        if target.is_some_and(|e| e.local_name() == widget::stage::NAME) {
            return;
        }
        busy.typing.set(TYPING_MS);
        busy.tell();
    });
    // A framework's dialog comes and goes with a click, a key or the focus, after the handlers of the host.
    let mut all = vec![typed];
    all.extend(
        ["click", "keyup", "focusin", "toggle", "close"].map(|kind| {
            Listener::new(&document, kind, |_| {
                Timeout::new(0, || busy.tell()).forget();
            })
        }),
    );
    all
}

/// Whether there is a network, now and whenever that changes.
pub(crate) fn online(changed: impl Fn(bool) + Copy + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    if !window.navigator().on_line() {
        changed(false);
    }
    vec![
        Listener::new(&window, "online", move |_| changed(true)),
        Listener::new(&window, "offline", move |_| changed(false)),
    ]
}
