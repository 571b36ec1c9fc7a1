//! What a page needs to decide about an item before it fetches the item: an entry of a shard.
//! Who, where, when, in which order, and the digest of the leaf that holds the rest.

use crate::{Anchor, Condition, Digest, Millis, Page, choice, record};

choice! {
    /// The kinds of content.
    pub enum Kind {
        /// A tutorial.
        0 => Tutorial,
        /// A checklist.
        1 => Checklist,
        /// A tooltip.
        2 => Tooltip,
        /// An announcement.
        3 => Announcement,
        /// A quiz.
        4 => Quiz,
        /// A survey.
        5 => Survey,
        /// A help article.
        6 => Article,
    }

    /// What makes an item show itself.
    pub enum Start {
        /// Nothing: a person, a link, another item or the page's code starts it.
        0 => Manual,
        /// Being on its page for a while.
        1 => Page { /** Where; absent: the item's own page. */ page: Option<Page>, /** How long, in ms. */ after_ms: u32 },
        /// A host event.
        2 => Event { /** Bare name. */ name: String, /** How long after it, in ms. */ after_ms: u32 },
    }

    /// How often an item may show itself.
    pub enum Frequency {
        /// Until it was completed or dismissed once.
        0 => Once,
        /// Until it was completed.
        1 => UntilCompleted,
        /// Whenever its start says so.
        2 => Always,
        /// At most once in so many days.
        3 => EveryDays { /** Days of 24 hours. */ days: u32 },
    }

    /// When a dismissed item may come back.
    pub enum Return {
        /// Never by itself.
        0 => Never,
        /// After so many days.
        1 => Days { /** Days of 24 hours. */ days: u32 },
    }

    /// Which identity a rollout or experiment draws by; it falls back from account to user to device.
    pub enum Unit {
        /// The account.
        0 => Account,
        /// The user.
        1 => User,
        /// The device.
        2 => Device,
    }

    /// What a no-code host event is seen by.
    pub enum Act {
        /// A click on the element.
        0 => Click,
        /// A committed change of the element.
        1 => Input,
        /// The submission of a form.
        2 => Submit,
        /// The element coming into view.
        3 => Appears,
    }
}

record! {
    /// Who of an audience gets an item during a staged release.
    pub struct Rollout {
        /// 0–100.
        pub percent: u32,
        /// What is drawn by.
        pub by: Unit,
        /// 0–100 that never get it, for comparison.
        pub holdout: u32,
    }

    /// One variant of an experiment.
    pub struct Variant {
        /// Variant id.
        pub id: String,
        /// 0–100.
        pub percent: u32,
    }

    /// An experiment that an item carries.
    pub struct Experiment {
        /// Experiment id.
        pub id: String,
        /// Its variants; their percents sum to 100.
        pub variants: Vec<Variant>,
    }

    /// An item as far as decisions need it.
    pub struct Entry {
        /// Item id.
        pub id: String,
        /// Its kind.
        pub kind: Kind,
        /// Raised when the item's meaning changes.
        pub version: u32,
        /// The language its leaf is written in.
        pub language: String,
        /// Its title in that language (a tooltip's is empty).
        pub title: String,
        /// Estimated minutes; 0: none given.
        pub minutes: u32,
        /// The digest of its leaf.
        pub leaf: Digest,
        /// Topics it teaches or asks about.
        pub topics: Vec<String>,
        /// Who gets it; absent: everyone.
        pub audience: Option<Condition>,
        /// Where it may show; absent: anywhere.
        pub page: Option<Page>,
        /// What starts it.
        pub start: Start,
        /// How often.
        pub frequency: Frequency,
        /// When it returns after being dismissed.
        pub after_dismiss: Return,
        /// Hours until it returns after being put off.
        pub after_snooze_hours: u32,
        /// Higher wins.
        pub priority: i32,
        /// Staged release.
        pub rollout: Option<Rollout>,
        /// Not before, in ms.
        pub from: Option<Millis>,
        /// Not after, in ms.
        pub until: Option<Millis>,
        /// The experiment it carries.
        pub experiment: Option<Experiment>,
        /// A program requires it: no holdout may withhold it.
        pub required: bool,
    }

    /// A host event seen without a developer.
    pub struct HostEvent {
        /// Bare name.
        pub name: String,
        /// Where; absent: anywhere.
        pub page: Option<Page>,
        /// Whose element.
        pub anchor: Anchor,
        /// What is done to it.
        pub act: Act,
    }

    /// A category of inquiries.
    pub struct Inquiry {
        /// Category id.
        pub id: String,
        /// The topic it belongs to.
        pub topic: Option<String>,
        /// Its words.
        pub title: String,
    }

    /// The person or team to turn to; texts may hold `{account.owner.name|}`.
    pub struct Contact {
        /// Name; empty once filled: the team.
        pub name: String,
        /// Hours, in words; may be empty.
        pub hours: String,
        /// Address of a booking page; empty once filled: none.
        pub booking: String,
        /// Hours until a reply, as promised; 0: nothing is promised.
        pub reply_hours: u32,
        /// Whether the host opens a chat of its own (`contact.requested`).
        pub chat: bool,
    }

    /// A thread of the community, taken in at publish time.
    pub struct Thread {
        /// Its title.
        pub title: String,
        /// Its https address.
        pub url: String,
        /// Ids of the topics that it is about.
        pub topics: Vec<String>,
    }

    /// The community.
    pub struct Community {
        /// Its title.
        pub title: String,
        /// Its https address.
        pub url: String,
        /// Threads of its feed.
        pub threads: Vec<Thread>,
    }

    /// What the help centre has besides articles.
    pub struct Desk {
        /// Categories of inquiries, in the author's order.
        pub inquiries: Vec<Inquiry>,
        /// Whom to turn to.
        pub contact: Option<Contact>,
        /// Where users help each other.
        pub community: Option<Community>,
        /// The digest of `search/<digest>.bin`; absent: there are no articles.
        pub index: Option<Digest>,
    }

    /// What a deep link names.
    pub struct DeepLink {
        /// Eight characters of base32, see `Digest::link`.
        pub code: String,
        /// Item id.
        pub id: String,
        /// Step id; absent: the item as a whole.
        pub step: Option<String>,
    }

    /// The entries of one language and page prefix.
    pub struct Shard {
        /// The items, highest priority first, then by id.
        pub entries: Vec<Entry>,
        /// The host events to look out for.
        pub events: Vec<HostEvent>,
        /// The help centre's own things (help shards only).
        pub desk: Option<Desk>,
        /// What deep links name (link shards only).
        pub links: Vec<DeepLink>,
    }
}
