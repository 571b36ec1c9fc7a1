//! Reading nodes by a schema: every map knows its fields, every wrong thing becomes a finding and reading goes on.
//! Holds what a whole source knows (languages, ids, events), so that references can be checked where they stand.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::node::{Data, Node, Place};
use crate::time::Zone;

/// Names that references may use.
#[derive(Default)]
pub(crate) struct Names {
    /// Kind by item id.
    pub(crate) items: BTreeMap<String, &'static str>,
    /// Step ids by tutorial.
    pub(crate) steps: BTreeMap<String, BTreeSet<String>>,
    /// Titles by item and language, for links that show them.
    pub(crate) titles: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) topics: BTreeSet<String>,
    pub(crate) segments: BTreeSet<String>,
    pub(crate) events: BTreeSet<String>,
    pub(crate) experiments: BTreeSet<String>,
    /// Published path by source path.
    pub(crate) assets: BTreeMap<String, String>,
    /// Items that a program requires.
    pub(crate) required: BTreeSet<String>,
}

/// Reads one file's nodes into one language.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a str,
    pub(crate) names: &'a Names,
    pub(crate) languages: &'a [String],
    /// The language that texts are taken in.
    pub(crate) language: &'a str,
    pub(crate) zone: &'a Zone,
    pub(crate) now: i64,
    pub(crate) findings: &'a RefCell<Vec<Finding>>,
    /// Whether some text fell back to the default language.
    pub(crate) fell_back: RefCell<bool>,
}

/// A map whose fields are known.
pub(crate) struct Fields<'r, 'n> {
    pub(crate) reader: &'r Reader<'r>,
    pub(crate) node: &'n Node,
}

