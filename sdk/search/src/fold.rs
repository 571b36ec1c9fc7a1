//! Folding: every way to write the same characters becomes one. Text enters, letters leave, each with its script and
//! the characters it came from. Only spelling is folded here; words, okurigana and sound are `words`' business.
//! Case and accents are folded for Latin, Greek and Cyrillic; other alphabets pass as they are.

use crate::kana;
use crate::variants::{self, Sign};

/// What a letter belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Script {
    /// Space, punctuation, symbols; one stands for many.
    Gap,
    /// Letters and digits of alphabets that part words by spaces.
    Word,
    /// Ideographs, and other scripts that do not part words.
    Han,
    /// Was katakana.
    Kata,
    /// Was hiragana.
    Hira,
}

/// One folded letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) c: char,
    pub(crate) script: Script,
    /// Characters of the original, half-open.
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// Base letters of U+00C0 to U+017F; `.` is no letter or one that [`pair`] spells with two.
const LATIN: &[u8; 192] = b"aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll\
    lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Two letters for what Latin writes as one.
fn pair(c: char) -> Option<(char, char)> {
    match c {
        'Æ' | 'æ' => Some(('a', 'e')),
        'Œ' | 'œ' => Some(('o', 'e')),
        'ß' => Some(('s', 's')),
        'Þ' | 'þ' => Some(('t', 'h')),
        'Ĳ' | 'ĳ' => Some(('i', 'j')),
        _ => None,
    }
}

/// Lower case without accents, where that is known without tables of all alphabets.
fn lower(c: char) -> char {
    let code = c as u32;
    let moved = match c {
        'A'..='Z' => code + 0x20,
        'Α'..='Ϋ' => code + 0x20,
        'А'..='Я' => code + 0x20,
        'Ѐ'..='Џ' => code + 0x50,
        '\u{c0}'..='\u{17f}' => match LATIN.get(c as usize - 0xc0) {
            Some(b'.') | None => code,
            Some(&base) => u32::from(base),
        },
        _ => code,
    };
    char::from_u32(moved).unwrap_or(c)
}

/// Leaves no letter and parts none: combining marks of Latin, joiners, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn script(c: char) -> Script {
    match c {
        '0'..='9' | 'a'..='z' => Script::Word,
        '\0'..='\u{bf}' | '×' | '÷' => Script::Gap,
        '々' | '〇' => Script::Han,
        '\u{2000}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' | '\u{3000}'..='\u{303f}' => Script::Gap,
        '\u{e000}'..='\u{f8ff}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' => Script::Gap,
        '\u{1f000}'..='\u{1faff}' | '\u{3099}'..='\u{30a0}' | '\u{30fb}'..='\u{30ff}' => {
            Script::Gap
        }
        'ぁ'..='ゖ' => Script::Hira,
        '\u{e00}'..='\u{eff}' | '\u{3100}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => Script::Han,
        '\u{20000}'..='\u{3ffff}' => Script::Han,
        _ => Script::Word,
    }
}

/// ASCII for full-width ASCII; anything else as it is.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' if c != '\u{ff0d}' => {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        _ => c,
    }
}

/// The letters of a text. The work is linear in it.
pub(crate) fn letters(text: &str) -> Vec<Letter> {
    let mut folder = Folder {
        chars: Chars {
            rest: text.chars(),
            read: 0,
        },
        start: 0,
        out: Vec::new(),
    };
    while let Some(c) = folder.next() {
        folder.take(c);
    }
    if folder.before() == Script::Gap {
        folder.out.pop();
    }
    folder.out
}

/// The folded text: one spelling for all widths, cases, accents, kana, old kanji and ways to write a number.
/// Folding what is folded changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    letters(text).iter().map(|letter| letter.c).collect()
}

/// Characters that leave a letter, and how many were read; invisible ones belong to what they follow.
#[derive(Clone)]
struct Chars<'a> {
    rest: core::str::Chars<'a>,
    read: u32,
}

impl Chars<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        self.read += 1;
        let mut ahead = self.rest.clone();
        while ahead.next().is_some_and(is_invisible) {
            self.rest = ahead.clone();
            self.read += 1;
        }
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }
}

struct Folder<'a> {
    chars: Chars<'a>,
    /// Where the present letter began.
    start: u32,
    out: Vec<Letter>,
}

