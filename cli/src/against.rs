//! `shirube check --against`: every anchor on the product's own pages, with the nearest elements where it is gone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use author::Document;
use clap::Args;
use editor::against::{self, Against, Looked, Verdict, html, in_source};
use live::Options as Browser;
use serde_json::{Value, json};

use crate::said::{Progress, bad, bold, dim, good, odd, say, spoken};

#[derive(Args)]
pub(crate) struct AgainstOptions {
    /// Look for every anchor on these pages: the product's address, or a saved page.
    #[arg(long, value_name = "URL|FILE.html")]
    pub(crate) against: Option<String>,
    /// The path that a saved page is a copy of; without it every anchor is looked for in it.
    #[arg(long, value_name = "PATH", requires = "against")]
    path: Option<String>,
    /// The language of the pages; without it the folder's default.
    #[arg(long, value_name = "TAG", requires = "against")]
    language: Option<String>,
    /// What is done first, such as logging in: a YAML file with a list `before`.
    #[arg(long, value_name = "FILE", requires = "against")]
    before: Option<PathBuf>,
    /// Click what a step asks to be clicked, so that the steps behind it are reached.
    #[arg(long, requires = "against")]
    act: bool,
    /// How long an anchor is waited for, in ms.
    #[arg(long, value_name = "MS", default_value_t = 3000, requires = "against")]
    wait: u64,
    /// Write a report: .html to read, .json for tools.
    #[arg(long, value_name = "FILE", requires = "against")]
    report: Option<PathBuf>,
    /// Show the browser's window.
    #[arg(long, requires = "against")]
    window: bool,
}

/// Looks, prints, and mends when `fix` is asked for; 1 when somebody has to do something.
pub(crate) fn run(source: &Path, options: &AgainstOptions, fix: bool, as_json: bool) -> ExitCode {
    let Some(target) = &options.against else {
        return ExitCode::SUCCESS;
    };
    let wanted = Against {
        source: source.to_owned(),
        target: target.clone(),
        path: options.path.clone(),
        language: options.language.clone(),
        before: options.before.clone(),
        act: options.act,
        patience: Duration::from_millis(options.wait),
        browser: Browser {
            headless: !options.window,
            size: Some((1280, 900)),
            ..Browser::default()
        },
    };
    let progress = Progress::begin();
    let mut seen = 0;
    let looked = against::look(&wanted, &mut |_, all| {
        seen += 1;
        progress.tell(|| {
            say(
                format!("見ています… {seen}/{all}"),
                format!("looking… {seen} of {all}"),
            )
        });
    });
    drop(progress);
    let all = match looked {
        Ok(all) => all,
        Err(error) => return crate::wrong_use(&error.to_string()),
    };
    if let Some(path) = &options.report {
        let html_wanted = path.extension().is_some_and(|e| e == "html");
        let text = if html_wanted {
            html(&all, target, spoken())
        } else {
            format!("{:#}\n", to_json(&all))
        };
        if let Err(error) = std::fs::write(path, text) {
            return crate::wrong_use(&format!("{}: {error}", path.display()));
        }
    }
    if as_json {
        println!("{:#}", to_json(&all));
    } else {
        print(&all);
    }
    let mut left = all.iter().filter(|l| l.verdict.is_trouble()).count();
    if fix {
        for looked in all.iter().filter(|l| l.verdict == Verdict::Recovered) {
            match mend(source, looked, options.language.as_deref().unwrap_or("")) {
                Ok(()) => {
                    left -= 1;
                    eprintln!(
                        "{}",
                        good(&say(
                            format!("{} の指す要素を書き換えました", looked.place.key),
                            format!("mended {}", looked.place.key)
                        ))
                    );
                }
                Err(error) => eprintln!("shirube: {error}"),
            }
        }
    }
    ExitCode::from(u8::from(left > 0))
}

/// Writes the proposed anchor in the place of the one that is gone; names in other languages stay where they are.
fn mend(source: &Path, looked: &Looked, language: &str) -> Result<(), String> {
    let Some(candidate) = looked.candidates.first() else {
        return Ok(());
    };
    let path = source.join(&looked.place.file);
    let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
    let mut document = Document::read(&text).map_err(|e| e.to_string())?;
    let lasting = candidate
        .anchor
        .get("test_id")
        .or_else(|| candidate.anchor.get("css"))
        .is_some();
    if !lasting {
        return Err(say(
            format!(
                "{} は言葉でしか指せないため、書き換えていません",
                looked.place.key
            ),
            format!(
                "{} can be named by its words alone, in one language: change it yourself",
                looked.place.key
            ),
        ));
    }
    document
        .set(&looked.place.path, &in_source(&candidate.anchor, language))
        .map_err(|e| e.to_string())?;
    let beside = path.with_extension("part");
    std::fs::write(&beside, document.text())
        .and_then(|()| std::fs::rename(&beside, &path))
        .map_err(|e| e.to_string())
}

fn print(all: &[Looked]) {
    for looked in all.iter().filter(|l| l.verdict.is_trouble()) {
        let place = &looked.place;
        let word = looked.verdict.word(spoken());
        let word = if looked.verdict == Verdict::Recovered {
            odd(word)
        } else {
            bad(word)
        };
        let at = format!("{}:{}:{}", place.file, place.line, place.column);
        let anchor = spoken().anchor(&place.anchor);
        println!(
            "{}: {word}: {anchor} {}",
            bold(&at),
            dim(&say(
                format!("（{}）", looked.page),
                format!("on {}", looked.page)
            ))
        );
        for candidate in &looked.candidates {
            println!(
                "    {:>3} %  {}  {}",
                candidate.percent,
                candidate.words,
                dim(&candidate.anchor.to_string())
            );
        }
    }
    let count = |verdict: Verdict| all.iter().filter(|l| l.verdict == verdict).count();
    let parts: Vec<String> = [
        Verdict::Found,
        Verdict::Recovered,
        Verdict::Missing,
        Verdict::Hidden,
        Verdict::Ambiguous,
        Verdict::Unvisited,
    ]
    .into_iter()
    .filter(|v| count(*v) > 0)
    .map(|v| {
        say(
            format!("{} {}", v.word(spoken()), count(v)),
            format!("{} {}", count(v), v.word(spoken())),
        )
    })
    .collect();
    let n = all.len();
    println!(
        "{}",
        say(
            format!("指す要素 {n} 件：{}", parts.join("、")),
            format!("{n} anchors: {}", parts.join(", "))
        )
    );
}

fn to_json(all: &[Looked]) -> Value {
    let rows: Vec<Value> = all
        .iter()
        .map(|l| {
            let candidates: Vec<Value> = l.candidates.iter().map(|c| json!({"percent": c.percent, "words": c.words, "anchor": c.anchor})).collect();
            json!({
                "file": l.place.file, "line": l.place.line, "column": l.place.column, "of": l.place.key, "anchor": l.place.anchor,
                "page": l.page, "verdict": l.verdict.word(author::Spoken::En), "candidates": candidates,
            })
        })
        .collect();
    json!({ "anchors": rows })
}
