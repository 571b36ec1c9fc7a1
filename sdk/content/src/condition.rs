//! Conditions: who sees what, and when, as the author wrote it; evaluation is the engine's.
//! Bounded by construction: no regular expressions, no loops, and a depth that the decoder limits.

use crate::{Millis, Page, choice};

choice! {
    /// A value of a trait.
    pub enum Value {
        /// Text.
        0 => Text {
            /// The text.
            text: String
        },
        /// Number.
        1 => Number {
            /// The number.
            number: f64
        },
        /// Yes or no.
        2 => Flag {
            /// The flag.
            flag: bool
        },
    }

    /// What a trait is held against.
    pub enum Test {
        /// Equal.
        0 => Is { /** The other side. */ value: Value },
        /// Present and not equal.
        1 => IsNot { /** The other side. */ value: Value },
        /// Equal to one of them.
        2 => In { /** The allowed values. */ values: Vec<Value> },
        /// Greater than.
        3 => Gt { /** The bound. */ number: f64 },
        /// Less than.
        4 => Lt { /** The bound. */ number: f64 },
        /// A text that holds this one, or a list that has it.
        5 => Contains { /** The part. */ text: String },
        /// Present, or absent.
        6 => Exists { /** Whether it must be. */ yes: bool },
        /// An instant before this one.
        7 => Before { /** The bound, in ms. */ at: Millis },
        /// An instant at or after this one.
        8 => After { /** The bound, in ms. */ at: Millis },
        /// An instant at most this many days ago.
        9 => WithinDays { /** Days of 24 hours. */ days: u32 },
    }

    /// A bound on an estimate, in percent.
    pub enum Bound {
        /// This much or more.
        0 => AtLeast { /** 0–100. */ percent: u32 },
        /// Less than this.
        1 => Below { /** 0–100. */ percent: u32 },
    }

    /// One condition.
    pub enum Condition {
        /// Every one holds.
        0 => All { /** The parts. */ of: Vec<Condition> },
        /// At least one holds.
        1 => Any { /** The parts. */ of: Vec<Condition> },
        /// It does not hold.
        2 => Not { /** The part. */ of: Box<Condition> },
        /// The person is in a segment of the catalogue.
        3 => Segment { /** Segment id. */ id: String },
        /// A trait of the person.
        4 => Trait { /** Trait name. */ name: String, /** What it must be. */ test: Test },
        /// A trait of the person's account.
        5 => Account { /** Trait name. */ name: String, /** What it must be. */ test: Test },
        /// The page shown now.
        6 => Page { /** Its pattern. */ page: Page },
        /// The person's language (its primary tag suffices).
        7 => Language { /** BCP 47 tag. */ tag: String },
        /// A host event that happened.
        8 => Event {
            /// Bare name, without `host.`.
            name: String,
            /// How often at least.
            at_least: u32,
            /// Within this many days; absent: ever.
            within_days: Option<u32>,
            /// What unknown history counts as.
            unknown: bool,
        },
        /// An item that the person completed.
        9 => Completed { /** Item id. */ id: String },
        /// An item that the person dismissed.
        10 => Dismissed { /** Item id. */ id: String },
        /// Comprehension of a topic.
        11 => Understands { /** Topic id. */ topic: String, /** The bound. */ bound: Bound },
        /// The motivation index.
        12 => Motivation { /** The bound. */ bound: Bound },
        /// The variant drawn in an experiment.
        13 => Variant { /** Experiment id. */ experiment: String, /** Variant id. */ is: String },
        /// The time now.
        14 => Now { /** From, in ms. */ from: Option<Millis>, /** Until and with, in ms. */ until: Option<Millis> },
    }
}
