//! Watching for elements: they come, they are acted on (`act`), they go.
//! The document is observed only while something is looked for; a found element is held by a ResizeObserver, which
//! fires when it is removed or hidden. One timer an element at most, for the end of its wait.

mod act;
mod dom;
mod find;
mod when;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use content::Anchor;
use content::anchor::Verdict;
use engine::Watch;
use engine::effect::Await;
use gloo::timers::callback::Timeout;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Element, MutationObserver, MutationObserverInit, ResizeObserver};
use widget::Targets;

use self::act::Press;
use self::dom::{reveal, visible};
use self::find::{BadSelector, find, question, roots};
use self::when::Looking;
use super::clock;
use super::listen::Listener;
use crate::io::Io;

/// From here on watches are those of the page around this one, by its own numbers.
const HOSTED: u32 = 1 << 31;

/// What was seen.
pub(crate) enum Seen {
    Verdict(Watch, Verdict),
    Lost(Watch),
    Done(Watch, bool),
    Moved,
    BadSelector(String),
}

struct Entry {
    watch: Watch,
    anchor: Anchor,
    wait_ms: u32,
    awaits: Await,
    reveal: bool,
    element: Option<Element>,
    /// The element is the frame of another origin in which the target lies.
    across: bool,
    timer: Option<Timeout>,
    /// What is heard where our own window does not: in a frame, in a shadow root.
    nearby: Vec<Listener>,
}

type Report = Rc<dyn Fn(Seen)>;
/// An observer and the closure that it calls.
type Observed<T> = RefCell<Option<(T, Closure<dyn Fn()>)>>;

/// Every watch of the page.
pub(crate) struct Watches {
    io: Io,
    targets: Targets,
    entries: RefCell<Vec<Entry>>,
    report: RefCell<Option<Report>>,
    listeners: RefCell<Vec<Listener>>,
    /// The host's own way of scrolling.
    pub(crate) scroll: RefCell<Option<Function>>,
    mutations: Observed<MutationObserver>,
    sizes: Observed<ResizeObserver>,
    looking: Cell<Looking>,
    /// Until when changes of the page are not looked into, after a look that cost much (`clock::instant`).
    rests_until: Cell<f64>,
    rest: RefCell<Option<Timeout>>,
    /// A target that is being pressed.
    press: Cell<Option<Press>>,
}

