//! What differs between two releases, as a reader of the product would notice it. Two manifests enter; sentences leave,
//! in Japanese or in English. What only machines see (ids, versions, digests) is not told.

use serde_json::{Map, Value as Json};

use crate::compile::KINDS;
use crate::config::CONFIG;
use crate::spoken::{Spoken, one_line};

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is new.
    New,
    /// It is gone.
    Gone,
    /// It differs.
    Changed,
}

/// An item that differs, or the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Folder name: `tutorials`, …; empty: the configuration.
    pub folder: String,
    /// Its id.
    pub id: String,
    /// Its title in the reader's language, else its id.
    pub title: String,
    /// What became of it.
    pub became: Became,
    /// One sentence each.
    pub details: Vec<String>,
}

/// Parts of an item that have ids or places of their own.
const PARTS: &[&str] = &[
    "steps",
    "items",
    "questions",
    "options",
    "actions",
    "topics",
    "segments",
    "inquiries",
];
const CONDITIONS: &[&str] = &["audience", "when", "done"];
const TEXTS: &[&str] = &[
    "title", "body", "prompt", "label", "text", "explain", "hint", "low", "high", "alt",
];
/// Never seen by a reader.
const UNSEEN: &[&str] = &[
    "id",
    "version",
    "$schema",
    "tenant",
    "release",
    "assets",
    "order",
    "fingerprint",
];

/// Everything that differs from `old` to `new`, configuration first, then by kind and in the new order.
#[must_use]
pub fn diff(old: &Json, new: &Json, spoken: Spoken) -> Vec<Change> {
    let mut out = Vec::new();
    let mut words = Words {
        spoken,
        out: Vec::new(),
    };
    for key in CONFIG
        .iter()
        .filter(|k| !UNSEEN.contains(k) && **k != "events")
    {
        words.field("", key, &old[*key], &new[*key]);
    }
    if !words.out.is_empty() {
        out.push(Change {
            folder: String::new(),
            id: "shirube".to_owned(),
            title: spoken.of("全体の設定", "settings").to_owned(),
            became: Became::Changed,
            details: words.out,
        });
    }
    for (folder, _) in KINDS {
        let (before, after) = (items(&old[*folder]), items(&new[*folder]));
        for (id, item) in &after {
            let Some(was) = before.iter().find(|(b, _)| b == id).map(|(_, i)| *i) else {
                out.push(change(folder, id, item, Became::New, Vec::new(), spoken));
                continue;
            };
            let mut words = Words {
                spoken,
                out: Vec::new(),
            };
            words.map("", was, item);
            if !words.out.is_empty() {
                out.push(change(folder, id, item, Became::Changed, words.out, spoken));
            }
        }
        for (id, item) in before
            .iter()
            .filter(|(id, _)| !after.iter().any(|(a, _)| a == id))
        {
            out.push(change(folder, id, item, Became::Gone, Vec::new(), spoken));
        }
    }
    out
}

fn items(list: &Json) -> Vec<(&str, &Json)> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|item| Some((item.get("id")?.as_str()?, item)))
        .collect()
}

fn change(
    folder: &str,
    id: &str,
    item: &Json,
    became: Became,
    details: Vec<String>,
    spoken: Spoken,
) -> Change {
    let named = ["title", "body", "prompt"]
        .iter()
        .find_map(|k| item.get(*k));
    let first = || item["questions"].get(0).and_then(|q| q.get("prompt"));
    let title = named
        .or_else(first)
        .map_or_else(String::new, |t| short(&spoken.text(t), 30));
    Change {
        folder: folder.to_owned(),
        id: id.to_owned(),
        title: if title.is_empty() {
            id.to_owned()
        } else {
            title
        },
        became,
        details,
    }
}

struct Words {
    spoken: Spoken,
    out: Vec<String>,
}

impl Words {
    fn say(&mut self, at: &str, sentence: &str) {
        let colon = self.spoken.of("：", ": ");
        self.out.push(match at {
            "" => sentence.to_owned(),
            at => format!("{at}{colon}{sentence}"),
        });
    }

    fn map(&mut self, at: &str, old: &Json, new: &Json) {
        let empty = Map::new();
        let (before, after) = (
            old.as_object().unwrap_or(&empty),
            new.as_object().unwrap_or(&empty),
        );
        let gone = before.keys().filter(|k| !after.contains_key(*k));
        for key in after
            .keys()
            .chain(gone)
            .filter(|k| !UNSEEN.contains(&k.as_str()))
        {
            self.field(at, key, &old[key.as_str()], &new[key.as_str()]);
        }
    }

    fn field(&mut self, at: &str, key: &str, old: &Json, new: &Json) {
        if old == new {
            return;
        }
        let s = self.spoken;
        let name = s.field(key);
        let listed = |json: &Json| json.is_array() || json.is_null();
        let of_maps = [old, new]
            .iter()
            .any(|j| j.as_array().is_some_and(|l| l.iter().any(Json::is_object)));
        if PARTS.contains(&key) && listed(old) && listed(new) && of_maps {
            return self.parts(at, key, old, new);
        }
        if TEXTS.contains(&key) && [old, new].iter().all(|j| j.is_object() || j.is_null()) {
            return self.texts(at, &name, old, new);
        }
        if matches!(key, "unclear" | "media" | "community" | "contact")
            && old.is_object()
            && new.is_object()
        {
            let inner = if at.is_empty() {
                name
            } else {
                format!("{at} {name}")
            };
            return self.map(&inner, old, new);
        }
        let words = |json: &Json| match key {
            key if CONDITIONS.contains(&key) => s.condition(json),
            "anchor" | "near" if json.is_object() => s.anchor(json),
            _ => s.value(json),
        };
        let (was, is) = (words(old), words(new));
        let sentence = if was == is {
            s.of(
                format!("{name}の指定が変わりました"),
                format!("{name} is given in another way"),
            )
        } else {
            s.of(
                format!("{name}が {was} から {is} に変わりました"),
                format!("{name} was {was}, is now {is}"),
            )
        };
        self.say(at, &sentence);
    }

