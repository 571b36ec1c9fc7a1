//! `shirube publish`: a content folder to a folder that a static host serves, and the release to the collector.

use std::path::PathBuf;
use std::process::ExitCode;

use author::{PublishError, PublishRequest};
use clap::Args;

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
    /// The collector that is told of the release.
    #[arg(long, requires = "key")]
    collector: Option<String>,
    /// The collector's secret key.
    #[arg(long, env = "SHIRUBE_SECRET_KEY", hide_env_values = true)]
    key: Option<String>,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&format!("there is no folder {}", options.source.display()));
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
    let published = match &keys {
        Some(keys) => author::publish_signed(&request, &|bytes| keys.sign(bytes)),
        None => author::publish(&request),
    };
    let published = match published {
        Ok(published) => published,
        Err(PublishError::Refused(findings)) => {
            for finding in &findings {
                println!("{finding}");
            }
            eprintln!("shirube: not published; mend the errors first");
            return ExitCode::from(1);
        }
        Err(error) => {
            eprintln!("shirube: {error}");
            return ExitCode::from(1);
        }
    };
    for finding in &published.findings {
        println!("{finding}");
    }
    let (version, to) = (published.version, options.to.display());
    if published.unchanged {
        println!("nothing has changed: release {version} in {to} stays");
    } else {
        println!(
            "release {version} in {to}: {} files written, {} unchanged",
            published.leaves_written, published.leaves_kept
        );
    }
    if let (Some(collector), Some(key)) = (&options.collector, &options.key) {
        let url = format!(
            "{}/v1/releases/{}",
            collector.trim_end_matches('/'),
            published.version
        );
        let put = ureq::put(&url)
            .header("authorization", &format!("Bearer {key}"))
            .header("content-type", "application/json");
        if let Err(error) = put.send(&published.release_document) {
            eprintln!(
                "shirube: the files are published, but the collector was not told ({url}: {error}); run publish again when it answers"
            );
            return ExitCode::from(1);
        }
        println!("told {collector}");
    }
    crate::check::status(&published.findings)
}
