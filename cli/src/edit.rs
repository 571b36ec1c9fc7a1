//! `shirube edit`: the content folder in a page on this machine, for people who write without YAML.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use editor::Desk;
use live::Options as Browser;

use crate::known::Known;
use crate::said::say;

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// A page of your product that carries Shirube's tag: elements are picked and guides recorded there.
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// The folder to publish to, where shirube.yaml names none.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Whose content it is.
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Where to listen on 127.0.0.1; 0 for any free port.
    #[arg(long, default_value_t = 4700)]
    port: u16,
    /// A folder that keeps the browser's log-ins from one day to the next.
    #[arg(long, value_name = "DIR")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    known: Known,
    /// Without a window for the product's page, for tests.
    #[arg(long, hide = true)]
    headless: bool,
}

pub(crate) fn run(options: Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    let (known, tenant) = (options.known, options.tenant.clone());
    let past = known.is_named().then(|| {
        let read = move || {
            let past = known.past(&tenant)?;
            Ok(past.unwrap_or_default())
        };
        Box::new(read) as editor::KnownPast
    });
    let desk = Desk {
        source: options.source,
        page: options.page,
        port: options.port,
        language: crate::said::spoken().tag().to_owned(),
        browser: Browser {
            headless: options.headless,
            profile: options.profile,
            ..Browser::default()
        },
        to: options.to,
        tenant: options.tenant,
        past,
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return crate::failed(&error.to_string()),
    };
    let served = runtime.block_on(editor::serve(desk, |address| {
        let open = say(
            format!("{address} を開いてください"),
            format!("open {address}"),
        );
        let end = say(
            "終えるには Ctrl-C を押します。変更はすべてファイルに書かれています",
            "Ctrl-C ends the editor; every change is in your files already.",
        );
        println!("{open}\n{end}");
    }));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => crate::failed(&error.to_string()),
    }
}
