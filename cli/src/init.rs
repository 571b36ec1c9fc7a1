//! `shirube init`: a content folder with an example of each kind.

use std::path::PathBuf;
use std::process::ExitCode;

use author::InitError;
use clap::Args;

#[derive(Args)]
pub(crate) struct Options {
    /// The folder to make.
    #[arg(default_value = "content")]
    folder: PathBuf,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let folder = options.folder.display();
    match author::init(&options.folder) {
        Ok(written) => {
            println!(
                "{} files in {folder}; next: shirube check {folder}",
                written.len()
            );
            ExitCode::SUCCESS
        }
        Err(error @ InitError::Taken(_)) => crate::wrong_use(&format!(
            "{error}; nothing was written. Choose another folder"
        )),
        Err(error) => {
            eprintln!("shirube: {error}");
            ExitCode::from(1)
        }
    }
}
