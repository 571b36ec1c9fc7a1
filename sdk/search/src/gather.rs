//! How strongly each article holds one unit of a query: 0 where it does not. Exact words count most, then other
//! forms, beginnings, other inflections; mistyped words only where nothing was spelt like that.

use crate::index::{Index, postings};
use crate::latin;
use crate::typo::Ladder;
use crate::unit::Unit;
use crate::words::{Gram, Kind, NONE, term};

/// One sixteenth of these is what a kind of match is worth.
const EXACT: u16 = 16;
const FORM: u16 = 14;
const SHORT: u16 = 14;
const BEGINNING: u16 = 12;
const PART: u16 = 10;
const TYPO: u16 = 10;
const KANJI_ONLY: u16 = 6;

/// First byte of kana and kanji in UTF-8: alphabetic words lie before.
const JAPANESE: u8 = 0xe3;

/// Posting lists and what each is worth.
type Lists<'a> = Vec<(u16, &'a [u8])>;

impl<'a> Index<'a> {
    /// Looks a unit up: a strength by article. Notes in the unit how a word was mistyped.
    pub(crate) fn strengths(&self, unit: &mut Unit) -> Vec<u16> {
        let mut out = vec![0; self.len()];
        let lists = match unit.grams.as_slice() {
            [] => {
                let forms = self.forms(unit);
                if forms.is_empty() {
                    self.typos(unit)
                } else {
                    forms
                }
            }
            [gram] if unit.length == 1 => self.lone(unit, *gram),
            grams => {
                self.pairs(unit.kind, grams, EXACT, &mut out);
                self.pairs(Kind::Kana, &unit.short, SHORT, &mut out);
                return out;
            }
        };
        for (worth, list) in lists {
            postings(list, &mut |article, weight| {
                if let Some(strength) = out.get_mut(article) {
                    *strength = (*strength).max(weight * worth);
                }
            });
        }
        out
    }

    /// The word, its other forms, and while it is typed what it may become.
    fn forms(&self, unit: &Unit) -> Lists<'a> {
        let word = unit.text.as_bytes();
        let start = word.get(..2).unwrap_or(word);
        let stem = latin::stem(word);
        let mut lists = Lists::new();
        self.walk(start, &mut |term, _, list| {
            let begins = term.starts_with(start);
            if term == word {
                lists.push((EXACT, list));
            } else if begins && latin::stem(term) == stem {
                lists.push((FORM, list));
            } else if unit.is_last && term.starts_with(word) {
                let more = (term.len() - word.len()) as u16 / 4;
                lists.push((BEGINNING - more.min(4), list));
            }
            begins || term < start
        });
        lists
    }

    /// The words with the fewest typing errors.
    fn typos(&self, unit: &mut Unit) -> Lists<'a> {
        let mut ladder = Ladder::new(unit.text.as_bytes());
        let mut least = u8::MAX;
        let mut lists = Lists::new();
        self.walk(&[], &mut |term, shared, list| {
            if let Some(errors) = ladder.distance(term, shared, unit.is_last)
                && errors <= least
            {
                if errors < least {
                    lists.clear();
                    least = errors;
                }
                lists.push((TYPO - 2 * u16::from(errors.min(4)), list));
            }
            term.first() < Some(&JAPANESE)
        });
        unit.errors = least;
        lists
    }

    /// A lone letter: wherever it begins or ends a pair. With okurigana: this inflection and others (送る, 送り); what
    /// only begins with the kanji (送付) counts little, and beside other words only or where nothing else is there.
    fn lone(&self, unit: &Unit, gram: Gram) -> Lists<'a> {
        let letter = unit.text.as_bytes();
        let [_, tail] = gram;
        let inflects = tail != NONE;
        let wanted = term(gram);
        let start: &[u8] = if inflects { letter } else { &[JAPANESE] };
        let mut lists = Lists::new();
        let mut others = Lists::new();
        self.walk(start, &mut |term, _, list| {
            let begins = term.starts_with(letter);
            if term == wanted.as_bytes() {
                lists.push((EXACT, list));
            } else if begins || !inflects && term.ends_with(letter) {
                // Hiragana begins with these two bytes.
                let second = term.get(letter.len()..).and_then(<[u8]>::first_chunk);
                if inflects && !matches!(second, Some([JAPANESE, 0x81 | 0x82])) {
                    others.push((KANJI_ONLY, list));
                } else {
                    lists.push((PART, list));
                }
            }
            !inflects || begins || term < letter
        });
        if lists.is_empty() || !unit.is_alone {
            lists.extend_from_slice(&others);
        }
        lists
    }

    /// Pairs of letters, enough of them in one article.
    fn pairs(&self, kind: Kind, grams: &[Gram], worth: u16, out: &mut [u16]) {
        let mut tallies = vec![Tally::default(); out.len()];
        for (at, gram) in grams.iter().enumerate() {
            self.find(term(*gram).as_bytes(), &mut |article, weight| {
                if let Some(tally) = tallies.get_mut(article) {
                    tally.add(at, grams.len(), weight);
                }
            });
        }
        for (strength, tally) in out.iter_mut().zip(&tallies) {
            if tally.is_enough(kind, grams.len()) {
                let mean = u32::from(tally.sum) * u32::from(worth) / grams.len() as u32;
                *strength = (*strength).max(mean as u16);
            }
        }
    }
}

/// Which pairs of a unit were seen.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    sum: u16,
    seen: u8,
    edges: u8,
}

impl Tally {
    /// Pair number `at` of `all` was seen.
    pub(crate) fn add(&mut self, at: usize, all: usize, weight: u16) {
        self.sum = self.sum.saturating_add(weight);
        self.seen = self.seen.saturating_add(1);
        let is_edge = at == 0 || at + 1 == all;
        self.edges = self.edges.saturating_add(u8::from(is_edge));
    }

    /// Whether so many of `all` pairs stand for the whole. Two words run together may lack the pair where they meet
    /// (請求番号 in 請求書番号), but never a word of their own: 発注番号 is not 受注番号. Katakana words that differ in
    /// one letter are different words.
    pub(crate) fn is_enough(self, kind: Kind, all: usize) -> bool {
        let seen = usize::from(self.seen);
        let tenths = match kind {
            Kind::Han if all < 3 => 10,
            Kind::Han if all < 6 => return self.edges > 1 && all <= seen + (all - 1) / 2,
            Kind::Han if self.edges == 0 => return false,
            Kind::Kana if all < 6 => 10,
            Kind::Kana => 7,
            Kind::Hira if all < 4 => 10,
            _ => 6,
        };
        seen > 0 && seen * 10 >= all * tenths
    }
}
