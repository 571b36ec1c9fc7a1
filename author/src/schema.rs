//! The JSON Schema of `manifest.json`, for tools that read a release without us.

use serde_json::{Value as Json, json};

/// The schema as text.
pub(crate) fn text() -> String {
    let item = |required: &[&str]| {
        let all: Vec<&str> = ["id", "version"].iter().chain(required).copied().collect();
        json!({"type": "array", "items": {"type": "object", "required": all, "properties": {
            "id": {"type": "string"}, "version": {"type": "integer", "minimum": 1},
            "title": {"$ref": "#/$defs/text"}, "body": {"$ref": "#/$defs/text"},
        }}})
    };
    let schema: Json = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A published release of Shirube content",
        "type": "object",
        "required": ["tenant", "release", "shirube", "product", "languages"],
        "$defs": {"text": {"description": "A text by language.", "type": "object", "additionalProperties": {"type": "string"}}},
        "properties": {
            "tenant": {"type": "string"},
            "release": {"type": "integer", "minimum": 1},
            "shirube": {"const": 1},
            "product": {"type": "string"},
            "timezone": {"type": "string"},
            "languages": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "tutorials": item(&["title", "steps"]),
            "checklists": item(&["title", "items"]),
            "tooltips": item(&["anchor", "body"]),
            "announcements": item(&["form", "title"]),
            "quizzes": item(&["questions"]),
            "surveys": item(&["questions"]),
            "programs": item(&["title", "release", "required"]),
            "events": {"description": "Names that the host tracks, then the no-code events.", "type": "array",
                "items": {"anyOf": [{"type": "string"}, item(&["anchor", "act"])["items"]]}},
            "articles": item(&["title", "body"]),
            "assets": {"description": "Published path by source path.", "type": "object", "additionalProperties": {"type": "string"}},
        },
    });
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}
