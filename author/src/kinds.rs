//! Checklists, tooltips, announcements, programs, host events and articles.

use content::entry::{Act, HostEvent};
use content::item::{Announcement, Article, Button, Checklist, Do, Form, Task, Tooltip};
use content::{Item, Link};

use crate::markdown;
use crate::node::Node;
use crate::reader::{Fields, Reader};

pub(crate) const CHECKLIST: &[&str] = &["title", "items"];
pub(crate) const TOOLTIP: &[&str] = &["anchor", "hotspot", "body"];
pub(crate) const ANNOUNCEMENT: &[&str] = &["form", "title", "body", "actions", "media"];
pub(crate) const PROGRAM: &[&str] = &[
    "id", "version", "title", "release", "audience", "required", "due_days", "value",
];
pub(crate) const EVENT: &[&str] = &["id", "version", "page", "anchor", "act"];
pub(crate) const ARTICLE: &[&str] = &[
    "id", "version", "title", "topics", "pages", "order", "tags", "body",
];

impl Reader<'_> {
    pub(crate) fn checklist(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = fields.title("title").unwrap_or_default();
        let nodes = self.list(fields.need("items")?);
        let ids: Vec<&str> = nodes.iter().filter_map(|n| n.get("id")?.text()).collect();
        let tasks = nodes.iter().filter_map(|n| self.task(n, &ids)).collect();
        Some((
            title.clone(),
            Item::Checklist {
                checklist: Checklist { title, tasks },
            },
        ))
    }

    fn task(&self, node: &Node, ids: &[&str]) -> Option<Task> {
        let fields = self.open(
            node,
            &["id", "title", "minutes", "done", "start", "requires"],
        )?;
        let id = self.word(fields.need("id")?)?;
        if ids.iter().filter(|i| **i == id).count() > 1 {
            self.find(
                node.place,
                "E0006",
                format!("two items have the id \"{id}\""),
            );
        }
        let requires = fields.words("requires");
        for other in requires
            .iter()
            .filter(|r| !ids.contains(&r.as_str()) || **r == id)
        {
            self.find(
                node.place,
                "E0007",
                format!("this checklist has no other item \"{other}\""),
            );
        }
        Some(Task {
            id,
            title: fields.title("title").unwrap_or_default(),
            minutes: fields.number("minutes", 0..=600, 0) as u32,
            done: self.condition(fields.need("done")?)?,
            start: fields
                .get("start")
                .and_then(|n| self.word(n).filter(|id| self.refer(n, id, &["tutorial"]))),
            requires,
        })
    }

    pub(crate) fn tooltip(&self, fields: &Fields) -> Option<(String, Item)> {
        let tooltip = Tooltip {
            anchor: self.anchor(fields.need("anchor")?)?,
            hotspot: fields
                .get("hotspot")
                .and_then(|n| self.flag(n))
                .unwrap_or(false),
            body: self.body(fields.need("body")?),
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
        let announcement = Announcement {
            form: self.one_of(fields.need("form")?, &forms)?,
            title: title.clone(),
            body: fields.get("body").map_or_else(Vec::new, |n| self.body(n)),
            media: fields.get("media").and_then(|n| self.media(n)),
            actions: fields.get("actions").map_or_else(Vec::new, |n| {
                self.list(n).iter().filter_map(|a| self.button(a)).collect()
            }),
        };
        Some((title, Item::Announcement { announcement }))
    }

    fn button(&self, node: &Node) -> Option<Button> {
        let fields = self.open(node, &["label", "do", "to"])?;
        let verb = fields.need("do")?;
        let word = self.one_of(
            verb,
            &[
                "start", "article", "link", "go", "track", "snooze", "complete",
            ]
            .map(|w| (w, w)),
        )?;
        let bare = matches!(word, "snooze" | "complete");
        if bare && fields.get("to").is_some() {
            self.find(node.place, "E0003", format!("\"{word}\" takes no \"to\""));
        }
        let to = if bare { None } else { Some(fields.need("to")?) };
        let text = to.map_or(Some(String::new()), |n| self.word(n))?;
        let at = to.unwrap_or(node);
        let act = match word {
            "start" => self
                .refer(at, &text, &["tutorial"])
                .then_some(Do::Start { id: text })?,
            "article" => self
                .refer(at, &text, &["article"])
                .then_some(Do::Article { id: text })?,
            "link" => match markdown::link(self, at, &text)? {
                Link::Web { url } => Do::Link { url },
                _ => {
                    self.find(
                        at.place,
                        "E0015",
                        "a link of an announcement is an https address",
                    );
                    return None;
                }
            },
            "go" => match markdown::link(self, at, &text)? {
                Link::Path { path } => Do::Go { path },
                _ => {
                    self.find(at.place, "E0015", "go leads to a path beginning with /");
                    return None;
                }
            },
            "track" => {
                self.event(at, &text);
                Do::Track { name: text }
            }
            "snooze" => Do::Snooze,
            _ => Do::Complete,
        };
        Some(Button {
            label: self.localized(fields.need("label")?, None)?.1,
            act,
        })
    }

    /// A program is checked here; what it requires is read when names are gathered.
    pub(crate) fn program(&self, node: &Node) -> Option<()> {
        let fields = self.open(node, PROGRAM)?;
        fields.title("title");
        self.word(fields.need("release")?);
        for item in self.list(fields.need("required")?) {
            if let Some(id) = self.word(item) {
                self.refer(item, &id, &[]);
            }
        }
        fields.number("due_days", 1..=3660, 30);
        fields.get("audience").and_then(|n| self.condition(n));
        fields.get("value").and_then(|n| self.condition(n));
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
        Some(HostEvent {
            name: id.to_owned(),
            page: fields.get("page").and_then(|n| self.page(n)),
            anchor: self.anchor(fields.need("anchor")?)?,
            act: self.one_of(fields.need("act")?, &acts)?,
        })
    }

    /// An article whose title and body are maps by language, as `folder` gathers them.
    pub(crate) fn article(&self, fields: &Fields) -> Option<(String, Item)> {
        let title = self.localized(fields.need("title")?, Some((40, 80)))?.1;
        let (node, text) = self.localized(fields.need("body")?, None)?;
        let article = Article {
            title: title.clone(),
            body: markdown::blocks(self, node, &text),
            tags: fields.words("tags"),
        };
        Some((title, Item::Article { article }))
    }

    /// The words of a link that an author gave only by its target.
    pub(crate) fn label(&self, link: &Link) -> String {
        let id = match link {
            Link::Article { id } | Link::Tutorial { id, .. } => id,
            Link::Web { url } => {
                let bare = url.trim_start_matches("https://");
                return bare.trim_end_matches('/').to_owned();
            }
            Link::Path { path } => {
                return match self.language.split('-').next() {
                    Some("ja") => format!("画面を開く：{path}"),
                    _ => format!("Open the page {path}"),
                };
            }
            Link::Mail { address } => return address.clone(),
        };
        let titles = self.names.titles.get(id);
        titles
            .and_then(|t| t.get(self.language).or_else(|| t.values().next()))
            .cloned()
            .unwrap_or_else(|| id.clone())
    }
}
