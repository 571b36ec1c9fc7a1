//! Words: what is looked up. Letters enter and words leave: alphabetic words, kanji words without their okurigana
//! (振込, 振り込み and 振込み are one), katakana words, stretches of hiragana.
//! The terms of an index are made of them: whole alphabetic words, and pairs of letters of everything else.

use crate::fold::{Letter, Script};
use crate::kana::{self, is_among};

/// What a word is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters and digits, with a counter: `invoice`, `3月`.
    Word,
    /// Kanji.
    Han,
    /// Katakana, spelt in hiragana.
    Kana,
    /// Hiragana.
    Hira,
}

/// A word and where its letters stood.
pub(crate) struct Word {
    pub(crate) kind: Kind,
    pub(crate) letters: Vec<Letter>,
    /// The okurigana after a lone kanji: 送る.
    pub(crate) tail: Option<Letter>,
}

/// Two letters that stand together, or one that stands alone, and `NONE`.
pub(crate) type Gram = [char; 2];

/// No second letter.
pub(crate) const NONE: char = '\0';

/// A gram and where it stood.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) gram: Gram,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// Longest term in bytes; the rest of a longer word is not looked at.
pub(crate) const LONGEST: usize = 32;

/// The words of a folded text, in its order. A query's hiragana loses the particles that tie it to its neighbours; a text
/// keeps them, since こと ends like one.
pub(crate) fn words(letters: &[Letter], is_query: bool) -> Vec<Word> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&first) = letters.get(at) {
        let before = at;
        let word = match first.script {
            Script::Gap => None,
            Script::Word => Some(alphabetic(letters, &mut at)),
            Script::Han => Some(kanji(letters, &mut at)),
            Script::Kata => {
                let run = run(letters, &mut at, Script::Kata);
                Some(word(Kind::Kana, sounded(run)))
            }
            Script::Hira => hiragana(letters, &mut at, is_query),
        };
        out.extend(word.filter(|word| !word.letters.is_empty()));
        at = at.max(before + 1);
    }
    out
}

fn word(kind: Kind, letters: Vec<Letter>) -> Word {
    Word {
        kind,
        letters,
        tail: None,
    }
}

/// The letters of one script from `at` on; moves `at` behind them.
fn run<'a>(letters: &'a [Letter], at: &mut usize, script: Script) -> &'a [Letter] {
    let rest = letters.get(*at..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|letter| letter.script != script)
        .unwrap_or(rest.len());
    *at += end;
    rest.get(..end).unwrap_or_default()
}

/// A number keeps its counter, so that 3月 and 3件 differ; 3ヶ月, 3カ月 and 3か月 are one.
fn alphabetic(letters: &[Letter], at: &mut usize) -> Word {
    let mut own = run(letters, at, Script::Word).to_vec();
    if own.iter().all(|letter| letter.c.is_ascii_digit()) {
        let next = letters.get(*at).copied();
        let second = letters.get(*at + 1).copied();
        match (next, second) {
            (Some(mut ka), Some(unit))
                if matches!(ka.c, 'か' | 'け' | '箇' | '個') && is_among("月所国年", unit.c) =>
            {
                ka.c = 'か';
                own.extend([ka, unit]);
                *at += 2;
            }
            (Some(unit), _) if is_among("年月日回件円割人名社枚個期分", unit.c) => {
                own.push(unit);
                *at += 1;
            }
            _ => {}
        }
    }
    word(Kind::Word, own)
}

/// Kanji, over the okurigana between them.
fn kanji(letters: &[Letter], at: &mut usize) -> Word {
    let mut own = run(letters, at, Script::Han).to_vec();
    loop {
        let mut next = *at;
        let between = run(letters, &mut next, Script::Hira);
        let more = run(letters, &mut next, Script::Han);
        // 作り方 is a question about 作る.
        let joins = more.first().is_some_and(|first| first.c != '方');
        if !joins || !is_okurigana(between) {
            break;
        }
        own.extend_from_slice(more);
        *at = next;
    }
    let tail = letters.get(*at).copied().filter(|tail| {
        own.len() == 1 && tail.script == Script::Hira && !is_among("をのはにでへ", tail.c)
    });
    Word {
        kind: Kind::Han,
        letters: own,
        tail,
    }
}

