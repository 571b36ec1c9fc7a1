//! Bottlenecks, waiting times, support, business figures, promoters.

use measure::bottleneck::{Inquiries, Repair, Step, inquiries, steps};
use measure::detect::Window;
use measure::interval::Z90;
use measure::kpi::{Period, funnel, lifetime_value, revenue, stickiness};
use measure::nps::{Answers, score};
use measure::sample::Sample;
use measure::support::{Ticket, deflection, support};
use measure::survival::{Wait, curve};

mod draw;
use draw::Draw;

fn step(reached: u64, left: u64) -> Step {
    Step {
        kind: 1,
        reached,
        left,
        excess_seconds: 0.0,
        helped: 0.0,
        turned_back: 0.0,
    }
}

#[test]
fn the_steps_that_lose_people_come_first() {
    let all = [
        step(1_000, 30),
        step(900, 180),
        step(60, 30),
        step(19, 19),
        step(800, 25),
        step(700, 20),
    ];
    let (ranked, few) = steps(&all);
    let order: Vec<usize> = ranked.iter().map(|one| one.step).collect();
    assert_eq!(order[..2], [1, 2], "{ranked:?}");
    assert!(
        ranked[0].lost > 100.0 && ranked[0].lost < 180.0,
        "{ranked:?}"
    );
    assert_eq!(ranked[2].lost, 0.0);
    assert_eq!(
        few.iter()
            .map(|(at, missing)| (*at, missing.need))
            .collect::<Vec<_>>(),
        [(3, 20)]
    );
    // Two of a kind have no usual rate of their own; all steps lend theirs.
    let mut other = all;
    (other[1].kind, other[2].kind) = (2, 2);
    assert_eq!(steps(&other).0[0].step, 1);
    let mut tied = [step(100, 3); 3];
    (tied[1].helped, tied[2].excess_seconds) = (0.5, 9.0);
    let order: Vec<usize> = steps(&tied).0.iter().map(|one| one.step).collect();
    assert_eq!(order, [2, 1, 0]);
}

#[test]
fn planted_bottlenecks_are_found() {
    let (mut hits, mut draw) = (0, Draw(3));
    for _ in 0..100 {
        let all: Vec<Step> = (0..40)
            .map(|at| {
                let reached = 150 + draw.below(400);
                let rate = if at % 8 == 0 {
                    0.25
                } else {
                    0.02 + 0.05 * draw.unit()
                };
                step(reached as u64, draw.binomial(reached, rate) as u64)
            })
            .collect();
        hits += steps(&all)
            .0
            .iter()
            .take(5)
            .filter(|one| one.step % 8 == 0)
            .count();
    }
    assert!(
        hits >= 450,
        "{hits} of 500 planted steps among the first five"
    );
}

#[test]
fn inquiries_in_the_order_of_what_they_cost() {
    let seen = |count, not_delivered, taught_but_low, minutes| {
        let known_but_asks = count - not_delivered - taught_but_low;
        Inquiries {
            count,
            not_delivered,
            taught_but_low,
            known_but_asks,
            minutes,
        }
    };
    let all = [
        seen(50, 5, 5, 10.0),
        seen(20, 15, 5, 12.0),
        seen(30, 5, 20, 4.0),
        seen(0, 0, 0, 9.0),
    ];
    let got = inquiries(&all, 400).expect("users");
    let order: Vec<usize> = got.iter().map(|one| one.category).collect();
    assert_eq!(order, [1, 0, 2, 3]);
    assert!((got[0].spared - 240.0).abs() < 1e-9 && (got[1].spared - 100.0).abs() < 1e-9);
    let repairs: Vec<Option<Repair>> = got.iter().map(|one| one.repair).collect();
    assert_eq!(
        repairs,
        [
            Some(Repair::Delivery),
            Some(Repair::Product),
            Some(Repair::Content),
            None
        ]
    );
    assert!((got[1].rate - 12.5).abs() < 1e-12);
    assert!(
        got.iter()
            .all(|one| one.range.low <= one.rate && one.rate <= one.range.high)
    );
    assert!(inquiries(&all, 0).is_err());
}

#[test]
fn those_who_wait_are_not_dropped() {
    let reached = |time| Wait {
        time,
        reached: true,
    };
    let waiting = |time| Wait {
        time,
        reached: false,
    };
    let quick = [reached(2.0), reached(3.0), reached(4.0)];
    let mut all = quick.to_vec();
    all.extend([waiting(30.0); 5]);
    let got = curve(&all).expect("eight");
    assert_eq!(got.quantile(0.5).time, None, "five of eight still wait");
    assert_eq!(got.quantile(0.3).time, Some(4.0));
    assert!((got.reached_by(10.0).expect("watched").value - 0.375).abs() < 1e-12);
    assert!(
        got.reached_by(31.0).is_err(),
        "nobody was watched for so long"
    );
    let early = got.reached_by(1.0).expect("watched");
    assert!(early.value == 0.0 && early.range.high > 0.0);
    assert!(curve(&quick).is_err());
}

