//! Marks: where a text says what was looked for. A text and the units of a query enter; ranges of the text's own
//! characters leave, ascending and apart, so that a widget can wrap them without any HTML string.

use crate::Span;
use crate::fold::Letter;
use crate::gather::Tally;
use crate::latin;
use crate::typo::Ladder;
use crate::unit::Unit;
use crate::words::{Gram, Kind, Pair, Word, words};

/// What a text says of a query.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) spans: Vec<Span>,
    /// How many units of pairs one word holds by itself: 請求書番号 is nearer to 請求番号 than a text that has both parts.
    pub(crate) held: u32,
}

/// The marks of a folded text.
pub(crate) fn marks(letters: &[Letter], units: &[Unit]) -> Marks {
    let mut marks = Marks::default();
    for word in words(letters, false) {
        let pairs = word.pairs();
        let short = word.short_pairs();
        for unit in units {
            let is_word = unit.kind == Kind::Word;
            if is_word && word.kind == Kind::Word {
                marks.alphabetic(&word, unit);
            } else if !is_word && word.kind != Kind::Word {
                if unit.length == 1 {
                    marks.lone(&word, unit);
                } else {
                    marks.paired(&pairs, &unit.grams, unit.kind);
                    let short = if short.is_empty() { &pairs } else { &short };
                    marks.paired(short, &unit.short, Kind::Kana);
                }
            }
        }
    }
    marks
}

impl Marks {
    fn alphabetic(&mut self, word: &Word, unit: &Unit) {
        let text = word.text();
        let (text, wanted) = (text.as_bytes(), unit.text.as_bytes());
        let is_whole = latin::stem(text) == latin::stem(wanted)
            || unit.errors > 0
                && Ladder::new(wanted).distance(text, 0, unit.is_last) == Some(unit.errors);
        let length = if is_whole {
            word.letters.len()
        } else if unit.is_last && text.starts_with(wanted) {
            unit.length
        } else {
            return;
        };
        let mut letters = word.letters.iter().take(length);
        if let Some(first) = letters.next() {
            self.add(first.from, letters.next_back().unwrap_or(first).to);
        }
    }

    fn lone(&mut self, word: &Word, unit: &Unit) {
        let [wanted, tail] = unit.grams.first().copied().unwrap_or_default();
        for letter in word.letters.iter().filter(|letter| letter.c == wanted) {
            let end = word.tail.filter(|own| own.c == tail).unwrap_or(*letter);
            self.add(letter.from, end.to);
        }
    }

    fn paired(&mut self, pairs: &[Pair], wanted: &[Gram], kind: Kind) {
        let mut tally = Tally::default();
        for (at, wanted_gram) in wanted.iter().enumerate() {
            if pairs.iter().any(|pair| pair.gram == *wanted_gram) {
                tally.add(at, wanted.len(), 0);
            }
        }
        let is_enough = tally.is_enough(kind, wanted.len());
        self.held += u32::from(is_enough);
        // A part of a kanji word is worth a mark, a part of a katakana word is another word.
        if is_enough || kind == Kind::Han {
            for pair in pairs.iter().filter(|pair| wanted.contains(&pair.gram)) {
                self.add(pair.from, pair.to);
            }
        }
    }

    /// Ascending, and joined where they touch.
    fn add(&mut self, mut from: u32, mut to: u32) {
        self.spans.retain(|own| {
            let is_apart = own.1 < from || to < own.0;
            if !is_apart {
                (from, to) = (from.min(own.0), to.max(own.1));
            }
            is_apart
        });
        let at = self.spans.iter().take_while(|own| own.0 < from).count();
        self.spans.insert(at, (from, to));
    }
}
