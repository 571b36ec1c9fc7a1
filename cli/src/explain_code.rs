//! `shirube explain-code`: what a finding's code is about.

use std::process::ExitCode;

use clap::Args;

#[derive(Args)]
pub(crate) struct Options {
    /// A code such as E0003.
    code: String,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    match author::explain(&options.code.to_uppercase()) {
        Some(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        None => crate::wrong_use(&format!("there is no code {}", options.code)),
    }
}
