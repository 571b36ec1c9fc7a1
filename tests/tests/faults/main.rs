//! The loss-and-double matrix: each row a program with a real browser or a real collector and faults between. The
//! driver keeps its own ledger; at the end `ledger = rows = counted`, and the table says so. Short form by default;
//! `SHIRUBE_FULL` runs the full counts in pieces that are written down as they end, so that they can be gone on with.

mod chance;
mod collector;
mod disk;
mod leaving;
mod network;
mod record;
mod scene;
mod storage;
mod tabs;

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use tests::driver::Brand;

use crate::scene::Tally;

type Runs = fn(Brand, Range<usize>) -> Pin<Box<dyn Future<Output = Tally>>>;

struct Row {
    number: u32,
    says: &'static str,
    /// Runs in the short form and in full.
    runs: (usize, usize),
    /// One browser is as good as three where none is in it.
    browsers: bool,
    work: Runs,
}

macro_rules! rows {
    ($($number:literal $says:literal $short:literal $full:literal $browsers:ident $($path:ident)::+;)*) => {
        [$(Row { number: $number, says: $says, runs: ($short, $full), browsers: $browsers,
            work: |brand, runs| Box::pin($($path)::+(brand, runs)) }),*]
    };
}

const ROWS: [Row; 27] = rows! {
    1 "browser killed at a random moment" 2 100 true leaving::killed;
    2 "tab closed 0 to 50 ms after the act" 6 200 true leaving::tab_closed;
    3 "navigation, reload, replace in the same turn" 9 200 true leaving::gone_elsewhere;
    4 "offline from the start, closed, reopened" 1 50 true leaving::offline;
    5 "errors of every kind, Retry-After" 6 500 true network::errors;
    6 "answer lost after the commit" 4 500 true network::answer_lost;
    7 "time-out, then late success" 2 100 true network::late;
    8 "a byte at a time, reset, cut, silent" 4 400 true network::broken;
    9 "captive portal, redirect, 404 of a proxy" 6 150 true network::portal;
    10 "tabs together, one closed while it sends" 2 200 true tabs::two_tabs;
    11 "away and back, offline in between" 6 50 true leaving::away_and_back;
    12 "16 cells of absent platform parts" 16 320 true storage::absent;
    13 "no room for writes, or for the database" 5 200 true storage::full;
    14 "damaged rows, a later version's database" 8 1000 true storage::damaged;
    15 "connection lost, upgrade by another tab" 4 100 true storage::lost;
    16 "a blocker, no sendBeacon" 2 50 true network::blocked;
    17 "host spends the allowance, breaks fetch" 6 50 true network::greedy_host;
    18 "clocks off, jumping, frozen" 4 250 true tabs::clocks;
    19 "collector killed under load" 3 200 false collector::killed;
    20 "the disk as it is between two instructions" 2 50 false collector::copied;
    21 "the disk is full, then has room again" 2 50 true disk::full;
    22 "the database is held by another process" 1 20 true disk::held;
    23 "many senders, each event three times" 1 500 false collector::crowded;
    24 "everything again, shuffled and cut anew" 1 5 false collector::again;
    25 "nonsense of every shape" 10 20000 false collector::hostile;
    26 "one event that cannot be read, at every place" 4 50 true network::poison;
    27 "an older SDK, a later SDK, later words" 3 9 true network::versions;
};

const ERASED: Row = Row {
    number: 28,
    says: "erased while their browser holds events",
    runs: (1, 20),
    browsers: true,
    work: |brand, runs| Box::pin(collector::erased(brand, runs)),
};

/// What other tests hold, or nothing can hold yet.
const ELSEWHERE: [(u32, &str); 2] = [
    (29, "an engine behind SQLite: there is none so far"),
    (
        30,
        "host cost: e2e bad_content_is_refused_and_the_page_goes_on, the_page_stays_as_it_was",
    ),
];

type Lines = Arc<Mutex<Vec<(u32, String)>>>;

fn main() -> ExitCode {
    let plan = record::Plan::of_environment();
    let lines = Lines::default();
    let mut trials = Vec::new();
    for row in ROWS.into_iter().chain([ERASED]) {
        let brands = Brand::chosen();
        let brands = if row.browsers {
            &brands[..]
        } else {
            &brands[..1]
        };
        for &brand in brands {
            // WebKit's automation keeps no profile over a kill.
            let drivable = row.number != 1 || brand != Brand::Webkit;
            let asked = plan.row.is_none_or(|only| only == row.number);
            let name = format!(
                "row_{:02}_{}::{brand}",
                row.number,
                row.says.replace([' ', ','], "_")
            );
            let (plan, lines) = (plan.clone(), Arc::clone(&lines));
            let (number, says, runs, work) = (row.number, row.says, row.runs, row.work);
            let trial = Trial::test(name, move || {
                let count = if plan.full { runs.1 } else { runs.0 };
                let done = plan.run(number, brand, runs.0, count, work);
                let done = done.map_err(|panic| Failed::from(panic.as_str()))?;
                let line = format!(
                    "{number:>3}  {brand:8}  {count:>5}  {:>6}  {:>4}  {:>6}  {says}",
                    done.events, done.lost, done.double
                );
                lines
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((number, line));
                if done.events == 0 {
                    return Err("nothing was in the ledger".into());
                }
                if done.lost + done.double > 0 {
                    return Err(format!("{} lost, {} double", done.lost, done.double).into());
                }
                Ok(())
            });
            trials.push(trial.with_ignored_flag(!drivable || !asked));
        }
    }
    let mut arguments = Arguments::from_args();
    // Two browsers at once are what two cores carry.
    arguments.test_threads.get_or_insert(2);
    let conclusion = libtest_mimic::run(&arguments, trials);
    tests::driver::end();
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner).clone();
    lines.extend(ELSEWHERE.map(|(number, says)| {
        (
            number,
            format!("{number:>3}  –             –       –     –       –  {says}"),
        )
    }));
    lines.sort();
    eprintln!("\n  row  browser    runs  events  lost  double");
    for (_, line) in lines {
        eprintln!("  {line}");
    }
    conclusion.exit_code()
}
