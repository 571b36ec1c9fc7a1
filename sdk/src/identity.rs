//! Who is here: from the page's words to a person and what is remembered of them.
//! Anonymous progress moves once to a user who has none.

use content::{Value, joined};
use engine::input::{History, Traits};
use engine::{Input, Person, Progress};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::facts;
use crate::io::done;
use crate::perform::bytes_of;
use crate::runtime::Runtime;

const ANONYMOUS: &str = "anonymous";

/// Takes what `identify` was given; the façade has checked its shape.
pub(crate) fn identify(runtime: &'static Runtime, value: &JsValue) {
    let account = get(value, "account");
    let text = |object, name| get(object, name).as_string();
    let token = text(value, "token");
    runtime.outbox.token(token.clone());
    let person = Person {
        user: text(value, "id"),
        account: text(&account, "id"),
        device: runtime.device(),
        traits: traits(&get(value, "traits")),
        account_traits: traits(&get(&account, "traits")),
    };
    meet(runtime, person, token);
}

/// Nobody is here any more.
pub(crate) fn reset(runtime: &'static Runtime) {
    runtime.outbox.token(None);
    meet(
        runtime,
        Person {
            device: runtime.device(),
            ..Person::default()
        },
        None,
    );
}

/// Loads what is remembered of a person, then tells the engine; a later call overtakes an earlier one. With a token, the
/// collector is asked besides, and nothing starts by itself until it has answered or may be thought not to.
pub(crate) fn meet(runtime: &'static Runtime, person: Person, token: Option<String>) {
    let token = token.filter(|_| runtime.asks_collector);
    let key = key(&person);
    let stored = key.clone();
    let turn = runtime.next_turn();
    runtime.outbox.person(&person);
    let io = &runtime.io;
    let known = person.user.is_some();
    let met = move |progress: Option<Progress>, moves: bool, unknown: History| {
        if runtime.is_turn(turn) {
            // What moves to the user goes on; anything else ends, and is saved while its key still stands.
            if !moves {
                runtime.feed(Input::Leaving(person.user.clone()));
            }
            runtime.remember_under(key);
            runtime.feed(Input::History(match token {
                Some(_) => History::Awaited,
                None if unknown == History::Unkept => unknown,
                None => History::Whole,
            }));
            runtime.feed(Input::Person(
                Box::new(person),
                Box::new(progress.unwrap_or_default()),
            ));
            runtime.begin_session();
            // A link that was made for somebody waits until somebody is here.
            let due = |link: &String| known || !link.contains('.');
            if let Some(link) = runtime.io.link().filter(due) {
                runtime.feed(Input::Link(link));
            }
            if let Some(token) = token {
                ask(runtime, &token, turn, unknown);
            }
        }
    };
    let own = done(move |answer| {
        let progress = opened(&answer);
        // The module says no where the browser keeps nothing for this page.
        let unknown = match answer.as_bool() {
            Some(false) => History::Unkept,
            _ => History::Unknown,
        };
        if progress.is_some() || !known {
            return met(progress, false, unknown);
        }
        let moved = done(move |answer| {
            let progress = opened(&answer);
            if progress.is_some() {
                io.forget(ANONYMOUS);
            }
            let moves = progress.is_some();
            met(progress, moves, unknown);
        });
        io.load(ANONYMOUS, &moved);
    });
    io.load(&stored, &own);
}

/// Asks the collector what it knows; without an answer the history is as `unknown` says.
fn ask(runtime: &'static Runtime, token: &str, turn: u32, unknown: History) {
    let told = done(move |me| {
        if !runtime.is_turn(turn) {
        } else if me.is_object() {
            runtime.feed(Input::Merged(Box::new(facts::progress(&me))));
            runtime.feed(Input::Facts(Box::new(facts::facts(&me))));
        } else {
            runtime.feed(Input::History(unknown));
        }
    });
    runtime.io.me(token, &told);
}

fn opened(answer: &JsValue) -> Option<Progress> {
    Progress::open(&bytes_of(answer)?)
}

/// What another tab saved.
pub(crate) fn merged(runtime: &'static Runtime, key: &str, bytes: &[u8]) {
    if runtime.remembers_under(key)
        && let Some(progress) = Progress::open(bytes)
    {
        runtime.feed(Input::Merged(Box::new(progress)));
    }
}

fn key(person: &Person) -> String {
    match &person.user {
        Some(user) => joined(&[person.account.as_deref().unwrap_or(""), user], "\u{0}"),
        None => ANONYMOUS.to_owned(),
    }
}

pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The members of an object that a condition can compare.
pub(crate) fn traits(value: &JsValue) -> Traits {
    if !value.is_object() {
        return Traits::new();
    }
    let object: &Object = value.unchecked_ref();
    Object::keys(object)
        .iter()
        .filter_map(|name| {
            let value = Reflect::get(object, &name).ok()?;
            let value = if let Some(text) = value.as_string() {
                Value::Text { text }
            } else if let Some(number) = value.as_f64() {
                Value::Number { number }
            } else {
                Value::Flag {
                    flag: value.as_bool()?,
                }
            };
            Some((name.as_string()?, value))
        })
        .collect()
}
