//! Comprehension against independent traces, and the properties that hold for every history.

use measure::comprehension::{
    Assumptions, Cell, Label, Observation, estimate, label, partial_credit, retention,
};
use measure::evidence::{Evidence, Kind, default_row};

fn kind(name: &str) -> Kind {
    match name {
        "single4_ok" => Kind::SingleChoice {
            options: 4,
            right: true,
        },
        "single4_ng" => Kind::SingleChoice {
            options: 4,
            right: false,
        },
        "single3_ok" => Kind::SingleChoice {
            options: 3,
            right: true,
        },
        "single3_ng" => Kind::SingleChoice {
            options: 3,
            right: false,
        },
        "multi4_ok" => Kind::MultipleChoice {
            options: 4,
            right: true,
        },
        "multi4_ng" => Kind::MultipleChoice {
            options: 4,
            right: false,
        },
        "order4_ok" => Kind::Ordering {
            items: 4,
            right: true,
        },
        "order4_ng" => Kind::Ordering {
            items: 4,
            right: false,
        },
        "task_ok" => Kind::TaskDone,
        "task_ng" => Kind::TaskFailed,
        "transfer_ok" => Kind::Transfer,
        "guided_done" => Kind::GuideFinished,
        "viewed" => Kind::Viewed,
        "guide_repeat" => Kind::GuideReopened,
        "help_after" => Kind::HelpSearched,
        "backstep" => Kind::BackSteps,
        "enquiry" => Kind::Inquiry,
        "rapid" => Kind::RapidGuess,
        other => panic!("no kind {other}"),
    }
}

fn near(got: f64, expected: &str, tolerance: f64, line: &str) {
    let expected: f64 = expected.parse().expect(line);
    assert!(
        (got - expected).abs() <= tolerance,
        "{line}: {got} is not {expected}"
    );
}

#[test]
fn the_table_is_the_published_one() {
    let mut lines = 0;
    for line in include_str!("golden/evidence_table.csv").lines().skip(1) {
        let cell: Vec<&str> = line.split(',').collect();
        let row = default_row(kind(cell[0]));
        near(row.if_known, cell[1], 5e-7, line);
        near(row.if_unknown, cell[2], 5e-7, line);
        near(row.weight, cell[3], 0.0, line);
        near(row.learn, cell[4], 0.0, line);
        assert_eq!(row.retrieval, cell[5] == "1", "{line}");
        lines += 1;
    }
    assert_eq!(lines, 18);
}

#[test]
fn every_line_of_the_golden_trace() {
    let mut cell = Cell::new(Assumptions::default());
    let (mut case, mut lines) = (String::new(), 0);
    for line in include_str!("golden/comprehension_trace.csv")
        .lines()
        .skip(1)
    {
        let column: Vec<&str> = line.split(',').collect();
        if column[0] != case {
            case = column[0].to_owned();
            cell = Cell::new(Assumptions::default());
        }
        let day: f64 = column[1].parse().expect(line);
        if column[2] == "(read)" {
            near(cell.known_at(day), column[3], 1e-9, line);
        } else {
            let seen = cell.observe(Observation {
                day,
                evidence: default_row(kind(column[2])),
            });
            near(seen.before, column[3], 1e-9, line);
            near(seen.after_evidence, column[4], 1e-9, line);
            near(seen.after_learning, column[5], 1e-9, line);
        }
        near(cell.stability(), column[6], 1e-9, line);
        near(cell.evidence(), column[7], 1e-9, line);
        lines += 1;
    }
    assert_eq!(lines, 36);
}

