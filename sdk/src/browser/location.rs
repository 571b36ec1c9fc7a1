//! Where the page is, which language it speaks, and whether anybody is looking.
//! History is never patched: the Navigation API where there is one, else events and comparisons after them.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use super::listen::Listener;

/// The address now.
pub(crate) fn href() -> String {
    web_sys::window()
        .and_then(|w| w.location().href().ok())
        .unwrap_or_default()
}

/// The page's language, else the browser's.
pub(crate) fn language() -> String {
    let window = web_sys::window();
    let page = window
        .as_ref()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
        .and_then(|e| e.get_attribute("lang"))
        .filter(|l| !l.is_empty());
    page.or_else(|| window.and_then(|w| w.navigator().language()))
        .unwrap_or_default()
}

/// Tells every change of the address.
pub(crate) fn follow(changed: impl Fn(String) + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let last = RefCell::new(href());
    let check: &'static dyn Fn() = Box::leak(Box::new(move || {
        let now = href();
        if *last.borrow() != now {
            last.replace(now.clone());
            changed(now);
        }
    }));
    let on =
        |target: &EventTarget, kind: &'static str| Listener::new(target, kind, move |_| check());
    let navigation = Reflect::get(&window, &"navigation".into())
        .ok()
        .and_then(|n| n.dyn_into::<EventTarget>().ok());
    match navigation {
        Some(navigation) => vec![
            on(&navigation, "currententrychange"),
            on(&window, "pageshow"),
        ],
        None => {
            // A router acts on the click, often after a promise: look on the next frames as well.
            let later = |target: &EventTarget, kind: &'static str| {
                Listener::new(target, kind, move |_| {
                    check();
                    for ms in [0, 30] {
                        gloo::timers::callback::Timeout::new(ms, check).forget();
                    }
                })
            };
            let mut all: Vec<Listener> = ["popstate", "hashchange", "pageshow"]
                .into_iter()
                .map(|kind| on(&window, kind))
                .collect();
            all.extend(
                ["click", "keyup", "visibilitychange"]
                    .into_iter()
                    .map(|kind| later(&window, kind)),
            );
            all
        }
    }
}

/// Tells whether the page is visible and focused, and whether it is going away.
pub(crate) fn attention(changed: impl Fn(bool, bool) + Copy + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let Some(document) = window.document() else {
        return Vec::new();
    };
    let on = |target: &EventTarget, kind: &'static str| {
        let document = document.clone();
        Listener::new(target, kind, move |_| {
            let hidden = document.hidden();
            let present = !hidden && document.has_focus().unwrap_or(true);
            changed(present, hidden || kind == "pagehide");
        })
    };
    vec![
        on(&document, "visibilitychange"),
        on(&window, "pagehide"),
        on(&window, "pageshow"),
        on(&window, "focus"),
        on(&window, "blur"),
    ]
}
