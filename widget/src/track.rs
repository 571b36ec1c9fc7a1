//! Keeps card, spotlight, tip and dots at their targets. Events and observers say that something may have moved; then
//! animation frames follow it until it is still. At rest there is no timer and no frame.
//! Nothing is shown before it has its place.

use std::cell::{Cell, OnceCell, RefCell};

use web_sys::{Element, EventTarget, Window};
use yew::Callback;

use crate::around::{frame_of, own_rect, tellers, view_of};
use crate::listen::{Frame, Heard, Listener, Phase, Sight, Sizes};
use crate::scene::{Reading, Scene, Stands, read, write};
use crate::style::px;
use crate::targets::Targets;

/// Frames without movement after which something counts as still.
const STILL: u8 = 4;
/// Frames after placing at which the picture has certainly been on the screen.
const PAINTED: u8 = 2;

/// Keeps a scene in place; dropping it lets go of everything registered. The rest stays, one of it in a page's life,
/// and so no callback has to ask whether it is still there.
pub(crate) struct Tracker(&'static Inner);

struct Inner {
    window: Window,
    targets: Targets,
    painted: Callback<()>,
    scene: RefCell<Scene>,
    last: RefCell<Option<Reading>>,
    placed: Cell<bool>,
    still: Cell<u8>,
    shown: Cell<u8>,
    on_frame: OnceCell<Heard>,
    frame: RefCell<Option<Frame>>,
    sizes: RefCell<Option<Sizes>>,
    sights: RefCell<Vec<Sight>>,
    listeners: RefCell<Vec<Listener>>,
    /// The same of the frames and shadow roots around the targets.
    nearby: RefCell<Vec<Listener>>,
}

impl Tracker {
    /// `painted` is called once the scene's card or front has been on the screen at its place.
    pub(crate) fn new(window: Window, targets: Targets, painted: Callback<()>) -> Self {
        Self(Box::leak(Box::new(Inner {
            window,
            targets,
            painted,
            scene: RefCell::default(),
            last: RefCell::default(),
            placed: Cell::new(false),
            still: Cell::new(0),
            shown: Cell::new(0),
            on_frame: OnceCell::new(),
            frame: RefCell::default(),
            sizes: RefCell::default(),
            sights: RefCell::default(),
            listeners: RefCell::default(),
            nearby: RefCell::default(),
        })))
    }

    /// Takes over what was just drawn and places it, before anything is painted.
    pub(crate) fn draw(&self, scene: Scene) {
        self.0.scene.replace(scene);
        self.moved();
    }

    /// Other elements are the targets now: looks again.
    pub(crate) fn moved(&self) {
        self.0.last.replace(None);
        self.0.shown.set(0);
        self.0.place();
        self.0.observe();
    }

    /// Whether the card stands at its place and can be seen.
    pub(crate) fn placed(&self) -> bool {
        self.0.placed.get()
    }
}

impl Drop for Tracker {
    fn drop(&mut self) {
        self.0.rest();
    }
}

impl Inner {
    fn hear(&'static self, then: fn(&'static Self)) -> Heard {
        Heard::new(move |_| then(self))
    }

    /// Nothing is followed, and nothing is noticed any more.
    fn rest(&self) {
        self.sizes.replace(None);
        self.frame.replace(None);
        self.listeners.borrow_mut().clear();
        self.nearby.borrow_mut().clear();
        self.sights.borrow_mut().clear();
    }

    /// The elements that the scene points at, and those whose size matters.
    fn observe(&'static self) {
        let scene = self.scene.borrow();
        let mut sized = self.watched(&scene);
        let mut around: Vec<_> = sized.iter().flat_map(tellers).collect();
        if let Some(piece) = &scene.card {
            sized.push(piece.card.clone().into());
        }
        if let Some(front) = &scene.front {
            sized.push(front.clone().into());
        }
        if let Some(piece) = &scene.tip {
            sized.push(piece.tip.clone().into());
        }
        self.sights.borrow_mut().clear();
        if sized.is_empty() {
            self.rest();
            return;
        }
        self.sizes
            .replace(Sizes::of(&sized, &self.hear(Inner::settle)));
        let woken = self.hear(Inner::wake);
        let hear = |target: &EventTarget, kind| Listener::new(target, kind, Phase::Capture, &woken);
        let both = |target: &EventTarget| [hear(target, "scroll"), hear(target, "resize")];
        let mut listeners = self.listeners.borrow_mut();
        if listeners.is_empty() {
            listeners.extend(both(&self.window));
            if let Some(viewport) = self.window.visual_viewport() {
                listeners.extend(both(&viewport));
            }
        }
        let nearby = around.drain(..).flat_map(|target| both(&target)).collect();
        self.nearby.replace(nearby);
        self.wake();
    }

    fn watched(&self, scene: &Scene) -> Vec<Element> {
        let card = scene.card.as_ref().and_then(|piece| match piece.stands {
            Stands::By(watch, _) => Some(watch),
            Stands::Middle | Stands::Corner(_) => None,
        });
        let tip = scene.tip.as_ref().map(|piece| piece.target);
        let dots = scene.dots.iter().map(|(_, watch)| *watch);
        let watches = card.into_iter().chain(tip).chain(dots);
        watches
            .filter_map(|watch| self.targets.get(watch))
            .collect()
    }

    /// Something may have moved: follows it from the next frame on.
    fn wake(&'static self) {
        self.still.set(0);
        self.ask();
    }

    fn ask(&'static self) {
        let mut frame = self.frame.borrow_mut();
        if frame.is_none() {
            // One for all frames: a frame asked for does not hold what it calls.
            let on_frame = self.on_frame.get_or_init(|| self.hear(Inner::follow));
            *frame = Frame::ask(&self.window, on_frame);
        }
    }

    /// A size changed: observers report it after layout and before painting, so it is put right at once.
    fn settle(&'static self) {
        if self.place() {
            self.wake();
        }
    }

    fn follow(&'static self) {
        self.frame.replace(None);
        let moved = self.place();
        self.still.set(if moved { 0 } else { self.still.get() + 1 });
        if self.still.get() < STILL {
            self.ask();
        } else {
            self.stand_guard();
        }
        let shown = if self.placed.get() {
            self.shown.get().saturating_add(1)
        } else {
            0
        };
        self.shown.set(shown);
        if shown == PAINTED {
            self.painted.emit(());
        }
    }

    /// Everything is still: lets observers notice the next movement that comes without an event.
    fn stand_guard(&'static self) {
        let mut elements = self.watched(&self.scene.borrow());
        // A target moves with the frames around it.
        let mut at = 0;
        while let Some(element) = elements.get(at) {
            elements.extend(frame_of(element));
            at += 1;
        }
        let sights: Vec<_> = elements
            .iter()
            .filter_map(|e| self.sight(e, 1.0, 2))
            .collect();
        self.sights.replace(sights);
    }

    /// The first report tells how much of the element is seen at its place; if that is not what was expected (a
    /// scroll container may cut it), the guard is set again with the share that was found.
    fn sight(&'static self, element: &Element, share: f64, again: u8) -> Option<Sight> {
        let rect = own_rect(element)?;
        // The document itself is the observer's root: its window, without scroll bars.
        let page = view_of(element)?.document()?.document_element()?;
        let (w, h) = (page.client_width(), page.client_height());
        let inset = |space: f64| px(-space.floor());
        let margin = [
            inset(rect.y).as_str(),
            " ",
            &inset(f64::from(w) - rect.x - rect.w),
            " ",
            &inset(f64::from(h) - rect.y - rect.h),
            " ",
            &inset(rect.x),
        ]
        .concat();
        let watched = element.clone();
        let heard = Heard::new(move |entries| {
            let found = Sight::share(&entries);
            if self.place() {
                self.wake();
            } else if again > 0
                && (found - share).abs() > 0.001
                && let Some(sight) = self.sight(&watched, found, again - 1)
            {
                self.sights.borrow_mut().push(sight);
            }
        });
        Sight::of(element, &margin, share.clamp(0.0, 1.0), heard)
    }

    /// Reads everything, then writes whatever changed. Says whether anything did.
    fn place(&self) -> bool {
        let scene = self.scene.borrow();
        let reading = read(&scene, &self.targets);
        let last = self.last.borrow();
        // A card that is pressed does not go from under the finger, whatever its target does.
        let goes = last.as_ref().is_some_and(|l| reading.lost_since(l));
        let card = scene.card.as_ref().filter(|_| goes);
        let pressed = card.is_some_and(|c| c.card.matches(":active").unwrap_or(false));
        if pressed || last.as_ref() == Some(&reading) {
            return false;
        }
        drop(last);
        self.placed.set(write(&scene, &reading));
        self.last.replace(Some(reading));
        true
    }
}
