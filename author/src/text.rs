//! Texts by language: which languages are there, how long they are as shown, and what they leave open.

use content::Block;
use pulldown_cmark::{Event, Options, Parser};

use crate::markdown;
use crate::node::{Data, Field, Node, Style};
use crate::reader::Reader;
use crate::reading;
use crate::revenue;

/// What a variable may be about.
const ROOTS: &[&str] = &["user", "account"];

impl Reader<'_> {
    /// A text in this reader's language; every language is checked. `limit` is (Japanese, other) characters.
    pub(crate) fn localized<'n>(
        &self,
        node: &'n Node,
        limit: Option<(usize, usize)>,
    ) -> Option<(&'n Node, String)> {
        self.by_language(node, limit, |text| text.trim().chars().count())
    }

    /// The same for Markdown, whose marks do not count; every language is read.
    pub(crate) fn markdown<'n>(
        &self,
        node: &'n Node,
        limit: Option<(usize, usize)>,
        headings: bool,
    ) -> Option<(&'n Node, String)> {
        let kept = self.by_language(node, limit, shown_length);
        for field in node.fields() {
            let is_kept = kept
                .as_ref()
                .is_some_and(|(n, _)| std::ptr::eq(*n, &field.node));
            if let Some(text) = field.node.text().filter(|_| !is_kept) {
                markdown::blocks(self, &field.node, text, headings);
            }
        }
        kept
    }

    /// The body of a card.
    pub(crate) fn body(&self, node: &Node) -> Vec<Block> {
        let kept = self.markdown(node, Some((160, 320)), false);
        for field in node.fields() {
            let text = field.node.text().unwrap_or("");
            if let Some((at, why)) = reading::hard(text, &field.key) {
                self.find(field.node.place_of(at), "N0204", why);
            }
        }
        kept.map_or_else(Vec::new, |(n, text)| {
            markdown::blocks(self, n, &text, false)
        })
    }

    fn by_language<'n>(
        &self,
        node: &'n Node,
        limit: Option<(usize, usize)>,
        length: impl Fn(&str) -> usize,
    ) -> Option<(&'n Node, String)> {
        let default = self.languages.first().map_or("", String::as_str);
        let Data::Map(fields) = &node.data else {
            if matches!(node.data, Data::Text(_)) {
                self.find(node.place, "E0009", format!("a text is a map by language: write \"{default}:\" and the sentence below it"));
                return None;
            }
            return self.wrong(node, "a text by language");
        };
        let has = fields.iter().filter(|f| !is_blank(&f.node));
        self.tally.borrow_mut().text(
            self.file(node.place),
            node.place,
            has.map(|f| f.key.clone()),
        );
        for language in self.languages {
            let field = fields.iter().find(|f| f.key == *language);
            if field.is_some_and(|f| !is_blank(&f.node)) {
                continue;
            }
            let place = field.map_or(node.place, |f| f.place);
            if language == default {
                self.find(
                    place,
                    "E0008",
                    format!("the text is missing in the default language \"{language}\""),
                );
            } else {
                self.find(
                    place,
                    "W0101",
                    format!("the text is missing in \"{language}\""),
                );
            }
        }
        for field in fields {
            if !self.languages.contains(&field.key) && self.stray(node, field) {
                continue;
            }
            if is_blank(&field.node) {
                continue;
            }
            let Some(text) = field.node.text() else {
                self.wrong::<()>(
                    &field.node,
                    "text (numbers, true, false and null need quotes)",
                );
                continue;
            };
            let bare = node.style == Style::Flow && field.node.style == Style::Plain;
            if let Some(at) = text.find('?').filter(|_| bare) {
                self.find(
                    field.node.place_of(at),
                    "N0202",
                    "inside {…} a ? stops tools that follow YAML 1.1: use quotes or the block form",
                );
            }
            self.variables(&field.node, text);
            let (ja, other) = limit.unwrap_or((usize::MAX, usize::MAX));
            let most = if field.key.starts_with("ja") {
                ja
            } else {
                other
            };
            let length = length(text);
            if length > most {
                self.find(
                    field.node.place,
                    "W0105",
                    format!("{length} characters, {most} are shown well"),
                );
            }
        }
        let whole = |key: &str| fields.iter().find(|f| f.key == key && !is_blank(&f.node));
        let chosen = whole(self.language).or_else(|| {
            self.fell_back.replace(true);
            whole(default)
        })?;
        Some((&chosen.node, chosen.node.text()?.trim().to_owned()))
    }

    /// Says why a key is no language of this source; true when its value is no text of its own.
    fn stray(&self, map: &Node, field: &Field) -> bool {
        let nothing = matches!(field.node.data, Data::Null);
        let torn = map.style == Style::Flow && (nothing || !is_language(&field.key));
        if torn {
            self.find(
                field.place,
                "E0001",
                "inside {…} the comma before this ends the sentence: write the text in block form, one language a line",
            );
        } else {
            self.find(
                field.place,
                "W0102",
                format!(
                    "\"{}\" is not among the languages of shirube.yaml",
                    field.key
                ),
            );
        }
        torn || nothing
    }

    /// `{name|fallback}` needs its fallback, and a name that somebody can fill.
    pub(crate) fn variables(&self, node: &Node, text: &str) {
        let mut from = 0;
        let mut code = false;
        while let Some(at) = text
            .get(from..)
            .and_then(|t| t.find(['{', '`']))
            .map(|n| n + from)
        {
            from = at + 1;
            if text.as_bytes().get(at) == Some(&b'`') {
                code = !code && text.get(from..).is_some_and(|t| t.contains('`'));
                continue;
            }
            let rest = text.get(from..).unwrap_or("");
            let end = rest.find(['}', '{']).unwrap_or(rest.len());
            let closed = rest.as_bytes().get(end) == Some(&b'}');
            let inside = rest.get(..end).unwrap_or("");
            let (name, fallback) = inside
                .split_once('|')
                .map_or((inside, None), |(n, f)| (n, Some(f)));
            let is_name = !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_');
            if code || !is_name {
                continue;
            }
            let root = name.split('.').next().unwrap_or("");
            let place = node.place_of(at);
            if fallback.is_none() && closed {
                self.find(
                    place,
                    "E0014",
                    format!("{{{name}}} needs a fallback: {{{name}|…}}"),
                );
            } else if fallback.is_some() && !closed {
                self.find(place, "E0014", format!("{{{name}|… is not closed by }}"));
            } else if fallback.is_some() && !ROOTS.contains(&root) {
                self.find(
                    place,
                    "E0007",
                    format!("nothing fills \"{name}\": names begin with user. or account."),
                );
            } else if name.strip_prefix("account.").is_some_and(revenue::is) {
                self.find(
                    place,
                    "E0029",
                    format!("\"{name}\" is revenue, which never reaches a page"),
                );
            }
        }
    }
}

fn is_blank(node: &Node) -> bool {
    match &node.data {
        Data::Null => true,
        Data::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// How many characters of a Markdown text are seen.
fn shown_length(text: &str) -> usize {
    let parser = Parser::new_ext(text, Options::empty());
    let length = parser.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.chars().count(),
        Event::SoftBreak | Event::HardBreak => 1,
        _ => 0,
    });
    length.sum()
}

/// Whether a text has the form of a BCP 47 tag: `ja`, `pt-BR`, `zh-Hant-TW`.
pub(crate) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or("");
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}
