//! `explain` against what happens. A world is random content, a person with a history, a time and a page; in it every
//! item's fate is asked for, then its moment comes: it is shown, or recorded as withheld by the rule that was named.

use std::collections::{BTreeMap, BTreeSet};

use content::entry::Start;
use content::{Address, Digest, Entry, Millis};
use engine::deed::Deed;
use engine::input::{Facts, History, StartRequest};
use engine::{Act, Effect, Engine, Input, View, Withheld};
use telemetry::{By, Datum, Name, Record};

use crate::dice::Dice;
use crate::world::{self, NOW};

/// An item that nothing of its own withholds: what is said of it is said of everything else in the world.
const PROBE: &str = "probe";

/// What came of a world, for counts over many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items shown.
    pub shown: u32,
    /// Items withheld, by the rule.
    pub withheld: BTreeMap<&'static str, u32>,
}

struct World {
    engine: Engine,
    now: Millis,
    entries: Vec<Entry>,
    view: Option<View>,
    /// Ids that were told as withheld: each is once a session.
    told: BTreeSet<String>,
    tally: Tally,
}

/// Plays one world. Panics where `explain` and what happened disagree, with what was said.
pub fn play(dice: &mut Dice) -> Tally {
    let count = 1 + dice.below(6);
    let mut shard = world::shard(dice, count);
    let entries = shard.entries.clone();
    shard.entries.push(Entry {
        audience: None,
        page: None,
        start: Start::Manual,
        rollout: None,
        from: None,
        until: None,
        experiment: None,
        ..world::entry(dice, PROBE)
    });
    let digest = Digest::of(b"shard");
    let catalogue = world::catalogue(digest, dice);
    let path = dice.of(&["/a", "/b", "/c"]);
    let progress = world::progress(dice, count);
    let mut world = World {
        engine: Engine::new("/"),
        now: NOW,
        entries,
        view: None,
        told: BTreeSet::new(),
        tally: Tally::default(),
    };
    world.feed(Input::Language(dice.of(&["en", "ja"]).to_owned()));
    world.feed(Input::Zone(dice.of(&[0, 540, -480])));
    world.feed(Input::Page(Address::parse(path)));
    world.feed(Input::Catalogue(Box::new(catalogue)));
    world.feed(Input::Shard(digest, Ok(shard)));
    world.feed(Input::Person(
        Box::new(world::person(dice)),
        Box::new(progress),
    ));
    match dice.below(3) {
        0 => drop(world.feed(Input::History(History::Unknown))),
        1 => drop(world.feed(Input::Facts(Box::new(facts(dice))))),
        _ => {}
    }
    // Until the session is known everything waits: then is the moment of what starts with this page.
    let here = Address::parse(path);
    let by_page = |e: &&Entry| {
        matches!(e.start, Start::Page { .. }) && e.page.as_ref().is_none_or(|p| p.matches(&here))
    };
    let due: Vec<Entry> = world.entries.iter().filter(by_page).cloned().collect();
    world.moment(&due, Input::Session(false, 0));
    let by_event = |e: &&Entry| matches!(e.start, Start::Event { .. });
    let due: Vec<Entry> = world.entries.iter().filter(by_event).cloned().collect();
    for _ in 0..4 {
        world.now += i64::from(dice.below(8)) * 60_000;
        let between = between(dice, count);
        world.feed(between);
        world.moment(&due, Input::Track("go".into(), None));
    }
    world.quiet(&due);
    world.tally
}

fn facts(dice: &mut Dice) -> Facts {
    Facts {
        segments: vec!["told".into()],
        understands: vec![("invoicing".into(), dice.below(101))],
        motivation: dice.one_in(2).then(|| dice.below(101)),
        ..Facts::default()
    }
}

/// What people and pages do between two moments.
fn between(dice: &mut Dice, count: u32) -> Input {
    match dice.below(7) {
        0 => Input::Acted(Act::Close.into(), true),
        1 => Input::Acted(Act::Snooze.into(), true),
        2 => Input::Acted(Act::Deed(Deed::CloseFront).into(), true),
        3 => Input::Acted(Act::Next.into(), true),
        4 => Input::Open("privacy".into(), None),
        5 => Input::Start(StartRequest {
            id: ["i", &dice.below(count).to_string()].concat(),
            step: None,
            force: true,
            by: By::Api,
            call: 1,
        }),
        _ => Input::ClosePanel,
    }
}