/// Whether hiragana between two kanji can be part of one word: the joining forms of verbs end in i or e.
/// Particles, and endings that only inflection has, part words instead.
fn is_okurigana(between: &[Letter]) -> bool {
    let joins = |letter: &Letter| {
        matches!(kana::vowel(letter.c), b'i' | b'e') && !is_among("にでへ", letter.c)
    };
    match between {
        [only] => joins(only),
        [first, last] => {
            joins(last)
                && !is_among("をのはへにで", first.c)
                && last.c != 'て'
                && !matches!((first.c, last.c), ('し' | 'な' | 'た', 'い') | ('よ', 'り'))
        }
        _ => false,
    }
}

/// A stretch of hiragana of more than one letter.
fn hiragana(letters: &[Letter], at: &mut usize, is_query: bool) -> Option<Word> {
    let is_tied = |neighbour: Option<&Letter>| {
        is_query && neighbour.is_some_and(|letter| letter.script != Script::Gap)
    };
    let is_particle = |letter: &Letter| is_among("をのはにでへがともや", letter.c);
    let before = at.checked_sub(1).and_then(|before| letters.get(before));
    let mut own = run(letters, at, Script::Hira);
    if let [first, rest @ ..] = own
        && is_tied(before)
        && is_particle(first)
    {
        own = rest;
    }
    if let [rest @ .., last] = own
        && is_tied(letters.get(*at))
        && is_particle(last)
    {
        own = rest;
    }
    (own.len() > 1).then(|| word(Kind::Hira, sounded(own)))
}

/// Kana by sound: a vowel that only lengthens is a long mark, and a long mark that ends a word of four or more is
/// not heard (サーバー, サーバ).
fn sounded(run: &[Letter]) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(run.len());
    let mut vowel = 0;
    for &letter in run {
        let long = letter.c == 'ー' || kana::lengthens(vowel, letter.c);
        match out.last_mut() {
            Some(last) if long && last.c == 'ー' => last.to = letter.to,
            _ => out.push(Letter {
                c: if long { 'ー' } else { letter.c },
                ..letter
            }),
        }
        if !long {
            vowel = kana::vowel(letter.c);
        }
    }
    if out.len() > 3 && out.last().is_some_and(|last| last.c == 'ー') {
        out.pop();
    }
    out
}

impl Word {
    /// An alphabetic word as a term; any other word's letters.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for letter in &self.letters {
            if self.kind == Kind::Word && text.len() + letter.c.len_utf8() > LONGEST {
                break;
            }
            text.push(letter.c);
        }
        text
    }

    /// Pairs of neighbouring letters; a lone kanji with its okurigana, or by itself.
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        match (self.letters.as_slice(), self.tail) {
            ([only], Some(tail)) => vec![pair(only, &tail)],
            ([only], None) => vec![Pair {
                gram: [only.c, NONE],
                ..pair(only, only)
            }],
            (letters, _) => neighbours(letters),
        }
    }

    /// Pairs once more with no long mark in them (インタフェース, インターフェース), where enough of the word is left.
    pub(crate) fn short_pairs(&self) -> Vec<Pair> {
        let mut short = self.letters.clone();
        short.retain(|letter| letter.c != 'ー');
        if short.len() < 4 || short.len() == self.letters.len() {
            short.clear();
        }
        neighbours(&short)
    }
}

fn pair(first: &Letter, second: &Letter) -> Pair {
    Pair {
        gram: [first.c, second.c],
        from: first.from,
        to: second.to,
    }
}

fn neighbours(letters: &[Letter]) -> Vec<Pair> {
    let next = letters.iter().skip(1);
    letters.iter().zip(next).map(|(a, b)| pair(a, b)).collect()
}

/// A gram as a term: its letters.
pub(crate) fn term(gram: Gram) -> String {
    gram.into_iter().filter(|c| *c != NONE).collect()
}