    fn texts(&mut self, at: &str, name: &str, old: &Json, new: &Json) {
        let s = self.spoken;
        let empty = Map::new();
        let (before, after) = (
            old.as_object().unwrap_or(&empty),
            new.as_object().unwrap_or(&empty),
        );
        let gone = before.keys().filter(|k| !after.contains_key(*k));
        for language in after.keys().chain(gone) {
            let text = |json: &Json| json.get(language).and_then(Json::as_str).map(one_line);
            let sentence = match (text(old), text(new)) {
                (was, is) if was == is => continue,
                (None, Some(is)) => {
                    let is = s.quoted(&short(&is, 40));
                    s.of(
                        format!("{name}（{language}）が加わりました {is}"),
                        format!("{name} ({language}) is new: {is}"),
                    )
                }
                (Some(_), None) => s.of(
                    format!("{name}（{language}）がなくなりました"),
                    format!("{name} ({language}) is gone"),
                ),
                (was, is) => {
                    let (was, is) = around(&was.unwrap_or_default(), &is.unwrap_or_default());
                    let (was, is) = (s.quoted(&was), s.quoted(&is));
                    s.of(
                        format!("{name}（{language}） {was} → {is}"),
                        format!("{name} ({language}): {was} → {is}"),
                    )
                }
            };
            self.say(at, &sentence);
        }
    }

    fn parts(&mut self, at: &str, key: &str, old: &Json, new: &Json) {
        let s = self.spoken;
        let name = s.field(key);
        let (before, after) = (named(old), named(new));
        let title = |item: &Json, id: &str| {
            let texts = ["title", "prompt", "text", "label"]
                .iter()
                .find_map(|k| item.get(*k));
            let words = texts.map_or_else(|| id.to_owned(), |t| s.text(t));
            s.quoted(&short(&words, 30))
        };
        for (id, item) in &after {
            let title = title(item, id);
            match before.iter().find(|(b, _)| b == id) {
                None => self.say(
                    at,
                    &s.of(
                        format!("{name}{title}が加わりました"),
                        format!("new {name} {title}"),
                    ),
                ),
                Some((_, was)) => {
                    let inner = s.of(format!("{name}{title}"), format!("{name} {title}"));
                    let inner = if at.is_empty() {
                        inner
                    } else {
                        format!("{at} {inner}")
                    };
                    self.map(&inner, was, item);
                }
            }
        }
        for (id, item) in before
            .iter()
            .filter(|(id, _)| !after.iter().any(|(a, _)| a == id))
        {
            let title = title(item, id);
            self.say(
                at,
                &s.of(
                    format!("{name}{title}がなくなりました"),
                    format!("{name} {title} is gone"),
                ),
            );
        }
        let both = |list: &[(String, &Json)], other: &[(String, &Json)]| -> Vec<String> {
            let kept = list
                .iter()
                .filter(|(id, _)| other.iter().any(|(o, _)| o == id));
            kept.map(|(id, _)| id.clone()).collect()
        };
        if both(&before, &after) != both(&after, &before) {
            let order: Vec<String> = after.iter().map(|(id, item)| title(item, id)).collect();
            let order = order.join(" → ");
            self.say(
                at,
                &s.of(
                    format!("{name}の順が変わりました：{order}"),
                    format!("{name}s come in another order: {order}"),
                ),
            );
        }
    }
}

/// Parts by their ids, or by their places where they have none.
fn named(list: &Json) -> Vec<(String, &Json)> {
    let list = list.as_array().into_iter().flatten().enumerate();
    list.map(|(n, item)| {
        let id = item.get("id").and_then(Json::as_str);
        (id.map_or_else(|| (n + 1).to_string(), str::to_owned), item)
    })
    .collect()
}

/// At most so many characters.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The stretches in which two texts differ, with a few characters on both sides.
fn around(old: &str, new: &str) -> (String, String) {
    const SIDE: usize = 8;
    const MOST: usize = 48;
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    if a.len().max(b.len()) <= MOST {
        return (old.to_owned(), new.to_owned());
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - front;
    let back = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(rest)
        .take_while(|(x, y)| x == y)
        .count();
    let cut = |text: &[char]| -> String {
        let from = front.saturating_sub(SIDE);
        let to = (text.len() - back + SIDE).min(text.len());
        let inner: String = text.get(from..to).unwrap_or(text).iter().collect();
        let (left, right) = (
            if from > 0 { "…" } else { "" },
            if to < text.len() { "…" } else { "" },
        );
        format!("{left}{}{right}", short(&inner, MOST + 2 * SIDE))
    };
    (cut(&a), cut(&b))
}
