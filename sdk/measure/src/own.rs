//! What a page asks of a person's own record: do they understand, are they willing. In: what they did, as kinds with
//! times. Out: whole percent, as conditions write them. Small on purpose: no band, no fit, no text.

use crate::comprehension::{Assumptions, Cell, Observation};
use crate::evidence::{Evidence, Kind, default_row};
use crate::motivation::{COMPONENTS, Model, Trials, index};

/// Something a person did, and when, ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deed {
    /// When, ms since 1970.
    pub at: i64,
    /// What it says.
    pub kind: Kind,
}

const DAY_MS: f64 = 86_400_000.0;

/// A kind as the number under which it is saved.
#[must_use]
pub fn number(kind: Kind) -> u32 {
    let answer = |tag: u32, of: u8, right: bool| tag | u32::from(right) << 4 | u32::from(of) << 5;
    match kind {
        Kind::SingleChoice { options, right } => answer(0, options, right),
        Kind::MultipleChoice { options, right } => answer(1, options, right),
        Kind::Ordering { items, right } => answer(2, items, right),
        Kind::TaskDone => 3,
        Kind::TaskFailed => 4,
        Kind::Transfer => 5,
        Kind::GuideFinished => 6,
        Kind::Viewed => 7,
        Kind::GuideReopened => 8,
        Kind::HelpSearched => 9,
        Kind::BackSteps => 10,
        Kind::Inquiry => 11,
        Kind::RapidGuess => 12,
    }
}

/// The kind of a saved number; what no kind has says nothing.
#[must_use]
pub fn kind(number: u32) -> Kind {
    let right = number >> 4 & 1 == 1;
    let of = (number >> 5) as u8;
    match number & 15 {
        0 => Kind::SingleChoice { options: of, right },
        1 => Kind::MultipleChoice { options: of, right },
        2 => Kind::Ordering { items: of, right },
        3 => Kind::TaskDone,
        4 => Kind::TaskFailed,
        5 => Kind::Transfer,
        6 => Kind::GuideFinished,
        7 => Kind::Viewed,
        8 => Kind::GuideReopened,
        9 => Kind::HelpSearched,
        10 => Kind::BackSteps,
        11 => Kind::Inquiry,
        _ => Kind::RapidGuess,
    }
}

/// How well one topic is known at `now`, 0–100; `None` without any deed, so that nobody is taken to know or not to know
/// what was never seen. `told` is what the collector said, 0–100, before the first of `deeds`, which stand in the order of
/// their time; later ones than `now` do not count.
#[must_use]
pub fn understands(
    told: Option<u8>,
    deeds: impl IntoIterator<Item = Deed>,
    now: i64,
) -> Option<u8> {
    let mut assumptions = Assumptions::default();
    if let Some(told) = told {
        assumptions.prior = f64::from(told) / 100.0;
    }
    let mut cell = Cell::new(assumptions);
    let mut any = told.is_some();
    for deed in deeds.into_iter().filter(|deed| deed.at <= now) {
        let evidence: Evidence = default_row(deed.kind);
        cell.observe(Observation {
            day: deed.at as f64 / DAY_MS,
            evidence,
        });
        any = true;
    }
    any.then(|| percent(cell.known_at(now as f64 / DAY_MS)))
}

/// How willing a person is by the trials of their last 28 days, 0–100; `None` below what may be reported.
#[must_use]
pub fn motivation(seen: &[Trials; COMPONENTS]) -> Option<u8> {
    let figure = index(seen, &Model::default()).ok()?;
    Some(percent(figure.value))
}

fn percent(share: f64) -> u8 {
    libm::round(100.0 * share.clamp(0.0, 1.0)) as u8
}
