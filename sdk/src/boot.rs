//! From options to the first inputs: consent, language, address, content, who is here.

use content::{Address, Catalogue};
use engine::{Input, Person, Second};
use wasm_bindgen::prelude::*;

use crate::browser::watch::Seen;
use crate::browser::{clock, location, presence};
use crate::identity::{self, get};
use crate::io::Io;
use crate::outbox::Outbox;
use crate::plain::{Plain, object};
use crate::runtime::Runtime;

pub(crate) fn boot(options: &JsValue, catalogue: Option<Vec<u8>>, failure: Option<String>, io: Io) {
    let text = |name: &str| get(options, name).as_string();
    let collects = text("collector").is_some();
    let key = text("key").filter(|_| collects);
    let version = text("version").unwrap_or_default();
    let consent = text("consent").unwrap_or_default();
    let outbox = Outbox::begin(io, key, &version, &consent);
    let base = text("content").unwrap_or_default();
    let asks = collects && text("progress").as_deref() != Some("local");
    let runtime = Runtime::begin(outbox.io(), &base, outbox, asks);

    runtime.open_session();
    attach(runtime);
    runtime.feed(Input::Zone(clock::zone()));
    runtime.feed(Input::Language(
        text("language").unwrap_or_else(location::language),
    ));
    runtime.feed(Input::Recording(runtime.outbox.recording()));
    // The twin is one piece.
    if text("engine").as_deref() != Some("js") {
        runtime.feed(Input::Second(Second::Away));
    }
    runtime.feed(Input::Page(Address::parse(&location::href())));
    match catalogue.as_deref().map(Catalogue::open) {
        Some(Ok((catalogue, _))) => runtime.feed(Input::Catalogue(Box::new(catalogue))),
        refused => {
            let code = match refused {
                Some(Err(refusal)) => refusal.code(),
                // Once a page, and kept as long as it.
                _ => failure.map_or("content_unreachable", |code| &*code.leak()),
            };
            runtime.begin_session();
            runtime.feed(Input::CatalogueRefused(code));
            let detail = object(&[("ok", Plain::Flag(false)), ("code", Plain::Text(code))]);
            runtime.io.emit("ready", &detail);
        }
    }
    // Overtaken by `identify`, where the page says at once who is here.
    identity::meet(
        runtime,
        Person {
            device: runtime.device(),
            ..Person::default()
        },
        None,
    );
}

fn attach(runtime: &'static Runtime) {
    runtime.watches.report(|seen| match seen {
        Seen::Verdict(watch, verdict) => runtime.feed(Input::Anchor(watch, verdict)),
        Seen::Lost(watch) => runtime.feed(Input::Lost(watch)),
        Seen::Done(watch, trusted) => runtime.feed(Input::Target(watch, trusted)),
        Seen::Moved => {
            if let Some(stage) = runtime.stage.borrow().as_ref() {
                stage.mounted.moved();
            }
        }
        Seen::BadSelector(css) => runtime.fault("bad_selector", &css),
    });
    let turned = |href: String| runtime.feed(Input::Page(Address::parse(&href)));
    for listener in location::follow(turned) {
        runtime.listen(listener);
    }
    let attended = |present, leaving| {
        runtime.feed(Input::Attention(present));
        if leaving {
            runtime.outbox.flush();
        } else {
            runtime.outbox.resume();
        }
    };
    for listener in location::attention(attended) {
        runtime.listen(listener);
    }
    let busy = presence::busy(&runtime.typing, |quiet| runtime.feed(Input::Quiet(quiet)));
    let online = presence::online(|online| {
        runtime.feed(Input::Online(online));
        if online {
            runtime.outbox.drain();
        }
    });
    for listener in busy.into_iter().chain(online) {
        runtime.listen(listener);
    }
}
