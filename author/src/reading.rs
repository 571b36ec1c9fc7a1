//! How hard a card's text is to read, by language: sentences too long to take in at a glance, and walls of kanji.
//! Measured on what is shown; a language without a rule here is left alone.

/// Longest sentence, in characters, before a Japanese reader has to go back.
const JAPANESE: usize = 70;
/// Longest sentence in words, for languages that put spaces between them.
const WORDS: usize = 28;
/// Above this share of kanji a text looks like a statute; newspapers have about 45 %.
const KANJI: f64 = 0.6;
/// Automated Readability Index of a text for graduates.
const GRADE: f64 = 15.0;

/// Where a text is hard to read (byte offset), and why.
pub(crate) fn hard(text: &str, language: &str) -> Option<(usize, String)> {
    if language.starts_with("ja") {
        return japanese(text);
    }
    let spaced = [
        "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "id",
    ];
    let primary = language.split('-').next().unwrap_or("");
    spaced
        .contains(&primary)
        .then(|| western(text, primary))
        .flatten()
}

fn japanese(text: &str) -> Option<(usize, String)> {
    for (at, sentence) in sentences(text, &['。', '！', '？', '\n']) {
        let length = shown(sentence).filter(|c| !c.is_whitespace()).count();
        if length > JAPANESE {
            return Some((
                at,
                format!("a sentence of {length} characters: two are easier to read"),
            ));
        }
    }
    let (mut kanji, mut all) = (0, 0);
    for c in shown(text).filter(|c| c.is_alphanumeric()) {
        kanji += usize::from(('\u{4e00}'..='\u{9fff}').contains(&c));
        all += 1;
    }
    let share = kanji as f64 / all as f64;
    (all >= 30 && share > KANJI).then(|| {
        let percent = (share * 100.0).round();
        (
            0,
            format!("{percent} % of this is kanji: say it in plainer words"),
        )
    })
}

fn western(text: &str, primary: &str) -> Option<(usize, String)> {
    let (mut letters, mut words, mut count) = (0, 0, 0);
    for (at, sentence) in sentences(text, &['.', '!', '?', '\n']) {
        let length = sentence.split_whitespace().count();
        if length > WORDS {
            return Some((
                at,
                format!("a sentence of {length} words: two are easier to read"),
            ));
        }
        words += length;
        letters += shown(sentence).filter(|c| c.is_alphanumeric()).count();
        count += 1;
    }
    // The index was fitted on English.
    if primary != "en" || words < 20 {
        return None;
    }
    let (letters, words, count) = (letters as f64, words as f64, f64::from(count));
    let grade = 4.71 * letters / words + 0.5 * words / count - 21.43;
    (grade > GRADE).then(|| {
        (
            0,
            "this reads like a contract: use shorter words".to_owned(),
        )
    })
}

/// Sentences with their byte offsets; empty ones are left out.
fn sentences<'a>(text: &'a str, ends: &'a [char]) -> impl Iterator<Item = (usize, &'a str)> {
    let mut at = 0;
    text.split_inclusive(ends)
        .map(move |sentence| {
            let start = at + sentence.len() - sentence.trim_start().len();
            at += sentence.len();
            (start, sentence.trim())
        })
        .filter(|(_, sentence)| sentence.chars().any(char::is_alphanumeric))
}

/// The characters without Markdown's marks.
fn shown(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !"*_`#".contains(*c))
}

#[cfg(test)]
mod tests {
    use super::hard;

    fn check(language: &str, text: &str, expected: Option<usize>) {
        assert_eq!(hard(text, language).map(|(at, _)| at), expected, "{text}");
    }

    #[test]
    fn plain_texts_pass() {
        check(
            "ja",
            "請求書はすべて**ここ**から作成します。ボタンを押して進みましょう。",
            None,
        );
        check(
            "en",
            "Every invoice starts here. Choose the button to go on.",
            None,
        );
        check("ko", &"긴 문장 ".repeat(60), None);
        check("en", "", None);
    }

    #[test]
    fn long_sentences_are_found_where_they_begin() {
        let long = "請求書を作成する前に".repeat(8);
        check(
            "ja",
            &format!("はじめに。{long}。"),
            Some("はじめに。".len()),
        );
        check("en", &format!("First. {}.", "word ".repeat(29)), Some(7));
    }

    #[test]
    fn hard_words_are_found() {
        check(
            "ja",
            "請求書発行処理完了後取引先別支払期限自動計算機能利用可否確認要",
            Some(0),
        );
        let legal = "Notwithstanding contractual stipulations, administrators acknowledge organizational responsibilities regarding confidentiality. ";
        check("en", &legal.repeat(3), Some(0));
    }
}
