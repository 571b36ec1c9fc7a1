//! Quizzes and surveys at one question after the other: what is picked, what an answer is worth, what comes next.
//! Later attempts in one sitting teach, and are recorded as such. Not here: how a front begins and ends.

use content::item::{Ask, Choice, Opinion, Question, Scale};
use content::{Digest, Item, Link, decimal, joined, tidy};
use telemetry::{By, Datum, Name, Reason, Record, json};

use crate::engine::Engine;
use crate::surface::Mark;

/// Longest free text of a survey, in characters.
const LONGEST_TEXT: usize = 2_000;

impl Engine {
    /// Begins with the first question.
    #[inline(never)]
    pub(crate) fn door_question(&mut self) {
        self.ask_question(0);
    }

    /// Turns the front to a question; past the last one it is finished.
    fn ask_question(&mut self, at: usize) {
        let now = self.now;
        let user = self.person.user.as_deref().unwrap_or("");
        let seed = joined(&[&self.person.device, user], "");
        let Some(front) = self.front.as_mut() else {
            return;
        };
        front.at = at;
        front.attempt = 1;
        front.since = now;
        front.picked.clear();
        front.score = None;
        front.text.clear();
        front.checked = None;
        front.hint = false;
        let (options, count): (&[Choice], usize) = match front.item.as_deref() {
            Some(Item::Quiz { quiz }) => (
                quiz.questions.get(at).map_or(&[], |q| q.options.as_slice()),
                quiz.questions.len(),
            ),
            Some(Item::Survey { survey }) => (
                survey
                    .questions
                    .get(at)
                    .map_or(&[], |q| q.options.as_slice()),
                survey.questions.len(),
            ),
            _ => return,
        };
        let mut order: Vec<String> = options.iter().map(|o| o.id.clone()).collect();
        if matches!(front.item.as_deref(), Some(Item::Quiz { .. })) {
            shuffle(
                &mut order,
                &joined(&[&front.entry.id, "#", &decimal(at as u32), &seed], ""),
            );
        }
        front.order = order;
        if at >= count {
            front.finished = true;
            let entry = front.entry.id.clone();
            self.progress
                .past_mut(&entry)
                .completed_at
                .get_or_insert(now);
            self.dirty = true;
        }
    }

    pub(crate) fn question(&self) -> Option<&Question> {
        let front = self.front.as_ref()?;
        match front.item.as_deref() {
            Some(Item::Quiz { quiz }) => quiz.questions.get(front.at),
            _ => None,
        }
    }

    pub(crate) fn opinion(&self) -> Option<&Opinion> {
        let front = self.front.as_ref()?;
        match front.item.as_deref() {
            Some(Item::Survey { survey }) => survey.questions.get(front.at),
            _ => None,
        }
    }

    /// Picks an option: the only one, or one more, or one less.
    pub(crate) fn pick(&mut self, option: &str, trusted: bool) {
        let many = match (self.question(), self.opinion()) {
            (Some(q), _) => matches!(q.ask, Ask::Multiple),
            (_, Some(o)) => matches!(o.scale, Scale::Choice { multiple: true }),
            _ => return,
        };
        self.accept_front(trusted);
        let Some(front) = self.front.as_mut() else {
            return;
        };
        if front.checked.is_some() || !front.order.iter().any(|o| o == option) {
            return;
        }
        if !many {
            front.picked.clear();
        }
        match front.picked.iter().position(|p| p == option) {
            Some(at) => {
                front.picked.remove(at);
            }
            None => front.picked.push(option.to_owned()),
        }
    }

    pub(crate) fn reorder(&mut self, from: usize, to: usize, trusted: bool) {
        self.accept_front(trusted);
        if let Some(front) = self.front.as_mut().filter(|f| f.checked.is_none())
            && from < front.order.len()
            && to < front.order.len()
        {
            let moved = front.order.remove(from);
            front.order.insert(to, moved);
        }
    }

