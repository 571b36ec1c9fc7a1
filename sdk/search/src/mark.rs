//! Marks: where a text says what was looked for. A text and the units of a query enter; ranges of the text's own
//! characters leave, ascending and apart, so that a widget can wrap them without any HTML string.

use crate::Span;
use crate::gather::Tally;
use crate::latin;
use crate::unit::Unit;
use crate::words::{Gram, Kind, Word, term, words};

/// The marked ranges of a text.
pub(crate) fn marks(text: &str, units: &[Unit]) -> Vec<Span> {
    let mut out = Vec::new();
    for word in words(text, false) {
        for unit in units {
            match (word.kind, unit.word.kind) {
                (Kind::Word, Kind::Word) => out.extend(alphabetic(&word, unit)),
                (Kind::Word, _) | (_, Kind::Word) => {}
                _ if unit.word.letters.len() == 1 => lone(&word, unit, &mut out),
                (_, kind) => {
                    paired(&word.grams(), &unit.grams, kind, &mut out);
                    if !unit.short.is_empty() {
                        let short = word.short_grams();
                        let grams = if short.is_empty() {
                            word.grams()
                        } else {
                            short
                        };
                        paired(&grams, &unit.short, Kind::Kana, &mut out);
                    }
                }
            }
        }
    }
    merged(out)
}

fn alphabetic(word: &Word, unit: &Unit) -> Option<Span> {
    let text = word.text();
    let whole = text == unit.text
        || unit.meant.iter().any(|meant| meant == text.as_bytes())
        || latin::stem(text.as_bytes()) == latin::stem(unit.text.as_bytes());
    let letters = if whole {
        word.letters.len()
    } else if unit.is_last && text.starts_with(&unit.text) {
        unit.word.letters.len()
    } else {
        return None;
    };
    let first = word.letters.first()?;
    let last = word.letters.get(letters.checked_sub(1)?)?;
    Some((first.from, last.to))
}

fn lone(word: &Word, unit: &Unit, out: &mut Vec<Span>) {
    let Some(wanted) = unit.word.letters.first() else {
        return;
    };
    for letter in word.letters.iter().filter(|letter| letter.c == wanted.c) {
        let tail = match (word.tail, unit.word.tail) {
            (Some(has), Some(wanted)) if has.c == wanted.c => has.to,
            _ => letter.to,
        };
        out.push((letter.from, tail));
    }
}

fn paired(grams: &[Gram], wanted: &[String], kind: Kind, out: &mut Vec<Span>) {
    let mut tally = Tally::default();
    let mut seen: Vec<usize> = Vec::new();
    let before = out.len();
    for gram in grams {
        let text = term(gram);
        if let Some(at) = wanted.iter().position(|wanted| *wanted == text) {
            if !seen.contains(&at) {
                seen.push(at);
                tally.add(at == 0 || at + 1 == wanted.len());
            }
            out.push((gram.0.from, gram.1.unwrap_or(gram.0).to));
        }
    }
    // A part of a kanji word is worth a mark, a part of a katakana word is another word.
    if kind != Kind::Han && !tally.is_enough(kind, wanted.len()) {
        out.truncate(before);
    }
}

/// Ascending, and joined where they touch.
fn merged(spans: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for mut span in spans {
        // Insertion: there are few, and they come nearly sorted.
        out.retain(|own| {
            let apart = own.1 < span.0 || span.1 < own.0;
            if !apart {
                span = (span.0.min(own.0), span.1.max(own.1));
            }
            apart
        });
        let at = out.iter().take_while(|own| own.0 < span.0).count();
        out.insert(at, span);
    }
    out
}
