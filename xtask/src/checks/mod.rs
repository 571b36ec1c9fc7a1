//! `cargo xtask test`: every check in its short form, with its time. Leaves: `N passed, N failed` alone on the
//! last line, and the exit status. A failing stage does not hide the ones that can still run.

mod artefacts;
mod binaries;
pub(crate) mod dependencies;
mod licences;
mod pains;
mod tidy;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::browsers;
use crate::house::House;
use crate::install;
use crate::module;
use crate::page;
use crate::shell::{Outcome, Stop, output, run, say};
use crate::sizes;
use crate::snip;
use crate::twin;

use self::binaries::{Binaries, Selection};
use self::dependencies::Metadata;

/// Runs every check in its short form and ends with `N passed, N failed`.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Browsers for the tests from outside, separated by commas; Chromium by default.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    browser: Vec<String>,
    /// One stage (tidy, dependencies, licences, fmt, clippy, page, doc, test), one package, one test file, or
    /// the tests whose names hold this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Full counts of the fault matrix (`--only faults`), written to tests/results/faults.tsv.
    #[arg(long)]
    full: bool,
    /// One row of the fault matrix.
    #[arg(long, value_name = "N")]
    row: Option<u32>,
    /// Goes on where the full counts stopped.
    #[arg(long)]
    resume: bool,
    /// Pages run on the JavaScript twin, under a policy that forbids WebAssembly. Without it the end-to-end tests run on
    /// both.
    #[arg(long)]
    twin: bool,
}

/// Checks that held, and checks that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    pub(crate) const ONE: Self = Self {
        passed: 1,
        failed: 0,
    };

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl From<&[String]> for Tally {
    /// A scan passes as a whole, and fails once for every finding.
    fn from(findings: &[String]) -> Self {
        for finding in findings {
            say(finding);
        }
        if findings.is_empty() {
            Self::ONE
        } else {
            Self {
                passed: 0,
                failed: findings.len(),
            }
        }
    }
}

const STAGES: &[&str] = &[
    "tidy",
    "dependencies",
    "licences",
    "fmt",
    "clippy",
    "page",
    "doc",
    "test",
];

/// A run under way.
struct Run<'a> {
    house: &'a House,
    only: Option<&'a str>,
    tally: Tally,
}

impl Test {
    pub(crate) fn run(&self, house: &House) -> Outcome {
        self.refuse_what_is_not_there()?;
        install::for_tests(house)?;
        let all: Vec<String> = if self.browser.is_empty() {
            browsers::ALL
                .iter()
                .take(1)
                .map(|b| (*b).to_owned())
                .collect()
        } else {
            self.browser.clone()
        };
        browsers::install(house, &all)?;
        let start = Instant::now();
        let stage = self.only.as_deref().filter(|name| STAGES.contains(name));
        let named = self.only.as_deref().filter(|_| stage.is_none());
        // A name that is no stage speaks of tests; these need the page and the build besides.
        let only = if named.is_some() { Some("test") } else { stage };
        let mut run = Run {
            house,
            only,
            tally: Tally::default(),
        };
        run.cheap();
        let page = if run.wants("page") || run.wants("test") {
            run.stage("page", || page_within_budget(house))
        } else {
            true
        };
        let player = if page && run.wants("test") {
            run.player()
        } else {
            None
        };
        run.tests(&Selection {
            name: named,
            browsers: &all,
            everywhere: !self.browser.is_empty(),
            page,
            player,
            full: self.full,
            row: self.row,
            resume: self.resume,
            twin: self.twin,
        });
        say(format_args!(
            "all of it took {:.0} s",
            start.elapsed().as_secs_f64()
        ));
        let Tally { passed, failed } = run.tally;
        println!("{passed} passed, {failed} failed");
        if failed == 0 {
            Ok(())
        } else {
            // The summary is the last line: nothing is said after it.
            Err(Stop::failed(""))
        }
    }

    fn refuse_what_is_not_there(&self) -> Outcome {
        let of_faults = self.full || self.resume || self.row.is_some();
        if of_faults && self.only.as_deref() != Some("faults") {
            return Err(Stop::wrong_use(
                "--full, --row and --resume go with --only faults: every other check has one form",
            ));
        }
        if self.resume && !self.full {
            return Err(Stop::wrong_use("--resume goes on with --full"));
        }
        for browser in &self.browser {
            if !browsers::ALL.contains(&browser.as_str()) {
                return Err(Stop::wrong_use(format!(
                    "--browser knows chromium, firefox and webkit, not {browser}"
                )));
            }
        }
        Ok(())
    }
}

