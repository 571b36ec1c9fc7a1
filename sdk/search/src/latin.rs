//! English word forms, lightly: plurals, -ed, -ing, doubled consonants and British spelling meet in one stem.
//! Folded words enter and stems leave, only to be compared; stems are never shown or stored.

/// Words that say nothing about what is looked for.
const STOP: &str = " a an and are as at be by can do does for from how i if in is it my of on or our that the \
    there this to we what when where which why with you your ";

/// Whether a query can do without this word.
pub(crate) fn is_stop(word: &str) -> bool {
    STOP.split(' ').any(|stop| stop == word && !word.is_empty())
}

/// The stem, in bytes of a folded word.
pub(crate) fn stem(word: &[u8]) -> Vec<u8> {
    let mut stem = word.to_vec();
    if !word.is_ascii() || stem.len() < 4 || stem.iter().any(u8::is_ascii_digit) {
        return stem;
    }
    plural(&mut stem);
    for ending in [&b"ing"[..], b"ed"] {
        let left = stem.len().saturating_sub(ending.len());
        let has_vowel = stem
            .get(..left)
            .is_some_and(|rest| rest.iter().any(|c| b"aeiouy".contains(c)));
        if stem.ends_with(ending) && left >= 3 && has_vowel {
            stem.truncate(left);
            break;
        }
    }
    replace(&mut stem, b"isation", b"iz");
    replace(&mut stem, b"ization", b"iz");
    if stem.len() > 3 && stem.ends_with(b"e") {
        stem.pop();
    }
    if let [.., before, b'y'] = stem.as_slice()
        && !b"aeou".contains(before)
    {
        replace(&mut stem, b"y", b"i");
    }
    if stem.len() > 4 {
        replace(&mut stem, b"our", b"or");
        replace(&mut stem, b"enc", b"ens");
        if stem.len() > 5 {
            replace(&mut stem, b"is", b"iz");
        }
    }
    // Cancelled and canceled; a doubled s belongs to the word.
    if let [.., a, b] = stem.as_slice()
        && a == b
        && !b"aeious".contains(a)
    {
        stem.pop();
    }
    stem
}

fn plural(stem: &mut Vec<u8>) {
    if stem.ends_with(b"ies") {
        replace(stem, b"ies", b"y");
    } else if [&b"sses"[..], b"xes", b"zes", b"ches", b"shes"]
        .iter()
        .any(|ending| stem.ends_with(ending))
    {
        stem.truncate(stem.len() - 2);
    } else if stem.ends_with(b"s") && !matches!(stem.as_slice(), [.., b's' | b'u' | b'i', b's']) {
        stem.pop();
    }
}

fn replace(stem: &mut Vec<u8>, ending: &[u8], with: &[u8]) {
    if stem.ends_with(ending) {
        stem.truncate(stem.len() - ending.len());
        stem.extend_from_slice(with);
    }
}
