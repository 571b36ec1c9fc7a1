//! What a page does around the engine, without a page: gives files, remembers each person, wakes when asked.

use std::fmt::Write as _;

use content::{Address, Catalogue, Digest, Millis, Refusal, catalogue};
use engine::effect::Search;
use engine::input::Found;
use engine::panel::Hit;
use engine::{Effect, Engine, Input, Person, Progress};

use crate::Published;
use crate::tell;
use crate::words;

const BASE: &str = "/content/";
const ANONYMOUS: &str = "anonymous";

/// How a file is kept from the engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoilt {
    /// It cannot be fetched.
    Lost,
    /// One bit of it is another.
    Damaged,
    /// It says that it is of a later format.
    Newer,
}

/// Whether its answer to a request for `shard`, `leaf` or `leaf ID` is spoilt.
struct Fault {
    how: Spoilt,
    what: String,
}

/// One page of one browser, which outlives its reloads.
pub(crate) struct Host<'a> {
    published: &'a Published,
    engine: Engine,
    /// What is remembered, by person.
    saved: Vec<(String, Progress)>,
    person: String,
    pub(crate) out: String,
    faults: Vec<Fault>,
    /// Ids of the leaves that the shards named.
    named: Vec<(Digest, String)>,
    /// When the engine asked to be woken.
    wake: Option<Millis>,
}

impl<'a> Host<'a> {
    pub(crate) fn new(published: &'a Published) -> Self {
        Host {
            published,
            engine: Engine::new(BASE),
            saved: Vec::new(),
            person: ANONYMOUS.to_owned(),
            out: String::new(),
            faults: Vec::new(),
            named: Vec::new(),
            wake: None,
        }
    }

    pub(crate) fn line(&mut self, now: Millis, rest: &str) -> Result<(), String> {
        let (word, argument) = rest.split_once(' ').unwrap_or((rest, ""));
        match word {
            "lose" => self.spoil(Spoilt::Lost, argument),
            "damage" => self.spoil(Spoilt::Damaged, argument),
            "newer" => self.spoil(Spoilt::Newer, argument),
            "reload" => {
                self.engine = Engine::new(BASE);
                self.wake = None;
            }
            "boot" => self.boot(now, argument),
            "person" => self.meet(now, words::person(argument)?),
            "merge" => {
                let progress = words::elsewhere(argument, now)?;
                self.feed(now, Input::Merged(Box::new(progress)));
            }
            "wake" => {
                if self.wake.is_none_or(|due| due > now) {
                    return Err("nobody asked to be woken by now".to_owned());
                }
                self.wake = None;
                self.feed(now, Input::Wake);
            }
            "explain" => {
                // The answer is as of the last input: a question is none.
                let answer = match self.engine.explain(argument) {
                    Ok(()) => "eligible".to_owned(),
                    Err(no) => format!("{}: {}", no.rule, no.because),
                };
                let _ = writeln!(self.out, "  {answer}");
            }
            "state" => {
                let answer = match self.engine.running() {
                    Some(run) => format!("{}#{}", run.id, run.step),
                    None => "nothing runs".to_owned(),
                };
                let _ = writeln!(self.out, "  {answer}");
            }
            _ => self.feed(now, words::input(word, argument)?),
        }
        Ok(())
    }

    fn spoil(&mut self, how: Spoilt, what: &str) {
        let what = what.to_owned();
        self.faults.push(Fault { how, what });
    }

    fn fault(&self, what: &str, id: Option<&str>) -> Option<Spoilt> {
        let meant = |f: &&Fault| match f.what.split_once(' ') {
            Some((folder, of)) => folder == what && id == Some(of),
            None => f.what == what,
        };
        self.faults.iter().find(meant).map(|f| f.how)
    }

    /// As a page begins: clock, language, address, then what came of the catalogue.
    fn boot(&mut self, now: Millis, argument: &str) {
        let (page, language) = argument.split_once(' ').unwrap_or((argument, "ja"));
        self.feed(now, Input::Zone(540));
        self.feed(now, Input::Language(language.to_owned()));
        self.feed(now, Input::Page(Address::parse(page)));
        let mut bytes = self.published.catalogue.clone();
        let fault = self.fault("catalogue", None);
        match fault {
            Some(Spoilt::Damaged) => flip(&mut bytes),
            // Magic first, then the format's number.
            Some(Spoilt::Newer) => bytes[4] = u8::MAX,
            Some(Spoilt::Lost) | None => {}
        }
        let input = match Catalogue::open(&bytes) {
            _ if fault == Some(Spoilt::Lost) => Input::CatalogueRefused("content_unreachable"),
            Ok((catalogue, _)) => Input::Catalogue(Box::new(catalogue)),
            Err(refusal) => Input::CatalogueRefused(refusal.code()),
        };
        self.feed(now, input);
    }

