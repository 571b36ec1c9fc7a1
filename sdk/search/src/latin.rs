//! English word forms, lightly: plurals, -ed, -ing, doubled consonants and British spelling meet in one stem.
//! Folded words enter and stems leave, only to be compared; stems are never shown or stored.

/// Words that say nothing about what is looked for.
const STOP: &str = "a an and are as at be by can do does for from how i if in is it my of on or our that the \
    there this to we what when where which why with you your";

/// Endings and what stands for them: of each list the first that fits.
const PLURALS: Endings = &[
    ("ies", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("zes", "z"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];
const TENSES: Endings = &[("ing", ""), ("ed", "")];
const SPELLINGS: Endings = &[
    ("isation", "iz"),
    ("ization", "iz"),
    ("ence", "ens"),
    ("our", "or"),
    ("ise", "iz"),
    ("ay", "ay"),
    ("ey", "ey"),
    ("oy", "oy"),
    ("y", "i"),
    ("e", ""),
];
const BRITISH: Endings = &[("enc", "ens"), ("is", "iz")];

type Endings = &'static [(&'static str, &'static str)];

/// Whether a word is one of a list that spaces part.
pub(crate) fn is_listed(list: &str, word: &str) -> bool {
    let mut listed = list.as_bytes().split(|c| *c == b' ');
    listed.any(|listed| listed == word.as_bytes())
}

/// Whether a query can do without this word.
pub(crate) fn is_stop(word: &str) -> bool {
    is_listed(STOP, word)
}

/// The stem, in bytes of a folded word.
pub(crate) fn stem(word: &[u8]) -> Vec<u8> {
    let mut stem = word.to_vec();
    if !word.iter().all(u8::is_ascii_lowercase) {
        return stem;
    }
    // Each list with the fewest letters that must be left.
    for (endings, least) in [(PLURALS, 2), (TENSES, 3), (SPELLINGS, 3), (BRITISH, 4)] {
        replace(&mut stem, endings, least);
    }
    // Cancelled and canceled; a doubled s belongs to the word.
    if let [_, .., a, b] = stem.as_slice()
        && a == b
        && !b"aeious".contains(a)
    {
        stem.pop();
    }
    stem
}

fn replace(stem: &mut Vec<u8>, endings: Endings, least: usize) {
    for (ending, with) in endings {
        let Some(left) = stem.strip_suffix(ending.as_bytes()) else {
            continue;
        };
        if left.len() >= least && left.iter().any(|c| b"aeiouy".contains(c)) {
            let left = left.len();
            stem.truncate(left);
            stem.extend_from_slice(with.as_bytes());
        }
        break;
    }
}
