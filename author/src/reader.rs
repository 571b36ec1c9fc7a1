//! Reading nodes by a schema: every map knows its fields, every wrong thing becomes a finding and reading goes on.
//! Holds what a whole source knows (languages, ids, events), so that references can be checked where they stand.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::node::{Data, Node, Place};
use crate::tally::Tally;
use crate::time::Zone;

/// Names that references may use.
#[derive(Default)]
pub(crate) struct Names {
    /// Every id of every kind.
    pub(crate) taken: BTreeSet<String>,
    /// Kind by item id.
    pub(crate) items: BTreeMap<String, &'static str>,
    /// Items whose files cannot be read, which was said there: what they hold is not known to be missing.
    pub(crate) broken: BTreeSet<String>,
    /// Step ids by tutorial.
    pub(crate) steps: BTreeMap<String, BTreeSet<String>>,
    /// Titles by item and language, for links that show them.
    pub(crate) titles: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) topics: BTreeSet<String>,
    pub(crate) segments: BTreeSet<String>,
    /// What makes a segment, by its id.
    pub(crate) conditions: BTreeMap<String, Node>,
    /// Segments over revenue: the collector's alone.
    pub(crate) private: BTreeSet<String>,
    pub(crate) events: BTreeSet<String>,
    /// Variant ids by experiment.
    pub(crate) experiments: BTreeMap<String, BTreeSet<String>>,
    /// Published path by source path.
    pub(crate) assets: BTreeMap<String, String>,
    /// Items that a program requires.
    pub(crate) required: BTreeSet<String>,
}

/// Reads one piece's nodes into one language.
pub(crate) struct Reader<'a> {
    pub(crate) files: &'a [String],
    pub(crate) names: &'a Names,
    pub(crate) languages: &'a [String],
    /// The language that texts are taken in.
    pub(crate) language: &'a str,
    pub(crate) zone: &'a Zone,
    pub(crate) now: i64,
    pub(crate) findings: &'a RefCell<BTreeSet<Finding>>,
    pub(crate) tally: &'a RefCell<Tally>,
    /// Whether some text fell back to the default language.
    pub(crate) fell_back: RefCell<bool>,
}

/// A map whose fields are known.
pub(crate) struct Fields<'r, 'n> {
    pub(crate) reader: &'r Reader<'r>,
    pub(crate) node: &'n Node,
}

/// The closest of some names, near enough to be a slip of the finger.
pub(crate) fn nearest<'a>(names: impl Iterator<Item = &'a str>, word: &str) -> Option<&'a str> {
    names
        .map(|name| (strsim::damerau_levenshtein(name, word), name))
        .min()
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(2))
        .map(|(_, name)| name)
}

/// The same as a piece of a sentence.
pub(crate) fn hint<'a>(names: impl Iterator<Item = &'a str>, word: &str) -> String {
    nearest(names, word).map_or(String::new(), |near| format!(", did you mean \"{near}\"?"))
}