impl Folder<'_> {
    fn next(&mut self) -> Option<char> {
        self.start = self.chars.read;
        self.chars.next()
    }

    fn last(&self) -> Option<Letter> {
        self.out.last().copied()
    }

    fn before(&self) -> Script {
        self.last().map_or(Script::Gap, |letter| letter.script)
    }

    fn ahead(&self) -> char {
        narrow(self.chars.peek().unwrap_or(' '))
    }

    fn push(&mut self, c: char, script: Script) {
        if script == Script::Gap && self.before() == Script::Gap {
            return;
        }
        self.out.push(Letter {
            c,
            script,
            from: self.start,
            to: self.chars.read,
        });
    }

    /// Lets the last letter reach over what was just read.
    fn widen(&mut self) {
        if let Some(last) = self.out.last_mut() {
            last.to = self.chars.read;
        }
    }

    fn take(&mut self, raw: char) {
        let c = narrow(raw);
        if let Some((letter, katakana)) = kana::hiragana(c) {
            let script = if katakana { Script::Kata } else { Script::Hira };
            let letter = self.voiced(letter);
            self.push(kana::plain(letter), script);
        } else if is_invisible(c) {
            self.widen();
        } else if kana::is_long(c) || kana::is_dash(c) {
            match self.before() {
                kana @ (Script::Kata | Script::Hira) => self.push('ー', kana),
                _ => self.push(' ', Script::Gap),
            }
        } else if let Some((first, second)) = pair(c) {
            self.push(first, Script::Word);
            self.push(second, Script::Word);
        } else if let Some(sign) = variants::sign(c) {
            match sign {
                Sign::Number(n) => self.number(n),
                Sign::Kanji(c) => self.push(c, Script::Han),
            }
        } else {
            self.other(lower(c));
        }
    }

    fn other(&mut self, c: char) {
        let before = self.last().filter(|last| last.script != Script::Gap);
        match (c, before) {
            ('ゝ' | 'ヽ' | 'ゞ' | 'ヾ', Some(last)) if last.script >= Script::Kata => {
                let voiced = matches!(c, 'ゞ' | 'ヾ') || self.takes_mark();
                let letter = if voiced {
                    kana::marked(last.c, kana::Mark::Voiced)
                } else {
                    last.c
                };
                self.push(kana::plain(letter), last.script);
            }
            ('々', Some(last)) if last.script == Script::Han => self.push(last.c, Script::Han),
            _ => match script(c) {
                Script::Gap if self.is_joint(c) => self.widen(),
                Script::Gap => self.push(' ', Script::Gap),
                Script::Han => self.han(variants::common(c)),
                script => self.push(c, script),
            },
        }
    }

    /// Takes a sound mark that follows.
    fn takes_mark(&mut self) -> bool {
        let marked = self.chars.peek().and_then(kana::mark) == Some(kana::Mark::Voiced);
        if marked {
            self.chars.next();
        }
        marked
    }

    /// The kana with the marks that follow put on it; ヴァ becomes ば.
    fn voiced(&mut self, mut letter: char) -> char {
        while let Some(mark) = self.chars.peek().and_then(kana::mark) {
            letter = kana::marked(letter, mark);
            self.chars.next();
        }
        if letter != 'ゔ' {
            return letter;
        }
        let small = self.chars.peek().and_then(kana::hiragana);
        match small.and_then(|(c, _)| kana::b_row(c)) {
            Some(merged) => {
                self.chars.next();
                merged
            }
            None => 'ぶ',
        }
    }

    /// Punctuation inside of one word: `1,000`, `don't`, `e-mail`, ユーザー・アカウント.
    fn is_joint(&self, c: char) -> bool {
        let ahead = self.ahead();
        let Some(last) = self.last() else {
            return false;
        };
        match c {
            ',' => last.c.is_ascii_digit() && ahead.is_ascii_digit(),
            '\'' | '’' => last.script == Script::Word && ahead.is_ascii_alphabetic(),
            '・' | '\u{ff65}' => last.script >= Script::Kata && kana::hiragana(ahead).is_some(),
            '-' => {
                let alone = self
                    .out
                    .iter()
                    .rev()
                    .nth(1)
                    .is_none_or(|l| l.script != Script::Word);
                alone && last.c.is_ascii_alphabetic() && ahead.is_ascii_alphabetic()
            }
            _ => false,
        }
    }

    /// A kanji, or a number written in kanji when a counter follows it.
    fn han(&mut self, c: char) {
        let stands_free = self.last().is_none_or(|last| match last.script {
            Script::Han => "第約計毎翌全各".contains(last.c),
            _ => !last.c.is_ascii_digit(),
        });
        let Some(first) = variants::numeral(c).filter(|_| stands_free) else {
            return self.push(c, Script::Han);
        };
        let mut rest = self.chars.clone();
        let (mut total, mut part) = if first >= 10 { (first, 0) } else { (0, first) };
        for _ in 0..8 {
            let before = rest.clone();
            let next = rest.next().map(variants::common);
            match next.and_then(variants::numeral) {
                Some(value) if value < 10 => part = part.saturating_mul(10).saturating_add(value),
                Some(power) => {
                    total = total.saturating_add(part.max(1).saturating_mul(power));
                    part = 0;
                }
                None if counts(next, rest.peek()) => {
                    self.chars = before;
                    return self.number(total.saturating_add(part));
                }
                None => break,
            }
        }
        self.push(c, Script::Han);
    }

    fn number(&mut self, n: u32) {
        if n >= 10 {
            self.number(n / 10);
        }
        self.push(char::from(b'0' + (n % 10) as u8), Script::Word);
    }
}

/// Whether a counter stands there: 月, or ヶ月 in any spelling.
fn counts(next: Option<char>, second: Option<char>) -> bool {
    let is_ka = |c: char| {
        let kana = kana::hiragana(c).map(|(kana, _)| kana::plain(kana));
        matches!(kana, Some('か' | 'け')) || c == '箇'
    };
    next.is_some_and(variants::is_counter)
        || next.is_some_and(is_ka) && second.is_some_and(|unit| "月所国年".contains(unit))
}
