//! What an observation says about knowledge: the table of measurement.md 1.2, as data.
//! In: a kind of observation. Out: how likely it is with and without the knowledge, how far it is
//! believed, and how much it teaches. Not here: the arithmetic (`comprehension`).

/// What was observed about one person and one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One answer out of `options`.
    SingleChoice {
        /// How many options were offered.
        options: u8,
        /// Whether the right one was chosen.
        right: bool,
    },
    /// Any set of `options`, judged as a whole.
    MultipleChoice {
        /// How many options were offered.
        options: u8,
        /// Whether exactly the right set was chosen.
        right: bool,
    },
    /// `items` put in order, judged as a whole.
    Ordering {
        /// How many items were to be ordered.
        items: u8,
        /// Whether the order was right throughout.
        right: bool,
    },
    /// The real task, done in the product.
    TaskDone,
    /// The real task, tried and failed; not trying is no evidence.
    TaskFailed,
    /// The real task, unaided, a day or more after the guide: the job itself.
    Transfer,
    /// A guide followed to its end.
    GuideFinished,
    /// Content seen for long enough to read it.
    Viewed,
    /// A finished guide, opened again by the person.
    GuideReopened,
    /// A help search on the topic after the guide was finished.
    HelpSearched,
    /// Two or more steps back in one run.
    BackSteps,
    /// A support inquiry classified to the topic.
    Inquiry,
    /// An answer too fast to have been read.
    RapidGuess,
}

/// One row of the table: all probabilities in 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// Chance of the observation when the topic is known.
    pub if_known: f64,
    /// Chance of the observation when it is not.
    pub if_unknown: f64,
    /// How far the observation is believed: 1 wholly, 0 not at all.
    pub weight: f64,
    /// Chance that the occasion itself teaches.
    pub learn: f64,
    /// Whether something was retrieved from memory, which is what makes memory last.
    pub retrieval: bool,
}

const fn row(if_known: f64, if_unknown: f64, weight: f64, learn: f64, retrieval: bool) -> Evidence {
    Evidence {
        if_known,
        if_unknown,
        weight,
        learn,
        retrieval,
    }
}

/// Kinds whose row does not depend on the item.
const FIXED: [(Kind, Evidence); 10] = [
    (Kind::TaskDone, row(0.80, 0.05, 1.0, 0.05, true)),
    (Kind::TaskFailed, row(0.20, 0.95, 0.7, 0.05, true)),
    (Kind::Transfer, row(0.80, 0.05, 1.0, 0.05, true)),
    (Kind::GuideFinished, row(0.90, 0.60, 0.5, 0.20, false)),
    (Kind::Viewed, row(1.0, 1.0, 0.0, 0.10, false)),
    (Kind::GuideReopened, row(0.08, 0.30, 1.0, 0.15, false)),
    (Kind::HelpSearched, row(0.10, 0.35, 1.0, 0.05, false)),
    (Kind::BackSteps, row(0.15, 0.35, 0.5, 0.0, false)),
    (Kind::Inquiry, row(0.05, 0.25, 1.0, 0.10, false)),
    (Kind::RapidGuess, row(1.0, 1.0, 0.0, 0.0, false)),
];

/// The default row of a kind.
#[must_use]
pub fn default_row(kind: Kind) -> Evidence {
    match kind {
        Kind::SingleChoice { options, right } => {
            answer(0.90, 1.0 / f64::from(options.max(2)), right)
        }
        Kind::MultipleChoice { options, right } => {
            // Beyond 52 options the chance is nothing either way, and the number of sets stays exact.
            let sets = (1_u64 << options.clamp(2, 52)) - 1;
            answer(0.85, 1.0 / sets as f64, right)
        }
        Kind::Ordering { items, right } => {
            // Beyond 20 items the chance is nothing either way, and the product stays finite.
            let orders: f64 = (2..=items.clamp(2, 20)).map(f64::from).product();
            answer(0.85, 1.0 / orders, right)
        }
        fixed => FIXED
            .iter()
            .find(|(kind, _)| *kind == fixed)
            .map_or(row(1.0, 1.0, 0.0, 0.0, false), |(_, evidence)| *evidence),
    }
}

/// Whether a kind is an implicit sign of not knowing: these are strongly correlated, so that at
/// most one of a kind counts per person, topic and day.
#[must_use]
pub fn once_a_day(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::GuideReopened | Kind::HelpSearched | Kind::BackSteps | Kind::Inquiry
    )
}

fn answer(if_known: f64, by_chance: f64, right: bool) -> Evidence {
    if right {
        row(if_known, by_chance, 1.0, 0.10, true)
    } else {
        row(1.0 - if_known, 1.0 - by_chance, 1.0, 0.10, true)
    }
}
