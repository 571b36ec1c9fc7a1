//! One tree for YAML and JSON: values with the place they stand at.
//! Text enters (`yaml` reads YAML), nodes leave; a manifest's nodes all stand at line 1.

use serde_json::{Map, Value as Json};

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Which of the piece's files: an article has one for each language.
    pub(crate) file: u16,
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
}

impl Place {
    /// The first character of a piece's first file.
    pub(crate) const START: Place = Place {
        file: 0,
        line: 1,
        column: 1,
    };
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// Line by line under `|`.
    Literal,
    /// Folded under `>`.
    Folded,
    /// A list in `[…]` or a map in `{…}`.
    Flow,
    /// A list or map of lines, or anything of a manifest.
    Block,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    /// Just behind its last character.
    pub(crate) end: Place,
    /// Where a text's own first character stands: behind its quote, or on the line below its `|`.
    pub(crate) inner: Place,
    pub(crate) style: Style,
    pub(crate) data: Data,
}

/// A field of a map.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) place: Place,
    pub(crate) node: Node,
}

#[derive(Clone, Debug)]
pub(crate) enum Data {
    Null,
    Flag(bool),
    /// A number and how it was written.
    Number(f64, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Field>),
}

impl Node {
    /// A value that nobody wrote down as such.
    pub(crate) fn at(place: Place, data: Data) -> Node {
        Node {
            place,
            end: place,
            inner: place,
            style: Style::Block,
            data,
        }
    }

    /// What it is, for a sentence.
    pub(crate) fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "nothing",
            Data::Flag(_) => "true or false",
            Data::Number(..) => "a number",
            Data::Text(_) => "text",
            Data::List(_) => "a list",
            Data::Map(_) => "a map",
        }
    }

    pub(crate) fn fields(&self) -> &[Field] {
        match &self.data {
            Data::Map(fields) => fields,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Node] {
        match &self.data {
            Data::List(list) => list,
            _ => &[],
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.fields().iter().find(|f| f.key == key).map(|f| &f.node)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A word as `Reader::word` takes it, without saying anything about what is none.
    pub(crate) fn id(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            Data::Number(_, raw) => Some(raw),
            _ => None,
        }
    }

    /// The place of the character at a byte offset of this text; the text's own place where its form hides it.
    pub(crate) fn place_of(&self, offset: usize) -> Place {
        let before = self.text().and_then(|t| t.get(..offset)).unwrap_or("");
        let lines = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or("").chars().count();
        match self.style {
            Style::Literal => Place {
                line: self.inner.line + lines,
                column: self.inner.column + column,
                ..self.inner
            },
            Style::Plain | Style::Quoted if self.place.line == self.end.line => Place {
                column: self.inner.column + column,
                ..self.inner
            },
            _ => self.place,
        }
    }

    /// The same value as JSON.
    pub(crate) fn json(&self) -> Json {
        match &self.data {
            Data::Null => Json::Null,
            Data::Flag(flag) => Json::Bool(*flag),
            Data::Number(n, _) if n.fract() == 0.0 && n.abs() < 9e15 => Json::from(*n as i64),
            Data::Number(n, _) => serde_json::Number::from_f64(*n).map_or(Json::Null, Json::Number),
            Data::Text(text) => Json::String(text.clone()),
            Data::List(list) => Json::Array(list.iter().map(Node::json).collect()),
            Data::Map(fields) => Json::Object(
                fields
                    .iter()
                    .map(|f| (f.key.clone(), f.node.json()))
                    .collect(),
            ),
        }
    }

    /// A node from JSON, without a place.
    pub(crate) fn from_json(json: &Json) -> Node {
        let data = match json {
            Json::Null => Data::Null,
            Json::Bool(flag) => Data::Flag(*flag),
            Json::Number(n) => Data::Number(n.as_f64().unwrap_or(0.0), n.to_string()),
            Json::String(text) => Data::Text(text.clone()),
            Json::Array(list) => Data::List(list.iter().map(Node::from_json).collect()),
            Json::Object(map) => Data::Map(fields(map)),
        };
        Node::at(Place::START, data)
    }

    /// The same node as part of another file of its piece.
    pub(crate) fn in_file(mut self, file: u16) -> Node {
        self.place.file = file;
        self.end.file = file;
        self.inner.file = file;
        self.data = match self.data {
            Data::List(list) => Data::List(list.into_iter().map(|n| n.in_file(file)).collect()),
            Data::Map(fields) => Data::Map(
                fields
                    .into_iter()
                    .map(|f| Field {
                        place: Place { file, ..f.place },
                        node: f.node.in_file(file),
                        key: f.key,
                    })
                    .collect(),
            ),
            data => data,
        };
        self
    }
}

fn fields(map: &Map<String, Json>) -> Vec<Field> {
    map.iter()
        .map(|(key, value)| Field {
            key: key.clone(),
            place: Place::START,
            node: Node::from_json(value),
        })
        .collect()
}
