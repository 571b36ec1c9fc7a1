//! A page without a page around the engine: files are given at once, every element is there, and whoever is shown
//! something ends it as that person ended it in the past, or walks to its end.

use content::anchor::Verdict;
use content::{Address, Digest, Millis};
use engine::deed::Deed;
use engine::{Act, Effect, Engine, Input, Progress};
use telemetry::Name;

use crate::past::{End, Visitor};
use crate::release::Release;

/// How long somebody stays on a page, so that what waits a moment there gets its turn.
const STAY: Millis = 60_000;

/// Something that showed itself.
pub(crate) struct Shown {
    pub(crate) at: Millis,
    pub(crate) id: String,
}

/// One person's page under one release.
pub(crate) struct Stage<'r> {
    release: &'r Release,
    pub(crate) engine: Engine,
    now: Millis,
    wake: Option<Millis>,
    pub(crate) shown: Vec<Shown>,
}

impl<'r> Stage<'r> {
    /// A page on which content has begun. `zone` is the minutes that people's clocks are ahead of UTC.
    pub(crate) fn new(release: &'r Release, now: Millis, zone: i32, locale: &str) -> Stage<'r> {
        let mut stage = Stage {
            release,
            engine: Engine::new("/content/"),
            now,
            wake: None,
            shown: Vec::new(),
        };
        stage.feed(Input::Zone(zone));
        stage.feed(Input::Language(locale.to_owned()));
        let catalogue = Box::new(release.catalogue.clone());
        stage.feed(Input::Catalogue(catalogue));
        stage
    }

    /// Somebody comes, with what is remembered of them.
    pub(crate) fn meet(&mut self, visitor: &Visitor, progress: Progress) {
        let user = Some(visitor.user.clone());
        self.feed(Input::Leaving(user));
        let person = Box::new(visitor.person());
        self.feed(Input::Person(person, Box::new(progress)));
    }

    /// Between two sessions nobody is anywhere: the first page of the next one is new, whichever it is.
    pub(crate) fn leave(&mut self) {
        self.feed(Input::Page(Address::default()));
    }

    pub(crate) fn turn_to(&mut self, page: &str) {
        self.feed(Input::Page(Address::parse(page)));
    }

    /// Lets time pass, with everything that falls due meanwhile.
    pub(crate) fn pass(&mut self, until: Millis) {
        while let Some(due) = self.wake.filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.wake = None;
            self.feed(Input::Wake);
        }
        self.now = self.now.max(until);
    }

    /// Opens a page, stays for a moment, and ends whatever showed itself there.
    pub(crate) fn visit(&mut self, page: &str, visitor: &Visitor) {
        self.turn_to(page);
        self.stay(visitor);
    }

    pub(crate) fn stay(&mut self, visitor: &Visitor) {
        self.feed(Input::Acted(Act::Deed(Deed::SeenFront).into(), false));
        self.pass(self.now + STAY);
        self.end_what_shows(visitor);
    }

    fn end_what_shows(&mut self, visitor: &Visitor) {
        if let Some(run) = self.engine.running() {
            match visitor.ends.get(&run.id) {
                Some(End::Dismissed) => self.act(Act::Close),
                Some(End::Snoozed) => self.act(Act::Snooze),
                _ => {
                    // As if it had come to its end in another tab of theirs.
                    let mut theirs = Progress::default();
                    theirs.past_mut(&run.id).completed_at = Some(self.now);
                    self.feed(Input::Merged(Box::new(theirs)));
                }
            }
        }
        self.act(Act::Deed(Deed::CloseFront));
    }

    fn act(&mut self, act: Act) {
        self.feed(Input::Acted(act.into(), true));
    }

    pub(crate) fn feed(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for effect in self.engine.advance(self.now, input) {
                match effect {
                    Effect::FetchShard(digest) => inputs.push(self.shard(digest)),
                    Effect::FetchLeaf(digest) => inputs.push(self.leaf(digest)),
                    // An element of a guide is there; one of a no-code event told its own tale in the past.
                    Effect::Watch { watch, .. } if self.engine.running().is_some() => {
                        inputs.push(Input::Anchor(watch, Verdict::Found));
                    }
                    Effect::WakeAt(at) => self.wake = at,
                    Effect::Show(view) if view.front.is_some() => {
                        inputs.push(Input::Acted(Act::Deed(Deed::SeenFront).into(), false));
                    }
                    Effect::Show(view) => {
                        if let Some(card) = &view.card {
                            inputs.push(Input::Acted(Act::Seen(card.step.clone()).into(), false));
                        }
                    }
                    Effect::Record(record) if record.name == Name::PromptShown => {
                        let id = record.content.map(|c| c.id);
                        let at = self.now;
                        self.shown.extend(id.map(|id| Shown { at, id }));
                    }
                    _ => {}
                }
            }
        }
    }

    fn shard(&self, digest: Digest) -> Input {
        match self.release.shard(digest) {
            Some(shard) => Input::Shard(digest, Ok(shard)),
            None => Input::Unfetched(digest),
        }
    }

    fn leaf(&self, digest: Digest) -> Input {
        match self.release.leaf(digest) {
            Some(leaf) => Input::Leaf(digest, Ok(leaf)),
            None => Input::Unfetched(digest),
        }
    }
}
