//! One item in one language, as a leaf holds it: everything a surface needs beyond the entry.
//! Texts are resolved to their language; variables stay in them as `{name|fallback}`.

use crate::{Anchor, Block, Condition, Link, Page, choice, record};

choice! {
    /// Where a card wishes to stand relative to its target.
    pub enum Placement {
        /// Wherever there is room.
        0 => Auto,
        /// Above.
        1 => Top,
        /// At the right.
        2 => Right,
        /// Below.
        3 => Bottom,
        /// At the left.
        4 => Left,
        /// In the middle of the page, without a target.
        5 => Center,
    }

    /// What moves a tutorial on.
    pub enum Advance {
        /// The card's own button.
        0 => Next,
        /// A click on the target.
        1 => Click,
        /// Input into the target.
        2 => Input { /** Glob that the value must match; absent: anything but nothing. */ pattern: Option<String> },
        /// A host event.
        3 => Event { /** Bare name. */ name: String },
        /// An element coming into view.
        4 => Appears { /** Which. */ anchor: Anchor },
    }

    /// What to do when a step's target does not come.
    pub enum Absent {
        /// Show a notice, keep the place.
        0 => Pause,
        /// Go on with the next step; this one does not count as taught.
        1 => Skip,
        /// Show the card in the middle.
        2 => Center,
        /// End the tutorial.
        3 => End,
    }

    /// A picture or a film.
    pub enum Media {
        /// A picture.
        0 => Image { /** Path under the content base. */ asset: String, /** What it shows. */ alt: String },
        /// A film, loaded on a click.
        1 => Video { /** Path. */ asset: String, /** Path of the still. */ poster: Option<String>, /** Path of the captions in this language. */ captions: Option<String> },
    }

    /// Where a branch leads.
    pub enum Target {
        /// A step of this tutorial.
        0 => Step { /** Step id. */ id: String },
        /// The end.
        1 => End,
    }

    /// How an announcement shows.
    pub enum Form {
        /// A line at the top.
        0 => Banner,
        /// A window that asks for a decision.
        1 => Modal,
        /// A small note at the side.
        2 => Toast,
        /// Only in the feed.
        3 => Feed,
    }

    /// What a button of an announcement does.
    pub enum Do {
        /// Starts a tutorial.
        0 => Start { /** Its id. */ id: String },
        /// Opens an article.
        1 => Article { /** Its id. */ id: String },
        /// Opens an address.
        2 => Link { /** https address. */ url: String },
        /// Goes to a page of the host.
        3 => Go { /** Path. */ path: String },
        /// Records a host event.
        4 => Track { /** Bare name. */ name: String },
        /// Puts the announcement off.
        5 => Snooze,
        /// Counts the announcement as done.
        6 => Complete,
    }

    /// What a quiz question asks for.
    pub enum Ask {
        /// One of the options.
        0 => Single,
        /// Every right option.
        1 => Multiple,
        /// The options in the order written.
        2 => Order,
        /// The real thing, seen by a condition.
        3 => Do { /** What counts as done. */ done: Condition },
    }

    /// What a survey question asks for.
    pub enum Scale {
        /// 0–10.
        0 => Nps,
        /// 1–5.
        1 => Csat,
        /// 1–max.
        2 => Rating { /** 2–10. */ max: u32 },
        /// Options.
        3 => Choice { /** Whether more than one. */ multiple: bool },
        /// Free text.
        4 => Text,
    }
}

record! {
    /// When and how long to wait for a target, and what then.
    pub struct Missing {
        /// How long to wait, in ms.
        pub wait_ms: u32,
        /// What then.
        pub then: Absent,
    }

    /// A second explanation for whom the first was not clear.
    pub struct Unclear {
        /// The other words.
        pub body: Vec<Block>,
        /// Where to read on.
        pub links: Vec<Labelled>,
    }

    /// A link with the words it shows.
    pub struct Labelled {
        /// The words.
        pub label: String,
        /// Where it leads.
        pub link: Link,
    }

    /// A fork at the end of a step.
    pub struct Branch {
        /// When it is taken.
        pub when: Condition,
        /// Where it leads.
        pub to: Target,
    }

