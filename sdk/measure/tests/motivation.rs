//! Motivation: bounds, monotonicity, what is reportable, and whether a 90 % range holds what it claims.

use measure::dependence::{self, Covariance};
use measure::interval::Interval;
use measure::motivation::{
    COMPONENTS, Component, JEFFREYS, Model, Prior, Response, Trials, index, posterior,
};
use measure::prior;
use measure::robustness::{Order, ranks};
use measure::sample::Sample;
use measure::trend::{Trend, trend};

mod draw;
use draw::Draw;

type Row = [Trials; COMPONENTS];

fn row(seen: [(f64, f64); COMPONENTS]) -> Row {
    seen.map(|(successes, trials)| Trials { successes, trials })
}

fn any_row(draw: &mut Draw) -> Row {
    core::array::from_fn(|_| {
        let trials = draw.below(12);
        let successes = draw.below(2 * trials + 1) as f64 / 2.0;
        Trials {
            successes,
            trials: trials as f64,
        }
    })
}

#[test]
fn each_success_raises_it_and_bounds_hold() {
    let mut draw = Draw(1);
    let model = Model::default();
    for _ in 0..500 {
        let seen = any_row(&mut draw);
        let got = posterior(&seen, &model);
        assert!(0.0 <= got.range.low && got.range.low <= got.mean, "{got:?}");
        assert!(
            got.mean <= got.range.high && got.range.high <= 1.0,
            "{got:?}"
        );
        for at in 0..COMPONENTS {
            let mut more = seen;
            if more[at].successes + 0.5 <= more[at].trials {
                more[at].successes += 0.5;
                assert!(posterior(&more, &model).mean > got.mean, "{seen:?}");
            }
        }
    }
}

#[test]
fn odd_numbers_stay_within_bounds() {
    let odd = [f64::NAN, f64::INFINITY, -3.0, 1e300, 0.0];
    for successes in odd {
        for trials in odd {
            let seen = [Trials { successes, trials }; COMPONENTS];
            let got = posterior(&seen, &Model::default());
            assert!(
                (0.0..=1.0).contains(&got.mean),
                "{successes} {trials}: {got:?}"
            );
            assert!(
                got.range.low <= got.range.high && got.sd.is_finite(),
                "{got:?}"
            );
        }
    }
}

#[test]
fn what_is_reportable() {
    let missing = |seen: Row, used: [bool; COMPONENTS]| {
        let missing = index(
            &seen,
            &Model {
                used,
                ..Model::default()
            },
        );
        missing
            .err()
            .map(|missing| (missing.of, missing.have, missing.need))
    };
    let all = [true; COMPONENTS];
    let none = (0.0, 0.0);
    let three = (1.0, 3.0);
    assert_eq!(missing(row([none; 6]), all), Some((Sample::Trials, 0, 10)));
    assert_eq!(
        missing(row([three, three, three, none, none, none]), all),
        Some((Sample::Trials, 9, 10))
    );
    let long = row([(4.0, 9.0), three, three, none, none, (1.0, 2.0)]);
    assert_eq!(missing(long, all), Some((Sample::Components, 3, 4)));
    assert_eq!(
        missing(row([three, three, three, three, none, none]), all),
        None
    );
    let two = [true, true, false, false, false, false];
    assert_eq!(
        missing(row([(4.0, 9.0), three, none, none, none, none]), two),
        None
    );
    assert_eq!(
        missing(row([(4.0, 9.0); 6]), [false; 6]),
        Some((Sample::Trials, 0, 10))
    );
}

#[test]
fn a_component_that_is_off_says_nothing() {
    let used = [true, true, true, true, true, false];
    let model = Model {
        used,
        ..Model::default()
    };
    let mut seen = row([(2.0, 4.0); 6]);
    let before = posterior(&seen, &model);
    seen[5] = Trials {
        successes: 9.0,
        trials: 9.0,
    };
    assert_eq!(posterior(&seen, &model).mean, before.mean);
}

