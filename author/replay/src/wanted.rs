//! What people looked for and did not find: searches without a result, and inquiries by category, those of most people
//! first. Words of inquiries are somebody's own and stay where they are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

/// Something that an article could answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The words of a search; the id of an inquiry's category.
    pub words: String,
    /// It is a category of inquiries.
    pub inquiry: bool,
    /// How often.
    pub times: usize,
    /// By how many people.
    pub people: usize,
}

/// Searches shorter than this say nothing.
const LEAST: usize = 2;

/// Gathered while events are read.
#[derive(Default)]
pub(crate) struct Wishes(BTreeMap<(bool, String), (usize, BTreeSet<String>)>);

impl Wishes {
    pub(crate) fn take(&mut self, name: &str, event: &Json) {
        let word = |key: &str| event["data"][key].as_str().unwrap_or_default();
        let (inquiry, words) = match name {
            "help.searched" if event["data"]["results"] == 0 => (false, word("query")),
            "inquiry.submitted" => (true, word("category")),
            _ => return,
        };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.to_lowercase();
        if words.chars().count() < LEAST {
            return;
        }
        let who = ["user", "session"]
            .iter()
            .find_map(|key| event[*key].as_str());
        let (times, people) = self.0.entry((inquiry, words)).or_default();
        *times += 1;
        people.extend(who.map(str::to_owned));
    }

    pub(crate) fn most_first(self) -> Vec<Wanted> {
        let all = self.0.into_iter();
        let mut all: Vec<Wanted> = all
            .map(|((inquiry, words), (times, people))| Wanted {
                words,
                inquiry,
                times,
                people: people.len(),
            })
            .collect();
        all.sort_by_key(|w| std::cmp::Reverse((w.people, w.times)));
        all
    }
}
