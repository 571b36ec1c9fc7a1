//! Where a bubble stands beside its target: pure geometry in CSS px, the layer's corner being 0, 0.
//! It never covers the target: it flips, then shifts along the edge, and where no side has room it becomes a sheet.
//! Not here: reading rectangles and writing styles (`track`).

use content::item::Placement;

/// Space between a surface and the layer's edge.
pub const MARGIN: f64 = 12.0;
/// How far the spotlight's hole reaches beyond its target.
pub const HOLE: f64 = 4.0;
/// Space between the hole and the card.
pub const CARD_GAP: f64 = 14.0;
/// Space between a tip and what it points at.
pub const TIP_GAP: f64 = 10.0;
/// Width up to which cards are sheets.
pub const NARROW: f64 = 480.0;
/// Space between a sheet and the edges, and between it and its target.
const SHEET_MARGIN: f64 = 8.0;
/// Side length of a hotspot.
pub const DOT: f64 = 24.0;
/// Half of the beak, with its border.
const BEAK: f64 = 7.0;
/// What the beak keeps clear of the bubble's rounded corners.
const CORNER: f64 = 14.0;

/// A rectangle: left, top, width, height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// Which way lines run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

/// The side of the target on which a bubble stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above.
    Top,
    /// At the right.
    Right,
    /// Below.
    Bottom,
    /// At the left.
    Left,
}

impl Side {
    /// The value of `data-side`.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Side::Top => "top",
            Side::Right => "right",
            Side::Bottom => "bottom",
            Side::Left => "left",
        }
    }

    fn opposite(self) -> Self {
        match self {
            Side::Top => Side::Bottom,
            Side::Right => Side::Left,
            Side::Bottom => Side::Top,
            Side::Left => Side::Right,
        }
    }
}

/// The edge at which a sheet lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dock {
    /// The upper edge, because the target is in the lower half.
    Top,
    /// The lower edge.
    Bottom,
}

/// How a bubble lies along its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Centred on the target.
    Centre,
    /// Beginning 40 px before the target's middle, as a tip does beside its dot.
    Start,
}

/// What has to be placed, and around what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bubble<'a> {
    /// What it points at.
    pub target: Rect,
    /// Its own size.
    pub size: Size,
    /// The layer's size.
    pub layer: Size,
    /// The author's wish; `Center` counts as `Auto` where there is a target.
    pub wish: &'a Placement,
    /// How it lies along its side.
    pub along: Along,
    /// Space between target and bubble.
    pub gap: f64,
    /// Which way lines run.
    pub direction: Direction,
}

/// Where a bubble stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Beside its target.
    Beside {
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// On which side.
        side: Side,
        /// Where the beak begins along the bubble's edge; absent while the target is out of sight.
        beak: Option<f64>,
    },
    /// At an edge of the layer.
    Sheet {
        /// Left edge (where the layer is narrow, the style sheet decides).
        x: f64,
        /// Top edge.
        y: f64,
        /// Which edge.
        dock: Dock,
    },
}

/// Places a bubble beside its target.
#[must_use]
pub fn beside(bubble: &Bubble<'_>) -> Place {
    let Bubble { size, layer, .. } = *bubble;
    let seen = clip(bubble.target, layer);
    let in_sight = overlaps(bubble.target, layer);
    for side in sides(bubble.wish, bubble.direction) {
        if room(seen, layer, side) < extent(size, side) + bubble.gap + MARGIN {
            continue;
        }
        let (across, length) = match side {
            Side::Top | Side::Bottom => ((seen.x, seen.w), (size.w, layer.w)),
            Side::Left | Side::Right => ((seen.y, seen.h), (size.h, layer.h)),
        };
        if length.0 + 2.0 * MARGIN > length.1 {
            continue;
        }
        let middle = across.0 + across.1 / 2.0;
        let level = matches!(side, Side::Top | Side::Bottom);
        let wished = match bubble.along {
            Along::Start if level && bubble.direction == Direction::Ltr => middle - 40.0,
            Along::Start if level => middle + 40.0 - length.0,
            Along::Start | Along::Centre => middle - length.0 / 2.0,
        };
        let start = within(wished, MARGIN, length.1 - MARGIN - length.0);
        let beak = within(middle - start, CORNER + BEAK, length.0 - CORNER - BEAK) - BEAK;
        let (x, y) = match side {
            Side::Top => (start, seen.y - bubble.gap - size.h),
            Side::Bottom => (start, seen.y + seen.h + bubble.gap),
            Side::Left => (seen.x - bubble.gap - size.w, start),
            Side::Right => (seen.x + seen.w + bubble.gap, start),
        };
        let beak = in_sight.then_some(beak);
        return Place::Beside { x, y, side, beak };
    }
    sheet(bubble.target, size, layer)
}

