//! What people do with what is drawn, as `Act`s: clicks, words typed, a toast lingered on, a film seen to its end.
//! One listener a kind of event on the root; an element tells its act by the number that it carries (`pen`).

use std::rc::Rc;

use content::Link;
use engine::Act;
use engine::deed::Deed;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent, ShadowRoot,
};
use yew::Callback;

use crate::listen::{Heard, Listener, Phase, origin};
use crate::pen::{ACT, Acts};

/// Hears everything in the root for as long as it lives.
pub(crate) struct Ears {
    _listeners: Vec<Listener>,
}

impl Ears {
    /// `played` is told when a film is asked for.
    pub(crate) fn new(
        root: &ShadowRoot,
        acts: &'static Acts,
        acted: &Callback<(Rc<Act>, bool)>,
        played: Callback<()>,
    ) -> Self {
        let hear = |then: fn(&Acts, &Event) -> Option<Rc<Act>>| {
            let acted = acted.clone();
            let played = played.clone();
            Heard::new(move |event: JsValue| {
                let event: &Event = event.unchecked_ref();
                if let Some(act) = then(acts, event) {
                    if *act == Act::Deed(Deed::Media(false)) {
                        played.emit(());
                    }
                    acted.emit((act, event.is_trusted()));
                }
            })
        };
        let listener = |kind, phase, then| Listener::new(root, kind, phase, &hear(then));
        let listeners = vec![
            listener("click", Phase::Bubble, clicked),
            listener("input", Phase::Bubble, typed),
            listener("compositionend", Phase::Bubble, written),
            listener("pointerover", Phase::Bubble, arrived),
            listener("focusin", Phase::Bubble, arrived),
            listener("pointerout", Phase::Bubble, left),
            listener("focusout", Phase::Bubble, left),
            listener("close", Phase::Capture, closed),
            listener("ended", Phase::Capture, ended),
        ];
        Self {
            _listeners: listeners,
        }
    }
}

fn act_of(acts: &Acts, element: &Element) -> Option<Rc<Act>> {
    let number: usize = element.get_attribute(ACT)?.parse().ok()?;
    acts.borrow().get(number).cloned()
}

/// What a click says. Who asks for a new tab or window gets it from the browser; the plain click on a link is the
/// engine's to answer.
fn clicked(acts: &Acts, event: &Event) -> Option<Rc<Act>> {
    let element = origin(event)?.closest(&["[", ACT, "]"].concat()).ok()??;
    if element.has_attribute("aria-disabled") {
        event.prevent_default();
        return None;
    }
    let act = act_of(acts, &element)?;
    match &*act {
        Act::Follow(Link::Path { .. }) if asks_for_more(event.unchecked_ref()) => None,
        Act::Follow(Link::Path { .. }) => {
            event.prevent_default();
            Some(act)
        }
        // Fields speak when they are written in.
        Act::Deed(Deed::Write(_) | Deed::Search(_) | Deed::Category(_)) => None,
        Act::Deed(Deed::SendInquiry(_)) => {
            let mut act = None;
            door_inquiry(&element, &mut act);
            act.map(Rc::new)
        }
        Act::Deed(Deed::SayUnclear(_)) => {
            let field = element.parent_element()?.query_selector("input").ok()??;
            if value(&field).trim().is_empty() {
                let _ = field.unchecked_ref::<HtmlElement>().focus();
                return None;
            }
            Some(Act::Deed(Deed::SayUnclear(value(&field))).into())
        }
        _ => Some(act),
    }
}

fn asks_for_more(click: &MouseEvent) -> bool {
    click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key()
}

#[inline(never)]
fn door_inquiry(button: &Element, act: &mut Option<Act>) {
    *act = inquiry(button);
}

/// The words of the form that the button stands in; what is missing gets the focus instead.
fn inquiry(button: &Element) -> Option<Act> {
    let form = button.closest("[part=inquiry]").ok()??;
    for field in ["select", "textarea"] {
        if let Some(field) = form.query_selector(field).ok()?
            && value(&field).trim().is_empty()
        {
            let _ = field.set_attribute("aria-invalid", "true");
            let _ = field.unchecked_ref::<HtmlElement>().focus();
            return None;
        }
    }
    let words = form.query_selector("textarea").ok()??;
    Some(Act::Deed(Deed::SendInquiry(value(&words))))
}

/// The words of any field: text, area and choice all have `value`.
fn value(field: &Element) -> String {
    field.unchecked_ref::<HtmlInputElement>().value()
}

/// What an input method is still composing is nobody's search yet.
fn typed(acts: &Acts, event: &Event) -> Option<Rc<Act>> {
    if event.unchecked_ref::<KeyboardEvent>().is_composing() {
        return None;
    }
    written(acts, event)
}

fn written(acts: &Acts, event: &Event) -> Option<Rc<Act>> {
    let field = origin(event)?;
    let deed = match &*act_of(acts, &field)? {
        Act::Deed(Deed::Write(_)) => Deed::Write(value(&field)),
        Act::Deed(Deed::Search(_)) => Deed::Search(value(&field)),
        Act::Deed(Deed::Category(_)) => Deed::Category(value(&field)),
        _ => return None,
    };
    let _ = field.remove_attribute("aria-invalid");
    Some(Act::Deed(deed).into())
}

fn toast(element: &Element) -> bool {
    matches!(element.closest("[part=toast]"), Ok(Some(_)))
}

fn arrived(_: &Acts, event: &Event) -> Option<Rc<Act>> {
    let there = origin(event).is_some_and(|e| toast(&e));
    (there && !from(event)).then(|| Act::Deed(Deed::Linger(true)).into())
}

fn left(_: &Acts, event: &Event) -> Option<Rc<Act>> {
    let there = origin(event).is_some_and(|e| toast(&e));
    (there && !from(event)).then(|| Act::Deed(Deed::Linger(false)).into())
}

/// Whether the pointer or the focus only moves within a toast.
fn from(event: &Event) -> bool {
    let other = event.unchecked_ref::<MouseEvent>().related_target();
    other.is_some_and(|e| e.dyn_ref::<Element>().is_some_and(toast))
}

/// A modal was closed by the platform: a back gesture, say. The engine hears of it like of its ×.
fn closed(_: &Acts, event: &Event) -> Option<Rc<Act>> {
    let modal = origin(event)?.matches("[part=modal]").unwrap_or(false);
    modal.then(|| Act::Deed(Deed::CloseFront).into())
}

fn ended(_: &Acts, _: &Event) -> Option<Rc<Act>> {
    Some(Act::Deed(Deed::Media(true)).into())
}
