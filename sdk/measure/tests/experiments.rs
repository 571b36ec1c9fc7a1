//! Experiments that are looked at every day, questions, effort, and a tenant's own fit.

use measure::calibration::{Prediction, quality};
use measure::comprehension::{Assumptions, Cell, Observation, right_answer};
use measure::effort::{Exposure, effort, exposure, rapid_below, reading_factor, reading_seconds};
use measure::evidence::{Kind, default_row};
use measure::experiment::{
    Arm, Decision, SCALE, always_valid, always_valid_by_account, in_words, mixture, sample_ratio,
};
use measure::fit::{self, Seen};
use measure::items::{Answer, Ratings, Warning, health};
use measure::parity::{self, parity};

mod draw;
use draw::Draw;

fn arm(successes: usize, trials: usize) -> Arm {
    Arm {
        successes: successes as u64,
        trials: trials as u64,
    }
}

#[test]
fn looking_every_day_costs_nothing() {
    let (mut ours, mut naive, mut draw) = (0, 0, Draw(1));
    const RUNS: i32 = 200;
    for _ in 0..RUNS {
        let (mut a, mut b, mut n) = (0, 0, 0);
        let (mut decided, mut celebrated) = (false, false);
        for _ in 0..45 {
            n += 60;
            a += draw.binomial(60, 0.2);
            b += draw.binomial(60, 0.2);
            let (control, treated) = (arm(a, n), arm(b, n));
            decided |= always_valid(control, treated, SCALE, 0.05)
                .is_ok_and(|got| got.decision() != Decision::NotYet);
            celebrated |= n % 300 == 0 && in_words(control, treated).better > 0.975;
        }
        ours += i32::from(decided);
        naive += i32::from(celebrated);
    }
    println!("of {RUNS} without effect: always-valid {ours}, chance of being better {naive}");
    assert!(f64::from(ours) <= 0.05 * f64::from(RUNS), "{ours}");
    assert!(naive > ours);
}

#[test]
fn a_real_effect_is_decided_and_a_doubtful_one_is_not() {
    let decide = |a: Arm, b: Arm| always_valid(a, b, SCALE, 0.05).map(|got| got.decision());
    assert_eq!(decide(arm(50, 500), arm(75, 500)), Ok(Decision::NotYet));
    assert_eq!(
        decide(arm(1_000, 10_000), arm(1_500, 10_000)),
        Ok(Decision::Better)
    );
    assert_eq!(
        decide(arm(1_500, 10_000), arm(1_000, 10_000)),
        Ok(Decision::Worse)
    );
    assert!(decide(arm(29, 500), arm(75, 500)).is_err());
    assert!(decide(arm(75, 500), arm(480, 500)).is_err(), "20 failures");
    assert_eq!(mixture(0.1, 0.0, SCALE, 0.05), None);
    assert_eq!(mixture(f64::NAN, 0.1, SCALE, 0.05), None);
}

#[test]
fn accounts_that_move_together_count_as_one() {
    let alike = [arm(10, 50); 12];
    let apart: Vec<Arm> = (0..12)
        .map(|at| arm(if at % 2 == 0 { 0 } else { 20 }, 50))
        .collect();
    let width = |accounts: &[Arm]| {
        let got = always_valid_by_account(accounts, &apart, SCALE, 0.05).expect("enough");
        got.range.high - got.range.low
    };
    assert!(width(&apart) > width(&alike));
    let by_person = always_valid(arm(120, 600), arm(120, 600), SCALE, 0.05)
        .expect("enough")
        .range;
    assert!(width(&apart) > by_person.high - by_person.low);
    assert!(always_valid_by_account(&alike[..1], &apart, SCALE, 0.05).is_err());
}

#[test]
fn chances_of_two_arms_are_one_together() {
    let mut draw = Draw(2);
    for _ in 0..200 {
        let mut any = || {
            let trials = 1 + draw.below(60);
            arm(draw.below(trials + 1), trials)
        };
        let (a, b) = (any(), any());
        let (there, back) = (in_words(a, b), in_words(b, a));
        assert!(
            (there.better + back.better - 1.0).abs() < 1e-9,
            "{a:?} {b:?}"
        );
        assert!(there.expected_loss >= 0.0 && there.expected_loss < 1.0);
    }
    assert!(sample_ratio(&[500, 600], &[1.0, 1.0]).expect("people") < 0.01);
    assert!(sample_ratio(&[5], &[1.0]).is_err() && sample_ratio(&[0, 0], &[1.0, 1.0]).is_err());
}

#[test]
fn difficulty_is_found_by_rating() {
    let mut draw = Draw(3);
    let difficulty = [-1.5, 0.0, 1.5];
    let mut items = [Ratings::default().item; 3];
    for _ in 0..3_000 {
        let ability = draw.normal();
        let mut user = Ratings::default();
        for at in 0..3 {
            user.item = items[at];
            let right = draw.unit() < 1.0 / (1.0 + (difficulty[at] - ability).exp());
            user = user.after(right, 0);
            items[at] = user.item;
        }
    }
    assert!(
        items[0].value < items[1].value - 0.8 && items[1].value < items[2].value - 0.8,
        "{items:?}"
    );
    let fresh = Ratings::default();
    assert_eq!(fresh.chance(0), 0.5);
    assert_eq!(fresh.chance(4), 0.625);
    assert!(fresh.after(true, 4).user.value > 0.0 && fresh.after(true, 4).item.value < 0.0);
}

