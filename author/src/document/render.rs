//! Values as YAML that one would write by hand: sentences in block form, small maps and lists on one line.
//! JSON enters; the text behind a key or a dash leaves, and the lines below it.

use serde_json::{Map, Value as Json};

use crate::node::Node;
use crate::yaml;

/// A map or list on one line is at most this wide, full-width characters counted twice.
const WIDE: usize = 84;

/// What stands for a value: behind its key or dash, and on the lines below.
pub(super) struct Rendered {
    pub(super) head: String,
    pub(super) lines: Vec<String>,
}

/// A value below a key or dash that stands `indent` spaces in.
pub(super) fn block(value: &Json, indent: usize) -> Rendered {
    let one = |head: String| Rendered {
        head,
        lines: Vec::new(),
    };
    match value {
        Json::Object(map) if !map.is_empty() && (is_texts(map) || !fits(value)) => Rendered {
            head: String::new(),
            lines: fields(map, indent + 2),
        },
        Json::Array(list) if !list.is_empty() && !fits(value) => Rendered {
            head: String::new(),
            lines: list.iter().flat_map(|v| item(v, indent + 2)).collect(),
        },
        Json::String(text) if text.contains('\n') => literal(text, indent + 2),
        Json::String(text) => one(scalar(text)),
        other => one(flow(other)),
    }
}

/// The lines of a map's fields.
fn fields(map: &Map<String, Json>, indent: usize) -> Vec<String> {
    map.iter()
        .flat_map(|(key, value)| field(key, value, indent))
        .collect()
}

/// The lines of one field.
pub(super) fn field(key: &str, value: &Json, indent: usize) -> Vec<String> {
    let Rendered { head, lines } = block(value, indent);
    let space = if head.is_empty() { "" } else { " " };
    let first = format!("{}{}:{space}{head}", " ".repeat(indent), scalar(key));
    std::iter::once(first).chain(lines).collect()
}

/// The lines of one item of a list, its dash `indent` spaces in.
pub(super) fn item(value: &Json, indent: usize) -> Vec<String> {
    let dash = format!("{}- ", " ".repeat(indent));
    let mut lines = match value {
        Json::Object(map) if !map.is_empty() && (is_texts(map) || !fits(value)) => {
            fields(map, indent + 2)
        }
        _ => {
            let Rendered { head, lines } = block(value, indent);
            std::iter::once(format!("{dash}{head}"))
                .chain(lines)
                .collect()
        }
    };
    if let Some(first) = lines.first_mut().filter(|l| !l.starts_with(&dash)) {
        *first = dash + first.trim_start();
    }
    lines
}

/// Sentences by language stand below each other.
fn is_texts(map: &Map<String, Json>) -> bool {
    let language = |key: &String| {
        let primary = key.split('-').next().unwrap_or("");
        matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase())
    };
    let texts = map.values().all(Json::is_string);
    // `to: x` and `is: x` are short words too, but no languages that stand alone.
    texts
        && map.keys().all(language)
        && !map
            .keys()
            .any(|k| ["to", "id", "is", "do"].contains(&k.as_str()))
}

/// Whether a map or list may stand on one line: it is short, and no sentence in it needs quotes for it.
fn fits(value: &Json) -> bool {
    fn easy(value: &Json) -> bool {
        match value {
            Json::String(text) => {
                !text.contains('\n') && (plain(text, true) || !plain(text, false))
            }
            Json::Array(list) => list.iter().all(easy),
            Json::Object(map) => map.values().all(easy),
            _ => true,
        }
    }
    let long = flow(value);
    let wide = long
        .chars()
        .map(|c| 1 + usize::from(!c.is_ascii()))
        .sum::<usize>();
    let maps_of_maps = matches!(value, Json::Array(list) if list.iter().any(|v| v.as_object().is_some_and(|m| m.len() > 2)));
    wide <= WIDE && easy(value) && !maps_of_maps
}

/// A value inside `{…}` or `[…]`.
pub(super) fn flow(value: &Json) -> String {
    match value {
        Json::String(text) if plain(text, true) => text.clone(),
        Json::String(text) => quoted(text),
        Json::Array(list) => {
            let all: Vec<String> = list.iter().map(flow).collect();
            format!("[{}]", all.join(", "))
        }
        Json::Object(map) => {
            let all: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", flow(&Json::from(key.as_str())), flow(value)))
                .collect();
            format!("{{{}}}", all.join(", "))
        }
        other => other.to_string(),
    }
}

/// A text of one line in block form.
pub(super) fn scalar(text: &str) -> String {
    if plain(text, false) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text of several lines under `|`, or in quotes where that form would not keep it.
fn literal(text: &str, indent: usize) -> Rendered {
    let body = text.trim_end_matches('\n');
    let odd = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}')
    };
    // Empty lines at the end would run together with those that stand below the value anyway.
    if body.trim().is_empty() || text.ends_with("\n\n") || text.contains(odd) {
        return Rendered {
            head: quoted(text),
            lines: Vec::new(),
        };
    }
    let ends = text.len() - body.len();
    let first = body.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    let hint = if first.starts_with(' ') || body.starts_with('\n') {
        "2"
    } else {
        ""
    };
    let chomp = if ends == 0 { "-" } else { "" };
    let spaces = " ".repeat(indent);
    let lines = body.split('\n').map(|line| match line {
        "" => String::new(),
        line => format!("{spaces}{line}"),
    });
    Rendered {
        head: format!("|{hint}{chomp}"),
        lines: lines.collect(),
    }
}

/// Whether a text may stand without quotes, so that readers of YAML 1.1 and 1.2 agree on it.
pub(super) fn plain(text: &str, inside: bool) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let day = text.len() >= 7
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && text.get(4..5) == Some("-");
    // `2h` is a word, `1e5` and `0x1f` are numbers to some.
    let duration =
        first != '0' && text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E'));
    let word = text.to_lowercase();
    !text.is_empty()
        && !"!&*-?:,[]{}#|>@`\"'%= /".contains(first)
        && (!"+.~".contains(first) || text.starts_with("./") || text.starts_with("../"))
        && (day || duration || !first.is_ascii_digit())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text
            .contains(|c: char| c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}'))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&word.as_str())
        && !(inside && text.contains([',', '[', ']', '{', '}', '?', '、']))
        && text == text.trim()
}

fn quoted(text: &str) -> String {
    // JSON's quotes are YAML's; characters beyond ASCII stay as they are.
    Json::from(text).to_string()
}

/// A text written again in the way in which the old one stood: in quotes where that was in quotes.
pub(super) fn like_quoted(text: &str, single: bool) -> String {
    let simple = !text.contains(|c: char| c.is_control());
    if single && simple {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        quoted(text)
    }
}

/// Whether a text may stand as bare as the one before it: nobody reads a word such as `8%` or `/x` as anything else.
pub(super) fn stays_plain(text: &str, inside: bool) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let rest = format!("x{text}");
    let line = if inside {
        format!("a: [{text}]\n")
    } else {
        format!("a: {text}\n")
    };
    let reads = |node: &Node| node.text() == Some(text);
    (first.is_ascii_digit() || first == '/')
        && plain(&rest, inside)
        && yaml::parse(&line, 1).is_ok_and(|p| {
            let value = p.node.get("a");
            value.is_some_and(|n| {
                if inside {
                    n.items().first().is_some_and(reads)
                } else {
                    reads(n)
                }
            })
        })
}
