//! Words: what is looked up. Letters enter and words leave: alphabetic words, kanji words without their okurigana
//! (振込, 振り込み and 振込み are one), katakana words, stretches of hiragana.
//! The terms of an index are made of them: whole alphabetic words, and pairs of letters of everything else.

use crate::fold::{Letter, Script, letters};
use crate::kana;

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

/// Two letters that stand together, or one that stands alone.
pub(crate) type Gram = (Letter, Option<Letter>);

/// Longest term in bytes; the rest of a longer word is not looked at.
pub(crate) const LONGEST: usize = 32;

/// The words of a text, in its order. A query's hiragana loses the particles that tie it to its neighbours; a text
/// keeps them, since こと ends like one.
pub(crate) fn words(text: &str, is_query: bool) -> Vec<Word> {
    let letters = letters(text);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&first) = letters.get(at) {
        let before = at;
        let word = match first.script {
            Script::Gap => None,
            Script::Word => Some(alphabetic(&letters, &mut at)),
            Script::Han => Some(kanji(&letters, &mut at)),
            Script::Kata => {
                let run = run(&letters, &mut at, Script::Kata);
                Some(word(Kind::Kana, sounded(run)))
            }
            Script::Hira => hiragana(&letters, &mut at, is_query),
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
                if matches!(ka.c, 'か' | 'け' | '箇' | '個') && "月所国年".contains(unit.c) =>
            {
                ka.c = 'か';
                own.extend([ka, unit]);
                *at += 2;
            }
            (Some(unit), _) if "年月日回件円割人名社枚個期分".contains(unit.c) => {
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
        own.len() == 1 && tail.script == Script::Hira && !"をのはにでへ".contains(tail.c)
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
        matches!(kana::vowel(letter.c), b'i' | b'e') && !"にでへ".contains(letter.c)
    };
    match between {
        [only] => joins(only),
        [first, last] => {
            joins(last)
                && !"をのはへにで".contains(first.c)
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
    let is_particle = |letter: &Letter| "をのはにでへがともや".contains(letter.c);
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
    /// An alphabetic word as a term.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for letter in &self.letters {
            if text.len() + letter.c.len_utf8() > LONGEST {
                break;
            }
            text.push(letter.c);
        }
        text
    }

    /// Pairs of neighbouring letters; a lone kanji with its okurigana, or by itself.
    pub(crate) fn grams(&self) -> Vec<Gram> {
        match self.letters.as_slice() {
            [only] => vec![(*only, self.tail)],
            letters => pairs(letters),
        }
    }

    /// Pairs once more with no long mark in them (インタフェース, インターフェース), where enough of the word is left.
    pub(crate) fn short_grams(&self) -> Vec<Gram> {
        let short: Vec<Letter> = self
            .letters
            .iter()
            .filter(|letter| letter.c != 'ー')
            .copied()
            .collect();
        if short.len() < 4 || short.len() == self.letters.len() {
            return Vec::new();
        }
        pairs(&short)
    }
}

fn pairs(letters: &[Letter]) -> Vec<Gram> {
    let next = letters.iter().skip(1);
    letters
        .iter()
        .zip(next)
        .map(|(a, b)| (*a, Some(*b)))
        .collect()
}

/// A gram as a term: its letters.
pub(crate) fn term(gram: &Gram) -> String {
    let mut term = String::from(gram.0.c);
    term.extend(gram.1.map(|second| second.c));
    term
}
