//! What would mend a finding, read off the source around it, and the mending itself.
//! Only fixes that keep what the author meant are applied unasked; comments, order and line ends stay as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::finding::{Edit, Finding, Fix};
use crate::folder::check;
use crate::rewrite;

/// One fix may bring the next one to light; this many rounds are enough for any file.
const ROUNDS: usize = 20;

/// What `fix` did.
pub struct Fixed {
    /// The findings that were mended.
    pub mended: Vec<Finding>,
}

/// Applies every safe fix of a content folder, until there is none left.
pub fn fix(source: &Path, now: i64) -> std::io::Result<Fixed> {
    let mut mended = Vec::new();
    for _ in 0..ROUNDS {
        let checked = check(source, now)?;
        let mut by_file: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        for finding in checked.findings {
            if finding.fix.as_ref().is_some_and(|f| f.safe) {
                by_file
                    .entry(finding.file.clone())
                    .or_default()
                    .push(finding);
            }
        }
        if by_file.is_empty() {
            break;
        }
        for (file, findings) in by_file {
            let path = source.join(&file);
            let text = fs::read_to_string(&path)?;
            let (text, done) = apply_all(&text, findings);
            let beside = path.with_extension("part");
            fs::write(&beside, text)?;
            fs::rename(&beside, &path)?;
            mended.extend(done);
        }
    }
    Ok(Fixed { mended })
}

/// The fixes that do not touch each other, applied; the others wait for the next round.
fn apply_all(text: &str, findings: Vec<Finding>) -> (String, Vec<Finding>) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut done = Vec::new();
    for finding in findings {
        let own = finding.fix.as_ref().map_or(&[][..], |f| &f.edits);
        let free = |edit: &Edit| {
            edits
                .iter()
                .all(|other| edit.to <= other.from || other.to <= edit.from)
        };
        if own.iter().all(free) {
            edits.extend_from_slice(own);
            done.push(finding);
        }
    }
    (apply(text, edits), done)
}

/// A file's text with edits made; a byte order mark and Windows line ends stay.
#[must_use]
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    let windows = text.contains("\r\n");
    let mark = if text.starts_with('\u{feff}') {
        "\u{feff}"
    } else {
        ""
    };
    let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let starts: Vec<usize> = std::iter::once(0)
        .chain(plain.match_indices('\n').map(|(n, _)| n + 1))
        .collect();
    let offset = |(line, column): (usize, usize)| -> usize {
        let start = starts.get(line - 1).copied().unwrap_or(plain.len());
        let rest = plain.get(start..).unwrap_or("");
        let inner = rest
            .char_indices()
            .nth(column - 1)
            .map_or(rest.len(), |(n, _)| n);
        start + inner
    };
    edits.sort();
    let mut out = String::with_capacity(plain.len());
    let mut at = 0;
    for edit in &edits {
        let (from, to) = (offset(edit.from), offset(edit.to));
        out.push_str(plain.get(at..from).unwrap_or(""));
        out.push_str(&edit.text);
        at = to.max(at);
    }
    out.push_str(plain.get(at..).unwrap_or(""));
    let out = if windows {
        out.replace('\n', "\r\n")
    } else {
        out
    };
    mark.to_owned() + &out
}

/// Adds to findings what would mend them, as far as the line that they stand on tells.
pub(crate) fn suggest(
    findings: &mut [Finding],
    languages: &[String],
    read: impl Fn(&str) -> Option<String>,
) {
    let mut texts: BTreeMap<String, Option<String>> = BTreeMap::new();
    for finding in findings.iter_mut().filter(|f| f.fix.is_none()) {
        let text = texts.entry(finding.file.clone()).or_insert_with(|| {
            Some(
                read(&finding.file)?
                    .replace("\r\n", "\n")
                    .trim_start_matches('\u{feff}')
                    .to_owned(),
            )
        });
        let line = text
            .as_deref()
            .and_then(|t| t.lines().nth(finding.line - 1));
        finding.fix = line.and_then(|line| suggestion(finding, line, languages));
    }
}

