//! Message templates without logic: fields from a fixed list, one list of links. In: a template's text and values.
//! Out: the message with its fields marked, or what is missing; never a blank. Here too: what tenants start with.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::detect::rule::is_text;
use crate::record::{self, Kind};

const CATALOGUE: &str = include_str!("templates.json");

/// What a text may name.
pub(crate) const FIELDS: [&str; 11] = [
    "to.name",
    "account.name",
    "account.plan",
    "product.name",
    "csm.name",
    "csm.mail",
    "csm.booking",
    "case.reason",
    "renewal.on",
    "minutes",
    "link",
];
/// What a text may name of each link.
const LINK_FIELDS: [&str; 3] = ["title", "minutes", "url"];
const MOST_BYTES: usize = 20_000;

/// A part of a rendered message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Filled in; shown so that a wrong one is seen.
    pub(crate) field: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Field(&'a str),
    Links(Vec<Part<'a>>),
}

fn parse(text: &str) -> Result<Vec<Part<'_>>, String> {
    let mut rest = text;
    let mut outer: Vec<Part<'_>> = Vec::new();
    let mut inner: Option<Vec<Part<'_>>> = None;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}").ok_or("a {{ has no }}")?;
        let name = name.trim();
        let inside = inner.is_some();
        let parts = inner.as_mut().unwrap_or(&mut outer);
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        rest = behind;
        match name {
            "#each links" if inside => {
                return Err("{{#each links}} stands inside itself".to_owned());
            }
            "#each links" => inner = Some(Vec::new()),
            "/each" => {
                let list = inner.take().ok_or("{{/each}} has no {{#each links}}")?;
                outer.push(Part::Links(list));
            }
            field => {
                let known = FIELDS.contains(&field) || (inside && LINK_FIELDS.contains(&field));
                if !known {
                    return Err(format!(
                        "{{{{{field}}}}} is no field; there are {}",
                        FIELDS.join(", ")
                    ));
                }
                parts.push(Part::Field(field));
            }
        }
    }
    if inner.is_some() {
        return Err("{{#each links}} has no {{/each}}".to_owned());
    }
    if !rest.is_empty() {
        outer.push(Part::Text(rest));
    }
    Ok(outer)
}

fn has_link(parts: &[Part<'_>]) -> bool {
    parts.iter().any(|part| match part {
        Part::Field(name) => *name == "link",
        Part::Links(inner) => inner.contains(&Part::Field("url")),
        Part::Text(_) => false,
    })
}

/// Whether an object may be a template: both languages, known fields, always a link into the content.
pub(crate) fn check(body: &Map<String, Value>) -> Result<(), String> {
    for key in ["name", "subject", "body"] {
        let value = body.get(key).unwrap_or(&Value::Null);
        if !is_text(value) {
            return Err(format!("{key} is a map {{ja, en}} of texts"));
        }
    }
    if let Some(key) = body
        .keys()
        .find(|k| !["name", "subject", "body"].contains(&k.as_str()))
    {
        return Err(format!("{key} is not a field of a template"));
    }
    for language in ["ja", "en"] {
        for key in ["subject", "body"] {
            let text = body[key][language].as_str().unwrap_or_default();
            if text.len() > MOST_BYTES {
                return Err(format!("{key}.{language} is at most {MOST_BYTES} bytes"));
            }
            if key == "subject" && text.contains(['\n', '\r']) {
                return Err(format!("subject.{language} is one line"));
            }
            let parts = parse(text).map_err(|e| format!("{key}.{language}: {e}"))?;
            if key == "body" && !has_link(&parts) {
                return Err(format!(
                    "body.{language}: a message always holds a link: {{{{#each links}}}}{{{{url}}}}{{{{/each}}}} or {{{{link}}}}"
                ));
            }
        }
    }
    Ok(())
}

/// What a message is filled from.
#[derive(Default)]
pub(crate) struct Values {
    pub(crate) fields: BTreeMap<&'static str, String>,
    /// (title, minutes, url)
    pub(crate) links: Vec<[String; 3]>,
}

/// Fills a text; an absent field is told by its name.
pub(crate) fn render(text: &str, values: &Values) -> Result<Vec<Piece>, String> {
    let parts = parse(text)?;
    let mut out = Vec::new();
    fill(&parts, values, None, &mut out)?;
    Ok(out)
}

fn fill(
    parts: &[Part<'_>],
    values: &Values,
    link: Option<&[String; 3]>,
    out: &mut Vec<Piece>,
) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(text) => out.push(Piece {
                text: (*text).to_owned(),
                field: false,
            }),
            Part::Links(inner) => {
                if values.links.is_empty() {
                    return Err("links".to_owned());
                }
                for link in &values.links {
                    fill(inner, values, Some(link), out)?;
                }
            }
            Part::Field(name) => {
                let own =
                    link.and_then(|l| Some(l[LINK_FIELDS.iter().position(|f| f == name)?].clone()));
                let value = own.or_else(|| values.fields.get(name).cloned());
                let value = value
                    .filter(|v| !v.is_empty())
                    .ok_or_else(|| (*name).to_owned())?;
                out.push(Piece {
                    text: value,
                    field: true,
                });
            }
        }
    }
    Ok(())
}

