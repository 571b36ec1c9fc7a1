//! A content folder held against Kumo's own pages: whole it has no trouble; with three anchors broken on purpose it
//! names exactly those, and proposes the elements that were meant.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tests::kumo::{Kumo, folder, path};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a copy");
        }
    }
}

fn rewrite(file: &PathBuf, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains(old), "{old}");
    std::fs::write(file, text.replacen(old, new, 1)).expect("saved");
}

fn check(content: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(path("SHIRUBE_CLI"));
    command
        .arg("check")
        .arg(content)
        .args(arguments)
        .env_remove("LC_ALL")
        .env("LANG", "C");
    command.output().expect("shirube runs")
}

fn troubles(content: &Path, arguments: &[&str]) -> (i32, Vec<Value>, Vec<Value>) {
    let out = check(content, &[arguments, &["--format", "json"]].concat());
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let json: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {said}"));
    let all = json["anchors"].as_array().expect("anchors").clone();
    let bad =
        |row: &Value| !["found", "not visited"].contains(&row["verdict"].as_str().expect("a word"));
    let (bad, fine) = all.into_iter().partition(bad);
    (out.status.code().expect("a status"), bad, fine)
}

/// Anchors of the folder, the ones written in their place, and what names their elements.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    (
        "tutorials/first-invoice",
        "anchor: {test_id: customer-select}",
        "anchor: {test_id: customer-choice}",
        "customer-select",
    ),
    (
        "tutorials/invite-member",
        "anchor: {test_id: member-mail}",
        "anchor: {css: \"#mail-of-member\"}",
        "member-mail",
    ),
    (
        "tooltips/due-date",
        "anchor: {test_id: due-date-label}",
        "anchor: {test_id: deadline}",
        "due-date-label",
    ),
];

#[test]
fn broken_anchors_are_named_and_the_right_elements_proposed() {
    let kumo = Kumo::start("against");
    let own = tempfile::tempdir().expect("a folder");
    let content = own.path().join("content");
    copy(&folder("../demo-site/content"), &content);
    let target = format!("{}/invoices?lang=ja", kumo.base);
    let (status, bad, fine) = troubles(&content, &["--against", &target, "--act"]);
    assert_eq!((status, bad), (0, Vec::new()));
    let found = fine.iter().filter(|row| row["verdict"] == "found").count();
    assert!(found >= 40, "{found} of {}", fine.len());

    for (item, old, new, _) in BROKEN {
        rewrite(&content.join(format!("{item}.yaml")), old, new);
    }
    let report = own.path().join("report.html");
    let report_name = report.to_str().expect("text");
    let (status, bad, _) = troubles(
        &content,
        &["--against", &target, "--act", "--report", report_name],
    );
    assert_eq!((status, bad.len()), (1, BROKEN.len()), "{bad:#?}");
    for (item, _, _, test_id) in BROKEN {
        let row = bad
            .iter()
            .find(|row| row["of"].as_str().is_some_and(|of| of.starts_with(item)));
        let row = row.unwrap_or_else(|| panic!("{item}: {bad:#?}"));
        assert_eq!(row["verdict"], "recovered", "{row:#}");
        assert_eq!(
            row["candidates"][0]["anchor"],
            json!({ "test_id": test_id }),
            "{row:#}"
        );
    }
    let text = std::fs::read_to_string(&report).expect("a report");
    assert!(
        BROKEN
            .iter()
            .all(|(item, ..)| text.contains(&format!("{item}.yaml:")))
    );

    // What it proposes is what --fix writes: the folder is as it was.
    let out = check(&content, &["--against", &target, "--act", "--fix"]);
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    for (item, ..) in BROKEN {
        let name = format!("{item}.yaml");
        let is = std::fs::read_to_string(content.join(&name)).expect("a file");
        let was =
            std::fs::read_to_string(folder("../demo-site/content").join(&name)).expect("a file");
        assert_eq!(is, was);
    }
}

/// A saved page needs no product and no network.
#[test]
fn a_saved_page_is_looked_at_too() {
    let own = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = own.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("saved");
    };
    write(
        "content/shirube.yaml",
        "shirube: 1\nproduct: x\nlanguages: [ja, en]\n",
    );
    write(
        "content/tooltips/there.yaml",
        "page: \"/a\"\nanchor: {test_id: there}\nbody: {ja: あ。, en: A.}\n",
    );
    write(
        "content/tooltips/gone.yaml",
        "page: \"/a\"\nanchor: {role: button, name: {ja: 保存, en: Save}}\nbody: {ja: あ。, en: A.}\n",
    );
    write(
        "content/tooltips/twice.yaml",
        "page: \"/a\"\nanchor: {css: li}\nbody: {ja: あ。, en: A.}\n",
    );
    write(
        "content/tooltips/else.yaml",
        "page: \"/b\"\nanchor: {css: nothing}\nbody: {ja: あ。, en: A.}\n",
    );
    write(
        "page.html",
        "<!doctype html><html lang=ja><script src=\"http://nowhere.invalid/x.js\"></script><p data-testid=there>x</p>\
         <button>保存する</button><ul><li>1</li><li>2</li></ul></html>",
    );
    let page = own.path().join("page.html");
    let page = page.to_str().expect("text");
    let (status, bad, fine) = troubles(
        &own.path().join("content"),
        &["--against", page, "--path", "/a"],
    );
    let told = |rows: &[Value]| -> Vec<String> {
        rows.iter()
            .map(|r| {
                format!(
                    "{} {}",
                    r["of"].as_str().expect("text"),
                    r["verdict"].as_str().expect("text")
                )
            })
            .collect()
    };
    assert_eq!(status, 1);
    assert_eq!(
        told(&bad),
        ["tooltips/gone missing", "tooltips/twice ambiguous"]
    );
    assert_eq!(
        told(&fine),
        ["tooltips/else not visited", "tooltips/there found"]
    );
    assert_eq!(
        bad[0]["candidates"][0]["anchor"],
        json!({"role": "button", "name": "保存する"})
    );
}
