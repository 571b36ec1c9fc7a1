//! Announcements, quizzes and surveys in every state: `banner`, `quiz-wrong`, `survey-nps`, …

use content::item::{Form, Media};
use engine::surface::{
    AnnouncementView, Asked, Feedback, Front, Mark, OptionView, QuizView, Scored, SurveyView,
};

use super::paragraph;
use crate::Wish;

/// What speaks up, where the address asks for it.
pub(crate) fn front(wish: &Wish) -> Option<Front> {
    let named = |prefix: &str| {
        let view = wish.get("view", "card");
        let mut names = view.split(',').map(str::to_owned);
        names.find(|name| name == prefix || name.starts_with(&format!("{prefix}-")))
    };
    if wish.shows("banner") {
        return Some(announcement(wish, Form::Banner));
    }
    if wish.shows("toast") {
        return Some(announcement(wish, Form::Toast));
    }
    if named("modal").is_some() {
        return Some(announcement(wish, Form::Modal));
    }
    if let Some(name) = named("quiz") {
        return Some(Front::Quiz(quiz(wish, &name)));
    }
    named("survey").map(|name| Front::Survey(survey(wish, &name)))
}

fn announcement(wish: &Wish, form: Form) -> Front {
    let picture = Media::Image {
        asset: "picture.svg".into(),
        alt: wish.say("定期請求の画面", "Recurring invoices"),
    };
    let film = Media::Video {
        asset: "film.webm".into(),
        poster: Some("picture.svg".into()),
        captions: Some("film.vtt".into()),
    };
    let (title, body, action) = match form {
        Form::Banner => (
            wish.say("口座振替", "Direct debits"),
            wish.say(
                "12月1日から、締切が毎月25日に変わります。",
                "From 1 December they close on the 25th of each month.",
            ),
            wish.say("詳しく見る", "See details"),
        ),
        Form::Toast => (
            wish.say("請求書を送付しました", "Invoice sent"),
            wish.say(
                "開封されると、ここでお知らせします。",
                "We'll let you know when it's opened.",
            ),
            wish.say("請求書を見る", "View invoice"),
        ),
        _ => (
            wish.say("定期請求をはじめました", "Recurring invoices are here"),
            wish.say(
                "毎月同じ内容の請求書を、指定した日に自動で作成します。送付する前に、内容を確認できます。",
                "Kumo can now create the same invoice every month on the day you choose. You still review it before it goes out.",
            ),
            wish.say("設定してみる", "Set it up"),
        ),
    };
    let long = wish.shows("long");
    let modal = form == Form::Modal;
    let mut actions = vec![if long {
        wish.say(
            "取引先ごとに締め日と支払条件を設定してみる",
            "Set closing days and payment terms for every customer",
        )
    } else {
        action
    }];
    if wish.shows("modal-two") {
        actions.push(wish.say("あとで知らせる", "Remind me later"));
    }
    if wish.shows("modal-plain") {
        actions.clear();
    }
    Front::Announcement(AnnouncementView {
        id: "recurring".into(),
        form,
        title: if long {
            wish.say(
                "適格請求書発行事業者の登録番号を、取引先ごとに確認できるようになりました",
                "You can now check the registration number of every qualified invoice issuer",
            )
        } else {
            title
        },
        body: vec![paragraph(body)],
        media: (modal && !wish.shows("modal-plain")).then_some(if wish.shows("modal-film") {
            film
        } else {
            picture
        }),
        actions,
        takes_focus: false,
    })
}

fn option(wish: &Wish, id: &str, ja: &str, en: &str) -> OptionView {
    OptionView {
        id: id.into(),
        text: wish.say(ja, en),
        picked: false,
        mark: None,
    }
}

