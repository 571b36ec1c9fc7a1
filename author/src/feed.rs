//! The community's feed, taken in when content is published: a JSON Feed comes in, threads with their topics are kept beside
//! `shirube.yaml` until the next time, and stand in its `community` as if its author had written them there.
//! Not here: fetching it.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::node::{Data, Field, Node};

/// Where threads are kept, in the content folder.
const KEPT: &str = ".community.json";
/// Threads kept, newest first: no page shows more than a few of a topic.
const MOST: usize = 50;

/// A thread of the community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its title.
    pub title: String,
    /// Its https address.
    pub url: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// Reads a JSON Feed (version 1 or 1.1); an item without a title or an https address is left out. `None`: it is no feed.
#[must_use]
pub fn read(text: &str) -> Option<Vec<Thread>> {
    let feed: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let items = feed["items"].as_array()?;
    let threads = items.iter().filter_map(|item| {
        let word = |key: &str| item[key].as_str().map(str::trim).filter(|t| !t.is_empty());
        let tags = item["tags"].as_array().into_iter().flatten();
        Some(Thread {
            title: word("title")?.to_owned(),
            url: word("url")
                .filter(|u| u.starts_with("https://"))?
                .to_owned(),
            tags: tags.filter_map(|t| t.as_str().map(str::to_owned)).collect(),
        })
    });
    Some(threads.take(MOST).collect())
}

/// Keeps threads for this and later readings of a content folder.
///
/// # Errors
/// Where they cannot be written.
pub fn keep(folder: &Path, threads: &[Thread]) -> std::io::Result<()> {
    let all: Vec<Json> = threads
        .iter()
        .map(|t| json!({"title": t.title, "url": t.url, "topics": t.tags}))
        .collect();
    fs::write(folder.join(KEPT), format!("{:#}\n", Json::Array(all)))
}

/// Puts the threads kept into a configuration's community; what its author wrote there goes before. A tag that is no topic
/// says nothing here.
pub(crate) fn join(config: &mut Node, folder: &Path) {
    let topics: Vec<String> = config
        .get("topics")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|t| t.get("id")?.id().map(str::to_owned))
        .collect();
    let Data::Map(fields) = &mut config.data else {
        return;
    };
    let Some(community) = fields.iter_mut().find(|f| f.key == "community") else {
        return;
    };
    let place = community.node.place;
    let Data::Map(fields) = &mut community.node.data else {
        return;
    };
    let named = |key: &str| fields.iter().any(|f| f.key == key);
    if named("threads") || !named("feed") {
        return;
    }
    let Some(kept) = kept(folder) else { return };
    let text = |text: &str| Node::at(place, Data::Text(text.to_owned()));
    let field = |key: &str, node: Node| Field {
        key: key.to_owned(),
        place,
        node,
    };
    let threads = kept.iter().map(|thread| {
        let about = thread.tags.iter().filter(|t| topics.contains(t));
        let about = about.map(|t| text(t)).collect();
        let fields = vec![
            field("title", text(&thread.title)),
            field("url", text(&thread.url)),
            field("topics", Node::at(place, Data::List(about))),
        ];
        Node::at(place, Data::Map(fields))
    });
    let threads = Node::at(place, Data::List(threads.collect()));
    fields.push(field("threads", threads));
}

fn kept(folder: &Path) -> Option<Vec<Thread>> {
    let text = fs::read_to_string(folder.join(KEPT)).ok()?;
    let all: Vec<Json> = serde_json::from_str(&text).ok()?;
    let threads = all.iter().filter_map(|t| {
        let tags = t["topics"].as_array().into_iter().flatten();
        Some(Thread {
            title: t["title"].as_str()?.to_owned(),
            url: t["url"].as_str()?.to_owned(),
            tags: tags.filter_map(|t| t.as_str().map(str::to_owned)).collect(),
        })
    });
    Some(threads.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_read() {
        let check = |text: &str, expected: Option<&[(&str, &[&str])]>| {
            let read = read(text);
            let found = read.as_ref().map(|threads| {
                let told = |t: &Thread| (t.title.clone(), t.tags.clone());
                threads.iter().map(told).collect::<Vec<_>>()
            });
            let expected = expected.map(|all| {
                let owned = |tags: &[&str]| tags.iter().map(|&t| t.to_owned()).collect();
                all.iter()
                    .map(|(title, tags)| ((*title).to_owned(), owned(tags)))
                    .collect::<Vec<(String, Vec<String>)>>()
            });
            assert_eq!(found, expected, "{text}");
        };
        check("<rss/>", None);
        check("{\"items\": 3}", None);
        check("\u{feff}{\"items\": []}", Some(&[]));
        let items = r#"{"version": "https://jsonfeed.org/version/1.1", "items": [
            {"id": "1", "title": " One ", "url": "https://c.example/1", "tags": ["invoicing", 3]},
            {"id": "2", "title": "Two", "url": "javascript:alert(1)"},
            {"id": "3", "url": "https://c.example/3"},
            {"id": "4", "title": "Four", "url": "https://c.example/4"}]}"#;
        check(items, Some(&[("One", &["invoicing"]), ("Four", &[])]));
    }
}