impl Watches {
    pub(crate) fn begin(io: Io, targets: Targets) -> &'static Self {
        Box::leak(Box::new(Watches {
            io,
            targets,
            entries: RefCell::new(Vec::new()),
            report: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            scroll: RefCell::new(None),
            mutations: RefCell::new(None),
            sizes: RefCell::new(None),
            looking: Cell::new(Looking::No),
            rests_until: Cell::new(0.0),
            rest: RefCell::new(None),
            press: Cell::new(None),
        }))
    }

    /// Says to whom everything is told.
    pub(crate) fn report(&self, to: impl Fn(Seen) + 'static) {
        self.report.replace(Some(Rc::new(to)));
    }

    pub(crate) fn add(
        &'static self,
        watch: Watch,
        anchor: Anchor,
        wait_ms: u32,
        awaits: Await,
        reveal: bool,
    ) {
        let sought = sought(&awaits);
        self.entries.borrow_mut().push(Entry {
            watch,
            anchor,
            wait_ms,
            awaits,
            reveal,
            element: None,
            across: false,
            timer: None,
            nearby: Vec::new(),
        });
        self.attend();
        if sought {
            self.arm(watch);
            // Something new is looked for at once: the rest is for a page that changes on and on.
            self.next_frame();
        }
    }

    pub(crate) fn remove(&'static self, watch: Watch) {
        self.entries.borrow_mut().retain(|e| e.watch != watch);
        self.targets.set(watch, None);
        self.io.leave_across(watch.0);
        self.observe();
        if self.entries.borrow().is_empty() {
            self.listeners.take();
            self.rest.take();
        }
    }

    pub(crate) fn clear(&'static self) {
        self.report.take();
        self.entries.take();
        self.listeners.take();
        self.rest.take();
        self.observe();
    }

    /// Looks for something on behalf of the page around this one.
    pub(crate) fn seek(&'static self, call: u32, bytes: &[u8]) {
        if let Some((anchor, awaits)) = question(bytes) {
            self.add(Watch(HOSTED | call), anchor, u32::MAX, awaits, true);
        }
    }

    pub(crate) fn unseek(&'static self, call: u32) {
        self.remove(Watch(HOSTED | call));
    }

    pub(crate) fn sought(&self, call: u32) -> Option<Element> {
        self.targets.get(Watch(HOSTED | call))
    }

    /// What lies in frames of other origins came, moved or went.
    pub(crate) fn shifted(&'static self) {
        if !self.entries.borrow().is_empty() {
            self.soon();
        }
    }

    /// What a frame of another origin was asked to wait for was done there.
    pub(crate) fn crossed(&self, call: u32, trusted: bool) {
        let watch = Watch(call);
        let here = |e: &Entry| e.watch == watch && e.across;
        if self.entries.borrow().iter().any(here) {
            self.tell(Seen::Done(watch, trusted));
        }
    }

    /// Tells; what was looked for on behalf of the page around is told there.
    fn tell(&self, seen: Seen) {
        match &seen {
            Seen::Verdict(watch, _) | Seen::Lost(watch) if watch.0 >= HOSTED => {
                return self.io.shift();
            }
            Seen::Done(watch, trusted) if watch.0 >= HOSTED => {
                return self.io.done_across(watch.0 - HOSTED, *trusted);
            }
            Seen::Moved => self.io.shift(),
            _ => {}
        }
        let report = self.report.borrow().clone();
        if let Some(report) = report {
            report(seen);
        }
    }

    /// Starts the wait after which "not found" counts.
    fn arm(&'static self, watch: Watch) {
        if let Some(entry) = self
            .entries
            .borrow_mut()
            .iter_mut()
            .find(|e| e.watch == watch && e.wait_ms < u32::MAX)
        {
            entry.timer = Some(Timeout::new(entry.wait_ms, move || self.overdue(watch)));
        }
    }

    fn overdue(&'static self, watch: Watch) {
        let (anchor, awaits) = match self
            .entries
            .borrow_mut()
            .iter_mut()
            .find(|e| e.watch == watch)
        {
            Some(entry) => {
                entry.timer = None;
                if entry.element.is_some() {
                    return;
                }
                (entry.anchor.clone(), entry.awaits.clone())
            }
            None => return,
        };
        match find(&anchor, &self.io, (watch, &awaits)) {
            Ok((Verdict::Found, _)) => self.look(),
            Ok((verdict, _)) => self.tell(Seen::Verdict(watch, verdict)),
            Err(_) => self.tell(Seen::Verdict(watch, Verdict::Missing)),
        }
    }

    /// Looks for everything that is not found, and after everything that was.
    fn look(&'static self) {
        if self.held_up() {
            return;
        }
        let begun = clock::instant();
        let mut news = Vec::new();
        let mut unseen = Vec::new();
        for entry in self.entries.borrow_mut().iter_mut() {
            let held = entry.element.as_ref().is_some_and(visible);
            if (held && !entry.across) || !sought(&entry.awaits) {
                continue;
            }
            match find(&entry.anchor, &self.io, (entry.watch, &entry.awaits)) {
                Ok((Verdict::Found, Some(element))) => {
                    if entry.reveal && entry.element.is_none() {
                        unseen.push(element.clone());
                    }
                    // An equal element in the place of one that went keeps the step.
                    let fresh = entry.element.is_none();
                    let inner = self.io.inner(entry.watch.0);
                    entry.across = inner.is_some();
                    self.targets.set(entry.watch, Some(element.clone()));
                    if let Some(inner) = inner {
                        let length = |at| inner.get(at).as_f64().unwrap_or(0.0);
                        let place = [length(0), length(1), length(2), length(3)];
                        self.targets.within(entry.watch, place);
                    }
                    entry.nearby = self.attend_nearby(&element);
                    entry.element = Some(element);
                    entry.timer = None;
                    news.push(if fresh {
                        Seen::Verdict(entry.watch, Verdict::Found)
                    } else {
                        Seen::Moved
                    });
                }
                Ok(_) => {
                    if entry.element.take().is_some() {
                        self.targets.set(entry.watch, None);
                        entry.nearby.clear();
                        // It acted on the press and is gone before a click could come.
                        news.push(match self.press.get().filter(|p| p.watch == entry.watch) {
                            Some(press) => Seen::Done(press.watch, press.trusted),
                            None => Seen::Lost(entry.watch),
                        });
                    }
                }
                Err(BadSelector(css)) => {
                    if entry.timer.is_some() {
                        news.push(Seen::BadSelector(css));
                    }
                }
            }
        }
        self.paid(begun);
        self.observe();
        // The host may call us from its own way of scrolling: nothing is borrowed here.
        let scroll = self.scroll.borrow().clone();
        for element in unseen {
            reveal(&element, scroll.as_ref());
        }
        for seen in news {
            if let Seen::Lost(watch) = seen {
                self.arm(watch);
            }
            self.tell(seen);
        }
    }

    /// Observes the document while something is looked for, and the found elements always.
    fn observe(&'static self) {
        let entries = self.entries.borrow();
        let waits = |e: &&Entry| e.element.is_none() && sought(&e.awaits);
        let waiting = entries.iter().any(|e| waits(&e));
        let mut mutations = self.mutations.borrow_mut();
        if !waiting {
            if let Some((observer, _)) = mutations.take() {
                observer.disconnect();
            }
        } else if mutations.is_none() {
            let closure = Closure::<dyn Fn()>::new(|| self.soon());
            if let Ok(observer) = MutationObserver::new(closure.as_ref().unchecked_ref()) {
                *mutations = Some((observer, closure));
            }
        }
        if let Some((observer, _)) = mutations.as_ref() {
            // What lies in frames and shadow roots is no part of the document's own tree. Twice is once.
            let init = MutationObserverInit::new();
            init.set_child_list(true);
            init.set_subtree(true);
            init.set_attributes(true);
            init.set_character_data(true);
            let sought = entries.iter().filter(waits);
            let document = web_sys::window().and_then(|w| w.document());
            let inner = sought.flat_map(|e| roots(&e.anchor.within));
            for root in document.into_iter().map(Into::into).chain(inner) {
                let _ = observer.observe_with_options(&root, &init);
            }
        }
        let mut sizes = self.sizes.borrow_mut();
        if sizes.is_none() && entries.iter().any(|e| e.element.is_some()) {
            let closure = Closure::<dyn Fn()>::new(|| self.gone());
            *sizes = ResizeObserver::new(closure.as_ref().unchecked_ref())
                .ok()
                .map(|o| (o, closure));
        }
        if let Some((observer, _)) = sizes.as_ref() {
            observer.disconnect();
            for element in entries.iter().filter_map(|e| e.element.as_ref()) {
                observer.observe(element);
            }
        }
        if entries.is_empty() {
            sizes.take();
        }
    }

    /// A found element changed its size: if it can no longer be seen, look again at once.
    fn gone(&'static self) {
        let lost = self
            .entries
            .borrow()
            .iter()
            .any(|e| e.element.as_ref().is_some_and(|x| !visible(x)));
        if lost {
            self.look();
        }
    }
}

/// Whether its element is looked for; where any may be meant, it is enough to know what was acted on.
fn sought(awaits: &Await) -> bool {
    !matches!(awaits, Await::AnyClick | Await::AnyInput | Await::AnySubmit)
}
