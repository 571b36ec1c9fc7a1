//! Shirube's own words: Japanese and English lie in the module, what else there is is told (`learn`) before it is
//! drawn; any other language gets the English ones. Not here: anything an author wrote.

mod table;

use std::cell::Cell;

use content::{decimal, joined};
use engine::panel::Matter;

pub(crate) use self::table::Words;
use self::table::{EN, JA};

thread_local! {
    /// The language told last, and its words.
    static TOLD: Cell<Option<(&'static str, &'static Words)>> = const { Cell::new(None) };
}

/// The language of a BCP 47 tag, without region or script.
fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or("")
}

/// The words for a BCP 47 tag.
pub(crate) fn of(language: &str) -> &'static Words {
    let primary = primary(language);
    let told = || {
        let (told, words) = TOLD.get()?;
        primary.eq_ignore_ascii_case(told).then_some(words)
    };
    if told().is_none() && primary.eq_ignore_ascii_case("ja") {
        tell("ja", Words::read(JA));
    }
    told().unwrap_or(&EN)
}

fn tell(language: &'static str, mut words: Words) {
    words.japanese = language == "ja";
    TOLD.set(Some((language, Box::leak(Box::new(words)))));
}

/// The language whose words have to be told before a view in this one is drawn; `None` where they are known.
#[must_use]
pub fn unknown(language: &str) -> Option<&str> {
    let primary = primary(language);
    let known = |l: &str| primary.eq_ignore_ascii_case(l);
    let told = TOLD.get().is_some_and(|(told, _)| known(told));
    (!told && !known("ja") && !known("en") && !primary.is_empty()).then_some(primary)
}

/// Takes the words of a language, a line each in the order of the table; without any it stays English. Kept for the
/// life of the page.
pub fn learn(language: &str, text: Option<String>) {
    let words = text.map_or(EN, |text| Words::read(text.leak()));
    tell(language.to_owned().leak(), words);
}

