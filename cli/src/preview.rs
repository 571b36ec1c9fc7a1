//! `shirube preview`: the draft on the product's own pages, in a browser of the author's own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use editor::preview::Preview;
use live::{LiveError, Options as Browser};

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// A page of your product that carries Shirube's tag.
    #[arg(long, value_name = "URL")]
    page: String,
    /// A folder that keeps the browser's log-ins from one preview to the next.
    #[arg(long, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// Without a window, for tests.
    #[arg(long, hide = true)]
    headless: bool,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    let preview = Preview {
        source: options.source.clone(),
        page: options.page.clone(),
        language: crate::said::spoken().tag().to_owned(),
        browser: Browser {
            headless: options.headless,
            size: options.headless.then_some((1280, 800)),
            profile: options.profile.clone(),
            ..Browser::default()
        },
    };
    let mut session = match preview.open() {
        Ok(session) => session,
        Err(error) => return crate::failed(&error.to_string()),
    };
    println!(
        "{} shows {}; what you save is there within a second. Close the browser to end.",
        options.page,
        options.source.display()
    );
    loop {
        match session.turn() {
            Ok(()) => {}
            Err(LiveError::Closed) => return ExitCode::SUCCESS,
            Err(error) => return crate::failed(&error.to_string()),
        }
    }
}
