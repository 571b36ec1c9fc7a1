//! How strongly each article holds one unit of a query: 0 where it does not. Exact words count most, then other
//! forms, beginnings, other inflections; mistyped words only where nothing was spelt like that.

use crate::index::{Index, Refusal, postings};
use crate::latin;
use crate::typo::Ladder;
use crate::unit::Unit;
use crate::words::{Kind, LONGEST};

/// One sixteenth of these is what a kind of match is worth.
const EXACT: u16 = 16;
const FORM: u16 = 14;
const SHORT: u16 = 14;
const BEGINNING: u16 = 12;
const PART: u16 = 10;
const TYPO: [u16; 3] = [10, 8, 5];
const KANJI_ONLY: u16 = 6;

/// First byte of kana and kanji in UTF-8: alphabetic words lie before.
const JAPANESE: u8 = 0xe3;

/// Strength by article.
pub(crate) type Strengths = Vec<u16>;

/// Posting lists and what each is worth.
type Lists<'a> = Vec<(u16, &'a [u8])>;

impl<'a> Index<'a> {
    /// Looks a unit up, and notes in it what a mistyped word was taken for.
    pub(crate) fn strengths(&self, unit: &mut Unit) -> Result<Strengths, Refusal> {
        let mut out = vec![0; self.len()];
        if unit.word.kind == Kind::Word {
            let mut lists = self.forms(unit)?;
            if lists.is_empty() {
                lists = self.typos(unit)?;
            }
            raise(&mut out, &lists)?;
        } else if unit.word.letters.len() == 1 {
            let lists = match unit.word.tail {
                Some(_) => self.inflections(unit)?,
                None => self.holding(unit)?,
            };
            raise(&mut out, &lists)?;
        } else {
            self.pairs(unit.word.kind, &unit.grams, EXACT, &mut out)?;
            if !unit.short.is_empty() {
                self.pairs(Kind::Kana, &unit.short, SHORT, &mut out)?;
            }
        }
        Ok(out)
    }

    /// The terms that begin with `start`.
    fn beginning(
        &self,
        start: &[u8],
        visit: &mut dyn FnMut(&[u8], &'a [u8]),
    ) -> Result<(), Refusal> {
        self.walk(self.block_of(start)?, &mut |term, _, list| {
            let begins = term.starts_with(start);
            if begins {
                visit(term, list);
            }
            begins || term < start
        })
    }

    /// The word, its other forms, and while it is typed what it may become.
    fn forms(&self, unit: &Unit) -> Result<Lists<'a>, Refusal> {
        let word = unit.text.as_bytes();
        let stem = latin::stem(word);
        let mut lists = Lists::new();
        self.beginning(word.get(..2).unwrap_or(word), &mut |term, list| {
            let worth = if term == word {
                EXACT
            } else if latin::stem(term) == stem {
                FORM
            } else if unit.is_last && term.starts_with(word) {
                BEGINNING - ((term.len() - word.len()) / 4).min(4) as u16
            } else {
                return;
            };
            lists.push((worth, list));
        })?;
        Ok(lists)
    }

