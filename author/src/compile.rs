//! From a source (a folder's nodes or a manifest) to a catalogue, shards and leaves.
//! The same steps serve a check, a publication and the page's own compiler.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use content::catalogue::{Holds, ShardName, open_leaf, open_shard, wrap};
use content::entry::{HostEvent, Kind};
use content::{Catalogue, Digest, Entry, Item, Shard};
use serde_json::Value as Json;

use crate::arbiter;
use crate::article::ARTICLE;
use crate::common::COMMON;
use crate::desk::{Shelf, desk};
use crate::finding::{Finding, Severity};
use crate::kinds::{ANNOUNCEMENT, CHECKLIST, TOOLTIP};
use crate::links::Links;
use crate::node::{Node, Place};
use crate::questions::QUESTIONS;
use crate::reader::Reader;
use crate::shards::{prefixes, split};
use crate::tally::{Completeness, Tally};
use crate::time::Zone;
use crate::tutorial::TUTORIAL;

/// One item of a source.
pub(crate) struct Piece {
    /// Its file; an article has one for each language.
    pub(crate) files: Vec<String>,
    /// Folder name: `tutorials`, `checklists`, …
    pub(crate) folder: String,
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) node: Node,
}

/// A whole source.
pub(crate) struct Source {
    pub(crate) config: Node,
    pub(crate) config_file: String,
    /// The configuration could not be read, which was said already.
    pub(crate) config_broken: bool,
    /// The source is a folder of an author's, not a published manifest.
    pub(crate) from_folder: bool,
    pub(crate) pieces: Vec<Piece>,
    /// Ids of items whose files could not be read.
    pub(crate) broken: BTreeSet<String>,
    /// Published path by source path.
    pub(crate) assets: BTreeMap<String, String>,
    pub(crate) findings: Vec<Finding>,
}

/// What a source compiles to.
pub struct Compiled {
    /// The bytes of `catalogue.bin`.
    pub catalogue: Vec<u8>,
    /// Names under the content base and bytes of everything else.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What compiling came to.
pub(crate) struct Outcome {
    pub(crate) compiled: Option<Compiled>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) completeness: Vec<Completeness>,
}

/// The kinds by folder, with the word that sentences use.
pub(crate) const KINDS: &[(&str, &str)] = &[
    ("tutorials", "tutorial"),
    ("checklists", "checklist"),
    ("tooltips", "tooltip"),
    ("announcements", "announcement"),
    ("quizzes", "quiz"),
    ("surveys", "survey"),
    ("programs", "program"),
    ("events", "event"),
    ("articles", "article"),
];

/// When and for whom a release is made.
pub(crate) struct Release<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) version: u32,
    pub(crate) now: i64,
}

const DAY: i64 = 86_400_000;

