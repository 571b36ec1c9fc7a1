//! Every anchor of a folder: where it is written, on which page its element stands, and what leads on from it.

use std::fs;
use std::path::Path;

use author::{Document, Key};
use serde_json::{Map, Value as Json, json};

/// An anchor in the source.
#[derive(Clone, Debug)]
pub struct Place {
    /// `tutorials/first#new`: the item, and the step or part that it is of.
    pub key: String,
    /// `tutorials/first`.
    pub item: String,
    /// The source file, from the folder.
    pub file: String,
    /// Where the anchor stands in its file, from 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The path of the anchor in its file.
    pub path: Vec<Key>,
    /// As the source writes it.
    pub anchor: Json,
    /// The pattern of its page.
    pub page: Option<String>,
    /// The address that a step says for its page.
    pub open: Option<String>,
    /// A click on it leads on to another step.
    pub click: bool,
    /// It goes on by an act of any kind, which may change the page.
    pub leads: bool,
    /// Only what is done in the step before it leads here.
    pub by_act: bool,
}

impl Place {
    /// The address of its page, where one is known.
    pub(super) fn address(&self) -> Option<String> {
        let page = self
            .page
            .as_ref()
            .filter(|p| !p.contains(['*', ':', '(', '{']) || p.starts_with("http"));
        let stem = || {
            // `/x*` is also `/x`.
            let stem = self.page.as_ref()?.strip_suffix('*')?;
            (!stem.contains(['*', ':', '(', '{']) && !stem.ends_with(['-', '/']))
                .then(|| stem.to_owned())
        };
        self.open.clone().or_else(|| page.cloned()).or_else(stem)
    }
}

/// The anchors of a folder, in the order in which a person would come to them.
pub(super) fn places(folder: &Path, manifest: &Json) -> Vec<Place> {
    let mut out = Vec::new();
    for kind in ["tutorials", "tooltips", "events"] {
        let items = manifest[kind].as_array().into_iter().flatten();
        for item in items.filter(|i| i.is_object()) {
            let id = item["id"].as_str().unwrap_or_default();
            let name = format!("{kind}/{id}");
            let file = ["yaml", "yml"].map(|e| format!("{name}.{e}"));
            let Some(file) = file.into_iter().find(|f| folder.join(f).is_file()) else {
                continue;
            };
            let document = fs::read_to_string(folder.join(&file))
                .ok()
                .and_then(|t| Document::read(&t).ok());
            let Some(document) = document else { continue };
            let place = |path: Vec<Key>, part: &str, of: &Json| {
                let (line, column) = document.place(&path);
                let word = |key: &str| of[key].as_str().map(str::to_owned);
                Place {
                    key: if part.is_empty() {
                        name.clone()
                    } else {
                        format!("{name}#{part}")
                    },
                    item: name.clone(),
                    file: file.clone(),
                    line,
                    column,
                    anchor: document.get(&path).unwrap_or(Json::Null),
                    path,
                    page: word("page"),
                    open: word("open"),
                    click: of["advance"] == "click",
                    leads: kind == "tutorials"
                        && of["advance"] != "next"
                        && !of["advance"].is_null(),
                    by_act: false,
                }
            };
            if kind != "tutorials" {
                out.push(place(vec![Key::from("anchor")], "", item));
                continue;
            }
            let start = item["start"]["page"].as_str();
            let steps = item["steps"].as_array().map_or(&[][..], Vec::as_slice);
            let mut before: Option<(&Json, Option<String>)> = None;
            for (n, step) in steps.iter().enumerate() {
                let id = step["id"].as_str().unwrap_or_default();
                let path = |field: &str| vec![Key::from("steps"), Key::At(n), Key::from(field)];
                let mut found = Vec::new();
                if step["anchor"].is_object() {
                    found.push(place(path("anchor"), id, step));
                }
                for mut place in found {
                    if place.page.is_none() {
                        place.page = start.map(str::to_owned);
                    }
                    // Without an address of its own it is where the step before leads.
                    place.by_act = place.address().is_none()
                        && before
                            .as_ref()
                            .is_some_and(|(s, page)| s["advance"] != "next" && *page != place.page);
                    place.click &= n + 1 < steps.len();
                    out.push(place);
                }
                before = Some((step, step["page"].as_str().map(str::to_owned)));
            }
        }
    }
    out
}

/// An anchor in one language: its texts become plain.
pub(super) fn in_language(anchor: &Json, language: &str) -> Json {
    let Json::Object(map) = anchor else {
        return anchor.clone();
    };
    let fields = map.iter().map(|(key, value)| {
        let value = match (key.as_str(), value) {
            ("name" | "text", Json::Object(texts)) => {
                let text = texts.get(language).or_else(|| texts.values().next());
                text.cloned().unwrap_or(Json::Null)
            }
            ("near", near) => in_language(near, language),
            (_, value) => value.clone(),
        };
        (key.clone(), value)
    });
    Json::Object(fields.collect::<Map<_, _>>())
}

/// An anchor as the source writes it: its texts under their language.
#[must_use]
pub fn in_source(anchor: &Json, language: &str) -> Json {
    let Json::Object(map) = anchor else {
        return anchor.clone();
    };
    let fields = map.iter().map(|(key, value)| {
        let value = match key.as_str() {
            "name" | "text" if value.is_string() => json!({ language: value }),
            _ => value.clone(),
        };
        (key.clone(), value)
    });
    Json::Object(fields.collect::<Map<_, _>>())
}

/// Whether a path fits a pattern.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let pattern = pattern.split_once("://").map_or(pattern, |(_, rest)| {
        rest.find('/').map_or("/", |n| &rest[n..])
    });
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or("")) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

/// Scheme and host of an address.
pub(super) fn base(address: &str) -> &str {
    let host = address.find("://").map_or(0, |n| n + 3);
    let end = address[host..]
        .find('/')
        .map_or(address.len(), |n| host + n);
    address
        .get(..end)
        .map_or(address, |b| b.split('?').next().unwrap_or(b))
}

#[cfg(test)]
mod tests {
    use super::{base, fits};

    #[test]
    fn patterns_and_addresses() {
        for (pattern, path, expected) in [
            ("/invoices", "/invoices", true),
            ("/invoices", "/invoices/new", false),
            ("/invoices*", "/invoices/new", true),
            ("/invoices/INV-*", "/invoices/INV-1048", true),
            ("/a/*/b", "/a/1/b", true),
            ("/a/*/b", "/a/1/c", false),
            ("https://app.example/x", "/x", true),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
        assert_eq!(base("http://127.0.0.1:80/a?b"), "http://127.0.0.1:80");
        assert_eq!(base("http://127.0.0.1:80?b"), "http://127.0.0.1:80");
        assert_eq!(base("https://x.example"), "https://x.example");
    }
}
