//! Tutorials and their steps.

use std::collections::BTreeSet;

use content::Item;
use content::item::{
    Absent, Advance, Branch, Labelled, Media, Missing, Placement, Step, Target, Tutorial, Unclear,
};

use crate::node::Node;
use crate::reader::{Fields, Reader, hint};
use crate::refer::{CAPTIONS, IMAGE, VIDEO};

/// A tutorial's own fields.
pub(crate) const TUTORIAL: &[&str] = &["title", "minutes", "steps", "then"];
/// What may be offered after a tutorial.
const NEXT: &[&str] = &["tutorial", "checklist", "quiz", "survey", "announcement"];
pub(crate) const STEP: &[&str] = &[
    "id",
    "page",
    "open",
    "anchor",
    "title",
    "body",
    "placement",
    "outside",
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
        let nodes = fields.need_list("steps")?;
        let mut taken = BTreeSet::new();
        let known: BTreeSet<&str> = nodes.iter().filter_map(|n| n.get("id")?.id()).collect();
        let steps = nodes
            .iter()
            .filter_map(|n| self.step_of(n, &mut taken, &known))
            .collect();
        self.paths(nodes);
        let then = self.refer_all(fields.list("then"), NEXT);
        Some((
            title.clone(),
            Item::Tutorial {
                tutorial: Tutorial { title, steps, then },
            },
        ))
    }

    fn step_of(
        &self,
        node: &Node,
        taken: &mut BTreeSet<String>,
        known: &BTreeSet<&str>,
    ) -> Option<Step> {
        let fields = self.open(node, STEP)?;
        let id = fields.need("id").and_then(|n| self.declare(n, taken));
        let quiz = fields.get("quiz");
        let (title, body) = if quiz.is_some() {
            for key in ["title", "body"] {
                fields.refuse(key, "E0032", "is not shown beside \"quiz\"");
            }
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
        let on_target = matches!(advance, Advance::Click | Advance::Input { .. });
        if on_target && node.get("anchor").is_none() {
            self.find(
                node.place,
                "E0004",
                "\"anchor\" is missing: click and input happen to an element",
            );
        }
        let blocks = fields
            .get("outside")
            .and_then(|n| self.one_of(n, &[("pass", false), ("block", true)]))
            .unwrap_or(false);
        if blocks && node.get("anchor").is_none() {
            fields.refuse("outside", "E0032", "needs an \"anchor\" to leave open");
        }
        Some(Step {
            id: id?,
            page: fields.get("page").and_then(|n| self.page(n)),
            open: fields.get("open").and_then(|n| self.opens(n)),
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
            branches: fields
                .list("branches")
                .iter()
                .filter_map(|b| self.branch(b, known))
                .collect(),
            quiz: quiz.and_then(|n| self.word(n).filter(|id| self.refer(n.place, id, &["quiz"]))),
            blocks,
        })
    }

    /// Where a link to a step opens: a path or an https address.
    fn opens(&self, node: &Node) -> Option<String> {
        let target = self.word(node)?;
        if target.starts_with('/') {
            self.link(node.place, &target)?;
            return Some(target);
        }
        self.web(node)
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
        let ways = ["input", "event", "appears"];
        let fields = self.open(node, &ways)?;
        if node.fields().len() > 1 {
            let last = node.fields().last().map_or("", |f| f.key.as_str());
            fields.refuse(last, "E0032", "is one way too many to move on");
        }
        if let Some(node) = fields.get("event") {
            return self.event(node).map(|name| Advance::Event { name });
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
            for key in ["video", "poster", "captions"] {
                fields.refuse(key, "E0032", "does not stand beside \"image\"");
            }
            let alt = match fields.get("alt") {
                Some(alt) => self.localized(alt, None).map(|(_, t)| t),
                None => {
                    self.find(
                        fields.place("image").unwrap_or(node.place),
                        "E0012",
                        "\"alt\" is missing: say what the image shows",
                    );
                    None
                }
            };
            return Some(Media::Image {
                asset: self.asset(image, IMAGE)?,
                alt: alt.unwrap_or_default(),
            });
        }
        fields.refuse("alt", "E0032", "belongs to \"image\"");
        let mut captions = None;
        for field in fields.get("captions").map(Node::fields).unwrap_or_default() {
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
            let asset = self.asset(&field.node, CAPTIONS);
            if field.key == self.language {
                captions = asset;
            }
        }
        Some(Media::Video {
            asset: self.asset(fields.need("video")?, VIDEO)?,
            poster: fields.get("poster").and_then(|n| self.asset(n, IMAGE)),
            captions,
        })
    }

    fn unclear(&self, node: &Node) -> Option<Unclear> {
        let fields = self.open(node, &["body", "links"])?;
        let links = fields.list("links").iter();
        let links = links.filter_map(|n| {
            let link = self.link(n.place, &self.word(n)?)?;
            Some(Labelled {
                label: self.label(&link),
                link,
            })
        });
        Some(Unclear {
            body: fields.get("body").map_or_else(Vec::new, |n| self.body(n)),
            links: links.collect(),
        })
    }

    fn branch(&self, node: &Node, known: &BTreeSet<&str>) -> Option<Branch> {
        let fields = self.open(node, &["when", "to"])?;
        let when = fields.need("when").and_then(|n| self.condition(n));
        let to = fields.need("to")?;
        let id = self.word(to)?;
        if id != "end" && !known.contains(id.as_str()) {
            let hint = hint(known.iter().copied(), &id);
            self.find(
                to.place,
                "E0007",
                format!("this tutorial has no step \"{id}\"{hint}"),
            );
        }
        let to = if id == "end" {
            Target::End
        } else {
            Target::Step { id }
        };
        Some(Branch { when: when?, to })
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
