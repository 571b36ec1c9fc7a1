//! What deep links name: a code for every item and every step, in a shard of its own that is fetched when one is opened.

use content::catalogue::Holds;
use content::entry::DeepLink;
use content::{Digest, Item, Shard};

/// Gathers codes, and finds two that are the same.
pub(crate) struct Links<'a> {
    tenant: &'a str,
    all: Vec<DeepLink>,
}

impl<'a> Links<'a> {
    pub(crate) fn new(tenant: &'a str) -> Self {
        let all = Vec::new();
        Links { tenant, all }
    }

    /// Puts an item in with its steps. Gives the name of what has the same code already.
    pub(crate) fn put(&mut self, id: &str, item: &Item) -> Option<String> {
        let steps = match item {
            Item::Tutorial { tutorial } => tutorial.steps.as_slice(),
            _ => &[],
        };
        let steps = steps.iter().map(|step| Some(step.id.as_str()));
        let mut taken = None;
        for step in std::iter::once(None).chain(steps) {
            let code = Digest::link(self.tenant, id, step);
            let same = |l: &&DeepLink| l.code == code && (l.id != id || l.step.as_deref() != step);
            if let Some(other) = self.all.iter().find(same) {
                taken = Some(named(other));
            }
            self.all.push(DeepLink {
                code,
                id: id.to_owned(),
                step: step.map(str::to_owned),
            });
        }
        taken
    }

    /// The shard; in the order of the codes, whichever order the items came in.
    pub(crate) fn shard(mut self) -> (Holds, Shard) {
        self.all.sort_by(|a, b| a.code.cmp(&b.code));
        let shard = Shard {
            entries: Vec::new(),
            events: Vec::new(),
            desk: None,
            links: self.all,
        };
        (Holds::Links, shard)
    }
}

fn named(link: &DeepLink) -> String {
    match &link.step {
        Some(step) => format!("{}#{step}", link.id),
        None => link.id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use content::item::Article;

    #[test]
    fn the_same_code_is_found() {
        let article = Item::Article {
            article: Article {
                title: String::new(),
                body: Vec::new(),
                tags: Vec::new(),
            },
        };
        let mut links = Links::new("kumo");
        assert_eq!(links.put("a", &article), None);
        assert_eq!(links.put("b", &article), None);
        // What a collision of 40 bits would look like.
        links.all[0].code = Digest::link("kumo", "c", None);
        assert_eq!(links.put("c", &article), Some("a".to_owned()));
    }
}