impl Run<'_> {
    fn wants(&self, stage: &str) -> bool {
        self.only.is_none_or(|only| only == stage)
    }

    /// Whether it held.
    fn stage(&mut self, name: &str, check: impl FnOnce() -> Outcome<Tally>) -> bool {
        say(format_args!("── {name}"));
        let start = Instant::now();
        let tally = check().unwrap_or_else(|stop| {
            say(format_args!("{name}: {}", stop.sentence));
            Tally {
                passed: 0,
                failed: 1,
            }
        });
        self.tally.add(tally);
        let verdict = if tally.failed == 0 { "ok" } else { "FAILED" };
        say(format_args!(
            "── {name}: {verdict}, {:.1} s",
            start.elapsed().as_secs_f64()
        ));
        tally.failed == 0
    }

    /// What needs no native build, the quickest first.
    fn cheap(&mut self) {
        let house = self.house;
        if self.wants("tidy") {
            self.stage("tidy", || {
                Ok(Tally::from(tidy::findings(house)?.as_slice()))
            });
        }
        if self.wants("dependencies") {
            self.stage("dependencies", || {
                Ok(Tally::from(
                    Metadata::read(house)?.forbidden_edges().as_slice(),
                ))
            });
        }
        if self.wants("licences") {
            self.stage("licences", || {
                Ok(Tally::from(
                    licences::findings(house, &Metadata::read(house)?)?.as_slice(),
                ))
            });
        }
        if self.wants("fmt") {
            self.stage("fmt", || command(house, &["fmt", "--all", "--check"]));
        }
        if self.wants("clippy") {
            let lint = ["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"];
            self.stage("clippy", || command(house, &lint));
            let lint = [
                "clippy",
                "--package=shirube-sdk",
                "--package=widget",
                "--target=wasm32-unknown-unknown",
                "--",
                "-Dwarnings",
            ];
            self.stage("clippy (wasm32)", || command(house, &lint));
        }
        if self.wants("doc") {
            self.stage("doc", || {
                command(
                    house,
                    &["test", "--quiet", "--workspace", "--exclude=xtask", "--doc"],
                )
            });
        }
    }

    /// The module that plays conformance cases, built as a page's is.
    fn player(&mut self) -> Option<PathBuf> {
        let mut folder = None;
        self.stage("player", || {
            let player =
                module::build_module(self.house, "player-wasm", "player_wasm", &snip::NOTHING)?;
            twin::build(self.house, &player.whole)?;
            folder = player.wasm.parent().map(Path::to_path_buf);
            Ok(Tally::ONE)
        });
        folder
    }

    fn tests(&mut self, selection: &Selection<'_>) {
        if !self.wants("test") {
            return;
        }
        let mut binaries = None;
        self.stage("build", || {
            binaries = Some(Binaries::build(self.house)?);
            Ok(Tally::ONE)
        });
        let Some(binaries) = binaries else { return };
        let before = self.tally;
        pains::forget(self.house);
        for binary in binaries.chosen(selection) {
            self.stage(&binary.title(), || binary.run(self.house, selection));
            let whole = selection.name.is_none_or(|name| binary.is_called(name));
            if binary.is_walk() && whole && !selection.twin {
                let twin = Selection {
                    twin: true,
                    player: selection.player.clone(),
                    ..*selection
                };
                let title = format!("{} on the twin", binary.title());
                self.stage(&title, || binary.run(self.house, &twin));
            }
        }
        if let (Some(name), true) = (selection.name, self.tally == before) {
            say(format_args!("nothing is called {name}"));
            self.tally.failed += 1;
        }
        if let Ok(Some((table, absent))) = pains::table(self.house, selection.browsers) {
            for line in table.lines() {
                say(line);
            }
            if absent > 0 && selection.name.is_none() {
                say("tests/pains.txt names tests that did not run");
                self.tally.failed += 1;
            }
        }
    }
}

fn command(house: &House, arguments: &[&str]) -> Outcome<Tally> {
    run(&mut house.cargo(arguments))?;
    Ok(Tally::ONE)
}

fn page_within_budget(house: &House) -> Outcome<Tally> {
    let page = page::build(house)?;
    crate::dist::npm_package(house, &page)?;
    let sizes = sizes::measure(house, &page)?;
    for line in sizes.table.lines() {
        say(line);
    }
    sizes.within_budget()?;
    let findings = artefacts::findings(house)?;
    if !findings.is_empty() {
        return Ok(Tally::from(findings.as_slice()));
    }
    // The package as `npm publish` would read it.
    output(
        house
            .command("npm")
            .args(["pack", "--dry-run", "--ignore-scripts", "./dist/npm"]),
    )?;
    Ok(Tally::ONE)
}