    /// The quiz's main button: checks what is picked, tries again after a wrong answer, goes on after a right one.
    pub(crate) fn submit_quiz(&mut self, trusted: bool) {
        let Some(front) = self.front.as_ref() else {
            return;
        };
        match (front.finished, front.checked) {
            (true, _) => self.end_front(Reason::Completed, Some(trusted)),
            (_, Some(Mark::Right)) => self.ask_question(front.at + 1),
            (_, Some(Mark::Wrong)) => self.try_again(),
            (_, None) => self.check(trusted),
        }
    }

    fn try_again(&mut self) {
        let now = self.now;
        if let Some(front) = self.front.as_mut() {
            front.attempt += 1;
            front.checked = None;
            front.picked.clear();
            front.since = now;
        }
    }

    fn check(&mut self, trusted: bool) {
        let Some((front, question)) = self.front.as_ref().zip(self.question()) else {
            return;
        };
        let correct = |o: &Choice| o.correct;
        let ids = |of: &[Choice]| of.iter().map(|o| o.id.clone()).collect::<Vec<_>>();
        let (answer, right) = match question.ask {
            Ask::Do { .. } => return,
            Ask::Order => (front.order.clone(), front.order == ids(&question.options)),
            Ask::Single | Ask::Multiple => {
                let all = || question.options.iter();
                let fits = all().all(|o| o.correct == front.picked.contains(&o.id));
                (front.picked.clone(), fits && all().any(correct))
            }
        };
        if answer.is_empty() {
            return;
        }
        let one = matches!(question.ask, Ask::Single);
        self.accept_front(trusted);
        self.answered(&answer, one, right, Some(trusted));
    }

    /// Records an answer and shows what it was worth.
    fn answered(&mut self, answer: &[String], one: bool, right: bool, trusted: Option<bool>) {
        let now = self.now;
        let Some(id) = self.question().map(|q| q.id.clone()) else {
            return;
        };
        let Some(front) = self.front.as_mut() else {
            return;
        };
        front.checked = Some(if right { Mark::Right } else { Mark::Wrong });
        front.answered = true;
        front.right += u32::from(right && front.attempt == 1);
        let choice = match answer {
            [only] if one => Datum::Text(only.clone()),
            all => Datum::Json(list(all)),
        };
        let mut record = Record::new(Name::QuizAnswered)
            .with("question", Datum::Text(id.clone()))
            .with("choice", choice)
            .with("correct", Datum::Flag(right))
            .with("response_ms", Datum::Number(now - front.since))
            .with("attempt", Datum::Number(front.attempt.into()));
        record.trusted = trusted;
        let entry = front.entry.id.clone();
        self.record_front(record);
        let past = self.progress.past_mut(&entry);
        if !past.tasks.contains(&id) {
            past.tasks.push(id);
        }
        self.dirty = true;
    }

    /// A question that asks for the real thing is answered by the page itself.
    #[inline(never)]
    pub(crate) fn door_real_task(&mut self) {
        let Some((front, question)) = self.front.as_ref().zip(self.question()) else {
            return;
        };
        let Ask::Do { done } = &question.ask else {
            return;
        };
        if front.checked.is_none() && front.seen && self.holds_since(done, front.since) {
            let done = [String::from("done")];
            self.answered(&done, true, true, None);
        }
    }

    pub(crate) fn skip_question(&mut self, trusted: bool) {
        if self.opinion().is_some() {
            self.end_front(Reason::Dismissed, Some(trusted));
            return;
        }
        let Some(id) = self.question().map(|q| q.id.clone()) else {
            return;
        };
        self.accept_front(trusted);
        let mut record = Record::new(Name::QuizSkipped).with("question", Datum::Text(id));
        record.trusted = Some(trusted);
        self.record_front(record);
        let at = self.front.as_ref().map_or(0, |f| f.at);
        self.ask_question(at + 1);
        // Nothing was answered: a word of thanks would be out of place.
        if self
            .front
            .as_ref()
            .is_some_and(|f| f.finished && !f.answered)
        {
            self.end_front(Reason::Completed, Some(trusted));
        }
    }

