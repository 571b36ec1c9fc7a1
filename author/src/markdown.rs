//! The Markdown subset as a typed tree: paragraphs, lists, strong, emphasis, code, links, images; headings in articles.
//! HTML and every other form are findings and never pass.

use std::ops::Range;

use content::rich::{Line, Style};
use content::{Block, Link, Run};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::node::{Node, Place};
use crate::reader::Reader;
use crate::refer::IMAGE;

/// The blocks of a text, which is the node's own without the white space around it. Only articles have headings.
pub(crate) fn blocks(reader: &Reader, node: &Node, text: &str, headings: bool) -> Vec<Block> {
    let skipped = node.text().map_or(0, |t| t.len() - t.trim_start().len());
    let mut build = Build {
        reader,
        node,
        headings,
        skipped: if text.starts_with(char::is_whitespace) {
            0
        } else {
            skipped
        },
        blocks: Vec::new(),
        runs: Vec::new(),
        lists: Vec::new(),
        strong: 0,
        emphasis: 0,
        link: None,
        image: None,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        build.take(event, &range);
    }
    build.flush();
    build.blocks
}

struct Build<'a> {
    reader: &'a Reader<'a>,
    node: &'a Node,
    headings: bool,
    /// White space before the text in its node.
    skipped: usize,
    blocks: Vec<Block>,
    runs: Vec<Run>,
    lists: Vec<(bool, Vec<Line>)>,
    strong: u32,
    emphasis: u32,
    link: Option<Link>,
    image: Option<(String, String, Place)>,
}

impl Build<'_> {
    fn place(&self, range: &Range<usize>) -> Place {
        self.node.place_of(range.start + self.skipped)
    }

    fn unknown(&self, range: &Range<usize>, what: &str) {
        self.reader.find(
            self.place(range),
            "E0030",
            format!("{what} not shown here; write a paragraph, a list or **strong** words"),
        );
    }

    fn take(&mut self, event: Event, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.run(&code, Style::Code),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.run("", Style::Break),
            Event::Html(html) | Event::InlineHtml(html) => {
                let start: String = html.trim().chars().take(20).collect();
                self.reader.find(
                    self.place(range),
                    "E0013",
                    format!("HTML is not shown: \"{start}\""),
                );
            }
            Event::Rule => self.unknown(range, "a rule is"),
            Event::TaskListMarker(_) => self.unknown(range, "a box to tick is"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag, range: &Range<usize>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => {
                self.link = self.reader.link(self.place(range), &dest_url);
            }
            Tag::Image { dest_url, .. } => {
                self.image = Some((dest_url.to_string(), String::new(), self.place(range)));
            }
            Tag::List(first) => {
                if !self.lists.is_empty() {
                    self.unknown(range, "a list inside a list is");
                }
                self.flush();
                self.lists.push((first.is_some(), Vec::new()));
            }
            Tag::Paragraph if !self.runs.is_empty() => self.run("", Style::Break),
            Tag::Heading { .. } if !self.headings || !self.lists.is_empty() => {
                self.unknown(range, "a heading is");
            }
            Tag::BlockQuote(_) => self.unknown(range, "a block quote is"),
            Tag::CodeBlock(_) => self.unknown(range, "a code block is"),
            Tag::Table(_) => self.unknown(range, "a table is"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong -= 1,
            TagEnd::Emphasis => self.emphasis -= 1,
            TagEnd::Link => self.link = None,
            TagEnd::Image => self.end_image(),
            TagEnd::Item => {
                let runs = std::mem::take(&mut self.runs);
                if let Some((_, lines)) = self.lists.last_mut().filter(|_| !runs.is_empty()) {
                    lines.push(Line { runs });
                }
            }
            TagEnd::List(_) => {
                if let Some((ordered, items)) = self.lists.pop() {
                    self.blocks.push(if ordered {
                        Block::Numbers { items }
                    } else {
                        Block::Bullets { items }
                    });
                }
            }
            TagEnd::Heading(_) => {
                let runs = std::mem::take(&mut self.runs);
                self.blocks.push(Block::Heading { runs });
            }
            TagEnd::Paragraph if self.lists.is_empty() => self.flush(),
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
        if let Some((_, alt, _)) = &mut self.image {
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
        let Some((path, alt, place)) = self.image.take() else {
            return;
        };
        if alt.trim().is_empty() {
            self.reader.find(
                place,
                "E0012",
                format!("the image \"{path}\" needs a text that says what it shows"),
            );
        }
        if !self.lists.is_empty() {
            self.reader
                .find(place, "E0030", "an image inside a list is not shown here");
        }
        self.flush();
        if let Some(asset) = self.reader.asset_named(place, &path, IMAGE) {
            self.blocks.push(Block::Image { asset, alt });
        }
    }

    fn flush(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if !runs.is_empty() {
            self.blocks.push(Block::Paragraph { runs });
        }
    }
}
