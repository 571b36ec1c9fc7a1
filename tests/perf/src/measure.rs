//! What is compared, and how each is told in the table. Times are in ms, distances in CSS px; smaller is better
//! throughout. Not here: how it is measured (`scenario`).

/// One number that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// From the click on Next to the frame in which the next card stands, opaque.
    Step,
    /// Frames painted until then.
    StepFrames,
    /// The same where the target has to be scrolled to.
    StepScroll,
    /// `Step` at each library's fastest settings.
    StepQuick,
    /// `StepScroll` at each library's fastest settings.
    StepScrollQuick,
    /// How far from its final place the next card was seen, at worst.
    StepAstray,
    /// Steps of two scrolled ones at whose end the target cannot be seen.
    Unseen,
    /// The hole's worst edge while nothing moves.
    Rest,
    /// The hole's worst edge in any of 60 frames while a nested container scrolls.
    TrackNested,
    /// Frames of these 60 in which it was off by more than 1 px.
    TrackNestedOff,
    /// Layouts of the page in these 60 frames.
    TrackNestedLayouts,
    /// As `TrackNested` while the window scrolls.
    TrackWindow,
    /// As `TrackNestedOff` while the window scrolls.
    TrackWindowOff,
    /// As `TrackNestedLayouts` while the window scrolls.
    TrackWindowLayouts,
    /// Frames until hole and card follow a target that was pushed away without an event; 120 is never.
    Shift,
    /// Layouts in two seconds with an open step and nothing to do.
    IdleLayouts,
    /// Style recalculations in these two seconds.
    IdleStyles,
    /// Animation frames run by the library in these two seconds.
    IdleFrames,
    /// Timers run by the library in these two seconds.
    IdleTimers,
    /// Main thread's script time in these two seconds.
    IdleScript,
    /// Main thread's time for 10,000 mutations of the host, open step to none.
    Mutation,
    /// How many of these mutations an observer of the library is told of.
    MutationsHeard,
    /// Nodes left by start and stop, a cycle.
    LeakNodes,
    /// Listeners left, a cycle.
    LeakListeners,
    /// JavaScript heap and module memory left, in bytes a cycle.
    LeakHeap,
    /// Everything that was fetched for the first card, brotli 11, in kB.
    Weight,
    /// Main thread's script time until the first card stands.
    LoadScript,
    /// From navigation to the first frame in which anything of the first card is seen.
    FirstSeen,
    /// From navigation to the first card standing.
    First,
    /// The same with 40 ms of latency to the server.
    FirstFar,
    /// How far from its final place the first card was seen, at worst.
    FirstAstray,
    /// `First` where the first step has to scroll.
    FirstScroll,
    /// `FirstAstray` where the first step has to scroll.
    FirstScrollAstray,
}

/// How a measure is told: its sentence, its unit, and from which difference on it counts.
pub(crate) const LINES: &[(Measure, &str, &str, f64)] = &[
    (Measure::Step, "next card stands after the click", "ms", 5.0),
    (Measure::StepFrames, "… painted frames until then", "", 0.5),
    (
        Measure::StepScroll,
        "next card stands where it must be scrolled to",
        "ms",
        5.0,
    ),
    (
        Measure::StepQuick,
        "next card, each at its fastest settings",
        "ms",
        5.0,
    ),
    (
        Measure::StepScrollQuick,
        "… where its target must be scrolled to",
        "ms",
        5.0,
    ),
    (
        Measure::StepAstray,
        "next card seen away from its place",
        "px",
        1.0,
    ),
    (
        Measure::Unseen,
        "scrolled steps whose target stays out of sight (of 2)",
        "",
        0.5,
    ),
    (Measure::Rest, "spotlight off at rest", "px", 1.0),
    (
        Measure::TrackNested,
        "spotlight off while a container scrolls",
        "px",
        1.0,
    ),
    (
        Measure::TrackNestedOff,
        "… in how many of 60 frames",
        "",
        0.5,
    ),
    (
        Measure::TrackNestedLayouts,
        "… layouts in 60 frames",
        "",
        2.0,
    ),
    (
        Measure::TrackWindow,
        "spotlight off while the window scrolls",
        "px",
        1.0,
    ),
    (
        Measure::TrackWindowOff,
        "… in how many of 60 frames",
        "",
        0.5,
    ),
    (
        Measure::TrackWindowLayouts,
        "… layouts in 60 frames",
        "",
        2.0,
    ),
    (
        Measure::Shift,
        "frames to follow a target pushed away (120: never)",
        "",
        0.5,
    ),
    (Measure::IdleLayouts, "layouts in 2 s at rest", "", 0.5),
    (
        Measure::IdleStyles,
        "style recalculations in 2 s at rest",
        "",
        0.5,
    ),
    (
        Measure::IdleFrames,
        "animation frames in 2 s at rest",
        "",
        0.5,
    ),
    (Measure::IdleTimers, "timers in 2 s at rest", "", 0.5),
    (Measure::IdleScript, "script in 2 s at rest", "ms", 0.5),
    (
        Measure::Mutation,
        "10,000 mutations of the host, open step to none",
        "×",
        0.03,
    ),
    (
        Measure::MutationsHeard,
        "… of these the library is told of",
        "",
        0.5,
    ),
    (Measure::LeakNodes, "nodes left a start and stop", "", 0.01),
    (
        Measure::LeakListeners,
        "listeners left a start and stop",
        "",
        0.01,
    ),
    (Measure::LeakHeap, "heap left a start and stop", "B", 300.0),
    (Measure::Weight, "over the wire, brotli 11", "kB", 0.1),
    (
        Measure::LoadScript,
        "script until the first card",
        "ms",
        2.0,
    ),
    (
        Measure::FirstSeen,
        "first card begins to be seen after navigation",
        "ms",
        10.0,
    ),
    (Measure::First, "first card stands", "ms", 10.0),
    (Measure::FirstFar, "… with 40 ms of latency", "ms", 10.0),
    (
        Measure::FirstAstray,
        "first card seen away from its place",
        "px",
        1.0,
    ),
    (
        Measure::FirstScroll,
        "first card where it must scroll",
        "ms",
        10.0,
    ),
    (
        Measure::FirstScrollAstray,
        "… seen away from its place",
        "px",
        1.0,
    ),
];
