//! `shirube rollback`: an older release's content again, under a higher number.

use std::path::PathBuf;
use std::process::ExitCode;

use author::{PublishError, RollbackRequest};
use clap::Args;

use crate::said::{good, say, spoken};
use crate::told::Collector;

#[derive(Args)]
pub(crate) struct Options {
    /// The release to bring back; without a number the one before the standing one.
    version: Option<u32>,
    /// The published folder.
    #[arg(long)]
    to: PathBuf,
    /// Sign with the keys of this file.
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
    /// The content folder whose rules for the collector stay in force (touch, revenue).
    #[arg(long, default_value = "content")]
    source: PathBuf,
    #[command(flatten)]
    collector: Collector,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let all = match author::history(&options.to) {
        Ok(all) if !all.is_empty() => all,
        _ => return crate::wrong_use(&crate::history::none(&options.to)),
    };
    let version = match options.version.or_else(|| all.get(1).map(|r| r.version)) {
        Some(version) => version,
        None => {
            return crate::wrong_use(&say(
                "戻せるリリースがありません",
                "there is no release to go back to",
            ));
        }
    };
    let keys = match options.sign.as_deref().map(crate::keys::read).transpose() {
        Ok(keys) => keys,
        Err(error) => return crate::wrong_use(&error),
    };
    let request = RollbackRequest {
        to: options.to.clone(),
        version,
        now: crate::now(),
    };
    let signer = |bytes: &[u8]| keys.as_ref().map_or_else(Vec::new, |k| k.sign(bytes));
    let back = match author::rollback(&request, &signer) {
        Ok(back) => back,
        Err(error @ PublishError::NoSuchRelease(_)) => return crate::wrong_use(&error.to_string()),
        Err(error) => return crate::failed(&error.to_string()),
    };
    println!(
        "{}",
        good(&say(
            format!(
                "リリース {version} の内容を、リリース {} として公開しました",
                back.version
            ),
            format!("release {} brings back release {version}", back.version),
        ))
    );
    let before = all.iter().find(|r| r.standing);
    if let (Some(before), Ok(after)) = (before, serde_json::from_str(&back.manifest)) {
        crate::diff::print(&author::diff(&before.manifest, &after, spoken()));
    }
    if options.collector.is_named() {
        let document = author::release_document(&back.manifest, &options.source);
        return options.collector.tell(back.version, &document);
    }
    ExitCode::SUCCESS
}
