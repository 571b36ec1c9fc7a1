//! Tutorials and their steps.

use std::collections::BTreeSet;

use content::item::{
    Absent, Advance, Branch, Labelled, Media, Missing, Placement, Step, Target, Tutorial, Unclear,
};
use content::{Block, Item};

use crate::markdown;
use crate::node::Node;
use crate::reader::{Fields, Reader};

/// A tutorial's own fields.
pub(crate) const TUTORIAL: &[&str] = &["title", "steps", "then"];
const STEP: &[&str] = &[
    "id",
    "page",
    "open",
    "anchor",
    "title",
    "body",
    "placement",
    "advance",
    "missing",
    "media",
    "unclear",
    "branches",
    "quiz",
];

impl Reader<'_> {
    pub(crate) fn tutorial(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = fields.title("title").unwrap_or_default();
        let nodes = self.list(fields.need("steps")?);
        if nodes.is_empty() {
            self.find(
                fields.node.place,
                "E0004",
                "a tutorial needs at least one step",
            );
        }
        let mut ids = BTreeSet::new();
        let known: BTreeSet<String> = nodes
            .iter()
            .filter_map(|n| n.get("id")?.text().map(str::to_owned))
            .collect();
        let steps = nodes
            .iter()
            .filter_map(|n| self.step(n, &mut ids, &known))
            .collect();
        let then = fields.words("then");
        for (node, id) in fields
            .get("then")
            .map(|n| self.list(n))
            .unwrap_or_default()
            .iter()
            .zip(&then)
        {
            self.refer(
                node,
                id,
                &["tutorial", "checklist", "quiz", "survey", "announcement"],
            );
        }
        Some((
            title.clone(),
            Item::Tutorial {
                tutorial: Tutorial { title, steps, then },
            },
        ))
    }

    fn step(
        &self,
        node: &Node,
        ids: &mut BTreeSet<String>,
        known: &BTreeSet<String>,
    ) -> Option<Step> {
        let fields = self.open(node, STEP)?;
        let id = self.word(fields.need("id")?)?;
        if !is_id(&id) {
            self.find(
                node.place,
                "E0005",
                format!("\"{id}\" is not an id: lower-case letters, digits and hyphens"),
            );
        }
        if !ids.insert(id.clone()) {
            self.find(
                node.place,
                "E0006",
                format!("two steps have the id \"{id}\""),
            );
        }
        let quiz = fields
            .get("quiz")
            .and_then(|n| self.word(n).filter(|id| self.refer(n, id, &["quiz"])));
        let (title, body) = if fields.get("quiz").is_some() {
            (String::new(), Vec::new())
        } else {
            (
                fields.title("title").unwrap_or_default(),
                fields.need("body").map_or_else(Vec::new, |n| self.body(n)),
            )
        };
        let anchor = fields.get("anchor").and_then(|n| self.anchor(n));
        let advance = fields
            .get("advance")
            .and_then(|n| self.advance(n))
            .unwrap_or(Advance::Next);
        if matches!(advance, Advance::Click | Advance::Input { .. }) && anchor.is_none() {
            self.find(
                node.place,
                "E0004",
                "\"anchor\" is missing: click and input happen to an element",
            );
        }
        Some(Step {
            id,
            page: fields.get("page").and_then(|n| self.page(n)),
            open: fields.get("open").and_then(|n| self.word(n)),
            anchor,
            title,
            body,
            placement: fields
                .get("placement")
                .and_then(|n| self.one_of(n, PLACEMENTS))
                .unwrap_or(Placement::Auto),
            advance,
            missing: fields
                .get("missing")
                .and_then(|n| self.missing(n))
                .unwrap_or(Missing {
                    wait_ms: 8000,
                    then: Absent::Pause,
                }),
            media: fields.get("media").and_then(|n| self.media(n)),
            unclear: fields.get("unclear").and_then(|n| self.unclear(n)),
            branches: fields.get("branches").map_or_else(Vec::new, |n| {
                self.list(n)
                    .iter()
                    .filter_map(|b| self.branch(b, known))
                    .collect()
            }),
            quiz,
        })
    }

    /// A body: Markdown by language.
    pub(crate) fn body(&self, node: &Node) -> Vec<Block> {
        // Every language's Markdown is checked; only this reader's is kept.
        let kept = self.localized(node, Some((160, 320)));
        for field in node.fields() {
            if let Some(text) = field.node.text().filter(|_| {
                kept.as_ref()
                    .is_none_or(|(n, _)| !std::ptr::eq(*n, &field.node))
            }) {
                markdown::blocks(self, &field.node, text);
            }
        }
        kept.map_or_else(Vec::new, |(n, text)| markdown::blocks(self, n, &text))
    }

    fn advance(&self, node: &Node) -> Option<Advance> {
        if node.fields().is_empty() {
            return self.one_of(
                node,
                &[
                    ("next", Advance::Next),
                    ("click", Advance::Click),
                    ("input", Advance::Input { pattern: None }),
                ],
            );
        }
        let fields = self.open(node, &["input", "event", "appears"])?;
        if let Some(node) = fields.get("event") {
            let name = self.word(node)?;
            self.event(node, &name);
            return Some(Advance::Event { name });
        }
        if let Some(node) = fields.get("appears") {
            return Some(Advance::Appears {
                anchor: self.anchor(node)?,
            });
        }
        let input = self.open(fields.need("input")?, &["pattern"])?;
        Some(Advance::Input {
            pattern: input.get("pattern").and_then(|n| self.word(n)),
        })
    }

    fn missing(&self, node: &Node) -> Option<Missing> {
        let fields = self.open(node, &["wait_ms", "then"])?;
        let words = [
            ("pause", Absent::Pause),
            ("skip", Absent::Skip),
            ("center", Absent::Center),
            ("end", Absent::End),
        ];
        Some(Missing {
            wait_ms: fields.number("wait_ms", 0..=600_000, 8000) as u32,
            then: fields
                .get("then")
                .and_then(|n| self.one_of(n, &words))
                .unwrap_or(Absent::Pause),
        })
    }

    pub(crate) fn media(&self, node: &Node) -> Option<Media> {
        let fields = self.open(node, &["image", "alt", "video", "poster", "captions"])?;
        if let Some(image) = fields.get("image") {
            let alt = match fields.get("alt") {
                Some(alt) => self
                    .localized(alt, None)
                    .map(|(_, t)| t)
                    .unwrap_or_default(),
                None => {
                    self.find(
                        node.place,
                        "E0012",
                        "\"alt\" is missing: say what the image shows",
                    );
                    String::new()
                }
            };
            return Some(Media::Image {
                asset: self.asset(image)?,
                alt,
            });
        }
        let captions = fields
            .get("captions")
            .and_then(|n| n.get(self.language))
            .and_then(|n| self.asset(n));
        Some(Media::Video {
            asset: self.asset(fields.need("video")?)?,
            poster: fields.get("poster").and_then(|n| self.asset(n)),
            captions,
        })
    }

    fn unclear(&self, node: &Node) -> Option<Unclear> {
        let fields = self.open(node, &["body", "links"])?;
        let links = fields
            .get("links")
            .map(|n| self.list(n))
            .unwrap_or_default();
        Some(Unclear {
            body: fields.get("body").map_or_else(Vec::new, |n| self.body(n)),
            links: links
                .iter()
                .filter_map(|n| {
                    let link = markdown::link(self, n, &self.word(n)?)?;
                    Some(Labelled {
                        label: self.label(&link),
                        link,
                    })
                })
                .collect(),
        })
    }

    fn branch(&self, node: &Node, known: &BTreeSet<String>) -> Option<Branch> {
        let fields = self.open(node, &["when", "to"])?;
        let to = fields.need("to")?;
        let id = self.word(to)?;
        if id != "end" && !known.contains(&id) {
            self.find(
                to.place,
                "E0007",
                format!("this tutorial has no step \"{id}\""),
            );
        }
        let to = if id == "end" {
            Target::End
        } else {
            Target::Step { id }
        };
        Some(Branch {
            when: self.condition(fields.need("when")?)?,
            to,
        })
    }
}

const PLACEMENTS: &[(&str, Placement)] = &[
    ("auto", Placement::Auto),
    ("top", Placement::Top),
    ("right", Placement::Right),
    ("bottom", Placement::Bottom),
    ("left", Placement::Left),
    ("center", Placement::Center),
];

/// Whether a text is an id.
pub(crate) fn is_id(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    id.bytes().next().is_some_and(plain) && id.bytes().all(|b| plain(b) || b == b'-')
}
