//! `shirube check`: every finding of a content folder, one line each, then how complete the languages are and a summary.

use std::path::PathBuf;
use std::process::ExitCode;

use author::{Checked, Completeness, Finding, Severity};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::said::{self, count, say};
use crate::sarif;

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
    /// Mend what can be mended without a doubt, keeping comments and order.
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    against: crate::against::AgainstOptions,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    if options.against.against.is_some() {
        let json = matches!(options.format, Format::Json);
        return crate::against::run(&options.source, &options.against, options.fix, json);
    }
    let now = match options.now.as_deref().map(author::day) {
        Some(None) => return crate::wrong_use("--now takes a day such as 2026-11-01"),
        Some(Some(day)) => day,
        None => crate::now(),
    };
    let failed = |error| crate::wrong_use(&format!("{}: {error}", options.source.display()));
    if options.fix {
        match author::fix(&options.source, now) {
            Ok(fixed) => {
                for finding in &fixed.mended {
                    let line = said::finding(finding);
                    eprintln!(
                        "{}",
                        say(format!("直しました {line}"), format!("mended {line}"))
                    );
                }
            }
            Err(error) => return failed(error),
        }
    }
    let checked = match author::check(&options.source, now) {
        Ok(checked) => checked,
        Err(error) => return failed(error),
    };
    match options.format {
        Format::Text => print(&checked),
        Format::Json => println!("{}", as_json(&checked)),
        Format::Sarif => println!("{:#}", sarif::log(&checked.findings)),
    }
    status(&checked.findings)
}

/// 1 when there is anything but notes.
pub(crate) fn status(findings: &[Finding]) -> ExitCode {
    ExitCode::from(u8::from(
        findings.iter().any(|f| f.severity() != Severity::Note),
    ))
}

fn print(checked: &Checked) {
    for finding in &checked.findings {
        println!("{}", said::finding(finding));
    }
    let missing = |c: &&Completeness| c.translated < c.texts;
    for language in checked.completeness.iter().filter(missing) {
        let Completeness {
            language,
            texts,
            translated,
        } = language;
        let percent = 100 * translated / texts;
        println!(
            "{}",
            say(
                format!("{language}: {texts} 件のうち {translated} 件（{percent} %）"),
                format!("{language}: {translated} of {texts} texts ({percent} %)"),
            )
        );
    }
    let safe = checked.findings.iter();
    let safe = safe.filter(|f| f.fix.as_ref().is_some_and(|f| f.safe));
    if let n @ 1.. = safe.count() {
        println!(
            "{}",
            say(
                format!("このうち {n} 件は --fix で直せます"),
                format!("--fix mends {n} of these")
            )
        );
    }
    println!("{}", summary(&checked.findings, checked.items));
}

fn summary(findings: &[Finding], items: usize) -> String {
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| findings.iter().filter(|f| f.severity() == severity).count());
    let [e, w, n] = [
        count(errors, "error"),
        count(warnings, "warning"),
        count(notes, "note"),
    ];
    say(
        format!("{items} 件を確かめました：エラー {errors}、警告 {warnings}、メモ {notes}"),
        format!("{} checked: {e}, {w}, {n}", count(items, "item")),
    )
}

fn as_json(checked: &Checked) -> Value {
    let findings: Vec<Value> = checked.findings.iter().map(finding).collect();
    let languages: Vec<Value> = checked
        .completeness
        .iter()
        .map(|c| json!({"language": c.language, "texts": c.texts, "translated": c.translated}))
        .collect();
    json!({"findings": findings, "languages": languages})
}

fn finding(finding: &Finding) -> Value {
    let mut out = json!({
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity().text(),
        "code": finding.code,
        "message": finding.said(said::spoken()),
    });
    if let (Some(fix), Value::Object(fields)) = (&finding.fix, &mut out) {
        let edits: Vec<Value> = fix
            .edits
            .iter()
            .map(|e| json!({"from": [e.from.0, e.from.1], "to": [e.to.0, e.to.1], "text": e.text}))
            .collect();
        let fix = json!({"title": fix.said(said::spoken()), "safe": fix.safe, "edits": edits});
        fields.insert("fix".to_owned(), fix);
    }
    out
}
