//! What the collector knows of a signed-in person, from the JSON of `GET /v1/me` to what the engine takes in: what was
//! done elsewhere is merged into progress, everything else are facts.

use content::Millis;
use engine::Progress;
use engine::input::{Assigned, ContactFacts, Facts, InquiryFacts};
use engine::panel::InquiryState;
use engine::progress::Happened;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::identity::{get, traits};

/// Progress and host events as the collector counted them.
pub(crate) fn progress(me: &JsValue) -> Progress {
    let mut all = Progress::default();
    for item in list(&get(me, "progress"), "items") {
        let Some(id) = text(&item, "id") else {
            continue;
        };
        let past = all.past_mut(&id);
        past.version = number(&item, "version").unwrap_or(0.0) as u32;
        past.shown = number(&item, "shown").unwrap_or(0.0) as u32;
        past.shown_at = time(&item, "shown_at").unwrap_or(0);
        past.completed_at = time(&item, "completed_at");
        past.dismissed_at = time(&item, "dismissed_at");
        past.snoozed_at = time(&item, "snoozed_at");
        past.step = text(&item, "step");
        past.tasks = words(&item, "tasks");
    }
    let events = get(&get(me, "facts"), "events");
    if let Some(events) = events.dyn_ref::<Object>() {
        for name in Object::keys(events).iter().filter_map(|n| n.as_string()) {
            let told = get(events, &name);
            all.events.push(Happened {
                count: number(&told, "count").unwrap_or(0.0) as u32,
                times: list(&told, "times")
                    .filter_map(|t| Some(t.as_f64()? as Millis))
                    .collect(),
                name,
            });
        }
    }
    all
}

/// Everything else.
pub(crate) fn facts(me: &JsValue) -> Facts {
    let told = get(me, "facts");
    let contact = get(me, "contact");
    let known = |row: JsValue| Some((text(&row, "topic")?, percent(&row, "known")?));
    Facts {
        high_touch: text(me, "touch").as_deref() == Some("high"),
        traits: traits(&get(&told, "user")),
        account_traits: traits(&get(&told, "account")),
        segments: words(me, "segments"),
        understands: list(&told, "comprehension").filter_map(known).collect(),
        motivation: percent(&told, "motivation"),
        contact: contact.is_object().then(|| ContactFacts {
            name: text(&contact, "name").unwrap_or_default(),
            booking: text(&contact, "booking").unwrap_or_default(),
        }),
        inquiries: list(me, "inquiries")
            .filter_map(|row| {
                Some(InquiryFacts {
                    number: text(&row, "number")?,
                    state: match text(&row, "state").as_deref() {
                        Some("answered") => InquiryState::Answered,
                        Some("resolved") => InquiryState::Resolved,
                        Some("reopened") => InquiryState::Reopened,
                        _ => InquiryState::Received,
                    },
                    answer: text(&row, "answer"),
                })
            })
            .collect(),
        assigned: list(me, "assigned")
            .filter_map(|row| {
                Some(Assigned {
                    id: text(&row, "content")?,
                    step: text(&row, "step"),
                })
            })
            .collect(),
        cases: get(me, "cases").is_object().then(|| words(me, "cases")),
    }
}

fn list(object: &JsValue, name: &str) -> impl Iterator<Item = JsValue> + use<> {
    let list = get(object, name).dyn_into::<Array>().unwrap_or_default();
    (0..list.length()).map(move |at| list.get(at))
}

fn words(object: &JsValue, name: &str) -> Vec<String> {
    list(object, name)
        .filter_map(|word| word.as_string())
        .collect()
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

fn number(object: &JsValue, name: &str) -> Option<f64> {
    get(object, name).as_f64()
}

fn time(object: &JsValue, name: &str) -> Option<Millis> {
    number(object, name).map(|ms| ms as Millis)
}

/// The collector's 0–1 as the 0–100 of conditions.
fn percent(object: &JsValue, name: &str) -> Option<u32> {
    number(object, name).map(|share| (share * 100.0 + 0.5) as u32)
}
