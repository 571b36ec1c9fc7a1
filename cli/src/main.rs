//! The command line for authors: thin, one file a subcommand.
//! Exit status 0: fine (notes allowed); 1: errors or warnings; 2: wrong use.

mod check;
mod explain_code;
mod init;
mod keys;
mod publish;
mod sarif;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "shirube",
    version,
    about = "Check and publish in-product guidance."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a content folder with an example of each kind.
    Init(init::Options),
    /// Check a content folder.
    Check(check::Options),
    /// Publish a content folder to a folder that a static host serves.
    Publish(publish::Options),
    /// Make and rotate the keys that sign releases.
    Keys(keys::Options),
    /// Explain the code of a finding.
    ExplainCode(explain_code::Options),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Init(options) => init::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Publish(options) => publish::run(&options),
        Command::Keys(options) => keys::run(&options),
        Command::ExplainCode(options) => explain_code::run(&options),
    }
}

/// Says a wrong use and ends with its status.
fn wrong_use(sentence: &str) -> ExitCode {
    eprintln!("shirube: {sentence}");
    ExitCode::from(2)
}

/// Now, in ms since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| d.as_millis() as i64)
}
