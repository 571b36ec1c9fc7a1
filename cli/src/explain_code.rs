//! `shirube explain-code`: what a finding's code is about.

use std::process::ExitCode;

use clap::Args;

use crate::said::{self, say};

#[derive(Args)]
pub(crate) struct Options {
    /// A code such as E0003.
    code: String,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    match author::explain_in(&options.code.to_uppercase(), said::spoken()) {
        Some(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        None => crate::wrong_use(&say(
            format!("{} というコードはありません", options.code),
            format!("there is no code {}", options.code),
        )),
    }
}
