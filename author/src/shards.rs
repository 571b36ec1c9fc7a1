//! How entries are shared out over shards: by first path segment once a language has many. A page fetches the shard of
//! every page and its own, so what it must load to decide does not grow with what lives elsewhere.

use std::collections::BTreeMap;

use content::catalogue::Holds;
use content::entry::{Desk, HostEvent, Kind};
use content::{Entry, Item, Shard};

/// Up to this many items a language has one shard; beyond, one for each first path segment.
const ONE_SHARD: usize = 64;
/// A guide over more pages than these belongs to every page.
const PAGES: usize = 4;

/// Every page prefix that an item lives on.
pub(crate) fn prefixes(entry: &Entry, item: &Item) -> Vec<String> {
    let start = match &entry.start {
        content::entry::Start::Page { page, .. } => page.as_ref(),
        _ => None,
    };
    let steps: Vec<_> = match item {
        Item::Tutorial { tutorial } => tutorial
            .steps
            .iter()
            .filter_map(|s| s.page.as_ref())
            .collect(),
        _ => Vec::new(),
    };
    let mut all: Vec<String> = entry
        .page
        .iter()
        .chain(start)
        .chain(steps)
        .map(|p| p.prefix().to_owned())
        .collect();
    all.sort();
    all.dedup();
    all
}

pub(crate) type Prefixed = (Entry, Vec<String>);

pub(crate) fn split(
    mut entries: Vec<Prefixed>,
    events: Vec<HostEvent>,
    desk: Desk,
) -> Vec<(String, Holds, Shard)> {
    entries.sort_by(|(a, _), (b, _)| b.priority.cmp(&a.priority).then_with(|| a.id.cmp(&b.id)));
    let (help, items): (Vec<Prefixed>, Vec<Prefixed>) = entries
        .into_iter()
        .partition(|(e, _)| e.kind == Kind::Article);
    let many = items.len() > ONE_SHARD;
    let mut by_prefix: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    by_prefix.insert(String::new(), Vec::new());
    for (entry, prefixes) in items {
        for prefix in places(&entry.kind, &prefixes, many) {
            by_prefix.entry(prefix).or_default().push(entry.clone());
        }
    }
    let mut out: Vec<_> = by_prefix
        .into_iter()
        .map(|(prefix, entries)| {
            let events = if prefix.is_empty() {
                events.clone()
            } else {
                Vec::new()
            };
            (
                prefix,
                Holds::Items,
                Shard {
                    entries,
                    events,
                    desk: None,
                    links: Vec::new(),
                },
            )
        })
        .collect();
    let desk = filled(&desk).then_some(desk);
    if !help.is_empty() || desk.is_some() {
        let entries = help.into_iter().map(|(e, _)| e).collect();
        out.push((
            String::new(),
            Holds::Help,
            Shard {
                entries,
                events: Vec::new(),
                desk,
                links: Vec::new(),
            },
        ));
    }
    out
}

/// The shards that an entry lies in: a guide over several pages in that of each, so that it goes on there; whatever else
/// names several, or none, in that of every page.
fn places(kind: &Kind, prefixes: &[String], many: bool) -> Vec<String> {
    let each = match prefixes {
        [_] => many,
        [_, _, ..] => many && *kind == Kind::Tutorial && prefixes.len() <= PAGES,
        [] => false,
    };
    if each && !prefixes.iter().any(String::is_empty) {
        prefixes.to_vec()
    } else {
        vec![String::new()]
    }
}

fn filled(desk: &Desk) -> bool {
    !desk.inquiries.is_empty() || desk.contact.is_some() || desk.community.is_some()
}