#[test]
fn curves_fall_and_bands_hold_them_in_any_order() {
    let mut draw = Draw(4);
    for many in 5..60 {
        let mut waits: Vec<Wait> = (0..many)
            .map(|_| Wait {
                time: draw.below(20) as f64,
                reached: draw.unit() < 0.6,
            })
            .collect();
        let got = curve(&waits).expect("people");
        let mut before = 1.0;
        for point in &got.points {
            assert!(point.waiting < before && point.waiting >= 0.0);
            assert!(
                point.range.low <= point.waiting && point.waiting <= point.range.high,
                "{point:?}"
            );
            before = point.waiting;
        }
        draw.shuffle(&mut waits);
        assert_eq!(curve(&waits).expect("people"), got);
    }
}

#[test]
fn support_counts_what_is_still_open() {
    let ticket = |opened, answered, resolved, reopened| Ticket {
        opened,
        answered,
        resolved,
        reopened,
    };
    let all = [
        ticket(0.0, Some(0.5), Some(1.0), None),
        ticket(1.0, Some(2.0), Some(3.0), Some(4.0)),
        ticket(2.0, Some(2.5), Some(4.0), Some(15.0)),
        ticket(3.0, None, None, None),
        ticket(4.0, Some(8.0), Some(99.0), None),
        ticket(50.0, None, None, None),
    ];
    let got = support(&all, 20.0);
    assert_eq!(got.volume, 5);
    assert_eq!(got.first_response.expect("five").time, Some(1.0));
    assert_eq!(
        got.slow_response.expect("five").time,
        None,
        "one of five was never answered"
    );
    assert!((got.resolution.expect("closed").value - 2.0 / 3.0).abs() < 1e-12);
    assert!((got.reopened.expect("closed").value - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(got.backlog, [19.0, 18.0, 17.0, 16.0]);
    let nothing = support(&[], 20.0);
    assert!(
        nothing.resolution.is_err()
            && nothing.first_response.is_err()
            && nothing.backlog.is_empty()
    );
}

#[test]
fn deflection_only_from_a_holdout() {
    let window = |count, days| Window { count, days };
    assert!(deflection(window(3, 100.0), window(0, 100.0)).is_err());
    assert!(deflection(window(3, 100.0), window(5, 0.0)).is_err());
    let got = deflection(window(20, 1_000.0), window(30, 100.0)).expect("inquiries");
    assert!(got.range.low > 0.8 && got.range.low < got.value && got.value < got.range.high);
}

#[test]
fn ratios_over_nothing_are_not_there() {
    let got = revenue(&Period::default());
    assert!(got.gross_retention.is_none() && got.quick.is_none() && got.logo_churn.is_err());
    let few = lifetime_value(5_000.0, 0.8, 9, 900).expect_err("nine");
    assert_eq!((few.of, few.have, few.need), (Sample::Churned, 9, 10));
    let got = lifetime_value(5_000.0, 0.8, 20, 1_000).expect("twenty");
    assert!((got.value - 200_000.0).abs() < 1e-6);
    assert!(got.range.low < got.value && got.value < got.range.high && got.range.high.is_finite());
    assert!((stickiness(&[10, 20, 30], 40).expect("users") - 0.5).abs() < 1e-12);
    assert!(stickiness(&[], 40).is_err() && stickiness(&[1], 0).is_err());
}

#[test]
fn a_funnel_in_order_and_in_time() {
    let person = |times: &[&[f64]]| times.iter().map(|step| step.to_vec()).collect::<Vec<_>>();
    let people = [
        person(&[&[1.0], &[2.0], &[3.0]]),
        person(&[&[1.0], &[0.5], &[3.0]]),  // second before first
        person(&[&[1.0], &[2.0], &[30.0]]), // third too late
        person(&[&[1.0, 20.0], &[21.0], &[22.0]]), // from the second start
        person(&[&[], &[1.0], &[2.0]]),
    ];
    let got = funnel(&people, 3, 14.0);
    assert_eq!(
        got.iter().map(|stage| stage.reached).collect::<Vec<_>>(),
        [4, 3, 2]
    );
    assert!((got[2].from_previous.expect("three").value - 2.0 / 3.0).abs() < 1e-12);
    assert!((got[2].from_first.expect("four").value - 0.5).abs() < 1e-12);
    assert!(funnel(&[], 2, 1.0)[0].from_previous.is_err());
}

#[test]
fn promoters_less_detractors() {
    let got = score(Answers::of(&[10, 9, 9, 8, 7, 6, 0]), Z90).expect("seven");
    assert!((got.value - 100.0 / 7.0).abs() < 1e-12 && got.n == 7.0);
    assert_eq!(score(Answers::of(&[10; 4]), Z90).expect_err("four").have, 4);
    let all = score(Answers::of(&[10; 5]), Z90).expect("five");
    assert_eq!((all.value, all.range.high), (100.0, 100.0));
    let mut draw = Draw(5);
    for _ in 0..300 {
        let mut scores: Vec<u8> = (0..5 + draw.below(40))
            .map(|_| draw.below(11) as u8)
            .collect();
        let got = score(Answers::of(&scores), Z90).expect("five");
        assert!(got.range.low <= got.value && got.value <= got.range.high);
        scores[0] = 10;
        assert!(score(Answers::of(&scores), Z90).expect("five").value >= got.value);
    }
}
