//! Fitting a tenant's own assumptions: prior, learning and stability (measurement.md 1.5).
//! In: histories and the answers in them. Out: assumptions under which those answers were least surprising,
//! each predicted before it was seen. Not here: the version that a fit gets, and the month in which old
//! and new figures stand side by side (the collector).

use crate::comprehension::{Assumptions, Cell, Observation, right_answer};
use crate::sample::{NotEnough, Sample};

/// One observation, and whether it is an answer that can be predicted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// What was observed, and when.
    pub observation: Observation,
    /// For an effortful answer: (slip, guess, whether it was right).
    pub answer: Option<(f64, f64, bool)>,
}

/// Effortful answers below which the defaults stay.
pub const ANSWERS_NEEDED: u64 = 300;
/// People from whom they have to come.
pub const USERS_NEEDED: u64 = 50;

/// The three numbers on the scales on which they are fitted: `logit prior`, `ln learning`, `ln stability`.
type Point = [f64; 3];

/// Assumptions fitted by penalised maximum likelihood. `people` holds, for each person, the histories of
/// their topics, each in the order of its time.
///
/// # Errors
/// Below 300 answers or 50 people with one.
pub fn fit(people: &[Vec<Vec<Seen>>]) -> Result<Assumptions, NotEnough> {
    let answers = |person: &Vec<Vec<Seen>>| {
        let seen = person.iter().flatten();
        seen.filter(|seen| seen.answer.is_some()).count() as u64
    };
    let answering = people.iter().filter(|person| answers(person) > 0).count() as u64;
    NotEnough::unless(
        Sample::Answers,
        people.iter().map(answers).sum(),
        ANSWERS_NEEDED,
    )?;
    NotEnough::unless(Sample::Users, answering, USERS_NEEDED)?;
    let start = [
        CENTRE_PRIOR,
        0.0,
        libm::log(Assumptions::default().stability),
    ];
    Ok(assumptions(descend(start, |point| surprise(people, point))))
}

/// Where the penalty for `logit prior` is least; the default prior of 0.20 is next to it.
const CENTRE_PRIOR: f64 = -1.4;

fn assumptions([prior, learning, stability]: Point) -> Assumptions {
    Assumptions {
        prior: 1.0 / (1.0 + libm::exp(-prior)),
        learning: libm::exp(learning),
        stability: libm::exp(stability),
        ..Assumptions::default()
    }
}

/// `-ln` likelihood of the answers, each predicted from what came before, and the penalty for leaving
/// the defaults.
fn surprise(people: &[Vec<Vec<Seen>>], point: Point) -> f64 {
    let assumed = assumptions(point);
    let mut sum = 0.0;
    for history in people.iter().flatten() {
        let mut cell = Cell::new(assumed);
        for seen in history {
            if let Some((slip, guess, right)) = seen.answer {
                let chance = right_answer(cell.known_at(seen.observation.day), slip, guess);
                let given = if right { chance } else { 1.0 - chance };
                sum -= libm::log(given.max(1e-12));
            }
            cell.observe(seen.observation);
        }
    }
    let [prior, learning, stability] = point;
    let square = |value: f64| 2.0 * value * value;
    let usual = libm::log(Assumptions::default().stability);
    sum + square(prior - CENTRE_PRIOR) + square(learning) + square(stability - usual)
}

/// Nelder and Mead's simplex. Each edge is set outright: one in proportion to its coordinate would never
/// leave a coordinate of 0.
fn descend(start: Point, cost: impl Fn(Point) -> f64) -> Point {
    const EDGE: f64 = 0.5;
    const STEPS: u32 = 200;
    let priced = |point: Point| (cost(point), point);
    let corner = |moved: usize| {
        core::array::from_fn(|at| {
            start.get(at).copied().unwrap_or_default() + if at == moved { EDGE } else { 0.0 }
        })
    };
    let mut simplex = [
        priced(start),
        priced(corner(0)),
        priced(corner(1)),
        priced(corner(2)),
    ];
    for _ in 0..STEPS {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let [best, second, third, worst] = simplex;
        let size = |a: Point, b: Point| {
            a.iter()
                .zip(b)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f64::max)
        };
        if size(best.1, worst.1) < 1e-6 {
            break;
        }
        let middle: Point = mix([best.1, second.1, third.1], [1.0 / 3.0; 3]);
        let along = |by: f64| priced(mix([middle, worst.1, middle], [1.0 + by, -by, 0.0]));
        let reflected = along(1.0);
        let replacement = if reflected.0 < best.0 {
            let further = along(2.0);
            Some(if further.0 < reflected.0 {
                further
            } else {
                reflected
            })
        } else if reflected.0 < third.0 {
            Some(reflected)
        } else {
            let nearer = along(if reflected.0 < worst.0 { 0.5 } else { -0.5 });
            (nearer.0 < worst.0.min(reflected.0)).then_some(nearer)
        };
        simplex = match replacement {
            Some(found) => [best, second, third, found],
            None => {
                let shrink = |point: Point| priced(mix([best.1, point, point], [0.5, 0.5, 0.0]));
                [best, shrink(second.1), shrink(third.1), shrink(worst.1)]
            }
        };
    }
    simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [best, ..] = simplex;
    best.1
}

fn mix(points: [Point; 3], weights: [f64; 3]) -> Point {
    let mut sum = [0.0; 3];
    for (point, weight) in points.iter().zip(weights) {
        for (sum, value) in sum.iter_mut().zip(point) {
            *sum += weight * value;
        }
    }
    sum
}
