//! Every surface is drawn once without a browser: an attribute that is not in the list would panic, and what clicks
//! say is compared with what the surface offers.

use content::item::{Labelled, Media, Placement};
use content::{Block, Link, Run, catalogue, rich};
use engine::deed::Deed;
use engine::view::{
    Awaited, Card, CardState, ChecklistView, Hotspot, LauncherView, TaskState, TaskView, Tip,
    Unclear,
};
use engine::{Act, Watch};
use yew::NodeRef;

mod kinds;
mod panels;

use crate::card::{CardRefs, Entrance, card};
use crate::pen::{Acts, Pen};
use crate::{hint, panel, words};

fn drawn(draw: impl Fn(&Pen<'_>, &NodeRef)) -> Vec<Act> {
    let acts = Acts::default();
    let pen = Pen {
        words: words::of("en"),
        base: "/content/",
        language: "en",
        acts: &acts,
    };
    draw(&pen, &NodeRef::default());
    let said = acts.take();
    said.iter().map(|act| (**act).clone()).collect()
}

fn runs(link: Option<Link>) -> Vec<Run> {
    let styles = [
        rich::Style::Plain,
        rich::Style::Strong,
        rich::Style::Emphasis,
        rich::Style::Code,
        rich::Style::Break,
    ];
    let run = |style| Run {
        text: "words".into(),
        style,
        link: link.clone(),
    };
    styles.into_iter().map(run).collect()
}

fn blocks() -> Vec<Block> {
    let line = rich::Line { runs: runs(None) };
    let web = Link::Web {
        url: "https://kumo.example/".into(),
    };
    vec![
        Block::Heading { runs: runs(None) },
        Block::Paragraph {
            runs: runs(Some(web)),
        },
        Block::Bullets {
            items: vec![line.clone()],
        },
        Block::Numbers { items: vec![line] },
        Block::Image {
            asset: "assets/a.webp".into(),
            alt: "A".into(),
        },
    ]
}

fn sample(state: CardState) -> Card {
    Card {
        id: "first-invoice".into(),
        step: "new".into(),
        state,
        title: "Title".into(),
        body: blocks(),
        at: 2,
        of: 3,
        target: Some(Watch(1)),
        target_name: String::new(),
        placement: Placement::Auto,
        blocks: false,
        awaited: Awaited::Next,
        back: true,
        last: false,
        media: Some(Media::Image {
            asset: "assets/b.webp".into(),
            alt: "B".into(),
        }),
        unclear: None,
        takes_focus: false,
    }
}

#[test]
fn a_card_offers_what_its_state_allows() {
    let check = |shown: Card, expected: &[Act]| {
        let said = drawn(|pen, node| {
            let refs = CardRefs {
                card: node,
                body: node,
                note: node,
                plays: false,
            };
            let _ = card(pen, &shown, &refs, Entrance::Continued);
        });
        assert_eq!(said, expected, "{:?} {:?}", shown.state, shown.awaited);
    };
    check(
        sample(CardState::Here),
        &[Act::Snooze, Act::Close, Act::Unclear, Act::Back, Act::Next],
    );
    let acting = Card {
        awaited: Awaited::Click,
        back: false,
        ..sample(CardState::Here)
    };
    check(acting, &[Act::Snooze, Act::Close, Act::Unclear]);
    check(
        sample(CardState::Elsewhere),
        &[Act::Snooze, Act::Close, Act::Back, Act::Go],
    );
    check(
        sample(CardState::Paused),
        &[Act::Close, Act::Snooze, Act::Skip],
    );
    let path = Link::Path {
        path: "/customers".into(),
    };
    let tutorial = Link::Tutorial {
        id: "send".into(),
        step: None,
    };
    let article = Link::Article {
        id: "basics".into(),
    };
    let asks = Act::Deed(Deed::OpenPanel("inquiry"));
    let mail = Link::Mail {
        address: "help@kumo.example".into(),
    };
    let links = [path.clone(), tutorial.clone(), article.clone(), mail].map(|link| Labelled {
        label: "Label".into(),
        link,
    });
    let unclear = Card {
        unclear: Some(Unclear {
            said: false,
            body: blocks(),
            links: links.into(),
        }),
        ..sample(CardState::Here)
    };
    check(
        unclear,
        &[
            Act::Follow(path),
            Act::Follow(tutorial),
            Act::Follow(article),
            Act::Deed(Deed::SayUnclear(String::new())),
            asks,
            Act::Snooze,
            Act::Close,
            Act::Back,
            Act::Next,
        ],
    );
}

#[test]
fn hints_and_panels_offer_what_they_show() {
    let spot = |open| Hotspot {
        id: "due".into(),
        target: Watch(1),
        open,
    };
    let tip = Tip {
        id: "due".into(),
        target: Watch(1),
        hotspot: true,
        body: blocks(),
    };
    let said = drawn(|pen, node| {
        let _ = hint::hotspot(pen, &spot(false), node);
        let _ = hint::hotspot(pen, &spot(true), node);
        let _ = hint::tip(pen, &tip, node);
    });
    assert_eq!(
        said,
        [Act::OpenTip("due".into()), Act::CloseTip, Act::CloseTip]
    );

    let task = |id: &str, state, current| TaskView {
        id: id.into(),
        title: id.into(),
        state,
        minutes: 3,
        start: true,
        current,
        after: vec!["a".into()],
    };
    let checklist = ChecklistView {
        id: "started".into(),
        title: "Get started".into(),
        tasks: vec![
            task("a", TaskState::Done, false),
            task("b", TaskState::Open, true),
            task("c", TaskState::Locked, false),
        ],
    };
    let finished = ChecklistView {
        tasks: vec![task("a", TaskState::Done, false)],
        ..checklist.clone()
    };
    let launcher = LauncherView {
        launcher: catalogue::Launcher {
            show: catalogue::Show::Always,
            start_side: false,
            inset_x: 20,
            inset_y: 20,
            icon: "help".into(),
        },
        progress: Some((1, 3)),
        open: true,
        badge: 0,
    };
    let said = drawn(|pen, node| {
        let _ = panel::checklist(pen, &checklist, node, false);
        let _ = panel::checklist(pen, &finished, node, true);
        let _ = panel::launcher(pen, &launcher);
    });
    assert_eq!(
        said,
        [
            Act::CloseChecklist,
            Act::StartTask("b".into()),
            Act::CloseChecklist,
            Act::Launcher
        ]
    );
}
