//! Shirube's own words, in Japanese and English; any other language gets the English ones.
//! Not here: anything an author wrote.

use content::{decimal, joined};

/// The words of one language.
pub(crate) struct Words {
    pub(crate) next: &'static str,
    pub(crate) back: &'static str,
    pub(crate) finish: &'static str,
    pub(crate) snooze: &'static str,
    pub(crate) later: &'static str,
    pub(crate) close_guide: &'static str,
    pub(crate) close: &'static str,
    pub(crate) unclear: &'static str,
    pub(crate) unclear_name: &'static str,
    pub(crate) other_words: &'static str,
    pub(crate) unclear_thanks: &'static str,
    pub(crate) do_click: &'static str,
    pub(crate) do_input: &'static str,
    pub(crate) do_other: &'static str,
    pub(crate) go: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) paused: &'static str,
    pub(crate) paused_title: &'static str,
    pub(crate) paused_body: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) launcher: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) start: &'static str,
    pub(crate) done: &'static str,
    pub(crate) all_done: &'static str,
    japanese: bool,
}

const JA: Words = Words {
    next: "次へ",
    back: "戻る",
    finish: "完了",
    snooze: "あとで見る",
    later: "あとで見る",
    close_guide: "ガイドを閉じる",
    close: "閉じる",
    unclear: "わかりにくい",
    unclear_name: "この説明がわかりにくい",
    other_words: "別の言い方でご説明します",
    unclear_thanks: "お知らせいただき、ありがとうございます。説明の見直しに役立てます。",
    do_click: "選ぶと、次の手順へ進みます",
    do_input: "入力すると、次の手順へ進みます",
    do_other: "操作が終わると、次の手順へ進みます",
    go: "その場所へ移動",
    elsewhere: "別の画面の手順です",
    paused: "一時停止中",
    paused_title: "この手順のボタンが、まだ表示されていません",
    paused_body: "表示され次第、続きから再開します。ほかの作業をしていても大丈夫です。",
    skip: "この手順を飛ばす",
    hint: "ヒント",
    launcher: "ガイドとヘルプを開く",
    progress: "進みぐあい",
    start: "はじめる",
    done: "完了",
    all_done: "準備が整いました",
    japanese: true,
};

const EN: Words = Words {
    next: "Next",
    back: "Back",
    finish: "Done",
    snooze: "Remind me later",
    later: "Later",
    close_guide: "Close guide",
    close: "Close",
    unclear: "Not clear?",
    unclear_name: "I don't understand this",
    other_words: "Let's put it another way",
    unclear_thanks: "Thank you for telling us. We use this to improve the explanation.",
    do_click: "We continue when you choose",
    do_input: "We continue when you fill this in",
    do_other: "We continue when you've done it",
    go: "Go there",
    elsewhere: "This step is on another page",
    paused: "Paused",
    paused_title: "The button for this step isn't here yet",
    paused_body: "We'll carry on as soon as it appears. Feel free to keep working.",
    skip: "Skip this step",
    hint: "Tip",
    launcher: "Open guides and help",
    progress: "Progress",
    start: "Start",
    done: "Done",
    all_done: "You're all set",
    japanese: false,
};

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
    /// The position in a guide, to be read out.
    pub(crate) fn position(&self, at: u32, of: u32) -> String {
        if self.japanese {
            [&things(of), "の手順の", &decimal(at), "番目"].concat()
        } else {
            ["Step ", &decimal(at), " of ", &decimal(of)].concat()
        }
    }

    /// How many are done.
    pub(crate) fn count(&self, done: u32, of: u32) -> String {
        if self.japanese {
            [&things(of), "のうち", &things(done), "が完了"].concat()
        } else {
            [&decimal(done), " of ", &decimal(of), " done"].concat()
        }
    }

    /// How many are done, and how long the rest takes; no minutes, no words about them.
    pub(crate) fn count_and_rest(&self, done: u32, of: u32, minutes: u32) -> String {
        let count = self.count(done, of);
        match (minutes, self.japanese) {
            (0, _) => count,
            (_, true) => [&count, "・残り約", &decimal(minutes), "分"].concat(),
            (_, false) => [&count, " · about ", &decimal(minutes), " min left"].concat(),
        }
    }

    /// How long one task takes.
    pub(crate) fn minutes(&self, minutes: u32) -> String {
        if self.japanese {
            ["約", &decimal(minutes), "分"].concat()
        } else {
            ["About ", &decimal(minutes), " min"].concat()
        }
    }

    /// What must be done before a task opens.
    pub(crate) fn opens_after(&self, titles: &[String]) -> String {
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        if self.japanese {
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
        match (self.japanese, of) {
            (true, _) => [&things(of), "の手順がすべて完了しました。"].concat(),
            (false, 1) => "Your one step is done.".to_owned(),
            (false, _) => ["All ", &decimal(of), " steps are done."].concat(),
        }
    }

    /// A name that says what it opens or starts.
    pub(crate) fn about(&self, label: &str, what: &str) -> String {
        [label, if self.japanese { "：" } else { ": " }, what].concat()
    }

    /// Parts of an announcement, with a stop between them that voices keep.
    pub(crate) fn sentences(&self, parts: &[&str]) -> String {
        let mut said = String::new();
        for part in parts.iter().filter(|p| !p.is_empty()) {
            let ended = said.is_empty() || said.ends_with(['。', '.', '?', '？']);
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
            ] {
                assert!(!label.ends_with(['。', '.', '!', '！']), "{label}");
            }
        }
        assert_eq!(direction("ar-EG"), "rtl");
        assert_eq!(direction("ja"), "ltr");
    }
}
