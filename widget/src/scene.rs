//! What is drawn and has to be kept at a place: read from the page in one go, then written in one go.
//! Not here: when that happens (`track`), and where things should stand (`placement`).

use content::item::Placement;
use engine::Watch;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, ShadowRoot};

use crate::around::{own_rect, zoom_of};
use crate::placement::{
    self, Along, Bubble, CARD_GAP, DOT, Direction, Dock, HOLE, MARGIN, NARROW, Place, Rect, Size,
    TIP_GAP,
};
use crate::style::{px, set};
use crate::targets::Targets;

/// What is less than the whole window by no more than this is the whole, in px.
const SCROLL_BAR: f64 = 24.0;
/// Where the layer says that it is confined to a part of the window.
const SEEN: &str = "data-seen";

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
    /// What speaks up: it has its place by the style sheet, and the launcher makes room for it.
    pub(crate) front: Option<HtmlElement>,
    pub(crate) card: Option<CardPiece>,
    pub(crate) tip: Option<TipPiece>,
    pub(crate) dots: Vec<(HtmlElement, Watch)>,
}

/// What one look at the page found.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Reading {
    pub(crate) layer: Rect,
    front: Size,
    card: Size,
    long: bool,
    target: Option<Rect>,
    corner: String,
    tip: Size,
    tip_target: Option<Rect>,
    dots: Vec<Option<Rect>>,
}

impl Reading {
    /// Whether the card's target could be seen then, and no longer.
    pub(crate) fn lost_since(&self, before: &Self) -> bool {
        before.target.is_some() && self.target.is_none()
    }
}

/// Reads everything that placing needs: lengths are the layer's own, whatever the page zooms.
pub(crate) fn read(scene: &Scene, targets: &Targets) -> Reading {
    let zoom = scene.layer.as_ref().map_or(1.0, |l| zoom_of(l));
    if let Some(layer) = &scene.layer {
        fit(layer, zoom);
    }
    let whole = scene.layer.as_ref().and_then(|l| own_rect(l));
    let whole = whole.unwrap_or_default();
    let layer = Rect {
        w: whole.w / zoom,
        h: whole.h / zoom,
        ..whole
    };
    let target = |watch: Watch| {
        let rect = targets.rect(watch)?;
        Some(Rect {
            x: (rect.x - whole.x) / zoom,
            y: (rect.y - whole.y) / zoom,
            w: rect.w / zoom,
            h: rect.h / zoom,
        })
    };
    let mut reading = Reading {
        layer,
        ..Reading::default()
    };
    if let Some(front) = &scene.front {
        reading.front = size_of(front, zoom);
    }
    if let Some(piece) = &scene.card {
        reading.card = size_of(&piece.card, zoom);
        reading.long = piece
            .body
            .as_ref()
            .is_some_and(|b| b.scroll_height() > b.client_height() + 1);
        if let Stands::By(watch, _) = piece.stands {
            reading.target = target(watch);
            reading.corner = targets.get(watch).map(|e| corner(&e)).unwrap_or_default();
        }
    }
    if let Some(piece) = &scene.tip {
        reading.tip = size_of(&piece.tip, zoom);
        reading.tip_target = target(piece.target);
    }
    reading.dots = scene.dots.iter().map(|(_, watch)| target(*watch)).collect();
    reading
}

/// Confines the layer to what is seen of the window: a software keyboard covers the rest, or pinching has it outside.
fn fit(layer: &HtmlElement, zoom: f64) {
    let root: ShadowRoot = layer.get_root_node().unchecked_into();
    let seen = web_sys::window().and_then(|w| w.visual_viewport());
    let (Some(seen), Some(all)) = (seen, own_rect(&root.host())) else {
        return;
    };
    // Scroll bars may count or not.
    let part = all.w - seen.width() > SCROLL_BAR || all.h - seen.height() > SCROLL_BAR;
    let at = |length: f64| px(length / zoom);
    let place = if part {
        let (x, y) = (seen.offset_left() - all.x, seen.offset_top() - all.y);
        let (right, foot) = (all.w - x - seen.width(), all.h - y - seen.height());
        [at(y).as_str(), " ", &at(right), " ", &at(foot), " ", &at(x)].concat()
    } else {
        String::new()
    };
    if layer.get_attribute(SEEN).unwrap_or_default() != place {
        set(layer, "inset", &place);
        mark(layer, SEEN, part.then_some(place.as_str()));
    }
}

