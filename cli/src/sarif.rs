//! Findings as a SARIF 2.1.0 log, for code hosts that show them beside the lines.

use author::{Edit, Finding, Severity};
use serde_json::{Value, json};

/// The log of one run.
pub(crate) fn log(findings: &[Finding]) -> Value {
    let rules: Vec<Value> = author::codes()
        .map(|(code, text)| {
            let title = text
                .lines()
                .next()
                .unwrap_or("")
                .trim_start_matches(code)
                .trim();
            json!({"id": code, "shortDescription": {"text": title}, "help": {"text": text}})
        })
        .collect();
    let results: Vec<Value> = findings.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "shirube", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let level = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut out = json!({
        "ruleId": finding.code,
        "level": level,
        "message": {"text": finding.said(crate::said::spoken())},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": finding.file},
            "region": {"startLine": finding.line, "startColumn": finding.column},
        }}],
    });
    if let (Some(fix), Value::Object(fields)) = (&finding.fix, &mut out) {
        let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
        fields.insert(
            "fixes".to_owned(),
            json!([{
                "description": {"text": fix.title},
                "artifactChanges": [{
                    "artifactLocation": {"uri": finding.file},
                    "replacements": replacements,
                }],
            }]),
        );
    }
    out
}

fn replacement(edit: &Edit) -> Value {
    json!({
        "deletedRegion": {
            "startLine": edit.from.0,
            "startColumn": edit.from.1,
            "endLine": edit.to.0,
            "endColumn": edit.to.1,
        },
        "insertedContent": {"text": edit.text},
    })
}
