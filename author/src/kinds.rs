//! Checklists, tooltips, announcements, programs and host events.

use std::collections::{BTreeMap, BTreeSet};

use content::entry::{Act, HostEvent};
use content::item::{Announcement, Button, Checklist, Do, Form, Task, Tooltip};
use content::{Item, Link};

use crate::circle;
use crate::condition::Judge;
use crate::node::Node;
use crate::reader::{Fields, Reader};
use crate::refer::SHOWN;

pub(crate) const CHECKLIST: &[&str] = &["title", "items"];
pub(crate) const TOOLTIP: &[&str] = &["anchor", "hotspot", "body"];
pub(crate) const ANNOUNCEMENT: &[&str] = &["form", "title", "body", "actions", "media"];
pub(crate) const PROGRAM: &[&str] = &[
    "title", "release", "audience", "required", "due_days", "value",
];
pub(crate) const EVENT: &[&str] = &["page", "anchor", "act"];

impl Reader<'_> {
    pub(crate) fn checklist(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = fields.title("title").unwrap_or_default();
        let nodes = fields.need_list("items")?;
        let known: BTreeSet<&str> = nodes.iter().filter_map(|n| n.get("id")?.id()).collect();
        let mut taken = BTreeSet::new();
        let tasks = nodes
            .iter()
            .filter_map(|n| self.task(n, &known, &mut taken));
        let tasks = tasks.collect();
        let needs = |n: &Node| {
            n.get("requires")
                .map(Node::items)
                .unwrap_or_default()
                .to_vec()
        };
        let arrows: BTreeMap<&str, Vec<Node>> = nodes
            .iter()
            .filter_map(|n| Some((n.get("id")?.id()?, needs(n))))
            .collect();
        circle::find(self, &arrows);
        Some((
            title.clone(),
            Item::Checklist {
                checklist: Checklist { title, tasks },
            },
        ))
    }

    fn task(
        &self,
        node: &Node,
        known: &BTreeSet<&str>,
        taken: &mut BTreeSet<String>,
    ) -> Option<Task> {
        let fields = self.open(
            node,
            &["id", "title", "minutes", "done", "start", "requires"],
        )?;
        let id = fields.need("id").and_then(|n| self.declare(n, taken));
        let title = fields.title("title");
        let done = fields.need("done").and_then(|n| self.condition(n));
        let required = fields.list("requires");
        for (node, other) in required.iter().filter_map(|n| Some((n, n.id()?))) {
            if !known.contains(other) {
                self.find(
                    node.place,
                    "E0007",
                    format!("this checklist has no item \"{other}\""),
                );
            }
        }
        let start = fields.get("start").and_then(|n| {
            self.word(n)
                .filter(|id| self.refer(n.place, id, &["tutorial"]))
        });
        Some(Task {
            id: id?,
            title: title.unwrap_or_default(),
            minutes: fields.number("minutes", 0..=600, 0) as u32,
            done: done?,
            start,
            requires: fields.words("requires"),
        })
    }

    pub(crate) fn tooltip(&self, fields: &Fields) -> Option<(String, Item)> {
        let anchor = fields.need("anchor").and_then(|n| self.anchor(n));
        let body = fields.need("body").map(|n| self.body(n));
        let tooltip = Tooltip {
            anchor: anchor?,
            hotspot: fields
                .get("hotspot")
                .and_then(|n| self.flag(n))
                .unwrap_or(false),
            body: body?,
        };
        Some((String::new(), Item::Tooltip { tooltip }))
    }

    pub(crate) fn announcement(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = fields.title("title").unwrap_or_default();
        let forms = [
            ("banner", Form::Banner),
            ("modal", Form::Modal),
            ("toast", Form::Toast),
            ("feed", Form::Feed),
        ];
        let form = fields.need("form").and_then(|n| self.one_of(n, &forms));
        let body = fields.get("body").map_or_else(Vec::new, |n| self.body(n));
        let media = fields.get("media").and_then(|n| self.media(n));
        let actions = fields.list("actions").iter();
        let actions = actions.filter_map(|a| self.button(a)).collect();
        let announcement = Announcement {
            form: form?,
            title: title.clone(),
            body,
            media,
            actions,
        };
        Some((title, Item::Announcement { announcement }))
    }

    fn button(&self, node: &Node) -> Option<Button> {
        let fields = self.open(node, &["label", "do", "to"])?;
        let label = fields.need("label").and_then(|n| self.localized(n, None));
        let word = self.one_of(
            fields.need("do")?,
            &[
                "start", "article", "link", "go", "track", "snooze", "complete",
            ]
            .map(|w| (w, w)),
        )?;
        let act = match word {
            "snooze" | "complete" => {
                fields.refuse("to", "E0032", &format!("does not belong to \"{word}\""));
                if word == "snooze" {
                    Do::Snooze
                } else {
                    Do::Complete
                }
            }
            _ => self.act(word, fields.need("to")?)?,
        };
        Some(Button {
            label: label?.1,
            act,
        })
    }

    fn act(&self, word: &str, to: &Node) -> Option<Do> {
        match word {
            "link" => return self.web(to).map(|url| Do::Link { url }),
            "track" => return self.event(to).map(|name| Do::Track { name }),
            _ => {}
        }
        let text = self.word(to)?;
        match word {
            "start" => self
                .refer(to.place, &text, &["tutorial"])
                .then_some(Do::Start { id: text }),
            "article" => self
                .refer(to.place, &text, &["article"])
                .then_some(Do::Article { id: text }),
            _ if !text.starts_with('/') => {
                self.find(to.place, "E0015", "go leads to a path beginning with /");
                None
            }
            _ => match self.link(to.place, &text)? {
                Link::Path { path } => Some(Do::Go { path }),
                _ => None,
            },
        }
    }

    /// A program is checked here; what it requires is read when names are gathered.
    pub(crate) fn program(&self, node: &Node) -> Option<()> {
        let fields = self.open(node, PROGRAM)?;
        fields.title("title");
        fields.need("release").and_then(|n| self.word(n));
        let mut kinds = SHOWN.to_vec();
        kinds.push("article");
        let mut taken = BTreeSet::new();
        for item in fields.need_list("required").unwrap_or_default() {
            let id = self
                .word(item)
                .filter(|id| self.refer(item.place, id, &kinds));
            if let Some(id) = id.filter(|id| !taken.insert(id.clone())) {
                self.find(item.place, "E0006", format!("\"{id}\" is required already"));
            }
        }
        fields.number("due_days", 1..=3660, 30);
        for key in ["audience", "value"] {
            fields
                .get(key)
                .and_then(|n| self.judged(n, Judge::Collector));
        }
        Some(())
    }

    pub(crate) fn host_event(&self, id: &str, node: &Node) -> Option<HostEvent> {
        let fields = self.open(node, EVENT)?;
        let acts = [
            ("click", Act::Click),
            ("input", Act::Input),
            ("submit", Act::Submit),
            ("appears", Act::Appears),
        ];
        let anchor = fields.need("anchor").and_then(|n| self.anchor(n));
        let act = fields.need("act").and_then(|n| self.one_of(n, &acts));
        Some(HostEvent {
            name: id.to_owned(),
            page: fields.get("page").and_then(|n| self.page(n)),
            anchor: anchor?,
            act: act?,
        })
    }
}
