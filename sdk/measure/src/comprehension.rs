//! The chance that one person knows one topic: equations E1 to E8 of measurement.md 1.2.
//! In: evidence with its time in days, in any order. Out: the estimate at a moment, the band under
//! changed assumptions, and a label.
//! Not here: which event is which evidence, and who the person is (the collector's reports).

use crate::evidence::Evidence;
use crate::history::History;

/// What is assumed about a topic before anything was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Share of people who know the topic before any guidance; ignorance decays to it.
    pub prior: f64,
    /// Days after which nine tenths of what was learnt is still there.
    pub stability: f64,
    /// Factor on every log-likelihood ratio; 1 unless the band is drawn.
    pub belief: f64,
    /// Factor on every chance of learning; 1 unless fitted to a tenant.
    pub learning: f64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            prior: 0.20,
            stability: 14.0,
            belief: 1.0,
            learning: 1.0,
        }
    }
}

/// An observation and when it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// Days since any fixed origin.
    pub day: f64,
    /// What it says.
    pub evidence: Evidence,
}

/// The state of one person and topic just after the last observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    assumptions: Assumptions,
    known: f64,
    stability: f64,
    last: Option<f64>,
    weight: f64,
}

/// The three values that one observation passes through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// Chance of knowing just before (E1).
    pub before: f64,
    /// After the evidence (E2).
    pub after_evidence: f64,
    /// After what the occasion taught (E3).
    pub after_learning: f64,
}

/// How an estimate reads in words; the API's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Less than one full piece of evidence.
    Unmeasured,
    /// Evidence, but too little to act on alone.
    Provisional,
    /// Known below 0.40.
    NeedsHelp,
    /// Known from 0.40.
    Learning,
    /// Known from 0.80.
    Mostly,
    /// Known from 0.95.
    Mastered,
}

/// What is said about one person and topic at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Chance of knowing, 0–1.
    pub known: f64,
    /// Lower end of the assumption band; no confidence interval.
    pub low: f64,
    /// Upper end of the assumption band.
    pub high: f64,
    /// Effective pieces of evidence.
    pub evidence: f64,
    /// The estimate in a word.
    pub label: Label,
}

/// Evidence below which a cell counts as unmeasured.
pub const MEASURED_FROM: f64 = 1.0;
/// Evidence below which a label is only provisional.
pub const FIRM_FROM: f64 = 2.5;

const DECAY_SCALE: f64 = 19.0 / 81.0; // 0.9^(-2) - 1, so that retention(S, S) = 0.9
const LEAST: f64 = 0.001;
const MOST: f64 = 0.999;

/// Share of what was learnt that is left after `elapsed` days at `stability` (E1).
#[must_use]
pub fn retention(elapsed: f64, stability: f64) -> f64 {
    // The power is -1/2, and a square root is exact on every machine and a single instruction.
    1.0 / libm::sqrt(1.0 + DECAY_SCALE * elapsed.max(0.0) / stability.max(1e-6))
}

/// Partial credit as evidence (E5): `score` of 0–1, `chance` what random responding scores, `slip`
/// and `guess` the item's. Without the correction a random order would count as half known.
#[must_use]
pub fn partial_credit(score: f64, chance: f64, slip: f64, guess: f64, learn: f64) -> Evidence {
    let (slip, guess) = (within(slip), within(guess));
    let credit = ((score - chance) / (1.0 - chance.min(MOST))).clamp(0.0, 1.0);
    let credit = if credit.is_nan() { 0.0 } else { credit };
    let factor =
        credit * libm::log((1.0 - slip) / guess) + (1.0 - credit) * libm::log(slip / (1.0 - guess));
    // Any pair with this ratio says the same; both have to stay probabilities.
    let (if_known, if_unknown) = if factor > 0.0 {
        (1.0, libm::exp(-factor))
    } else {
        (libm::exp(factor), 1.0)
    };
    Evidence {
        if_known,
        if_unknown,
        weight: 1.0,
        learn,
        retrieval: true,
    }
}

