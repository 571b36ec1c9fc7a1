//! YAML 1.2 to nodes, with every place kept. A text enters; a tree and what is odd in it leave, or the place where it
//! cannot be read at all. Depth, copies by alias and fields that stand twice are bounded or found here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, Tag};

use crate::node::{Data, Field, Node, Place, Style};

/// A place and what is wrong there.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) place: Place,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// What a text came to.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) node: Node,
    /// What is wrong without keeping the rest from being read.
    pub(crate) faults: Vec<Broken>,
}

/// Nobody nests deeper by hand; a file that does is an attack on the reader's stack.
const DEPTH: usize = 40;
/// How many values one file may come to, copies by alias counted.
const VALUES: usize = 200_000;

/// Reads one document; `first_line` is where the text begins in its file.
pub(crate) fn parse(text: &str, first_line: usize) -> Result<Parsed, Broken> {
    let mut build = Build {
        lines: text
            .split('\n')
            .map(|line| line.chars().collect())
            .collect(),
        first_line,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        values: 0,
        root: None,
        faults: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| build.unreadable(&error))?;
        build.take(event, span)?;
    }
    let start = Place {
        line: first_line,
        ..Place::START
    };
    Ok(Parsed {
        node: build
            .root
            .unwrap_or_else(|| Node::at(start, Data::Map(Vec::new()))),
        faults: build.faults,
    })
}

/// A list or map that is still open.
struct Open {
    node: Node,
    anchor: usize,
    /// The key that waits for its value.
    key: Option<(String, Place)>,
}

struct Build {
    lines: Vec<Vec<char>>,
    first_line: usize,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    values: usize,
    root: Option<Node>,
    faults: Vec<Broken>,
}

impl Build {
    fn place(&self, at: Marker) -> Place {
        Place {
            file: 0,
            line: at.line() + self.first_line - 1,
            column: at.col() + 1,
        }
    }

    /// The character at a line (from 1) and a column (from 0): the scanner's own index counts bytes.
    fn char(&self, line: usize, col: usize) -> Option<char> {
        self.lines.get(line.checked_sub(1)?)?.get(col).copied()
    }

    fn unreadable(&self, error: &ScanError) -> Broken {
        let at = *error.marker();
        // The scanner stops behind the character that it cannot use.
        let before = at.col().saturating_sub(1);
        let tab = [at.col(), before]
            .map(|col| self.char(at.line(), col))
            .contains(&Some('\t'));
        let message = if tab {
            "a tab stands where YAML takes only spaces: indent with spaces".to_owned()
        } else {
            format!("this is not YAML: {}", error.info())
        };
        Broken {
            place: self.place(at),
            code: "E0001",
            message,
        }
    }

