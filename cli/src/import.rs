//! `shirube import`: JSON Lines of events to a collector, in parts that it takes, with a summary of its answers.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

/// Bytes of one request, under the collector's 8 MiB.
const PART: usize = 7 * 1024 * 1024;

#[derive(Args)]
pub(crate) struct Options {
    /// A file of events, one JSON object a line; `-` is standard input.
    file: PathBuf,
    /// The collector.
    #[arg(long)]
    to: String,
    /// The tenant's secret key.
    #[arg(long, env = "SHIRUBE_SECRET_KEY", hide_env_values = true)]
    key: String,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let source: Box<dyn Read> = if options.file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        match std::fs::File::open(&options.file) {
            Ok(file) => Box::new(file),
            Err(error) => return crate::wrong_use(&format!("{}: {error}", options.file.display())),
        }
    };
    match send(options, source) {
        Ok(statuses) => {
            let said: Vec<String> = statuses.iter().map(|(s, n)| format!("{n} {s}")).collect();
            println!(
                "{}",
                if said.is_empty() {
                    "no lines".to_owned()
                } else {
                    said.join(", ")
                }
            );
            ExitCode::from(u8::from(
                statuses.keys().any(|s| s == "rejected" || s == "conflict"),
            ))
        }
        Err(cause) => crate::failed(&format!("{cause}; run it again: what went in counts once")),
    }
}

fn send(options: &Options, source: Box<dyn Read>) -> Result<BTreeMap<String, u64>, String> {
    let (mut statuses, mut part, mut first) = (BTreeMap::new(), String::new(), 1u64);
    let mut line_number = 0u64;
    let mut lines = BufReader::new(source).lines();
    loop {
        let line = lines.next().transpose().map_err(|e| e.to_string())?;
        let full = line
            .as_ref()
            .is_none_or(|l| part.len() + l.len() + 1 > PART);
        if full && !part.is_empty() {
            tell(&post(options, &part)?, first, &mut statuses);
            part.clear();
            first = line_number + 1;
        }
        let Some(line) = line else {
            return Ok(statuses);
        };
        line_number += 1;
        part.push_str(&line);
        part.push('\n');
    }
}

/// Counts the answers, and prints what was not taken.
fn tell(results: &[Value], first: u64, statuses: &mut BTreeMap<String, u64>) {
    for (result, line) in results.iter().zip(first..) {
        let status = result["status"].as_str().unwrap_or("unanswered");
        *statuses.entry(status.to_owned()).or_default() += 1;
        if let Some(reason) = result["reason"].as_str() {
            eprintln!("near line {line}: {reason}");
        }
    }
}

fn post(options: &Options, part: &str) -> Result<Vec<Value>, String> {
    let url = format!("{}/v1/import", options.to.trim_end_matches('/'));
    let sent = ureq::post(&url)
        .config()
        .http_status_as_error(false)
        .build()
        .header("authorization", &format!("Bearer {}", options.key))
        .content_type("application/x-ndjson")
        .send(part);
    let mut answer = sent.map_err(|e| format!("{url}: {e}"))?;
    let text = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_string();
    let text = text.map_err(|e| format!("{url}: {e}"))?;
    let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if !answer.status().is_success() {
        let detail = body["detail"].as_str().unwrap_or("no reason given");
        return Err(format!("{url}: {}: {detail}", answer.status()));
    }
    Ok(body["results"].as_array().cloned().unwrap_or_default())
}
