//! Findings in Japanese. Every sentence is written once, in English, where it is found; `messages.txt` holds its pattern,
//! with `{}` for what is filled in, and the Japanese below it, with `{1}`, `{2}`, …. What is filled in may be a phrase
//! with a pattern of its own.

use std::sync::LazyLock;

use crate::finding::{Finding, Fix};
use crate::spoken::Spoken;

const MESSAGES: &str = include_str!("messages.txt");

struct Pattern {
    /// What stands between the gaps.
    parts: Vec<&'static str>,
    japanese: &'static str,
}

/// The most particular first: of two patterns that fit, the one with more words of its own is meant.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let entries = MESSAGES
        .split("\n\n")
        .filter_map(|e| e.trim().split_once('\n'));
    let mut all: Vec<Pattern> = entries
        .map(|(english, japanese)| Pattern {
            parts: english.split("{}").collect(),
            japanese,
        })
        .collect();
    all.sort_by_key(|p| std::cmp::Reverse(p.parts.iter().map(|s| s.len()).sum::<usize>()));
    all
});

impl Finding {
    /// The sentence in a language.
    #[must_use]
    pub fn said(&self, spoken: Spoken) -> String {
        said(&self.message, spoken)
    }
}

impl Fix {
    /// What it does, in a language.
    #[must_use]
    pub fn said(&self, spoken: Spoken) -> String {
        said(&self.title, spoken)
    }
}

fn said(english: &str, spoken: Spoken) -> String {
    let japanese = || japanese(english);
    match spoken {
        Spoken::En => english.to_owned(),
        // A parser's own words have no pattern: better in English than not at all.
        Spoken::Ja => japanese().unwrap_or_else(|| english.to_owned()),
    }
}

fn japanese(english: &str) -> Option<String> {
    if let Some((sentence, near)) = english
        .strip_suffix("\"?")
        .and_then(|e| e.rsplit_once(", did you mean \""))
    {
        let sentence = japanese(sentence)?;
        return Some(format!("{sentence}（\"{near}\" の間違いではありませんか）"));
    }
    PATTERNS.iter().find_map(|pattern| {
        let filled = pattern.fits(english)?;
        let mut out = pattern.japanese.to_owned();
        for (n, value) in filled.iter().enumerate() {
            let value = listed(value);
            out = out.replace(&format!("{{{}}}", n + 1), &value);
        }
        Some(out)
    })
}

/// A phrase, or several of them joined by "or".
fn listed(value: &str) -> String {
    let one = |word: &str| {
        let known = PATTERNS.iter().find(|p| p.parts == [word]);
        known.map(|p| p.japanese.to_owned())
    };
    let nested = || japanese(value).filter(|_| value.contains(' '));
    let several = || {
        let all: Option<Vec<String>> = value.split(" or ").map(one).collect();
        all.filter(|all| all.len() > 1).map(|all| all.join("か"))
    };
    one(value)
        .or_else(several)
        .or_else(nested)
        .unwrap_or_else(|| value.to_owned())
}

impl Pattern {
    /// What fills the gaps, where the sentence is of this pattern.
    fn fits<'e>(&self, english: &'e str) -> Option<Vec<&'e str>> {
        let (first, rest) = self.parts.split_first()?;
        let mut left = english.strip_prefix(first)?;
        let Some((last, middle)) = rest.split_last() else {
            return left.is_empty().then(Vec::new);
        };
        let mut filled = Vec::new();
        for part in middle {
            let (value, after) = left.split_once(part)?;
            filled.push(value);
            left = after;
        }
        filled.push(left.strip_suffix(last)?);
        Some(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_said_in_japanese() {
        let check = |english: &str, expected: &str| {
            assert_eq!(said(english, Spoken::Ja), expected);
            assert_eq!(said(english, Spoken::En), english);
        };
        check("\"title\" is missing", "\"title\" がありません");
        check(
            "unknown field \"titel\", did you mean \"title\"?",
            "項目 \"titel\" はありません（\"title\" の間違いではありませんか）",
        );
        check(
            "{user.name} needs a fallback: {user.name|…}",
            "{user.name} には代わりの文字が要ります：{user.name|…}",
        );
        check(
            "expected a map, found text",
            "「項目: 値」の組が要ります（いまは文字）",
        );
        check(
            "\"a\" is a quiz, expected a tutorial or checklist",
            "\"a\" はクイズです。ここに書けるのはガイドかチェックリストです",
        );
        check(
            "the selector \"#\" cannot be used: a name begins with a digit",
            "セレクター \"#\" は使えません：名前が数字で始まっています",
        );
        check("nobody ever wrote this", "nobody ever wrote this");
    }

    #[test]
    fn every_pattern_fills_what_it_leaves_open() {
        for pattern in PATTERNS.iter() {
            let gaps = pattern.parts.len() - 1;
            let named = (1..=9).filter(|n| pattern.japanese.contains(&format!("{{{n}}}")));
            let most = named.max().unwrap_or(0);
            assert!(most <= gaps, "{}", pattern.japanese);
        }
    }
}
