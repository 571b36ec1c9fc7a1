//! Keeps card, spotlight, tip and dots at their targets. Events and observers say that something may have moved; then
//! animation frames follow it until it is still. At rest there is no timer and no frame.
//! One layout a frame: everything is read, then everything is written. Nothing is shown before it has its place.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use content::item::Placement;
use engine::Watch;
use web_sys::{Element, HtmlElement, Window};
use yew::Callback;

use crate::listen::{Frame, Heard, Listener, Phase, Sight, Sizes};
use crate::placement::{
    self, Along, Bubble, CARD_GAP, DOT, Direction, Dock, HOLE, MARGIN, NARROW, Place, Rect, Size,
    TIP_GAP,
};
use crate::style::{px, set};
use crate::targets::Targets;

/// Frames without movement after which something counts as still.
const STILL: u8 = 4;
/// Frames after placing at which the picture has certainly been on the screen.
const PAINTED: u8 = 2;

/// What a card stands by.
#[derive(Clone, PartialEq)]
pub(crate) enum Stands {
    /// Its target.
    By(Watch, Placement),
    /// Nothing: the middle of the layer.
    Middle,
    /// Nothing: the inline end, so many px above the block end.
    Corner(f64),
}

/// A card as drawn.
#[derive(Clone)]
pub(crate) struct CardPiece {
    pub(crate) card: HtmlElement,
    pub(crate) body: Option<HtmlElement>,
    pub(crate) spotlight: Option<HtmlElement>,
    pub(crate) stands: Stands,
}

/// A tip as drawn.
#[derive(Clone)]
pub(crate) struct TipPiece {
    pub(crate) tip: HtmlElement,
    pub(crate) target: Watch,
    pub(crate) by_dot: bool,
}

/// Everything drawn that has to be kept at a place.
#[derive(Clone, Default)]
pub(crate) struct Scene {
    pub(crate) layer: Option<HtmlElement>,
    pub(crate) direction: Direction,
    pub(crate) card: Option<CardPiece>,
    pub(crate) tip: Option<TipPiece>,
    pub(crate) dots: Vec<(HtmlElement, Watch)>,
}

/// What one look at the page found.
#[derive(Clone, Default, PartialEq)]
struct Reading {
    layer: Rect,
    card: Size,
    long: bool,
    target: Option<Rect>,
    tip: Size,
    tip_target: Option<Rect>,
    dots: Vec<Option<Rect>>,
}

/// Keeps a scene in place; dropping it lets go of everything.
pub(crate) struct Tracker(Rc<Inner>);