impl Source {
    /// Compiles everything and says everything that is wrong.
    pub(crate) fn compile(&self, release: &Release) -> Outcome {
        let tally = RefCell::new(Tally::default());
        let findings = RefCell::new(self.findings.iter().cloned().collect::<BTreeSet<_>>());
        let names = self.names(&findings);
        let languages = self.languages();
        let zone = self
            .config
            .get("timezone")
            .and_then(Node::text)
            .map(Zone::named);
        let unknown = matches!(zone, Some(None));
        let zone = zone.flatten().unwrap_or_else(Zone::utc);
        let config_files = [self.config_file.clone()];
        let mut catalogue: Option<Catalogue> = None;
        let mut files = BTreeMap::new();
        let mut links = Links::new(release.tenant);
        for language in &languages {
            let reader = |files| Reader {
                files,
                names: &names,
                languages: &languages,
                language,
                zone: &zone,
                now: release.now,
                findings: &findings,
                tally: &tally,
                fell_back: RefCell::new(false),
            };
            if catalogue.is_none() && !self.config_broken {
                let reader = reader(&config_files[..]);
                if let Some(node) = self.config.get("timezone").filter(|_| unknown) {
                    reader.find(
                        node.place,
                        "E0022",
                        "this time zone is not known (use a name such as Asia/Tokyo)",
                    );
                }
                catalogue = reader.config(&self.config, release.tenant);
            }
            // Without a configuration every topic and event would seem unknown.
            if self.config_broken {
                break;
            }
            if language == &languages[0] {
                arbiter::find(&self.pieces, |piece| reader(&piece.files[..]));
            }
            let mut entries = Vec::new();
            let mut events = Vec::new();
            let mut shelf = Shelf::default();
            for piece in &self.pieces {
                let reader = reader(&piece.files[..]);
                match reader.piece(piece) {
                    Some(Read::Item(mut entry, item, pages)) => {
                        if *reader.fell_back.borrow() {
                            entry.language.clone_from(&languages[0]);
                        }
                        let bytes = wrap(&item);
                        entry.leaf = Digest::of(&bytes);
                        if open_leaf(&bytes, &entry.leaf).is_err() || !opens(&entry) {
                            reader.find(piece.node.place, "E0035", UNREADABLE);
                        }
                        files.insert(format!("leaf/{}.bin", entry.leaf.hex()), bytes);
                        if language == &languages[0]
                            && let Some(other) = links.put(&entry.id, &item)
                        {
                            let place = piece.node.place;
                            reader.find(place, "E0006", format!("its deep link is that of \"{other}\" too: give one of them another id"));
                        }
                        shelf.put(&self.config, &languages[0], &piece.node, &entry, &item);
                        entries.push((*entry, pages));
                    }
                    Some(Read::Event(event)) => events.push(event),
                    None => {}
                }
            }
            if let Some(catalogue) = catalogue.as_mut() {
                let mut desk = desk(&self.config, language, &languages[0]);
                if let Some((digest, bytes)) = shelf.index(language) {
                    desk.index = Some(digest);
                    files.insert(format!("search/{}.bin", digest.hex()), bytes);
                }
                for (prefix, holds, shard) in split(entries, events, desk) {
                    let name = shelve(&mut files, language, prefix, holds, &shard);
                    catalogue.shards.push(name);
                }
            }
        }
        if let Some(catalogue) = catalogue.as_mut() {
            let (holds, shard) = links.shard();
            let name = shelve(&mut files, "", String::new(), holds, &shard);
            catalogue.shards.push(name);
        }
        let tally = tally.into_inner();
        let mut findings = findings.into_inner();
        // What is wrong elsewhere may be why nothing names a file.
        let clean = !findings.iter().any(|f| f.severity() == Severity::Error);
        let unused = self.assets.keys().filter(|a| !tally.assets.contains(*a));
        findings.extend(unused.filter(|_| clean && self.from_folder).map(|asset| {
            let why = "nothing names this file, and it is published all the same";
            Finding::new(asset, Place::START, "N0208", why)
        }));
        let compiled = catalogue.map(|mut catalogue: Catalogue| {
            catalogue.version = release.version;
            catalogue.issued = release.now;
            catalogue.expires = release.now + self.expires_days() * DAY;
            Compiled {
                catalogue: catalogue.seal(&Vec::new()),
                files: files.into_iter().collect(),
            }
        });
        Outcome {
            compiled,
            findings: findings.into_iter().collect(),
            completeness: tally.completeness(&languages),
        }
    }

    fn expires_days(&self) -> i64 {
        match self
            .config
            .get("publish")
            .and_then(|n| n.get("expires_days"))
            .map(|n| &n.data)
        {
            Some(crate::node::Data::Number(days, _)) if *days >= 1.0 => *days as i64,
            _ => 400,
        }
    }
}

/// Puts a shard among the files and gives its name for the catalogue.
fn shelve(
    files: &mut BTreeMap<String, Vec<u8>>,
    language: &str,
    prefix: String,
    holds: Holds,
    shard: &Shard,
) -> ShardName {
    let bytes = wrap(shard);
    let digest = Digest::of(&bytes);
    let name = ShardName {
        language: language.to_owned(),
        prefix,
        holds,
        digest,
        bytes: bytes.len() as u32,
    };
    files.insert(format!("shard/{}.bin", digest.hex()), bytes);
    name
}

const UNREADABLE: &str = "what this compiles to cannot be opened again; nothing is published";

/// Whether a page could read an entry in its shard.
fn opens(entry: &Entry) -> bool {
    let shard = Shard {
        entries: vec![entry.clone()],
        events: Vec::new(),
        desk: None,
        links: Vec::new(),
    };
    let bytes = wrap(&shard);
    open_shard(&bytes, &Digest::of(&bytes)).is_ok()
}

enum Read {
    Item(Box<Entry>, Item, Vec<String>),
    Event(HostEvent),
}

