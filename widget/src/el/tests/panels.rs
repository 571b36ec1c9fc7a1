//! What help, news, text mode, privacy and notes offer, state by state.

use engine::Act;
use engine::deed::{Deed, Notice};
use engine::panel::{
    AskedBefore, CommunityView, ContactView, FeedItem, FeedView, GuideLine, HelpPlace, HelpView,
    Hit, InquiryState, Matter, Panel, PrivacyView, TextStep, TextView,
};

use super::kinds::{announced, of_ours, sorted};
use super::{blocks, drawn};
use crate::side::{notice, panel};

fn check_panel(shown: &Panel, expected: &[Act]) {
    let said = drawn(|pen, node| {
        let _ = panel(pen, shown, node, true);
    });
    assert_eq!(of_ours(said), sorted(expected.to_vec()), "{shown:?}");
}

fn help(place: HelpPlace, back: bool, contact_first: bool) -> Panel {
    Panel::Help(HelpView {
        place,
        query: "tax".into(),
        loading: false,
        back,
        community: Some(CommunityView {
            title: "Community".into(),
            threads: vec![("Thread".into(), "https://community.kumo.example/1".into())],
        }),
        contact: Some(ContactView {
            name: String::new(),
            hours: "9–18".into(),
            reply_hours: 2,
            booking: true,
            chat: true,
        }),
        contact_first,
    })
}

fn guide() -> GuideLine {
    GuideLine {
        id: "send".into(),
        title: "Send".into(),
        minutes: 3,
        done: true,
    }
}

#[test]
fn help_offers_its_places() {
    let act = Act::Deed;
    let hit = || Hit {
        id: "tax".into(),
        title: vec![("Tax".into(), true), (" rates".into(), false)],
        line: vec![("Rates".into(), false)],
    };
    let search = || act(Deed::Search(String::new()));
    let (back, close) = (act(Deed::HelpBack), act(Deed::ClosePanel));
    let open = |name| act(Deed::OpenPanel(name));
    let article = act(Deed::OpenArticle("tax".into()));
    let contact = [act(Deed::Message), act(Deed::Book)];
    let thread = act(Deed::OpenCommunity(Some(
        "https://community.kumo.example/1".into(),
    )));
    let home = || HelpPlace::Home {
        here: vec![hit()],
        guides: vec![guide()],
        news: Some(1),
        asked: vec![AskedBefore {
            number: "Q-7K2M".into(),
            text: "Tax".into(),
            state: InquiryState::Answered,
            answer: Some("Yes".into()),
        }],
    };
    let ways = [
        act(Deed::StartGuide("send".into())),
        article.clone(),
        open("feed"),
        act(Deed::OpenCommunity(None)),
        open("text"),
        act(Deed::OpenInquiry),
        open("privacy"),
    ];
    let expected = |before: &[Act], after: &[Act]| {
        let mut all = vec![close.clone(), search()];
        for part in [before, &ways, after] {
            all.extend_from_slice(part);
        }
        all
    };
    let [message, book] = contact;
    let (people, person) = (
        [thread.clone(), message.clone(), book.clone()],
        [message, book, thread],
    );
    check_panel(&help(home(), false, false), &expected(&[], &people));
    check_panel(&help(home(), false, true), &expected(&person, &[]));
    let results = |hits| HelpPlace::Results { hits };
    let ask = act(Deed::OpenInquiry);
    check_panel(
        &help(results(vec![hit()]), false, false),
        &[close.clone(), search(), article, ask.clone()],
    );
    check_panel(
        &help(results(Vec::new()), false, false),
        &[close.clone(), search(), ask],
    );
    let place = |rated| HelpPlace::Article {
        id: "tax".into(),
        title: "Tax".into(),
        body: blocks(),
        rated,
    };
    let rates = [act(Deed::Rate(true)), act(Deed::Rate(false))];
    let [yes, no] = rates;
    check_panel(
        &help(place(None), true, false),
        &[back.clone(), close.clone(), yes, no],
    );
    check_panel(
        &help(place(Some(true)), true, false),
        &[back.clone(), close.clone()],
    );
    let inquiry = HelpPlace::Inquiry {
        categories: vec![("numbering".into(), "Numbering".into())],
        category: None,
        text: String::new(),
    };
    check_panel(
        &help(inquiry, true, false),
        &[
            back.clone(),
            close.clone(),
            act(Deed::Category(String::new())),
            act(Deed::SendInquiry(String::new())),
        ],
    );
    for waiting in [true, false] {
        let number = "Q-7K2M".into();
        check_panel(
            &help(HelpPlace::Sent { number, waiting }, true, false),
            &[back.clone(), close.clone()],
        );
    }
}

#[test]
fn news_text_and_privacy_offer_theirs() {
    let act = Act::Deed;
    let (back, close) = (act(Deed::OpenPanel("help")), act(Deed::ClosePanel));
    let item = FeedItem {
        id: "news".into(),
        title: "Title".into(),
        body: blocks(),
        actions: vec!["See".into()],
        unread: true,
    };
    check_panel(
        &Panel::Feed(FeedView { items: vec![item] }),
        &[back.clone(), close.clone(), act(announced(0))],
    );
    check_panel(
        &Panel::Feed(FeedView { items: Vec::new() }),
        &[back.clone(), close.clone()],
    );
    let text = |steps, guides| {
        Panel::Text(TextView {
            guide: Some(("first".into(), "First".into())).filter(|_| guides == 0),
            steps,
            guides: (0..guides).map(|_| guide()).collect(),
        })
    };
    let step = |id: &str, done, current, by_page, elsewhere| TextStep {
        id: id.into(),
        title: id.into(),
        body: blocks(),
        target: "Button".into(),
        done,
        current,
        by_page,
        elsewhere,
    };
    let go = |id: &str| act(Deed::GoToStep(id.into()));
    let steps = |by_page, elsewhere| {
        vec![
            step("a", true, false, false, false),
            step("b", false, true, by_page, elsewhere),
            step("c", false, false, false, false),
        ]
    };
    let ways = [
        (false, false, Some(Act::Next)),
        (true, false, None),
        (false, true, Some(Act::Go)),
        (true, true, Some(Act::Go)),
    ];
    for (by_page, elsewhere, way) in ways {
        let mut expected = vec![close.clone(), go("a")];
        expected.extend(way);
        expected.push(go("c"));
        check_panel(&text(steps(by_page, elsewhere), 0), &expected);
    }
    check_panel(
        &text(Vec::new(), 1),
        &[
            back.clone(),
            close.clone(),
            act(Deed::StartGuide("send".into())),
        ],
    );
    for on in [true, false] {
        let recorded = vec![(Matter::Help, 2); usize::from(on)];
        check_panel(
            &Panel::Privacy(PrivacyView { on, recorded }),
            &[back.clone(), close.clone(), act(Deed::Recording(!on))],
        );
    }
    for shown in [
        Notice::Offline,
        Notice::NotLoaded,
        Notice::LinkGone,
        Notice::LinkOther,
        Notice::LinkElsewhere,
    ] {
        let said = drawn(|pen, _| {
            let _ = notice(pen, shown);
        });
        assert_eq!(said, [act(Deed::CloseNotice)]);
    }
}
