//! A file of tests × the chosen browsers. Enters: named tests and the table of known faults; leaves: a harness run
//! like any other, then the table. A known fault still runs, and fails the suite once it passes unexpectedly.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::Runtime;

use crate::browser;
use crate::driver::{self, Brand};

/// A test of one browser.
pub type Test = fn(Brand) -> Pin<Box<dyn Future<Output = ()>>>;

/// Names async functions of a `Brand` as tests.
#[macro_export]
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        &[$((stringify!($name), (|brand| Box::pin($name(brand))) as $crate::suite::Test)),*]
    };
}

/// Why a test is not simply expected to pass in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The product is wrong: the test runs and must fail.
    KnownFault,
    /// The engine gives no way to do it: the test runs and must fail.
    Limit,
    /// The test's own question cannot be put to this browser by its driver: the test is not run.
    NotDrivable,
}

/// One line of the table: `kind browser test "words": reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    kind: Kind,
    brand: Brand,
    test: String,
    /// What a known fault says when it fails; another failure is another fault.
    words: String,
    reason: String,
}

/// Reads `tests/known-faults.txt`: comments, empty lines, exceptions.
fn exceptions(text: &str) -> Vec<Exception> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .flat_map(|line| {
            let wrong = format!("known-faults.txt: \"{line}\" is none of `known_fault|limit browser test \"words\": reason` and `not_drivable browser test: reason`");
            let mut head = line.splitn(3, ' ');
            let (Some(kind), Some(brands), Some(rest)) = (head.next(), head.next(), head.next()) else {
                panic!("{wrong}")
            };
            let (kind, end) = match kind {
                "known_fault" => (Kind::KnownFault, "\": "),
                "limit" => (Kind::Limit, "\": "),
                "not_drivable" => (Kind::NotDrivable, ": "),
                _ => panic!("{wrong}"),
            };
            let (head, reason) = rest.split_once(end).unwrap_or_else(|| panic!("{wrong}"));
            let (test, words) = match kind {
                Kind::KnownFault | Kind::Limit => head.split_once(" \"").unwrap_or_else(|| panic!("{wrong}")),
                Kind::NotDrivable => (head, ""),
            };
            let named = Brand::ALL
                .into_iter()
                .filter(|b| brands.split(',').any(|name| name == b.to_string()));
            named
                .map(|brand| Exception {
                    kind,
                    brand,
                    test: test.to_owned(),
                    words: words.to_owned(),
                    reason: reason.to_owned(),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

type Cells = Arc<Mutex<Vec<(String, Brand, &'static str)>>>;

/// Runs every test in every chosen browser; to be returned from `main` of a file with `harness = false`.
#[must_use]
pub fn run(tests: &[(&'static str, Test)]) -> ExitCode {
    let known = exceptions(include_str!("../known-faults.txt"));
    let cells = Cells::default();
    let mut trials = Vec::new();
    let mut reasons = Vec::new();
    for &(name, test) in tests {
        for brand in Brand::chosen() {
            let exception = known.iter().find(|e| e.brand == brand && e.test == name);
            if let Some(exception) = exception {
                let reason = format!("{name}: {}", exception.reason);
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            let kind = exception.map(|e| e.kind);
            let cells = Arc::clone(&cells);
            let words = exception.map(|e| e.words.clone()).unwrap_or_default();
            let not_drivable = kind == Some(Kind::NotDrivable);
            let trial = Trial::test(format!("{name}::{brand}"), move || {
                let fails = kind.filter(|k| *k != Kind::NotDrivable);
                let words = fails.map(|_| words.as_str());
                let (word, outcome) = judge(words, || RUNTIME.block_on(test(brand)));
                let limit = word == "fault" && kind == Some(Kind::Limit);
                let word = if limit { "limit" } else { word };
                let mut cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
                cells.push((name.to_owned(), brand, word));
                outcome
            });
            trials.push(trial.with_ignored_flag(not_drivable));
        }
    }
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    RUNTIME.block_on(browser::end_resting());
    driver::end();
    let cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
    hand_on(&cells, &known, tests);
    eprint!("{}", table(&cells, &reasons));
    conclusion.exit_code()
}

/// Tells whoever runs several suites (`SHIRUBE_CELLS`, a file) what each test came to, one a line:
/// `test<TAB>browser<TAB>word<TAB>reason`.
fn hand_on(
    cells: &[(String, Brand, &'static str)],
    known: &[Exception],
    tests: &[(&'static str, Test)],
) {
    let Some(path) = std::env::var_os("SHIRUBE_CELLS") else {
        return;
    };
    let mut lines = String::new();
    for (name, brand, word) in cells {
        let reason = known.iter().find(|e| e.brand == *brand && e.test == *name);
        let reason = reason.map_or("", |e| e.reason.as_str());
        lines += &format!("{name}\t{brand}\t{word}\t{reason}\n");
    }
    // Engines of the table in which this suite is not run.
    for (name, _) in tests {
        for brand in Brand::named("SHIRUBE_TABLE").filter(|b| !Brand::chosen().contains(b)) {
            lines += &format!("{name}\t{brand}\tnot run\tthis suite runs in fewer engines\n");
        }
    }
    let here = |e: &&Exception| {
        e.kind == Kind::NotDrivable && tests.iter().any(|(name, _)| *name == e.test)
    };
    for e in known
        .iter()
        .filter(here)
        .filter(|e| Brand::chosen().contains(&e.brand))
    {
        lines += &format!("{}\t{}\tnot drivable\t{}\n", e.test, e.brand, e.reason);
    }
    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path);
    let written = file.and_then(|mut f| std::io::Write::write_all(&mut f, lines.as_bytes()));
    written.expect("the cells are written");
}

/// One for all tests: a browser that serves several of them keeps its connection.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime")
});

/// The table's word for a run, and what the harness is told. `fault`: the words with which it is known to fail.
fn judge(fault: Option<&str>, run: impl FnOnce()) -> (&'static str, Result<(), Failed>) {
    let held = catch_unwind(AssertUnwindSafe(run)).map_err(|panic| sentence(&*panic));
    match (fault, held) {
        (None, Ok(())) => ("pass", Ok(())),
        (None, Err(said)) => ("FAIL", Err(said.into())),
        (Some(words), Err(said)) if said.contains(words) => ("fault", Ok(())),
        (Some(words), Err(said)) => (
            "FAIL",
            Err(format!("fails otherwise than known (\"{words}\"): {said}").into()),
        ),
        (Some(_), Ok(())) => (
            "PASS?",
            Err("passes although known-faults.txt lists it: take the line out".into()),
        ),
    }
}

fn sentence(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_else(|| "panicked".to_owned())
}

/// Tests down, browsers across, and below it why a cell says `fault`.
fn table(cells: &[(String, Brand, &'static str)], reasons: &[String]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, ..) in cells {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort_unstable();
    let brands = Brand::chosen();
    if names.is_empty() || (brands.len() == 1 && reasons.is_empty()) {
        return String::new();
    }
    let width = names.iter().map(|n| n.len()).max().unwrap_or(0);
    let mut out = format!("\n  {:width$}", "");
    for brand in &brands {
        out += &format!("  {:8}", brand.to_string());
    }
    for name in names {
        out += &format!("\n  {name:width$}");
        for brand in &brands {
            let cell = cells.iter().find(|(n, b, _)| n == name && b == brand);
            out += &format!("  {:8}", cell.map_or("–", |(.., word)| word));
        }
    }
    for reason in reasons {
        out += &format!("\n  {reason}");
    }
    out + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_kind_browsers_and_test() {
        let check = |text: &str, expected: &[(Kind, Brand, &str)]| {
            let read = exceptions(text);
            let read: Vec<_> = read
                .iter()
                .map(|e| (e.kind, e.brand, e.test.as_str()))
                .collect();
            assert_eq!(read, expected, "{text}");
        };
        check("# nothing\n\n", &[]);
        check(
            "known_fault firefox,webkit walk \"no: way\": why: because",
            &[
                (Kind::KnownFault, Brand::Firefox, "walk"),
                (Kind::KnownFault, Brand::Webkit, "walk"),
            ],
        );
        check(
            "not_drivable webkit zoom: no driver can",
            &[(Kind::NotDrivable, Brand::Webkit, "zoom")],
        );
    }

    #[test]
    fn a_known_fault_must_fail() {
        let check = |fault, passes: bool, word, well: bool| {
            let (said, outcome) = judge(fault, || assert!(passes, "as asked"));
            assert_eq!((said, outcome.is_ok()), (word, well));
        };
        check(None, true, "pass", true);
        check(None, false, "FAIL", false);
        check(Some("asked"), false, "fault", true);
        check(Some("something else"), false, "FAIL", false);
        check(Some("asked"), true, "PASS?", false);
    }
}