#[test]
fn a_trend_only_where_it_is_sure() {
    let check = |before: (f64, f64), after: (f64, f64), expected: Trend| {
        let got = trend(&row([before; 6]), &row([after; 6]), &Model::default()).expect("enough");
        assert_eq!(got.0, expected, "{before:?} {after:?}");
        assert!(got.1.range.low <= got.1.value && got.1.value <= got.1.range.high);
    };
    check((2.0, 8.0), (7.0, 8.0), Trend::Rises);
    check((7.0, 8.0), (2.0, 8.0), Trend::Falls);
    check((4.0, 8.0), (5.0, 8.0), Trend::Steady);
    assert!(
        trend(
            &row([(0.0, 1.0); 6]),
            &row([(4.0, 8.0); 6]),
            &Model::default()
        )
        .is_err()
    );
}

#[test]
fn credits_and_names() {
    assert_eq!(Response::Snoozed.credit(), 0.5);
    assert_eq!(Response::Ignored.credit(), 0.25);
    let names = Component::ALL.map(Component::name);
    assert_eq!(names[1], "response");
    assert!(
        Component::ALL
            .iter()
            .enumerate()
            .all(|(at, one)| *one as usize == at)
    );
}

#[test]
fn ranks_that_hold_and_ranks_that_do_not() {
    let steady: Vec<[f64; 6]> = (0..9).map(|at| [at as f64 / 10.0; 6]).collect();
    let (found, order) = ranks(&steady, 7);
    assert_eq!(order, Order::Point);
    assert!(
        found
            .iter()
            .all(|rank| rank.best == rank.worst && rank.best == rank.equal)
    );
    assert_eq!(found[8].equal, 1);
    let mut draw = Draw(5);
    let alike: Vec<[f64; 6]> = (0..30)
        .map(|_| core::array::from_fn(|_| draw.unit()))
        .collect();
    let (found, order) = ranks(&alike, 7);
    assert_eq!(order, Order::Range);
    assert!(
        found
            .iter()
            .all(|rank| rank.best <= rank.equal && rank.equal <= rank.worst)
    );
    assert_eq!(ranks(&alike, 7), ranks(&alike, 7));
    assert!(ranks(&[], 7).0.is_empty());
}

/// A share from a beta distribution with whole shapes, by order statistics.
fn beta(draw: &mut Draw, a: usize, b: usize) -> f64 {
    let mut values: Vec<f64> = (0..a + b - 1).map(|_| draw.unit()).collect();
    values.sort_unstable_by(f64::total_cmp);
    values[a - 1]
}

#[test]
fn a_prior_is_found_again() {
    let mut draw = Draw(6);
    for (a, b) in [(2, 2), (4, 2), (1, 4)] {
        let users: Vec<Trials> = (0..2_000)
            .map(|_| {
                let share = beta(&mut draw, a, b);
                let trials = 2 + draw.below(9);
                let successes = draw.binomial(trials, share) as f64;
                Trials {
                    successes,
                    trials: trials as f64,
                }
            })
            .collect();
        let got = prior::fit(&users);
        let (mean, strength) = (got.a / (got.a + got.b), got.a + got.b);
        let truth = (a as f64 / (a + b) as f64, (a + b) as f64);
        assert!((mean - truth.0).abs() < 0.02, "{got:?}");
        assert!((strength / truth.1).ln().abs() < 0.25, "{got:?}");
        assert_eq!(prior::fit(&users[..29]), JEFFREYS);
    }
    let perfect = vec![
        Trials {
            successes: 3.0,
            trials: 3.0
        };
        40
    ];
    let got = prior::fit(&perfect);
    assert!(got.b > 0.0 && got.a + got.b <= 30.0, "{got:?}");
}