    /// A step of a tutorial.
    pub struct Step {
        /// Step id, unique in its tutorial.
        pub id: String,
        /// Where it can be shown; absent: anywhere.
        pub page: Option<Page>,
        /// The address that "Go there" opens; absent: none is known.
        pub open: Option<String>,
        /// What it points at; absent: the middle of the page.
        pub anchor: Option<Anchor>,
        /// Its title.
        pub title: String,
        /// Its words.
        pub body: Vec<Block>,
        /// Where its card wishes to stand.
        pub placement: Placement,
        /// What moves on.
        pub advance: Advance,
        /// What if the target does not come.
        pub missing: Missing,
        /// A picture or a film.
        pub media: Option<Media>,
        /// Other words.
        pub unclear: Option<Unclear>,
        /// Forks, read in order when the step ends.
        pub branches: Vec<Branch>,
        /// The quiz that stands in for title and body.
        pub quiz: Option<String>,
        /// What is pressed outside the target does not reach the page.
        pub blocks: bool,
    }

    /// A tutorial.
    pub struct Tutorial {
        /// Its title.
        pub title: String,
        /// Its steps, in order.
        pub steps: Vec<Step>,
        /// What is offered next.
        pub then: Vec<String>,
    }

    /// An item of a checklist.
    pub struct Task {
        /// Task id, unique in its checklist.
        pub id: String,
        /// Its title.
        pub title: String,
        /// Estimated minutes; 0: none given.
        pub minutes: u32,
        /// What ticks it.
        pub done: Condition,
        /// The tutorial that shows how.
        pub start: Option<String>,
        /// Tasks that come first.
        pub requires: Vec<String>,
    }

    /// A checklist.
    pub struct Checklist {
        /// Its title.
        pub title: String,
        /// Its tasks, in order.
        pub tasks: Vec<Task>,
    }

    /// A tooltip.
    pub struct Tooltip {
        /// What it explains.
        pub anchor: Anchor,
        /// Whether a dot marks it.
        pub hotspot: bool,
        /// Its words.
        pub body: Vec<Block>,
    }

    /// A button of an announcement.
    pub struct Button {
        /// Its words.
        pub label: String,
        /// What it does.
        pub act: Do,
    }

    /// An announcement.
    pub struct Announcement {
        /// How it shows.
        pub form: Form,
        /// Its title.
        pub title: String,
        /// Its words.
        pub body: Vec<Block>,
        /// A picture or a film.
        pub media: Option<Media>,
        /// Its buttons.
        pub actions: Vec<Button>,
    }

    /// An option of a question.
    pub struct Choice {
        /// Option id.
        pub id: String,
        /// Its words.
        pub text: String,
        /// Whether it is right (quizzes).
        pub correct: bool,
    }

    /// A question of a quiz.
    pub struct Question {
        /// Question id.
        pub id: String,
        /// What it asks for.
        pub ask: Ask,
        /// The topic it asks about.
        pub topic: Option<String>,
        /// Its words.
        pub prompt: String,
        /// The options.
        pub options: Vec<Choice>,
        /// The reason, shown after an answer.
        pub explain: Option<String>,
        /// A hint.
        pub hint: Option<String>,
        /// Where the answer is taught.
        pub remedy: Option<Link>,
    }

    /// A quiz.
    pub struct Quiz {
        /// Its title; may be empty.
        pub title: String,
        /// Its questions.
        pub questions: Vec<Question>,
    }

    /// A question of a survey.
    pub struct Opinion {
        /// Question id.
        pub id: String,
        /// What it asks for.
        pub scale: Scale,
        /// Its words.
        pub prompt: String,
        /// The words at the low end.
        pub low: Option<String>,
        /// The words at the high end.
        pub high: Option<String>,
        /// The options.
        pub options: Vec<Choice>,
    }

    /// A survey.
    pub struct Survey {
        /// Its title; may be empty.
        pub title: String,
        /// Its questions.
        pub questions: Vec<Opinion>,
    }

    /// A help article.
    pub struct Article {
        /// Its title.
        pub title: String,
        /// Its words.
        pub body: Vec<Block>,
        /// Words to find it by.
        pub tags: Vec<String>,
    }
}

choice! {
    /// What a leaf holds.
    pub enum Item {
        /// A tutorial.
        0 => Tutorial { /** The tutorial. */ tutorial: Tutorial },
        /// A checklist.
        1 => Checklist { /** The checklist. */ checklist: Checklist },
        /// A tooltip.
        2 => Tooltip { /** The tooltip. */ tooltip: Tooltip },
        /// An announcement.
        3 => Announcement { /** The announcement. */ announcement: Announcement },
        /// A quiz.
        4 => Quiz { /** The quiz. */ quiz: Quiz },
        /// A survey.
        5 => Survey { /** The survey. */ survey: Survey },
        /// A help article.
        6 => Article { /** The article. */ article: Article },
    }
}