impl Reader<'_> {
    fn piece(&self, piece: &Piece) -> Option<Read> {
        let node = &piece.node;
        let (kind, own): (Kind, &[&str]) = match piece.folder.as_str() {
            "tutorials" => (Kind::Tutorial, TUTORIAL),
            "checklists" => (Kind::Checklist, CHECKLIST),
            "tooltips" => (Kind::Tooltip, TOOLTIP),
            "announcements" => (Kind::Announcement, ANNOUNCEMENT),
            "quizzes" => (Kind::Quiz, QUESTIONS),
            "surveys" => (Kind::Survey, QUESTIONS),
            "articles" => (Kind::Article, ARTICLE),
            "events" => return self.host_event(&piece.id, node).map(Read::Event),
            _ => {
                self.program(node);
                return None;
            }
        };
        let known: Vec<&str> = if kind == Kind::Article {
            own.to_vec()
        } else {
            COMMON.iter().chain(own).copied().collect()
        };
        let fields = self.open(node, &known)?;
        let mut entry = self.entry(&piece.id, piece.version, kind.clone(), &fields);
        let (title, item) = match kind {
            Kind::Tutorial => self.tutorial(&fields),
            Kind::Checklist => self.checklist(&fields),
            Kind::Tooltip => self.tooltip(&fields),
            Kind::Announcement => self.announcement(&fields),
            Kind::Quiz => self.quiz(&fields),
            Kind::Survey => self.survey(&fields),
            Kind::Article => self.article(&fields),
        }?;
        entry.title = title;
        let pages = prefixes(&entry, &item);
        Some(Read::Item(Box::new(entry), item, pages))
    }
}

/// An item without what its file's name and its history say.
fn without_name(item: &Json) -> Json {
    let mut item = item.clone();
    if let Json::Object(fields) = &mut item {
        fields.retain(|key, _| key != "id" && key != "version");
    }
    item
}

/// A field of the configuration: of `events`, which also lists the no-code ones, only the declared names.
fn declared(key: &str, value: &Json) -> Json {
    match value {
        Json::Array(list) if key == "events" => {
            list.iter().filter(|v| v.is_string()).cloned().collect()
        }
        value => value.clone(),
    }
}

/// Compiles a published `manifest.json` again, to the same bytes; needs no file system.
pub fn compile_manifest(manifest: &str, now: i64) -> Result<Compiled, Vec<Finding>> {
    let broken = |message: String| {
        vec![Finding::new(
            "manifest.json",
            Place::START,
            "E0001",
            message,
        )]
    };
    let json: Json =
        serde_json::from_str(manifest).map_err(|e| broken(format!("this is not JSON: {e}")))?;
    let Json::Object(map) = &json else {
        return Err(broken("a manifest is an object".to_owned()));
    };
    let number = |json: Option<&Json>| json.and_then(Json::as_u64).unwrap_or(1) as u32;
    let mut pieces = Vec::new();
    for (folder, _) in KINDS {
        for item in map
            .get(*folder)
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter(|item| item.is_object())
        {
            let id = item
                .get("id")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned();
            pieces.push(Piece {
                files: vec![format!("{folder}/{id}")],
                folder: (*folder).to_owned(),
                id,
                version: number(item.get("version")),
                node: Node::from_json(&without_name(item)),
            });
        }
    }
    let config = Json::Object(
        map.iter()
            .filter(|(k, _)| crate::config::CONFIG.contains(&k.as_str()))
            .map(|(k, v)| (k.clone(), declared(k, v)))
            .collect(),
    );
    let assets = map
        .get("assets")
        .and_then(Json::as_object)
        .into_iter()
        .flatten();
    let assets = assets
        .filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned())))
        .collect();
    let source = Source {
        config: Node::from_json(&config),
        config_file: "manifest.json".to_owned(),
        config_broken: false,
        from_folder: false,
        broken: BTreeSet::new(),
        pieces,
        assets,
        findings: Vec::new(),
    };
    let tenant = map.get("tenant").and_then(Json::as_str).unwrap_or_default();
    let outcome = source.compile(&Release {
        tenant,
        version: number(map.get("release")),
        now,
    });
    let errors: Vec<Finding> = outcome
        .findings
        .into_iter()
        .filter(|f| f.severity() == crate::Severity::Error)
        .collect();
    match outcome.compiled {
        Some(compiled) if errors.is_empty() => Ok(compiled),
        _ => Err(errors),
    }
}
