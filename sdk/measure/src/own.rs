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

/// How well one topic is known at `now`, 0–100; `None` without any deed, so that nobody is taken to know or not to know
/// what was never seen. `deeds` stand in the order of their time; later ones than `now` do not count.
#[must_use]
pub fn understands(deeds: &[Deed], now: i64) -> Option<u8> {
    let mut cell = Cell::new(Assumptions::default());
    let mut any = false;
    for deed in deeds.iter().filter(|deed| deed.at <= now) {
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
