//! What the gallery shows: the design's own examples, in Japanese and English.

use std::rc::Rc;

use content::catalogue::{Density, Launcher, Palette, Scheme, Show, Theme};
use content::item::{Labelled, Media, Placement};
use content::rich::Style;
use content::{Block, Link, Run};
use engine::Watch;
use engine::view::{
    Awaited, Card, CardState, ChecklistView, Hotspot, LauncherView, TaskState, TaskView, Tip,
    Unclear, View,
};

use crate::Wish;

mod arabic;
mod front;
mod panels;

/// The widget's own words, as a page in Arabic is given them.
pub(crate) fn arabic() -> String {
    let rows = include_str!("../../words/ar.txt").lines();
    let words: Vec<&str> = rows
        .map(|row| row.split_once(": ").map_or("", |(_, words)| words))
        .collect();
    words.join("\n")
}

impl Wish {
    fn say(&self, ja: &str, en: &str) -> String {
        match self.get("lang", "ja").as_str() {
            "ja" => ja,
            "ar" => arabic::of(en),
            _ => en,
        }
        .to_owned()
    }

    fn shows(&self, name: &str) -> bool {
        self.get("view", "card").split(',').any(|v| v == name)
    }
}

/// The view that the address asks for: a list of surfaces and states in `view`.
pub(crate) fn view(wish: &Wish) -> View {
    let spots = wish.shows("hotspot") || wish.shows("tip");
    let open = wish.shows("checklist") || wish.shows("done");
    View {
        language: wish.get("lang", "ja"),
        theme: Rc::new(theme(wish)),
        base: Rc::from("./"),
        card: wish.shows("card").then(|| Box::new(card(wish))),
        hotspots: if spots {
            vec![Hotspot {
                id: "due-date".into(),
                target: Watch(2),
                open: wish.shows("tip"),
            }]
        } else {
            Vec::new()
        },
        tip: wish.shows("tip").then(|| Box::new(tip(wish))),
        launcher: (wish.shows("launcher") || open).then(|| LauncherView {
            launcher: Launcher {
                show: Show::Always,
                start_side: wish.shows("start"),
                inset_x: 20,
                inset_y: 20,
                icon: "sign".into(),
            },
            progress: Some(if wish.shows("done") { (5, 5) } else { (3, 5) }),
            open,
            badge: if wish.shows("badge") { 2 } else { 0 },
        }),
        checklist: open.then(|| Box::new(checklist(wish))),
        front: front::front(wish).map(Box::new),
        panel: panels::panel(wish).map(Box::new),
        notice: panels::notice(wish).map(Box::new),
    }
}

fn theme(wish: &Wish) -> Theme {
    let palette = |fill: &str, hover: &str, ink: &str| Palette {
        fill: fill.into(),
        on: "#ffffff".into(),
        edge: fill.into(),
        hover: hover.into(),
        ink: ink.into(),
    };
    Theme {
        light: palette("#0b57d0", "#0a4ebb", "#0b57d0"),
        dark: palette("#286bd6", "#2460c1", "#6494e1"),
        radius: wish.get("radius", "8").parse().unwrap_or(8),
        font: wish.get("font", ""),
        density: if wish.shows("compact") {
            Density::Compact
        } else {
            Density::Comfortable
        },
        scheme: if wish.get("scheme", "light") == "dark" {
            Scheme::Dark
        } else {
            Scheme::Light
        },
    }
}

pub(crate) fn run(text: String, style: Style, link: Option<Link>) -> Run {
    Run { text, style, link }
}

pub(crate) fn paragraph(text: String) -> Block {
    Block::Paragraph {
        runs: vec![run(text, Style::Plain, None)],
    }
}

