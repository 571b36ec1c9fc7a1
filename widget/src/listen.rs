//! Registrations with the browser as values: dropping one undoes it.
//! Every callback is a `Fn` of one JavaScript value, so that a call during a call is harmless and all share one shape.

use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::{
    AddEventListenerOptions, Element, Event, EventTarget, IntersectionObserver,
    IntersectionObserverEntry, IntersectionObserverInit, ResizeObserver, Window,
};

/// A function that the browser calls; it lives as long as something registered holds it.
#[derive(Clone)]
pub(crate) struct Heard(Rc<Closure<dyn Fn(JsValue)>>);

impl Heard {
    pub(crate) fn new(hear: impl Fn(JsValue) + 'static) -> Self {
        Self(Rc::new(Closure::new(hear)))
    }

    pub(crate) fn function(&self) -> &Function {
        (*self.0).as_ref().unchecked_ref()
    }
}

/// When in its way through the document an event is heard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// On the way down, without ever holding it up.
    Capture,
    /// On the way up, so that what the page prevented is known.
    Bubble,
}

/// An event listener.
pub(crate) struct Listener {
    target: EventTarget,
    kind: &'static str,
    phase: Phase,
    heard: Heard,
}

impl Listener {
    pub(crate) fn new(
        target: &EventTarget,
        kind: &'static str,
        phase: Phase,
        heard: &Heard,
    ) -> Self {
        let options = AddEventListenerOptions::new();
        options.set_capture(phase == Phase::Capture);
        options.set_passive(phase == Phase::Capture);
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            kind,
            heard.function(),
            &options,
        );
        Self {
            target: target.clone(),
            kind,
            phase,
            heard: heard.clone(),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            self.heard.function(),
            self.phase == Phase::Capture,
        );
    }
}

/// One animation frame asked for.
pub(crate) struct Frame {
    window: Window,
    id: i32,
}

impl Frame {
    pub(crate) fn ask(window: &Window, heard: &Heard) -> Option<Self> {
        let id = window.request_animation_frame(heard.function()).ok()?;
        Some(Self {
            window: window.clone(),
            id,
        })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        let _ = self.window.cancel_animation_frame(self.id);
    }
}

/// Notices changes of size.
pub(crate) struct Sizes {
    observer: ResizeObserver,
    _heard: Heard,
}

impl Sizes {
    pub(crate) fn of(elements: &[Element], heard: &Heard) -> Option<Self> {
        let observer = ResizeObserver::new(heard.function()).ok()?;
        for element in elements {
            observer.observe(element);
        }
        Some(Self {
            observer,
            _heard: heard.clone(),
        })
    }
}

impl Drop for Sizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Notices that an element leaves the place it had: the observer's root is cropped to exactly that place.
pub(crate) struct Sight {
    observer: IntersectionObserver,
    _heard: Heard,
}

impl Sight {
    /// `margin` crops the document to the element's place; `share` is how much of the element is seen there.
    pub(crate) fn of(element: &Element, margin: &str, share: f64, heard: Heard) -> Option<Self> {
        let options = IntersectionObserverInit::new();
        // The document as root, so that the crop also holds in a frame; the binding only knows elements.
        let document = element.owner_document()?;
        options.set_root(Some(document.unchecked_ref()));
        options.set_root_margin(margin);
        options.set_threshold_f64(share);
        let observer = IntersectionObserver::new_with_options(heard.function(), &options).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _heard: heard,
        })
    }

    /// The share that the newest entry of a callback reports.
    pub(crate) fn share(entries: &JsValue) -> f64 {
        let entries: &Array = entries.unchecked_ref();
        let newest: IntersectionObserverEntry = entries
            .get(entries.length().saturating_sub(1))
            .unchecked_into();
        newest.intersection_ratio()
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The innermost element an event began at, also inside our own root.
pub(crate) fn origin(event: &Event) -> Option<Element> {
    event.composed_path().get(0).dyn_into().ok()
}
