//! `shirube history`: the releases of a published folder, the newest first, each with what it changed.

use std::path::PathBuf;
use std::process::ExitCode;

use author::{Became, PastRelease, diff};
use clap::Args;
use serde_json::{Value, json};

use crate::said::{bold, count, dim, good, say, spoken};

#[derive(Args)]
pub(crate) struct Options {
    /// The published folder.
    #[arg(long)]
    to: PathBuf,
    /// How many releases, the newest first; 0: all.
    #[arg(long, default_value_t = 20)]
    most: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let all = match author::history(&options.to) {
        Ok(all) if !all.is_empty() => all,
        _ => return crate::wrong_use(&none(&options.to)),
    };
    let most = if options.most == 0 {
        all.len()
    } else {
        options.most
    };
    if options.json {
        let rows: Vec<Value> = (0..all.len().min(most)).map(|n| row(&all, n)).collect();
        println!("{:#}", json!({ "releases": rows }));
        return ExitCode::SUCCESS;
    }
    for n in 0..all.len().min(most) {
        println!("{}", line(&all, n));
    }
    if let more @ 1.. = all.len().saturating_sub(most) {
        println!(
            "{}",
            dim(&say(
                format!("ほかに {more} 件（--most 0 ですべて）"),
                format!("{more} more: --most 0 lists all")
            ))
        );
    }
    ExitCode::SUCCESS
}

pub(crate) fn none(to: &std::path::Path) -> String {
    let to = to.display();
    say(
        format!("{to} に公開の記録はありません（shirube publish --to {to} で公開します）"),
        format!("{to} holds no releases; shirube publish --to {to} makes one"),
    )
}

/// What a release changed against the one before it: new, changed and gone items.
fn counts(all: &[PastRelease], n: usize) -> Option<[usize; 3]> {
    let before = all.get(n + 1)?;
    let changes = diff(&before.manifest, &all[n].manifest, spoken());
    Some(
        [Became::New, Became::Changed, Became::Gone]
            .map(|b| changes.iter().filter(|c| c.became == b).count()),
    )
}

fn row(all: &[PastRelease], n: usize) -> Value {
    let release = &all[n];
    let counts = counts(all, n);
    json!({
        "release": release.version,
        "issued": release.issued,
        "standing": release.standing,
        "signatures": release.signatures,
        "restores": release.restores,
        "new": counts.map(|c| c[0]),
        "changed": counts.map(|c| c[1]),
        "gone": counts.map(|c| c[2]),
    })
}

fn line(all: &[PastRelease], n: usize) -> String {
    let release = &all[n];
    let mut said = Vec::new();
    match (release.restores, counts(all, n)) {
        (Some(old), _) => said.push(say(
            format!("リリース {old} に戻しました"),
            format!("brings back release {old}"),
        )),
        (None, None) if n + 1 == all.len() => {
            said.push(say("最初の記録", "the first that is kept"))
        }
        (None, Some([0, 0, 0])) => {
            said.push(say("文面の変更なし", "nothing that a reader would notice"))
        }
        (None, Some([new, changed, gone])) => {
            let part = |n: usize, ja: &str, en: &str| {
                (n > 0).then(|| say(format!("{ja} {n}"), format!("{n} {en}")))
            };
            let parts = [
                part(new, "追加", "new"),
                part(changed, "変更", "changed"),
                part(gone, "終了", "gone"),
            ];
            said.push(
                parts
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(&say("・", ", ")),
            );
        }
        (None, None) => {}
    }
    if release.signatures > 0 {
        said.push(say(
            format!("署名 {}", release.signatures),
            count(release.signatures, "signature"),
        ));
    }
    let mark = if release.standing {
        good(&say("● 公開中", "● standing"))
    } else {
        dim("○")
    };
    format!(
        "{:>4}  {}  {}  {mark}",
        bold(&release.version.to_string()),
        moment(release.issued),
        said.join(&say("、", "; "))
    )
}

/// A moment by the clock of this machine.
pub(crate) fn moment(ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    let at = at.to_zoned(jiff::tz::TimeZone::try_system().unwrap_or(jiff::tz::TimeZone::UTC));
    at.strftime("%Y-%m-%d %H:%M").to_string()
}