    /// The words with the fewest typing errors.
    fn typos(&self, unit: &mut Unit) -> Result<Lists<'a>, Refusal> {
        let word = unit.text.as_bytes();
        let mut ladder = Ladder::new(word.get(..LONGEST).unwrap_or(word));
        let mut least = u8::MAX;
        let mut lists = Lists::new();
        let mut meant: Vec<Vec<u8>> = Vec::new();
        self.walk(0, &mut |term, shared, list| {
            let errors = ladder.distance(term, shared, unit.is_last);
            if let Some(errors) = errors.filter(|errors| *errors <= least) {
                if errors < least {
                    lists.clear();
                    meant.clear();
                    least = errors;
                }
                let worth = TYPO.get(errors as usize).copied().unwrap_or(0);
                lists.push((worth, list));
                meant.push(term.to_vec());
            }
            term.first().is_some_and(|first| *first < JAPANESE)
        })?;
        unit.meant = meant;
        Ok(lists)
    }

    /// A lone kanji with okurigana, in this inflection and others (送る, 送り). What only begins with the kanji (送付)
    /// counts little, and beside other words only or where nothing else is there.
    fn inflections(&self, unit: &Unit) -> Result<Lists<'a>, Refusal> {
        let wanted = unit.grams.first().map_or("", String::as_str).as_bytes();
        let mut lists = Lists::new();
        let mut others = Lists::new();
        self.beginning(unit.text.as_bytes(), &mut |term, list| {
            let second = term.get(unit.text.len()..).and_then(<[u8]>::first_chunk);
            if term == wanted {
                lists.push((EXACT, list));
            } else if matches!(second, Some([JAPANESE, 0x81 | 0x82])) {
                lists.push((PART, list));
            } else {
                others.push((KANJI_ONLY, list));
            }
        })?;
        if lists.is_empty() || !unit.is_alone {
            lists.extend(others);
        }
        Ok(lists)
    }

    /// A lone letter: wherever it stands.
    fn holding(&self, unit: &Unit) -> Result<Lists<'a>, Refusal> {
        let letter = unit.text.as_bytes();
        let mut lists = Lists::new();
        self.walk(self.block_of(&[JAPANESE])?, &mut |term, _, list| {
            if term == letter {
                lists.push((EXACT, list));
            } else if term.starts_with(letter) || term.ends_with(letter) {
                lists.push((PART, list));
            }
            true
        })?;
        Ok(lists)
    }

    /// Pairs of letters, enough of them in one article.
    fn pairs(
        &self,
        kind: Kind,
        grams: &[String],
        worth: u16,
        out: &mut Strengths,
    ) -> Result<(), Refusal> {
        let mut tallies = vec![Tally::default(); out.len()];
        for (at, gram) in grams.iter().enumerate() {
            let is_edge = at == 0 || at + 1 == grams.len();
            if let Some(list) = self.find(gram.as_bytes())? {
                postings(list, &mut |article, weight| {
                    if let Some(tally) = tallies.get_mut(article) {
                        tally.add(is_edge);
                        tally.sum = tally.sum.saturating_add(weight);
                    }
                })?;
            }
        }
        for (strength, tally) in out.iter_mut().zip(&tallies) {
            if tally.is_enough(kind, grams.len()) {
                let mean = u32::from(tally.sum) * u32::from(worth) / grams.len().max(1) as u32;
                *strength = (*strength).max(mean.max(1) as u16);
            }
        }
        Ok(())
    }
}

/// Each article's best list.
fn raise(out: &mut Strengths, lists: &Lists<'_>) -> Result<(), Refusal> {
    for (worth, list) in lists {
        postings(list, &mut |article, weight| {
            if let Some(strength) = out.get_mut(article) {
                *strength = (*strength).max(weight * worth);
            }
        })?;
    }
    Ok(())
}

/// Which pairs of a unit were seen.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    sum: u16,
    seen: u8,
    edges: u8,
}

impl Tally {
    pub(crate) fn add(&mut self, is_edge: bool) {
        self.seen = self.seen.saturating_add(1);
        self.edges = self.edges.saturating_add(u8::from(is_edge));
    }

    /// Whether so many of `all` pairs stand for the whole. Two words run together may lack the pair where they meet
    /// (請求番号 in 請求書番号), but never a word of their own: 発注番号 is not 受注番号. Katakana words that differ in
    /// one letter are different words.
    pub(crate) fn is_enough(self, kind: Kind, all: usize) -> bool {
        let seen = usize::from(self.seen);
        match (kind, all) {
            (_, 0) => false,
            (Kind::Han, 3..=5) => self.edges > 1 && all - seen <= (all - 1) / 2,
            (Kind::Han, 6..) => self.edges > 0 && seen * 10 >= all * 6,
            (Kind::Kana, 6..) => seen * 10 >= all * 7,
            (Kind::Hira, 4..) => seen * 10 >= all * 6,
            _ => seen >= all,
        }
    }
}
