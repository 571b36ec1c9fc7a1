//! The command line for authors and operators: thin, one file a subcommand.
//! Exit status 0: fine (notes allowed); 1: errors or warnings; 2: wrong use.

mod against;
mod backup;
mod check;
mod community;
mod diff;
mod draft;
mod dry_run;
mod edit;
mod explain;
mod explain_code;
mod history;
mod import;
mod init;
mod keys;
mod known;
mod preview;
mod publish;
mod rollback;
mod said;
mod sarif;
mod serve;
mod simulate;
mod tenant;
mod told;
mod translate;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "shirube",
    version,
    about = "Check and publish in-product guidance, and serve its collector."
)]
struct Cli {
    /// The language that this command speaks; without it the environment's.
    #[arg(long, global = true, value_enum)]
    lang: Option<said::Lang>,
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
    /// List the releases of a published folder.
    History(history::Options),
    /// Say in words what differs between two releases, or what publishing would change.
    Diff(diff::Options),
    /// Replay past events under the draft: who would see what, and whom it would interrupt twice.
    DryRun(dry_run::Options),
    /// Begin an article from what people looked for and did not find.
    Draft(draft::Options),
    /// Bring an older release back, under a higher number.
    Rollback(rollback::Options),
    /// Show a draft on your product's own pages.
    Preview(preview::Options),
    /// Write guidance in a page on this machine, without YAML.
    Edit(edit::Options),
    /// Send texts to translators, and take translations back.
    Translate(translate::Options),
    /// Make and rotate the keys that sign releases.
    Keys(keys::Options),
    /// Say why somebody sees an item or does not: the answer that their page gives.
    Explain(explain::Options),
    /// Explain the code of a finding.
    ExplainCode(explain_code::Options),
    /// Serve the collector and its dashboard.
    Serve(serve::Options),
    /// Copy a collector's store while it runs.
    Backup(backup::BackupOptions),
    /// Put a copy back; the collector must be stopped.
    Restore(backup::RestoreOptions),
    /// Send a file of past events to a collector.
    Import(import::Options),
    /// Make up customers whose truth is known, and measure how well it is found again.
    Simulate(simulate::Options),
    /// Make tenants and keys.
    Tenant(tenant::Options),
    /// Say who may sign in to the dashboard.
    User(user::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    said::choose(cli.lang);
    match cli.command {
        Command::Init(options) => init::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Publish(options) => publish::run(&options),
        Command::History(options) => history::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Draft(options) => draft::run(&options),
        Command::DryRun(options) => dry_run::run(&options),
        Command::Rollback(options) => rollback::run(&options),
        Command::Preview(options) => preview::run(&options),
        Command::Edit(options) => edit::run(options),
        Command::Translate(options) => translate::run(&options),
        Command::Keys(options) => keys::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::ExplainCode(options) => explain_code::run(&options),
        Command::Serve(options) => serve::run(options),
        Command::Backup(options) => backup::backup(&options),
        Command::Restore(options) => backup::restore(&options),
        Command::Import(options) => import::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Tenant(options) => tenant::run(&options),
        Command::User(options) => user::run(&options),
    }
}

/// Says a wrong use and ends with its status.
fn wrong_use(sentence: &str) -> ExitCode {
    eprintln!("shirube: {sentence}");
    ExitCode::from(2)
}

/// The sentence about a content folder that is not there.
fn no_folder(path: &std::path::Path) -> String {
    let path = path.display();
    said::say(
        format!("フォルダー {path} がありません（shirube init で作れます）"),
        format!("there is no folder {path}; shirube init makes one"),
    )
}

/// Says what went wrong and ends with its status.
fn failed(cause: &str) -> ExitCode {
    eprintln!("shirube: {cause}");
    ExitCode::from(1)
}

/// The status of an operator's errand: 2 where it made no sense, 1 where it could not be done.
fn ended(done: Result<(), collector::admin::Error>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(collector::admin::Error::Refused(sentence)) => wrong_use(&sentence),
        Err(error) => failed(&error.to_string()),
    }
}

/// Now, in ms since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| d.as_millis() as i64)
}
