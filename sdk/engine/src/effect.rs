//! Everything the engine wants done, in one closed list; the runtime performs them in order.

use std::rc::Rc;

use content::{Anchor, Digest, Millis};
use telemetry::Record;

use crate::Watch;
use crate::view::View;

/// What is awaited of a watched element.
#[derive(Clone, Debug, PartialEq)]
pub enum Await {
    /// Only that it is there.
    Presence,
    /// A click on it.
    Click,
    /// The pointer or the focus resting on it.
    Attention,
    /// Input into it: a glob that the value must match, or anything but nothing.
    Input(Option<String>),
    /// The submission of the form that it is or stands in.
    Submit,
    /// One of these, of any element that the anchor names when it is done: nothing is looked for before.
    AnyClick,
    /// A committed change, likewise.
    AnyInput,
    /// A submission, likewise.
    AnySubmit,
}

/// A fault of content or use, for the developer: the stable code and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// Item, file or field.
    pub about: String,
}

/// The answer to a start request.
#[derive(Clone, Debug, PartialEq)]
pub struct Started {
    /// The number of the request.
    pub call: u32,
    /// Why not; absent: it shows.
    pub reason: Option<&'static str>,
}

/// A search of the help centre.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// The number under which the answer is given.
    pub call: u32,
    /// The digest of `search/<digest>.bin`.
    pub index: Digest,
    /// The words as typed, trimmed; empty: the articles of the page.
    pub query: String,
    /// The page's path, search and hash.
    pub page: String,
    /// Most hits wanted.
    pub limit: u32,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Fetch `shard/<digest>.bin`.
    FetchShard(Digest),
    /// Fetch `leaf/<digest>.bin`.
    FetchLeaf(Digest),
    /// Fetch the second module, at once or when the page is idle; the answer is `Input::Second`.
    FetchSecond(bool),
    /// Search the help centre; the answer is `Input::Found`.
    Search(Box<Search>),
    /// Look for an element and say what came of it, until unwatched.
    Watch {
        /// The watch's name.
        watch: Watch,
        /// What to look for.
        anchor: Anchor,
        /// How long until the first verdict other than found counts, in ms.
        wait_ms: u32,
        /// What is awaited of it.
        awaits: Await,
        /// Bring it into view once found.
        reveal: bool,
    },
    /// Stop looking.
    Unwatch(Watch),
    /// Draw this.
    Show(Rc<View>),
    /// Tell the collector, and the page's handlers.
    Record(Box<Record>),
    /// Remember `Engine::progress` as it stands now.
    Save,
    /// Give `Input::Wake` at this time; replaces the one asked for before. `None`: never.
    WakeAt(Option<Millis>),
    /// Go to a path of the host.
    Navigate(String),
    /// Open an address in a new tab.
    OpenWeb(String),
    /// Answer a start request.
    Answer(Started),
    /// Tell the developer.
    Fault(Fault),
    /// Content is loaded and decided on.
    Ready,
    /// The number on the launcher's badge, for hosts with a button of their own.
    Badge(u32),
    /// The person switched recording on or off.
    Recording(bool),
}
