//! `shirube check` and `explain-code` from outside: exit status, lines, JSON, SARIF, and what `--fix` leaves.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A folder with one tooltip.
fn folder(tooltip: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "shirube: 1\nproduct: kumo\nlanguages: [ja, en]\n";
    fs::write(folder.path().join("shirube.yaml"), config).unwrap();
    fs::create_dir(folder.path().join("tooltips")).unwrap();
    fs::write(folder.path().join("tooltips/due.yaml"), tooltip).unwrap();
    folder
}

fn shirube(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_shirube"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    (out.status.code().unwrap(), text)
}

const CLEAN: &str = "anchor: {test_id: due}\nbody: {ja: 期限です。, en: It is due.}\n";

#[test]
fn the_status_tells_how_bad_it_is() {
    let clean = folder(CLEAN);
    let (status, out) = shirube(clean.path(), &["check", "."]);
    assert_eq!(
        (status, out.as_str()),
        (0, "1 item checked: 0 errors, 0 warnings, 0 notes\n")
    );
    let note = folder(&CLEAN.replace("due.", "due?"));
    let (status, out) = shirube(note.path(), &["check", "."]);
    assert_eq!(status, 0);
    assert!(out.starts_with("tooltips/due.yaml:2:"), "{out}");
    assert!(out.contains(": note[N0202]: "), "{out}");
    assert!(out.contains("\n--fix mends 1 of these\n"), "{out}");
    let warning = folder(&CLEAN.replace(", en: It is due.", ""));
    let (status, out) = shirube(warning.path(), &["check", "."]);
    assert_eq!(status, 1);
    assert!(out.contains("\nen: 0 of 1 texts (0 %)\n"), "{out}");
    let error = folder(&CLEAN.replace("anchor", "ancor"));
    assert_eq!(shirube(error.path(), &["check", "."]).0, 1);
    assert_eq!(shirube(clean.path(), &["check", "nowhere"]).0, 2);
    assert_eq!(shirube(clean.path(), &["check", ".", "--now", "soon"]).0, 2);
}

#[test]
fn json_has_findings_with_their_fixes() {
    let case = folder(&CLEAN.replace("test_id", "test_ids"));
    let (status, out) = shirube(case.path(), &["check", ".", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status, 1);
    let finding = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "E0003")
        .unwrap();
    assert_eq!(finding["file"], "tooltips/due.yaml");
    assert_eq!(
        (finding["line"].as_u64(), finding["column"].as_u64()),
        (Some(1), Some(10))
    );
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["fix"]["safe"], false);
    assert_eq!(finding["fix"]["edits"][0]["text"], "test_id");
    assert_eq!(json["languages"][1]["translated"], 1);
}

#[test]
fn sarif_names_the_rule_and_the_region() {
    let case = folder(&CLEAN.replace("body", "bdoy"));
    let (_, out) = shirube(case.path(), &["check", ".", "--format", "sarif"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["version"], "2.1.0");
    let run = &json["runs"][0];
    let result = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["ruleId"] == "E0003")
        .unwrap();
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "tooltips/due.yaml");
    assert_eq!(place["region"]["startLine"], 2);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), author::codes().count());
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "body");
}

#[test]
fn fix_mends_and_says_so() {
    let case = folder("# kept\nanchor: {test_id: due}\nbody: {ja: 期限, en: Yes, it is.}\n");
    let (status, _) = shirube(case.path(), &["check", ".", "--fix"]);
    assert_eq!(status, 0);
    let text = fs::read_to_string(case.path().join("tooltips/due.yaml")).unwrap();
    assert_eq!(
        text,
        "# kept\nanchor: {test_id: due}\nbody:\n  ja: 期限\n  en: Yes, it is.\n"
    );
}

#[test]
fn a_code_is_explained() {
    let folder = folder(CLEAN);
    let (status, out) = shirube(folder.path(), &["explain-code", "e0009"]);
    assert_eq!(status, 0);
    assert!(out.contains("Wrong:") && out.contains("Right:"), "{out}");
    assert_eq!(shirube(folder.path(), &["explain-code", "E9999"]).0, 2);
}
