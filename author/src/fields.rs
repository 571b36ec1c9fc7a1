//! JSON Schemas of source files with a description for every field, for completion in editors.
//! `fields.txt` enters; one schema a kind leaves. What the compiler reads and what is described here are held together
//! by a test; `schema` describes published manifests instead.

use serde_json::{Map, Value as Json, json};

const FIELDS: &str = include_str!("fields.txt");
/// Kinds that have the common fields, by the name of their section.
const SHOWN: &[&str] = &[
    "tutorial",
    "checklist",
    "tooltip",
    "announcement",
    "quiz",
    "survey",
];
/// Folders with the section that describes their files.
const FOLDERS: &[(&str, &str)] = &[
    ("tutorials", "tutorial"),
    ("checklists", "checklist"),
    ("tooltips", "tooltip"),
    ("announcements", "announcement"),
    ("quizzes", "quiz"),
    ("surveys", "survey"),
    ("programs", "program"),
    ("events", "event"),
];

/// `(file name, text)` of every schema, and the files that each describes.
pub(crate) fn schemas() -> Vec<(String, String, String)> {
    let folders = FOLDERS
        .iter()
        .map(|(folder, kind)| (*kind, format!("{folder}/*.yaml")));
    std::iter::once(("shirube", "shirube.yaml".to_owned()))
        .chain(folders)
        .map(|(kind, files)| {
            let text = serde_json::to_string_pretty(&schema(kind)).unwrap_or_default();
            (format!("{kind}.schema.json"), text + "\n", files)
        })
        .collect()
}

/// Every section of the source with its fields in order, `{section: [{name, required, type, about}]}`: what a form is made
/// of. Types are those of `fields.txt`.
#[must_use]
pub fn forms() -> Json {
    let all = sections().map(|(name, section)| {
        let fields = fields(section).map(|(name, required, kind, about)| json!({"name": name, "required": required, "type": kind, "about": about}));
        (name.to_owned(), Json::from_iter(fields))
    });
    Json::Object(all.collect())
}

fn schema(kind: &str) -> Json {
    let mut definitions = Map::new();
    for (name, fields) in sections().filter(|(name, _)| *name != "common") {
        definitions.insert(name.to_owned(), object(name, fields));
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": format!("Shirube: {kind}"),
        "$ref": format!("#/definitions/{kind}"),
        "definitions": definitions,
    })
}

/// A section's name and its lines.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIELDS
        .split("\n[")
        .skip(1)
        .filter_map(|section| section.split_once("]\n"))
}

/// A section's fields: name, whether it is required, type, description.
fn fields(
    section: &'static str,
) -> impl Iterator<Item = (&'static str, bool, &'static str, &'static str)> {
    section.lines().filter_map(|line| {
        let (head, description) = line.split_once(" | ")?;
        let (name, kind) = head.split_once(' ')?;
        let bare = name.trim_end_matches('*');
        Some((bare, bare != name, kind, description))
    })
}

fn object(name: &str, section: &'static str) -> Json {
    let common = sections()
        .filter(|(s, _)| *s == "common" && SHOWN.contains(&name))
        .flat_map(|(_, section)| fields(section));
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (field, needed, kind, description) in fields(section).chain(common) {
        let mut value = of_type(kind);
        if let Json::Object(map) = &mut value {
            // Beside $ref, draft 7 ignores everything: the reference is wrapped.
            if let Some(reference) = map.remove("$ref") {
                map.insert("allOf".to_owned(), json!([{"$ref": reference}]));
            }
            map.insert("description".to_owned(), json!(description));
        }
        properties.insert(field.to_owned(), value);
        if needed {
            required.push(field);
        }
    }
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": required,
    })
}

fn of_type(kind: &str) -> Json {
    if kind.contains(" / ") {
        let any: Vec<Json> = kind.split(" / ").map(of_type).collect();
        return json!({"anyOf": any});
    }
    if let Some(name) = kind.strip_prefix('@') {
        return json!({"$ref": format!("#/definitions/{name}")});
    }
    let (word, detail) = kind.split_once(':').unwrap_or((kind, ""));
    match word {
        "text" => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        "flag" => json!({"type": "boolean"}),
        "list" => json!({"type": "array", "items": of_type(detail)}),
        "one" => json!({"enum": detail.split(',').collect::<Vec<_>>()}),
        "const" => detail
            .parse::<i64>()
            .map_or_else(|_| json!({"const": detail}), |n| json!({"const": n})),
        "number" => match detail.split_once("..") {
            Some((low, high)) => {
                let bound = |text: &str| text.parse::<i64>().unwrap_or_default();
                json!({"type": "number", "minimum": bound(low), "maximum": bound(high)})
            }
            None => json!({"type": "number"}),
        },
        "any" => json!({}),
        _ => json!({"type": ["string", "number"]}),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{fields, schema, schemas, sections};
    use crate::condition::known;
    use crate::{anchor, common, config, kinds, questions, tutorial};

    fn check(section: &str, known: &[&str]) {
        let (_, text) = sections().find(|(name, _)| *name == section).unwrap();
        let described: BTreeSet<&str> = fields(text).map(|(name, ..)| name).collect();
        assert_eq!(described, known.iter().copied().collect(), "{section}");
    }

    #[test]
    fn what_is_described_is_what_the_compiler_reads() {
        check("shirube", config::CONFIG);
        check("common", common::COMMON);
        check("tutorial", tutorial::TUTORIAL);
        check("step", tutorial::STEP);
        check("anchor", anchor::FIELDS);
        check("checklist", kinds::CHECKLIST);
        check("tooltip", kinds::TOOLTIP);
        check("announcement", kinds::ANNOUNCEMENT);
        check("program", kinds::PROGRAM);
        check("event", kinds::EVENT);
        check("quiz", questions::QUESTIONS);
        check("survey", questions::QUESTIONS);
        check("condition", &known().collect::<Vec<_>>());
    }

    #[test]
    fn every_line_is_read_and_every_reference_leads_somewhere() {
        let lines = super::FIELDS.lines().filter(|l| l.contains(" | ")).count();
        let read: usize = sections().map(|(_, text)| fields(text).count()).sum();
        assert_eq!(read, lines);
        let schema = schema("tutorial");
        let text = schema.to_string();
        for name in text.split("#/definitions/").skip(1) {
            let name = name.split('"').next().unwrap();
            assert!(schema["definitions"][name].is_object(), "{name}");
        }
        assert_eq!(schemas().len(), 9);
    }
}
