//! A source file that is changed value by value, as a careful person would: what is not asked for stays, byte by byte.
//! A text enters, and paths with values; the text with those values leaves. An edit that would not come to exactly what
//! was asked is refused. An article's words below its front matter are its field `body`.

mod add;
mod change;
mod extent;
mod render;
mod take;

use std::fmt;

use serde_json::{Map, Value as Json};

use crate::node::{Data, Node, Place};
use crate::yaml;

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A field of a map.
    Field(String),
    /// A place in a list, from 0.
    At(usize),
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Key::Field(name.to_owned())
    }
}

impl From<usize> for Key {
    fn from(at: usize) -> Self {
        Key::At(at)
    }
}

/// A path as JSON: `["steps", 2, "title", "ja"]`. Nothing where that is no path.
#[must_use]
pub fn path_of(json: &Json) -> Option<Vec<Key>> {
    let keys = json.as_array()?.iter();
    keys.map(|key| match key {
        Json::String(name) => Some(Key::Field(name.clone())),
        Json::Number(at) => at.as_u64().map(|at| Key::At(at as usize)),
        _ => None,
    })
    .collect()
}

/// Why a file stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The file is not YAML that can be read: line, column and sentence.
    Unreadable(usize, usize, String),
    /// Nothing stands at the path that the edit needs.
    NoSuchPlace(String),
    /// The file is written in a way that this cannot change without changing more.
    Unkept(String),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Unreadable(line, column, why) => write!(f, "{line}:{column}: {why}"),
            EditError::NoSuchPlace(path) => write!(f, "nothing stands at {path}"),
            EditError::Unkept(path) => write!(
                f,
                "{path} is written in a way that only a person can change: change it in the file"
            ),
        }
    }
}

impl std::error::Error for EditError {}

/// A YAML file, or an article with its front matter.
#[derive(Clone, Debug)]
pub struct Document {
    mark: bool,
    windows: bool,
    /// What stands before and behind the YAML, in an article.
    around: Option<(String, String)>,
    text: String,
    root: Node,
}

impl Document {
    /// Reads a YAML file; an empty text is a file to be filled.
    pub fn read(text: &str) -> Result<Document, EditError> {
        Document::parse(text, None)
    }

    /// Reads an article; an empty text is an article to be written.
    pub fn read_article(text: &str) -> Result<Document, EditError> {
        let plain = plain(text);
        let parts = plain.strip_prefix("---\n").and_then(|rest| {
            if let Some(body) = rest.strip_prefix("---\n") {
                return Some(("", body));
            }
            let (front, body) = rest.split_once("\n---\n")?;
            Some((rest.get(..front.len() + 1)?, body))
        });
        match parts {
            Some((front, body)) => Document::parse(text, Some((front, body))),
            None if plain.trim().is_empty() => Document::parse(text, Some(("", ""))),
            None => Err(EditError::Unreadable(
                1,
                1,
                "an article begins with its front matter between two lines ---".to_owned(),
            )),
        }
    }

    fn parse(text: &str, article: Option<(&str, &str)>) -> Result<Document, EditError> {
        let source = article.map_or_else(|| plain(text), |(front, _)| front.to_owned());
        let around = article.map(|(_, body)| ("---\n".to_owned(), format!("---\n{body}")));
        Ok(Document {
            mark: text.starts_with('\u{feff}'),
            windows: text.contains("\r\n"),
            root: parsed(&source, 1 + usize::from(around.is_some()))?,
            text: source,
            around,
        })
    }

