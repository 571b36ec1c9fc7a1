//! How many runs, in which pieces, and what is written down of them: a row's progress after each piece, its full
//! result in `tests/results/faults.tsv` with commit and date.

use std::fs;
use std::future::Future;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use tests::driver::Brand;
use tests::kumo::folder;

use crate::scene::Tally;

/// What was asked for.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) full: bool,
    pub(crate) row: Option<u32>,
    resume: bool,
}

static RESULTS: Mutex<()> = Mutex::new(());

impl Plan {
    pub(crate) fn of_environment() -> Self {
        let said = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Plan {
            full: said("SHIRUBE_FULL").is_some(),
            row: said("SHIRUBE_ROW").and_then(|n| n.parse().ok()),
            resume: said("SHIRUBE_RESUME").is_some(),
        }
    }

    /// Runs a row in pieces of `piece`; in full, what earlier pieces came to is gone on with.
    pub(crate) fn run<F>(
        &self,
        row: u32,
        brand: Brand,
        piece: usize,
        count: usize,
        work: F,
    ) -> Result<Tally, String>
    where
        F: Fn(Brand, Range<usize>) -> Pin<Box<dyn Future<Output = Tally>>>,
    {
        let state = state(row, brand);
        let (mut done, mut sum) = if self.resume {
            read(&state)
        } else {
            Default::default()
        };
        let piece = if self.full { piece.max(8) } else { piece };
        while done < count {
            let runs = done..(done + piece).min(count);
            let end = runs.end;
            let ran = catch_unwind(AssertUnwindSafe(|| alone(work(brand, runs))));
            sum.add(ran.map_err(|panic| sentence(&*panic))?);
            done = end;
            if self.full {
                let text = format!("{done} {} {} {}", sum.events, sum.lost, sum.double);
                let _ = fs::create_dir_all(state.parent().unwrap_or(&state));
                let _ = fs::write(&state, text);
            }
        }
        if self.full {
            write_down(row, brand, count, sum);
            let _ = fs::remove_file(&state);
        }
        Ok(sum)
    }
}

fn state(row: u32, brand: Brand) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("faults/{row}-{brand}"))
}

fn read(state: &PathBuf) -> (usize, Tally) {
    let text = fs::read_to_string(state).unwrap_or_default();
    let numbers: Vec<usize> = text.split(' ').filter_map(|n| n.parse().ok()).collect();
    match numbers[..] {
        [done, events, lost, double] => (
            done,
            Tally {
                events,
                lost,
                double,
            },
        ),
        _ => Default::default(),
    }
}

/// One line a row and browser; a later result takes the place of an earlier one.
fn write_down(row: u32, brand: Brand, count: usize, sum: Tally) {
    let _turn = RESULTS.lock().unwrap_or_else(PoisonError::into_inner);
    let file = folder("results/faults.tsv");
    let text = fs::read_to_string(&file)
        .unwrap_or_else(|_| "row\tbrowser\truns\tevents\tlost\tdouble\tcommit\tdate\n".to_owned());
    let (own, said) = (
        format!("{row}\t{brand}\t"),
        |program: &str, words: &[&str]| {
            let said = Command::new(program).args(words).output();
            said.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
                .unwrap_or_default()
        },
    );
    let mut lines: Vec<String> = text
        .lines()
        .filter(|l| !l.starts_with(&own))
        .map(str::to_owned)
        .collect();
    let (commit, date) = (
        said("git", &["rev-parse", "--short", "HEAD"]),
        said("date", &["-u", "+%F"]),
    );
    lines.push(format!(
        "{own}{count}\t{}\t{}\t{}\t{commit}\t{date}",
        sum.events, sum.lost, sum.double
    ));
    let place = |line: &String| {
        line.split('\t')
            .next()
            .and_then(|n| n.parse::<u32>().ok())
            .unwrap_or(0)
    };
    lines.sort_by_key(place);
    let _ = fs::write(&file, lines.join("\n") + "\n");
}

fn alone(work: Pin<Box<dyn Future<Output = Tally>>>) -> Tally {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}

fn sentence(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_else(|| "panicked".to_owned())
}
