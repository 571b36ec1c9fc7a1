//! `shirube diff`: what differs between two releases, or between the standing one and the content folder, in words.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use author::{Became, Change, PastRelease};
use clap::Args;
use serde_json::{Value, json};

use crate::said::{bad, bold, dim, good, odd, say, spoken};

#[derive(Args)]
pub(crate) struct Options {
    /// The older release; without a number the one before the standing one.
    from: Option<u32>,
    /// The newer release; without a number the standing one.
    until: Option<u32>,
    /// The published folder.
    #[arg(long)]
    to: PathBuf,
    /// Compare with this content folder instead of a newer release: what publishing it would change.
    #[arg(long, value_name = "SRC", conflicts_with = "until")]
    source: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let all = match author::history(&options.to) {
        Ok(all) if !all.is_empty() => all,
        _ => return crate::wrong_use(&crate::history::none(&options.to)),
    };
    let sides = match sides(options, &all) {
        Ok(sides) => sides,
        Err(sentence) => return crate::wrong_use(&sentence),
    };
    let [(was, old), (is, new)] = sides;
    let changes = author::diff(&old, &new, spoken());
    if options.json {
        println!("{:#}", as_json(&changes));
        return ExitCode::SUCCESS;
    }
    println!("{}", bold(&format!("{was} → {is}")));
    print(&changes);
    ExitCode::SUCCESS
}

type Side = (String, Value);

fn sides(options: &Options, all: &[PastRelease]) -> Result<[Side; 2], String> {
    let find = |version: u32| {
        let found = all.iter().find(|r| r.version == version);
        found.ok_or_else(|| {
            say(
                format!("リリース {version} はありません（shirube history で一覧できます）"),
                format!("there is no release {version}; shirube history lists them"),
            )
        })
    };
    let named = |release: &PastRelease| {
        let name = say(
            format!("リリース {}", release.version),
            format!("release {}", release.version),
        );
        (name, release.manifest.clone())
    };
    let first = |all: &[PastRelease]| all.first().map(|r| r.version).unwrap_or(0);
    if let Some(source) = &options.source {
        let from = find(options.from.unwrap_or_else(|| first(all)))?;
        let draft = draft(source)?;
        return Ok([named(from), (say("下書き", "the draft"), draft)]);
    }
    let until = find(options.until.unwrap_or_else(|| first(all)))?;
    let before = all.iter().find(|r| r.version < until.version);
    let from = match options.from {
        Some(version) => find(version)?,
        None => before.ok_or_else(|| {
            say(
                "比べる前のリリースがありません",
                "there is no release before it to compare with",
            )
        })?,
    };
    Ok([named(from), named(until)])
}

/// The manifest that a content folder would come to.
fn draft(source: &Path) -> Result<Value, String> {
    let draft = author::draft(source, "", 0, crate::now());
    let draft = draft.map_err(|e| format!("{}: {e}", source.display()))?;
    Ok(draft.manifest)
}

/// Prints changes, each item with its sentences below it.
pub(crate) fn print(changes: &[Change]) {
    if changes.is_empty() {
        println!(
            "{}",
            say(
                "見る人が気づく違いはありません。",
                "Nothing differs that a reader would notice."
            )
        );
    }
    for change in changes {
        let mark = match change.became {
            Became::New => good("+"),
            Became::Gone => bad("−"),
            Became::Changed => odd("~"),
        };
        let s = spoken();
        let kind = s.field(&change.folder);
        let name = match change.folder.as_str() {
            "" => bold(&change.title),
            _ => format!(
                "{kind} {} {}",
                bold(&s.quoted(&change.title)),
                dim(&change.id)
            ),
        };
        println!("{mark} {name}");
        for detail in &change.details {
            println!("    {detail}");
        }
    }
}

fn as_json(changes: &[Change]) -> Value {
    let rows: Vec<Value> = changes
        .iter()
        .map(|c| {
            let became = match c.became {
                Became::New => "new",
                Became::Gone => "gone",
                Became::Changed => "changed",
            };
            json!({"kind": c.folder, "id": c.id, "title": c.title, "became": became, "details": c.details})
        })
        .collect();
    json!({ "changes": rows })
}