impl World {
    /// One input and the files that it asks for; gives what was recorded.
    fn feed(&mut self, input: Input) -> Vec<Record> {
        let mut inputs = vec![input];
        let mut recorded = Vec::new();
        while let Some(input) = inputs.pop() {
            for effect in self.engine.advance(self.now, input) {
                match effect {
                    Effect::FetchLeaf(leaf) => {
                        let all = self.entries.iter();
                        let owner = all.clone().find(|e| e.leaf == leaf);
                        let item = owner.map(|e| world::item(&e.kind, &e.id));
                        inputs.push(match item {
                            Some(item) => Input::Leaf(leaf, Ok(item)),
                            None => Input::Unfetched(leaf),
                        });
                    }
                    Effect::Show(view) => self.view = Some((*view).clone()),
                    Effect::Record(record) => recorded.push(*record),
                    _ => {}
                }
            }
        }
        recorded
    }

    fn said(&self, id: &str) -> Result<(), Withheld> {
        self.engine.explain(id)
    }

    fn shown(&self, id: &str) -> u32 {
        self.engine.progress().past(id).map_or(0, |p| p.shown)
    }

    /// Whether the item's own surface is on the page.
    fn stands(&self, id: &str) -> bool {
        use engine::surface::Front;
        let view = self.view.as_ref();
        let card = view.and_then(|v| v.card.as_ref()).map(|c| c.id.as_str());
        let front = view.and_then(|v| v.front.as_deref()).map(|f| match f {
            Front::Announcement(a) => a.id.as_str(),
            Front::Quiz(q) => q.id.as_str(),
            Front::Survey(s) => s.id.as_str(),
        });
        card == Some(id) || front == Some(id)
    }

    /// The moment of these items: what was said of each before it is held against what comes.
    fn moment(&mut self, due: &[Entry], input: Input) {
        let said: Vec<Result<(), Withheld>> = due.iter().map(|e| self.said(&e.id)).collect();
        let before: Vec<u32> = due.iter().map(|e| self.shown(&e.id)).collect();
        let speaks = self.said(PROBE).is_err_and(|no| no.rule == "one_at_a_time");
        let recorded = self.feed(input);
        let mut order: Vec<usize> = (0..due.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&due[*a], &due[*b]);
            b.priority.cmp(&a.priority).then_with(|| a.id.cmp(&b.id))
        });
        let first = order.into_iter().find(|n| said[*n].is_ok() && !speaks);
        for (n, entry) in due.iter().enumerate() {
            let id = entry.id.as_str();
            let starts = first == Some(n);
            let rule = match &said[n] {
                // What speaks already goes on.
                Ok(()) if starts || speaks => None,
                Ok(()) => Some("one_at_a_time"),
                Err(no) => {
                    assert!(said_well(no), "{no:?}");
                    Some(no.rule)
                }
            };
            assert_eq!(self.shown(id) > before[n], starts, "{id}: {:?}", said[n]);
            if starts {
                self.tally.shown += 1;
                assert!(self.stands(id), "{id} was begun and is not to be seen");
            }
            // Nothing holds back what a program requires.
            assert!(rule != Some("holdout") || !entry.required, "{id}");
            let told = recorded.iter().find_map(|r| withheld(r, id));
            let expected = rule.filter(|_| self.told.insert(id.to_owned()));
            assert_eq!(
                told.as_ref().map(|no| no.0),
                expected,
                "{id}: {:?}",
                said[n]
            );
            // What goes to the collector, and from there into its report, is the same answer in the same words.
            if let (Some((_, because)), Err(no)) = (&told, &said[n]) {
                assert_eq!(*because, no.because, "{id}");
            }
            if let Some(rule) = expected {
                *self.tally.withheld.entry(rule).or_default() += 1;
            }
        }
    }

    /// While the person types, nothing starts, and nothing is said to.
    fn quiet(&mut self, due: &[Entry]) {
        let before: Vec<u32> = due.iter().map(|e| self.shown(&e.id)).collect();
        self.feed(Input::Quiet(true));
        for entry in due {
            let no = self.said(&entry.id);
            assert!(no.is_err() || self.stands(&entry.id), "{}", entry.id);
        }
        self.feed(Input::Track("go".into(), None));
        for (entry, before) in due.iter().zip(before) {
            assert_eq!(self.shown(&entry.id), before, "{}", entry.id);
        }
    }
}

/// A sentence of words, with no name of ours in it.
fn said_well(no: &Withheld) -> bool {
    let text = no.because.as_str();
    !text.is_empty() && text.contains(' ') && !text.contains('_') && !text.ends_with([' ', ':'])
}

fn withheld(record: &Record, id: &str) -> Option<(&'static str, String)> {
    let of = record.content.as_ref().is_some_and(|c| c.id == id);
    if record.name != Name::ContentWithheld || !of {
        return None;
    }
    let datum = |wanted: &str| record.data.iter().find(|(key, _)| *key == wanted);
    match (datum("rule")?, datum("because")?) {
        ((_, Datum::Word(rule)), (_, Datum::Text(because))) => Some((rule, because.clone())),
        _ => None,
    }
}
