//! Everything that can move the engine, in one closed list.

use std::rc::Rc;

use content::anchor::Verdict;
use content::catalogue::Scheme;
use content::{Address, Catalogue, Digest, Item, Refusal, Shard, Value};
use telemetry::By;

use crate::Watch;
use crate::panel::{Hit, InquiryState};
use crate::progress::Progress;
use crate::second::Second;
use crate::view::Act;

/// Traits of a person or an account, by name.
pub type Traits = Vec<(String, Value)>;

/// Who is here; everything absent: anonymous.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// User id.
    pub user: Option<String>,
    /// Account id.
    pub account: Option<String>,
    /// A random id of this device, for draws of anonymous people.
    pub device: String,
    /// The user's traits.
    pub traits: Traits,
    /// The account's traits.
    pub account_traits: Traits,
}

/// What the page's code or a person asks of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct StartRequest {
    /// Item id.
    pub id: String,
    /// Step to begin at.
    pub step: Option<String>,
    /// Past audience and frequency.
    pub force: bool,
    /// Who asks.
    pub by: By,
    /// The number under which the answer is given.
    pub call: u32,
}

/// What the collector knows of a signed-in person (`GET /v1/me`), beside progress and host events: those come as
/// `Input::Merged`, before this.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The account is looked after by a person of its own.
    pub high_touch: bool,
    /// What the user is known by; the page's own words go before.
    pub traits: Traits,
    /// What the account is known by; the page's own words go before.
    pub account_traits: Traits,
    /// Ids of the segments that the person is in, beside those that the page finds out by itself.
    pub segments: Vec<String>,
    /// Comprehension by topic id, 0–100.
    pub understands: Vec<(String, u32)>,
    /// The motivation index, 0–100.
    pub motivation: Option<u32>,
    /// The account's contact; what is empty is as published.
    pub contact: Option<ContactFacts>,
    /// Inquiries, by number.
    pub inquiries: Vec<InquiryFacts>,
    /// Items assigned to this person.
    pub assigned: Vec<Assigned>,
    /// Ids of the cases that links may be made for; `None`: unknown.
    pub cases: Option<Vec<String>>,
}

/// The contact of an account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactFacts {
    /// Name.
    pub name: String,
    /// https address of a booking page.
    pub booking: String,
}

/// How an inquiry stands.
#[derive(Clone, Debug, PartialEq)]
pub struct InquiryFacts {
    /// Its number (`data.number` of `inquiry.submitted`).
    pub number: String,
    /// How far it is.
    pub state: InquiryState,
    /// The answer, where it is known.
    pub answer: Option<String>,
}

/// An item assigned to a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Assigned {
    /// Item id.
    pub id: String,
    /// The step to begin at.
    pub step: Option<String>,
}

/// Whether the history of host events is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// It is: this device's is all there is, or the collector has told.
    #[default]
    Whole,
    /// The collector is being asked: nothing starts by itself meanwhile.
    Awaited,
    /// The collector did not answer: what this device has not seen may have happened elsewhere.
    Unknown,
    /// The browser keeps nothing for this page, and nobody else told: what was shown, done or refused on an earlier page
    /// is not known, so that nothing starts by itself.
    Unkept,
}

/// Whether events are recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recording {
    /// They are.
    #[default]
    On,
    /// Nobody has been asked yet: they wait in memory for the answer.
    Held,
    /// They are not.
    Off,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many articles fit, shown or not.
    pub total: u32,
    /// The best, best first.
    pub hits: Vec<Hit>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The catalogue was read; content begins.
    Catalogue(Box<Catalogue>),
    /// A catalogue was refused or could not be fetched; the code says why.
    CatalogueRefused(&'static str),
    /// A shard that was asked for.
    Shard(Digest, Result<Shard, Refusal>),
    /// A leaf that was asked for.
    Leaf(Digest, Result<Item, Refusal>),
    /// What the search of this number found; `None`: its index could not be fetched or is damaged.
    Found(u32, Option<Box<Found>>),
    /// Whether the second module is there: at the start, where it is not, and after it was asked for.
    Second(Second),
    /// A file that was asked for could not be fetched.
    Unfetched(Digest),
    /// The page's address, at the start and whenever it changes.
    Page(Address),
    /// The language wished: BCP 47.
    Language(String),
    /// Who is here, with what is remembered of them.
    Person(Box<Person>, Box<Progress>),
    /// Another tab saved progress of the same person.
    Merged(Box<Progress>),
    /// The page tracked a host event; properties are JSON.
    Track(String, Option<String>),
    /// Start an item.
    Start(StartRequest),
    /// Stop the running tutorial.
    Stop,
    /// What looking for an element came to, once it was found or the wait was over.
    Anchor(Watch, Verdict),
    /// A found element went away; a verdict follows after the wait.
    Lost(Watch),
    /// The awaited thing was done to a target; whether by a person.
    Target(Watch, bool),
    /// A person used a surface; whether it was a person.
    Acted(Rc<Act>, bool),
    /// Open a surface by the API: `help`, `checklist`, `feed`, `text`, `inquiry`, `privacy`, or `article` with its id.
    Open(String, Option<String>),
    /// The look as the host wishes it here, in place of what is published.
    Theme(Option<Scheme>, Option<u32>),
    /// Close whatever a person opened.
    ClosePanel,
    /// Text instead of cards, or not.
    Prefer(bool),
    /// The person types, or a dialog of the host is open: nothing starts by itself meanwhile.
    Quiet(bool),
    /// The network came or went.
    Online(bool),
    /// Whether events are recorded from now on.
    Recording(Recording),
    /// What the collector knows of this person; their history is whole from now on.
    Facts(Box<Facts>),
    /// Whether the history of host events is whole; it is taken to be until this says otherwise.
    History(History),
    /// The person is about to be this user, with memories of their own: what runs is ended, and saved under the one
    /// who leaves.
    Leaving(Option<String>),
    /// A deep link: `ID` or `ID.CASE`, as it stands after `shirube=`.
    Link(String),
    /// The wake-up that was asked for.
    Wake,
    /// The page became visible and focused, or ceased to be.
    Attention(bool),
    /// Which session this is: whether it is a new one, and the number of this tab in it.
    Session(bool, u32),
    /// Minutes that the person's clock is ahead of UTC: daily limits count local days.
    Zone(i32),
    /// Past the step shown, as the API's `next` and `back` ask.
    Move(Direction),
}

/// Where the API's `next` and `back` lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// On.
    Next,
    /// Back.
    Back,
}
