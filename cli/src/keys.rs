//! `shirube keys`: the keys that sign releases, and what the script tag pins of them.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use author::KeyRing;
use clap::{Args, Subcommand};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make a new key file.
    New(File),
    /// Put a new key first; releases are signed with the old one too, until the next rotation.
    Rotate(File),
}

#[derive(Args)]
struct File {
    /// The key file: keep it secret.
    #[arg(default_value = "shirube.keys")]
    path: PathBuf,
}

/// Reads a key file, or says what is wrong with it.
pub(crate) fn read(path: &Path) -> Result<KeyRing, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    KeyRing::parse(&text).map_err(|e| format!("{}: {e}", path.display()))
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let done = match &options.action {
        Action::New(file) if file.path.exists() => Err(format!(
            "{} is there already; shirube keys rotate changes its key",
            file.path.display()
        )),
        Action::New(file) => KeyRing::generate()
            .ok_or_else(|| NO_RANDOM.to_owned())
            .and_then(|ring| save(&file.path, &ring)),
        Action::Rotate(file) => read(&file.path).and_then(|mut ring| {
            if !ring.rotate() {
                return Err(NO_RANDOM.to_owned());
            }
            save(&file.path, &ring)
        }),
    };
    match done {
        Ok(signers) => {
            println!("data-signer=\"{}\"", signers.join(" "));
            ExitCode::SUCCESS
        }
        Err(error) => crate::wrong_use(&error),
    }
}

const NO_RANDOM: &str = "this system gives no random numbers";

/// Writes beside and renames over; only the owner may read it.
fn save(path: &Path, ring: &KeyRing) -> Result<Vec<String>, String> {
    let beside = path.with_extension("part");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(&beside)
        .and_then(|mut file| file.write_all(ring.text().as_bytes()))
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(ring.signers())
}
