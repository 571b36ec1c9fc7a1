//! The loop: inputs are queued, the engine is asked, effects are performed in order, never re-entrantly.
//! The only place where adapters, engine, widget and outbox meet. A page's runtime is never freed: what is left of it
//! after `end` goes with the module's memory, and so no callback has to ask whether it is still there.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use content::catalogue::Scheme;
use engine::{Act, Engine, Input, View};
use js_sys::{Function, Object};
use telemetry::{Name, Record};
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;
use widget::{Mounted, Targets};

use crate::browser::alarm::Alarm;
use crate::browser::clock;
use crate::browser::listen::Listener;
use crate::browser::watch::Watches;
use crate::identity::get;
use crate::io::Io;
use crate::outbox::Outbox;
use crate::plain::{Plain, object};

thread_local! {
    static CURRENT: Cell<Option<&'static Runtime>> = const { Cell::new(None) };
}

/// Runs `work` with the page's runtime, if there is one.
pub(crate) fn with<T>(work: impl FnOnce(&'static Runtime) -> T) -> Option<T> {
    CURRENT.get().map(work)
}

/// Asks a function of the host's; one that throws has said nothing.
pub(crate) fn told(function: &Function, value: &JsValue) -> Option<JsValue> {
    function.call1(&JsValue::UNDEFINED, value).ok()
}

/// What stands in the page: the root element and the app inside it.
pub(crate) struct Stage {
    pub(crate) host: web_sys::HtmlElement,
    pub(crate) mounted: Mounted,
    held: widget::stage::Held,
}

/// Everything of one page.
pub(crate) struct Runtime {
    pub(crate) io: Io,
    /// What is known of a signed-in person comes from the collector too.
    pub(crate) asks_collector: bool,
    pub(crate) engine: RefCell<Engine>,
    pub(crate) outbox: &'static Outbox,
    pub(crate) targets: Targets,
    pub(crate) watches: &'static Watches,
    pub(crate) stage: RefCell<Option<Stage>>,
    /// What is to be drawn once its language is known.
    pub(crate) awaited: RefCell<Option<Rc<View>>>,
    pub(crate) wake: Alarm,
    navigate: RefCell<Option<Function>>,
    decorate: RefCell<Option<Function>>,
    pub(crate) typing: Alarm,
    listeners: RefCell<Vec<Listener>>,
    inputs: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    device: RefCell<String>,
    turn: Cell<u32>,
    key: RefCell<Option<String>>,
    session: Cell<Option<(bool, u32)>>,
    answers: RefCell<Vec<(u32, Function)>>,
    calls: Cell<u32>,
}

impl Runtime {
    pub(crate) fn begin(
        io: Io,
        base: &str,
        outbox: &'static Outbox,
        asks_collector: bool,
    ) -> &'static Self {
        let targets = Targets::default();
        let runtime: &'static Self = Box::leak(Box::new(Runtime {
            asks_collector,
            engine: RefCell::new(Engine::new(base)),
            outbox,
            watches: Watches::begin(io.clone(), targets.clone()),
            targets,
            stage: RefCell::new(None),
            awaited: RefCell::new(None),
            wake: Alarm::default(),
            navigate: RefCell::new(None),
            decorate: RefCell::new(None),
            typing: Alarm::default(),
            listeners: RefCell::new(Vec::new()),
            inputs: RefCell::new(VecDeque::new()),
            busy: Cell::new(false),
            device: RefCell::new(io.device()),
            turn: Cell::new(0),
            key: RefCell::new(None),
            session: Cell::new(None),
            answers: RefCell::new(Vec::new()),
            calls: Cell::new(0),
            io,
        }));
        runtime.wake.rings(|| runtime.feed(Input::Wake));
        CURRENT.set(Some(runtime));
        runtime
    }

    /// Ends: everything that was registered undoes itself.
    pub(crate) fn end() {
        let Some(runtime) = CURRENT.take() else {
            return;
        };
        runtime.busy.set(true);
        runtime.awaited.take();
        runtime.listeners.take();
        runtime.watches.clear();
        runtime.wake.clear();
        runtime.typing.clear();
        runtime.outbox.end();
        if let Some(stage) = runtime.stage.take() {
            stage.mounted.destroy();
            stage.host.remove();
        }
    }

    /// Takes an input: at once, or after those that came before.
    pub(crate) fn feed(&'static self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inputs.borrow_mut().pop_front() else {
                break;
            };
            if let Input::Language(tag) = &input {
                self.outbox.locale(tag);
            }
            let effects = self.engine.borrow_mut().advance(clock::now(), input);
            let release = self.engine.borrow().release();
            self.outbox.release(release);
            for effect in effects {
                self.perform(effect);
            }
        }
        self.busy.set(false);
    }

    pub(crate) fn listen(&self, listener: Listener) {
        self.listeners.borrow_mut().push(listener);
    }

    /// Records an event: for the collector and for the page's handlers.
    pub(crate) fn record(&self, record: &Record) {
        self.outbox.take(record);
        let detail = js_sys::JSON::parse(&record.detail_json());
        let detail = detail.unwrap_or_else(|_| Object::new().into());
        self.io.emit(&record.full_name(), &detail);
        if record.name == Name::LinkOpened {
            self.io.link_used();
        }
    }

    /// Tells the developer what is wrong.
    pub(crate) fn fault(&self, code: &str, about: &str) {
        let detail = object(&[("code", Plain::Text(code)), ("message", Plain::Text(about))]);
        self.io.emit("error", &detail);
    }

    pub(crate) fn expect_answer(&self, resolve: Function) -> u32 {
        let call = self.calls.get() + 1;
        self.calls.set(call);
        self.answers.borrow_mut().push((call, resolve));
        call
    }

    pub(crate) fn answer(&self, call: u32, reason: Option<&str>) {
        let mut answers = self.answers.borrow_mut();
        let Some(at) = answers.iter().position(|(c, _)| *c == call) else {
            return;
        };
        let (_, resolve) = answers.swap_remove(at);
        drop(answers);
        let outcome = match reason {
            None => object(&[("shown", Plain::Flag(true))]),
            Some(reason) => object(&[
                ("shown", Plain::Flag(false)),
                ("reason", Plain::Text(reason)),
            ]),
        };
        let _ = resolve.call1(&JsValue::UNDEFINED, &outcome);
    }

    pub(crate) fn state(&self, id: Option<&str>) -> JsValue {
        let Some(run) = self
            .engine
            .borrow()
            .running()
            .filter(|r| id.is_none_or(|id| r.id == id))
        else {
            return JsValue::NULL;
        };
        object(&[
            ("id", Plain::Text(&run.id)),
            ("step", Plain::Text(&run.step)),
        ])
    }

    pub(crate) fn explain(&self, id: &str) -> JsValue {
        let verdict = self.engine.borrow().explain(id);
        let rule = verdict.as_ref().err().map(|withheld| {
            [
                ("rule", Plain::Text(withheld.rule)),
                ("because", Plain::Text(&withheld.because)),
            ]
        });
        let failed: Vec<_> = rule.iter().map(|rule| Plain::Object(rule)).collect();
        object(&[
            ("eligible", Plain::Flag(failed.is_empty())),
            ("failed", Plain::List(&failed)),
        ])
    }

    pub(crate) fn configure(&'static self, settings: &JsValue) {
        let set = |name, slot: &RefCell<Option<Function>>| {
            if let Ok(function) = get(settings, name).dyn_into::<Function>() {
                slot.replace(Some(function));
            }
        };
        set("navigate", &self.navigate);
        set("decorateLink", &self.decorate);
        set("scrollIntoView", &self.watches.scroll);
        let theme = get(settings, "theme");
        if theme.is_object() {
            let scheme = match get(&theme, "scheme").as_string().as_deref() {
                Some("light") => Some(Scheme::Light),
                Some("dark") => Some(Scheme::Dark),
                Some("auto") => Some(Scheme::Auto),
                _ => None,
            };
            let radius = get(&theme, "radius").as_f64().map(|px| px as u32);
            self.feed(Input::Theme(scheme, radius));
        }
    }

    /// The address that a link really carries: as the host says it, where it says anything.
    pub(crate) fn decorated(&self, url: String) -> String {
        let decorate = self.decorate.borrow().clone();
        decorate
            .and_then(|f| told(&f, &url.as_str().into()))
            .and_then(|v| v.as_string())
            .unwrap_or(url)
    }

    /// Goes to a path: by the host's own router where it told us how, else by the browser.
    pub(crate) fn go(&self, path: &str) {
        let navigate = self.navigate.borrow().clone();
        if let Some(navigate) = navigate {
            told(&navigate, &path.into());
        } else if let Some(window) = web_sys::window() {
            let _ = window.location().assign(path);
        }
    }

    pub(crate) fn device(&self) -> String {
        self.device.borrow().clone()
    }

    pub(crate) fn next_turn(&self) -> u32 {
        self.turn.set(self.turn.get() + 1);
        self.turn.get()
    }

    pub(crate) fn is_turn(&self, turn: u32) -> bool {
        self.turn.get() == turn
    }

    pub(crate) fn remember_under(&self, key: String) {
        self.key.replace(Some(key));
    }

    pub(crate) fn remembers_under(&self, key: &str) -> bool {
        self.key.borrow().as_deref() == Some(key)
    }

    pub(crate) fn save(&self, bytes: &[u8]) {
        if let Some(key) = self.key.borrow().as_ref() {
            self.io.save(key, bytes);
        }
    }

    /// Finds out which session this is, before anything is recorded in it.
    pub(crate) fn open_session(&self) {
        let session = self.io.session();
        let tab = session.get(2).as_f64().unwrap_or(0.0) as u32;
        let id = session.get(0).as_string().unwrap_or_default();
        self.outbox.session(id, tab);
        self.session
            .set(Some((session.get(1).as_bool().unwrap_or(true), tab)));
    }

    /// Tells the engine once a page whether the session is new, after it knows who is here.
    pub(crate) fn begin_session(&'static self) {
        if let Some((new, tab)) = self.session.take() {
            self.feed(Input::Session(new, tab));
        }
    }

    /// Raises the root and mounts the app, the first time there is something to see.
    pub(crate) fn raise(&'static self, host: web_sys::HtmlElement, root: &ShadowRoot) {
        let acted = yew::Callback::from(|(act, trusted): (Act, bool)| {
            self.feed(Input::Acted(act, trusted));
        });
        let mounted = widget::mount(&host, root, self.targets.clone(), acted);
        if let Some(document) = host.owner_document() {
            for kind in ["toggle", "close", "focusin", "click", "fullscreenchange"] {
                self.listen(Listener::new(&document, kind, |event| {
                    self.settle(Some(&event));
                }));
            }
        }
        let held = widget::stage::hold(&host, || self.settle(None));
        let stage = Stage {
            host,
            mounted,
            held,
        };
        self.stage.replace(Some(stage));
    }

    /// Something modal of the page came or went: the root goes where it can be used.
    pub(crate) fn settle(&self, event: Option<&web_sys::Event>) {
        if let Some(stage) = self.stage.borrow().as_ref()
            && widget::stage::settle(&stage.host, event)
        {
            stage.held.follow();
            stage.mounted.moved();
        }
    }
}