fn suggestion(finding: &Finding, line: &str, languages: &[String]) -> Option<Fix> {
    let at = finding.column - 1;
    let rest: String = line.chars().skip(at).collect();
    let word: String = rest
        .chars()
        .take_while(|c| !c.is_whitespace() && !",]}".contains(*c))
        .collect();
    let fix = |title: &str, safe: bool, edits: Vec<Edit>| {
        Some(Fix {
            title: title.to_owned(),
            safe,
            edits,
        })
    };
    let replace = |old: &str, new: String| Edit {
        from: (finding.line, at + 1),
        to: (finding.line, at + 1 + old.chars().count()),
        text: new,
    };
    match finding.code {
        "E0001" if finding.message.starts_with("a tab") => {
            let tabs = line.chars().take_while(|c| c.is_whitespace()).count();
            let indent = line
                .chars()
                .take(tabs)
                .collect::<String>()
                .replace('\t', "  ");
            let edit = Edit {
                from: (finding.line, 1),
                to: (finding.line, tabs + 1),
                text: indent,
            };
            (tabs > 0).then(|| fix("indent with spaces", true, vec![edit]))?
        }
        "E0001" | "N0202" => {
            let edit = rewrite::texts(line, finding.line, finding.column, languages)?;
            fix(
                "write the texts so that nothing in them breaks the map",
                true,
                vec![edit],
            )
        }
        "E0002" if finding.message.starts_with("expected true or false") => {
            let flag = match word.to_lowercase().as_str() {
                "yes" | "on" | "y" => "true",
                "no" | "off" | "n" => "false",
                _ => return None,
            };
            fix(
                "write true or false",
                true,
                vec![replace(&word, flag.to_owned())],
            )
        }
        "E0002" if finding.message.ends_with("in quotes") => fix(
            "put it in quotes",
            true,
            vec![replace(&word, format!("\"{word}\""))],
        ),
        "E0011" => {
            let quote = if line.chars().take(at).filter(|c| *c == '"').count() % 2 == 1 {
                '\''
            } else {
                '"'
            };
            quote_value(finding, line, quote)
                .and_then(|edit| fix("put the value in quotes", true, vec![edit]))
        }
        "E0015" if rest.starts_with("http://") || rest.starts_with("\"http://") => {
            let edit = replace(
                &rest[..rest.find("http://")? + 7],
                rest[..rest.find("http://")?].to_owned() + "https://",
            );
            fix("use https", false, vec![edit])
        }
        _ => {
            let (_, near) = finding.message.split_once("did you mean \"")?;
            let near = near.strip_suffix("\"?")?;
            let old = word.trim_matches(['"', '\'']).trim_end_matches(':');
            let skip = word.find(old)?;
            let mut edit = replace(old, near.to_owned());
            edit.from.1 += skip;
            edit.to.1 += skip;
            fix(&format!("write \"{near}\""), false, vec![edit])
        }
    }
}

/// `[a=b c]` with its value in quotes; the finding stands inside the brackets.
fn quote_value(finding: &Finding, line: &str, quote: char) -> Option<Edit> {
    let needs = finding.message.ends_with("needs quotes") || finding.message.ends_with("in quotes");
    let chars: Vec<char> = line.chars().collect();
    let at = finding.column - 1;
    let start = (0..=at)
        .rev()
        .find(|n| chars.get(*n) == Some(&'='))
        .filter(|_| needs)?
        + 1;
    let end = (start..chars.len()).find(|n| chars.get(*n) == Some(&']'))?;
    let value: String = chars.get(start..end)?.iter().collect();
    (!value.contains(['"', '\'', '\\'])).then(|| Edit {
        from: (finding.line, start + 1),
        to: (finding.line, end + 1),
        text: format!("{quote}{}{quote}", value.trim()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Edit, apply};

    #[test]
    fn edits_keep_marks_and_line_ends() {
        let edit = |from, to, text: &str| Edit {
            from,
            to,
            text: text.to_owned(),
        };
        let edits = || vec![edit((2, 3), (2, 4), "Y\nZ"), edit((1, 1), (1, 2), "")];
        assert_eq!(apply("日a\n# x\n", edits()), "a\n# Y\nZ\n");
        assert_eq!(
            apply("\u{feff}日a\r\n# x\r\n", edits()),
            "\u{feff}a\r\n# Y\r\nZ\r\n"
        );
        assert_eq!(apply("a", Vec::new()), "a");
    }
}
