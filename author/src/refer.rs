//! References, checked where they stand: items, steps, topics, events, assets, links and web addresses.

use content::Link;

use crate::node::{Node, Place};
use crate::reader::{Reader, hint};

/// What can be completed or dismissed, required or offered next.
pub(crate) const SHOWN: &[&str] = &[
    "tutorial",
    "checklist",
    "tooltip",
    "announcement",
    "quiz",
    "survey",
];

/// What a field for an asset takes, by ending.
pub(crate) const IMAGE: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];
pub(crate) const VIDEO: &[&str] = &["mp4", "webm"];
pub(crate) const CAPTIONS: &[&str] = &["vtt"];

impl Reader<'_> {
    /// A reference to an item of a kind.
    pub(crate) fn refer(&self, place: Place, id: &str, kinds: &[&str]) -> bool {
        let names = self.names;
        if names.broken.contains(id) {
            return true;
        }
        match names.items.get(id) {
            Some(kind) if kinds.contains(kind) => true,
            Some(kind) => {
                let article = |kind: &str| if kind.starts_with('a') { "an" } else { "a" };
                let (a, first) = (article(kind), kinds.first().copied().unwrap_or(""));
                let b = article(first);
                self.find(
                    place,
                    "E0007",
                    format!(
                        "\"{id}\" is {a} {kind}, expected {b} {}",
                        kinds.join(" or ")
                    ),
                );
                false
            }
            None => {
                let fitting = names.items.iter().filter(|(_, kind)| kinds.contains(kind));
                let hint = hint(fitting.map(|(id, _)| id.as_str()), id);
                self.find(place, "E0007", format!("there is no \"{id}\"{hint}"));
                false
            }
        }
    }

    /// A list of references, those that hold.
    pub(crate) fn refer_all(&self, nodes: &[Node], kinds: &[&str]) -> Vec<String> {
        let ids = nodes.iter().filter_map(|n| Some((n, self.word(n)?)));
        ids.filter(|(n, id)| self.refer(n.place, id, kinds))
            .map(|(_, id)| id)
            .collect()
    }

    /// The name of a host event.
    pub(crate) fn event(&self, node: &Node) -> Option<String> {
        let name = self.word(node)?;
        if !self.names.events.contains(&name) {
            let hint = hint(self.names.events.iter().map(String::as_str), &name);
            self.find(
                node.place,
                "W0103",
                format!("the event \"{name}\" is not declared under events in shirube.yaml{hint}"),
            );
        }
        Some(name)
    }

    /// The id of a topic.
    pub(crate) fn topic(&self, node: &Node) -> Option<String> {
        let id = self.word(node)?;
        self.declared(node, &id, "topic", self.names.topics.iter());
        Some(id)
    }

    /// The id of a segment.
    pub(crate) fn segment(&self, node: &Node) -> Option<String> {
        let id = self.word(node)?;
        self.declared(node, &id, "segment", self.names.segments.iter());
        Some(id)
    }

    pub(crate) fn declared<'a>(
        &self,
        node: &Node,
        id: &str,
        what: &str,
        names: impl Iterator<Item = &'a String> + Clone,
    ) {
        if !names.clone().any(|n| n == id) {
            let hint = hint(names.map(String::as_str), id);
            self.find(
                node.place,
                "E0007",
                format!("there is no {what} \"{id}\"{hint}"),
            );
        }
    }

    /// The published path of an asset of one of these endings.
    pub(crate) fn asset(&self, node: &Node, endings: &[&str]) -> Option<String> {
        self.asset_named(node.place, &self.word(node)?, endings)
    }

    pub(crate) fn asset_named(&self, place: Place, path: &str, endings: &[&str]) -> Option<String> {
        let Some(published) = self.names.assets.get(path) else {
            let hint = hint(self.names.assets.keys().map(String::as_str), path);
            self.find(
                place,
                "E0024",
                format!("there is no file \"{path}\" (assets are named from the content folder: assets/…){hint}"),
            );
            return None;
        };
        self.tally.borrow_mut().assets.insert(path.to_owned());
        let ending = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        if !endings.contains(&ending.as_str()) {
            self.find(
                place,
                "E0036",
                format!("\"{path}\" does not end in {}", endings.join(", ")),
            );
            return None;
        }
        Some(published.clone())
    }

    /// An `https://` address.
    pub(crate) fn web(&self, node: &Node) -> Option<String> {
        let address = self.word(node)?;
        if is_web(&address) {
            return Some(address);
        }
        self.find(
            node.place,
            "E0015",
            format!("expected an address that begins with https://, found \"{address}\""),
        );
        None
    }

    /// A link's target by the closed list of forms.
    pub(crate) fn link(&self, place: Place, target: &str) -> Option<Link> {
        if let Some(id) = target.strip_prefix("article:") {
            return self
                .refer(place, id, &["article"])
                .then(|| Link::Article { id: id.to_owned() });
        }
        if let Some(rest) = target.strip_prefix("tutorial:") {
            return self.step(place, rest);
        }
        if let Some(address) = target.strip_prefix("mailto:") {
            let good = address
                .split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
            if good && !address.contains(|c: char| c.is_whitespace() || c.is_control()) {
                return Some(Link::Mail {
                    address: address.to_owned(),
                });
            }
        }
        if is_web(target) {
            return Some(Link::Web {
                url: target.to_owned(),
            });
        }
        if is_plain(target) && target.starts_with('/') && !target.starts_with("//") {
            return Some(Link::Path {
                path: target.to_owned(),
            });
        }
        self.find(place, "E0015", format!("a link cannot lead to \"{target}\": use https://…, /path, article:id, tutorial:id or mailto:"));
        None
    }

    /// `tutorial` or `tutorial#step`.
    pub(crate) fn step(&self, place: Place, target: &str) -> Option<Link> {
        let (id, step) = target
            .split_once('#')
            .map_or((target, None), |(id, step)| (id, Some(step)));
        if !self.refer(place, id, &["tutorial"]) {
            return None;
        }
        if self.names.broken.contains(id) {
            return None;
        }
        let steps = self.names.steps.get(id);
        if let Some(step) = step.filter(|s| !steps.is_some_and(|all| all.contains(*s))) {
            let hint = hint(steps.into_iter().flatten().map(String::as_str), step);
            self.find(
                place,
                "E0007",
                format!("\"{id}\" has no step \"{step}\"{hint}"),
            );
            return None;
        }
        Some(Link::Tutorial {
            id: id.to_owned(),
            step: step.map(str::to_owned),
        })
    }

    /// The words of a link that an author gave only by its target.
    pub(crate) fn label(&self, link: &Link) -> String {
        let id = match link {
            Link::Article { id } | Link::Tutorial { id, .. } => id,
            Link::Web { url } => return url.clone(),
            Link::Path { path } => return path.clone(),
            Link::Mail { address } => return address.clone(),
        };
        let titles = self.names.titles.get(id);
        titles
            .and_then(|t| t.get(self.language).or_else(|| t.values().next()))
            .cloned()
            .unwrap_or_else(|| id.clone())
    }
}

fn is_plain(target: &str) -> bool {
    !target.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
}

/// Whether an address is https, without a name or password in it.
pub(crate) fn is_web(address: &str) -> bool {
    is_plain(address)
        && address.starts_with("https://")
        && url::Url::parse(address).is_ok_and(|url| {
            url.username().is_empty() && url.password().is_none() && url.host().is_some()
        })
}
