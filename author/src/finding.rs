//! What is wrong with a source, where, and what to do: one line each, with a stable code.

use std::fmt;

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

impl Finding {
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
        } = self;
        write!(
            f,
            "{file}:{line}:{column}: {}[{code}]: {message}",
            self.severity().text()
        )
    }
}

/// Every code with what it is about and what to do.
pub const CODES: &[(&str, &str)] = &[
    (
        "E0001",
        "The YAML cannot be read. In a map written as {…}, a comma, a colon or # inside a sentence ends the value: write the text in block form, one language a line.",
    ),
    ("E0002", "A value has another type than its field expects."),
    (
        "E0003",
        "The field is not known here; the sentence names the closest one that is.",
    ),
    ("E0004", "A required field is missing."),
    (
        "E0005",
        "Ids are lower-case letters, digits and hyphens (events: underscores), and begin with a letter or digit.",
    ),
    (
        "E0006",
        "Two items share an id; ids are unique over all kinds.",
    ),
    ("E0007", "The name refers to nothing that exists."),
    ("E0008", "The text is missing in the default language."),
    (
        "E0009",
        "A text is a map by language: write ja: and en: below it.",
    ),
    (
        "E0010",
        "A page is a path beginning with / or an https:// address, with * and :name as wildcards.",
    ),
    ("E0011", "The CSS selector cannot be parsed."),
    (
        "E0012",
        "An image needs alt: what it shows, for people who cannot see it.",
    ),
    (
        "E0013",
        "Markdown here holds no HTML: it is never shown as HTML. Use Markdown's own forms.",
    ),
    ("E0014", "A variable needs a fallback: {user.name|there}."),
    (
        "E0015",
        "Links lead to https://, mailto:, a /path, article:id or tutorial:id.",
    ),
    (
        "E0016",
        "A condition is a map with exactly one condition; a list stands only under all or any.",
    ),
    (
        "E0017",
        "The question breaks a rule of quizzes: 2 to 6 options, single one correct, multiple one or more but not all.",
    ),
    ("E0018", "The question breaks a rule of surveys."),
    (
        "E0019",
        "Percents of an experiment sum to 100, and an id belongs to one item.",
    ),
    (
        "E0020",
        "What a program requires takes no holdout and no rollout under 100.",
    ),
    ("E0021", "The theme cannot be used."),
    ("E0022", "A time cannot be read in the content's time zone."),
    ("E0023", "Files are UTF-8."),
    ("E0024", "The asset does not exist under assets/."),
    ("E0025", "The value is outside its range."),
    (
        "W0101",
        "The text is missing in a language that is served; the default language stands in.",
    ),
    ("W0102", "The text has a language that is not served."),
    ("W0103", "The event is not declared in shirube.yaml."),
    (
        "W0104",
        "The file belongs to no kind of content and is ignored.",
    ),
    ("W0105", "The text is longer than its surface shows well."),
    ("W0106", "The schedule is over, or ends before it begins."),
    (
        "N0201",
        "A topic is measured better by two quiz questions than by one.",
    ),
];

/// What a code is about, for `explain-code`.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(c, _)| *c == code)
        .map(|(_, text)| *text)
}
