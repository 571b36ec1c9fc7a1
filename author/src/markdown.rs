//! The Markdown subset as a typed tree: paragraphs, headings, lists, strong, emphasis, code, links, images.
//! HTML is a finding and never passes.

use content::rich::{Line, Style};
use content::{Block, Link, Run};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::node::Node;
use crate::reader::Reader;

/// The blocks of a text.
pub(crate) fn blocks(reader: &Reader, node: &Node, text: &str) -> Vec<Block> {
    let mut build = Build {
        reader,
        node,
        blocks: Vec::new(),
        runs: Vec::new(),
        lists: Vec::new(),
        strong: 0,
        emphasis: 0,
        link: None,
        image: None,
    };
    for event in Parser::new_ext(text, Options::empty()) {
        build.take(event);
    }
    build.flush();
    build.blocks
}

struct Build<'a> {
    reader: &'a Reader<'a>,
    node: &'a Node,
    blocks: Vec<Block>,
    runs: Vec<Run>,
    lists: Vec<(bool, Vec<Line>)>,
    strong: u32,
    emphasis: u32,
    link: Option<Link>,
    image: Option<(String, String)>,
}

impl Build<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong -= 1,
            Event::Start(Tag::Emphasis) => self.emphasis += 1,
            Event::End(TagEnd::Emphasis) => self.emphasis -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = link(self.reader, self.node, &dest_url)
            }
            Event::End(TagEnd::Link) => self.link = None,
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.image = Some((dest_url.to_string(), String::new()))
            }
            Event::End(TagEnd::Image) => self.end_image(),
            Event::Start(Tag::List(first)) => {
                self.flush();
                self.lists.push((first.is_some(), Vec::new()));
            }
            Event::End(TagEnd::Item) => {
                let runs = std::mem::take(&mut self.runs);
                if let Some((_, lines)) = self.lists.last_mut().filter(|_| !runs.is_empty()) {
                    lines.push(Line { runs });
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((ordered, items)) = self.lists.pop() {
                    self.blocks.push(if ordered {
                        Block::Numbers { items }
                    } else {
                        Block::Bullets { items }
                    });
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let runs = std::mem::take(&mut self.runs);
                self.blocks.push(Block::Heading { runs });
            }
            Event::End(TagEnd::Paragraph) if self.lists.is_empty() => self.flush(),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.run(&code, Style::Code),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.run("", Style::Break),
            Event::Html(html) | Event::InlineHtml(html) => {
                let start: String = html.trim().chars().take(20).collect();
                self.reader.find(
                    self.node.place,
                    "E0013",
                    format!("HTML is not shown: \"{start}\""),
                );
            }
            _ => {}
        }
    }

    // Japanese has no spaces between words: a line break in the source must not become one.
    fn soft_break(&mut self) {
        if !self.reader.language.starts_with("ja") {
            self.text(" ");
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
            return;
        }
        let style = match (self.strong, self.emphasis) {
            (0, 0) => Style::Plain,
            (0, _) => Style::Emphasis,
            _ => Style::Strong,
        };
        self.run(text, style);
    }

    fn run(&mut self, text: &str, style: Style) {
        let link = self.link.clone();
        match self.runs.last_mut() {
            Some(last) if last.style == style && last.link == link && style != Style::Break => {
                last.text.push_str(text)
            }
            _ => self.runs.push(Run {
                text: text.to_owned(),
                style,
                link,
            }),
        }
    }

    fn end_image(&mut self) {
        let Some((path, alt)) = self.image.take() else {
            return;
        };
        self.flush();
        if alt.trim().is_empty() {
            self.reader.find(
                self.node.place,
                "E0012",
                format!("the image \"{path}\" needs a text that says what it shows"),
            );
        }
        match self.reader.names.assets.get(&path) {
            Some(asset) => self.blocks.push(Block::Image {
                asset: asset.clone(),
                alt,
            }),
            None => self.reader.find(
                self.node.place,
                "E0024",
                format!("there is no file \"{path}\""),
            ),
        }
    }

    fn flush(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if !runs.is_empty() {
            self.blocks.push(Block::Paragraph { runs });
        }
    }
}

/// A link's target by the closed list of forms.
pub(crate) fn link(reader: &Reader, node: &Node, target: &str) -> Option<Link> {
    if let Some(id) = target.strip_prefix("article:") {
        return reader
            .refer(node, id, &["article"])
            .then(|| Link::Article { id: id.to_owned() });
    }
    if let Some(rest) = target.strip_prefix("tutorial:") {
        let (id, step) = rest
            .split_once('#')
            .map_or((rest, None), |(id, step)| (id, Some(step)));
        if let Some(step) = step.filter(|s| {
            !reader
                .names
                .steps
                .get(id)
                .is_some_and(|all| all.contains(*s))
        }) {
            reader.find(
                node.place,
                "E0007",
                format!("\"{id}\" has no step \"{step}\""),
            );
        }
        return reader
            .refer(node, id, &["tutorial"])
            .then(|| Link::Tutorial {
                id: id.to_owned(),
                step: step.map(str::to_owned),
            });
    }
    if let Some(address) = target.strip_prefix("mailto:") {
        return Some(Link::Mail {
            address: address.to_owned(),
        });
    }
    let plain = !target
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let host = target
        .strip_prefix("https://")
        .and_then(|r| r.split(['/', '?', '#']).next());
    if plain && host.is_some_and(|h| !h.is_empty() && !h.contains('@')) {
        return Some(Link::Web {
            url: target.to_owned(),
        });
    }
    if plain && target.starts_with('/') && !target.starts_with("//") {
        return Some(Link::Path {
            path: target.to_owned(),
        });
    }
    reader.find(node.place, "E0015", format!("a link cannot lead to \"{target}\": use https://…, /path, article:id, tutorial:id or mailto:"));
    None
}
