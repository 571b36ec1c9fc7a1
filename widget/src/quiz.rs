//! A quiz at one of its questions: what is asked, the options, and what an answer was worth.
//! A wrong answer comes with its reason and the place that teaches it.

use engine::Act;
use engine::deed::Deed;
use engine::surface::{Asked, Feedback, Mark, OptionView, QuizView};
use yew::{Html, NodeRef};

use content::decimal;

use crate::el::{el, list};
use crate::front::{done, kicker, note, option};
use crate::icon::{self, icon};
use crate::pen::Pen;

/// Draws the quiz.
pub(crate) fn quiz(pen: &Pen<'_>, quiz: &QuizView, node: &NodeRef) -> Html {
    let words = pen.words;
    let kind = match quiz.asked {
        Asked::Single => words.more().check,
        Asked::Multiple => words.more().check_many,
        Asked::Order => words.more().check_order,
        Asked::Do => words.more().check_do,
    };
    let about = if quiz.title.is_empty() || quiz.finished.is_some() {
        kind
    } else {
        &words.beside(&[&quiz.title, kind])
    };
    let close = Act::Deed(Deed::CloseFront);
    let header = el("header;role=none")
        .put(kicker(about, quiz.at, quiz.of))
        .put(pen.icon_button("quiz-close", words.close, icon::CLOSE, close));
    let inside = match quiz.finished {
        Some(right) => done(words.more().finished, &words.right_of(right, quiz.of)),
        None => question(pen, quiz),
    };
    el("section;class=sf;part=quiz;role=dialog;tabindex=-1;aria-labelledby=front-title")
        .node(node)
        .key(&quiz.id)
        .set("data-id", &quiz.id)
        .put(header.done())
        // A new question is new elements: no field keeps what was picked in the one before.
        .all(vec![inside])
        .put(footer(pen, quiz))
        .done()
}

fn question(pen: &Pen<'_>, quiz: &QuizView) -> Html {
    let words = pen.words;
    let locked = quiz.feedback.is_some();
    let options = &quiz.options;
    let field = match quiz.asked {
        Asked::Do => list(vec![
            el("p").text(words.more().do_quiz).done(),
            el("p;class=do")
                .put(icon(icon::POINT))
                .put(el("span").text(words.more().waiting).done())
                .done(),
        ]),
        Asked::Order => {
            let rows = (0..)
                .zip(options)
                .map(|(n, o)| place(pen, o, n, options.len(), locked));
            el("ol;class=options").all(rows.collect()).done()
        }
        _ => {
            let many = quiz.asked == Asked::Multiple;
            let rows = options.iter().map(|o| option(pen, o, many, locked));
            el("fieldset;class=options;aria-labelledby=front-title")
                .all(rows.collect())
                .done()
        }
    };
    let waits = quiz.asked == Asked::Do && locked;
    let hint = (!quiz.hint.is_empty()).then(|| {
        note("", icon::QUESTION)
            .put(el("p").text(&quiz.hint).done())
            .done()
    });
    let seen_by = (!locked && quiz.asked != Asked::Do)
        .then(|| el("p;class=meta seen").text(words.more().seen_by).done());
    el("div")
        .key(&quiz.question)
        .put(
            el("h2;id=front-title;part=quiz-question")
                .text(&quiz.prompt)
                .done(),
        )
        .maybe((!waits).then_some(field))
        .maybe(hint)
        .maybe(quiz.feedback.as_ref().map(|f| feedback(pen, f)))
        .maybe(seen_by)
        .done()
}

/// An option that is put in its place by two buttons, so that keyboard and touch are equal.
fn place(pen: &Pen<'_>, option: &OptionView, at: u32, of: usize, locked: bool) -> Html {
    let words = pen.words;
    let last = of as u32 - 1;
    let mover = |part: &str, name: &str, path, to: u32, stuck: bool| {
        let button = el("button;type=button;class=icon")
            .set("part", part)
            .set("title", name)
            .set("aria-label", &words.about(name, &option.text));
        let button = if stuck {
            button.set("aria-disabled", "true")
        } else {
            button
        };
        pen.says(button, Act::Deed(Deed::Move(at, to)))
            .put(icon(path))
            .done()
    };
    let item = el("li;part=option").set("data-id", &option.id);
    let item = match option.mark {
        Some(mark) => item.set("data-mark", mark.text()),
        None => item,
    };
    let buttons = (!locked).then(|| {
        el("span;class=end")
            .put(mover(
                "option-up",
                words.more().up,
                icon::UP,
                at.saturating_sub(1),
                at == 0,
            ))
            .put(mover(
                "option-down",
                words.more().down,
                icon::DOWN,
                at + 1,
                at == last,
            ))
            .done()
    });
    let mark = option.mark.map(|mark| {
        let right = mark == Mark::Right;
        el("span;class=end tag")
            .put(icon(if right { icon::CHECK } else { icon::RETRY }))
            .maybe(right.then(|| el("span").text(words.more().correct).done()))
            .done()
    });
    item.put(el("span;class=tag").text(&decimal(at + 1)).done())
        .put(el("span;class=grow").text(&option.text).done())
        .maybe(buttons)
        .maybe(mark)
        .done()
}

fn feedback(pen: &Pen<'_>, shown: &Feedback) -> Html {
    let words = pen.words;
    let (kind, sign, said) = match shown.mark {
        Mark::Right => ("ok", icon::CHECK, words.more().right),
        Mark::Wrong => ("warn", icon::RETRY, words.more().wrong),
    };
    let remedy = shown.remedy.then(|| {
        let act = Act::Deed(Deed::Remedy);
        el("p")
            .put(pen.button("quiz-remedy", "link", words.more().remedy, None, act))
            .done()
    });
    let sentence = el("p")
        .put(el("b").text(said).done())
        .text(" ")
        .text(&shown.explain);
    el("div;part=quiz-feedback")
        .put(
            note(kind, sign)
                .put(el("div").put(sentence.done()).maybe(remedy).done())
                .done(),
        )
        .done()
}

fn footer(pen: &Pen<'_>, quiz: &QuizView) -> Html {
    let words = pen.words;
    let (acts, open) = (quiz.asked == Asked::Do, quiz.feedback.is_none());
    let right = quiz
        .feedback
        .as_ref()
        .is_some_and(|f| f.mark == Mark::Right);
    let label = match &quiz.feedback {
        _ if quiz.finished.is_some() => words.finish,
        None => words.more().answer,
        Some(_) if !right => words.more().again,
        Some(_) if quiz.at == quiz.of => words.finish,
        Some(_) => words.next,
    };
    let skip = (!right && quiz.finished.is_none()).then(|| {
        let act = Act::Deed(Deed::SkipQuestion);
        pen.button(
            "quiz-skip",
            "btn soft",
            words.more().skip_question,
            None,
            act,
        )
    });
    let waiting = acts && open && quiz.finished.is_none();
    let hint = (waiting && quiz.has_hint).then(|| {
        let act = Act::Deed(Deed::Hint);
        pen.button("quiz-hint", "btn line", words.more().show_hint, None, act)
    });
    let ready = quiz.ready || !open || quiz.finished.is_some();
    let submit =
        (!waiting).then(|| pen.submit("quiz-submit", label, ready, Act::Deed(Deed::Submit)));
    el("footer;role=none")
        .maybe(skip)
        .maybe(hint)
        .maybe(submit)
        .done()
}
