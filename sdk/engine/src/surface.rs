//! The surface that speaks up where no tutorial runs, as plain data: an announcement, a quiz or a survey.
//! Every text is already in the person's language and filled for the person. Not here: what any of it means.

use content::Block;
use content::item::{Form, Media};

/// The one surface that speaks up by itself or by a person's wish, where no tutorial runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Front {
    /// An announcement as banner, modal or toast (never `Form::Feed`).
    Announcement(AnnouncementView),
    /// A quiz.
    Quiz(QuizView),
    /// A survey.
    Survey(SurveyView),
}

/// An announcement.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnouncementView {
    /// Announcement id.
    pub id: String,
    /// Banner, modal or toast.
    pub form: Form,
    /// Its title.
    pub title: String,
    /// Its words.
    pub body: Vec<Block>,
    /// A picture or a film.
    pub media: Option<Media>,
    /// Words of its buttons, in order; the first is the filled one.
    pub actions: Vec<String>,
    /// A person opened it: it takes the focus.
    pub takes_focus: bool,
}

/// How an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Right.
    Right,
    /// Wrong.
    Wrong,
}

impl Mark {
    /// The value of `data-mark`.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Mark::Right => "right",
            Mark::Wrong => "wrong",
        }
    }
}

/// What a quiz question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One option.
    Single,
    /// Every right option.
    Multiple,
    /// The options put in order.
    Order,
    /// The real thing, done on the page.
    Do,
}

/// An option of a quiz or survey question.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionView {
    /// Option id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Whether it is picked (single, multiple); for `Order` the list itself is the answer.
    pub picked: bool,
    /// What the check said of it, once checked and only where it says something.
    pub mark: Option<Mark>,
}

/// What is shown after an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// How the answer was.
    pub mark: Mark,
    /// The reason; empty where the author gave none.
    pub explain: String,
    /// Whether there is a place that teaches it.
    pub remedy: bool,
}

/// A quiz at one of its questions.
#[derive(Clone, Debug, PartialEq)]
pub struct QuizView {
    /// Quiz id.
    pub id: String,
    /// Question id.
    pub question: String,
    /// Title of the quiz; may be empty.
    pub title: String,
    /// Words of the question.
    pub prompt: String,
    /// What it asks for.
    pub asked: Asked,
    /// The options as shuffled for this person; in the person's order for `Order`.
    pub options: Vec<OptionView>,
    /// Position, from 1.
    pub at: u32,
    /// How many questions.
    pub of: u32,
    /// Whether an answer can be given now (something is picked, nothing was checked yet).
    pub ready: bool,
    /// After an answer.
    pub feedback: Option<Feedback>,
    /// The hint, once asked for; empty where it was not.
    pub hint: String,
    /// Whether a hint can be asked for.
    pub has_hint: bool,
    /// All is answered: a short word of thanks with how many were right.
    pub finished: Option<u32>,
    /// A person opened it: it takes the focus.
    pub takes_focus: bool,
}

/// What a survey question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scored {
    /// 0–10 with words at both ends.
    Nps,
    /// Five faces, 1–5.
    Csat,
    /// 1–max.
    Rating(u32),
    /// One option.
    One,
    /// Any number of options.
    Many,
    /// Free text, up to 2,000 characters.
    Text,
}

/// A survey at one of its questions.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyView {
    /// Survey id.
    pub id: String,
    /// Question id.
    pub question: String,
    /// Title of the survey; may be empty.
    pub title: String,
    /// Words of the question.
    pub prompt: String,
    /// What it asks for.
    pub scored: Scored,
    /// The score picked, where there is one.
    pub score: Option<u32>,
    /// The options, for `One` and `Many`.
    pub options: Vec<OptionView>,
    /// Words at the low end; may be empty.
    pub low: String,
    /// Words at the high end; may be empty.
    pub high: String,
    /// Position, from 1.
    pub at: u32,
    /// How many questions.
    pub of: u32,
    /// Whether it can be sent now.
    pub ready: bool,
    /// Everything was sent: thanks.
    pub finished: bool,
    /// A person opened it: it takes the focus.
    pub takes_focus: bool,
}
