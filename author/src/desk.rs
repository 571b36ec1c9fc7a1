//! What the help centre has in one language besides its articles: categories of inquiries, contact, community, and the
//! index that its search reads. What is wrong with any of it was said when the configuration was read (`config`).

use content::entry::{Community, Contact, Desk, Inquiry, Thread};
use content::rich::personalise;
use content::{Block, Digest, Entry, Item, Run};

use crate::node::Node;

/// Reads the desk of a configuration in one language.
pub(crate) fn desk(config: &Node, language: &str, default: &str) -> Desk {
    let say = |node: Option<&Node>| said(node, language, default);
    let plain = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
    let inquiries = config.get("inquiries").map(Node::items);
    Desk {
        inquiries: inquiries
            .unwrap_or_default()
            .iter()
            .map(|node| Inquiry {
                id: plain(node.get("id")),
                topic: node.get("topic").and_then(Node::text).map(str::to_owned),
                title: say(node.get("title")),
            })
            .collect(),
        contact: config.get("contact").map(|node| Contact {
            name: plain(node.get("name")),
            hours: say(node.get("hours")),
            booking: plain(node.get("booking")),
            reply_hours: hours(&plain(node.get("reply_within"))),
            chat: plain(node.get("chat")) == "host",
        }),
        community: config.get("community").map(|node| Community {
            title: say(node.get("title")),
            url: plain(node.get("url")),
            threads: listed(node, "threads").iter().map(thread).collect(),
        }),
        index: None,
    }
}

fn thread(node: &Node) -> Thread {
    let plain = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
    let topics = listed(node, "topics").iter().filter_map(Node::id);
    Thread {
        title: plain("title").to_owned(),
        url: plain("url").to_owned(),
        topics: topics.map(str::to_owned).collect(),
    }
}

fn listed<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map(Node::items).unwrap_or_default()
}

/// The title of a topic in one language.
fn topic(config: &Node, id: &str, language: &str, default: &str) -> String {
    let topics = config.get("topics").map(Node::items).unwrap_or_default();
    let named = |node: &&Node| node.get("id").and_then(Node::id) == Some(id);
    let found = topics.iter().find(named);
    said(found.and_then(|node| node.get("title")), language, default)
}

fn said(text: Option<&Node>, language: &str, default: &str) -> String {
    let map = text.and_then(|node| node.get(language).or_else(|| node.get(default)));
    map.and_then(Node::text).unwrap_or_default().to_owned()
}

/// Hours of `30m`, `2h` or `1d`, begun ones counted whole; 0 for anything else.
fn hours(within: &str) -> u32 {
    let number = |unit: char| within.strip_suffix(unit)?.parse::<u32>().ok();
    number('m')
        .map(|minutes| minutes.div_ceil(60))
        .or_else(|| number('h'))
        .or_else(|| number('d').map(|days| days * 24))
        .unwrap_or(0)
}

/// Articles as the search index takes them.
#[derive(Default)]
pub(crate) struct Shelf(Vec<search::Article>);

impl Shelf {
    /// Puts an article in; other items are left out. `node` is the article as its author wrote it.
    pub(crate) fn put(
        &mut self,
        config: &Node,
        default: &str,
        node: &Node,
        entry: &Entry,
        item: &Item,
    ) {
        let Item::Article { article } = item else {
            return;
        };
        let language = &entry.language;
        let mut headings = Vec::new();
        let mut body = Vec::new();
        for block in &article.body {
            match block {
                Block::Heading { runs } => headings.push(words(runs)),
                Block::Paragraph { runs } => body.push(words(runs)),
                Block::Bullets { items } | Block::Numbers { items } => {
                    body.extend(items.iter().map(|line| words(&line.runs)));
                }
                Block::Image { .. } => {}
            }
        }
        let topics = entry.topics.iter().map(|id| search::Topic {
            id: id.clone(),
            title: topic(config, id, language, default),
        });
        let pages = node.get("pages").map(Node::items).unwrap_or_default();
        self.0.push(search::Article {
            id: entry.id.clone(),
            title: plain(&article.title),
            topics: topics.collect(),
            pages: pages
                .iter()
                .filter_map(|page| page.text().map(str::to_owned))
                .collect(),
            order: order(node),
            tags: article.tags.clone(),
            headings,
            body: body.join("\n"),
        });
    }

    /// The index of what was put in, with its digest; nothing for an empty shelf.
    pub(crate) fn index(&self, language: &str) -> Option<(Digest, Vec<u8>)> {
        let bytes = (!self.0.is_empty()).then(|| search::build(language, &self.0))?;
        Some((Digest::of(&bytes), bytes))
    }
}

fn order(node: &Node) -> i64 {
    match node.get("order").map(|n| &n.data) {
        Some(crate::node::Data::Number(number, _)) => *number as i64,
        _ => 0,
    }
}

fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| plain(&run.text)).collect()
}

/// A text as somebody of whom nothing is known reads it.
fn plain(text: &str) -> String {
    personalise(text, |_| None)
}

#[cfg(test)]
mod tests {
    use super::hours;

    #[test]
    fn a_promise_is_kept_in_whole_hours() {
        for (within, expected) in [
            ("30m", 1),
            ("90m", 2),
            ("2h", 2),
            ("1d", 24),
            ("soon", 0),
            ("", 0),
        ] {
            assert_eq!(hours(within), expected, "{within}");
        }
    }
}
