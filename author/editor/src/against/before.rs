//! What is done before a product is looked at, such as logging in: a short list in YAML, each entry one act.
//! `go`, `write` with `text`, `click`, `wait` and `run`; `${NAME}` in a text is taken from the environment, so that no
//! password stands in a file.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use author::{Document, Key};
use live::{LiveError, Page};
use serde_json::Value as Json;

use super::places::{base, in_language};

const PATIENCE: Duration = Duration::from_secs(15);

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    Go(String),
    Click(Json),
    Write(Json, String),
    Wait(Json),
    Run(String),
}

/// The file cannot be read.
#[derive(Debug)]
pub struct BadBefore {
    path: PathBuf,
    line: usize,
    why: String,
}

impl fmt::Display for BadBefore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.why)
    }
}

impl std::error::Error for BadBefore {}

pub(super) fn read(path: &Path) -> Result<Vec<Act>, BadBefore> {
    let bad = |line: usize, why: String| BadBefore {
        path: path.to_owned(),
        line,
        why,
    };
    let text = fs::read_to_string(path).map_err(|e| bad(0, e.to_string()))?;
    let document = Document::read(&text).map_err(|e| bad(0, e.to_string()))?;
    let json = document.json();
    let list = json["before"].as_array();
    let list = list.ok_or_else(|| bad(1, "write a list under \"before:\"".to_owned()))?;
    let act = |(n, act): (usize, &Json)| {
        let line = document.place(&[Key::from("before"), Key::At(n)]).0;
        let text = |key: &str| {
            act[key]
                .as_str()
                .map(|t| from_environment(t).map_err(|why| bad(line, why)))
        };
        let anchor = |key: &str| act[key].is_object().then(|| act[key].clone());
        Ok(
            match (
                text("go"),
                text("run"),
                anchor("click"),
                anchor("write"),
                anchor("wait"),
            ) {
                (Some(path), ..) => Act::Go(path?),
                (_, Some(script), ..) => Act::Run(script?),
                (_, _, Some(anchor), ..) => Act::Click(anchor),
                (_, _, _, Some(anchor), _) => {
                    let text = text("text").ok_or_else(|| {
                        bad(line, "\"text\" is missing: what is written".to_owned())
                    })?;
                    Act::Write(anchor, text?)
                }
                (.., Some(anchor)) => Act::Wait(anchor),
                _ => {
                    return Err(bad(
                        line,
                        "an act is one of go, click, write, wait, run".to_owned(),
                    ));
                }
            },
        )
    };
    list.iter().enumerate().map(act).collect()
}

/// `${NAME}` by the environment.
fn from_environment(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').ok_or("${ is not closed")?;
        let value = std::env::var(name).map_err(|_| format!("the environment has no {name}"))?;
        out.push_str(before);
        out.push_str(&value);
        rest = behind;
    }
    Ok(out + rest)
}

pub(super) fn run(
    page: &Page,
    target: &str,
    acts: &[Act],
    language: &str,
) -> Result<(), LiveError> {
    let middle = |anchor: &Json| -> Result<(f64, f64), LiveError> {
        let anchor = in_language(anchor, language);
        page.until(&format!("look.verdict({anchor}) === 'found'"), PATIENCE)?;
        let at = page.ours(&format!("traits.middle({anchor})"))?;
        Ok((at[0].as_f64().unwrap_or(0.0), at[1].as_f64().unwrap_or(0.0)))
    };
    for act in acts {
        match act {
            Act::Go(path) if path.starts_with('/') => {
                page.go(&format!("{}{path}", base(target)))?
            }
            Act::Go(address) => page.go(address)?,
            Act::Run(script) => page.theirs(script).map(|_| ())?,
            Act::Wait(anchor) => middle(anchor).map(|_| ())?,
            Act::Click(anchor) => {
                let (x, y) = middle(anchor)?;
                page.click(x, y)?;
            }
            Act::Write(anchor, text) => {
                let (x, y) = middle(anchor)?;
                page.click(x, y)?;
                page.write(text)?;
            }
        }
    }
    Ok(())
}