impl Cell {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(assumptions: Assumptions) -> Self {
        Self {
            assumptions,
            known: within(assumptions.prior),
            stability: assumptions.stability,
            last: None,
            weight: 0.0,
        }
    }

    /// Everything in `observations`, which stand in the order of their time.
    #[must_use]
    pub fn replay(assumptions: Assumptions, observations: &[Observation]) -> Self {
        let mut cell = Self::new(assumptions);
        for observation in observations {
            cell.observe(*observation);
        }
        cell
    }

    /// Chance of knowing on a later day (E1).
    #[must_use]
    pub fn known_at(&self, day: f64) -> f64 {
        let prior = within(self.assumptions.prior);
        match self.last {
            Some(last) if self.known > prior => {
                prior + (self.known - prior) * retention(day - last, self.stability)
            }
            _ => self.known,
        }
    }

    /// Takes one observation in (E2 to E4) and says what it passed through.
    pub fn observe(&mut self, seen: Observation) -> Passage {
        let Observation { day, evidence } = seen;
        let before = self.known_at(day);
        let factor = self.assumptions.belief
            * evidence.weight
            * libm::log(evidence.if_known.max(1e-12) / evidence.if_unknown.max(1e-12));
        let odds = libm::log(before / (1.0 - before)) + factor;
        let after_evidence = 1.0 / (1.0 + libm::exp(-odds));
        if let Some(last) = self
            .last
            .filter(|last| evidence.retrieval && day - last >= 1.0)
        {
            self.stability = grown(
                self.stability,
                retention(day - last, self.stability),
                factor,
            );
        }
        let learnt = (evidence.learn * self.assumptions.learning).clamp(0.0, 1.0);
        self.known = within(after_evidence + (1.0 - after_evidence) * learnt);
        self.weight += evidence.weight;
        self.last = Some(day);
        Passage {
            before,
            after_evidence,
            after_learning: self.known,
        }
    }

    /// Days after which nine tenths of the present knowledge is still there (E4).
    #[must_use]
    pub fn stability(&self) -> f64 {
        self.stability
    }

    /// Effective pieces of evidence (E6).
    #[must_use]
    pub fn evidence(&self) -> f64 {
        self.weight
    }
}

/// The estimate on `day` under the default assumptions; `observations` in any order.
#[must_use]
pub fn estimate(observations: &[Observation], day: f64) -> Option<Estimate> {
    let history: History = observations.iter().copied().collect();
    history.estimate(Assumptions::default(), day)
}

/// Chance of a right answer to an item with `slip` and `guess` (E8): the only thing about knowing that
/// can be held against data.
#[must_use]
pub fn right_answer(known: f64, slip: f64, guess: f64) -> f64 {
    known * (1.0 - slip) + (1.0 - known) * guess
}

/// The word for an estimate (E6).
#[must_use]
pub fn label(known: f64, evidence: f64) -> Label {
    match () {
        () if evidence < MEASURED_FROM => Label::Unmeasured,
        () if evidence < FIRM_FROM => Label::Provisional,
        () => level(known),
    }
}

/// The word for a chance of knowing, whatever it rests on.
#[must_use]
pub fn level(known: f64) -> Label {
    match known {
        k if k >= 0.95 => Label::Mastered,
        k if k >= 0.80 => Label::Mostly,
        k if k >= 0.40 => Label::Learning,
        _ => Label::NeedsHelp,
    }
}

impl Label {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unmeasured => "unmeasured",
            Self::Provisional => "provisional",
            Self::NeedsHelp => "needs_help",
            Self::Learning => "learning",
            Self::Mostly => "mostly",
            Self::Mastered => "mastered",
        }
    }
}

fn grown(stability: f64, left: f64, factor: f64) -> f64 {
    if factor > 0.0 {
        let growth = (1.0 + (1.0 - left) / 0.1).clamp(1.2, 3.0);
        (stability * growth).min(365.0)
    } else if factor < 0.0 {
        (stability / 2.0).max(3.0)
    } else {
        stability
    }
}

fn within(probability: f64) -> f64 {
    if probability.is_nan() {
        LEAST
    } else {
        probability.clamp(LEAST, MOST)
    }
}
