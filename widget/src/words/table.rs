//! Shirube's own words beside each other in Japanese and English: one row a word or sentence. Other languages have a
//! file each in `widget/words`, the same rows in the same order, which a page fetches when it needs it.
//! Labels end without a stop; nobody is blamed; nothing is shouted. In a sentence `%` and `#` stand for what comes in,
//! and before a `|` stands what is said of one.

macro_rules! table {
    ($($name:ident: $ja:literal, $en:literal;)*) => {
        /// The words of one language.
        #[derive(Clone, Copy)]
        pub(crate) struct Words {
            $(pub(crate) $name: &'static str,)*
            pub(super) japanese: bool,
        }

        /// A line each, as other languages come: a table of them would weigh more.
        pub(super) const JA: &str = concat!($($ja, "\n"),*);
        pub(super) static EN: Words = Words { $($name: $en,)* japanese: false };

        /// The rows in their order: name and English.
        #[cfg(test)]
        pub(super) const ROWS: &[(&str, &str)] = &[$((stringify!($name), $en)),*];

        impl Words {
            fn rows(&mut self) -> [&mut &'static str; COUNT] {
                [$(&mut self.$name),*]
            }

            /// The words of one more language, a line each; what is missing stays English.
            pub(super) fn read(text: &'static str) -> Self {
                let mut words = EN;
                for (row, line) in words.rows().into_iter().zip(text.split('\n')) {
                    *row = line;
                }
                words
            }
        }

        const COUNT: usize = [$(stringify!($name)),*].len();
    };
}

table! {
    next: "次へ", "Next";
    back: "戻る", "Back";
    finish: "完了", "Done";
    snooze: "あとで見る", "Remind me later";
    later: "あとで見る", "Later";
    close_guide: "ガイドを閉じる", "Close guide";
    close: "閉じる", "Close";
    unclear: "わかりにくい", "Not clear?";
    unclear_name: "この説明がわかりにくい", "Not clear? I don't understand this";
    other_words: "別の言い方でご説明します", "Let's put it another way";
    unclear_thanks: "お知らせいただき、ありがとうございます。説明の見直しに役立てます。", "Thank you for telling us. We use this to improve the explanation.";
    do_click: "選ぶと、次の手順へ進みます", "We continue when you choose";
    do_input: "入力すると、次の手順へ進みます", "We continue when you fill this in";
    do_other: "操作が終わると、次の手順へ進みます", "We continue when you've done it";
    go: "その場所へ移動", "Go there";
    elsewhere: "別の画面の手順です", "This step is on another page";
    paused: "一時停止中", "Paused";
    paused_title: "この手順のボタンが、まだ表示されていません", "The button for this step isn't here yet";
    paused_body: "表示され次第、続きから再開します。ほかの作業をしていても大丈夫です。", "We'll carry on as soon as it appears. Feel free to keep working.";
    skip: "この手順を飛ばす", "Skip this step";
    hint: "ヒント", "Tip";
    launcher: "ガイドとヘルプを開く", "Open guides and help";
    progress: "進みぐあい", "Progress";
    start: "はじめる", "Start";
    done: "完了", "Done";
    all_done: "準備が整いました", "You're all set";
    help: "ヘルプ", "Help";
    back_to_help: "ヘルプに戻る", "Back to help";
    news: "お知らせ", "What's new";
    no_news: "お知らせは、まだありません", "Nothing new yet";
    unread: "未読", "New";
    not_now: "あとで", "Not now";
    dismiss: "閉じる", "Dismiss";
    captions: "字幕", "Captions";
    play: "動画を再生する", "Play the video";
    check: "理解チェック", "Quick check";
    check_many: "理解チェック・あてはまるものをすべて", "Quick check · choose all that apply";
    check_order: "理解チェック・順番に並べる", "Quick check · put in order";
    check_do: "実践チェック", "Hands-on check";
    do_quiz: "いつもの画面で操作してください。できたかどうかは自動で確認します。", "Do it on the page as usual. We'll notice when it's done.";
    waiting: "操作を待っています", "Waiting for you to do it";
    show_hint: "ヒントを見る", "Show a hint";
    answer: "回答する", "Check answer";
    skip_question: "スキップ", "Skip";
    again: "もう一度", "Try again";
    right: "そのとおりです。", "That's right.";
    wrong: "もう一度考えてみましょう。", "Not quite.";
    remedy: "該当する手順を見る", "Show me the step";
    correct: "正解", "Correct";
    your_answer: "選んだ答え", "Your answer";
    up: "上へ", "Move up";
    down: "下へ", "Move down";
    seen_by: "回答は、御社を担当するカスタマーサクセスが確認します。", "Your customer success team can see your answer.";
    finished: "おつかれさまでした", "All answered";
    send: "送信", "Send";
    decline: "回答しない", "Skip";
    thanks: "ありがとうございました", "Thank you";
    thanks_body: "いただいた内容は、担当者が必ず拝読します。", "A person on our team will read this.";
    read_by: "任意です。担当者が読みます。", "Optional. Read by a person on our team.";
    nps_low: "まったく思わない", "Not at all";
    nps_high: "強くそう思う", "Very likely";
    face1: "不満", "Poor";
    face2: "やや不満", "Fair";
    face3: "ふつう", "Okay";
    face4: "満足", "Good";
    face5: "とても満足", "Great";
    search: "知りたいことを入力", "What do you need help with?";
    here: "この画面に関するヘルプ", "For this page";
    others: "ほかの方法で解決する", "Other ways to get help";
    loading: "読み込んでいます", "Loading";
    ask_here: "このまま担当者にお問い合わせいただけます。", "You can ask our team right here.";
    ask: "問い合わせる", "Ask our team";
    ask_more: "見つからないときは、担当者へ", "Can't find it? Ask our team";
    community_line: "同じ業務の方に質問できます", "Ask people who do the same work";
    as_text: "文字だけでガイドを読む", "Read guides as text";
    as_text_line: "読み上げソフトをお使いの方に", "Works well with screen readers";
    recorded: "利用状況の記録について", "What is recorded";
    no_article: "この記事は、いま表示できません", "This article can't be shown right now";
    helpful: "お役に立ちましたか？", "Was this helpful?";
    yes: "はい", "Yes";
    no: "いいえ", "No";
    rated: "お知らせいただき、ありがとうございます。", "Thank you for telling us.";
    inquiry: "お問い合わせ", "Ask our team";
    topic: "種類", "Topic";
    choose: "選んでください", "Choose one";
    question: "お問い合わせ内容", "Your question";
    sent: "お問い合わせを受け付けました", "We have your question";
    sent_waiting: "まだ送信されていません。接続後に、自動で送信します。", "Not sent yet. It goes out by itself once you reconnect.";
    sent_line: "回答は、このヘルプに表示されます。", "The answer will appear here in Help.";
    number: "受付番号", "Number";
    asked: "これまでのお問い合わせ", "Your questions";
    unsent: "未送信", "Not sent yet";
    answered: "回答あり", "Answered";
    resolved: "解決済み", "Resolved";
    open_question: "確認中", "With our team";
    team: "御社担当のカスタマーサクセス", "Your customer success team";
    message: "メッセージを送る", "Message us";
    book: "面談を予約", "Book a call";
    guides: "ガイド", "Guides";
    no_guides: "この画面で見られるガイドは、まだありません", "No guides here yet";
    guide_line: "画面のガイド", "On-screen guide";
    privacy_line: "ガイドやヘルプの利用状況を記録し、ご案内の改善に使います。製品の画面に入力された内容を読み取ることはありません。", "We record how guides and help are used, to improve them. What you type into the product is never read.";
    recording_on: "記録しています", "Recording is on";
    recording_off: "記録していません", "Recording is off";
    turn_off: "記録を止める", "Turn off";
    turn_on: "記録を始める", "Turn on";
    today: "今日、この端末で記録したもの", "Recorded today on this device";
    nothing_yet: "今日はまだ何も記録していません", "Nothing recorded today";
    matters: "ご利用の開始/お見せする案内の判断（対象か、表示できたか）/ガイド・ヒント・チェックリストでの操作/お知らせの閲覧とボタンの操作/理解チェックの回答/アンケートの回答/読んだヘルプ記事と、検索した言葉/お問い合わせの内容と、コミュニティの利用/製品で行った操作（製品からの通知）", "Starting to use the product/Which guidance was meant for you, and whether it could be shown/What you did with guides, tips and checklists/News you saw, and its buttons/Your answers to quick checks/Your answers to surveys/Help articles you read and words you searched for/Questions to our team, and visits to the community/What you did in the product, as it tells us";
    offline: "オフラインです。ガイドは使えます。回答は、接続後に送信します。", "You're offline. Guides still work; answers are sent once you reconnect.";
    link_gone: "このリンクの案内は、公開を終了しました。", "What this link pointed to is no longer available.";
    link_other: "このリンクは、別の方に送られたものです。", "This link was made for someone else.";
    link_elsewhere: "このリンクの案内は、別の画面にあります。", "What this link points to is on another page.";
    unclear_where: "わかりにくい点（任意）", "What's unclear?";
    ask_team: "担当者に質問する", "Ask your success team";
    not_loaded: "読み込めませんでした。もう一度お試しください。", "This couldn't be loaded. Please try again.";
    position_of: "#の手順の%番目", "Step % of #";
    count_of: "#のうち%が完了", "% of # done";
    count_rest: "%・残り約#分", "% · about # min left";
    minutes_of: "約%分", "About % min";
    opens: "「%」を終えると、はじめられます", "Opens after %";
    between: "」「", ", ";
    all_done_line: "%の手順がすべて完了しました。", "Your one step is done.|All % steps are done.";
    named: "%：#", "%: #";
    found_of: "%件見つかりました", "1 result|% results";
    none_for: "「%」の記事は、まだありません", "No articles for “%” yet";
    unread_n: "未読 %件", "% unread";
    waiting_n: "%件", "% new";
    replies_in: "通常%時間以内に返信", "Replies within 1 hour|Replies within % hours";
    right_n: "#問のうち%問が正解でした。", "% of # right.";
    steps_at: "全#手順・いま%番目", "# steps · you are on step %";
    moved_to: "「#」を%番目に移動しました", "# moved to position %";
    times_n: "%回", "%×";
    dot: "・", " · ";
}