/// The card, in the state that the address asks for.
pub(crate) fn card(wish: &Wish) -> Card {
    let state = if wish.shows("paused") {
        CardState::Paused
    } else if wish.shows("elsewhere") {
        CardState::Elsewhere
    } else {
        CardState::Here
    };
    let awaits = wish.shows("do");
    let target = (state == CardState::Here && !wish.shows("center")).then_some(Watch(if awaits {
        3
    } else {
        1
    }));
    let mut body = vec![paragraph(wish.say(
        "請求書はすべてここから作成します。前回の内容を写して作ることもできます。",
        "Every invoice starts here. You can also copy the last one you sent.",
    ))];
    if wish.shows("long") {
        body.extend((0..4).map(|_| {
            paragraph(wish.say(
                "適格請求書では、税率ごとに合計した金額に対して、端数処理を1回だけ行います。明細の行ごとに丸めることはできません。",
                "On a qualified invoice, tax is rounded once per rate on the total. Rounding each line is not allowed.",
            ))
        }));
    }
    if wish.shows("rich") {
        body.push(Block::Paragraph {
            runs: vec![
                run(wish.say("既定は", "By default it is "), Style::Plain, None),
                run(wish.say("切り捨て", "rounded down"), Style::Strong, None),
                run(wish.say("です。", ". "), Style::Plain, None),
                run(
                    wish.say("詳しい説明", "Read more"),
                    Style::Plain,
                    Some(Link::Web {
                        url: "https://kumo.example/".into(),
                    }),
                ),
            ],
        });
    }
    Card {
        id: "first-invoice".into(),
        step: "new".into(),
        state,
        title: wish.say("「新規作成」から始めます", "Start with “New invoice”"),
        body,
        at: if awaits { 3 } else { 2 },
        of: 5,
        target,
        target_name: wish.say("ボタン「新規作成」", "New invoice button"),
        placement: match wish.get("placement", "auto").as_str() {
            "top" => Placement::Top,
            "left" => Placement::Left,
            "right" => Placement::Right,
            "bottom" => Placement::Bottom,
            _ => Placement::Auto,
        },
        awaited: if awaits {
            Awaited::Click
        } else {
            Awaited::Next
        },
        back: true,
        last: wish.shows("last"),
        media: film(wish).or_else(|| {
            wish.shows("image").then(|| Media::Image {
                asset: "picture.svg".into(),
                alt: wish.say(
                    "請求書の登録番号欄の位置",
                    "Where the registration number goes",
                ),
            })
        }),
        unclear: wish.shows("unclear").then(|| Unclear {
            said: false,
            body: vec![paragraph(wish.say(
                "一覧が空のときは、先に取引先を1社登録してください。",
                "If the list is empty, add one customer first.",
            ))],
            links: vec![Labelled {
                label: wish.say("取引先を登録する", "Add a customer"),
                link: Link::Path {
                    path: "/customers/new".into(),
                },
            }],
        }),
        takes_focus: wish.shows("focus"),
    }
}

fn film(wish: &Wish) -> Option<Media> {
    wish.shows("film").then(|| Media::Video {
        asset: "film.webm".into(),
        poster: Some("picture.svg".into()),
        captions: Some("film.vtt".into()),
    })
}

/// The tip of the due date.
pub(crate) fn tip(wish: &Wish) -> Tip {
    let text = wish.say(
        "支払期限を過ぎると、日数が表示されます。",
        "Once an invoice is overdue, the days show here.",
    );
    Tip {
        id: "due-date".into(),
        target: Watch(2),
        hotspot: true,
        body: vec![paragraph(text)],
    }
}

/// The checklist, half done or done.
pub(crate) fn checklist(wish: &Wish) -> ChecklistView {
    let done = |id: &str, ja: &str, en: &str| TaskView {
        id: id.into(),
        title: wish.say(ja, en),
        state: TaskState::Done,
        minutes: 0,
        start: false,
        current: false,
        after: Vec::new(),
    };
    let mut tasks = vec![
        done("company", "会社情報を登録する", "Add your company details"),
        done("logo", "ロゴと角印を設定する", "Set your logo and seal"),
        done("customer", "取引先を登録する", "Add a customer"),
        done("invoice", "最初の請求書を作る", "Create your first invoice"),
        done("match", "入金を消し込む", "Match a payment"),
    ];
    if !wish.shows("done")
        && let [.., first, second] = tasks.as_mut_slice()
    {
        *first = TaskView {
            state: TaskState::Open,
            minutes: 3,
            start: true,
            current: true,
            ..first.clone()
        };
        let after = vec![first.title.clone()];
        *second = TaskView {
            state: TaskState::Locked,
            minutes: 1,
            after,
            ..second.clone()
        };
    }
    ChecklistView {
        id: "getting-started".into(),
        title: wish.say("Kumoをはじめる", "Get started with Kumo"),
        tasks,
    }
}
