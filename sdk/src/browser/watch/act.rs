//! What people do with targets: clicks, input, attention, and the press that a target does not live to see end.
//! Everything is heard on the way down and nothing is held up. Not here: what counts as a step done.

use engine::Watch;
use engine::effect::Await;
use gloo::timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, KeyboardEvent, Node};

use super::dom::visible;
use super::find::every;
use super::{Seen, Watches};
use crate::browser::listen::Listener;

/// How long the pointer rests before a tip opens, in ms.
const REST_MS: u32 = 300;

/// What is done to elements.
const DEEDS: &[&str] = &[
    "click",
    "change",
    "submit",
    "pointerover",
    "focusin",
    "pointerdown",
    "pointerup",
    "pointercancel",
    "keydown",
    "keyup",
];
/// After these, something may be there that was not.
const ARRIVALS: &[&str] = &["load", "transitionend", "animationend"];

/// A target under a finger, a button or a key.
#[derive(Clone, Copy)]
pub(super) struct Press {
    pub(super) watch: Watch,
    pub(super) trusted: bool,
}

impl Watches {
    /// Listens to what people do with targets, while there are any.
    pub(super) fn attend(&'static self) {
        let mut listeners = self.listeners.borrow_mut();
        let Some(window) = web_sys::window().filter(|_| listeners.is_empty()) else {
            return;
        };
        listeners.extend(self.hear(&window, DEEDS));
        // The window itself never hears a frame's `load`.
        if let Some(document) = window.document() {
            for kind in ARRIVALS {
                listeners.push(Listener::new(&document, kind, move |_| {
                    if self.mutations.borrow().is_some() {
                        self.soon();
                    }
                }));
            }
        }
    }

    /// Listens where an element lies, if our window does not hear everything from there: nothing of a frame, and of a
    /// shadow root no `change`.
    pub(super) fn attend_nearby(&'static self, element: &Element) -> Vec<Listener> {
        let ours = web_sys::window().and_then(|w| w.document());
        let root = element.get_root_node();
        let mut all = Vec::new();
        let document = element.owner_document();
        if let Some(document) = document.filter(|d| Some(d) != ours.as_ref()) {
            all.extend(self.hear(&document, DEEDS));
        }
        if root.node_type() == Node::DOCUMENT_FRAGMENT_NODE {
            all.extend(self.hear(&root, &["change"]));
        }
        all
    }

    fn hear(&'static self, target: &EventTarget, kinds: &[&'static str]) -> Vec<Listener> {
        let hear = |kind: &&'static str| {
            let kind = *kind;
            Listener::new(target, kind, move |event| self.happened(kind, &event))
        };
        kinds.iter().map(hear).collect()
    }

    fn happened(&'static self, kind: &str, event: &Event) {
        let path = event.composed_path();
        let trusted = event.is_trusted();
        let pressed = self.press.get();
        let mut done = Vec::new();
        let mut rests = None;
        let mut held = false;
        for entry in self.entries.borrow().iter() {
            if let (Await::AnyClick, "click")
            | (Await::AnyInput, "change")
            | (Await::AnySubmit, "submit") = (&entry.awaits, kind)
            {
                let named = |e: &Element| path.includes(e, 0);
                if every(&entry.anchor, &self.io).iter().any(named) {
                    done.push((entry.watch, trusted));
                }
            }
            let Some(element) = entry.element.as_ref() else {
                continue;
            };
            let on = path.includes(element, 0);
            match (&entry.awaits, kind) {
                (Await::Click, "click") | (Await::Submit, "submit") if on => {
                    done.push((entry.watch, trusted));
                }
                (Await::Click, "pointerdown") if on => self.pressed(entry.watch, trusted),
                (Await::Click, "keydown") if on && presses(event) => {
                    self.pressed(entry.watch, trusted);
                }
                // What ends the press belongs to something else: the target is gone, or what it opened lies over it.
                (Await::Click, "pointerup" | "keyup" | "click") if !on => {
                    let press = pressed.filter(|p| p.watch == entry.watch);
                    let ended = |_: &Press| !visible(element) || lies_at(element, event);
                    if let Some(press) = press.filter(ended) {
                        done.push((press.watch, press.trusted));
                    }
                }
                // A target may act on the release, and be gone before the click.
                (Await::Click, "pointerup") => held = true,
                (Await::Input(pattern), "change") if on => {
                    let source = path.get(0);
                    let value = Reflect::get(&source, &"value".into())
                        .or_else(|_| Reflect::get(element, &"value".into()))
                        .ok()
                        .and_then(|v| v.as_string())
                        .unwrap_or_default();
                    if pattern
                        .as_ref()
                        .map_or(!value.is_empty(), |p| glob(p, &value))
                    {
                        done.push((entry.watch, trusted));
                    }
                }
                (Await::Attention, "pointerover" | "focusin") if on => rests = Some(entry.watch),
                _ => {}
            }
        }
        if !held && matches!(kind, "pointerup" | "pointercancel" | "keyup" | "click") {
            self.press.set(None);
        }
        if kind == "pointerover" {
            self.rest.take();
        }
        if let Some(watch) = rests {
            self.rest.replace(Some(Timeout::new(REST_MS, move || {
                self.tell(Seen::Done(watch, trusted));
            })));
        }
        // At once: a host that navigates in its own handler would else take the step's page away first.
        for (watch, trusted) in done {
            self.tell(Seen::Done(watch, trusted));
        }
    }

    fn pressed(&self, watch: Watch, trusted: bool) {
        self.press.set(Some(Press { watch, trusted }));
    }
}

/// Whether a key does what a click does.
fn presses(event: &Event) -> bool {
    let event: &KeyboardEvent = event.unchecked_ref();
    let key = event.key();
    !event.is_composing() && (key == "Enter" || key == " ")
}

/// Whether a pointer is where an element is, seen or not.
fn lies_at(element: &Element, event: &Event) -> bool {
    // A key has no place.
    let at = |name: &str| {
        let value = Reflect::get(event, &name.into()).ok();
        value.and_then(|v| v.as_f64()).unwrap_or(f64::NAN)
    };
    let (x, y) = (at("clientX"), at("clientY"));
    let rect = element.get_bounding_client_rect();
    x >= rect.left() && x <= rect.right() && y >= rect.top() && y <= rect.bottom()
}
/// Glob matching: `*` stands for any run of characters.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or("")) else {
        return false;
    };
    let mut tail: Vec<&str> = parts.collect();
    let Some(last) = tail.pop() else {
        return rest.is_empty();
    };
    for part in tail {
        match content::find(rest, part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}