impl Reader<'_> {
    /// The file that a place is in.
    pub(crate) fn file(&self, place: Place) -> &str {
        let file = self.files.get(usize::from(place.file));
        file.map_or("", String::as_str)
    }

    pub(crate) fn find(&self, place: Place, code: &'static str, message: impl Into<String>) {
        self.findings
            .borrow_mut()
            .insert(Finding::new(self.file(place), place, code, message));
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
                let hint = hint(known.iter().copied(), &field.key);
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

    /// A text that is no sentence: an id, a name, an address.
    pub(crate) fn word(&self, node: &Node) -> Option<String> {
        match &node.data {
            Data::Text(text) if text.trim().is_empty() => {
                self.find(node.place, "E0004", "the text is empty");
                None
            }
            Data::Text(text) => Some(text.clone()),
            // 2026.10 as a number is 2026.1: what was written would not be what is published.
            Data::Number(n, raw) if n.to_string() != *raw => {
                self.find(
                    node.place,
                    "E0002",
                    format!("expected text, found a number: write \"{raw}\" in quotes"),
                );
                None
            }
            Data::Number(_, raw) => Some(raw.clone()),
            _ => self.wrong(node, "text"),
        }
    }

    pub(crate) fn number(&self, node: &Node, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let Data::Number(n, _) = node.data else {
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
        let found = node.id().unwrap_or("");
        if let Some((_, value)) = words.iter().find(|(w, _)| *w == found) {
            return Some(value.clone());
        }
        let all: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
        let hint = hint(all.iter().copied(), found);
        let expected = match all.as_slice() {
            [only] => format!("expected \"{only}\""),
            all => format!("expected one of {}", all.join(", ")),
        };
        self.find(node.place, "E0002", format!("{expected}{hint}"));
        None
    }

    /// An id that is declared where it stands; `taken` are those before it.
    pub(crate) fn declare(&self, node: &Node, taken: &mut BTreeSet<String>) -> Option<String> {
        let id = self.word(node)?;
        if !is_id(&id) {
            self.find(
                node.place,
                "E0005",
                format!("\"{id}\" is not an id: lower-case letters, digits and hyphens"),
            );
        }
        if !taken.insert(id.clone()) {
            self.find(
                node.place,
                "E0006",
                format!("the id \"{id}\" is taken already"),
            );
        }
        Some(id)
    }
}

impl<'n> Fields<'_, 'n> {
    /// A field that may be absent. One without a value is said to be ignored.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        let node = self.node.get(key)?;
        if matches!(node.data, Data::Null) {
            if let Some(place) = self.place(key) {
                self.reader.find(
                    place,
                    "W0109",
                    format!("\"{key}\" has no value and is ignored"),
                );
            }
            return None;
        }
        Some(node)
    }

    /// A field that may not be absent.
    pub(crate) fn need(&self, key: &str) -> Option<&'n Node> {
        let found = self.node.get(key);
        if let Some(node) = found.filter(|n| !matches!(n.data, Data::Null)) {
            return Some(node);
        }
        let place = self.place(key).unwrap_or(self.node.place);
        self.reader
            .find(place, "E0004", format!("\"{key}\" is missing"));
        None
    }

    /// Where a field's name stands.
    pub(crate) fn place(&self, key: &str) -> Option<Place> {
        let field = self.node.fields().iter().find(|f| f.key == key);
        field.map(|f| f.place)
    }

    /// Says that a field does not belong beside others.
    pub(crate) fn refuse(&self, key: &str, code: &'static str, why: &str) {
        if let Some(place) = self.place(key) {
            self.reader.find(place, code, format!("\"{key}\" {why}"));
        }
    }

    pub(crate) fn title(&self, key: &str) -> Option<String> {
        self.reader
            .localized(self.need(key)?, Some((28, 60)))
            .map(|(_, t)| t)
    }

    pub(crate) fn list(&self, key: &str) -> &'n [Node] {
        self.get(key).map_or(&[], |n| self.reader.list(n))
    }

    /// A list that holds at least one.
    pub(crate) fn need_list(&self, key: &str) -> Option<&'n [Node]> {
        let node = self.need(key)?;
        let list = self.reader.list(node);
        if list.is_empty() && matches!(node.data, Data::List(_)) {
            self.reader
                .find(node.place, "E0004", format!("\"{key}\" is empty"));
        }
        Some(list)
    }

    pub(crate) fn words(&self, key: &str) -> Vec<String> {
        let list = self.list(key).iter();
        list.filter_map(|w| self.reader.word(w)).collect()
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

/// Whether a text is an id.
pub(crate) fn is_id(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    id.bytes().next().is_some_and(plain) && id.bytes().all(|b| plain(b) || b == b'-')
}

/// Whether a text is the name of a host event.
pub(crate) fn is_event(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    !name.is_empty() && name.bytes().all(plain)
}
