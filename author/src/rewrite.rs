//! Maps of texts written as `{ja: …, en: …}`, rewritten so that no sentence can break them: in block form where the map
//! stands alone behind its key, in quotes elsewhere. A line of source enters; an edit of that line leaves.

use crate::finding::Edit;

/// Rewrites the map of texts around a column (from 1) of a line (its number from 1), if there is one.
pub(crate) fn texts(
    line: &str,
    number: usize,
    column: usize,
    languages: &[String],
) -> Option<Edit> {
    let chars: Vec<char> = line.chars().collect();
    // The innermost map around the place whose first key is a language.
    let opens = (0..chars.len().min(column))
        .rev()
        .filter(|n| chars.get(*n) == Some(&'{'));
    let (start, end, texts) = opens
        .filter_map(|start| {
            let end = closing(&chars, start)?;
            let inside: String = chars.get(start + 1..end)?.iter().collect();
            Some((start, end, split(&inside, languages)?))
        })
        .next()?;
    let before: String = chars.get(..start)?.iter().collect();
    let after: String = chars.get(end + 1..)?.iter().collect();
    let alone = after.trim().is_empty() && key_of(&before).is_some();
    let (from, text) = if alone {
        let indent = " ".repeat(key_of(&before)? + 2);
        let lines: Vec<String> = texts
            .iter()
            .map(|(language, text)| format!("\n{indent}{language}: {}", scalar(text)))
            .collect();
        (before.trim_end().chars().count(), lines.concat())
    } else {
        let fields: Vec<String> = texts
            .iter()
            .map(|(language, text)| format!("{language}: {}", quoted(text)))
            .collect();
        (start, format!("{{{}}}", fields.join(", ")))
    };
    let to = if alone { chars.len() } else { end + 1 };
    Some(Edit {
        from: (number, from + 1),
        to: (number, to + 1),
        text,
    })
}

/// The column (from 0) of the only key before a map: `  title: ` or `  - title: `.
fn key_of(before: &str) -> Option<usize> {
    let mut rest = before;
    let mut column = 0;
    loop {
        let trimmed = rest.trim_start();
        column += rest.len() - trimmed.len();
        match trimmed.strip_prefix("- ") {
            Some(inner) => {
                column += 2;
                rest = inner;
            }
            None => {
                let key = trimmed.trim_end().strip_suffix(':')?;
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
                return (!key.is_empty() && key.chars().all(plain)).then_some(column);
            }
        }
    }
}

/// The brace that closes one, those inside counted.
fn closing(chars: &[char], start: usize) -> Option<usize> {
    let mut depth = 0;
    for (n, c) in chars.iter().enumerate().skip(start) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(n),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `ja: a, b, en: c` as texts by language; nothing when it does not begin with a language or repeats one.
fn split(inside: &str, languages: &[String]) -> Option<Vec<(String, String)>> {
    let key = |text: &str| -> Option<(String, usize)> {
        let trimmed = text.trim_start();
        let (word, rest) = trimmed.split_once(':')?;
        let word = word.trim_end();
        let is_key = languages.iter().any(|l| l == word) && rest.starts_with([' ', '\t']);
        is_key.then(|| (word.to_owned(), text.len() - rest.len()))
    };
    let (first, skip) = key(inside)?;
    let mut out: Vec<(String, String)> = vec![(first, String::new())];
    let mut rest = inside.get(skip..)?;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..)?;
        // A full-width comma is how a Japanese author types it by mistake.
        let key = key(tail).filter(|_| matches!(c, ',' | '、'));
        if let Some((language, skip)) = key {
            out.push((language, String::new()));
            rest = tail.get(skip..)?;
            continue;
        }
        out.last_mut()?.1.push(c);
        rest = tail;
    }
    let mut names: Vec<&String> = out.iter().map(|(l, _)| l).collect();
    names.sort();
    names.dedup();
    if names.len() != out.len() {
        return None;
    }
    Some(
        out.into_iter()
            .map(|(l, t)| (l, unquoted(t.trim())))
            .collect(),
    )
}

fn unquoted(text: &str) -> String {
    let inner = |q: char| text.strip_prefix(q)?.strip_suffix(q);
    if let Some(inner) = inner('"').filter(|t| !t.contains(['\\', '"'])) {
        return inner.to_owned();
    }
    match inner('\'') {
        Some(inner) => inner.replace("''", "'"),
        None => text.to_owned(),
    }
}

/// A text in block form: bare where that is safe in YAML 1.1 and 1.2.
pub(crate) fn scalar(text: &str) -> String {
    let first = text.chars().next().unwrap_or(' ');
    let bare = !text.is_empty()
        && !"!&*-?:,[]{}#|>@`\"'%= ".contains(first)
        && !first.is_ascii_digit()
        && !"+.~".contains(first)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text.contains(char::is_control)
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_lowercase().as_str());
    if bare { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::texts;

    fn check(line: &str, column: usize, expected: Option<&str>) {
        let languages = ["ja".to_owned(), "en".to_owned()];
        let out = texts(line, 1, column, &languages).map(|edit| {
            let take = |n: usize| line.chars().take(n - 1).collect::<String>();
            let tail: String = line.chars().skip(edit.to.1 - 1).collect();
            take(edit.from.1) + &edit.text + &tail
        });
        assert_eq!(out.as_deref(), expected, "{line}");
    }

    #[test]
    fn block_form_behind_a_key_of_its_own() {
        check(
            "title: {ja: 保存, en: Yes, save}",
            22,
            Some("title:\n  ja: 保存\n  en: Yes, save"),
        );
        check(
            "  - body: {ja: 注意: 保存, en: x}",
            15,
            Some("  - body:\n      ja: \"注意: 保存\"\n      en: x"),
        );
        check(
            "t: {ja: a #1, en: When?}",
            10,
            Some("t:\n  ja: \"a #1\"\n  en: When?"),
        );
        check("t: {ja: 、は、en: b}", 10, Some("t:\n  ja: 、は\n  en: b"));
        check(
            "t: {ja: {user.name|客}様, en: b}",
            10,
            Some("t:\n  ja: \"{user.name|客}様\"\n  en: b"),
        );
    }

    #[test]
    fn quotes_elsewhere() {
        check(
            "- {id: a, title: {ja: b, c, en: d?}, x: 1}",
            26,
            Some("- {id: a, title: {ja: \"b, c\", en: \"d?\"}, x: 1}"),
        );
        check(
            "t: {ja: a, b, en: c} # note",
            12,
            Some("t: {ja: \"a, b\", en: \"c\"} # note"),
        );
        check(
            "t: {ja: say \"x\", y, en: c}, ",
            12,
            Some("t: {ja: \"say \\\"x\\\", y\", en: \"c\"}, "),
        );
    }

    #[test]
    fn what_is_no_map_of_texts_stays() {
        check("t: {fr: a, b}", 9, None);
        check("t: {ja: a, b", 9, None);
        check("t: {ja: a, ja: b}", 9, None);
        check("t: plain", 5, None);
    }
}
