//! Help in every state, news, text mode, what is recorded, and the notes at the side: `help`, `article`, `feed`, …

use content::{Block, Run, rich};
use engine::deed::Notice;
use engine::panel::{
    AskedBefore, CommunityView, ContactView, FeedItem, FeedView, GuideLine, HelpPlace, HelpView,
    Hit, InquiryState, Matter, Panel, PrivacyView, TextStep, TextView,
};

use super::{paragraph, run};
use crate::Wish;

/// The panel that the address asks for.
pub(crate) fn panel(wish: &Wish) -> Option<Panel> {
    let place = if wish.shows("help") || wish.shows("help-asked") {
        home(wish)
    } else if wish.shows("help-empty") {
        HelpPlace::Home {
            here: Vec::new(),
            guides: Vec::new(),
            news: None,
            asked: Vec::new(),
        }
    } else if wish.shows("results") {
        HelpPlace::Results { hits: hits(wish) }
    } else if wish.shows("none") {
        HelpPlace::Results { hits: Vec::new() }
    } else if wish.shows("article") || wish.shows("rated") {
        article(wish)
    } else if wish.shows("inquiry") {
        HelpPlace::Inquiry {
            categories: vec![
                ("invoicing".into(), wish.say("請求書の作成", "Invoicing")),
                ("numbering".into(), wish.say("番号の付け方", "Numbering")),
            ],
            category: Some("invoicing".into()),
            text: wish.say("源泉徴収の計算について", "About withholding tax"),
        }
    } else if wish.shows("sent") || wish.shows("unsent") {
        HelpPlace::Sent {
            number: "Q-7K2M4X".into(),
            waiting: wish.shows("unsent"),
        }
    } else {
        return other(wish);
    };
    let bare = wish.shows("help-empty");
    let query = match &place {
        HelpPlace::Results { hits } if hits.is_empty() => {
            wish.say("源泉徴収の計算", "withholding tax")
        }
        HelpPlace::Results { .. } => wish.say("登録番号", "registration"),
        _ => String::new(),
    };
    Some(Panel::Help(HelpView {
        query,
        loading: wish.shows("loading"),
        back: !matches!(place, HelpPlace::Home { .. } | HelpPlace::Results { .. }),
        community: (!bare).then(|| CommunityView {
            title: wish.say("ユーザーコミュニティ", "Community"),
            threads: vec![(
                wish.say(
                    "締め日が異なる取引先を、まとめて請求するには？",
                    "Can I bill customers with different closing days together?",
                ),
                "https://community.kumo.example/1".into(),
            )],
        }),
        contact: (!bare).then(|| ContactView {
            name: if wish.shows("named") {
                wish.say("高橋 みさき", "Misaki Takahashi")
            } else {
                String::new()
            },
            hours: wish.say("平日 9:30–18:00", "Weekdays 9:30–18:00"),
            reply_hours: 2,
            booking: true,
            chat: true,
        }),
        contact_first: wish.shows("named"),
        place,
    }))
}

fn guide(wish: &Wish, id: &str, ja: &str, en: &str, done: bool) -> GuideLine {
    GuideLine {
        id: id.into(),
        title: wish.say(ja, en),
        minutes: 3,
        done,
    }
}

fn guides(wish: &Wish) -> Vec<GuideLine> {
    vec![
        guide(
            wish,
            "a",
            "請求書を作成して送付する",
            "Create and send an invoice",
            false,
        ),
        guide(wish, "b", "入金を消し込む", "Match a payment", true),
    ]
}

fn plain(text: String) -> Vec<(String, bool)> {
    vec![(text, false)]
}

fn home(wish: &Wish) -> HelpPlace {
    let hit = |id: &str, ja: &str, en: &str| Hit {
        id: id.into(),
        title: plain(wish.say(ja, en)),
        line: Vec::new(),
    };
    HelpPlace::Home {
        here: vec![
            hit(
                "fields",
                "適格請求書の記載項目",
                "What a qualified invoice must show",
            ),
            hit(
                "drafts",
                "下書きを削除・復元する",
                "Delete or restore a draft",
            ),
        ],
        guides: guides(wish).into_iter().take(1).collect(),
        news: Some(2),
        asked: if wish.shows("help-asked") {
            let asked = |number: &str, ja: &str, en: &str, state, answer| AskedBefore {
                number: number.into(),
                text: wish.say(ja, en),
                state,
                answer,
            };
            vec![
                asked(
                    "Q-9TT2BA",
                    "端数の処理を変えたい",
                    "Change the rounding",
                    InquiryState::Waiting,
                    None,
                ),
                asked(
                    "Q-7K2M4X",
                    "源泉徴収の計算について",
                    "About withholding tax",
                    InquiryState::Answered,
                    Some(wish.say(
                        "明細の「源泉徴収」を有効にすると、自動で計算されます。",
                        "Turn on “Withholding” in the line item; it is then calculated for you.",
                    )),
                ),
            ]
        } else {
            Vec::new()
        },
    }
}

fn hits(wish: &Wish) -> Vec<Hit> {
    let part = |ja: &str, en: &str, marked| (wish.say(ja, en), marked);
    vec![
        Hit {
            id: "set".into(),
            title: vec![
                part("適格請求書の", "Set your ", false),
                part("登録番号", "registration", true),
                part("を設定する", " number", false),
            ],
            line: vec![
                part("会社情報で、Tから始まる", "Enter the ", false),
                part("登録番号", "registration", true),
                part("を入力します。", " number that starts with T.", false),
            ],
        },
        Hit {
            id: "check".into(),
            title: vec![
                part("取引先の", "Check a customer's ", false),
                part("登録番号", "registration", true),
                part("を確認する", "", false),
            ],
            line: plain(wish.say(
                "国税庁の公表サイトと照合できます。",
                "Checked against the tax agency's public list.",
            )),
        },
    ]
}

