//! What announcements, quizzes and surveys offer, state by state.

use content::item::{Form, Media};
use engine::Act;
use engine::deed::Deed;
use engine::surface::{
    AnnouncementView, Asked, Feedback, Front, Mark, OptionView, QuizView, Scored, SurveyView,
};

use super::{blocks, drawn};
use crate::front::front;

fn check(shown: &Front, expected: &[Deed]) {
    for plays in [false, true] {
        let said = drawn(|pen, node| {
            let _ = front(pen, shown, node, plays);
        });
        let film = |deed: &&Deed| !(plays && **deed == Deed::Media(false));
        let expected: Vec<_> = expected
            .iter()
            .filter(film)
            .cloned()
            .map(Act::Deed)
            .collect();
        assert_eq!(of_ours(said), sorted(expected), "{shown:?}");
    }
}

/// Acts are numbered as they are written, not as they stand: which there are is what counts.
pub(super) fn sorted(mut acts: Vec<Act>) -> Vec<Act> {
    acts.sort_by_key(|act| format!("{act:?}"));
    acts
}

/// The links of a body are the author's.
pub(super) fn of_ours(said: Vec<Act>) -> Vec<Act> {
    let ours = said.into_iter().filter(|a| !matches!(a, Act::Follow(_)));
    sorted(ours.collect())
}

fn news(form: Form, actions: usize) -> Front {
    Front::Announcement(AnnouncementView {
        id: "news".into(),
        form,
        title: "Title".into(),
        body: blocks(),
        media: None,
        actions: (0..actions).map(|n| n.to_string()).collect(),
        takes_focus: false,
    })
}

pub(super) fn announced(button: u32) -> Deed {
    Deed::Announced {
        id: "news".into(),
        button,
    }
}

#[test]
fn announcements_offer_their_buttons_and_a_way_out() {
    check(&news(Form::Banner, 1), &[announced(0), Deed::CloseFront]);
    check(&news(Form::Toast, 1), &[announced(0), Deed::CloseFront]);
    check(&news(Form::Modal, 0), &[Deed::CloseFront]);
    check(&news(Form::Modal, 1), &[Deed::CloseFront, announced(0)]);
    check(
        &news(Form::Modal, 2),
        &[Deed::CloseFront, announced(1), announced(0)],
    );
    let Front::Announcement(with_film) = news(Form::Modal, 1) else {
        panic!("an announcement");
    };
    let film = Media::Video {
        asset: "a.webm".into(),
        poster: Some("a.webp".into()),
        captions: Some("a.vtt".into()),
    };
    check(
        &Front::Announcement(AnnouncementView {
            media: Some(film),
            ..with_film
        }),
        &[Deed::Media(false), Deed::CloseFront, announced(0)],
    );
}

fn options() -> Vec<OptionView> {
    let option = |id: &str| OptionView {
        id: id.into(),
        text: id.into(),
        picked: id == "a",
        mark: None,
    };
    vec![option("a"), option("b")]
}

fn quiz(asked: Asked) -> QuizView {
    QuizView {
        id: "quiz".into(),
        question: "one".into(),
        title: String::new(),
        prompt: "Which?".into(),
        asked,
        options: options(),
        at: 1,
        of: 2,
        ready: true,
        feedback: None,
        hint: String::new(),
        has_hint: false,
        finished: None,
        takes_focus: false,
    }
}

#[test]
fn a_quiz_offers_what_its_question_and_answer_allow() {
    let close = Deed::CloseFront;
    let pick = |id: &str| Deed::Pick(id.into());
    let (skip, submit) = (Deed::SkipQuestion, Deed::Submit);
    for asked in [Asked::Single, Asked::Multiple] {
        check(
            &Front::Quiz(quiz(asked)),
            &[
                close.clone(),
                pick("a"),
                pick("b"),
                skip.clone(),
                submit.clone(),
            ],
        );
    }
    let moves = [
        Deed::Move(0, 0),
        Deed::Move(0, 1),
        Deed::Move(1, 0),
        Deed::Move(1, 2),
    ];
    let [a, b, c, d] = moves;
    check(
        &Front::Quiz(quiz(Asked::Order)),
        &[close.clone(), a, b, c, d, skip.clone(), submit.clone()],
    );
    check(
        &Front::Quiz(QuizView {
            has_hint: true,
            options: Vec::new(),
            ..quiz(Asked::Do)
        }),
        &[close.clone(), skip.clone(), Deed::Hint],
    );
    let answered = |asked, mark, remedy| {
        Front::Quiz(QuizView {
            feedback: Some(Feedback {
                mark,
                explain: "Because".into(),
                remedy,
            }),
            hint: "Look there".into(),
            ..quiz(asked)
        })
    };
    check(
        &answered(Asked::Single, Mark::Right, false),
        &[close.clone(), pick("a"), pick("b"), submit.clone()],
    );
    check(
        &answered(Asked::Order, Mark::Wrong, true),
        &[close.clone(), Deed::Remedy, skip, submit.clone()],
    );
    check(
        &answered(Asked::Do, Mark::Right, false),
        &[close.clone(), submit.clone()],
    );
    check(
        &Front::Quiz(QuizView {
            finished: Some(1),
            ..quiz(Asked::Single)
        }),
        &[close, submit],
    );
}

#[test]
fn a_survey_offers_its_scale() {
    let survey = |scored, finished| {
        Front::Survey(SurveyView {
            id: "survey".into(),
            question: "one".into(),
            title: "Title".into(),
            prompt: "How?".into(),
            scored,
            score: None,
            options: options(),
            low: String::new(),
            high: String::new(),
            at: 1,
            of: 1,
            ready: false,
            finished,
            takes_focus: false,
        })
    };
    let (close, send) = (Deed::CloseFront, Deed::SendSurvey);
    let scores = |from, to| {
        let mut deeds = vec![close.clone()];
        deeds.extend((from..=to).map(Deed::Score));
        deeds.push(send.clone());
        deeds
    };
    check(&survey(Scored::Nps, false), &scores(0, 10));
    check(&survey(Scored::Csat, false), &scores(1, 5));
    check(&survey(Scored::Rating(7), false), &scores(1, 7));
    for scored in [Scored::One, Scored::Many] {
        let picks = [Deed::Pick("a".into()), Deed::Pick("b".into())];
        let [a, b] = picks;
        check(&survey(scored, false), &[close.clone(), a, b, send.clone()]);
    }
    let text = [
        close.clone(),
        Deed::Write(String::new()),
        Deed::SkipQuestion,
        send.clone(),
    ];
    check(&survey(Scored::Text, false), &text);
    check(&survey(Scored::Text, true), &[close]);
}
