//! `cargo xtask bench`: builds the page, brings the peers and runs them beside Shirube in one browser. What is
//! measured, and how, stands in `tests/perf`.

use crate::foreign;
use crate::house::House;
use crate::install;
use crate::page;
use crate::shell::{Explained as _, Outcome, run, step, text};

/// Measures side by side with peers and prints ratios; writes tests/results/bench.md.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// 15 runs and 1,000 starts and stops, instead of 3 and 100, which take less than five minutes.
    #[arg(long)]
    full: bool,
}

impl Bench {
    pub(crate) fn run(&self, house: &House) -> Outcome {
        install::for_tests(house)?;
        page::build(house)?;
        step("building the measurements", || {
            run(&mut house.cargo(&["build", "--quiet", "--package", "perf"]))
        })?;
        let results = house.at("tests/results");
        std::fs::create_dir_all(&results).explained("tests/results")?;
        let (runs, cycles) = if self.full {
            ("15", "1000")
        } else {
            ("3", "100")
        };
        let mut bench = house.command(house.binary("bench"));
        bench
            .arg("--dist")
            .arg(house.dist())
            .arg("--peers")
            .arg(foreign::peers(house))
            .arg("--result")
            .arg(results.join("bench.md"))
            .args([
                "--commit",
                &commit(house)?,
                "--runs",
                runs,
                "--cycles",
                cycles,
            ]);
        run(&mut bench)
    }
}

/// The commit that is measured, and whether the files are still its own.
pub(crate) fn commit(house: &House) -> Outcome<String> {
    let hash = text(house.command("git").args(["rev-parse", "--short", "HEAD"]))?;
    // The result itself is written by this command.
    let changes = text(house.command("git").args([
        "status",
        "--porcelain",
        "--",
        ".",
        ":(exclude)tests/results",
    ]))?;
    let state = if changes.is_empty() {
        ""
    } else {
        " with changes"
    };
    Ok(format!("commit {}{state}", hash.trim()))
}
