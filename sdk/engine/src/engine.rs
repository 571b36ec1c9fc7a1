//! The engine's state and its one door, `advance`.
//! Each input is handled to its end, then what should show is decided again and drawn anew if it changed.

use std::cell::Cell;
use std::rc::Rc;

use content::entry::Start;
use content::{Address, Catalogue, Digest, Entry, Item, Millis};
use telemetry::event::Subject;
use telemetry::{By, Name, Record};

use crate::Watch;
use crate::deed::Notice;
use crate::effect::Effect;
use crate::front::FrontRun;
use crate::input::{Direction, Facts, History, Input, Person, Recording, StartRequest};
use crate::library::{File, Reach};
use crate::order::Keyed;
use crate::progress::Progress;
use crate::run::Run;
use crate::second::{Asked, Second, Wish};
use crate::side::Side;
use crate::tip::TipState;
use crate::view::{Act, View};

/// A start that is due later.
pub(crate) struct Pending {
    pub(crate) id: String,
    pub(crate) at: Millis,
}

/// What is running, for the API's `state`.
#[derive(Clone, Debug, PartialEq)]
pub struct RunState {
    /// Tutorial id.
    pub id: String,
    /// Step id.
    pub step: String,
}

/// Everything that is decided on, and nothing that a browser holds.
pub struct Engine {
    pub(crate) now: Millis,
    pub(crate) zone: i32,
    pub(crate) base: Rc<str>,
    pub(crate) catalogue: Option<Catalogue>,
    pub(crate) theme: Option<Rc<content::catalogue::Theme>>,
    pub(crate) wish: String,
    pub(crate) language: String,
    pub(crate) address: Address,
    pub(crate) person: Person,
    pub(crate) person_known: bool,
    pub(crate) session_known: bool,
    pub(crate) refused: Option<&'static str>,
    pub(crate) progress: Progress,
    pub(crate) shards: Vec<(Digest, File<Vec<Rc<Entry>>>)>,
    /// The entries of the shards held, shard by shard.
    pub(crate) entries: Vec<Rc<Entry>>,
    pub(crate) leaves: Vec<(Digest, File<Rc<Item>>)>,
    pub(crate) run: Option<Run>,
    pub(crate) tips: Vec<TipState>,
    pub(crate) open_tip: Option<String>,
    pub(crate) panel: bool,
    pub(crate) front: Option<FrontRun>,
    pub(crate) side: Option<Side>,
    pub(crate) second: Second,
    pub(crate) asked_second: Asked,
    pub(crate) wishes: Vec<Wish>,
    pub(crate) notice: Option<Notice>,
    pub(crate) desk: Option<content::entry::Desk>,
    pub(crate) host_events: Vec<content::entry::HostEvent>,
    pub(crate) host_watches: Vec<(Watch, usize)>,
    pub(crate) index: Vec<Keyed>,
    /// The entries that this page may start or hold, weightier first.
    pub(crate) here: Vec<Rc<Entry>>,
    pub(crate) links: Vec<content::entry::DeepLink>,
    /// A deep link that waits to be opened.
    pub(crate) link: Option<String>,
    /// A tip to be opened once its element is found.
    pub(crate) wanted_tip: Option<String>,
    pub(crate) history: History,
    pub(crate) tab: u32,
    pub(crate) searches: u32,
    pub(crate) facts: Facts,
    pub(crate) quiet: bool,
    pub(crate) online: bool,
    pub(crate) recording: Recording,
    /// Knowing is to be reckoned anew.
    pub(crate) reckons: bool,
    /// There are signs that are not weighed yet.
    pub(crate) signed: bool,
    /// When knowing was weighed last.
    pub(crate) weighed_at: Millis,
    /// A condition asked for it.
    pub(crate) asks_knowing: Cell<bool>,
    /// Steps back in the running tutorial.
    pub(crate) backs: u32,
    /// When the collector told its facts.
    pub(crate) facts_at: Millis,
    /// What was recorded and is not counted yet.
    pub(crate) uncounted: Vec<Name>,
    pub(crate) badge: u32,
    /// How many news are unread, and when they were counted; `None`: to be counted anew.
    pub(crate) news: Option<(u32, Millis)>,
    pub(crate) pending: Vec<Pending>,
    pub(crate) asked: Vec<StartRequest>,
    pub(crate) attention: bool,
    /// What is remembered as running is to be taken up: after a load, not when another tab says so.
    pub(crate) resumes: bool,
    pub(crate) effects: Vec<Effect>,
    pub(crate) dirty: bool,
    next_watch: u32,
    pub(crate) shown: Option<Rc<View>>,
    pub(crate) ready: bool,
    pub(crate) wake: Option<Millis>,
}

