//! `shirube publish`: a content folder to a folder that a static host serves, and the release to the collector.

use std::path::PathBuf;
use std::process::ExitCode;

use author::{PublishError, PublishRequest, Stage};
use clap::Args;

use crate::said::{self, Progress, good, say};
use crate::told::Collector;

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// The folder to publish to.
    #[arg(long)]
    to: PathBuf,
    /// Sign with the keys of this file (see `shirube keys new`).
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
    /// Whose content it is.
    #[arg(long, default_value = "default")]
    tenant: String,
    #[command(flatten)]
    collector: Collector,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    let request = PublishRequest {
        source: options.source.clone(),
        to: options.to.clone(),
        now: crate::now(),
        tenant: options.tenant.clone(),
    };
    let keys = match options.sign.as_deref().map(crate::keys::read).transpose() {
        Ok(keys) => keys,
        Err(error) => return crate::wrong_use(&error),
    };
    let progress = Progress::begin();
    let signer = |bytes: &[u8]| keys.as_ref().map_or_else(Vec::new, |k| k.sign(bytes));
    let published = author::publish_watched(&request, &signer, &|stage| {
        progress.tell(|| words(stage));
    });
    drop(progress);
    let published = match published {
        Ok(published) => published,
        Err(PublishError::Refused(findings)) => {
            for finding in &findings {
                println!("{}", said::finding(finding));
            }
            return crate::failed(&say(
                "公開していません。先にエラーを直してください",
                "not published; mend the errors first",
            ));
        }
        Err(error) => return crate::failed(&error.to_string()),
    };
    for finding in &published.findings {
        println!("{}", said::finding(finding));
    }
    let (version, to) = (published.version, options.to.display());
    let (written, kept) = (published.leaves_written, published.leaves_kept);
    if published.unchanged {
        println!(
            "{}",
            say(
                format!("変更はありません。{to} のリリース {version} のままです"),
                format!("nothing has changed: release {version} in {to} stays"),
            )
        );
    } else {
        println!(
            "{}",
            good(&say(
                format!(
                    "リリース {version} を {to} に公開しました（書き込み {written} 件、そのまま {kept} 件）"
                ),
                format!("release {version} in {to}: {written} files written, {kept} unchanged"),
            ))
        );
    }
    let told = options.collector.tell(version, &published.release_document);
    if told != ExitCode::SUCCESS {
        return told;
    }
    crate::check::status(&published.findings)
}

/// How far it is, in words.
fn words(stage: Stage) -> String {
    match stage {
        Stage::Reading => say("読んでいます…", "reading…"),
        Stage::Compiling => say("組み立てています…", "compiling…"),
        Stage::Writing(n, all) => say(
            format!("書いています… {n}/{all}"),
            format!("writing… {n} of {all}"),
        ),
        Stage::Proving => say("確かめています…", "proving what was written…"),
    }
}
