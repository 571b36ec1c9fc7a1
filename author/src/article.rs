//! Help articles: one Markdown file a language becomes one piece, whose title and body are maps by language.

use content::Item;
use content::item::Article as Leaf;

use crate::compile::Piece;
use crate::finding::Finding;
use crate::markdown;
use crate::node::{Data, Field, Node, Place, Style};
use crate::reader::{Fields, Reader};

/// An article's fields, the body being what stands below them.
pub(crate) const ARTICLE: &[&str] = &["title", "topics", "pages", "order", "tags", "draft", "body"];

/// One language of an article.
pub(crate) struct Article {
    pub(crate) file: String,
    pub(crate) language: String,
    pub(crate) front: Node,
    pub(crate) body: String,
    /// Where the body begins.
    pub(crate) first_line: usize,
}

/// One article of several languages: title and body become maps, tags are gathered, the rest is the first file's.
pub(crate) fn article(id: String, parts: Vec<Article>, findings: &mut Vec<Finding>) -> Piece {
    let mut titles = Vec::new();
    let mut bodies = Vec::new();
    let mut tags: Vec<Node> = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let mut files = Vec::new();
    for (n, part) in parts.into_iter().enumerate() {
        let number = n as u16;
        let start = Place {
            file: number,
            ..Place::START
        };
        bodies.push(Field {
            key: part.language.clone(),
            place: start,
            node: body(&part, start),
        });
        let front = part.front.in_file(number);
        if front.get("title").is_none() {
            findings.push(Finding::new(
                &part.file,
                Place::START,
                "E0004",
                "\"title\" is missing: write it between two lines --- at the top",
            ));
        }
        for field in front.fields() {
            let before = fields.iter().find(|f| f.key == field.key);
            match (field.key.as_str(), before) {
                ("title", _) => titles.push(Field {
                    key: part.language.clone(),
                    place: start,
                    node: field.node.clone(),
                }),
                // A body beside the text would take its place without a word.
                ("body", _) => findings.push(Finding::new(
                    &part.file,
                    field.place,
                    "E0003",
                    "unknown field \"body\": the text stands below the second ---",
                )),
                ("tags", _) if matches!(field.node.data, Data::List(_)) => {
                    for tag in field.node.items() {
                        if !tags.iter().any(|t| t.id() == tag.id()) {
                            tags.push(tag.clone());
                        }
                    }
                }
                (_, None) => fields.push(field.clone()),
                (key, Some(before)) if before.node.json() != field.node.json() => {
                    let first = files.first().map_or("", String::as_str);
                    findings.push(Finding::new(
                        &part.file,
                        field.place,
                        "W0111",
                        format!("\"{key}\" differs from {first}, which counts"),
                    ));
                }
                _ => {}
            }
        }
        files.push(part.file);
    }
    let map = |key: &str, data: Data| Field {
        key: key.to_owned(),
        place: Place::START,
        node: Node::at(Place::START, data),
    };
    if !tags.is_empty() {
        fields.push(map("tags", Data::List(tags)));
    }
    fields.push(map("title", Data::Map(titles)));
    fields.push(map("body", Data::Map(bodies)));
    Piece {
        files,
        folder: "articles".to_owned(),
        id,
        version: 1,
        node: Node::at(Place::START, Data::Map(fields)),
    }
}

fn body(part: &Article, start: Place) -> Node {
    let mut node = Node::at(start, Data::Text(part.body.clone()));
    node.style = Style::Literal;
    node.inner = Place {
        line: part.first_line,
        ..start
    };
    node
}

impl Reader<'_> {
    pub(crate) fn article(&self, fields: &Fields) -> Option<(String, Item)> {
        for page in fields.list("pages") {
            self.page(page);
        }
        fields.number("order", -1_000_000..=1_000_000, 0);
        let title = fields.title("title");
        let body = self.markdown(fields.need("body")?, None, true);
        let title = title?;
        let article = Leaf {
            title: title.clone(),
            body: body.map_or_else(Vec::new, |(node, text)| {
                markdown::blocks(self, node, &text, true)
            }),
            tags: fields.words("tags"),
        };
        Some((title, Item::Article { article }))
    }
}