impl Reader<'_> {
    pub(crate) fn find(&self, place: Place, code: &'static str, message: impl Into<String>) {
        let finding = Finding {
            file: self.file.to_owned(),
            line: place.line.max(1),
            column: place.column.max(1),
            code,
            message: message.into(),
        };
        let mut all = self.findings.borrow_mut();
        if !all.contains(&finding) {
            all.push(finding);
        }
    }

    pub(crate) fn wrong<T>(&self, node: &Node, expected: &str) -> Option<T> {
        self.find(
            node.place,
            "E0002",
            format!("expected {expected}, found {}", node.kind()),
        );
        None
    }

    /// Opens a map; unknown fields are found here.
    pub(crate) fn open<'r, 'n>(&'r self, node: &'n Node, known: &[&str]) -> Option<Fields<'r, 'n>> {
        let Data::Map(fields) = &node.data else {
            return self.wrong(node, "a map");
        };
        for field in fields {
            if !known.contains(&field.key.as_str()) {
                let near = known
                    .iter()
                    .map(|k| (strsim::damerau_levenshtein(k, &field.key), k))
                    .min()
                    .filter(|(distance, k)| *distance <= (k.len() / 3).max(2));
                let hint = match near {
                    Some((_, near)) => format!(", did you mean \"{near}\"?"),
                    None => String::new(),
                };
                self.find(
                    field.place,
                    "E0003",
                    format!("unknown field \"{}\"{hint}", field.key),
                );
            }
        }
        Some(Fields { reader: self, node })
    }

    pub(crate) fn list<'n>(&self, node: &'n Node) -> &'n [Node] {
        match &node.data {
            Data::List(list) => list,
            Data::Null => &[],
            _ => {
                self.wrong::<()>(node, "a list");
                &[]
            }
        }
    }

    pub(crate) fn word(&self, node: &Node) -> Option<String> {
        match &node.data {
            Data::Text(text) => Some(text.clone()),
            Data::Number(n) => Some(n.to_string()),
            _ => self.wrong(node, "text"),
        }
    }

    pub(crate) fn number(&self, node: &Node, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let Data::Number(n) = node.data else {
            return self.wrong(node, "a number");
        };
        let whole = n as i64;
        if n.fract() != 0.0 || !range.contains(&whole) {
            let (low, high) = (range.start(), range.end());
            self.find(
                node.place,
                "E0025",
                format!("expected a whole number from {low} to {high}, found {n}"),
            );
            return None;
        }
        Some(whole)
    }

    pub(crate) fn flag(&self, node: &Node) -> Option<bool> {
        match node.data {
            Data::Flag(flag) => Some(flag),
            _ => self.wrong(node, "true or false"),
        }
    }

    /// One of a list of words.
    pub(crate) fn one_of<T: Clone>(&self, node: &Node, words: &[(&str, T)]) -> Option<T> {
        let found = node.text().unwrap_or("");
        if let Some((_, value)) = words.iter().find(|(w, _)| *w == found) {
            return Some(value.clone());
        }
        let all: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
        self.find(
            node.place,
            "E0002",
            format!("expected one of {}", all.join(", ")),
        );
        None
    }

    /// A text in this reader's language; every language is checked. `limit` is (Japanese, other) characters.
    pub(crate) fn localized<'n>(
        &self,
        node: &'n Node,
        limit: Option<(usize, usize)>,
    ) -> Option<(&'n Node, String)> {
        let default = self.languages.first().map_or("", String::as_str);
        let Data::Map(fields) = &node.data else {
            if matches!(node.data, Data::Text(_)) {
                self.find(node.place, "E0009", format!("a text is a map by language: write \"{default}:\" and the sentence below it"));
                return None;
            }
            return self.wrong(node, "a text by language");
        };
        for language in self.languages {
            if fields.iter().any(|f| f.key == *language) {
                continue;
            }
            if language == default {
                self.find(
                    node.place,
                    "E0008",
                    format!("the text is missing in the default language \"{language}\""),
                );
            } else {
                self.find(
                    node.place,
                    "W0101",
                    format!("the text is missing in \"{language}\""),
                );
            }
        }
        for field in fields {
            if !self.languages.contains(&field.key) {
                self.find(
                    field.place,
                    "W0102",
                    format!(
                        "\"{}\" is not among the languages of shirube.yaml",
                        field.key
                    ),
                );
            }
            let Some(text) = field.node.text() else {
                self.wrong::<()>(
                    &field.node,
                    "text (a sentence with \": \" or \" #\" needs the block form or quotes)",
                );
                continue;
            };
            self.variables(&field.node, text);
            let (ja, other) = limit.unwrap_or((usize::MAX, usize::MAX));
            let most = if field.key.starts_with("ja") {
                ja
            } else {
                other
            };
            let length = text.trim().chars().count();
            if length > most {
                self.find(
                    field.node.place,
                    "W0105",
                    format!("{length} characters, {most} are shown well"),
                );
            }
        }
        let chosen = fields.iter().find(|f| f.key == self.language).or_else(|| {
            self.fell_back.replace(true);
            fields.iter().find(|f| f.key == default)
        })?;
        Some((&chosen.node, chosen.node.text()?.trim().to_owned()))
    }

    /// `{name|fallback}` needs its fallback.
    fn variables(&self, node: &Node, text: &str) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((inside, tail)) = after.split_once('}') else {
                break;
            };
            let name = |s: &str| {
                s.contains('.')
                    && s.chars()
                        .all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
            };
            if name(inside) {
                self.find(
                    node.place,
                    "E0014",
                    format!("{{{inside}}} needs a fallback: {{{inside}|…}}"),
                );
            }
            rest = tail;
        }
    }

    /// A reference to an item of a kind.
    pub(crate) fn refer(&self, node: &Node, id: &str, kinds: &[&str]) -> bool {
        match self.names.items.get(id) {
            Some(kind) if kinds.is_empty() || kinds.contains(kind) => true,
            Some(kind) => {
                self.find(
                    node.place,
                    "E0007",
                    format!("\"{id}\" is a {kind}, expected a {}", kinds.join(" or ")),
                );
                false
            }
            None => {
                let near = self
                    .names
                    .items
                    .keys()
                    .map(|k| (strsim::damerau_levenshtein(k, id), k))
                    .min()
                    .filter(|(d, _)| *d <= 3);
                let hint = near.map_or(String::new(), |(_, k)| format!(", did you mean \"{k}\"?"));
                self.find(node.place, "E0007", format!("there is no \"{id}\"{hint}"));
                false
            }
        }
    }

    pub(crate) fn event(&self, node: &Node, name: &str) {
        if !self.names.events.contains(name) {
            self.find(
                node.place,
                "W0103",
                format!("the event \"{name}\" is not declared under events in shirube.yaml"),
            );
        }
    }

    pub(crate) fn topic(&self, node: &Node, id: &str) {
        if !self.names.topics.contains(id) {
            self.find(
                node.place,
                "E0007",
                format!("there is no topic \"{id}\" in shirube.yaml"),
            );
        }
    }

    /// The published path of an asset.
    pub(crate) fn asset(&self, node: &Node) -> Option<String> {
        let path = self.word(node)?;
        match self.names.assets.get(&path) {
            Some(published) => Some(published.clone()),
            None => {
                self.find(node.place, "E0024", format!("there is no file \"{path}\" (assets are named from the content folder: assets/…)"));
                None
            }
        }
    }
}

impl<'n> Fields<'_, 'n> {
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.node.get(key).filter(|n| !matches!(n.data, Data::Null))
    }

    pub(crate) fn need(&self, key: &str) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            self.reader
                .find(self.node.place, "E0004", format!("\"{key}\" is missing"));
        }
        found
    }

    pub(crate) fn title(&self, key: &str) -> Option<String> {
        self.reader
            .localized(self.need(key)?, Some((28, 60)))
            .map(|(_, t)| t)
    }

    pub(crate) fn words(&self, key: &str) -> Vec<String> {
        self.get(key).map_or_else(Vec::new, |n| {
            self.reader
                .list(n)
                .iter()
                .filter_map(|w| self.reader.word(w))
                .collect()
        })
    }

    pub(crate) fn number(
        &self,
        key: &str,
        range: std::ops::RangeInclusive<i64>,
        absent: i64,
    ) -> i64 {
        self.get(key)
            .and_then(|n| self.reader.number(n, range))
            .unwrap_or(absent)
    }
}