pub(crate) fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| p.text.as_str()).collect()
}

/// A template as it stands: 1 is the catalogue's version.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) body: Map<String, Value>,
}

impl Template {
    pub(crate) fn told(&self) -> Value {
        let mut told = Map::new();
        told.insert("id".to_owned(), json!(self.id));
        told.insert("version".to_owned(), json!(self.version));
        told.extend(self.body.clone());
        Value::Object(told)
    }
}

/// The catalogue's, overlaid by the tenant's own.
pub(crate) fn templates(db: &Connection, tenant: &str) -> rusqlite::Result<Vec<Template>> {
    let mut kept = record::all(db, tenant, Kind::Template)?;
    let catalogue: Vec<Map<String, Value>> = serde_json::from_str(CATALOGUE).unwrap_or_default();
    let mut all: Vec<Template> = catalogue
        .into_iter()
        .map(|mut body| {
            let id = body
                .remove("id")
                .and_then(|v| Some(v.as_str()?.to_owned()))
                .unwrap_or_default();
            match kept.iter().position(|r| r.id == id) {
                Some(at) => {
                    let own = kept.swap_remove(at);
                    Template {
                        id,
                        version: own.version + 1,
                        body: own.body,
                    }
                }
                None => Template {
                    id,
                    version: 1,
                    body,
                },
            }
        })
        .collect();
    all.extend(kept.into_iter().map(|own| Template {
        id: own.id,
        version: own.version,
        body: own.body,
    }));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_sound() {
        let all: Vec<Map<String, Value>> = serde_json::from_str(CATALOGUE).expect("JSON");
        for mut body in all {
            let id = body.remove("id").expect("id");
            assert_eq!(check(&body), Ok(()), "{id}");
        }
    }

    #[test]
    fn a_text_is_filled_or_says_what_is_missing() {
        let mut values = Values::default();
        values.fields.insert("to.name", "久我".to_owned());
        values.fields.insert("account.name", "<b>".to_owned());
        values.links.push([
            "A".to_owned(),
            "3".to_owned(),
            "https://x/?shirube=a".to_owned(),
        ]);
        values.links.push([
            "B".to_owned(),
            "4".to_owned(),
            "https://x/?shirube=b".to_owned(),
        ]);
        let check = |text: &str, expected: Result<&str, &str>| {
            let said = render(text, &values).map(|p| plain(&p));
            assert_eq!(said.as_deref().map_err(String::as_str), expected, "{text}");
        };
        check("{{to.name}} 様", Ok("久我 様"));
        check("{{ to.name }}", Ok("久我"));
        check("{{account.name}}", Ok("<b>"));
        check(
            "{{#each links}}{{title}} {{url}}\n{{/each}}",
            Ok("A https://x/?shirube=a\nB https://x/?shirube=b\n"),
        );
        check("{{csm.name}}", Err("csm.name"));
        check(
            "{{account.mrr}}",
            Err(
                "{{account.mrr}} is no field; there are to.name, account.name, account.plan, product.name, csm.name, csm.mail, csm.booking, case.reason, renewal.on, minutes, link",
            ),
        );
        check("{{to.name", Err("a {{ has no }}"));
        check("{{#each links}}", Err("{{#each links}} has no {{/each}}"));
        check("{{/each}}", Err("{{/each}} has no {{#each links}}"));
        check("no fields", Ok("no fields"));
    }

    #[test]
    fn a_message_always_links_into_the_content() {
        let of = |body: &str, fine: bool| {
            let text = |t: &str| json!({"ja": t, "en": t});
            let template = json!({"name": text("n"), "subject": text("s"), "body": text(body)});
            assert_eq!(
                check(template.as_object().expect("object")).is_ok(),
                fine,
                "{body}"
            );
        };
        of("{{link}}", true);
        of("{{#each links}}{{url}}{{/each}}", true);
        of("{{#each links}}{{title}}{{/each}}", false);
        of("hello", false);
    }
}