    /// "Show me the step": to where the answer is taught.
    pub(crate) fn remedy(&mut self, trusted: bool) {
        let Some(link) = self.question().and_then(|q| q.remedy.clone()) else {
            return;
        };
        self.end_front(Reason::Replaced, Some(trusted));
        match link {
            Link::Tutorial { id, step } => self.request(id, step, By::User),
            Link::Article { id } => self.open_article(&id, By::User),
            other => self.follow(other, trusted),
        }
    }

    pub(crate) fn score(&mut self, score: u32, trusted: bool) {
        let (least, most) = match self.opinion().map(|o| &o.scale) {
            Some(Scale::Nps) => (0, 10),
            Some(Scale::Csat) => (1, 5),
            Some(Scale::Rating { max }) => (1, *max),
            _ => return,
        };
        if score < least || score > most {
            return;
        }
        self.accept_front(trusted);
        if let Some(front) = self.front.as_mut() {
            front.score = Some(score);
        }
    }

    pub(crate) fn write_answer(&mut self, text: String, trusted: bool) {
        if self.opinion().is_none() {
            return;
        }
        self.accept_front(trusted);
        if let Some(front) = self.front.as_mut() {
            front.text = text;
        }
    }

    /// Whether the survey's question has an answer that can be sent.
    pub(crate) fn survey_ready(&self) -> bool {
        self.front
            .as_ref()
            .zip(self.opinion())
            .is_some_and(|(f, o)| match o.scale {
                Scale::Nps | Scale::Csat | Scale::Rating { .. } => f.score.is_some(),
                Scale::Choice { .. } => !f.picked.is_empty(),
                Scale::Text => !tidy(&f.text, 1).is_empty(),
            })
    }

    /// Sends the answer of the question and goes on; after the last one the survey is finished.
    pub(crate) fn send_survey(&mut self, trusted: bool) {
        if self.front.as_ref().is_some_and(|f| f.finished) {
            self.end_front(Reason::Completed, Some(trusted));
            return;
        }
        if !self.survey_ready() {
            return;
        }
        let Some((front, opinion)) = self.front.as_ref().zip(self.opinion()) else {
            return;
        };
        let (kind, key, value) = match &opinion.scale {
            Scale::Nps => ("nps", "score", number(front.score)),
            Scale::Csat => ("csat", "score", number(front.score)),
            Scale::Rating { .. } => ("rating", "score", number(front.score)),
            Scale::Choice { multiple: false } => (
                "choice",
                "choice",
                Datum::Text(front.picked.first().cloned().unwrap_or_default()),
            ),
            Scale::Choice { multiple: true } => {
                ("choice", "choice", Datum::Json(list(&front.picked)))
            }
            Scale::Text => ("text", "text", Datum::Text(tidy(&front.text, LONGEST_TEXT))),
        };
        let mut record = Record::new(Name::SurveyAnswered)
            .with("question", Datum::Text(opinion.id.clone()))
            .with("kind", Datum::Word(kind))
            .with(key, value);
        record.trusted = Some(trusted);
        let at = front.at;
        self.record_front(record);
        self.ask_question(at + 1);
    }
}

fn number(score: Option<u32>) -> Datum {
    Datum::Number(score.unwrap_or_default().into())
}

pub(crate) fn list(ids: &[String]) -> String {
    let mut out = String::from("[");
    for id in ids {
        if out.len() > 1 {
            out.push(',');
        }
        json::push_text(&mut out, id);
    }
    out.push(']');
    out
}

/// The same order for the same seed, and every order as likely as another: each id stands by its own digest.
fn shuffle(ids: &mut [String], seed: &str) {
    let mut placed: Vec<(Digest, String)> = Vec::new();
    for id in ids.iter_mut() {
        let digest = Digest::of(joined(&[seed, "\u{0}", id], "").as_bytes());
        let at = placed.iter().position(|(d, _)| d.0 > digest.0);
        placed.insert(at.unwrap_or(placed.len()), (digest, std::mem::take(id)));
    }
    for (id, (_, placed)) in ids.iter_mut().zip(placed) {
        *id = placed;
    }
}
