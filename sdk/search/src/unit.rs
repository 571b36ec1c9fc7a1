//! Units: the parts of a query that an article must have. A query enters and units leave, each an alphabetic word or
//! a Japanese word as pairs of letters. Words that every question has (方法, how) are left out where others stand.

use crate::fold::letters;
use crate::latin;
use crate::words::{Gram, Kind, Pair, Word, words};

/// Characters of a query that are read, and units that are looked up.
const LONGEST_QUERY: usize = 128;
const MOST_UNITS: usize = 12;

/// Words of questions, as their kanji.
const ASKING: &str = "方法 仕方 場合 教 知 何 時 方 出来 下 私 為";

/// Endings of hiragana words that only inflect or ask.
const ENDINGS: &str = "てください ください ました ません ます たい ない です する した して";

/// One part of a query.
pub(crate) struct Unit {
    pub(crate) kind: Kind,
    /// The word itself, or all its letters.
    pub(crate) text: String,
    /// Letters in it.
    pub(crate) length: usize,
    /// Its pairs of letters, each once; one when it is a lone letter.
    pub(crate) grams: Vec<Gram>,
    /// The same without long marks, where that differs.
    pub(crate) short: Vec<Gram>,
    /// Hiragana beside better words: lifts an article and is never missed.
    pub(crate) is_optional: bool,
    /// The end of the query, which may still be typed.
    pub(crate) is_last: bool,
    /// The only one that must be held.
    pub(crate) is_alone: bool,
    /// Typing errors to the words that it was taken for; 0 where it is spelt like one.
    pub(crate) errors: u8,
}

impl Unit {
    fn new(mut word: Word) -> Self {
        let mut text = word.text();
        // 登録方法 is a question about 登録, やめたい about やめる.
        let endings = match word.kind {
            Kind::Han => "方法",
            Kind::Hira => ENDINGS,
            Kind::Word | Kind::Kana => "",
        };
        for ending in endings.as_bytes().split(|c| *c == b' ') {
            let left = text.len().saturating_sub(ending.len());
            if !ending.is_empty() && text.as_bytes().ends_with(ending) && left > 3 {
                text.truncate(left);
                word.letters.truncate(text.chars().count());
                break;
            }
        }
        let (mut grams, mut short) = (Vec::new(), Vec::new());
        if word.kind != Kind::Word {
            grams = distinct(&word.pairs());
            short = distinct(&word.short_pairs());
        }
        Unit {
            kind: word.kind,
            text,
            length: word.letters.len(),
            grams,
            short,
            is_optional: false,
            is_last: false,
            is_alone: false,
            errors: 0,
        }
    }

    fn is_asking(&self) -> bool {
        match self.kind {
            Kind::Word => latin::is_stop(&self.text),
            _ => latin::is_listed(ASKING, &self.text),
        }
    }
}

fn distinct(pairs: &[Pair]) -> Vec<Gram> {
    let mut out: Vec<Gram> = Vec::new();
    for pair in pairs {
        if !out.contains(&pair.gram) {
            out.push(pair.gram);
        }
    }
    out
}

/// The units of a query, at most twelve.
pub(crate) fn units(query: &str) -> Vec<Unit> {
    let end = query.char_indices().nth(LONGEST_QUERY).map(|(at, _)| at);
    let query = end.and_then(|end| query.get(..end)).unwrap_or(query);
    let mut units: Vec<Unit> = words(&letters(query), true)
        .into_iter()
        .map(Unit::new)
        .collect();
    if let Some(last) = units.last_mut() {
        last.is_last = true;
    }
    if units.iter().any(|unit| !unit.is_asking()) {
        units.retain(|unit| !unit.is_asking());
    }
    units.truncate(MOST_UNITS);
    let better = units.iter().filter(|unit| unit.kind != Kind::Hira).count();
    for unit in &mut units {
        unit.is_optional = better > 0 && unit.kind == Kind::Hira;
        unit.is_alone = better < 2;
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
        match unit.kind {
            Kind::Word => {
                key.push_str(&String::from_utf8_lossy(&latin::stem(unit.text.as_bytes())))
            }
            _ => key.push_str(&unit.text),
        }
    }
    key
}
