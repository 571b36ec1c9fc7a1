//! Comprehension: the properties that hold for every history. Published figures: `golden.rs`.

use measure::comprehension::{
    Assumptions, Cell, Label, Observation, estimate, label, partial_credit, right_answer,
};
use measure::evidence::{Kind, default_row};
use measure::history::History;

mod draw;
use draw::Draw;

const RIGHT: Kind = Kind::SingleChoice {
    options: 4,
    right: true,
};
const WRONG: Kind = Kind::SingleChoice {
    options: 4,
    right: false,
};
const KINDS: [Kind; 12] = [
    RIGHT,
    WRONG,
    Kind::TaskDone,
    Kind::TaskFailed,
    Kind::Transfer,
    Kind::GuideFinished,
    Kind::Viewed,
    Kind::GuideReopened,
    Kind::HelpSearched,
    Kind::BackSteps,
    Kind::Inquiry,
    Kind::RapidGuess,
];

fn history(kinds: &[(f64, Kind)]) -> Vec<Observation> {
    let observation = |(day, kind): &(f64, Kind)| Observation {
        day: *day,
        evidence: default_row(*kind),
    };
    kinds.iter().map(observation).collect()
}

fn any_history(draw: &mut Draw) -> Vec<Observation> {
    let many = 1 + draw.below(12);
    let kinds: Vec<(f64, Kind)> = (0..many)
        .map(|_| {
            // Quarters of a day, so that some fall on the same moment.
            let day = draw.below(160) as f64 / 4.0;
            (day, KINDS[draw.below(12)])
        })
        .collect();
    history(&kinds)
}

#[test]
fn whatever_order_they_arrive_in() {
    let mut draw = Draw(1);
    for _ in 0..500 {
        let mut seen = any_history(&mut draw);
        let before = estimate(&seen, 50.0).expect("seen");
        for _ in 0..4 {
            draw.shuffle(&mut seen);
            let after = estimate(&seen, 50.0).expect("seen");
            let bits = |value: measure::comprehension::Estimate| {
                [value.known, value.low, value.high, value.evidence].map(f64::to_bits)
            };
            assert_eq!(bits(before), bits(after), "{seen:?}");
        }
    }
}

#[test]
fn what_comes_later_says_nothing_about_before() {
    let mut draw = Draw(2);
    for _ in 0..300 {
        let seen = any_history(&mut draw);
        let early: Vec<Observation> = seen.iter().filter(|one| one.day <= 20.0).copied().collect();
        assert_eq!(estimate(&seen, 20.0), estimate(&early, 20.0));
    }
    assert_eq!(estimate(&[], 3.0), None);
    assert_eq!(estimate(&history(&[(3.0, RIGHT)]), 2.0), None);
}

#[test]
fn bounds_hold_and_nothing_is_nan() {
    let odd = [
        (
            Kind::SingleChoice {
                options: 0,
                right: true,
            },
            1.0,
        ),
        (
            Kind::Ordering {
                items: 255,
                right: false,
            },
            f64::NAN,
        ),
        (
            Kind::MultipleChoice {
                options: 255,
                right: true,
            },
            -3.0,
        ),
        (
            Kind::MultipleChoice {
                options: 60,
                right: false,
            },
            1e9,
        ),
        (RIGHT, f64::INFINITY),
    ];
    let mut draw = Draw(3);
    for _ in 0..500 {
        let mut seen = any_history(&mut draw);
        let (kind, day) = odd[draw.below(odd.len())];
        seen.extend(history(&[(day, kind)]));
        for at in [0.0, 40.0, 5_000.0, 2e9] {
            let Some(got) = estimate(&seen, at) else {
                continue;
            };
            assert!(got.low <= got.known && got.known <= got.high, "{got:?}");
            assert!(got.low >= 0.001 && got.high <= 0.999, "{got:?}");
            assert!(got.evidence >= 0.0 && got.evidence.is_finite(), "{got:?}");
        }
    }
}