    /// The file's text, with its own line ends.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = match &self.around {
            Some((before, after)) => format!("{before}{}{after}", self.text),
            None => self.text.clone(),
        };
        if self.windows {
            out = out.replace('\n', "\r\n");
        }
        if self.mark {
            out.insert(0, '\u{feff}');
        }
        out
    }

    /// The whole as JSON, fields in the file's order.
    #[must_use]
    pub fn json(&self) -> Json {
        let mut json = self.root.json();
        if let (Some((_, after)), Json::Object(map)) = (&self.around, &mut json) {
            let body = after.strip_prefix("---\n").unwrap_or(after);
            map.insert("body".to_owned(), Json::from(body));
        }
        json
    }

    /// The value at a path.
    #[must_use]
    pub fn get(&self, path: &[Key]) -> Option<Json> {
        let whole = self.json();
        value_at(&whole, path).cloned()
    }

    /// Line and column (from 1) at which the value of a path, or its nearest ancestor, stands in the file.
    #[must_use]
    pub fn place(&self, path: &[Key]) -> (usize, usize) {
        let mut node = &self.root;
        for key in path {
            let inner = match key {
                Key::Field(name) => node.get(name),
                Key::At(at) => node.items().get(*at),
            };
            match inner {
                Some(inner) => node = inner,
                None => break,
            }
        }
        (node.place.line, node.place.column)
    }

    /// Writes a value at a path; maps on the way are made, and one place behind a list's end may be named.
    /// What the old and the new value have in common stays as it is written.
    ///
    /// # Errors
    /// The path leads through a value that is no map or list, or the file cannot be changed there; it stays as it was.
    pub fn set(&mut self, path: &[Key], value: &Json) -> Result<(), EditError> {
        if let (Some((_, after)), [Key::Field(name)]) = (&mut self.around, path)
            && name == "body"
        {
            let body = value.as_str().unwrap_or_default();
            let end = if body.is_empty() || body.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            *after = format!("---\n{body}{end}");
            return Ok(());
        }
        self.change(
            path,
            |doc| doc.write(path, value),
            |json| put(json, path, value),
        )
    }

    /// Adds a value to the list at `path`, before the one at `at`, or behind the last.
    ///
    /// # Errors
    /// As [`Document::set`].
    pub fn insert(&mut self, path: &[Key], at: usize, value: &Json) -> Result<(), EditError> {
        if matches!(self.get(path), None | Some(Json::Null)) {
            return self.set(path, &Json::Array(vec![value.clone()]));
        }
        self.change(
            path,
            |doc| doc.add_item(path, at, value),
            |json| match value_at_mut(json, path) {
                Some(Json::Array(list)) if at <= list.len() => {
                    list.insert(at, value.clone());
                    true
                }
                _ => false,
            },
        )
    }

    /// Takes a field or an item away; comments around it stay.
    ///
    /// # Errors
    /// As [`Document::set`].
    pub fn remove(&mut self, path: &[Key]) -> Result<(), EditError> {
        let Some((last, above)) = path.split_last() else {
            return Err(no_such(path));
        };
        self.change(
            path,
            |doc| doc.take_out(path),
            |json| match (value_at_mut(json, above), last) {
                (Some(Json::Object(map)), Key::Field(name)) => map.shift_remove(name).is_some(),
                (Some(Json::Array(list)), Key::At(at)) if *at < list.len() => {
                    list.remove(*at);
                    true
                }
                _ => false,
            },
        )
    }

    /// Moves an item of the list at `path` to another place in it, as it is written, with the comments above it.
    ///
    /// # Errors
    /// As [`Document::set`].
    pub fn move_item(&mut self, path: &[Key], from: usize, to: usize) -> Result<(), EditError> {
        self.change(
            path,
            |doc| doc.carry(path, from, to),
            |json| match value_at_mut(json, path) {
                Some(Json::Array(list)) if from < list.len() && to < list.len() => {
                    let item = list.remove(from);
                    list.insert(to, item);
                    true
                }
                _ => false,
            },
        )
    }

    /// Makes a change and holds what came of it against what was to come of it.
    fn change(
        &mut self,
        path: &[Key],
        make: impl FnOnce(&mut Document) -> Result<(), EditError>,
        expect: impl FnOnce(&mut Json) -> bool,
    ) -> Result<(), EditError> {
        let mut expected = self.root.json();
        if !expect(&mut expected) {
            return Err(no_such(path));
        }
        let mut changed = self.clone();
        make(&mut changed)?;
        if !same(&changed.root.json(), &expected) {
            return Err(EditError::Unkept(words(path)));
        }
        *self = changed;
        Ok(())
    }

    /// Puts a text in the place of a stretch of bytes.
    fn splice(&mut self, from: usize, to: usize, text: &str) -> Result<(), EditError> {
        let mut out = self.text.clone();
        if !out.is_char_boundary(from) || !out.is_char_boundary(to) || from > to {
            return Err(EditError::Unkept("the file".to_owned()));
        }
        out.replace_range(from..to, text);
        let first = 1 + usize::from(self.around.is_some());
        // What cannot be read again was not to be changed like this.
        self.root = parsed(&out, first).map_err(|_| EditError::Unkept("the file".to_owned()))?;
        self.text = out;
        Ok(())
    }
}

fn plain(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

fn parsed(text: &str, first_line: usize) -> Result<Node, EditError> {
    let unreadable =
        |place: Place, why: String| EditError::Unreadable(place.line, place.column, why);
    let parsed = yaml::parse(text, first_line).map_err(|b| unreadable(b.place, b.message))?;
    if let Some(fault) = parsed.faults.into_iter().next() {
        return Err(unreadable(fault.place, fault.message));
    }
    Ok(match parsed.node.data {
        // A file of comments alone is a file without fields.
        Data::Null => Node::at(parsed.node.place, Data::Map(Vec::new())),
        _ => parsed.node,
    })
}

fn no_such(path: &[Key]) -> EditError {
    EditError::NoSuchPlace(words(path))
}

/// A path for a sentence: `steps[2].title.ja`.
fn words(path: &[Key]) -> String {
    let mut out = String::new();
    for key in path {
        match key {
            Key::Field(name) if out.is_empty() => out.push_str(name),
            Key::Field(name) => out.push_str(&format!(".{name}")),
            Key::At(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}

fn value_at<'j>(json: &'j Json, path: &[Key]) -> Option<&'j Json> {
    path.iter().try_fold(json, |json, key| match key {
        Key::Field(name) => json.get(name),
        Key::At(at) => json.get(at),
    })
}

fn value_at_mut<'j>(json: &'j mut Json, path: &[Key]) -> Option<&'j mut Json> {
    path.iter().try_fold(json, |json, key| match key {
        Key::Field(name) => json.get_mut(name),
        Key::At(at) => json.get_mut(at),
    })
}

/// Puts a value into JSON as `set` puts it into a file.
fn put(json: &mut Json, path: &[Key], value: &Json) -> bool {
    let Some((key, rest)) = path.split_first() else {
        *json = value.clone();
        return true;
    };
    match key {
        Key::Field(name) => {
            if json.is_null() {
                *json = Json::Object(Map::new());
            }
            let Json::Object(map) = json else {
                return false;
            };
            put(map.entry(name.clone()).or_insert(Json::Null), rest, value)
        }
        Key::At(at) => {
            if json.is_null() {
                *json = Json::Array(Vec::new());
            }
            let Json::Array(list) = json else {
                return false;
            };
            if *at == list.len() {
                list.push(Json::Null);
            }
            list.get_mut(*at)
                .is_some_and(|inner| put(inner, rest, value))
        }
    }
}

/// Equal but for the order of fields, which a file keeps in its own way.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|w| same(v, w)))
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(v, w)| same(v, w))
        }
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}
