//! `shirube init`: a content folder with an example of each kind.

use std::path::PathBuf;
use std::process::ExitCode;

use author::InitError;
use clap::Args;

use crate::said::say;

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
            let n = written.len();
            println!(
                "{}",
                say(
                    format!(
                        "{folder} に {n} 個のファイルを作りました。次は shirube check {folder}（画面で書くなら shirube edit {folder}）"
                    ),
                    format!(
                        "{n} files in {folder}; next: shirube check {folder}, or shirube edit {folder} to write in a page"
                    ),
                )
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
