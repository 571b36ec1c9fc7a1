//! The community's feed: fetched when content is published, kept by `author`. One that does not answer keeps nobody from
//! publishing: the threads of the last time stay.

use std::path::Path;
use std::time::Duration;

use crate::said::say;

/// How long a feed may take, and what it may weigh.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST: u64 = 4 << 20;

/// Takes in the feed that `community: feed:` names; gives what is to be said of it.
pub(crate) fn take_in(source: &Path) -> Option<String> {
    let text = std::fs::read_to_string(source.join("shirube.yaml")).ok()?;
    let config = author::Document::read(&text).ok()?.json();
    let url = config["community"]["feed"].as_str()?;
    Some(match fetch(url).and_then(|text| kept(source, &text)) {
        Ok(count) => say(
            format!("コミュニティの話題を {count} 件取り込みました"),
            format!("{count} threads of the community are taken in"),
        ),
        Err(error) => say(
            format!("コミュニティの話題は前回のままです：{url}：{error}"),
            format!("the community's threads stay as they were: {url}: {error}"),
        ),
    })
}

fn kept(source: &Path, text: &str) -> Result<usize, String> {
    let threads = author::read_feed(text)
        .ok_or_else(|| say("JSON Feed ではありません", "it is no JSON Feed"))?;
    author::keep_threads(source, &threads).map_err(|e| e.to_string())?;
    Ok(threads.len())
}

fn fetch(url: &str) -> Result<String, String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .build();
    let agent = ureq::Agent::new_with_config(config);
    let mut answer = agent.get(url).call().map_err(|e| e.to_string())?;
    let body = answer.body_mut().with_config().limit(MOST);
    body.read_to_string().map_err(|e| e.to_string())
}
