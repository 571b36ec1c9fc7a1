//! The workshop: `cargo xtask demo | test | dist | bench | fuzz`. Everything that a fresh machine needs is installed
//! on the way. Not here: anything that a page, an author or an operator runs.

mod bench;
mod border;
mod breakdown;
mod browsers;
mod checks;
mod demo;
mod digest;
mod dist;
mod foreign;
mod fuzz;
mod gallery;
mod glue;
mod house;
mod install;
mod module;
mod order;
mod page;
mod pictures;
mod sbom;
mod shell;
mod sizes;
mod snip;
mod split;
mod twin;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::house::House;
use crate::shell::Outcome;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The workshop of Shirube.")]
struct Workshop {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Serves the demo site, its content, the collector and the dashboard on 127.0.0.1.
    Demo(demo::Demo),
    /// Runs every check in its short form and ends with `N passed, N failed`.
    Test(checks::Test),
    /// Writes release artefacts to dist/ and prints the size table.
    Dist(dist::Dist),
    /// Measures side by side with peers.
    Bench(bench::Bench),
    /// Looks for bytes that a reader of ours does not bear.
    Fuzz(fuzz::Fuzz),
    /// Makes the README's screenshots from the demo, in a real browser.
    Pictures(pictures::Pictures),
}

fn main() -> ExitCode {
    let house = House::here();
    let outcome: Outcome = match Workshop::parse().task {
        Task::Demo(demo) => demo.run(&house),
        Task::Test(test) => test.run(&house),
        Task::Dist(dist) => dist.run(&house),
        Task::Bench(bench) => bench.run(&house),
        Task::Fuzz(fuzz) => fuzz.run(&house),
        Task::Pictures(pictures) => pictures.run(&house),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            if !stop.sentence.is_empty() {
                eprintln!("xtask: {}", stop.sentence);
            }
            ExitCode::from(stop.status)
        }
    }
}
