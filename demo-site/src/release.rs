//! A release on its way out: YAML becomes static files, and the collector is told over HTTP, as a vendor's build
//! server would do it.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use author::{PublishRequest, Severity, publish as compile};

use crate::Failure;

/// Whose content and events these are.
pub(crate) const TENANT: &str = "kumo";
/// The demo's secret key, known to everybody: it guards a database on loopback.
pub(crate) const SECRET_KEY: &str = "sk_demo";

/// What went out.
pub(crate) struct Release {
    /// The release's number.
    pub(crate) version: u32,
    /// Warnings on the source; notes are for `shirube check`.
    pub(crate) warnings: usize,
}

/// Publishes `source` into the folder `to`, then puts the release to the collector at `base`.
pub(crate) fn publish(source: PathBuf, to: PathBuf, base: &str) -> Result<Release, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let published = compile(&PublishRequest {
        source,
        to,
        now: i64::try_from(now)?,
        tenant: TENANT.to_owned(),
    })?;
    let warnings: Vec<_> = published
        .findings
        .iter()
        .filter(|finding| finding.severity() != Severity::Note)
        .collect();
    for finding in &warnings {
        eprintln!("{finding}");
    }
    let url = format!("{base}/v1/releases/{}", published.version);
    agent()
        .put(&url)
        .header("Authorization", format!("Bearer {SECRET_KEY}"))
        .content_type("application/json")
        .send(published.release_document)
        .map_err(|error| format!("PUT {url}: {error}"))?;
    Ok(Release {
        version: published.version,
        warnings: warnings.len(),
    })
}

/// Loopback never goes through a proxy, whatever the environment says.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}