#[test]
fn without_forgetting_it_is_plain_knowledge_tracing() {
    let mut compared = 0;
    for case in include_str!("golden/bkt_cases.csv").lines().skip(1) {
        let column: Vec<&str> = case.split(',').collect();
        let number = |at: usize| column[at].parse::<f64>().expect(case);
        let (prior, learn, guess, slip) = (number(1), number(2), number(3), number(4));
        if number(5) != 0.0 {
            continue; // forgetting by step, not by time
        }
        let mut cell = Cell::new(Assumptions {
            prior,
            ..Assumptions::default()
        });
        let lines = include_str!("golden/bkt_posterior.csv").lines().skip(1);
        for line in lines.filter(|line| line.starts_with(&format!("{},", column[0]))) {
            let step: Vec<&str> = line.split(',').collect();
            let next: f64 = step[6].parse().expect(line);
            if !(0.001..=0.999).contains(&next) {
                break; // ours stops there on purpose
            }
            let (if_known, if_unknown) = if step[2] == "1" {
                (1.0 - slip, guess)
            } else {
                (slip, 1.0 - guess)
            };
            let evidence = Evidence {
                if_known,
                if_unknown,
                weight: 1.0,
                learn,
                retrieval: true,
            };
            let seen = cell.observe(Observation { day: 0.0, evidence });
            near(seen.before, step[3], 1e-9, line);
            near(seen.after_evidence, step[5], 1e-9, line);
            near(seen.after_learning, step[6], 1e-9, line);
            compared += 1;
        }
    }
    assert!(compared >= 25, "only {compared} steps compared");
}

#[test]
fn forgetting_follows_the_published_curve() {
    let mut lines = 0;
    for line in include_str!("golden/forgetting.csv").lines().skip(1) {
        let column: Vec<&str> = line.split(',').collect();
        let number = |at: usize| column[at].parse::<f64>().expect(line);
        near(retention(number(1), number(0)), column[2], 1e-9, line);
        lines += 1;
    }
    assert!(lines > 20);
}

#[test]
fn nothing_seen_says_nothing() {
    assert_eq!(estimate(&[], 3.0), None);
}

fn history(kinds: &[(f64, Kind)]) -> Vec<Observation> {
    kinds
        .iter()
        .map(|(day, kind)| Observation {
            day: *day,
            evidence: default_row(*kind),
        })
        .collect()
}

#[test]
fn the_band_holds_the_point_and_nothing_is_nan() {
    let kinds = [
        Kind::GuideFinished,
        Kind::TaskDone,
        Kind::GuideReopened,
        Kind::TaskFailed,
        Kind::SingleChoice {
            options: 0,
            right: true,
        },
        Kind::Ordering {
            items: 255,
            right: false,
        },
        Kind::MultipleChoice {
            options: 255,
            right: true,
        },
    ];
    for first in kinds {
        for second in kinds {
            for gap in [0.0, 0.5, 1.0, 400.0, -2.0] {
                let seen = history(&[(1.0, first), (1.0 + gap, second)]);
                for at in [0.0, 2.0, 5_000.0] {
                    let got = estimate(&seen, at).expect("something was seen");
                    for value in [got.known, got.low, got.high, got.evidence] {
                        assert!(value.is_finite(), "{first:?} {second:?} {gap} {at}");
                    }
                    assert!(got.low <= got.known && got.known <= got.high);
                    assert!((0.0..=1.0).contains(&got.low) && (0.0..=1.0).contains(&got.high));
                }
            }
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
    let wrong = Kind::SingleChoice {
        options: 4,
        right: false,
    };
    let right = Kind::SingleChoice {
        options: 4,
        right: true,
    };
    for length in 1..6usize {
        for pattern in 0..(1u32 << length) {
            let answers = |pattern: u32| {
                let kinds: Vec<(f64, Kind)> = (0..length)
                    .map(|at| {
                        (
                            at as f64 * 3.0,
                            if pattern >> at & 1 == 1 { right } else { wrong },
                        )
                    })
                    .collect();
                estimate(&history(&kinds), 30.0).expect("seen").known
            };
            for at in 0..length {
                assert!(
                    answers(pattern | 1 << at) >= answers(pattern) - 1e-12,
                    "{pattern:b} {at}"
                );
            }
        }
    }
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
}
