//! Texts for translators, and back: what there is to translate in a folder, which translations are older than their
//! original, and writing them into the same files. A folder enters; rows leave, and rows that came back are written.
//! What was translated from which original is remembered in `.shirube/translations.json`, which belongs under git.

mod gather;
mod table;
mod xliff;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use content::Digest;
use serde_json::{Map, Value as Json, json};

use crate::compile::KINDS;
use crate::document::Key;

use gather::{read, save};

pub use table::{BadTable, Format, read_table, write_table};

/// How a translation stands to its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is none.
    New,
    /// The original has changed since it was made.
    Stale,
    /// It is as new as its original.
    Translated,
}

impl State {
    /// The word in a file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::New => "new",
            State::Stale => "stale",
            State::Translated => "translated",
        }
    }
}

/// One text of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// File without its ending and the path in it, list items by their ids: `tutorials/first#steps.new.title`.
    pub id: String,
    /// The original.
    pub source: String,
    /// The translation; empty: none.
    pub target: String,
    /// How they stand to each other.
    pub state: State,
}

/// Why nothing could be read or written.
#[derive(Debug)]
pub enum TranslateError {
    /// A file or folder cannot be read or written.
    Io(PathBuf, std::io::Error),
    /// A source file has to be mended first: file and reason.
    Source(String, String),
    /// The folder serves no such language.
    NoSuchLanguage(String),
}

impl fmt::Display for TranslateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TranslateError::Io(path, error) => write!(f, "{}: {error}", path.display()),
            TranslateError::Source(file, why) => write!(f, "{file}: {why}"),
            TranslateError::NoSuchLanguage(language) => {
                write!(f, "shirube.yaml lists no language \"{language}\"")
            }
        }
    }
}

impl std::error::Error for TranslateError {}

/// What `import` did, by the ids of units.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Written.
    pub written: Vec<String>,
    /// The original is another one by now: written, and still marked as stale.
    pub outdated: Vec<String>,
    /// There is no such text any more.
    pub unknown: Vec<String>,
    /// A variable such as `{user.name|…}` of the original is not in the translation, or the other way round: written.
    pub variables: Vec<String>,
}

const LEDGER: &str = ".shirube/translations.json";

/// A text in its file.
struct Place {
    file: PathBuf,
    /// The map of texts; for an article the field of its front matter, or `body`.
    path: Vec<Key>,
    /// An article has one file a language.
    article: bool,
    source: String,
    target: String,
}

/// A content folder as a translator sees it.
pub struct Translation {
    folder: PathBuf,
    from: String,
    to: String,
    places: Vec<(String, Place)>,
    /// Digests of (original, translation) when they last agreed, by language and unit.
    ledger: Map<String, Json>,
}

impl Translation {
    /// Reads a folder for one language; `from` is the folder's default language where none is given.
    ///
    /// # Errors
    /// A file cannot be read, or the languages are not served.
    pub fn open(
        folder: &Path,
        from: Option<&str>,
        to: &str,
    ) -> Result<Translation, TranslateError> {
        let config = folder.join("shirube.yaml");
        let config = if config.is_file() {
            config
        } else {
            folder.join("shirube.yml")
        };
        let config = read(&config, false)?;
        let languages: Vec<String> = config.json()["languages"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|l| Some(l.as_str()?.to_owned()))
            .collect();
        let first = languages.first().map_or("", String::as_str);
        let from = from.unwrap_or(first);
        for language in [from, to] {
            if !languages.iter().any(|l| l == language) {
                return Err(TranslateError::NoSuchLanguage(language.to_owned()));
            }
        }
        let ledger = fs::read(folder.join(LEDGER)).ok();
        let ledger = ledger.and_then(|b| serde_json::from_slice(&b).ok());
        let mut out = Translation {
            folder: folder.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            places: Vec::new(),
            ledger: match ledger {
                Some(Json::Object(map)) => map,
                _ => Map::new(),
            },
        };
        out.texts(&folder.join("shirube.yaml"), "shirube", &config.json());
        for (kind, _) in KINDS {
            let inner = folder.join(kind);
            if inner.is_dir() {
                out.files(kind, &inner)?;
            }
        }
        Ok(out)
    }

    /// The language of the originals and the one translated to.
    #[must_use]
    pub fn languages(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }

    fn state(&self, id: &str, place: &Place) -> State {
        if place.target.is_empty() {
            return State::New;
        }
        let known = self.ledger.get(&self.to).and_then(|l| l.get(id));
        let was = |n: usize| known.and_then(|k| k.get(n)).and_then(Json::as_str);
        // A translation that was changed by hand since is taken to follow its original.
        let old = was(0).is_some_and(|d| d != digest(&place.source));
        match old && was(1) == Some(&digest(&place.target)) {
            true => State::Stale,
            false => State::Translated,
        }
    }

    /// Whether a folder remembers what was translated from what.
    pub(crate) fn is_kept(folder: &Path) -> bool {
        folder.join(LEDGER).is_file()
    }

