//! The motivation index: six observed rates, equally weighted (equations E12 to E14 of measurement.md 1.6).
//! In: successes and trials of each component over 28 days. Out: an index with its 90 % range and its
//! evidence, or what is missing. What it says about a person is inferred from behaviour, nothing more.
//! Not here: which event is which trial (the collector), priors and covariance from data (`prior`,
//! `dependence`), its course (`trend`), what a ranking is worth (`robustness`).

use crate::dependence::Covariance;
use crate::interval::{Interval, Z90};
use crate::sample::{Figure, NotEnough, Sample};

/// Number of components.
pub const COMPONENTS: usize = 6;

/// A component; its number is its place in every array of this room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    /// Self-opened guides, checks, topics out of those and the prompts shown.
    Voluntary,
    /// Credit of the answers to prompts out of prompts shown.
    Response,
    /// Answers that were not rapid guesses out of answers.
    Effort,
    /// Tried again within 24 h out of obstacles met.
    Persistence,
    /// Active weeks out of expected weeks.
    Regularity,
    /// Guides finished within 7 days out of guides started.
    Completion,
}

impl Component {
    /// All, in their order.
    pub const ALL: [Self; COMPONENTS] = [
        Self::Voluntary,
        Self::Response,
        Self::Effort,
        Self::Persistence,
        Self::Regularity,
        Self::Completion,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Response => "response",
            Self::Effort => "effort",
            Self::Persistence => "persistence",
            Self::Regularity => "regularity",
            Self::Completion => "completion",
        }
    }
}

/// What a person did with a prompt. Snoozing is intent without time, so that it counts for half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Used it.
    Accepted,
    /// Put it off.
    Snoozed,
    /// Let it stand until the session ended.
    Ignored,
    /// Closed it.
    Dismissed,
}

impl Response {
    /// Successes that one prompt counts for, 0–1.
    #[must_use]
    pub fn credit(self) -> f64 {
        match self {
            Self::Accepted => 1.0,
            Self::Snoozed => 0.5,
            Self::Ignored => 0.25,
            Self::Dismissed => 0.0,
        }
    }
}

/// Successes out of trials of one component; successes may be broken (see [`Response::credit`]).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trials {
    /// Between 0 and `trials`.
    pub successes: f64,
    /// How often it could have happened.
    pub trials: f64,
}

impl Trials {
    /// Kept within what trials can be: 0 for what is no number, successes between 0 and the trials.
    #[must_use]
    pub(crate) fn sound(self) -> Self {
        let trials = if self.trials > 0.0 && self.trials.is_finite() {
            self.trials
        } else {
            0.0
        };
        let successes = if self.successes > 0.0 {
            self.successes.min(trials)
        } else {
            0.0
        };
        Self { successes, trials }
    }
}

/// A beta prior of one component: `a` imagined successes, `b` imagined failures; both above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Imagined successes.
    pub a: f64,
    /// Imagined failures.
    pub b: f64,
}

/// Jeffreys' prior: what holds while a tenant is too young for one of its own.
pub const JEFFREYS: Prior = Prior { a: 0.5, b: 0.5 };

/// How the index is made up for one tenant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Prior of each component.
    pub priors: [Prior; COMPONENTS],
    /// Components in use. A tenant may switch one off, never weigh it.
    pub used: [bool; COMPONENTS],
    /// How components and weeks hang together; without it they count as independent, and the range
    /// comes out too narrow.
    pub covariance: Option<Covariance>,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            priors: [JEFFREYS; COMPONENTS],
            used: [true; COMPONENTS],
            covariance: None,
        }
    }
}

/// Trials over all components below which nothing is reported (E14).
pub const TRIALS_NEEDED: u64 = 10;
/// Components that need [`TRIALS_EACH`] trials (E14).
pub const COMPONENTS_NEEDED: u64 = 4;
/// Trials that make a component count as seen (E14).
pub const TRIALS_EACH: f64 = 3.0;

/// The index before it is asked whether it may be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// Mean of the components in use, 0–1 (E12).
    pub mean: f64,
    /// Standard deviation (E13).
    pub sd: f64,
    /// 90 % range, within 0–1 (E13).
    pub range: Interval,
    /// Mean of each component (E12), whether in use or not.
    pub components: [f64; COMPONENTS],
}

/// Index and components whatever the evidence (E12, E13). For roll-ups and tests; what is shown comes
/// from [`index`].
#[must_use]
pub fn posterior(seen: &[Trials; COMPONENTS], model: &Model) -> Posterior {
    let mut components = [0.0; COMPONENTS];
    let mut pull = [0.0; COMPONENTS];
    let (mut sum, mut variance, mut used) = (0.0, 0.0, 0.0);
    let places = components.iter_mut().zip(&mut pull);
    for (((mean, pull), seen), (prior, is_used)) in
        places.zip(seen).zip(model.priors.iter().zip(model.used))
    {
        let seen = seen.sound();
        let alpha = prior.a.max(1e-6) + seen.successes;
        let beta = prior.b.max(1e-6) + seen.trials - seen.successes;
        let total = alpha + beta;
        *mean = alpha / total;
        if is_used {
            *pull = seen.trials / total;
            sum += *mean;
            variance += alpha * beta / (total * total * (total + 1.0));
            used += 1.0;
        }
    }
    if used == 0.0 {
        return Posterior {
            mean: 0.5,
            sd: 0.5,
            range: Interval {
                low: 0.0,
                high: 1.0,
            },
            components,
        };
    }
    if let Some(covariance) = &model.covariance {
        variance += covariance.beyond_independence(&pull, &model.used);
    }
    let mean = sum / used;
    let sd = libm::sqrt(variance) / used;
    Posterior {
        mean,
        sd,
        range: Interval {
            low: (mean - Z90 * sd).max(0.0),
            high: (mean + Z90 * sd).min(1.0),
        },
        components,
    }
}

/// The index with its 90 % range; `n` is the number of trials.
///
/// # Errors
/// Below ten trials, or below four components with three each (fewer where fewer are in use) (E14).
pub fn index(seen: &[Trials; COMPONENTS], model: &Model) -> Result<Figure, NotEnough> {
    let (mut trials, mut components, mut used) = (0.0, 0, 0);
    for (seen, _) in seen.iter().zip(model.used).filter(|(_, is_used)| *is_used) {
        let n = seen.sound().trials;
        trials += n;
        components += u64::from(n >= TRIALS_EACH);
        used += 1;
    }
    NotEnough::unless(Sample::Trials, trials as u64, TRIALS_NEEDED)?;
    let need = COMPONENTS_NEEDED.min(used).max(1);
    NotEnough::unless(Sample::Components, components, need)?;
    let Posterior { mean, range, .. } = posterior(seen, model);
    Ok(Figure {
        value: mean,
        range,
        n: trials,
    })
}
