//! On which page somebody was: events name items and never addresses, so an item that spoke up tells that its page was
//! open. A page of which no event could tell is taken to be opened once in every session.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::past::{Happening, Past};
use crate::release::{KINDS, Release};

/// Item and step to an address of its page.
#[derive(Default)]
pub(crate) struct Pages {
    items: BTreeMap<String, String>,
    steps: BTreeMap<(String, String), String>,
    /// Addresses on which something may start or stand.
    starts: BTreeSet<String>,
    /// Those of which events can tell.
    pub(crate) told: BTreeSet<String>,
}

impl Pages {
    /// The pages of all releases that are looked at, held against what happened.
    pub(crate) fn of<'r>(releases: impl Iterator<Item = &'r Release>, past: &Past) -> Pages {
        let mut pages = Pages::default();
        for release in releases {
            for kind in KINDS {
                let all = release.manifest[*kind].as_array();
                for item in all.into_iter().flatten() {
                    pages.put(item);
                }
            }
        }
        let all = past.visitors.iter().flat_map(|v| &v.sessions);
        let told: BTreeSet<String> = all
            .flat_map(|s| &s.happenings)
            .filter_map(|h| pages.visited(h).map(str::to_owned))
            .collect();
        pages.told = told;
        pages
    }

    fn put(&mut self, item: &Json) {
        let Some(id) = item["id"].as_str() else {
            return;
        };
        let own = item["page"].as_str();
        let start = item["start"]["page"].as_str().or(own);
        let address = start.map_or_else(|| "/".to_owned(), example);
        self.starts.insert(address.clone());
        if start.is_some() {
            self.items.insert(id.to_owned(), address);
        }
        for step in item["steps"].as_array().into_iter().flatten() {
            if let (Some(step), Some(page)) = (step["id"].as_str(), step["page"].as_str()) {
                let key = (id.to_owned(), step.to_owned());
                self.steps.insert(key, example(page));
            }
        }
    }

    /// Where somebody was when this happened, as far as it tells.
    pub(crate) fn visited(&self, happening: &Happening) -> Option<&str> {
        let id = happening.content.as_ref()?;
        let of_step = happening.step.as_ref().and_then(|step| {
            let key = (id.clone(), step.clone());
            self.steps.get(&key)
        });
        of_step.or_else(|| self.items.get(id)).map(String::as_str)
    }

    /// An address on which this item may show itself.
    pub(crate) fn of_item(&self, id: &str) -> &str {
        self.items.get(id).map_or("/", String::as_str)
    }

    /// Pages that a session opens although no event says so.
    pub(crate) fn assumed(&self) -> impl Iterator<Item = &str> {
        self.starts.difference(&self.told).map(String::as_str)
    }
}

/// An address that a pattern matches: nothing where it has `*`, a `1` where it has `:name`.
fn example(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' => {}
            ':' if rest.peek().is_some_and(char::is_ascii_alphabetic) => {
                while rest.next_if(char::is_ascii_alphanumeric).is_some() {}
                out.push('1');
            }
            c => out.push(c),
        }
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn a_pattern_has_an_address() {
        for (pattern, expected) in [
            ("/invoices*", "/invoices"),
            ("/invoices/:id/edit", "/invoices/1/edit"),
            ("*", "/"),
            ("/#/x*", "/#/x"),
            ("https://app.example/x", "https://app.example/x"),
        ] {
            assert_eq!(example(pattern), expected);
        }
    }
}
