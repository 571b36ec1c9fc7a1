//! The edits themselves: the smallest stretch of text that has to change for a value to change.
//! A path and a value enter; a spliced text leaves. Whether it came to what was asked is looked at by `Document::change`.

use serde_json::{Map, Value as Json};

use super::render::{self, Rendered};
use super::{Document, EditError, Key, no_such, value_at};
use crate::node::{Data, Node, Style};

/// Where a value stands: behind a key or behind a dash, and how far in.
pub(super) struct Slot<'n> {
    pub(super) node: &'n Node,
    /// Behind the colon or the dash.
    pub(super) after: usize,
    /// How far in the key or dash stands.
    pub(super) indent: usize,
    /// Inside `{…}` or `[…]`.
    pub(super) inside: bool,
    /// Behind a dash.
    pub(super) item: bool,
}

impl Document {
    pub(super) fn slot(&self, path: &[Key]) -> Result<Slot<'_>, EditError> {
        let mut slot = Slot {
            node: &self.root,
            after: 0,
            indent: 0,
            inside: false,
            item: false,
        };
        for key in path {
            let inside = slot.inside || slot.node.style == Style::Flow;
            slot = match key {
                Key::Field(name) => {
                    let field = slot.node.fields().iter().find(|f| f.key == *name);
                    let field = field.ok_or_else(|| no_such(path))?;
                    Slot {
                        node: &field.node,
                        after: self.after_key(field),
                        indent: field.place.column - 1,
                        inside,
                        item: false,
                    }
                }
                Key::At(at) => {
                    let node = slot.node.items().get(*at).ok_or_else(|| no_such(path))?;
                    Slot {
                        node,
                        after: if inside {
                            self.byte(node.place)
                        } else {
                            self.dash(slot.node, *at) + 1
                        },
                        indent: if inside { 0 } else { self.dashes(slot.node) },
                        inside,
                        item: true,
                    }
                }
            };
        }
        Ok(slot)
    }

    /// Writes a value at a path, changing of the old one only what differs.
    pub(super) fn write(&mut self, path: &[Key], value: &Json) -> Result<(), EditError> {
        let whole = self.root.json();
        match value_at(&whole, path) {
            Some(old) if old == value => Ok(()),
            Some(Json::Object(old)) if value.is_object() => self.merge(path, old, value),
            Some(Json::Array(old)) if value.is_array() && !old.is_empty() => {
                self.merge_list(path, old, value.as_array().map_or(&[], Vec::as_slice))
            }
            Some(_) if path.is_empty() => Err(no_such(path)),
            Some(_) => self.replace(path, value),
            None => self.make(path, value),
        }
    }

    /// A map for a map: fields that went go, the others are written one by one.
    fn merge(
        &mut self,
        path: &[Key],
        old: &Map<String, Json>,
        value: &Json,
    ) -> Result<(), EditError> {
        let Json::Object(new) = value else {
            return self.replace(path, value);
        };
        let nothing_stays = !old.keys().any(|k| new.contains_key(k));
        if !path.is_empty() && (nothing_stays || new.is_empty()) {
            return self.replace(path, value);
        }
        let at = |name: &String| -> Vec<Key> {
            path.iter()
                .cloned()
                .chain([Key::Field(name.clone())])
                .collect()
        };
        for (name, value) in new {
            self.write(&at(name), value)?;
        }
        for name in old.keys().filter(|name| !new.contains_key(*name)) {
            self.take_out(&at(name))?;
        }
        Ok(())
    }

    /// A list for a list: what is equal at both ends stays, between them item becomes item.
    fn merge_list(&mut self, path: &[Key], old: &[Json], new: &[Json]) -> Result<(), EditError> {
        if new.is_empty() {
            return self.replace(path, &Json::Array(Vec::new()));
        }
        let alike = |(a, b): &(&Json, &Json)| a == b;
        let front = old.iter().zip(new).take_while(alike).count();
        let (old_rest, new_rest) = (&old[front..], &new[front..]);
        let back = old_rest
            .iter()
            .rev()
            .zip(new_rest.iter().rev())
            .take_while(alike)
            .count();
        let (gone, come) = (old_rest.len() - back, new_rest.len() - back);
        let at = |n: usize| -> Vec<Key> { path.iter().cloned().chain([Key::At(n)]).collect() };
        for n in (front + come..front + gone).rev() {
            self.take_out(&at(n))?;
        }
        for (n, value) in new_rest.iter().take(come).enumerate() {
            if n < gone {
                self.write(&at(front + n), value)?;
            } else {
                self.add_item(path, front + n, value)?;
            }
        }
        Ok(())
    }

    /// Writes a value where there is none: the nearest map or list that there is takes it.
    fn make(&mut self, path: &[Key], value: &Json) -> Result<(), EditError> {
        let (last, above) = path.split_last().ok_or_else(|| no_such(path))?;
        let whole = self.root.json();
        match (value_at(&whole, above), last) {
            (Some(Json::Object(map)), Key::Field(name)) if !map.is_empty() => {
                self.add_field(above, name, value)
            }
            (Some(Json::Object(_)), Key::Field(name)) if above.is_empty() => {
                self.add_field(above, name, value)
            }
            (Some(Json::Array(list)), Key::At(at)) if *at == list.len() && *at > 0 => {
                self.add_item(above, *at, value)
            }
            (Some(Json::Object(_) | Json::Null) | None, Key::Field(name)) => {
                let mut map = Map::new();
                map.insert(name.clone(), value.clone());
                self.write_or_make(above, &Json::Object(map))
            }
            (Some(Json::Array(_) | Json::Null) | None, Key::At(0)) => {
                self.write_or_make(above, &Json::Array(vec![value.clone()]))
            }
            _ => Err(no_such(path)),
        }
    }

    fn write_or_make(&mut self, path: &[Key], value: &Json) -> Result<(), EditError> {
        match self.slot(path) {
            Ok(_) => self.replace(path, value),
            Err(_) => self.make(path, value),
        }
    }

    /// Puts a value in the place of another.
    pub(super) fn replace(&mut self, path: &[Key], value: &Json) -> Result<(), EditError> {
        let slot = self.slot(path)?;
        if slot.inside {
            return self.replace_inside(path, value);
        }
        let node = slot.node;
        let rendered = match value {
            Json::Object(map) if slot.item && !map.is_empty() => item_of(value, slot.indent),
            Json::String(text) => self.like_before(node, text, slot.indent),
            value => render::block(value, slot.indent),
        };
        // The old value: on the line of its key or dash, and the lines below.
        let whole = self.end(node, slot.after, slot.indent);
        let (head, tail) = match (&node.data, node.style) {
            (Data::Null, _) if node.place == node.end => ((slot.after, slot.after), None),
            (Data::Map(_) | Data::List(_), Style::Block) if !slot.item => {
                let line = self.line_end(slot.after);
                ((slot.after, slot.after), Some((line, self.line_end(whole))))
            }
            (Data::Map(_) | Data::List(_), Style::Block) => {
                ((self.byte(node.place), self.line_end(whole)), None)
            }
            (_, Style::Literal | Style::Folded) => {
                let line = self
                    .text
                    .get(slot.after..self.line_end(slot.after))
                    .unwrap_or("");
                let header = line.trim_start();
                let start = slot.after + line.len() - header.len();
                let width = header.find(char::is_whitespace).unwrap_or(header.len());
                ((start, start + width), Some((self.line_end(start), whole)))
            }
            _ => (self.inline(node), None),
        };
        let Rendered { head: text, lines } = rendered;
        let below: String = lines.iter().map(|line| format!("\n{line}")).collect();
        let line = self.line_end(head.1.max(slot.after));
        let rest = self.text.get(head.1..line).unwrap_or("").to_owned();
        let (from, space) = match text.is_empty() {
            true => (slot.after, ""),
            false => (
                head.0.max(slot.after),
                if head.0 > slot.after { "" } else { " " },
            ),
        };
        let to = tail.map_or(line, |(_, end)| end);
        self.splice(from, to, &[space, &text, &rest, &below].concat())
    }

    /// A text keeps the way in which the one before it was written, where that can hold it.
    fn like_before(&self, node: &Node, text: &str, indent: usize) -> Rendered {
        let one = |head: String| Rendered {
            head,
            lines: Vec::new(),
        };
        let written = self.text.get(self.byte(node.place)..).unwrap_or("");
        match node.style {
            Style::Quoted if !text.contains('\n') => {
                one(render::like_quoted(text, written.starts_with('\'')))
            }
            // What one would quote by habit may have stood bare.
            Style::Plain if render::stays_plain(text, false) => one(text.to_owned()),
            _ => render::block(&Json::from(text), indent),
        }
    }

    /// The same inside `{…}`; sentences that do not fit there bring their map into block form.
    fn replace_inside(&mut self, path: &[Key], value: &Json) -> Result<(), EditError> {
        let slot = self.slot(path)?;
        if let Some(text) = value.as_str()
            && (text.contains('\n') || render::plain(text, false) && !render::plain(text, true))
            && let Some((_, above)) = path.split_last()
            && let Ok(outer) = self.slot(above)
            && !outer.inside
            && !outer.item
            && let (from, to) = self.inline(outer.node)
            && !self.text.get(from..to).unwrap_or("").contains(" #")
        {
            let mut whole = self.root.json();
            super::put(&mut whole, path, value);
            let map = value_at(&whole, above).cloned().unwrap_or(Json::Null);
            return self.replace(above, &map);
        }
        let node = slot.node;
        let written = match (value, node.style) {
            (Json::String(text), Style::Plain) if render::stays_plain(text, true) => text.clone(),
            (Json::String(text), Style::Quoted) if !text.contains('\n') => {
                let start = self.byte(node.place);
                let single = self.text.get(start..).unwrap_or("").starts_with('\'');
                render::like_quoted(text, single)
            }
            _ => render::flow(value),
        };
        if matches!(node.data, Data::Null) && node.place == node.end {
            return self.splice(slot.after, slot.after, &format!(" {written}"));
        }
        let (from, to) = self.inline(node);
        self.splice(from, to, &written)
    }
}

/// A map behind a dash: its first field on the dash's line.
fn item_of(value: &Json, indent: usize) -> Rendered {
    let mut lines = render::item(value, indent);
    let first = lines.remove(0);
    Rendered {
        head: first.get(indent + 2..).unwrap_or("").to_owned(),
        lines,
    }
}