/// The value of `dir` for a BCP 47 tag.
pub(crate) fn direction(language: &str) -> &'static str {
    match primary(language) {
        "ar" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

/// A sentence with its gaps filled: `%` and `#`, in the form for one where it has one.
fn fill(sentence: &str, one: bool, first: &str, second: &str) -> String {
    let mut forms = sentence.split('|');
    let single = forms.next().unwrap_or("");
    let chosen = forms.next().filter(|_| !one).unwrap_or(single);
    let mut said = String::new();
    for c in chosen.chars() {
        match c {
            '%' => said.push_str(first),
            '#' => said.push_str(second),
            c => said.push(c),
        }
    }
    said
}

/// The same for one number.
fn counted(sentence: &str, n: u32) -> String {
    fill(sentence, n == 1, &decimal(n), "")
}

impl Words {
    /// What only quizzes, surveys and panels say.
    pub(crate) fn more(&self) -> &Self {
        self
    }

    /// The position in a guide, to be read out.
    pub(crate) fn position(&self, at: u32, of: u32) -> String {
        fill(self.position_of, false, &decimal(at), &self.things(of))
    }

    /// How many are done.
    pub(crate) fn count(&self, done: u32, of: u32) -> String {
        fill(self.count_of, false, &self.things(done), &self.things(of))
    }

    /// How many are done, and how long the rest takes; no minutes, no words about them.
    pub(crate) fn count_and_rest(&self, done: u32, of: u32, minutes: u32) -> String {
        let count = self.count(done, of);
        if minutes == 0 {
            return count;
        }
        fill(self.count_rest, false, &count, &decimal(minutes))
    }

    /// How long one task takes.
    pub(crate) fn minutes(&self, minutes: u32) -> String {
        counted(self.minutes_of, minutes)
    }

    /// What must be done before a task opens.
    pub(crate) fn opens_after(&self, titles: &[String]) -> String {
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        fill(self.opens, false, &joined(&titles, self.between), "")
    }

    /// The sentence below "all done".
    pub(crate) fn all_done_of(&self, of: u32) -> String {
        fill(self.all_done_line, of == 1, &self.things(of), "")
    }

    /// A name that says what it opens or starts.
    pub(crate) fn about(&self, label: &str, what: &str) -> String {
        fill(self.named, false, label, what)
    }

    /// How many were found.
    pub(crate) fn found(&self, n: u32) -> String {
        counted(self.found_of, n)
    }

    /// That nothing was found for these words.
    pub(crate) fn found_none(&self, query: &str) -> String {
        fill(self.none_for, false, query, "")
    }

    /// How many are unread.
    pub(crate) fn unread_of(&self, n: u32) -> String {
        counted(self.unread_n, n)
    }

    /// How many waits there are behind the launcher.
    pub(crate) fn waiting_of(&self, n: u32) -> String {
        counted(self.waiting_n, n)
    }

    /// When a reply comes.
    pub(crate) fn replies(&self, hours: u32) -> String {
        counted(self.replies_in, hours)
    }

    /// How many questions were answered right.
    pub(crate) fn right_of(&self, right: u32, of: u32) -> String {
        fill(self.right_n, false, &decimal(right), &decimal(of))
    }

    /// Where in a list of steps a guide stands.
    pub(crate) fn steps(&self, at: u32, of: u32) -> String {
        fill(self.steps_at, false, &decimal(at), &decimal(of))
    }

    /// That something was moved.
    pub(crate) fn moved(&self, what: &str, at: u32) -> String {
        fill(self.moved_to, false, &decimal(at), what)
    }

    /// What was recorded, as a line of the list says it.
    pub(crate) fn matter(&self, matter: Matter) -> &'static str {
        let mut all = self.more().matters.split('/');
        all.nth(matter as usize).unwrap_or("")
    }

    /// How often.
    pub(crate) fn times(&self, n: u32) -> String {
        counted(self.times_n, n)
    }

    /// Parts beside each other in one line.
    pub(crate) fn beside(&self, parts: &[&str]) -> String {
        let said: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
        joined(&said, self.dot)
    }

    /// Japanese counts things with つ up to nine.
    fn things(&self, n: u32) -> String {
        let mut text = decimal(n);
        if self.japanese {
            text.push_str(if (1..10).contains(&n) { "つ" } else { "個" });
        }
        text
    }

    /// Parts of an announcement, with a stop between them that voices keep.
    pub(crate) fn sentences(&self, parts: &[&str]) -> String {
        let mut said = String::new();
        for part in parts.iter().filter(|p| !p.is_empty()) {
            let ended = said.is_empty() || said.ends_with(['。', '.', '?', '？', '؟']);
            match (ended, self.japanese) {
                (false, true) => said.push('。'),
                (false, false) => said.push_str(". "),
                (true, false) if !said.is_empty() => said.push(' '),
                (true, _) => {}
            }
            said.push_str(part);
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: String, expected: &str) {
        assert_eq!(said, expected);
    }

    #[test]
    fn sentences_read_as_the_design_says() {
        check(of("ja").position(2, 5), "5つの手順の2番目");
        check(of("ja-JP").position(11, 12), "12個の手順の11番目");
        check(of("en").position(2, 5), "Step 2 of 5");
        check(
            of("ja").count_and_rest(3, 5, 4),
            "5つのうち3つが完了・残り約4分",
        );
        check(
            of("en-GB").count_and_rest(3, 5, 4),
            "3 of 5 done · about 4 min left",
        );
        check(of("ja").count_and_rest(0, 3, 0), "3つのうち0個が完了");
        check(of("en").count_and_rest(5, 5, 0), "5 of 5 done");
        check(
            of("ja").opens_after(&["甲".into(), "乙".into()]),
            "「甲」「乙」を終えると、はじめられます",
        );
        check(
            of("de").opens_after(&["A".into(), "B".into()]),
            "Opens after A, B",
        );
        check(of("ja").all_done_of(5), "5つの手順がすべて完了しました。");
        check(of("en").all_done_of(1), "Your one step is done.");
        check(
            of("en").sentences(&["Step 1 of 2", "", "Start"]),
            "Step 1 of 2. Start",
        );
        check(
            of("en").sentences(&["Start here.", "Button"]),
            "Start here. Button",
        );
        check(of("en").found(1), "1 result");
        check(of("en").found(2), "2 results");
        check(of("en").replies(1), "Replies within 1 hour");
        check(of("ja").steps(2, 5), "全5手順・いま2番目");
        check(of("ja").moved("甲", 3), "「甲」を3番目に移動しました");
        check(of("ja").right_of(1, 2), "2問のうち1問が正解でした。");
        check(
            of("en").found_none("50% #1|x"),
            "No articles for “50% #1|x” yet",
        );
        check(
            of("ja").sentences(&["題", "本文です。", "ボタン"]),
            "題。本文です。ボタン",
        );
    }

    #[test]
    fn a_language_is_told_once_and_drawn_in_its_own_words() {
        let rows: Vec<(&str, &str)> = include_str!("../words/ar.txt")
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        let names: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
        let expected: Vec<&str> = table::ROWS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, expected);
        for ((name, arabic), (_, english)) in rows.iter().zip(table::ROWS) {
            let gaps = |text: &str| (text.contains('%'), text.contains('#'));
            assert!(!arabic.trim().is_empty(), "{name}");
            assert_eq!(gaps(arabic), gaps(english), "{name}");
        }
        let texts: Vec<&str> = rows.iter().map(|(_, text)| *text).collect();
        assert_eq!(unknown("ar-EG"), Some("ar"));
        learn("ar", Some(texts.join("\n")));
        assert_eq!(unknown("ar"), None);
        check(of("ar-EG").position(2, 5), "الخطوة 2 من 5");
        check(of("ar").next.to_owned(), "التالي");
        check(of("en").next.to_owned(), "Next");
        learn("de", None);
        assert_eq!(unknown("de-AT"), None);
        check(of("de").next.to_owned(), "Next");
        assert_eq!(unknown("ja-JP"), None);
    }

    #[test]
    fn labels_keep_the_tone_of_voice() {
        for words in [of("ja"), of("en")] {
            for label in [
                words.next,
                words.go,
                words.skip,
                words.start,
                words.unclear,
                words.all_done,
                words.answer,
                words.send,
                words.ask,
                words.turn_off,
            ] {
                assert!(!label.ends_with(['。', '.', '!', '！']), "{label}");
            }
        }
        assert_eq!(direction("ar-EG"), "rtl");
        assert_eq!(direction("ja"), "ltr");
    }
}
