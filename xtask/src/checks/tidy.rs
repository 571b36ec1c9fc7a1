//! What no compiler holds: lengths, module docs, forbidden texts, adapters that stay apart. Enters: the sources;
//! leaves: one finding a place.

use std::fs;
use std::path::{Path, PathBuf};

use crate::house::House;
use crate::shell::{Explained as _, Outcome};

const MAX_LINES: usize = 400;

/// Never set HTML from a string, never evaluate one. Spelt in pieces, so that this file may be scanned too.
const FORBIDDEN: &[&str] = &[
    concat!("inner", "HTML"),
    concat!("outer", "HTML"),
    concat!("insertAdjacent", "HTML"),
    concat!("set_inner_", "html"),
    concat!("set_outer_", "html"),
    concat!("insert_adjacent_", "html"),
    concat!("document.", "write"),
    concat!("new ", "Function"),
    concat!("ev", "al("),
];

/// Everything that runs in somebody's page.
const IN_PAGE: &[&str] = &["sdk/", "widget/", "pkg-config/"];

/// The adapters that every other one may use: registrations that undo themselves, and the time.
const SHARED_ADAPTERS: [&str; 3] = ["alarm", "clock", "listen"];

/// `path:line: sentence` for each breach.
pub(crate) fn findings(house: &House) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    collect(&house.at(""), &mut files)?;
    files.sort();
    let mut findings = Vec::new();
    for file in files {
        let path = house.relative(&file).to_string_lossy().replace('\\', "/");
        let source = fs::read_to_string(&file).explained(&path)?;
        findings.extend(
            inspect(&path, &source)
                .into_iter()
                .map(|(line, sentence)| format!("{path}:{line}: {sentence}")),
        );
    }
    Ok(findings)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder).explained(folder.display())? {
        let entry = entry.explained(folder.display())?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = entry.path();
        if entry.file_type().explained(path.display())?.is_dir() {
            if !name.starts_with('.') && !matches!(&*name, "target" | "dist" | "node_modules") {
                collect(&path, files)?;
            }
        } else if name.ends_with(".rs") || name.ends_with(".js") {
            files.push(path);
        }
    }
    Ok(())
}

fn inspect(path: &str, source: &str) -> Vec<(usize, String)> {
    let mut findings = Vec::new();
    if path.ends_with(".rs") {
        let lines = source.lines().count();
        if lines > MAX_LINES {
            findings.push((
                lines,
                format!("{lines} lines; a file has {MAX_LINES} at most"),
            ));
        }
        if !source.starts_with("//!") {
            findings.push((1, "a file opens with its module doc (`//!`)".to_owned()));
        }
    }
    if !IN_PAGE.iter().any(|room| path.starts_with(room)) {
        return findings;
    }
    let adapter = path
        .strip_prefix("sdk/src/browser/")
        .and_then(|file| file.strip_suffix(".rs"))
        .filter(|name| *name != "mod");
    for (line, number) in source.lines().zip(1..) {
        for text in FORBIDDEN.iter().filter(|text| holds(line, text)) {
            findings.push((number, format!("`{text}` never runs in a page")));
        }
        if path.starts_with("widget/") && line.contains("style={") {
            findings.push((
                number,
                "a style attribute is refused under a strict policy; write through CSSOM"
                    .to_owned(),
            ));
        }
        if let Some(other) = adapter.and_then(|adapter| imported_adapter(line, adapter)) {
            findings.push((
                number,
                format!("adapters do not import each other, and this imports {other}"),
            ));
        }
    }
    findings
}

/// Whether the text stands there as a word of its own: `retrieval(` is none of our business.
fn holds(line: &str, text: &str) -> bool {
    line.match_indices(text)
        .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric()))
}

/// The other adapter that a line reaches for.
fn imported_adapter<'a>(line: &'a str, adapter: &str) -> Option<&'a str> {
    // The parts of one adapter, in its folder, know each other. Indented, `super` is a file's own.
    let (adapter, is_part) = match adapter.split_once('/') {
        Some((whole, _)) => (whole, true),
        None => (adapter, false),
    };
    let beside = line.strip_prefix("use super::").filter(|_| !is_part);
    let rest = line
        .split_once("crate::browser::")
        .or_else(|| beside.map(|rest| ("", rest)))?
        .1;
    let name = rest
        .split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .next()?;
    (!SHARED_ADAPTERS.contains(&name) && name != adapter).then_some(if name.is_empty() {
        "several"
    } else {
        name
    })
}

#[cfg(test)]
mod tests {
    use super::inspect;

    #[test]
    fn breaches() {
        let check = |path: &str, source: &str, expected: &[&str]| {
            let found = inspect(path, source);
            assert_eq!(found.len(), expected.len(), "{path}: {found:?}");
            for ((_, sentence), expected) in found.iter().zip(expected) {
                assert!(sentence.contains(expected), "{sentence}");
            }
        };
        check("cli/src/main.rs", "//! Doc.\n", &[]);
        check("cli/src/main.rs", "fn main() {}\n", &["module doc"]);
        check(
            "cli/src/main.rs",
            &format!("//! Doc.\n{}", "\n".repeat(400)),
            &["401 lines"],
        );
        check(
            "widget/src/card.rs",
            "//! Doc.\n<p style={place}>\n",
            &["CSSOM"],
        );
        check(
            "pkg-config/entry/a.js",
            concat!("node.inner", "HTML = text;\n"),
            &["never runs in a page"],
        );
        check(
            "pkg-config/entry/a.js",
            concat!("ev", "al(text); retri", "eval(text);\n"),
            &["never runs in a page"],
        );
        check(
            "collector/src/page.rs",
            concat!("//! Doc.\n// inner", "HTML\n"),
            &[],
        );
        check(
            "sdk/src/browser/route.rs",
            "//! Doc.\nuse crate::browser::storage::Storage;\n",
            &["imports storage"],
        );
        check(
            "sdk/src/browser/route.rs",
            "//! Doc.\nuse crate::browser::{listen, storage};\n",
            &["imports several"],
        );
        check(
            "sdk/src/browser/route.rs",
            "//! Doc.\nuse super::listen::Listener;\n",
            &[],
        );
        check(
            "sdk/src/browser/route.rs",
            "//! Doc.\nmod tests {\n    use super::Route;\n}\n",
            &[],
        );
        check(
            "sdk/src/browser/route.rs",
            "//! Doc.\nuse super::storage::Storage;\n",
            &["imports storage"],
        );
        check(
            "sdk/src/browser/watch/act.rs",
            "//! Doc.\nuse super::dom::visible;\nuse super::{Seen, Watches};\nuse crate::browser::location::href;\n",
            &["imports location"],
        );
        check(
            "sdk/src/browser/mod.rs",
            "//! Doc.\npub use crate::browser::route::Route;\n",
            &[],
        );
    }
}
