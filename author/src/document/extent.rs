//! Where a value and what belongs to it lie in the text of a file: its bytes, its lines, its dash or key.
//! Nodes with their places enter; byte offsets leave.

use super::Document;
use crate::node::{Data, Field, Node, Place, Style};

impl Document {
    /// How many lines of the file stand above the YAML.
    fn above(&self) -> usize {
        usize::from(self.around.is_some())
    }

    /// The bytes of a line (from 0), its end not counted.
    fn line(&self, number: usize) -> (usize, usize) {
        let mut start = 0;
        for _ in 0..number {
            match self.text.get(start..).and_then(|t| t.find('\n')) {
                Some(at) => start += at + 1,
                None => return (self.text.len(), self.text.len()),
            }
        }
        (start, self.line_end(start))
    }

    /// The end of the line that holds a byte.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or("");
        at + rest.find('\n').unwrap_or(rest.len())
    }

    /// The beginning of the line that holds a byte.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text
            .get(..at)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |n| n + 1)
    }

    /// The byte of a place.
    pub(super) fn byte(&self, place: Place) -> usize {
        let (start, end) = self.line(place.line.saturating_sub(1 + self.above()));
        let line = self.text.get(start..end).unwrap_or("");
        let inner = line.char_indices().nth(place.column.saturating_sub(1));
        start + inner.map_or(line.len(), |(n, _)| n)
    }

    /// Just behind the colon of a field.
    pub(super) fn after_key(&self, field: &Field) -> usize {
        let start = self.byte(field.place);
        let rest = self.text.get(start..).unwrap_or("");
        let skip = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let mut escaped = false;
                let close = rest.char_indices().skip(1).find(|(_, c)| {
                    let closes = *c == quote && !escaped;
                    escaped = *c == '\\' && quote == '"' && !escaped;
                    closes
                });
                close.map_or(0, |(n, _)| n)
            }
            _ => 0,
        };
        let colon = rest.get(skip..).and_then(|t| t.find(':')).unwrap_or(0);
        start + skip + colon + 1
    }

    /// The bytes of a value that is written in one piece: from its first character to behind its last.
    pub(super) fn inline(&self, node: &Node) -> (usize, usize) {
        let start = self.byte(node.place);
        let end = match (&node.data, node.style) {
            (Data::Map(fields), Style::Flow) => self.closing(
                fields
                    .last()
                    .map_or(start + 1, |f| self.end(&f.node, self.after_key(f), 0)),
            ),
            (Data::List(list), Style::Flow) => {
                self.closing(list.last().map_or(start + 1, |n| self.end(n, start + 1, 0)))
            }
            _ => self.byte(node.end),
        };
        (start, end)
    }

    /// Just behind the bracket that closes next, comments on the way passed over.
    fn closing(&self, from: usize) -> usize {
        let mut comment = false;
        for (n, c) in self.text.get(from..).unwrap_or("").char_indices() {
            match c {
                '\n' => comment = false,
                '#' => comment = true,
                '}' | ']' if !comment => return from + n + 1,
                _ => {}
            }
        }
        self.text.len()
    }

    /// Just behind the last character of a value, the rest of its last line not counted; `before` is where it stands
    /// at the earliest, `indent` how far in its key or dash stands.
    pub(super) fn end(&self, node: &Node, before: usize, indent: usize) -> usize {
        match (&node.data, node.style) {
            (Data::Null, _) if node.place == node.end => before,
            (Data::Map(fields), Style::Block) => match fields.last() {
                Some(last) => self.end(
                    &last.node,
                    self.after_key(last),
                    last.place.column.saturating_sub(1),
                ),
                None => before,
            },
            (Data::List(list), Style::Block) => match list.last() {
                Some(last) => {
                    let dash = self.dash(node, list.len() - 1);
                    self.end(last, dash + 1, self.dashes(node))
                }
                None => before,
            },
            (_, Style::Literal | Style::Folded) => self.below(before, indent),
            _ => self.inline(node).1,
        }
    }

    /// The end of the lines under a `|` or `>` that stands on the line of a byte.
    fn below(&self, header: usize, indent: usize) -> usize {
        let mut end = self.line_end(header);
        let mut last = end;
        while end < self.text.len() {
            let start = end + 1;
            end = self.line_end(start);
            let line = self.text.get(start..end).unwrap_or("");
            if line.trim().is_empty() {
                continue;
            }
            if line.len() - line.trim_start_matches(' ').len() <= indent {
                break;
            }
            last = end;
        }
        last
    }

    /// How far in the dashes of a list in block form stand.
    pub(super) fn dashes(&self, list: &Node) -> usize {
        let Some(first) = list.items().first() else {
            return list.place.column.saturating_sub(1);
        };
        let mut end = self.byte(first.place);
        loop {
            let start = self.line_start(end);
            let line = self.text.get(start..end).unwrap_or("");
            let lead = line.trim_start_matches([' ', '-']);
            let dashes = line.len() - lead.len();
            let last = line.get(..dashes).and_then(|t| t.rfind('-'));
            match last {
                Some(at) => return at,
                None if start == 0 => return list.place.column.saturating_sub(1),
                None => end = start - 1,
            }
        }
    }

    /// The dash of an item of a list in block form.
    pub(super) fn dash(&self, list: &Node, at: usize) -> usize {
        let column = self.dashes(list);
        let Some(item) = list.items().get(at) else {
            return self.text.len();
        };
        let mut start = self.line_start(self.byte(item.place));
        loop {
            let line = self.text.get(start..self.line_end(start)).unwrap_or("");
            let here = line.as_bytes().get(column) == Some(&b'-');
            if here && start + column <= self.byte(item.place) {
                return start + column;
            }
            if start == 0 {
                return self.byte(item.place);
            }
            start = self.line_start(start - 1);
        }
    }

    /// The beginning of the comment lines that stand right above a line.
    pub(super) fn comments_above(&self, line_start: usize) -> usize {
        let mut start = line_start;
        while start > 0 {
            let above = self.line_start(start - 1);
            let line = self.text.get(above..start).unwrap_or("");
            if !line.trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }
}
