//! What every figure carries: its range and what it rests on, or a statement that it rests on too little.
//! Not here: how ranges are found (`interval` and the rooms of each measure).

use crate::interval::Interval;

/// A figure with its evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The point estimate, in the unit of the function that gives it.
    pub value: f64,
    /// The range around it, in the same unit; its coverage is the function's.
    pub range: Interval,
    /// How many things it rests on; what is counted is the function's.
    pub n: f64,
}

/// Why there is no figure; reads 「データ不足」 on a screen, never 0 and never one half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What there is too little of.
    pub of: Sample,
    /// How many there are.
    pub have: u64,
    /// How many it takes.
    pub need: u64,
}

/// What a figure rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// Accounts that can be compared.
    Accounts,
    /// Answers to a question, a quiz or a survey.
    Answers,
    /// Blocks of days.
    Blocks,
    /// Customers that left.
    Churned,
    /// Components of motivation with three trials or more.
    Components,
    /// Deliveries of one item.
    Deliveries,
    /// Things that happened.
    Events,
    /// Failures in an arm of an experiment.
    Failures,
    /// Gaps between two visits.
    Gaps,
    /// Screens that were read.
    Screens,
    /// Segments that can be compared.
    Segments,
    /// Successes in an arm of an experiment.
    Successes,
    /// Support tickets.
    Tickets,
    /// Attempts of whatever kind.
    Trials,
    /// People.
    Users,
}

impl Sample {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Answers => "answers",
            Self::Blocks => "blocks",
            Self::Churned => "churned",
            Self::Components => "components",
            Self::Deliveries => "deliveries",
            Self::Events => "events",
            Self::Failures => "failures",
            Self::Gaps => "gaps",
            Self::Screens => "screens",
            Self::Segments => "segments",
            Self::Successes => "successes",
            Self::Tickets => "tickets",
            Self::Trials => "trials",
            Self::Users => "users",
        }
    }
}

impl NotEnough {
    /// `Ok` when there are as many as it takes.
    ///
    /// # Errors
    /// The same statement as a value when there are fewer.
    pub fn unless(of: Sample, have: u64, need: u64) -> Result<(), Self> {
        if have < need {
            Err(Self { of, have, need })
        } else {
            Ok(())
        }
    }
}