    /// Translations that are older than their originals: file from the folder, path in it, whether it is an article.
    pub(crate) fn stale(&self) -> Vec<(String, Vec<Key>, bool)> {
        let stale = self.places.iter();
        let stale = stale.filter(|(id, place)| self.state(id, place) == State::Stale);
        let told = stale.map(|(_, place)| {
            let inner = place.file.strip_prefix(&self.folder).unwrap_or(&place.file);
            let parts = inner.components().map(|c| c.as_os_str().to_string_lossy());
            let file = parts.collect::<Vec<_>>().join("/");
            (file, place.path.clone(), place.article)
        });
        told.collect()
    }

    /// Every text, in the order of files and within them.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        let unit = |(id, place): &(String, Place)| Unit {
            id: id.clone(),
            source: place.source.clone(),
            target: place.target.clone(),
            state: self.state(id, place),
        };
        self.places.iter().map(unit).collect()
    }

    /// Remembers which translation belongs to which original, as far as they agree now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remember(&mut self) -> Result<(), TranslateError> {
        let mut known = Map::new();
        for (id, place) in &self.places {
            let old = self.ledger.get(&self.to).and_then(|l| l.get(id)).cloned();
            let entry = match self.state(id, place) {
                State::New => continue,
                State::Stale => old,
                State::Translated => Some(json!([digest(&place.source), digest(&place.target)])),
            };
            known.extend(entry.map(|e| (id.clone(), e)));
        }
        self.ledger.insert(self.to.clone(), Json::Object(known));
        let path = self.folder.join(LEDGER);
        let text = serde_json::to_string_pretty(&self.ledger).unwrap_or_default() + "\n";
        let written =
            fs::create_dir_all(path.parent().unwrap_or(&path)).and_then(|()| save(&path, &text));
        written.map_err(|e| TranslateError::Io(path, e))
    }

    /// Writes translations that came back; a row without one says nothing. Comments and order of the files stay.
    ///
    /// # Errors
    /// A file cannot be changed; those before it are.
    pub fn import(&mut self, rows: &[Unit]) -> Result<Imported, TranslateError> {
        let mut done = Imported::default();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let at: BTreeMap<String, usize> = self
            .places
            .iter()
            .enumerate()
            .map(|(n, (id, _))| (id.clone(), n))
            .collect();
        for row in rows.iter().filter(|r| !r.target.trim().is_empty()) {
            let Some((id, place)) = at.get(&row.id).and_then(|n| self.places.get_mut(*n)) else {
                done.unknown.push(row.id.clone());
                continue;
            };
            known.insert(&row.id);
            let target = row.target.trim().replace("\r\n", "\n");
            let same_source = row.source.trim().replace("\r\n", "\n") == place.source;
            // An unchanged row that still says that it is stale was not looked at.
            let untouched = target == place.target && row.state == State::Stale;
            if target != place.target {
                write(place, &self.to, &target)?;
                place.target.clone_from(&target);
                done.written.push(id.clone());
            }
            if variables(&place.source) != variables(&target) {
                done.variables.push(id.clone());
            }
            if !same_source {
                done.outdated.push(id.clone());
            }
            if !untouched {
                let made_from = if same_source {
                    digest(&place.source)
                } else {
                    digest(row.source.trim())
                };
                let list = self
                    .ledger
                    .entry(self.to.clone())
                    .or_insert_with(|| json!({}));
                list[id.as_str()] = json!([made_from, digest(&target)]);
            }
        }
        self.remember()?;
        Ok(done)
    }
}

/// Writes one translation into its file.
fn write(place: &Place, language: &str, target: &str) -> Result<(), TranslateError> {
    let mut document = read(&place.file, place.article)?;
    let mut path = place.path.clone();
    let mut text = target.to_owned();
    if place.article {
        if place.path == [Key::from("body")] {
            text.push('\n');
        }
    } else {
        // A text under | ends with its line, as the original does.
        let whole = document.get(&path).unwrap_or(Json::Null);
        let lines = whole
            .as_object()
            .into_iter()
            .flatten()
            .any(|(_, t)| t.as_str().is_some_and(|t| t.ends_with('\n')));
        if lines {
            text.push('\n');
        }
        path.push(Key::from(language));
    }
    let source = |e: crate::EditError| {
        TranslateError::Source(place.file.display().to_string(), e.to_string())
    };
    document.set(&path, &Json::from(text)).map_err(source)?;
    save(&place.file, &document.text()).map_err(|e| TranslateError::Io(place.file.clone(), e))
}

fn digest(text: &str) -> String {
    Digest::of(text.as_bytes())
        .hex()
        .get(..16)
        .unwrap_or_default()
        .to_owned()
}

/// The names of a text's variables, in order.
fn variables(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    let mut names: Vec<&str> = parts
        .filter_map(|p| Some(p.split_once('}')?.0.split('|').next()?.trim()))
        .collect();
    names.sort_unstable();
    names
}
