//! What people do with announcements, quizzes, surveys and panels: data that the widget hands back.

use content::Link;

/// A short note at the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No network: guides still work, answers wait.
    Offline,
    /// A panel could not be fetched.
    NotLoaded,
    /// A link names something that is not published any more.
    LinkGone,
    /// A link was made for somebody else.
    LinkOther,
    /// A link's page is another one.
    LinkElsewhere,
}

/// What a person did with one of these surfaces.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// × or Esc of the front surface.
    CloseFront,
    /// The front surface was drawn and can be seen.
    SeenFront,
    /// The pointer or the focus came to a toast, or left it.
    Linger(bool),
    /// A button of an announcement, by number from 0; `id` names it also in the feed.
    Announced {
        /// Announcement id.
        id: String,
        /// Number of the button.
        button: u32,
    },
    /// A quiz or survey option was picked or unpicked.
    Pick(String),
    /// An option of an `Order` question was moved: from place, to place, from 0.
    Move(u32, u32),
    /// "Check answer", "Next", "Try again": whatever the quiz's main button says.
    Submit,
    /// The quiz question is skipped, or "Skip" of a survey.
    SkipQuestion,
    /// "Show a hint".
    Hint,
    /// "Show me the step".
    Remedy,
    /// A score was picked.
    Score(u32),
    /// The survey's text as it stands.
    Write(String),
    /// "Send" of a survey.
    SendSurvey,
    /// Opens a panel: `help`, `feed`, `text`, `checklist`, `privacy`.
    OpenPanel(&'static str),
    /// × or Esc of a panel.
    ClosePanel,
    /// Back within help.
    HelpBack,
    /// The words of the search as they stand.
    Search(String),
    /// An article was chosen.
    OpenArticle(String),
    /// "Was this helpful?"
    Rate(bool),
    /// The inquiry form is wanted.
    OpenInquiry,
    /// A category was picked.
    Category(String),
    /// The inquiry is sent with these words.
    SendInquiry(String),
    /// The community, or one of its threads by address.
    OpenCommunity(Option<String>),
    /// A message to the contact.
    Message,
    /// A meeting with the contact.
    Book,
    /// A guide was chosen from a list.
    StartGuide(String),
    /// A step was chosen in text mode.
    GoToStep(String),
    /// Recording is switched.
    Recording(bool),
    /// The notice's ×.
    CloseNotice,
    /// A film was played, or played to its end.
    Media(bool),
    /// What was not clear about the step, in the person's own words (after `Act::Unclear`).
    SayUnclear(String),
    /// A link in a body.
    Follow(Link),
}
