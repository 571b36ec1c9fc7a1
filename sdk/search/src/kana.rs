//! Kana: widths, voicing, size and length, as plain tables over the hiragana block. Characters enter and leave;
//! which ones belong together is decided in `fold` (spelling) and `words` (sound).

/// Half-width katakana from U+FF66 on, in hiragana.
const HALF: &str = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

/// Kana that a mark can voice; the voiced form is the next code point.
const VOICEABLE: &str = "かきくけこさしすせそたちつてとはひふへほ";

/// Small forms and rare letters, each followed by what it is folded to.
const PLAIN: &str = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖかぢじづずゐいゑえ";

/// Vowels of U+3041 to U+3094.
const VOWELS: &[u8] =
    b"aaiiuueeooaaiiuueeooaaiiuueeooaaiiuuueeooaiueoaaaiiiuuueeeoooaiueoaauuooaiueoaaieonu";

/// Voiced sound mark, semi-voiced sound mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Voiced,
    Half,
}

/// The mark that a character is, in any width, combining or not.
pub(crate) fn mark(c: char) -> Option<Mark> {
    match c {
        '\u{3099}' | '\u{309b}' | '\u{ff9e}' => Some(Mark::Voiced),
        '\u{309a}' | '\u{309c}' | '\u{ff9f}' => Some(Mark::Half),
        _ => None,
    }
}

/// Hiragana for a kana of any script and width, and whether it was katakana.
pub(crate) fn hiragana(c: char) -> Option<(char, bool)> {
    match c {
        'ぁ'..='ゖ' => Some((c, false)),
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).map(|c| (c, true)),
        '\u{ff66}'..='\u{ff9d}' if c != '\u{ff70}' => {
            HALF.chars().nth(c as usize - 0xff66).map(|c| (c, true))
        }
        _ => None,
    }
}

/// The letter with a mark put on it; a mark that does not fit changes nothing.
pub(crate) fn marked(c: char, mark: Mark) -> char {
    let step = match (c, mark) {
        ('う', Mark::Voiced) => return 'ゔ',
        (_, Mark::Voiced) if VOICEABLE.contains(c) => 1,
        ('は' | 'ひ' | 'ふ' | 'へ' | 'ほ', Mark::Half) => 2,
        _ => 0,
    };
    char::from_u32(c as u32 + step).unwrap_or(c)
}

/// Full size, and one letter for each sound: legacy half-width data knows no small kana, ぢ sounds like じ.
pub(crate) fn plain(c: char) -> char {
    let mut pairs = PLAIN.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == c {
            return to;
        }
    }
    c
}

/// The b-row letter for a small vowel after ヴ, which Japanese spells either way.
pub(crate) fn b_row(small: char) -> Option<char> {
    match small {
        'ぁ' => Some('ば'),
        'ぃ' => Some('び'),
        'ぇ' => Some('べ'),
        'ぉ' => Some('ぼ'),
        _ => None,
    }
}

/// `a`, `i`, `u`, `e`, `o`, or `n` for ん; 0 for what is not kana.
pub(crate) fn vowel(c: char) -> u8 {
    let at = (c as usize).wrapping_sub(0x3041);
    VOWELS.get(at).copied().unwrap_or(0)
}

/// Whether `c` only lengthens a sound that ends in this vowel.
pub(crate) fn lengthens(vowel: u8, c: char) -> bool {
    matches!(
        (vowel, c),
        (b'a', 'あ') | (b'i' | b'e', 'い') | (b'u' | b'o', 'う') | (b'e', 'え') | (b'o', 'お')
    )
}

/// Long vowel mark, half-width too.
pub(crate) fn is_long(c: char) -> bool {
    matches!(c, 'ー' | '\u{ff70}')
}

/// Dashes and lines that people type for the long vowel mark; only after a kana do they mean it.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{ff0d}'
    )
}
