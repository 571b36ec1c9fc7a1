//! `shirube check`: every finding of a content folder, one line each, then a summary.

use std::path::PathBuf;
use std::process::ExitCode;

use author::{Finding, Severity};
use clap::{Args, ValueEnum};
use serde_json::json;

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The day to check as of: YYYY-MM-DD.
    #[arg(long)]
    now: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&format!("there is no folder {}", options.source.display()));
    }
    let now = match options.now.as_deref().map(author::day) {
        Some(None) => return crate::wrong_use("--now takes a day such as 2026-11-01"),
        Some(Some(day)) => day,
        None => crate::now(),
    };
    let checked = match author::check(&options.source, now) {
        Ok(checked) => checked,
        Err(error) => return crate::wrong_use(&format!("{}: {error}", options.source.display())),
    };
    match options.format {
        Format::Text => {
            for finding in &checked.findings {
                println!("{finding}");
            }
            println!("{}", summary(&checked.findings, checked.items));
        }
        Format::Json => println!("{}", json(&checked.findings)),
    }
    status(&checked.findings)
}

/// 1 when there is anything but notes.
pub(crate) fn status(findings: &[Finding]) -> ExitCode {
    ExitCode::from(u8::from(
        findings.iter().any(|f| f.severity() != Severity::Note),
    ))
}

fn summary(findings: &[Finding], items: usize) -> String {
    let count = |severity: Severity, word: &str| {
        let n = findings.iter().filter(|f| f.severity() == severity).count();
        format!("{n} {word}{}", if n == 1 { "" } else { "s" })
    };
    let files = if items == 1 {
        "1 item".to_owned()
    } else {
        format!("{items} items")
    };
    let (errors, warnings, notes) = (
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    );
    format!("{files} checked: {errors}, {warnings}, {notes}")
}

fn json(findings: &[Finding]) -> String {
    let all: Vec<_> = findings
        .iter()
        .map(|f| json!({"file": f.file, "line": f.line, "column": f.column, "severity": f.severity().text(), "code": f.code, "message": f.message}))
        .collect();
    json!({ "findings": all }).to_string()
}
