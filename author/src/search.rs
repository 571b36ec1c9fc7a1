//! Articles as help search takes them in: words without mark-up, topics by their titles, patterns of their pages.
//! One index a language; the folding, the terms and the bytes are the crate `search`'s.

use content::Entry;
use content::item::Article as Leaf;
use content::rich::{Block, Run, personalise};
use search::{Article, Topic};

use crate::node::{Data, Node};
use crate::text::spoken;

/// What is found of one article, as it is read in a language.
pub(crate) fn article(
    entry: &Entry,
    leaf: &Leaf,
    node: &Node,
    config: &Node,
    languages: &[&str],
) -> Article {
    let mut headings = Vec::new();
    let mut body = Vec::new();
    for block in &leaf.body {
        match block {
            Block::Heading { runs } => headings.push(words(runs)),
            Block::Paragraph { runs } => body.push(words(runs)),
            Block::Bullets { items } | Block::Numbers { items } => {
                body.extend(items.iter().map(|item| words(&item.runs)));
            }
            Block::Image { alt, .. } => body.push(alt.clone()),
        }
    }
    let listed = |key| node.get(key).map(Node::items).unwrap_or_default();
    let titled = |id: &String| {
        let topics = config.get("topics").map(Node::items).unwrap_or_default();
        let topic = topics
            .iter()
            .find(|t| t.get("id").and_then(Node::id) == Some(id));
        let title = topic.and_then(|t| t.get("title"));
        Topic {
            id: id.clone(),
            title: title.map_or_else(String::new, |t| spoken(t, languages)),
        }
    };
    Article {
        id: entry.id.clone(),
        title: plain(&leaf.title),
        topics: entry.topics.iter().map(titled).collect(),
        pages: listed("pages")
            .iter()
            .filter_map(|p| p.text().map(str::to_owned))
            .collect(),
        order: match node.get("order").map(|n| &n.data) {
            Some(Data::Number(order, _)) => *order as i64,
            _ => 0,
        },
        tags: leaf.tags.clone(),
        headings,
        body: body.join("\n"),
    }
}

fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| plain(&run.text)).collect()
}

/// An index is nobody's own: names of persons give way to their fallbacks.
fn plain(text: &str) -> String {
    personalise(text, |_| None)
}