fn article(wish: &Wish) -> HelpPlace {
    let line = |ja: &str, en: &str| rich::Line {
        runs: vec![run(wish.say(ja, en), rich::Style::Plain, None)],
    };
    let heading = |ja: &str, en: &str| Block::Heading {
        runs: vec![run(wish.say(ja, en), rich::Style::Plain, None)],
    };
    let code: Vec<Run> = vec![
        run(
            wish.say("「登録番号」に、", "In Registration number, enter "),
            rich::Style::Plain,
            None,
        ),
        run("T".into(), rich::Style::Code, None),
        run(
            wish.say("と13桁の数字を入力します。", " and 13 digits."),
            rich::Style::Plain,
            None,
        ),
    ];
    HelpPlace::Article {
        id: "set".into(),
        title: wish.say(
            "適格請求書の登録番号を設定する",
            "Set your registration number",
        ),
        body: vec![
            paragraph(wish.say(
                "登録番号は、会社情報に一度入力すると、以後のすべての請求書に印字されます。",
                "Enter it once in Company details and it prints on every invoice from then on.",
            )),
            heading("設定する", "Set it up"),
            Block::Numbers {
                items: vec![
                    line(
                        "「設定」から「会社情報」を開きます。",
                        "Open Settings, then Company details.",
                    ),
                    rich::Line { runs: code },
                    line("「保存」を押します。", "Press Save."),
                ],
            },
            heading("印字される場所", "Where it prints"),
            Block::Image {
                asset: "picture.svg".into(),
                alt: wish.say("登録番号欄の位置", "Where the number goes"),
            },
            Block::Bullets {
                items: vec![
                    line("請求書の右上", "Top right of the invoice"),
                    line("領収書の下部", "Foot of the receipt"),
                ],
            },
        ],
        rated: wish.shows("rated").then_some(true),
    }
}

fn other(wish: &Wish) -> Option<Panel> {
    if wish.shows("feed") || wish.shows("feed-empty") {
        let item = |id: &str, title: String, body: String, unread| FeedItem {
            id: id.into(),
            title,
            body: vec![paragraph(body)],
            actions: if unread {
                vec![wish.say("設定してみる", "Set it up")]
            } else {
                Vec::new()
            },
            unread,
        };
        let items = vec![
            item(
                "recurring",
                wish.say("定期請求をはじめました", "Recurring invoices are here"),
                wish.say(
                    "毎月の請求書を、指定した日に自動で作成します。",
                    "Create the same invoice every month, automatically.",
                ),
                true,
            ),
            item(
                "faster",
                wish.say("取引先の一覧が速くなりました", "Customer list is faster"),
                wish.say(
                    "1万社まで、待たずに表示できます。",
                    "Up to 10,000 customers without waiting.",
                ),
                false,
            ),
        ];
        let items = if wish.shows("feed") {
            items
        } else {
            Vec::new()
        };
        return Some(Panel::Feed(FeedView { items }));
    }
    if wish.shows("text") {
        return Some(Panel::Text(steps(wish)));
    }
    if wish.shows("guides") || wish.shows("guides-empty") {
        let guides = if wish.shows("guides") {
            guides(wish)
        } else {
            Vec::new()
        };
        return Some(Panel::Text(TextView {
            guide: None,
            steps: Vec::new(),
            guides,
        }));
    }
    let on = wish.shows("privacy");
    (on || wish.shows("privacy-off")).then(|| {
        Panel::Privacy(PrivacyView {
            on,
            recorded: if on {
                Matter::ALL
                    .into_iter()
                    .zip([1, 5, 4, 2, 1, 1, 3, 1, 12])
                    .collect()
            } else {
                Vec::new()
            },
        })
    })
}

fn steps(wish: &Wish) -> TextView {
    let titles = [
        ("請求書の画面を開く", "Open Invoices"),
        ("「新規作成」を押す", "Press “New invoice”"),
        ("取引先を選ぶ", "Choose a customer"),
        ("登録番号を確認する", "Check the registration number"),
        ("送付する", "Send"),
    ];
    let step = |(at, (ja, en)): (usize, &(&str, &str))| TextStep {
        id: at.to_string(),
        title: wish.say(ja, en),
        body: vec![paragraph(wish.say(
            "一覧から1社を選ぶと、住所と支払条件が自動で入ります。",
            "Pick one from the list. Address and payment terms are filled in.",
        ))],
        target: wish.say("リスト「取引先」", "Customer list"),
        done: at < 2,
        current: at == 2,
        by_page: wish.shows("do"),
        elsewhere: wish.shows("elsewhere"),
    };
    TextView {
        guide: Some((
            "first-invoice".into(),
            wish.say("最初の請求書を作る", "Create your first invoice"),
        )),
        steps: titles.iter().enumerate().map(step).collect(),
        guides: Vec::new(),
    }
}

/// The note that the address asks for.
pub(crate) fn notice(wish: &Wish) -> Option<Notice> {
    [
        ("offline", Notice::Offline),
        ("not-loaded", Notice::NotLoaded),
        ("link-gone", Notice::LinkGone),
        ("link-other", Notice::LinkOther),
        ("link-elsewhere", Notice::LinkElsewhere),
    ]
    .into_iter()
    .find(|(name, _)| wish.shows(name))
    .map(|(_, notice)| notice)
}
