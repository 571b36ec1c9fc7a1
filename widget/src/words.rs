//! Shirube's own words, in Japanese and English; any other language gets the English ones.
//! Not here: anything an author wrote.

mod table;

use content::{decimal, joined};

pub(crate) use self::table::Words;
use self::table::{EN, EN_MORE, JA, JA_MORE, More};

/// The words for a BCP 47 tag.
pub(crate) fn of(language: &str) -> &'static Words {
    let primary = language.split('-').next().unwrap_or("");
    if primary.eq_ignore_ascii_case("ja") {
        &JA
    } else {
        &EN
    }
}

/// The value of `dir` for a BCP 47 tag.
pub(crate) fn direction(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or("") {
        "ar" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

impl Words {
    /// Whether these are the Japanese ones.
    fn japanese(&self) -> bool {
        std::ptr::eq(self, &JA)
    }

    /// The words that come with the second module.
    pub(crate) fn more(&self) -> &'static More {
        if self.japanese() { &JA_MORE } else { &EN_MORE }
    }

    /// The position in a guide, to be read out.
    pub(crate) fn position(&self, at: u32, of: u32) -> String {
        if self.japanese() {
            [&things(of), "の手順の", &decimal(at), "番目"].concat()
        } else {
            ["Step ", &decimal(at), " of ", &decimal(of)].concat()
        }
    }

    /// How many are done.
    pub(crate) fn count(&self, done: u32, of: u32) -> String {
        if self.japanese() {
            [&things(of), "のうち", &things(done), "が完了"].concat()
        } else {
            [&decimal(done), " of ", &decimal(of), " done"].concat()
        }
    }

    /// How many are done, and how long the rest takes; no minutes, no words about them.
    pub(crate) fn count_and_rest(&self, done: u32, of: u32, minutes: u32) -> String {
        let count = self.count(done, of);
        match (minutes, self.japanese()) {
            (0, _) => count,
            (_, true) => [&count, "・残り約", &decimal(minutes), "分"].concat(),
            (_, false) => [&count, " · about ", &decimal(minutes), " min left"].concat(),
        }
    }

    /// How long one task takes.
    pub(crate) fn minutes(&self, minutes: u32) -> String {
        if self.japanese() {
            ["約", &decimal(minutes), "分"].concat()
        } else {
            ["About ", &decimal(minutes), " min"].concat()
        }
    }

    /// What must be done before a task opens.
    pub(crate) fn opens_after(&self, titles: &[String]) -> String {
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        if self.japanese() {
            [
                "「",
                &joined(&titles, "」「"),
                "」を終えると、はじめられます",
            ]
            .concat()
        } else {
            ["Opens after ", &joined(&titles, ", ")].concat()
        }
    }

    /// The sentence below "all done".
    pub(crate) fn all_done_of(&self, of: u32) -> String {
        match (self.japanese(), of) {
            (true, _) => [&things(of), "の手順がすべて完了しました。"].concat(),
            (false, 1) => "Your one step is done.".to_owned(),
            (false, _) => ["All ", &decimal(of), " steps are done."].concat(),
        }
    }

    /// A name that says what it opens or starts.
    pub(crate) fn about(&self, label: &str, what: &str) -> String {
        [label, if self.japanese() { "：" } else { ": " }, what].concat()
    }

    /// How many were found.
    pub(crate) fn found(&self, n: u32) -> String {
        match (self.japanese(), n) {
            (true, _) => [&decimal(n), "件見つかりました"].concat(),
            (false, 1) => "1 result".to_owned(),
            (false, _) => [&decimal(n), " results"].concat(),
        }
    }

    /// That nothing was found for these words.
    pub(crate) fn found_none(&self, query: &str) -> String {
        if self.japanese() {
            ["「", query, "」の記事は、まだありません"].concat()
        } else {
            ["No articles for “", query, "” yet"].concat()
        }
    }

    /// How many are unread.
    pub(crate) fn unread_of(&self, n: u32) -> String {
        if self.japanese() {
            ["未読 ", &decimal(n), "件"].concat()
        } else {
            [&decimal(n), " unread"].concat()
        }
    }

    /// How many waits there are behind the launcher.
    pub(crate) fn waiting_of(&self, n: u32) -> String {
        if self.japanese() {
            [&decimal(n), "件"].concat()
        } else {
            [&decimal(n), " new"].concat()
        }
    }

    /// When a reply comes.
    pub(crate) fn replies(&self, hours: u32) -> String {
        match (self.japanese(), hours) {
            (true, _) => ["通常", &decimal(hours), "時間以内に返信"].concat(),
            (false, 1) => "Replies within 1 hour".to_owned(),
            (false, _) => ["Replies within ", &decimal(hours), " hours"].concat(),
        }
    }

    /// How many questions were answered right.
    pub(crate) fn right_of(&self, right: u32, of: u32) -> String {
        if self.japanese() {
            [
                &decimal(of),
                "問のうち",
                &decimal(right),
                "問が正解でした。",
            ]
            .concat()
        } else {
            [&decimal(right), " of ", &decimal(of), " right."].concat()
        }
    }

    /// Where in a list of steps a guide stands.
    pub(crate) fn steps(&self, at: u32, of: u32) -> String {
        if self.japanese() {
            ["全", &decimal(of), "手順・いま", &decimal(at), "番目"].concat()
        } else {
            [&decimal(of), " steps · you are on step ", &decimal(at)].concat()
        }
    }

    /// That something was moved.
    pub(crate) fn moved(&self, what: &str, at: u32) -> String {
        if self.japanese() {
            ["「", what, "」を", &decimal(at), "番目に移動しました"].concat()
        } else {
            [what, " moved to position ", &decimal(at)].concat()
        }
    }

    /// How often.
    pub(crate) fn times(&self, n: u32) -> String {
        [
            decimal(n).as_str(),
            if self.japanese() { "回" } else { "×" },
        ]
        .concat()
    }

    /// Parts beside each other in one line.
    pub(crate) fn beside(&self, parts: &[&str]) -> String {
        let said: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
        joined(&said, if self.japanese() { "・" } else { " · " })
    }

    /// Parts of an announcement, with a stop between them that voices keep.
    pub(crate) fn sentences(&self, parts: &[&str]) -> String {
        let mut said = String::new();
        for part in parts.iter().filter(|p| !p.is_empty()) {
            let ended = said.is_empty() || said.ends_with(['。', '.', '?', '？']);
            match (ended, self.japanese()) {
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

/// Japanese counts things with つ up to nine.
fn things(n: u32) -> String {
    let mut text = decimal(n);
    text.push_str(if (1..10).contains(&n) { "つ" } else { "個" });
    text
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
        check(
            of("ja").sentences(&["題", "本文です。", "ボタン"]),
            "題。本文です。ボタン",
        );
    }

    #[test]
    fn labels_keep_the_tone_of_voice() {
        for words in [&JA, &EN] {
            for label in [
                words.next,
                words.go,
                words.skip,
                words.start,
                words.unclear,
                words.all_done,
                words.more().answer,
                words.send,
                words.more().ask,
                words.more().turn_off,
            ] {
                assert!(!label.ends_with(['。', '.', '!', '！']), "{label}");
            }
        }
        assert_eq!(direction("ar-EG"), "rtl");
        assert_eq!(direction("ja"), "ltr");
    }
}
