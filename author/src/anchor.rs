//! Anchors, from the author's words to the model of one language.

use content::Anchor;

use crate::node::Node;
use crate::reader::Reader;
use crate::selector;

const FIELDS: &[&str] = &["test_id", "role", "name", "text", "css", "near", "in"];

impl Reader<'_> {
    pub(crate) fn anchor(&self, node: &Node) -> Option<Anchor> {
        let fields = self.open(node, FIELDS)?;
        if fields.node.fields().is_empty() {
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
        let css = fields.get("css").and_then(|n| self.css(n));
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
            css,
            near: fields
                .get("near")
                .and_then(|n| self.anchor(n))
                .map(Box::new),
            within: fields.get("in").map_or_else(Vec::new, |n| {
                self.list(n).iter().filter_map(|c| self.css(c)).collect()
            }),
        })
    }

    fn css(&self, node: &Node) -> Option<String> {
        let css = self.word(node)?;
        if let Some(fault) = selector::fault(&css) {
            self.find(
                node.place,
                "E0011",
                format!("the selector \"{css}\" cannot be parsed: {fault}"),
            );
            return None;
        }
        Some(css)
    }
}
