//! Anchors, from the author's words to the model of one language.

use content::Anchor;

use crate::node::Node;
use crate::reader::Reader;
use crate::selector;

pub(crate) const FIELDS: &[&str] = &["test_id", "role", "name", "text", "css", "near", "in"];
/// What names the element itself; `near` and `in` only say which of several.
const NAMING: &[&str] = &["test_id", "role", "text", "css"];
/// How many anchors may stand under each other.
const DEPTH: usize = 4;

impl Reader<'_> {
    pub(crate) fn anchor(&self, node: &Node) -> Option<Anchor> {
        self.anchor_at(node, 1)
    }

    fn anchor_at(&self, node: &Node, depth: usize) -> Option<Anchor> {
        let fields = self.open(node, FIELDS)?;
        if depth > DEPTH {
            self.find(
                node.place,
                "E0026",
                format!("anchors nest {DEPTH} levels at most"),
            );
            return None;
        }
        if !NAMING.iter().any(|key| node.get(key).is_some()) && node.get("name").is_none() {
            self.find(
                node.place,
                "E0004",
                "an anchor needs one of test_id, role and name, text, css",
            );
            return None;
        }
        let word = |key: &str| fields.get(key).and_then(|n| self.word(n));
        let said = |key: &str| {
            fields
                .get(key)
                .and_then(|n| self.localized(n, None))
                .map(|(_, t)| t)
        };
        for key in ["test_id", "css"] {
            if let Some(node) = node.get(key) {
                self.personal(node);
            }
        }
        for key in ["name", "text"] {
            for said in node.get(key).map(Node::fields).unwrap_or_default() {
                self.personal(&said.node);
            }
        }
        if fields.get("name").is_some() && fields.get("role").is_none() {
            self.find(
                node.place,
                "E0004",
                "\"role\" is missing: a name belongs to a role",
            );
        }
        Some(Anchor {
            test_id: word("test_id"),
            role: word("role"),
            name: said("name"),
            text: said("text"),
            css: fields.get("css").and_then(|n| self.css(n)),
            near: fields
                .get("near")
                .and_then(|n| self.anchor_at(n, depth + 1))
                .map(Box::new),
            within: fields
                .list("in")
                .iter()
                .filter_map(|c| self.css(c))
                .collect(),
        })
    }

    fn css(&self, node: &Node) -> Option<String> {
        let css = self.word(node)?;
        if let Err(fault) = selector::check(&css) {
            self.find(
                node.place_of(fault.at),
                "E0011",
                format!("the selector \"{css}\" cannot be used: {}", fault.why),
            );
            return None;
        }
        self.lasting(node);
        Some(css)
    }
}
