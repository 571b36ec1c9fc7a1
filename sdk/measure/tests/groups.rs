//! Groups and how evenly they were served: roll-ups, uniformity, equity.

use measure::motivation::{Model, Posterior, Trials, posterior};
use measure::rollup::{self, comprehension, motivation, shrunk, users_who_know};
use measure::sample::Sample;
use measure::uniformity::{Cell, Delivery, Segment, Why, equity, same_version, uniformity};

mod draw;
use draw::Draw;

#[test]
fn how_many_know() {
    let mut draw = Draw(1);
    for many in 1..60 {
        let mut known: Vec<f64> = (0..many).map(|_| draw.unit()).collect();
        let got = users_who_know(&known).expect("people");
        assert!(got.low <= got.high && got.high as usize <= many, "{got:?}");
        assert!(f64::from(got.low) <= got.mean.ceil() && got.mean.floor() <= f64::from(got.high));
        draw.shuffle(&mut known);
        let other = users_who_know(&known).expect("people");
        assert_eq!((got.low, got.high), (other.low, other.high));
    }
    let sure = users_who_know(&[1.0, 1.0, 0.0, f64::NAN, 7.0]).expect("people");
    assert_eq!((sure.low, sure.high, sure.mean), (3, 3, 3.0));
    assert!(users_who_know(&[]).is_err());
}

#[test]
fn an_account() {
    let cell = |topic, known| rollup::Cell {
        topic,
        weight: 1.0,
        known,
    };
    let cells = [
        cell(1, Some((0.9, 3.0))),
        cell(1, Some((0.7, 1.0))),
        cell(2, Some((0.4, 2.5))),
        cell(2, None),
        rollup::Cell {
            topic: 3,
            weight: 0.0,
            known: Some((0.0, 9.0)),
        },
    ];
    let got = comprehension(&cells).expect("evidence");
    assert!((got.mean - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(got.weakest, (2, 0.4));
    assert_eq!((got.firm, got.measured, got.required), (2, 3, 4));
    assert_eq!(got.coverage(), 0.5);
    assert!(
        comprehension(&cells[3..]).is_err(),
        "nothing was seen of what is required"
    );
    assert!((shrunk(1.0, 10.0, 0.5) - 0.75).abs() < 1e-12);
    assert!(
        shrunk(1.0, 2.0, 0.5) < shrunk(0.9, 60.0, 0.5),
        "two cells do not lead a ranking"
    );
}

#[test]
fn motivation_of_a_group() {
    let member = |successes: f64, trials: f64| {
        (
            posterior(&[Trials { successes, trials }; 6], &Model::default()),
            1.0,
        )
    };
    let alike = vec![member(5.0, 10.0); 4];
    let got = motivation(&alike).expect("four");
    assert!((got.value - 0.5).abs() < 1e-12 && (got.n - 4.0).abs() < 1e-12);
    let apart = [
        member(0.0, 10.0),
        member(10.0, 10.0),
        member(0.0, 10.0),
        member(10.0, 10.0),
    ];
    let wide = motivation(&apart).expect("four").range;
    assert!(wide.high - wide.low > 2.0 * (got.range.high - got.range.low));
    let few = motivation(&alike[..2]).expect_err("two");
    assert_eq!((few.of, few.have, few.need), (Sample::Users, 2, 3));
    let leaning: Vec<(Posterior, f64)> = [1.0, 1.0, 1.0, 9.0].map(|w| (alike[0].0, w)).to_vec();
    assert!(
        motivation(&leaning).expect("four").n < 2.0,
        "one person is most of it"
    );
}

fn whole(user: u32, item: u32, version: u32, in_language: u32) -> Cell {
    let delivery = Delivery::Whole {
        version,
        current: version == 2,
        steps: 4,
        in_language,
    };
    Cell {
        user,
        item,
        delivery,
    }
}

#[test]
fn every_planted_gap_is_listed() {
    let cells = [
        whole(1, 1, 2, 4),
        whole(2, 1, 2, 4),
        whole(3, 1, 1, 2),
        whole(1, 2, 2, 3),
        Cell {
            user: 2,
            item: 2,
            delivery: Delivery::Partial,
        },
        Cell {
            user: 3,
            item: 2,
            delivery: Delivery::NotYet,
        },
        Cell {
            user: 4,
            item: 2,
            delivery: Delivery::Overdue,
        },
    ];
    let got = uniformity(&cells).expect("required");
    let gaps: Vec<(u32, u32, Why)> = got
        .gaps
        .iter()
        .map(|gap| (gap.user, gap.item, gap.why))
        .collect();
    let expected = [
        (3, 1, Why::OtherVersion),
        (1, 2, Why::OtherLanguage),
        (2, 2, Why::Partial),
        (3, 2, Why::NotYet),
        (4, 2, Why::Overdue),
    ];
    assert_eq!(gaps, expected);
    assert!((got.coverage.value - 4.0 / 7.0).abs() < 1e-12);
    // The second item was delivered once, and says nothing about versions.
    assert!((got.version.expect("three") - 1.0 / 3.0).abs() < 1e-12);
    assert!((got.language.expect("steps") - 13.0 / 16.0).abs() < 1e-12);
    assert_eq!(Why::NotYet.name(), "not_yet");
}

#[test]
fn the_index_is_no_more_than_its_least_factor() {
    let mut draw = Draw(2);
    for _ in 0..300 {
        let mut cells: Vec<Cell> = (0..1 + draw.below(40) as u32)
            .map(|user| match draw.below(5) {
                0 => Cell {
                    user,
                    item: 1,
                    delivery: Delivery::NotYet,
                },
                at => whole(user, user % 3, at as u32 / 2, draw.below(6) as u32),
            })
            .collect();
        let got = uniformity(&cells).expect("required");
        if let Ok(index) = got.index {
            let least = got
                .coverage
                .value
                .min(got.version.expect("known"))
                .min(got.language.expect("known"));
            assert!((0.0..=least + 1e-12).contains(&index), "{got:?}");
        }
        let wrong = |why| got.gaps.iter().filter(|gap| gap.why == why).count();
        assert_eq!(
            wrong(Why::NotYet) as f64,
            (got.coverage.n * (1.0 - got.coverage.value)).round()
        );
        draw.shuffle(&mut cells);
        let other = uniformity(&cells).expect("required");
        assert_eq!((other.index, other.gaps.len()), (got.index, got.gaps.len()));
    }
    assert!(uniformity(&[]).is_err());
    let once = uniformity(&[whole(1, 1, 2, 4)]).expect("required");
    assert!(
        once.version.is_err() && once.index.is_err(),
        "one delivery has no version factor"
    );
    assert!(same_version(&[1]).is_err());
}

#[test]
fn the_equity_line() {
    let segment = |delivered, required| Segment {
        delivered,
        required,
    };
    let got = equity(&[segment(90, 100), segment(45, 100), segment(0, 0)]).expect("two");
    assert!((got.ratio.value - 0.5).abs() < 1e-12);
    assert_eq!((got.lowest, got.highest, got.ratio.n), (1, 0, 2.0));
    assert!(got.ratio.range.low < 0.5 && 0.5 < got.ratio.range.high);
    let even = equity(&[segment(9, 10), segment(9, 10)]).expect("two");
    assert_eq!((even.ratio.value, even.ratio.range.high), (1.0, 1.0));
    assert!(equity(&[segment(9, 10)]).is_err());
    assert!(
        equity(&[segment(0, 10), segment(0, 20)]).is_err(),
        "nobody got anything"
    );
}