    /// Progress is kept by person; what an anonymous one did moves once to a user who has none.
    fn meet(&mut self, now: Millis, person: Person) {
        let key = match &person.user {
            Some(user) => [person.account.as_deref().unwrap_or(""), user].join("\u{0}"),
            None => ANONYMOUS.to_owned(),
        };
        let mut moves = false;
        let mut progress = self.remembered(&key).cloned();
        if progress.is_none() && person.user.is_some() {
            progress = self.remembered(ANONYMOUS).cloned();
            self.saved.retain(|(k, _)| k != ANONYMOUS);
            moves = progress.is_some();
        }
        if !moves {
            self.feed(now, Input::Leaving(person.user.clone()));
        }
        self.person = key;
        let progress = progress.unwrap_or_default();
        self.feed(now, Input::Person(Box::new(person), Box::new(progress)));
    }

    fn remembered(&self, key: &str) -> Option<&Progress> {
        self.saved.iter().find(|(k, _)| k == key).map(|(_, p)| p)
    }

    fn feed(&mut self, now: Millis, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for effect in self.engine.advance(now, input) {
                match effect {
                    Effect::FetchShard(digest) => inputs.push(self.shard(digest)),
                    Effect::FetchLeaf(digest) => inputs.push(self.leaf(digest)),
                    Effect::Search(search) => {
                        let _ = writeln!(self.out, "  {}", tell::search(&search));
                        let found = self.search(&search).map(Box::new);
                        inputs.push(Input::Found(search.call, found));
                    }
                    Effect::Save => self.save(),
                    other => {
                        if let Effect::WakeAt(at) = &other {
                            self.wake = *at;
                        }
                        let _ = writeln!(self.out, "  {}", tell::effect(&other));
                    }
                }
            }
        }
    }

    /// What is remembered must survive its saved form.
    fn save(&mut self) {
        let progress = self.engine.progress();
        match Progress::open(&progress.save()) {
            Some(read) if read == *progress => {
                self.saved.retain(|(k, _)| *k != self.person);
                self.saved.push((self.person.clone(), read));
            }
            _ => self.out.push_str("  the saved form reads otherwise\n"),
        }
    }

    fn shard(&mut self, digest: Digest) -> Input {
        let fault = self.fault("shard", None);
        let Some(bytes) = self.served("shard", &digest, fault) else {
            return Input::Unfetched(digest);
        };
        let read = opened(&bytes, digest, fault, catalogue::open_shard);
        if let Ok(shard) = &read {
            let named = shard.entries.iter().map(|e| (e.leaf, e.id.clone()));
            self.named.extend(named);
        }
        Input::Shard(digest, read)
    }

    fn leaf(&mut self, digest: Digest) -> Input {
        let id = self.named.iter().find(|(d, _)| *d == digest);
        let fault = self.fault("leaf", id.map(|(_, id)| id.as_str()));
        let Some(bytes) = self.served("leaf", &digest, fault) else {
            return Input::Unfetched(digest);
        };
        let read = opened(&bytes, digest, fault, catalogue::open_leaf);
        Input::Leaf(digest, read)
    }

    /// What the page's own small search module would answer.
    fn search(&self, search: &Search) -> Option<Found> {
        let fault = self.fault("index", None);
        let bytes = self.served("search", &search.index, fault)?;
        let index = search::Index::open(&bytes).ok()?;
        let found = index.search(
            &search.query,
            search::Ask {
                page: &search.page,
                limit: search.limit as usize,
            },
        );
        let hit = |hit: &search::Hit| Hit {
            id: hit.id.to_owned(),
            title: vec![(hit.title.to_owned(), false)],
            line: Vec::new(),
        };
        Some(Found {
            total: found.total as u32,
            hits: found.hits.iter().map(hit).collect(),
        })
    }

    fn served(&self, folder: &str, digest: &Digest, fault: Option<Spoilt>) -> Option<Vec<u8>> {
        let mut bytes = self.published.file(folder, digest)?.to_vec();
        match fault {
            None => {}
            Some(Spoilt::Lost) => return None,
            Some(Spoilt::Damaged) => flip(&mut bytes),
            Some(Spoilt::Newer) => bytes[0] = u8::MAX,
        }
        Some(bytes)
    }
}

/// A later format's file is whole: its digest is that of its own bytes.
fn opened<T>(
    bytes: &[u8],
    name: Digest,
    fault: Option<Spoilt>,
    open: impl Fn(&[u8], &Digest) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let name = match fault {
        Some(Spoilt::Newer) => Digest::of(bytes),
        _ => name,
    };
    open(bytes, &name)
}

fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
}
