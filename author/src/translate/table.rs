//! The files that translators open: a table (CSV, for spreadsheets) or XLIFF 1.2 (for translation tools).
//! Units enter and leave; the languages stand in the file too.

use std::fmt;

use super::{State, Unit, xliff};

/// The form of a file for translators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header, in UTF-8 with a byte order mark, as spreadsheets want it.
    Csv,
    /// XLIFF 1.2.
    Xliff,
}

/// The file is none that `translate export` writes.
#[derive(Debug, PartialEq, Eq)]
pub struct BadTable {
    /// Line, from 1; 0 where no line is to blame.
    pub line: usize,
    /// Why.
    pub why: String,
}

impl fmt::Display for BadTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.why),
            line => write!(f, "line {line}: {}", self.why),
        }
    }
}

impl std::error::Error for BadTable {}

const HEAD: [&str; 2] = ["id", "state"];

/// Writes units as a file.
#[must_use]
pub fn write_table(units: &[Unit], from: &str, to: &str, format: Format) -> String {
    if format == Format::Xliff {
        return xliff::write(units, from, to);
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    // A writer into memory does not fail.
    let _ = out.write_record([HEAD[0], HEAD[1], from, to]);
    for unit in units {
        let _ = out.write_record([&unit.id, unit.state.word(), &unit.source, &unit.target]);
    }
    let bytes = out.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// Reads a file that came back; gives its units and the language translated to.
///
/// # Errors
/// It is no such file.
pub fn read_table(text: &str) -> Result<(Vec<Unit>, String), BadTable> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        return xliff::read(text);
    }
    let first = text.lines().next().unwrap_or("");
    let tab = first.contains('\t');
    // Some spreadsheets write semicolons where the decimal sign is a comma.
    let between = if tab {
        b'\t'
    } else if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut table = csv::ReaderBuilder::new()
        .delimiter(between)
        .flexible(true)
        .from_reader(text.as_bytes());
    let bad = |line: u64, why: String| BadTable {
        line: line as usize,
        why,
    };
    let head = table.headers().map_err(|e| bad(1, e.to_string()))?.clone();
    let column = |name: &str| head.iter().position(|h| h == name);
    let (Some(id), Some(state)) = (column("id"), column("state")) else {
        return Err(bad(
            1,
            "the first line names the columns id, state and two languages".to_owned(),
        ));
    };
    let texts: Vec<usize> = (0..head.len())
        .filter(|n| *n != id && *n != state)
        .collect();
    let [source, target] = texts[..] else {
        return Err(bad(
            1,
            "beside id and state there are two columns: the original and the translation"
                .to_owned(),
        ));
    };
    let mut units = Vec::new();
    for row in table.records() {
        let row =
            row.map_err(|e| bad(e.position().map_or(0, csv::Position::line), e.to_string()))?;
        let field = |n: usize| row.get(n).unwrap_or("").to_owned();
        units.push(Unit {
            id: field(id),
            source: field(source),
            target: field(target),
            state: state_of(&field(state)),
        });
    }
    Ok((units, head.get(target).unwrap_or("").to_owned()))
}

/// What a word says; one that is not ours is a translator's, who is done.
pub(super) fn state_of(word: &str) -> State {
    match word.trim() {
        "new" => State::New,
        "stale" => State::Stale,
        _ => State::Translated,
    }
}
