//! A survey at one of its questions: nothing is picked beforehand, and it can always be closed.

use content::decimal;
use engine::Act;
use engine::deed::Deed;
use engine::surface::{Scored, SurveyView};
use yew::{Html, NodeRef};

use crate::el::el;
use crate::front::{kicker, option};
use crate::icon::{self, face, icon};
use crate::pen::Pen;

/// Draws the survey.
pub(crate) fn survey(pen: &Pen<'_>, survey: &SurveyView, node: &NodeRef) -> Html {
    let words = pen.words;
    let close = Act::Deed(Deed::CloseFront);
    let close = pen.icon_button("survey-close", words.close, icon::CLOSE, close);
    let section =
        el("section;class=sf;part=survey;role=dialog;tabindex=-1;aria-labelledby=front-title")
            .node(node)
            .key(&survey.id)
            .set("data-id", &survey.id);
    if survey.finished {
        let thanks = el("div;class=row thanks")
            .put(icon(icon::DONE))
            .put(el("h2;id=front-title").text(words.more().thanks).done());
        return section
            .put(el("header;role=none").put(thanks.done()).put(close).done())
            .put(el("p;class=sub").text(words.more().thanks_body).done())
            .done();
    }
    let question = || {
        el("h2;id=front-title;part=survey-question")
            .text(&survey.prompt)
            .done()
    };
    let headed = survey.of > 1 || !survey.title.is_empty();
    let header = el("header;role=none").put(if headed {
        kicker(&survey.title, survey.at, survey.of)
    } else {
        question()
    });
    let field = el("div")
        .key(&survey.question)
        .maybe(headed.then(question))
        .put(field(pen, survey));
    let text = survey.scored == Scored::Text;
    let decline = text.then(|| {
        let act = Act::Deed(Deed::SkipQuestion);
        pen.button("survey-skip", "btn soft", words.more().decline, None, act)
    });
    let last = survey.at == survey.of;
    let label = if last { words.send } else { words.next };
    let send = Act::Deed(Deed::SendSurvey);
    let send = pen.submit("survey-submit", label, survey.ready, send);
    section
        .put(header.put(close).done())
        .all(vec![field.done()])
        .put(el("footer;role=none").maybe(decline).put(send).done())
        .done()
}

fn field(pen: &Pen<'_>, survey: &SurveyView) -> Html {
    let words = pen.words;
    match survey.scored {
        Scored::Nps => {
            let low = either(&survey.low, words.more().nps_low);
            scale(
                pen,
                survey,
                0,
                10,
                low,
                either(&survey.high, words.more().nps_high),
            )
        }
        Scored::Rating(most) => scale(pen, survey, 1, most, &survey.low, &survey.high),
        Scored::Csat => {
            let said = [
                words.more().face1,
                words.more().face2,
                words.more().face3,
                words.more().face4,
                words.more().face5,
            ];
            let faces = (1..).zip(said).map(|(n, said)| {
                let shown = el("span").text(said).done();
                score(pen, survey, n).put(face(n)).put(shown).done()
            });
            el("div;class=scores faces;role=radiogroup;aria-labelledby=front-title")
                .all(faces.collect())
                .done()
        }
        Scored::One | Scored::Many => {
            let many = survey.scored == Scored::Many;
            let rows = survey.options.iter().map(|o| option(pen, o, many, false));
            el("fieldset;class=options;aria-labelledby=front-title")
                .all(rows.collect())
                .done()
        }
        Scored::Text => {
            let area = el(
                "textarea;class=field;part=survey-text;maxlength=2000;aria-labelledby=front-title",
            );
            el("div;class=form")
                .put(pen.says(area, Act::Deed(Deed::Write(String::new()))).done())
                .put(el("p;class=meta").text(words.more().read_by).done())
                .done()
        }
    }
}

fn either<'a>(given: &'a str, ours: &'a str) -> &'a str {
    if given.is_empty() { ours } else { given }
}

/// Numbers in a row, with words under both ends.
fn scale(pen: &Pen<'_>, survey: &SurveyView, from: u32, to: u32, low: &str, high: &str) -> Html {
    let numbers = (from..=to).map(|n| {
        let shown = el("span").text(&decimal(n)).done();
        score(pen, survey, n).put(shown).done()
    });
    let end = |n: u32, said: &str| {
        let said = if said.is_empty() {
            String::new()
        } else {
            pen.words.about(&decimal(n), said)
        };
        el("span").text(&said).done()
    };
    let ends = el("p;class=between meta")
        .put(end(from, low))
        .put(end(to, high));
    el("div")
        .put(
            el("div;class=scores;role=radiogroup;aria-labelledby=front-title")
                .all(numbers.collect())
                .done(),
        )
        .put(ends.done())
        .done()
}

fn score(pen: &Pen<'_>, survey: &SurveyView, n: u32) -> Box<crate::el::El> {
    let field = el("input;type=radio;class=vh;name=score").check(survey.score == Some(n));
    el("label;part=score")
        .set("data-id", &decimal(n))
        .put(pen.says(field, Act::Deed(Deed::Score(n))).done())
}
