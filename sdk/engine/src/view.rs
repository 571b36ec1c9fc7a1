//! What is to be seen, as plain data with every text already in the person's language, and what people do with it.
//! The widget draws a `View` and answers with `Act`s; it decides nothing and remembers nothing.

use std::rc::Rc;

use content::catalogue::{Launcher, Theme};
use content::item::{Labelled, Media, Placement};
use content::{Block, Link};

use crate::Watch;
use crate::deed::{Deed, Notice};
use crate::panel::Panel;
use crate::surface::Front;

/// Everything that Shirube shows now.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The language of what is shown: BCP 47, for `lang` and for our own words.
    pub language: String,
    /// The vendor's look.
    pub theme: Rc<Theme>,
    /// Base address of assets, ending in `/`.
    pub base: Rc<str>,
    /// The running tutorial's card.
    pub card: Option<Box<Card>>,
    /// Dots beside elements that have a tip.
    pub hotspots: Vec<Hotspot>,
    /// The open tip.
    pub tip: Option<Box<Tip>>,
    /// The launcher, where it may stand.
    pub launcher: Option<LauncherView>,
    /// The open checklist.
    pub checklist: Option<Box<ChecklistView>>,
    /// What speaks up where no tutorial runs; with a quiz as a step, instead of its card.
    pub front: Option<Box<Front>>,
    /// The open panel, where it is not the checklist.
    pub panel: Option<Box<Panel>>,
    /// A short note at the side.
    pub notice: Option<Box<Notice>>,
}

/// Why a card stands as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// The step can be done here.
    Here,
    /// The step's page is another one: "Go there".
    Elsewhere,
    /// The step's target did not come: skip it, or later.
    Paused,
}

/// What a "do it" step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The card's own button: not a "do it" step.
    Next,
    /// A click on the target.
    Click,
    /// Input into the target.
    Input,
    /// Something done on the page (an event, something appearing).
    Done,
}

/// A tutorial's card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Tutorial id.
    pub id: String,
    /// Step id.
    pub step: String,
    /// Why it stands as it stands.
    pub state: CardState,
    /// Title of the step.
    pub title: String,
    /// Its words.
    pub body: Vec<Block>,
    /// Position, from 1.
    pub at: u32,
    /// How many steps.
    pub of: u32,
    /// The element it points at, once found.
    pub target: Option<Watch>,
    /// Accessible role and name of the target, for the announcement; empty when the author gave none.
    pub target_name: String,
    /// Where it wishes to stand.
    pub placement: Placement,
    /// What is pressed outside the target does not reach the page.
    pub blocks: bool,
    /// What it waits for.
    pub awaited: Awaited,
    /// Whether there is a step to go back to.
    pub back: bool,
    /// Whether this is the last step.
    pub last: bool,
    /// A picture or a film.
    pub media: Option<Media>,
    /// The other words, once asked for.
    pub unclear: Option<Unclear>,
    /// A person opened it: it takes the focus. What starts by itself never does.
    pub takes_focus: bool,
}

/// The other words of a step that was not clear.
#[derive(Clone, Debug, PartialEq)]
pub struct Unclear {
    /// The words; empty where the author gave none.
    pub body: Vec<Block>,
    /// Where to read on.
    pub links: Vec<Labelled>,
    /// A sentence was sent: thanks.
    pub said: bool,
}

/// A dot beside an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Hotspot {
    /// Tooltip id.
    pub id: String,
    /// The element.
    pub target: Watch,
    /// Whether its tip is open.
    pub open: bool,
}

/// An open tip.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    /// Tooltip id.
    pub id: String,
    /// The element.
    pub target: Watch,
    /// Whether a dot marks it (the tip then stands off the dot).
    pub hotspot: bool,
    /// Its words.
    pub body: Vec<Block>,
}

/// The launcher.
#[derive(Clone, Debug, PartialEq)]
pub struct LauncherView {
    /// Where it stands.
    pub launcher: Launcher,
    /// Tasks done and tasks in all, where there is a checklist.
    pub progress: Option<(u32, u32)>,
    /// Whether the panel it opens is open.
    pub open: bool,
    /// Unread news and open tasks.
    pub badge: u32,
}

/// The state of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Others come first.
    Locked,
}

impl TaskState {
    /// The value of `data-state`.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::Done => "done",
            TaskState::Locked => "locked",
        }
    }
}

/// A task of the open checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskView {
    /// Task id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: TaskState,
    /// Minutes left for it; 0: none given.
    pub minutes: u32,
    /// Whether a tutorial can be started for it.
    pub start: bool,
    /// The first open task: the one to do now.
    pub current: bool,
    /// Titles of the tasks that come first.
    pub after: Vec<String>,
}

/// The open checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistView {
    /// Checklist id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its tasks.
    pub tasks: Vec<TaskView>,
}

/// What a person did with a surface.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The card's main button.
    Next,
    /// Back to the step before.
    Back,
    /// Past a step whose target does not come.
    Skip,
    /// Later.
    Snooze,
    /// The card's ×, or Esc.
    Close,
    /// To the step's page.
    Go,
    /// "I don't understand this."
    Unclear,
    /// A link in a body: the engine says where it leads.
    Follow(Link),
    /// A dot was chosen, or its element's tip asked for.
    OpenTip(String),
    /// The tip's ×, Esc, or a click elsewhere.
    CloseTip,
    /// The launcher was chosen.
    Launcher,
    /// The checklist's ×, or Esc.
    CloseChecklist,
    /// "Start" of a task.
    StartTask(String),
    /// The card of this step was drawn and can be seen.
    Seen(String),
    /// Whatever is done with another surface.
    Deed(Deed),
}