fn quiz(wish: &Wish, name: &str) -> QuizView {
    let asked = match name {
        "quiz-multiple" => Asked::Multiple,
        "quiz-order" | "quiz-order-wrong" => Asked::Order,
        "quiz-do" | "quiz-hint" => Asked::Do,
        _ => Asked::Single,
    };
    let (prompt, mut options) = match asked {
        Asked::Single => (
            wish.say(
                "次の請求書番号は、どのように決まりますか？",
                "How is the next invoice number chosen?",
            ),
            vec![
                option(
                    wish,
                    "saved",
                    "保存したときに、続きの番号がつく",
                    "The next in sequence, when you save",
                ),
                option(
                    wish,
                    "sent",
                    "送付した日付から決まる",
                    "From the date it was sent",
                ),
                option(
                    wish,
                    "typed",
                    "毎回、自分で入力する",
                    "You type it each time",
                ),
            ],
        ),
        Asked::Multiple => (
            wish.say(
                "送付したあとに変更できる項目はどれですか？",
                "What can you still change after sending?",
            ),
            vec![
                option(wish, "note", "社内メモ", "Internal note"),
                option(wish, "date", "入金予定日", "Expected payment date"),
                option(wish, "sum", "請求金額", "Amount due"),
                option(wish, "number", "請求書番号", "Invoice number"),
            ],
        ),
        Asked::Order => (
            wish.say(
                "請求の流れを並べてください",
                "Put the invoicing steps in order",
            ),
            vec![
                option(wish, "customer", "取引先を選ぶ", "Choose a customer"),
                option(wish, "lines", "明細を入力する", "Enter line items"),
                option(wish, "send", "内容を確認して送付する", "Review and send"),
                option(wish, "match", "入金を消し込む", "Match the payment"),
            ],
        ),
        Asked::Do => (
            wish.say("下書きを1件、複製してみてください", "Duplicate one draft"),
            Vec::new(),
        ),
    };
    let picked: &[usize] = match name {
        "quiz-right" | "quiz-single" => &[0],
        "quiz-wrong" => &[1],
        "quiz-multiple" => &[0, 1],
        _ => &[],
    };
    for at in picked {
        options[*at].picked = true;
    }
    let mark = match name {
        "quiz-right" => Some(Mark::Right),
        "quiz-wrong" | "quiz-order-wrong" => Some(Mark::Wrong),
        _ => None,
    };
    if asked == Asked::Order && mark.is_some() {
        for (at, option) in options.iter_mut().enumerate() {
            option.mark = Some(if at < 2 { Mark::Right } else { Mark::Wrong });
        }
    } else if let Some(at) = picked.first() {
        options[*at].mark = mark;
    }
    let explain = match mark {
        Some(Mark::Right) => wish.say(
            "保存前の下書きには番号がつかないため、欠番になりません。",
            "Drafts have no number until saved, so there are no gaps.",
        ),
        _ => wish.say(
            "番号が決まるのは、送付よりも前の操作です。",
            "The number is set before sending.",
        ),
    };
    QuizView {
        id: "invoice-numbering".into(),
        question: "number".into(),
        title: String::new(),
        prompt,
        asked,
        options,
        at: 1,
        of: if wish.shows("of") { 3 } else { 1 },
        ready: !picked.is_empty() || asked == Asked::Order,
        feedback: mark.map(|mark| Feedback {
            mark,
            explain,
            remedy: mark == Mark::Wrong,
        }),
        hint: if name == "quiz-hint" {
            wish.say(
                "一覧の「…」メニューを開いてみてください。",
                "Open the … menu of the list.",
            )
        } else {
            String::new()
        },
        has_hint: name == "quiz-do",
        finished: (name == "quiz-done").then_some(1),
        takes_focus: wish.shows("focus"),
    }
}

fn survey(wish: &Wish, name: &str) -> SurveyView {
    let scored = match name {
        "survey-csat" => Scored::Csat,
        "survey-rating" => Scored::Rating(5),
        "survey-one" => Scored::One,
        "survey-many" => Scored::Many,
        "survey-text" => Scored::Text,
        _ => Scored::Nps,
    };
    let prompt = match scored {
        Scored::Nps => wish.say(
            "Kumoを、同じ業務の方にすすめたいと思いますか？",
            "How likely are you to recommend Kumo to a colleague?",
        ),
        Scored::Text => wish.say("改善してほしい点はありますか？", "What could we do better?"),
        Scored::One | Scored::Many => {
            wish.say("どの業務で使っていますか？", "What do you use Kumo for?")
        }
        _ => wish.say(
            "請求書の作成は、いかがでしたか？",
            "How was creating an invoice?",
        ),
    };
    let options = match scored {
        Scored::One | Scored::Many => vec![
            option(wish, "bill", "請求・入金の管理", "Billing and payments"),
            option(wish, "quote", "見積書の作成", "Quotes"),
            option(wish, "books", "会計への連携", "Handing over to accounting"),
        ],
        _ => Vec::new(),
    };
    SurveyView {
        id: "first-impression".into(),
        question: "how".into(),
        title: String::new(),
        prompt,
        scored,
        score: match name {
            "survey-nps" => Some(8),
            "survey-csat" => Some(4),
            _ => None,
        },
        options,
        low: String::new(),
        high: String::new(),
        at: 1,
        of: if wish.shows("of") { 3 } else { 1 },
        ready: matches!(name, "survey-nps" | "survey-csat"),
        finished: name == "survey-done",
        takes_focus: wish.shows("focus"),
    }
}