#[test]
fn the_band_is_the_four_corners() {
    let seen = history(&[(0.0, Kind::GuideFinished), (1.0, Kind::TaskDone)]);
    let got = estimate(&seen, 8.0).expect("seen");
    let corner = |belief, stability| {
        let assumptions = Assumptions {
            belief,
            stability,
            ..Assumptions::default()
        };
        Cell::replay(assumptions, &seen).known_at(8.0)
    };
    assert_eq!(got.low, corner(0.7, 7.0));
    assert_eq!(got.high, corner(1.3, 28.0));
}

#[test]
fn a_right_answer_never_lowers() {
    for length in 1..6usize {
        for pattern in 0..(1u32 << length) {
            let answers = |pattern: u32| {
                let one = |at: usize| if pattern >> at & 1 == 1 { RIGHT } else { WRONG };
                let kinds: Vec<(f64, Kind)> =
                    (0..length).map(|at| (at as f64 * 3.0, one(at))).collect();
                estimate(&history(&kinds), 30.0).expect("seen").known
            };
            for at in 0..length {
                let better = answers(pattern | 1 << at);
                assert!(better >= answers(pattern) - 1e-12, "{pattern:b} {at}");
            }
        }
    }
}

#[test]
fn not_having_tried_is_no_failure() {
    let mut draw = Draw(4);
    for _ in 0..200 {
        let history: History = any_history(&mut draw).into_iter().collect();
        let with = |kind: Kind| {
            let mut history = history.clone();
            let day = 45.0;
            history.add(Observation {
                day,
                evidence: default_row(kind),
            });
            history
                .estimate(Assumptions::default(), 45.0)
                .expect("seen")
                .known
        };
        let without = history
            .estimate(Assumptions::default(), 45.0)
            .expect("seen")
            .known;
        assert!(with(Kind::RapidGuess) >= without - 1e-12);
        assert!(with(Kind::Viewed) >= without - 1e-12);
    }
}

#[test]
fn knowledge_fades_to_ignorance_and_not_below() {
    let cell = Cell::replay(Assumptions::default(), &history(&[(0.0, Kind::TaskDone)]));
    let mut before = 1.0;
    for day in 0..4_000 {
        let known = cell.known_at(f64::from(day));
        assert!(known <= before && known > 0.20, "{day}");
        before = known;
    }
    let low = Cell::replay(Assumptions::default(), &history(&[(0.0, WRONG)]));
    assert_eq!(low.known_at(0.0), low.known_at(900.0));
}

#[test]
fn labels_at_their_edges() {
    let check = |known, evidence, expected: Label| {
        assert_eq!(label(known, evidence), expected, "{known} {evidence}")
    };
    check(0.99, 0.5, Label::Unmeasured);
    check(0.99, 1.0, Label::Provisional);
    check(0.99, 2.4, Label::Provisional);
    check(0.95, 2.5, Label::Mastered);
    check(0.949, 2.5, Label::Mostly);
    check(0.80, 3.0, Label::Mostly);
    check(0.799, 3.0, Label::Learning);
    check(0.40, 3.0, Label::Learning);
    check(0.399, 3.0, Label::NeedsHelp);
    assert_eq!(Label::NeedsHelp.name(), "needs_help");
}

#[test]
fn credit_by_chance_does_not_raise() {
    let factor = |score| {
        let row = partial_credit(score, 0.5, 0.15, 1.0 / 24.0, 0.1);
        (row.if_known / row.if_unknown).ln()
    };
    assert!((factor(1.0) - (0.85f64 * 24.0).ln()).abs() < 1e-9);
    assert!((factor(0.5) - (0.15f64 / (23.0 / 24.0)).ln()).abs() < 1e-9);
    assert_eq!(factor(0.2), factor(0.5));
    assert!(factor(0.75) > factor(0.6));
    assert!((right_answer(0.5, 0.1, 0.25) - 0.575).abs() < 1e-15);
}
