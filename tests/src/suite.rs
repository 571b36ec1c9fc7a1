//! A file of tests × the chosen browsers. Enters: named tests and the table of known faults; leaves: a harness run
//! like any other, then the table. A known fault still runs, and fails the suite once it passes unexpectedly.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};

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
    /// The test's own question cannot be put to this browser by its driver: the test is not run.
    NotDrivable,
}

/// One line of the table: `kind browser test: reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    kind: Kind,
    brand: Brand,
    test: String,
    reason: String,
}

/// Reads `tests/known-faults.txt`: comments, empty lines, exceptions.
fn exceptions(text: &str) -> Vec<Exception> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .flat_map(|line| {
            let wrong = format!("known-faults.txt: \"{line}\" is not `kind browser test: reason`");
            let (head, reason) = line.split_once(": ").unwrap_or_else(|| panic!("{wrong}"));
            let [kind, brands, test] = head.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{wrong}")
            };
            let kind = match kind {
                "known_fault" => Kind::KnownFault,
                "not_drivable" => Kind::NotDrivable,
                _ => panic!("{wrong}"),
            };
            let named = Brand::ALL
                .into_iter()
                .filter(|b| brands.split(',').any(|name| name == b.to_string()));
            named
                .map(|brand| Exception {
                    kind,
                    brand,
                    test: test.to_owned(),
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
            let not_drivable = kind == Some(Kind::NotDrivable);
            let trial = Trial::test(format!("{name}::{brand}"), move || {
                let (word, outcome) = judge(kind, || alone(test(brand)));
                let mut cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
                cells.push((name.to_owned(), brand, word));
                outcome
            });
            trials.push(trial.with_ignored_flag(not_drivable));
        }
    }
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    driver::end();
    let cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
    eprint!("{}", table(&cells, &reasons));
    conclusion.exit_code()
}

/// One test, on a runtime of its own.
fn alone(test: Pin<Box<dyn Future<Output = ()>>>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(test);
}

/// The table's word for a run, and what the harness is told.
fn judge(kind: Option<Kind>, run: impl FnOnce()) -> (&'static str, Result<(), Failed>) {
    let held = catch_unwind(AssertUnwindSafe(run));
    match (kind, held) {
        (None | Some(Kind::NotDrivable), Ok(())) => ("pass", Ok(())),
        (None | Some(Kind::NotDrivable), Err(panic)) => ("FAIL", Err(sentence(&*panic).into())),
        (Some(Kind::KnownFault), Err(_)) => ("fault", Ok(())),
        (Some(Kind::KnownFault), Ok(())) => (
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
            "known_fault firefox,webkit walk: why: because",
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
        let check = |kind, passes: bool, word, well: bool| {
            let (said, outcome) = judge(kind, || assert!(passes, "as asked"));
            assert_eq!((said, outcome.is_ok()), (word, well));
        };
        check(None, true, "pass", true);
        check(None, false, "FAIL", false);
        check(Some(Kind::KnownFault), false, "fault", true);
        check(Some(Kind::KnownFault), true, "PASS?", false);
    }
}
