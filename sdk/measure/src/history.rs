//! Everything observed about one person and one topic, and the estimate that it comes to (E6, E7).
//! In: observations in whatever order they arrive. Out: the same bits whatever that order was.

use core::cmp::Ordering;

use crate::comprehension::{Assumptions, Cell, Estimate, Observation, label};

/// Observations in the order of their time; those of one moment in a fixed order of their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    seen: Vec<Observation>,
}

impl History {
    /// Takes one more in. Cheap when it is the latest. Without a time it is left out.
    pub fn add(&mut self, observation: Observation) {
        if !observation.day.is_finite() {
            return;
        }
        let is_earlier = |other: &Observation| order(other, &observation).is_le();
        let at = match self.seen.last() {
            Some(last) if !is_earlier(last) => self.seen.partition_point(is_earlier),
            _ => self.seen.len(),
        };
        self.seen.insert(at, observation);
    }

    /// What was observed, in order.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.seen
    }

    /// The estimate on `day` with its assumption band, from what was observed until then; `None` without
    /// any observation, so that nobody reads a prior as a measurement.
    #[must_use]
    pub fn estimate(&self, assumptions: Assumptions, day: f64) -> Option<Estimate> {
        let until = self.seen.partition_point(|seen| seen.day <= day);
        let seen = self.seen.get(..until).filter(|seen| !seen.is_empty())?;
        let cell = Cell::replay(assumptions, seen);
        let known = cell.known_at(day);
        let (mut low, mut high) = (known, known);
        for belief in [0.7, 1.3] {
            for stretch in [0.5, 2.0] {
                let corner = Assumptions {
                    belief: assumptions.belief * belief,
                    stability: assumptions.stability * stretch,
                    ..assumptions
                };
                let other = Cell::replay(corner, seen).known_at(day);
                low = low.min(other);
                high = high.max(other);
            }
        }
        Some(Estimate {
            known,
            low,
            high,
            evidence: cell.evidence(),
            label: label(known, cell.evidence()),
        })
    }
}

impl FromIterator<Observation> for History {
    fn from_iter<I: IntoIterator<Item = Observation>>(observations: I) -> Self {
        let mut history = Self::default();
        for observation in observations {
            history.add(observation);
        }
        history
    }
}

/// By time, then by everything else, so that no two different observations are equal.
fn order(a: &Observation, b: &Observation) -> Ordering {
    let (x, y) = (&a.evidence, &b.evidence);
    a.day
        .total_cmp(&b.day)
        .then_with(|| x.learn.total_cmp(&y.learn))
        .then_with(|| x.if_known.total_cmp(&y.if_known))
        .then_with(|| x.if_unknown.total_cmp(&y.if_unknown))
        .then_with(|| x.weight.total_cmp(&y.weight))
        .then_with(|| x.retrieval.cmp(&y.retrieval))
}
