//! From where a command knows people: a file of events, a collector's folder, or a collector that answers.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use clap::Args;
use replay::Past;
use serde_json::Value;

#[derive(Args)]
pub(crate) struct Known {
    /// Past events, one JSON object a line, as `GET /v1/export/jsonl` gives them.
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
    /// What is known of people: {"users": […], "accounts": […]}, each as `PUT /v1/users` and `PUT /v1/accounts` take it.
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// The folder of a collector's database, in place of files.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["events", "people"])]
    data: Option<PathBuf>,
}

impl Known {
    /// Whether any of them is given.
    pub(crate) fn is_named(&self) -> bool {
        self.events.is_some() || self.people.is_some() || self.data.is_some()
    }

    /// Everybody who is known by files or folder; nothing where neither is named. `tenant` is the collector's.
    pub(crate) fn past(&self, tenant: &str) -> Result<Option<Past>, String> {
        if let Some(data) = &self.data {
            let known = collector::known(data, tenant).map_err(|e| e.to_string())?;
            let lines = known.events.iter().map(String::as_str);
            return Ok(Some(Past::read(lines, &known.users, &known.accounts)));
        }
        if !self.is_named() {
            return Ok(None);
        }
        let events = self.events.as_deref().map(read).transpose()?;
        let people = self.people.as_deref().map(read).transpose()?;
        let people: Value = match people {
            Some(text) => {
                serde_json::from_str(&text).map_err(|e| format!("--people is not JSON: {e}"))?
            }
            None => Value::Null,
        };
        let list = |key: &str| people[key].as_array().cloned().unwrap_or_default();
        let events = events.unwrap_or_default();
        Ok(Some(Past::read(
            events.lines(),
            &list("users"),
            &list("accounts"),
        )))
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// Everybody whom a running collector knows.
pub(crate) fn ask(url: &str, key: &str) -> Result<Past, String> {
    let get = |path: &str| {
        let url = format!("{}{path}", url.trim_end_matches('/'));
        let sent = ureq::get(&url)
            .header("authorization", &format!("Bearer {key}"))
            .call();
        sent.map(|answer| answer.into_body())
            .map_err(|e| format!("{url}: {e}"))
    };
    let list = |path: &str| {
        let text = get(path)?
            .with_config()
            .limit(u64::MAX)
            .read_to_string()
            .map_err(|e| format!("{path}: {e}"))?;
        serde_json::from_str::<Vec<Value>>(&text).map_err(|e| e.to_string())
    };
    let (users, accounts) = (list("/v1/users")?, list("/v1/accounts")?);
    // Years of events: line by line, and of each only what decides who is eligible.
    let events = get("/v1/export/jsonl?only=deeds")?;
    let events = BufReader::new(events.into_with_config().limit(u64::MAX).reader());
    let mut broken = None;
    let lines = events
        .lines()
        .map_while(|line| line.map_err(|error| broken = Some(error)).ok());
    let past = Past::read(lines, &users, &accounts);
    match broken {
        None => Ok(past),
        Some(error) => Err(format!("the events broke off: {error}")),
    }
}