struct Inner {
    me: Weak<Inner>,
    window: Window,
    targets: Targets,
    painted: Callback<()>,
    scene: RefCell<Scene>,
    last: RefCell<Option<Reading>>,
    placed: Cell<bool>,
    still: Cell<u8>,
    shown: Cell<u8>,
    on_frame: Heard,
    on_event: Heard,
    on_size: Heard,
    frame: RefCell<Option<Frame>>,
    sizes: RefCell<Option<Sizes>>,
    sights: RefCell<Vec<Sight>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Tracker {
    /// `painted` is called once the scene's card has been on the screen at its place.
    pub(crate) fn new(window: Window, targets: Targets, painted: Callback<()>) -> Self {
        let hear = |me: &Weak<Inner>, then: fn(&Inner)| {
            let me = me.clone();
            Heard::new(move |_| {
                if let Some(inner) = me.upgrade() {
                    then(&inner);
                }
            })
        };
        Self(Rc::new_cyclic(|me| Inner {
            me: me.clone(),
            window,
            targets,
            painted,
            scene: RefCell::default(),
            last: RefCell::default(),
            placed: Cell::new(false),
            still: Cell::new(0),
            shown: Cell::new(0),
            on_frame: hear(me, Inner::follow),
            on_event: hear(me, Inner::wake),
            on_size: hear(me, Inner::settle),
            frame: RefCell::default(),
            sizes: RefCell::default(),
            sights: RefCell::default(),
            listeners: RefCell::default(),
        }))
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

impl Inner {
    /// The elements that the scene points at, and those whose size matters.
    fn observe(&self) {
        let scene = self.scene.borrow();
        let mut sized = self.watched(&scene);
        if let Some(piece) = &scene.card {
            sized.push(piece.card.clone().into());
        }
        if let Some(piece) = &scene.tip {
            sized.push(piece.tip.clone().into());
        }
        self.sights.borrow_mut().clear();
        if sized.is_empty() {
            self.sizes.replace(None);
            self.frame.replace(None);
            self.listeners.borrow_mut().clear();
            return;
        }
        self.sizes.replace(Sizes::of(&sized, &self.on_size));
        let mut listeners = self.listeners.borrow_mut();
        if listeners.is_empty() {
            let mut hear = |target: &web_sys::EventTarget, kind| {
                listeners.push(Listener::new(target, kind, Phase::Capture, &self.on_event));
            };
            hear(&self.window, "scroll");
            hear(&self.window, "resize");
            if let Some(viewport) = self.window.visual_viewport() {
                hear(&viewport, "scroll");
                hear(&viewport, "resize");
            }
        }
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
        watches.filter_map(|watch| self.targets.get(watch)).collect()
    }

    /// Something may have moved: follows it from the next frame on.
    fn wake(&self) {
        self.still.set(0);
        self.ask();
    }

    fn ask(&self) {
        let mut frame = self.frame.borrow_mut();
        if frame.is_none() {
            *frame = Frame::ask(&self.window, &self.on_frame);
        }
    }

    /// A size changed: observers report it after layout and before painting, so it is put right at once.
    fn settle(&self) {
        if self.place() {
            self.wake();
        }
    }

    fn follow(&self) {
        self.frame.replace(None);
        let moved = self.place();
        self.still.set(if moved { 0 } else { self.still.get() + 1 });
        if self.still.get() < STILL {
            self.ask();
        } else {
            self.stand_guard();
        }
        let shown = if self.placed.get() { self.shown.get().saturating_add(1) } else { 0 };
        self.shown.set(shown);
        if shown == PAINTED {
            self.painted.emit(());
        }
    }

    /// Everything is still: lets observers notice the next movement that comes without an event.
    fn stand_guard(&self) {
        let elements = self.watched(&self.scene.borrow());
        let sights: Vec<_> = elements.iter().filter_map(|e| self.sight(e, 1.0, 2)).collect();
        self.sights.replace(sights);
    }

    /// The first report tells how much of the element is seen at its place; if that is not what was expected (a
    /// scroll container may cut it), the guard is set again with the share that was found.
    fn sight(&self, element: &Element, share: f64, again: u8) -> Option<Sight> {
        let rect = rect_of(element)?;
        let view = self.last.borrow().as_ref().map(|r| r.layer).unwrap_or_default();
        let inset = |space: f64| px(-space.floor());
        let margin = [
            inset(rect.y).as_str(),
            " ",
            &inset(view.w - rect.x - rect.w),
            " ",
            &inset(view.h - rect.y - rect.h),
            " ",
            &inset(rect.x),
        ]
        .concat();
        let me = self.me.clone();
        let watched = element.clone();
        let heard = Heard::new(move |entries| {
            let Some(inner) = me.upgrade() else { return };
            let found = Sight::share(&entries);
            if inner.place() {
                inner.wake();
            } else if again > 0 && (found - share).abs() > 0.001 {
                if let Some(sight) = inner.sight(&watched, found, again - 1) {
                    inner.sights.borrow_mut().push(sight);
                }
            }
        });
        Sight::of(element, &margin, share.clamp(0.0, 1.0), heard)
    }

    /// Reads everything, then writes whatever changed. Says whether anything did.
    fn place(&self) -> bool {
        let scene = self.scene.borrow();
        let reading = self.read(&scene);
        if self.last.borrow().as_ref() == Some(&reading) {
            return false;
        }
        self.placed.set(write(&scene, &reading, &|watch| self.targets.get(watch)));
        self.last.replace(Some(reading));
        true
    }

    fn read(&self, scene: &Scene) -> Reading {
        let layer = scene.layer.as_ref().and_then(|l| rect_of(l)).unwrap_or_default();
        let target = |watch: Watch| {
            let rect = rect_of(&self.targets.get(watch)?)?;
            let (x, y) = (rect.x - layer.x, rect.y - layer.y);
            Some(Rect { x, y, ..rect })
        };
        let mut reading = Reading { layer, ..Reading::default() };
        if let Some(piece) = &scene.card {
            reading.card = size_of(&piece.card);
            reading.long = piece.body.as_ref().is_some_and(|b| b.scroll_height() > b.client_height() + 1);
            if let Stands::By(watch, _) = piece.stands {
                reading.target = target(watch);
            }
        }
        if let Some(piece) = &scene.tip {
            reading.tip = size_of(&piece.tip);
            reading.tip_target = target(piece.target);
        }
        reading.dots = scene.dots.iter().map(|(_, watch)| target(*watch)).collect();
        reading
    }
}

/// Puts everything where the reading says; says whether the card stands.
fn write(scene: &Scene, reading: &Reading, element: &dyn Fn(Watch) -> Option<Element>) -> bool {
    let layer = Size { w: reading.layer.w, h: reading.layer.h };
    for ((dot, _), target) in scene.dots.iter().zip(&reading.dots) {
        let place = target.map(|t| placement::dot(t, layer, scene.direction));
        stand(dot, place);
    }
    if let Some(piece) = &scene.tip {
        let place = reading.tip_target.map(|target| {
            let target = if piece.by_dot {
                let (x, y) = placement::dot(target, layer, scene.direction);
                Rect { x, y, w: DOT, h: DOT }
            } else {
                target
            };
            placement::beside(&Bubble {
                target,
                size: reading.tip,
                layer,
                wish: &Placement::Auto,
                along: Along::Start,
                gap: TIP_GAP,
                direction: scene.direction,
            })
        });
        bubble(&piece.tip, place);
    }
    let Some(piece) = &scene.card else { return false };
    if let Some(body) = &piece.body {
        let _ = body.toggle_attribute_with_force("data-long", reading.long);
        if reading.long {
            let _ = body.set_attribute("tabindex", "0");
        } else {
            let _ = body.remove_attribute("tabindex");
        }
    }
    let size = reading.card;
    let place = match &piece.stands {
        Stands::By(watch, wish) => {
            if let Some(spotlight) = &piece.spotlight {
                let hole = reading.target.map(|t| placement::grown(t, HOLE));
                if let (Some(hole), Some(target)) = (hole, element(*watch)) {
                    set(spotlight, "width", &px(hole.w));
                    set(spotlight, "height", &px(hole.h));
                    set(spotlight, "--sr-hole", &corner(&target));
                }
                stand(spotlight, hole.map(|h| (h.x, h.y)));
            }
            reading.target.map(|target| {
                if layer.w <= NARROW {
                    return placement::sheet(target, size, layer);
                }
                placement::beside(&Bubble {
                    target: placement::grown(target, HOLE),
                    size,
                    layer,
                    wish,
                    along: Along::Centre,
                    gap: CARD_GAP,
                    direction: scene.direction,
                })
            })
        }
        Stands::Middle => Some(alone((layer.w - size.w) / 2.0, (layer.h - size.h) / 2.0)),
        Stands::Corner(foot) => Some(alone(
            match scene.direction {
                Direction::Ltr => layer.w - size.w - 20.0,
                Direction::Rtl => 20.0,
            },
            layer.h - size.h - foot,
        )),
    };
    bubble(&piece.card, place);
    place.is_some()
}

fn alone(x: f64, y: f64) -> Place {
    let (x, y) = (x.max(MARGIN), y.max(MARGIN));
    Place::Sheet { x, y, dock: Dock::Bottom }
}

/// Moves a card or tip; without a place it is not seen.
fn bubble(element: &HtmlElement, place: Option<Place>) {
    let (corner, side, docked) = match place {
        Some(Place::Beside { x, y, side, beak }) => {
            if let Some(beak) = beak {
                set(element, "--sr-beak", &px(beak));
            }
            (Some((x, y)), beak.map(|_| side.text()), false)
        }
        Some(Place::Sheet { x, y, dock }) => (Some((x, y)), None, dock == Dock::Top),
        None => (None, None, false),
    };
    mark(element, "data-side", side);
    mark(element, "data-dock", docked.then_some("top"));
    stand(element, corner);
}

fn stand(element: &HtmlElement, corner: Option<(f64, f64)>) {
    if let Some((x, y)) = corner {
        set(element, "left", &px(x));
        set(element, "top", &px(y));
    }
    mark(element, "data-placed", corner.map(|_| ""));
}

fn mark(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// The target's own corner radius, which the hole follows.
fn corner(target: &Element) -> String {
    let style = web_sys::window().and_then(|w| w.get_computed_style(target).ok().flatten());
    let radius = style.and_then(|s| s.get_property_value("border-top-left-radius").ok());
    // Percentages and ellipses are left to the design's own corner: only a plain length can be grown by 4 px.
    match radius {
        Some(radius) if radius.ends_with("px") && !radius.contains(' ') => radius,
        _ => "6px".to_owned(),
    }
}

/// The element's rectangle; `None` when it has none to speak of.
fn rect_of(element: &Element) -> Option<Rect> {
    let rect = element.get_bounding_client_rect();
    let (w, h) = (rect.width(), rect.height());
    (w > 0.0 && h > 0.0).then(|| Rect { x: rect.left(), y: rect.top(), w, h })
}

fn size_of(element: &HtmlElement) -> Size {
    rect_of(element).map_or_else(Size::default, |r| Size { w: r.w, h: r.h })
}
