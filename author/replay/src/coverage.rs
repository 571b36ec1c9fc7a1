//! Which accounts would be reached less: what a program requires of everybody, and fewer users of an account see.

use std::collections::{BTreeMap, BTreeSet};

use crate::dry::Seen;
use crate::past::Past;
use crate::release::Release;

/// Something that fewer users of an account would see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Account id.
    pub account: String,
    /// Item id.
    pub item: String,
    /// Users of the account who see it under the release that they have now.
    pub before: usize,
    /// Users under the draft.
    pub after: usize,
}

/// Accounts that lose, those that lose most first. Without any program, every item counts.
pub(crate) fn lost(
    before: Option<&Release>,
    after: &Release,
    past: &Past,
    now: Option<&[Seen]>,
    then: &[Seen],
) -> Vec<Lost> {
    let (Some(before), Some(now)) = (before, now) else {
        return Vec::new();
    };
    let mut required = required(before);
    required.extend(self::required(after));
    let counts = |id: &String| required.is_empty() || required.contains(id);
    let mut all: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for ((visitor, old), new) in past.visitors.iter().zip(now).zip(then) {
        let Some(account) = visitor.account.as_deref() else {
            continue;
        };
        for id in old.items.iter().filter(|id| counts(id)) {
            all.entry((account, id)).or_default().0 += 1;
        }
        for id in new.items.iter().filter(|id| counts(id)) {
            all.entry((account, id)).or_default().1 += 1;
        }
    }
    let mut out: Vec<Lost> = all
        .into_iter()
        .filter(|(_, (before, after))| after < before)
        .map(|((account, item), (before, after))| Lost {
            account: account.to_owned(),
            item: item.to_owned(),
            before,
            after,
        })
        .collect();
    out.sort_by_key(|l| std::cmp::Reverse(l.before - l.after));
    out
}

/// What the programs of a release require.
fn required(release: &Release) -> BTreeSet<String> {
    let programs = release.manifest["programs"].as_array();
    let all = programs.into_iter().flatten();
    let lists = all.filter_map(|p| p["required"].as_array());
    lists
        .flatten()
        .filter_map(|id| Some(id.as_str()?.to_owned()))
        .collect()
}
