//! What a command tells the collector: `PUT /v1/releases/{version}` with the release's own document.

use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use crate::said::say;

#[derive(Args)]
pub(crate) struct Collector {
    /// The collector that is told of the release.
    #[arg(long = "collector", value_name = "URL", requires = "key")]
    url: Option<String>,
    /// The collector's secret key.
    #[arg(long, env = "SHIRUBE_SECRET_KEY", hide_env_values = true)]
    key: Option<String>,
}

impl Collector {
    pub(crate) fn is_named(&self) -> bool {
        self.url.is_some()
    }

    /// Where it is, and the key for it, where one is named.
    pub(crate) fn place(&self) -> Option<(&str, &str)> {
        self.url.as_deref().zip(self.key.as_deref())
    }

    /// Tells of a release; what is published stays published when this fails.
    pub(crate) fn tell(&self, version: u32, document: &str) -> ExitCode {
        let (Some(url), Some(key)) = (&self.url, &self.key) else {
            return ExitCode::SUCCESS;
        };
        match put(
            &format!("{}/v1/releases/{version}", url.trim_end_matches('/')),
            key,
            document,
        ) {
            Ok(()) => {
                println!(
                    "{}",
                    say(format!("{url} に知らせました"), format!("told {url}"))
                );
                ExitCode::SUCCESS
            }
            Err(error) => crate::failed(&say(
                format!(
                    "公開は済みましたが、コレクターに知らせられませんでした（{error}）。応答するようになったら、もう一度実行してください"
                ),
                format!(
                    "the files are published, but the collector was not told ({error}); run it again when it answers"
                ),
            )),
        }
    }
}

fn put(url: &str, key: &str, document: &str) -> Result<(), String> {
    let sent = ureq::put(url)
        .config()
        .http_status_as_error(false)
        .build()
        .header("authorization", &format!("Bearer {key}"))
        .content_type("application/json")
        .send(document);
    let mut answer = sent.map_err(|e| format!("{url}: {e}"))?;
    if answer.status().is_success() {
        return Ok(());
    }
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let detail = body["detail"].as_str().unwrap_or("no reason given");
    Err(format!("{url}: {}: {detail}", answer.status()))
}