#[test]
fn what_is_wrong_with_a_question() {
    let answers = |hits: usize, knows: bool| -> Vec<Answer> {
        (0..40)
            .map(|at| {
                let right = at < hits;
                let rest = if knows == right { 0.8 } else { 0.4 } + (at % 3) as f64 / 20.0;
                Answer {
                    choice: if right { 0 } else { 1 + (at % 2) as u8 },
                    right,
                    rest: Some(rest),
                }
            })
            .collect()
    };
    let check = |hits, knows, expected: &[Warning]| {
        let got = health(&answers(hits, knows), 4, 0).expect("answers");
        assert_eq!(got.warnings, expected, "{hits} {knows}");
    };
    let dead = |at| Warning::DeadDistractor(at);
    check(20, true, &[dead(3)]);
    check(20, false, &[Warning::DoesNotTell, dead(3)]);
    check(4, true, &[Warning::TooHard, dead(3)]);
    check(40, true, &[Warning::TooEasy, dead(1), dead(2), dead(3)]);
    assert!(health(&answers(20, true)[..29], 4, 0).is_err());
}

#[test]
fn a_harder_translation_is_noticed() {
    let mut draw = Draw(4);
    let mut any = |harder: f64| {
        let answers: Vec<parity::Answer> = (0..800)
            .map(|at| {
                let (known, first) = (draw.unit(), at % 2 == 0);
                let edge = 3.0 * known - 1.5 - if first { 0.0 } else { harder };
                parity::Answer {
                    known,
                    first,
                    right: draw.unit() < 1.0 / (1.0 + (-edge).exp()),
                }
            })
            .collect();
        parity(&answers).expect("answers")
    };
    assert!(any(1.2).differs);
    let alarms = (0..40).filter(|_| any(0.0).differs).count();
    assert!(
        alarms <= 10,
        "{alarms} of 40 without any difference; four are expected"
    );
    let few = vec![
        parity::Answer {
            known: 0.5,
            first: true,
            right: true
        };
        80
    ];
    assert!(parity(&few).is_err());
}

#[test]
fn what_time_says() {
    assert!((reading_seconds(450, 0, 1.0) - 60.0).abs() < 1e-9);
    assert!(
        (reading_seconds(0, 119, 9.0) - 75.0).abs() < 1e-9,
        "a factor ends at 2.5"
    );
    assert_eq!(
        reading_factor(&[1.0, 1.2, 0.8, 1.1, 0.9, 1.3, 0.7, 5.0]),
        Ok(1.05)
    );
    assert!(reading_factor(&[1.0; 7]).is_err());
    let check = |active, idle, expected| {
        assert_eq!(exposure(active, 10.0, idle), expected, "{active} {idle}")
    };
    check(2.9, 0.0, Exposure::Glanced);
    check(4.0, 0.0, Exposure::Unclear);
    check(5.0, 60.0, Exposure::Viewed);
    check(51.0, 0.0, Exposure::Away);
    check(8.0, 61.0, Exposure::Away);
    assert_eq!(rapid_below(None, 20.0), 3.0);
    assert_eq!(rapid_below(Some(40.0), 20.0), 4.0);
    assert_eq!(rapid_below(Some(400.0), 20.0), 10.0);
    assert_eq!(
        effort(&[(5.0, 3.0), (3.0, 3.0), (1.0, 3.0), (0.2, 3.0)]),
        Ok(0.5)
    );
    assert!(effort(&[]).is_err());
}

/// People who answer as `truth` has it, in pairs of answers four months apart.
fn people(draw: &mut Draw, truth: Assumptions) -> Vec<Vec<Vec<Seen>>> {
    let topic = |draw: &mut Draw| {
        let mut cell = Cell::new(truth);
        let answer = |at: u32| {
            let day = f64::from(at / 2) * 120.0 + f64::from(at % 2) * 0.2;
            let right = draw.unit() < right_answer(cell.known_at(day), 0.1, 0.25);
            let evidence = default_row(Kind::SingleChoice { options: 4, right });
            let observation = Observation { day, evidence };
            cell.observe(observation);
            Seen {
                observation,
                answer: Some((0.1, 0.25, right)),
            }
        };
        (0..6).map(answer).collect()
    };
    (0..300)
        .map(|_| (0..3).map(|_| topic(draw)).collect())
        .collect()
}

/// Log loss of answers, each predicted before it is seen.
fn loss(people: &[Vec<Vec<Seen>>], assumed: Assumptions) -> f64 {
    let mut predictions = Vec::new();
    for history in people.iter().flatten() {
        let mut cell = Cell::new(assumed);
        for seen in history {
            let (slip, guess, right) = seen.answer.expect("an answer");
            let chance = right_answer(cell.known_at(seen.observation.day), slip, guess);
            predictions.push(Prediction { chance, right });
            cell.observe(seen.observation);
        }
    }
    quality(&predictions).expect("answers").log_loss
}

#[test]
fn a_tenants_own_assumptions_are_found() {
    let mut draw = Draw(5);
    for stability in [5.0, 60.0] {
        let truth = Assumptions {
            prior: 0.35,
            learning: 1.6,
            stability,
            ..Assumptions::default()
        };
        let seen = people(&mut draw, truth);
        let got = fit::fit(&seen).expect("answers");
        assert!((got.prior - truth.prior).abs() < 0.06, "{got:?}");
        assert!((1.2..2.2).contains(&got.learning), "{got:?}");
        assert!(
            (stability / 2.5..stability * 2.5).contains(&got.stability),
            "{got:?}"
        );
        let others = people(&mut draw, truth);
        assert!(
            loss(&others, got) < loss(&others, Assumptions::default()) - 0.01,
            "{got:?}"
        );
        assert!(fit::fit(&seen[..16]).is_err(), "288 answers");
        assert!(fit::fit(&seen[..49]).is_err(), "49 people");
    }
}
