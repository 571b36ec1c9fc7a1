//! What is wrong with a source, where, and what to do: one line each, with a stable code.
//! The codes themselves are explained in `codes.md`, one section each.

use std::fmt;

use crate::node::Place;
use crate::spoken::Spoken;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Publishing is refused.
    Error,
    /// Published, but worth mending.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word on screen.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path relative to the source folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Stable code; its first letter is the severity.
    pub code: &'static str,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What would mend it, where that is known.
    pub fix: Option<Fix>,
}

/// What would mend a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What it does, as a sentence.
    pub title: String,
    /// Whether it keeps what the author meant beyond doubt; only such fixes are applied unasked.
    pub safe: bool,
    /// What changes in the finding's file; edits do not overlap.
    pub edits: Vec<Edit>,
}

/// A stretch of a file and what stands there instead; lines and columns as in [`Finding`], the end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// Line and column of the first character.
    pub from: (usize, usize),
    /// Line and column just behind the last one.
    pub to: (usize, usize),
    /// The new text.
    pub text: String,
}

impl Finding {
    pub(crate) fn new(
        file: &str,
        place: Place,
        code: &'static str,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            file: file.to_owned(),
            line: place.line.max(1),
            column: place.column.max(1),
            code,
            message: message.into(),
            fix: None,
        }
    }

    /// The severity that the code says.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.code.as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'N') => Severity::Note,
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding {
            file,
            line,
            column,
            code,
            message,
            ..
        } = self;
        let severity = self.severity().text();
        write!(f, "{file}:{line}:{column}: {severity}[{code}]: {message}")
    }
}

const CODES: &str = include_str!("codes.md");

/// Every code with its section of the explanations: a title, a text, and an example of wrong and right.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    CODES
        .split("\n## ")
        .skip(1)
        .map(|section| (section.get(..5).unwrap_or(""), section.trim_end()))
}

const JAPANESE: &str = include_str!("codes.ja.md");

/// What a code is about, in a language: the same examples, introduced in it.
#[must_use]
pub fn explain_in(code: &str, spoken: Spoken) -> Option<String> {
    let english = explain(code)?;
    if spoken == Spoken::En {
        return Some(english.to_owned());
    }
    let text = JAPANESE
        .split("\n## ")
        .find(|section| section.get(..5) == Some(code))?;
    let (_, examples) = english.split_once("\nWrong:\n")?;
    let examples = examples.replace("\nRight:\n", "\n正しい例：\n");
    Some(format!("{}\n\n間違いの例：\n{examples}", text.trim()))
}

/// What a code is about, for `explain-code`.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    codes().find(|(c, _)| *c == code).map(|(_, text)| text)
}
