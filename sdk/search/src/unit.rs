//! Units: the parts of a query that an article must have. A query enters and units leave, each an alphabetic word or
//! a Japanese word as pairs of letters. Words that every question has (方法, how) are left out where others stand.

use crate::latin;
use crate::words::{Kind, Word, term, words};

/// Characters of a query that are read, and units that are looked up.
const LONGEST_QUERY: usize = 128;
const MOST_UNITS: usize = 12;

/// Words of questions, as their kanji.
const ASKING: &[&str] = &[
    "方法", "仕方", "場合", "教", "知", "何", "時", "方", "出来", "下", "私", "為",
];

/// Endings of hiragana words that only inflect or ask.
const ENDINGS: &[&str] = &[
    "てください",
    "ください",
    "ました",
    "ません",
    "ます",
    "たい",
    "ない",
    "です",
    "する",
    "した",
    "して",
];

/// One part of a query.
pub(crate) struct Unit {
    pub(crate) word: Word,
    /// The word itself, or all its letters.
    pub(crate) text: String,
    /// Terms of its pairs of letters; one when it is a lone letter.
    pub(crate) grams: Vec<String>,
    /// The same without long marks, where that differs.
    pub(crate) short: Vec<String>,
    /// Hiragana beside better words: lifts an article and is never missed.
    pub(crate) is_optional: bool,
    /// The end of the query, which may still be typed.
    pub(crate) is_last: bool,
    /// The only one that must be held.
    pub(crate) is_alone: bool,
    /// What a mistyped word was taken for.
    pub(crate) meant: Vec<Vec<u8>>,
}

impl Unit {
    fn new(mut word: Word) -> Self {
        shorten(&mut word);
        let (mut grams, mut short) = (Vec::new(), Vec::new());
        if word.kind != Kind::Word {
            grams = distinct(word.grams().iter().map(term));
            short = distinct(word.short_grams().iter().map(term));
        }
        Unit {
            text: match word.kind {
                Kind::Word => word.text(),
                _ => word.letters.iter().map(|letter| letter.c).collect(),
            },
            grams,
            short,
            is_optional: false,
            is_last: false,
            is_alone: false,
            meant: Vec::new(),
            word,
        }
    }

    fn is_asking(&self) -> bool {
        match self.word.kind {
            Kind::Word => latin::is_stop(&self.text),
            Kind::Han => ASKING.contains(&self.text.as_str()),
            Kind::Kana | Kind::Hira => false,
        }
    }
}

/// Takes off what only asks: 登録方法 is a question about 登録, やめたい about やめる.
fn shorten(word: &mut Word) {
    let ends: &[&str] = match word.kind {
        Kind::Han => &["方法"],
        Kind::Hira => ENDINGS,
        Kind::Word | Kind::Kana => return,
    };
    for end in ends {
        let length = end.chars().count();
        let left = word.letters.len().saturating_sub(length);
        let own = word.letters.iter().skip(left).map(|letter| letter.c);
        if left > 1 && own.eq(end.chars()) {
            word.letters.truncate(left);
            return;
        }
    }
}

fn distinct(terms: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for term in terms {
        if !out.contains(&term) {
            out.push(term);
        }
    }
    out
}

/// The units of a query, at most twelve.
pub(crate) fn units(query: &str) -> Vec<Unit> {
    let end = query.char_indices().nth(LONGEST_QUERY).map(|(at, _)| at);
    let query = end.and_then(|end| query.get(..end)).unwrap_or(query);
    let mut units: Vec<Unit> = words(query, true).into_iter().map(Unit::new).collect();
    if let Some(last) = units.last_mut() {
        last.is_last = true;
    }
    if units.iter().any(|unit| !unit.is_asking()) {
        units.retain(|unit| !unit.is_asking());
    }
    if units.iter().any(|unit| unit.word.kind != Kind::Hira) {
        for unit in &mut units {
            unit.is_optional = unit.word.kind == Kind::Hira;
        }
    }
    units.truncate(MOST_UNITS);
    let is_alone = units.iter().filter(|unit| !unit.is_optional).count() < 2;
    for unit in &mut units {
        unit.is_alone = is_alone;
    }
    units
}

/// What a query looks for, the same for every spelling of it: reports group failed searches by this.
#[must_use]
pub fn key(query: &str) -> String {
    let mut key = String::new();
    for unit in units(query).iter().filter(|unit| !unit.is_optional) {
        if !key.is_empty() {
            key.push(' ');
        }
        match unit.word.kind {
            Kind::Word => {
                key.push_str(&String::from_utf8_lossy(&latin::stem(unit.text.as_bytes())))
            }
            _ => key.push_str(&unit.text),
        }
    }
    key
}
