//! Placement by tables: a target, a card, a viewport and a wish give a place.

use super::*;

const LAYER: Size = Size {
    w: 1280.0,
    h: 800.0,
};
const CARD: Size = Size { w: 344.0, h: 200.0 };

fn rect(x: f64, y: f64, w: f64, h: f64) -> Rect {
    Rect { x, y, w, h }
}

fn bubble(target: Rect, wish: &Placement) -> Bubble<'_> {
    Bubble {
        target,
        size: CARD,
        layer: LAYER,
        wish,
        along: Along::Centre,
        gap: CARD_GAP,
        direction: Direction::Ltr,
    }
}

fn check(target: Rect, wish: Placement, expected: Place) {
    assert_eq!(
        beside(&bubble(target, &wish)),
        expected,
        "{target:?} {wish:?}"
    );
}

fn at(x: f64, y: f64, side: Side, beak: f64) -> Place {
    Place::Beside {
        x,
        y,
        side,
        beak: Some(beak),
    }
}

#[test]
fn the_wish_is_kept_where_there_is_room() {
    let middle = rect(600.0, 380.0, 80.0, 40.0);
    check(
        middle,
        Placement::Auto,
        at(468.0, 434.0, Side::Bottom, 165.0),
    );
    check(
        middle,
        Placement::Center,
        at(468.0, 434.0, Side::Bottom, 165.0),
    );
    check(
        middle,
        Placement::Bottom,
        at(468.0, 434.0, Side::Bottom, 165.0),
    );
    check(middle, Placement::Top, at(468.0, 166.0, Side::Top, 165.0));
    check(middle, Placement::Left, at(242.0, 300.0, Side::Left, 93.0));
    check(
        middle,
        Placement::Right,
        at(694.0, 300.0, Side::Right, 93.0),
    );
}

#[test]
fn it_flips_then_turns() {
    let low = rect(600.0, 700.0, 80.0, 40.0);
    check(low, Placement::Bottom, at(468.0, 486.0, Side::Top, 165.0));
    let high = rect(600.0, 20.0, 80.0, 40.0);
    check(high, Placement::Top, at(468.0, 74.0, Side::Bottom, 165.0));
    let right = rect(1200.0, 380.0, 60.0, 40.0);
    check(right, Placement::Right, at(842.0, 300.0, Side::Left, 93.0));
    let column = rect(100.0, 0.0, 200.0, 800.0);
    check(column, Placement::Auto, at(314.0, 300.0, Side::Right, 93.0));
    let row = rect(0.0, 380.0, 1280.0, 40.0);
    check(row, Placement::Left, at(468.0, 434.0, Side::Bottom, 165.0));
}

#[test]
fn it_shifts_along_the_edge_and_the_beak_stays_on_the_target() {
    let corner = rect(1180.0, 20.0, 80.0, 36.0);
    check(
        corner,
        Placement::Auto,
        at(924.0, 70.0, Side::Bottom, 289.0),
    );
    let start = rect(20.0, 20.0, 80.0, 36.0);
    check(start, Placement::Auto, at(12.0, 70.0, Side::Bottom, 41.0));
    // A target in the very corner: the beak keeps off the rounded corner.
    let tiny = rect(0.0, 20.0, 10.0, 10.0);
    check(tiny, Placement::Auto, at(12.0, 44.0, Side::Bottom, 14.0));
}

#[test]
fn no_side_fits_makes_a_sheet_away_from_the_target() {
    let sheet = |y, dock| Place::Sheet { x: 468.0, y, dock };
    let upper = rect(0.0, 0.0, 1280.0, 780.0);
    check(upper, Placement::Auto, sheet(588.0, Dock::Bottom));
    let lower = rect(0.0, 100.0, 1280.0, 700.0);
    check(lower, Placement::Auto, sheet(12.0, Dock::Top));
}

#[test]
fn a_target_out_of_sight_is_pointed_at_from_the_edge_without_a_beak() {
    let edge = |x, y, side| Place::Beside {
        x,
        y,
        side,
        beak: None,
    };
    let above = rect(600.0, -300.0, 80.0, 40.0);
    check(above, Placement::Top, edge(468.0, 14.0, Side::Bottom));
    let below = rect(600.0, 1300.0, 80.0, 40.0);
    check(below, Placement::Auto, edge(468.0, 586.0, Side::Top));
}

#[test]
fn a_bubble_never_covers_its_target() {
    let wishes = [
        Placement::Auto,
        Placement::Top,
        Placement::Right,
        Placement::Bottom,
        Placement::Left,
    ];
    for direction in [Direction::Ltr, Direction::Rtl] {
        for along in [Along::Centre, Along::Start] {
            for (x, y) in (0..40).flat_map(|i| (0..25).map(move |j| (i * 32, j * 32))) {
                for wish in &wishes {
                    let target = rect(f64::from(x), f64::from(y), 120.0, 36.0);
                    let found = beside(&Bubble {
                        along,
                        direction,
                        ..bubble(target, wish)
                    });
                    let Place::Beside { x, y, .. } = found else {
                        panic!("{target:?} {wish:?}: a small target leaves room, got {found:?}");
                    };
                    let apart = x + CARD.w <= target.x
                        || target.x + target.w <= x
                        || y + CARD.h <= target.y
                        || target.y + target.h <= y;
                    let inside =
                        x >= 0.0 && y >= 0.0 && x + CARD.w <= LAYER.w && y + CARD.h <= LAYER.h;
                    assert!(apart && inside, "{target:?} {wish:?} {found:?}");
                }
            }
        }
    }
}

#[test]
fn a_tip_begins_before_its_dot_on_the_reading_side() {
    let spot = rect(600.0, 100.0, DOT, DOT);
    let tip = |direction| {
        beside(&Bubble {
            along: Along::Start,
            gap: TIP_GAP,
            direction,
            ..bubble(spot, &Placement::Auto)
        })
    };
    assert_eq!(tip(Direction::Ltr), at(572.0, 134.0, Side::Bottom, 33.0));
    assert_eq!(tip(Direction::Rtl), at(308.0, 134.0, Side::Bottom, 297.0));
}

#[test]
fn a_dot_stands_at_the_inline_end_or_where_there_is_room() {
    let check = |target: Rect, direction, expected: (f64, f64)| {
        assert_eq!(dot(target, LAYER, direction), expected, "{target:?}");
    };
    let middle = rect(100.0, 100.0, 60.0, 20.0);
    check(middle, Direction::Ltr, (164.0, 98.0));
    check(middle, Direction::Rtl, (72.0, 98.0));
    check(
        rect(1200.0, 100.0, 70.0, 20.0),
        Direction::Ltr,
        (1172.0, 98.0),
    );
    check(rect(10.0, 100.0, 70.0, 20.0), Direction::Rtl, (84.0, 98.0));
    check(
        rect(0.0, 100.0, 1280.0, 20.0),
        Direction::Ltr,
        (1256.0, 98.0),
    );
}

#[test]
fn a_sheet_may_be_as_high_as_its_target_leaves_room() {
    let phone = Size { w: 390.0, h: 720.0 };
    let check = |y: f64, expected: f64| {
        let target = rect(16.0, y, 358.0, 40.0);
        let place = sheet(target, Size { w: 374.0, h: 400.0 }, phone);
        assert_eq!(sheet_room(target, phone, &place), expected, "{y}");
    };
    check(400.0, 380.0);
    check(100.0, 560.0);
}