    fn take(&mut self, event: Event, span: Span) -> Result<(), Broken> {
        let place = self.place(span.start);
        let broken = |message: String| {
            Err(Broken {
                place,
                code: "E0001",
                message,
            })
        };
        if !matches!(event, Event::SequenceEnd | Event::MappingEnd) {
            self.values += 1;
        }
        if self.values > VALUES {
            return broken("this file holds more values than a content file can".to_owned());
        }
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                broken("one file holds one document: remove the line ---".to_owned())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), span)?;
                self.add(node, anchor, 1)
            }
            Event::SequenceStart(anchor, _) => self.begin(span, anchor, Data::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(span, anchor, Data::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.place(span.end);
                let Some(mut done) = self.open.pop() else {
                    return Ok(());
                };
                done.node.end = end;
                let size = size(&done.node);
                self.add(done.node, done.anchor, size)
            }
            Event::Alias(id) => match self.anchors.get(&id) {
                Some((node, size)) => {
                    let (mut node, size) = (node.clone(), *size);
                    // What is wrong in a copy is wrong where it was written; the copy itself stands here.
                    node.place = place;
                    self.values += size;
                    self.add(node, 0, size)
                }
                None => broken("this alias names nothing that is complete before it".to_owned()),
            },
            _ => Ok(()),
        }
    }

    fn begin(&mut self, span: Span, anchor: usize, data: Data) -> Result<(), Broken> {
        let place = self.place(span.start);
        if self.open.len() >= DEPTH {
            return Err(Broken {
                place,
                code: "E0001",
                message: "this is nested too deeply".to_owned(),
            });
        }
        let first = self.char(span.start.line(), span.start.col());
        let flow = matches!(first, Some('{' | '['));
        let mut node = Node::at(place, data);
        if flow {
            node.style = Style::Flow;
        }
        self.open.push(Open {
            node,
            anchor,
            key: None,
        });
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), Broken> {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.node.data, open.key.take()) {
            (Data::List(list), _) => list.push(node),
            (Data::Map(fields), Some((key, place))) => {
                if key == "<<" {
                    self.faults.push(Broken {
                        place,
                        code: "E0003",
                        message: "YAML 1.2 has no merge key (<<): write the fields out".to_owned(),
                    });
                } else if fields.iter().any(|f| f.key == key) {
                    self.faults.push(Broken {
                        place,
                        code: "E0031",
                        message: format!(
                            "the field \"{key}\" stands here a second time; the first one counts"
                        ),
                    });
                } else {
                    fields.push(Field { key, place, node });
                }
            }
            (_, _) => {
                let key = match &node.data {
                    Data::Text(text) => text.clone(),
                    Data::Flag(flag) => flag.to_string(),
                    Data::Number(_, raw) => raw.clone(),
                    Data::Null => String::new(),
                    Data::List(_) | Data::Map(_) => {
                        return Err(Broken {
                            place: node.place,
                            code: "E0001",
                            message: "a field's name is text".to_owned(),
                        });
                    }
                };
                open.key = Some((key, node.place));
            }
        }
        Ok(())
    }

    fn scalar(
        &self,
        text: Cow<str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Node, Broken> {
        let place = self.place(span.start);
        let data = match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => {
                Data::Text(text.to_string())
            }
            Some(tag) => {
                return Err(Broken {
                    place,
                    code: "E0001",
                    message: format!("the tag \"{tag}\" means nothing here: remove it"),
                });
            }
            None if style == ScalarStyle::Plain => plain(&text),
            None => Data::Text(text.to_string()),
        };
        let mut node = Node::at(place, data);
        node.end = self.place(span.end);
        match style {
            ScalarStyle::Plain => node.style = Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                node.style = Style::Quoted;
                node.inner.column += 1;
            }
            ScalarStyle::Literal => {
                node.style = Style::Literal;
                // The scanner begins behind empty lines, which are part of the text.
                node.inner.line -= text.len() - text.trim_start_matches('\n').len();
            }
            ScalarStyle::Folded => node.style = Style::Folded,
        }
        Ok(node)
    }
}

fn size(node: &Node) -> usize {
    1 + match &node.data {
        Data::List(list) => list.iter().map(size).sum(),
        Data::Map(fields) => fields.iter().map(|f| size(&f.node)).sum(),
        _ => 0,
    }
}

/// A plain scalar by YAML's core schema.
fn plain(text: &str) -> Data {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Flag(true),
        "false" | "False" | "FALSE" => Data::Flag(false),
        _ => match text.parse::<f64>() {
            Ok(value) if number && value.is_finite() => Data::Number(value, text.to_owned()),
            _ => Data::Text(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// The place of the first `x` of the first field's text, as `line:column`.
    fn check(text: &str, expected: &str) {
        let parsed = parse(text, 1).unwrap_or_else(|b| panic!("{text}: {}", b.message));
        let node = &parsed.node.fields()[0].node;
        let place = node.place_of(node.text().unwrap().find('x').unwrap());
        assert_eq!(
            format!("{}:{}", place.line, place.column),
            expected,
            "{text}"
        );
    }

    #[test]
    fn places_inside_texts() {
        check("a: b x", "1:6");
        check("日: 本 x", "1:6");
        check("a: \"b x\"", "1:7");
        check("日: {}\n".replace("{}", "'本 x'").as_str(), "1:7");
        check("a: |\n  b x\n", "2:5");
        check("a: |\n  b\n\n   x\n", "4:4");
        check("a: |\n\n  b x\n", "3:5");
        check("a: |2\n   b x\n", "2:6");
        check("日: |-\n    本 x", "2:7");
        // A folded text's lines are not its lines in the file.
        check("a: >\n  b\n  x\n", "2:3");
    }
}