impl Engine {
    /// An engine that knows nothing yet; `base` is the content's base address, ending in `/`.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Engine {
            now: 0,
            zone: 0,
            base: Rc::from(base),
            catalogue: None,
            theme: None,
            wish: String::new(),
            language: String::new(),
            address: Address::default(),
            person: Person::default(),
            person_known: false,
            session_known: false,
            refused: None,
            progress: Progress::default(),
            shards: Vec::new(),
            entries: Vec::new(),
            leaves: Vec::new(),
            run: None,
            tips: Vec::new(),
            open_tip: None,
            panel: false,
            front: None,
            side: None,
            second: Second::Here,
            asked_second: Asked::Nothing,
            wishes: Vec::new(),
            notice: None,
            desk: None,
            host_events: Vec::new(),
            host_watches: Vec::new(),
            index: Vec::new(),
            here: Vec::new(),
            links: Vec::new(),
            link: None,
            wanted_tip: None,
            history: History::default(),
            tab: 0,
            searches: 0,
            facts: Facts::default(),
            quiet: false,
            online: true,
            recording: Recording::On,
            reckons: false,
            signed: false,
            weighed_at: 0,
            asks_knowing: Cell::new(false),
            backs: 0,
            facts_at: 0,
            uncounted: Vec::new(),
            badge: 0,
            news: None,
            pending: Vec::new(),
            asked: Vec::new(),
            attention: true,
            resumes: false,
            effects: Vec::new(),
            dirty: false,
            next_watch: 0,
            shown: None,
            ready: false,
            wake: None,
        }
    }

    /// Takes one input at a time (ms) and gives what is to be done, in order.
    pub fn advance(&mut self, now: Millis, input: Input) -> Vec<Effect> {
        // A clock set back must not undo what was decided: time only moves on.
        self.now = self.now.max(now);
        self.count_active();
        self.count_front();
        self.take(input);
        self.settle();
        std::mem::take(&mut self.effects)
    }

    /// What is running.
    #[must_use]
    pub fn running(&self) -> Option<RunState> {
        let run = self.run.as_ref()?;
        Some(RunState {
            id: run.entry.id.clone(),
            step: run.step_id(),
        })
    }

    /// The catalogue's version; 0 before one was read.
    #[must_use]
    pub fn release(&self) -> u32 {
        self.catalogue.as_ref().map_or(0, |c| c.version)
    }

    /// What is remembered of the person who is here.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    fn take(&mut self, input: Input) {
        self.weigh_news(&input);
        match input {
            Input::Catalogue(catalogue) => {
                self.theme = Some(Rc::new(catalogue.theme.clone()));
                self.catalogue = Some(*catalogue);
                self.choose_language();
            }
            Input::CatalogueRefused(code) => {
                self.refused = Some(code);
                self.refuse(code, "catalogue.bin".to_owned(), None);
            }
            Input::Shard(digest, result) => {
                self.take_shard(digest, result);
                self.page_starts();
            }
            Input::Leaf(digest, result) => self.take_leaf(digest, result),
            Input::Second(second) => self.take_second(second),
            Input::Unfetched(digest) => self.unfetched(digest),
            Input::Page(address) => self.turn_to(address),
            Input::Language(tag) => {
                self.wish = tag;
                self.choose_language();
            }
            Input::Person(person, progress) => self.meet(*person, *progress),
            Input::Merged(theirs) => self.merge(&theirs),
            Input::Track(name, properties) => self.track(name, properties),
            Input::Start(request) => {
                self.ask_shards(Reach::Everywhere);
                self.asked.push(request);
            }
            Input::Stop => self.stop(telemetry::Reason::Stopped),
            Input::Anchor(watch, verdict) => {
                self.step_verdict(watch, verdict);
                self.tip_verdict(watch, verdict);
                self.host_event(watch, Some(verdict));
            }
            Input::Lost(watch) => {
                self.step_lost(watch);
                self.tip_lost(watch);
            }
            Input::Target(watch, trusted) => {
                self.step_target(watch, trusted);
                self.tip_target(watch, trusted);
                self.host_event(watch, None);
            }
            Input::Acted(act, trusted) => self.acted(&act, trusted),
            Input::Open(surface, id) => match (surface.as_str(), id) {
                ("article", Some(id)) => self.open_article(&id, By::Api),
                (surface, _) => self.open_side(surface, By::Api, None),
            },
            Input::Theme(scheme, radius) => self.look(scheme, radius),
            Input::ClosePanel if !self.panel && self.side.is_none() && self.wishes.is_empty() => {
                self.close_front();
            }
            Input::ClosePanel => {
                self.wishes.clear();
                self.panel = false;
                self.close_side();
            }
            Input::Prefer(text) => {
                self.progress.text = text;
                self.dirty = true;
                if !text && matches!(self.side, Some(Side::Text)) {
                    self.side = None;
                }
            }
            Input::Quiet(quiet) => self.quiet = quiet,
            Input::Online(online) => self.turn_online(online),
            Input::Recording(on) => self.recording = on,
            Input::Facts(facts) => self.learn(*facts),
            Input::History(history) => {
                self.history = history;
                self.page_starts();
            }
            Input::Leaving(user) if self.person_known && self.person.user != user => self.part(),
            Input::Leaving(_) => {}
            Input::Link(link) => self.link = Some(link),
            Input::Found(call, found) => self.door_found(call, found),
            Input::Wake => self.wake = None,
            Input::Attention(on) => self.attention = on,
            Input::Session(new, tab) => {
                self.session_known = true;
                self.tab = tab;
                if new {
                    self.progress.in_session = 0;
                    self.progress.told.clear();
                    self.effects
                        .push(Effect::Record(Record::new(Name::SessionStarted)));
                    self.dirty = true;
                }
            }
            Input::Zone(minutes) => self.zone = minutes,
            Input::Move(Direction::Next) => self.go_on(false),
            Input::Move(Direction::Back) => self.go_back(false),
        }
    }

    fn acted(&mut self, act: &Act, trusted: bool) {
        match act {
            Act::Next => self.go_on(trusted),
            Act::Back => self.go_back(trusted),
            Act::Skip => self.skip(trusted),
            Act::Snooze => self.snooze(trusted),
            Act::Close => self.dismiss(trusted),
            Act::Go => self.go_there(),
            Act::Unclear => self.unclear(trusted),
            Act::Follow(link) => self.follow(link.clone(), trusted),
            Act::OpenTip(id) => self.open_tip(id, trusted),
            Act::CloseTip => self.open_tip = None,
            Act::Launcher if self.panel || self.side.is_some() => {
                self.panel = false;
                self.close_side();
            }
            Act::Launcher => self.open_launcher(trusted),
            Act::CloseChecklist => self.panel = false,
            Act::StartTask(id) => self.start_task(id),
            Act::Seen(step) => self.seen(step),
            Act::Deed(deed) => self.did(deed, trusted),
        }
    }

    fn choose_language(&mut self) {
        let Some(catalogue) = self.catalogue.as_ref() else {
            return;
        };
        let language = catalogue.language(&self.wish).to_owned();
        if language != self.language {
            self.language = language;
            self.shards.clear();
            self.entries.clear();
            self.index_entries();
            self.desk = None;
            self.drop_host_watches();
            self.relanguage();
        }
        self.ask_shards(Reach::Here);
    }

    fn turn_to(&mut self, address: Address) {
        if address == self.address {
            return;
        }
        self.address = address;
        self.open_tip = None;
        // What an event started is due wherever the host went with it; what a page started is not.
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain(|p| {
            self.entry(&p.id)
                .is_some_and(|e| matches!(e.start, Start::Event { .. }))
        });
        self.pending = pending;
        self.leave_page();
        self.gather_here();
        self.ask_shards(Reach::Here);
        self.page_starts();
        self.step_page();
    }

    pub(crate) fn new_watch(&mut self) -> Watch {
        self.next_watch += 1;
        Watch(self.next_watch)
    }

    /// What an event says about the item that it is about.
    pub(crate) fn subject(&self, entry: &Entry) -> Subject {
        Subject {
            id: entry.id.clone(),
            version: entry.version,
            variant: entry.experiment.as_ref().and_then(|x| self.drawn(&x.id)),
            language: entry.language.clone(),
        }
    }

    pub(crate) fn record_about(&mut self, entry: &Entry, mut record: Box<Record>) {
        record.content = Some(self.subject(entry));
        self.effects.push(Effect::Record(record));
    }
}
