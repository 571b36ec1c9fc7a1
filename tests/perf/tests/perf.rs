//! The short form of `cargo xtask bench`: counts and ratios only, in a real browser, beside the peers where the
//! difference is far above this machine's noise. One scenario at a time: two would measure each other.

use std::path::PathBuf;

use perf::library::Library;
use perf::measure::Measure;
use perf::report::Report;
use perf::scenario::{Bench, Found};
use perf::server::Server;
use perf::session::Session;
use tokio::sync::{Mutex, MutexGuard};

static ALONE: Mutex<()> = Mutex::const_new(());

struct Turn {
    bench: Bench,
    report: Report,
    _alone: MutexGuard<'static, ()>,
}

impl Turn {
    async fn begin() -> Self {
        let folder = |name: &str| {
            let set = std::env::var_os(name);
            PathBuf::from(set.unwrap_or_else(|| panic!("{name} is set by cargo xtask test")))
        };
        let alone = ALONE.lock().await;
        let server = Server::start(&folder("SHIRUBE_DIST"), &folder("SHIRUBE_PEERS")).await;
        Turn {
            bench: Bench {
                server,
                session: Session::start().await,
            },
            report: Report::default(),
            _alone: alone,
        }
    }

    fn take(&mut self, library: Library, found: Result<Found, String>) {
        let found = found.unwrap_or_else(|e| panic!("{}: {e}", library.name()));
        self.report.take(library, Ok(found));
    }

    fn of(&self, measure: Measure, library: Library) -> f64 {
        let number = self.report.median(measure, library);
        number.unwrap_or_else(|| panic!("{measure:?} of {} was not measured", library.name()))
    }

    fn at_most(&self, measure: Measure, limit: f64) {
        let ours = self.of(measure, Library::Shirube);
        assert!(ours <= limit, "{measure:?}: {ours}, at most {limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_card_stands_before_that_of_any_peer() {
    let mut turn = Turn::begin().await;
    let found = turn.bench.steps(Library::Shirube, false).await;
    turn.take(Library::Shirube, found);
    for peer in Library::PEERS {
        // A peer whose card does not stand at all is not before ours.
        turn.report.take(peer, turn.bench.steps(peer, false).await);
    }
    for measure in [Measure::Step, Measure::StepScroll] {
        let ours = turn.of(measure, Library::Shirube);
        let measured = Library::PEERS.map(|peer| (peer, turn.report.median(measure, peer)));
        let measured: Vec<_> = measured
            .iter()
            .filter_map(|(p, n)| Some((p, (*n)?)))
            .collect();
        assert!(
            measured.len() > 1,
            "{measure:?}: hardly a peer was measured"
        );
        for (peer, theirs) in measured {
            // Measured: fifteen times as long and more.
            assert!(
                ours * 2.0 < theirs,
                "{measure:?}: {ours} ms, and {} {theirs} ms",
                peer.name()
            );
        }
    }
    turn.at_most(Measure::StepFrames, 2.0);
    turn.at_most(Measure::StepAstray, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spotlight_stays_at_its_target_and_costs_nothing_at_rest() {
    let mut turn = Turn::begin().await;
    for library in [Library::Shirube, Library::Shepherd] {
        let found = turn.bench.nested(library).await;
        turn.take(library, found);
    }
    let found = turn.bench.window(Library::Shirube).await;
    turn.take(Library::Shirube, found);
    let found = turn.bench.shift(Library::Shirube).await;
    turn.take(Library::Shirube, found);
    for distance in [Measure::Rest, Measure::TrackNested, Measure::TrackWindow] {
        turn.at_most(distance, 1.0);
    }
    for nothing in [
        Measure::IdleLayouts,
        Measure::IdleStyles,
        Measure::IdleFrames,
        Measure::IdleTimers,
    ] {
        turn.at_most(nothing, 0.0);
    }
    turn.at_most(Measure::Shift, 2.0);
    // The one peer that follows into containers.
    let theirs = turn.of(Measure::TrackNestedLayouts, Library::Shepherd);
    turn.at_most(Measure::TrackNestedLayouts, theirs);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_card_is_never_seen_elsewhere() {
    let mut turn = Turn::begin().await;
    let found = turn.bench.first_cards(Library::Shirube, false).await;
    turn.take(Library::Shirube, found);
    turn.at_most(Measure::FirstAstray, 1.0);
    turn.at_most(Measure::FirstScrollAstray, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_step_hears_nothing_of_the_hosts_work() {
    let mut turn = Turn::begin().await;
    let found = turn.bench.mutations(Library::Shirube, 1).await;
    turn.take(Library::Shirube, found);
    // The time itself is left to the bench: the page alone, against itself, differs by a tenth on a busy machine.
    turn.at_most(Measure::MutationsHeard, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_starts_and_stops_leave_nothing() {
    let mut turn = Turn::begin().await;
    let found = turn.bench.leaks(Library::Shirube, 50).await;
    turn.take(Library::Shirube, found);
    turn.at_most(Measure::LeakNodes, 0.0);
    turn.at_most(Measure::LeakListeners, 0.0);
}