/// People whose components hang together, and whose busy weeks move all of them.
struct Tenant {
    truths: Vec<f64>,
    weeks: Vec<Vec<Row>>,
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// `shared`: standard deviation (logit) of what moves all components of a person; `busy`: of what moves
/// all of a person's rates in one week, with `memory` of the week before.
fn tenant(draw: &mut Draw, people: usize, shared: f64, busy: f64, memory: f64) -> Tenant {
    const BASE: [f64; COMPONENTS] = [-1.2, -0.3, 1.2, 0.2, 1.0, 0.6];
    const PER_WEEK: [f64; COMPONENTS] = [2.0, 1.0, 1.5, 0.5, 1.0, 0.5];
    const WEEKS: usize = 16;
    let (mut truths, mut weeks) = (Vec::new(), Vec::new());
    for _ in 0..people {
        let will = shared * draw.normal();
        let own: [f64; COMPONENTS] = BASE.map(|base| base + will + 0.6 * draw.normal());
        // The long-run rate is the mean over busy and idle weeks.
        let long_run = |edge: f64| {
            let grid = (-30..=30).map(|step| f64::from(step) / 10.0);
            let weighed = grid.map(|z| ((-z * z / 2.0).exp(), logistic(edge + busy * z)));
            let (sum, weight) = weighed.fold((0.0, 0.0), |(s, w), (d, p)| (s + d * p, w + d));
            sum / weight
        };
        truths.push(own.iter().map(|edge| long_run(*edge)).sum::<f64>() / 6.0);
        let mut mood = draw.normal();
        let history = (0..WEEKS).map(|_| {
            mood = memory * mood + (1.0 - memory * memory).sqrt() * draw.normal();
            core::array::from_fn(|at| {
                let trials = if at == 4 {
                    1
                } else {
                    draw.poisson(PER_WEEK[at]) as usize
                };
                let hits = draw.binomial(trials, logistic(own[at] + busy * mood));
                Trials {
                    successes: hits as f64,
                    trials: trials as f64,
                }
            })
        });
        weeks.push(history.collect());
    }
    Tenant { truths, weeks }
}

fn last_window(weeks: &[Row]) -> Row {
    core::array::from_fn(|at| {
        let sum =
            |part: fn(&Trials) -> f64| weeks.iter().rev().take(4).map(|week| part(&week[at])).sum();
        Trials {
            successes: sum(|seen| seen.successes),
            trials: sum(|seen| seen.trials),
        }
    })
}

/// Share of reportable people whose range holds the truth.
fn coverage(tenant: &Tenant, covariance: Option<Covariance>) -> f64 {
    let rows: Vec<Row> = tenant
        .weeks
        .iter()
        .map(|weeks| last_window(weeks))
        .collect();
    let model = Model {
        priors: prior::fit_all(&rows),
        covariance,
        ..Model::default()
    };
    let holds = |range: Interval, truth: f64| range.low <= truth && truth <= range.high;
    let (mut held, mut all) = (0.0, 0.0);
    for (seen, truth) in rows.iter().zip(&tenant.truths) {
        if let Ok(figure) = index(seen, &model) {
            held += f64::from(u8::from(holds(figure.range, *truth)));
            all += 1.0;
        }
    }
    assert!(all > 100.0, "only {all} reportable");
    held / all
}

#[test]
fn a_ninety_per_cent_range_holds_the_long_run_index() {
    let mut draw = Draw(8);
    let mut worst: f64 = 1.0;
    for (shared, busy, memory) in [
        (0.0, 0.0, 0.0),
        (1.0, 0.0, 0.0),
        (0.8, 0.8, 0.0),
        (0.8, 0.8, 0.7),
    ] {
        let tenant = tenant(&mut draw, 600, shared, busy, memory);
        let independent = coverage(&tenant, None);
        let covariance = dependence::fit(&tenant.weeks).expect("enough users");
        let together = coverage(&tenant, Some(covariance));
        let young: Vec<Vec<Row>> = tenant
            .weeks
            .iter()
            .map(|weeks| weeks[12..].to_vec())
            .collect();
        let weekly = coverage(
            &tenant,
            Some(dependence::fit(&young).expect("enough users")),
        );
        let told = format!(
            "{shared} {busy} {memory}: {independent:.3}, {together:.3}, four weeks {weekly:.3}"
        );
        println!("{told}");
        assert!((0.86..=0.94).contains(&together), "{told}");
        worst = worst.min(independent);
    }
    assert!(
        worst < 0.75,
        "taking components for independent was never wrong: {worst}"
    );
}

#[test]
fn without_dependence_none_is_found() {
    let mut draw = Draw(9);
    let tenant = tenant(&mut draw, 600, 0.0, 0.0, 0.0);
    let found = dependence::fit(&tenant.weeks).expect("enough users");
    for i in 0..COMPONENTS {
        for j in 0..COMPONENTS {
            assert!(found.within[i][j].abs() < 0.01, "{i} {j}: {found:?}");
            assert!(found.between[i][j].abs() < 0.01, "{i} {j}: {found:?}");
            assert_eq!(found.within[i][j], found.within[j][i]);
        }
    }
    assert!(dependence::fit(&tenant.weeks[..29]).is_err());
    assert_eq!(Prior { a: 0.5, b: 0.5 }, JEFFREYS);
}