/// Puts everything where the reading says; says whether the card stands.
pub(crate) fn write(scene: &Scene, reading: &Reading) -> bool {
    let layer = Size {
        w: reading.layer.w,
        h: reading.layer.h,
    };
    for ((dot, _), target) in scene.dots.iter().zip(&reading.dots) {
        let place = target.map(|t| placement::dot(t, layer, scene.direction));
        stand(dot, place);
    }
    if let Some(piece) = &scene.tip {
        let place = reading.tip_target.map(|target| {
            let target = if piece.by_dot {
                let (x, y) = placement::dot(target, layer, scene.direction);
                Rect {
                    x,
                    y,
                    w: DOT,
                    h: DOT,
                }
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
        bubble(&piece.tip, place, Held::Place);
    }
    if let (Some(all), Some(_)) = (&scene.layer, &scene.front) {
        set(all, "--sr-lift", &px(reading.front.h + 20.0));
    }
    let Some(piece) = &scene.card else {
        return scene.front.is_some();
    };
    if let Some(body) = &piece.body {
        mark(body, "data-long", reading.long.then_some(""));
        mark(body, "tabindex", reading.long.then_some("0"));
    }
    let size = reading.card;
    let place = match &piece.stands {
        Stands::By(_, wish) => {
            if let Some(spotlight) = &piece.spotlight {
                let hole = reading.target.map(|t| placement::grown(t, HOLE));
                if let Some(hole) = hole {
                    set(spotlight, "width", &px(hole.w));
                    set(spotlight, "height", &px(hole.h));
                    set(spotlight, "--sr-hole", &reading.corner);
                }
                stand(spotlight, hole.map(|h| (h.x, h.y)));
            }
            reading.target.map(|target| {
                if layer.w <= NARROW {
                    let sheet = placement::sheet(target, size, layer);
                    let room = placement::sheet_room(target, layer, &sheet);
                    set(&piece.card, "--sr-room", &px(room));
                    return sheet;
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
    let held = if layer.w <= NARROW {
        Held::Sheet
    } else {
        Held::Place
    };
    bubble(&piece.card, place, held);
    place.is_some()
}

/// What holds a bubble where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    /// `translate`, which moves without a layout.
    Place,
    /// The style sheet's rule for narrow layers.
    Sheet,
}

fn alone(x: f64, y: f64) -> Place {
    let (x, y) = (x.max(MARGIN), y.max(MARGIN));
    Place::Sheet {
        x,
        y,
        dock: Dock::Bottom,
    }
}

/// Moves a card or tip; without a place it is not seen.
fn bubble(element: &HtmlElement, place: Option<Place>, held: Held) {
    let (corner, side, docked) = match place {
        Some(Place::Beside { x, y, side, beak }) => {
            if let Some(beak) = beak {
                set(element, "--sr-beak", &px(beak));
            }
            (whole(x, y), beak.map(|_| side.text()), false)
        }
        Some(Place::Sheet { x, y, dock }) => (whole(x, y), None, dock == Dock::Top),
        None => (None, None, false),
    };
    mark(element, "data-side", side);
    mark(element, "data-dock", docked.then_some("top"));
    if held == Held::Sheet && corner.is_some() {
        let _ = element.style().remove_property("translate");
        mark(element, "data-placed", Some(""));
    } else {
        stand(element, corner);
    }
}

/// Words stand on whole pixels.
fn whole(x: f64, y: f64) -> Option<(f64, f64)> {
    Some(((x + 0.5).floor(), (y + 0.5).floor()))
}

fn stand(element: &HtmlElement, corner: Option<(f64, f64)>) {
    if let Some((x, y)) = corner {
        set(element, "translate", &[&px(x), " ", &px(y)].concat());
    }
    mark(element, "data-placed", corner.map(|_| ""));
}

fn mark(element: &Element, name: &str, value: Option<&str>) {
    // Writing what stands there already would have the style computed again.
    if element.get_attribute(name).as_deref() == value {
        return;
    }
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

fn size_of(element: &HtmlElement, zoom: f64) -> Size {
    own_rect(element).map_or_else(Size::default, |r| Size {
        w: r.w / zoom,
        h: r.h / zoom,
    })
}