/// A sheet at the edge away from the target.
#[must_use]
pub fn sheet(target: Rect, size: Size, layer: Size) -> Place {
    let dock = if target.y + target.h / 2.0 > layer.h / 2.0 {
        Dock::Top
    } else {
        Dock::Bottom
    };
    let y = match dock {
        Dock::Top => MARGIN,
        Dock::Bottom => layer.h - MARGIN - size.h,
    };
    let x = (layer.w - size.w) / 2.0;
    Place::Sheet { x, y, dock }
}

/// How high a sheet may be without covering its target; what does not fit scrolls.
#[must_use]
pub fn sheet_room(target: Rect, layer: Size, sheet: &Place) -> f64 {
    let hole = grown(target, HOLE);
    let side = match sheet {
        Place::Sheet {
            dock: Dock::Top, ..
        } => Side::Top,
        _ => Side::Bottom,
    };
    room(hole, layer, side) - 2.0 * SHEET_MARGIN
}

/// The top left corner of a dot at the target's inline end, never over its text; at the inline start where the
/// end has no room, and at the target's end inside the layer where neither has.
#[must_use]
pub fn dot(target: Rect, layer: Size, direction: Direction) -> (f64, f64) {
    let right = target.x + target.w + HOLE;
    let left = target.x - HOLE - DOT;
    let most = layer.w - DOT;
    let x = match direction {
        Direction::Ltr if right <= most => right,
        Direction::Ltr if left >= 0.0 => left,
        Direction::Ltr => within(right, 0.0, most),
        Direction::Rtl if left >= 0.0 => left,
        Direction::Rtl if right <= most => right,
        Direction::Rtl => within(left, 0.0, most),
    };
    (x, target.y + target.h / 2.0 - DOT / 2.0)
}

/// A rectangle grown on all sides.
#[must_use]
pub fn grown(rect: Rect, by: f64) -> Rect {
    Rect {
        x: rect.x - by,
        y: rect.y - by,
        w: rect.w + 2.0 * by,
        h: rect.h + 2.0 * by,
    }
}

/// Whether any of the rectangle lies in the layer.
#[must_use]
pub fn overlaps(rect: Rect, layer: Size) -> bool {
    rect.x < layer.w && rect.y < layer.h && rect.x + rect.w > 0.0 && rect.y + rect.h > 0.0
}

/// The sides in the order in which they are tried.
fn sides(wish: &Placement, direction: Direction) -> [Side; 4] {
    let (end, start) = match direction {
        Direction::Ltr => (Side::Right, Side::Left),
        Direction::Rtl => (Side::Left, Side::Right),
    };
    let first = match wish {
        Placement::Auto | Placement::Center | Placement::Bottom => Side::Bottom,
        Placement::Top => Side::Top,
        Placement::Right => Side::Right,
        Placement::Left => Side::Left,
    };
    let (third, fourth) = match first {
        Side::Top | Side::Bottom => (end, start),
        Side::Left | Side::Right => (Side::Bottom, Side::Top),
    };
    [first, first.opposite(), third, fourth]
}

fn room(target: Rect, layer: Size, side: Side) -> f64 {
    match side {
        Side::Top => target.y,
        Side::Bottom => layer.h - target.y - target.h,
        Side::Left => target.x,
        Side::Right => layer.w - target.x - target.w,
    }
}

fn extent(size: Size, side: Side) -> f64 {
    match side {
        Side::Top | Side::Bottom => size.h,
        Side::Left | Side::Right => size.w,
    }
}

/// What of the target lies in the layer; of a target out of sight, the nearest point of the edge.
fn clip(target: Rect, layer: Size) -> Rect {
    let left = within(target.x, 0.0, layer.w);
    let top = within(target.y, 0.0, layer.h);
    Rect {
        x: left,
        y: top,
        w: within(target.x + target.w, 0.0, layer.w) - left,
        h: within(target.y + target.h, 0.0, layer.h) - top,
    }
}

/// Like `clamp`, with the least winning where the bounds cross.
fn within(value: f64, least: f64, most: f64) -> f64 {
    value.min(most).max(least)
}

#[cfg(test)]
mod tests;
