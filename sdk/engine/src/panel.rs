//! The panels over the launcher beside the checklist, as plain data: help, news, text mode, privacy.
//! Every text is already in the person's language and filled for the person. Not here: what any of it means.

use content::Block;

/// The panel over the launcher, where it is not the checklist.
#[derive(Clone, Debug, PartialEq)]
pub enum Panel {
    /// The help centre.
    Help(HelpView),
    /// News.
    Feed(FeedView),
    /// A tutorial as a list of steps, or all guides as a list.
    Text(TextView),
    /// What is recorded about this person, with off.
    Privacy(PrivacyView),
}

/// Where in the help centre the person is.
#[derive(Clone, Debug, PartialEq)]
pub enum HelpPlace {
    /// The first page: what may help here.
    Home {
        /// Articles for this page, at most five.
        here: Vec<Hit>,
        /// Guides that can be started here.
        guides: Vec<GuideLine>,
        /// Unread news; `None`: there is no feed.
        news: Option<u32>,
        /// What this person has asked before.
        asked: Vec<AskedBefore>,
    },
    /// Results of a search; empty ones lead to the inquiry.
    Results {
        /// What was found, best first.
        hits: Vec<Hit>,
    },
    /// An article.
    Article {
        /// Article id.
        id: String,
        /// Its title.
        title: String,
        /// Its words.
        body: Vec<Block>,
        /// How it was rated; `None`: not yet.
        rated: Option<bool>,
    },
    /// The form of an inquiry.
    Inquiry {
        /// Category ids and words.
        categories: Vec<(String, String)>,
        /// The category picked.
        category: Option<String>,
        /// Words carried over from a search.
        text: String,
    },
    /// The inquiry was taken: its number, and whether it still waits for the network.
    Sent {
        /// Number, as `Q-7K2M`.
        number: String,
        /// Not sent yet.
        waiting: bool,
    },
}

/// The help centre.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpView {
    /// Where the person is.
    pub place: HelpPlace,
    /// The words in the search field.
    pub query: String,
    /// Articles or their index are still being fetched.
    pub loading: bool,
    /// Whether there is a page to go back to.
    pub back: bool,
    /// The community; absent: none is published.
    pub community: Option<CommunityView>,
    /// The person to turn to; absent: none is published.
    pub contact: Option<ContactView>,
    /// Contact stands first (high touch) or last (tech touch).
    pub contact_first: bool,
}

/// An article found or offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Article id.
    pub id: String,
    /// Its title in stretches; `true`: the stretch matches the search.
    pub title: Vec<(String, bool)>,
    /// A line of its words in stretches; may be empty.
    pub line: Vec<(String, bool)>,
}

/// A guide that can be started.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideLine {
    /// Tutorial id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Estimated minutes; 0: none given.
    pub minutes: u32,
    /// Whether it was completed.
    pub done: bool,
}

/// How far an inquiry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InquiryState {
    /// It waits for the network: not sent yet.
    Waiting,
    /// It was sent.
    Received,
    /// There is a first answer.
    Answered,
    /// It is settled.
    Resolved,
    /// It was settled and came up again.
    Reopened,
}

impl InquiryState {
    /// The value of `data-state`.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            InquiryState::Waiting => "waiting",
            InquiryState::Received => "received",
            InquiryState::Answered => "answered",
            InquiryState::Resolved => "resolved",
            InquiryState::Reopened => "reopened",
        }
    }
}

/// An inquiry of before, as the collector knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedBefore {
    /// Its number.
    pub number: String,
    /// Its first words.
    pub text: String,
    /// How far it is.
    pub state: InquiryState,
    /// The answer; absent: none yet.
    pub answer: Option<String>,
}

/// The way to the community.
#[derive(Clone, Debug, PartialEq)]
pub struct CommunityView {
    /// Its title.
    pub title: String,
    /// Threads of its feed, title and address, at most three.
    pub threads: Vec<(String, String)>,
}

/// The person to turn to.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactView {
    /// Name; empty: the team.
    pub name: String,
    /// Hours, in words.
    pub hours: String,
    /// Hours until a reply, as promised; 0: nothing is promised.
    pub reply_hours: u32,
    /// Whether a meeting can be booked.
    pub booking: bool,
    /// Whether the host has a chat of its own that opens.
    pub chat: bool,
}

/// News.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedView {
    /// The announcements for this person, newest first.
    pub items: Vec<FeedItem>,
}

/// An announcement in the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedItem {
    /// Announcement id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its words; empty while they are being fetched.
    pub body: Vec<Block>,
    /// Words of its buttons.
    pub actions: Vec<String>,
    /// Not read before the feed was opened.
    pub unread: bool,
}

/// A tutorial as text, or the guides to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct TextView {
    /// The running tutorial's id and title; absent: `guides` is what there is.
    pub guide: Option<(String, String)>,
    /// Its steps.
    pub steps: Vec<TextStep>,
    /// Guides to choose from.
    pub guides: Vec<GuideLine>,
}

/// A step as text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextStep {
    /// Step id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its words.
    pub body: Vec<Block>,
    /// Role and name of its target, as the author wrote them; empty: none.
    pub target: String,
    /// Whether it is done.
    pub done: bool,
    /// The step where the guide stands.
    pub current: bool,
    /// Whether it is done by the page, so that there is no button for it.
    pub by_page: bool,
    /// Whether its page is another one.
    pub elsewhere: bool,
}

/// What kind of thing was recorded, as the person it is about would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// That they came.
    Visit,
    /// What was meant for them, and whether it could be shown.
    Offer,
    /// What they did with guides, tips and checklists.
    Guide,
    /// What they did with news.
    News,
    /// What they answered in quizzes.
    Check,
    /// What they answered in surveys.
    Survey,
    /// What they read and searched for in help.
    Help,
    /// What they asked the team or the community.
    Message,
    /// What the product told of what they did in it.
    Product,
}

impl Matter {
    /// All, in their order.
    pub const ALL: [Self; 9] = [
        Self::Visit,
        Self::Offer,
        Self::Guide,
        Self::News,
        Self::Check,
        Self::Survey,
        Self::Help,
        Self::Message,
        Self::Product,
    ];
}

/// What is recorded about this person.
#[derive(Clone, Debug, PartialEq)]
pub struct PrivacyView {
    /// Whether anything is recorded now.
    pub on: bool,
    /// What was recorded on this device today, and how often.
    pub recorded: Vec<(Matter, u32)>,
}
