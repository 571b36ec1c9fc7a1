//! One tree for YAML and JSON: values with the place they stand at.
//! Text enters, nodes leave; a manifest's nodes carry the name of the field path instead of a line.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Value as Json};

/// Where a value stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
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
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Field>),
}

/// A place and what is wrong there.
pub(crate) struct Broken {
    pub(crate) place: Place,
    pub(crate) message: String,
}

impl Node {
    /// What it is, for a sentence.
    pub(crate) fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "nothing",
            Data::Flag(_) => "true or false",
            Data::Number(_) => "a number",
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

    /// The same value as JSON.
    pub(crate) fn json(&self) -> Json {
        match &self.data {
            Data::Null => Json::Null,
            Data::Flag(flag) => Json::Bool(*flag),
            Data::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Json::from(*n as i64),
            Data::Number(n) => serde_json::Number::from_f64(*n).map_or(Json::Null, Json::Number),
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
        let place = Place { line: 1, column: 1 };
        let data = match json {
            Json::Null => Data::Null,
            Json::Bool(flag) => Data::Flag(*flag),
            Json::Number(n) => Data::Number(n.as_f64().unwrap_or(0.0)),
            Json::String(text) => Data::Text(text.clone()),
            Json::Array(list) => Data::List(list.iter().map(Node::from_json).collect()),
            Json::Object(map) => Data::Map(fields(map, place)),
        };
        Node { place, data }
    }

    /// A node from YAML 1.2; `first_line` is where the text begins in its file.
    pub(crate) fn from_yaml(text: &str, first_line: usize) -> Result<Node, Broken> {
        let empty = Node {
            place: Place {
                line: first_line,
                column: 1,
            },
            data: Data::Map(Vec::new()),
        };
        let documents = MarkedYaml::load_from_str(text).map_err(|error| {
            let at = error.marker();
            Broken {
                place: Place {
                    line: at.line() + first_line - 1,
                    column: at.col() + 1,
                },
                message: format!("this is not YAML: {}", error.info()),
            }
        })?;
        match documents.as_slice() {
            [] => Ok(empty),
            [one] => convert(one, first_line, 0),
            [_, second, ..] => Err(Broken {
                place: place(second, first_line),
                message: "one file holds one document: remove the line ---".to_owned(),
            }),
        }
    }
}

fn fields(map: &Map<String, Json>, place: Place) -> Vec<Field> {
    map.iter()
        .map(|(key, value)| Field {
            key: key.clone(),
            place,
            node: Node::from_json(value),
        })
        .collect()
}

fn place(node: &MarkedYaml, first_line: usize) -> Place {
    Place {
        line: node.span.start.line() + first_line - 1,
        column: node.span.start.col() + 1,
    }
}

/// Nobody nests deeper by hand; a file that does is an attack on the reader's stack.
const DEPTH: usize = 40;

fn convert(yaml: &MarkedYaml, first_line: usize, depth: usize) -> Result<Node, Broken> {
    let place = place(yaml, first_line);
    let broken = |message: &str| Broken {
        place,
        message: message.to_owned(),
    };
    if depth > DEPTH {
        return Err(broken("this is nested too deeply"));
    }
    let data = match &yaml.data {
        YamlData::Value(scalar) => match scalar {
            Scalar::Null => Data::Null,
            Scalar::Boolean(flag) => Data::Flag(*flag),
            Scalar::Integer(n) => Data::Number(*n as f64),
            Scalar::FloatingPoint(n) => Data::Number(n.into_inner()),
            Scalar::String(text) => Data::Text(text.to_string()),
        },
        YamlData::Representation(text, ..) => Data::Text(text.to_string()),
        YamlData::Sequence(list) => Data::List(
            list.iter()
                .map(|n| convert(n, first_line, depth + 1))
                .collect::<Result<_, _>>()?,
        ),
        YamlData::Mapping(map) => Data::Map(
            map.iter()
                .map(|(key, value)| {
                    let name = convert(key, first_line, depth + 1)?;
                    let key = match &name.data {
                        Data::Text(text) => text.clone(),
                        Data::Flag(flag) => flag.to_string(),
                        Data::Number(n) => n.to_string(),
                        _ => {
                            return Err(Broken {
                                place: name.place,
                                message: "a field's name is text".to_owned(),
                            });
                        }
                    };
                    Ok(Field {
                        key,
                        place: name.place,
                        node: convert(value, first_line, depth + 1)?,
                    })
                })
                .collect::<Result<_, _>>()?,
        ),
        YamlData::Tagged(_, inner) => return convert(inner, first_line, depth + 1),
        YamlData::Alias(_) | YamlData::BadValue => return Err(broken("this value cannot be read")),
    };
    Ok(Node { place, data })
}
