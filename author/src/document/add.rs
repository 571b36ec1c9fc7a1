//! New fields and items: where one writes them, and how they begin there.
//! A path and a value enter; a spliced text leaves.

use serde_json::Value as Json;

use super::{Document, EditError, Key, no_such, render};
use crate::node::{Data, Field, Style};

/// The order in which one writes fields; others follow in the order in which they come.
const ORDER: &[&str] = &[
    "shirube",
    "product",
    "timezone",
    "languages",
    "id",
    "kind",
    "form",
    "anchor",
    "hotspot",
    "act",
    "title",
    "label",
    "text",
    "correct",
    "topic",
    "topics",
    "minutes",
    "release",
    "segments",
    "inquiries",
    "home",
    "touch",
    "contact",
    "community",
    "launcher",
    "theme",
    "limits",
    "events",
    "publish",
    "audience",
    "page",
    "pages",
    "order",
    "tags",
    "start",
    "frequency",
    "after_dismiss",
    "after_snooze",
    "priority",
    "rollout",
    "schedule",
    "experiment",
    "prompt",
    "body",
    "placement",
    "outside",
    "advance",
    "missing",
    "media",
    "unclear",
    "branches",
    "quiz",
    "options",
    "explain",
    "hint",
    "remedy",
    "low",
    "high",
    "done",
    "requires",
    "actions",
    "do",
    "to",
    "required",
    "due_days",
    "value",
    "steps",
    "items",
    "questions",
    "then",
];

/// The same for a step, whose page comes before its target.
const STEP_FIRST: &[&str] = &["id", "page", "open", "anchor"];

fn rank(name: &str, step: bool) -> Option<usize> {
    let of = |list: &[&str]| list.iter().position(|o| *o == name);
    if step && let Some(at) = of(STEP_FIRST) {
        return Some(at);
    }
    of(ORDER).map(|at| at + STEP_FIRST.len())
}

impl Document {
    pub(super) fn add_field(
        &mut self,
        path: &[Key],
        name: &str,
        value: &Json,
    ) -> Result<(), EditError> {
        let slot = self.slot(path)?;
        let fields = slot.node.fields();
        let step = matches!(path, [Key::Field(list), Key::At(_)] if list == "steps");
        // Behind the last field that one writes before it.
        let own = rank(name, step).unwrap_or(usize::MAX);
        let before = |f: &Field| rank(&f.key, step).is_some_and(|r| r < own) || own == usize::MAX;
        let after = fields.iter().rposition(before);
        if slot.node.style == Style::Flow || slot.inside {
            let field = format!(
                "{}: {}",
                render::flow(&Json::from(name)),
                render::flow(value)
            );
            let Some(last) = fields.get(after.unwrap_or(0)) else {
                let (from, to) = self.inline(slot.node);
                return self.splice(from, to, &format!("{{{field}}}"));
            };
            return match after {
                Some(_) => {
                    let end = self.end(&last.node, self.after_key(last), 0);
                    self.splice(end, end, &format!(", {field}"))
                }
                None => {
                    let start = self.byte(last.place);
                    self.splice(start, start, &format!("{field}, "))
                }
            };
        }
        let Some(first) = fields.first() else {
            let lines = render::field(name, value, 0).join("\n");
            let end = self.text.len();
            let line = if self.text.is_empty() || self.text.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            return self.splice(end, end, &format!("{line}{lines}\n"));
        };
        let indent = first.place.column - 1;
        let lines = render::field(name, value, indent).join("\n");
        let start = self.line_start(self.byte(first.place));
        let alone = self
            .text
            .get(start..self.byte(first.place))
            .is_some_and(|t| t.trim().is_empty());
        if after.is_none() && alone {
            return self.splice(start, start, &format!("{lines}\n"));
        }
        let last = fields.get(after.unwrap_or(0)).unwrap_or(first);
        let end = self.line_end(self.end(&last.node, self.after_key(last), indent));
        self.splice(end, end, &format!("\n{lines}"))
    }

    pub(super) fn add_item(
        &mut self,
        path: &[Key],
        at: usize,
        value: &Json,
    ) -> Result<(), EditError> {
        let slot = self.slot(path)?;
        let list = slot.node;
        let items = list.items();
        if at > items.len() || !matches!(list.data, Data::List(_)) {
            return Err(no_such(path));
        }
        if items.is_empty() {
            return self.replace(path, &Json::Array(vec![value.clone()]));
        }
        if list.style == Style::Flow || slot.inside {
            let written = render::flow(value);
            return match at.checked_sub(1).and_then(|n| items.get(n)) {
                Some(last) => {
                    let end = self.inline(last).1;
                    self.splice(end, end, &format!(", {written}"))
                }
                None => {
                    let start = items.first().map_or(0, |n| self.byte(n.place));
                    self.splice(start, start, &format!("{written}, "))
                }
            };
        }
        let indent = self.dashes(list);
        let lines = render::item(value, indent).join("\n");
        match at
            .checked_sub(1)
            .and_then(|n| items.get(n).map(|item| (n, item)))
        {
            Some((n, last)) => {
                let end = self.line_end(self.end(last, self.dash(list, n) + 1, indent));
                self.splice(end, end, &format!("\n{lines}"))
            }
            None => {
                let start = self.comments_above(self.line_start(self.dash(list, 0)));
                self.splice(start, start, &format!("{lines}\n"))
            }
        }
    }
}
