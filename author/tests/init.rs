//! A new folder is clean, publishes at once, and never writes over what is there.

use std::fs;
use std::path::Path;

use author::{InitError, PublishRequest};

#[test]
fn a_new_folder_is_clean_and_publishes() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path().join("content");
    let written = author::init(&folder).unwrap();
    let now = author::day("2026-11-24").unwrap();
    let checked = author::check(&folder, now).unwrap();
    assert_eq!(checked.findings, Vec::new());
    assert_eq!(checked.items, 10);
    for kind in [
        "tutorials",
        "checklists",
        "tooltips",
        "announcements",
        "quizzes",
        "surveys",
        "programs",
        "events",
        "articles",
    ] {
        let has = |n: &String| n.starts_with(&format!("{kind}/"));
        assert!(written.iter().any(has), "no example of {kind}");
    }
    let published = author::publish(&PublishRequest {
        source: folder,
        to: desk.path().join("public"),
        now,
        tenant: "example".to_owned(),
    });
    assert_eq!(published.unwrap().version, 1);
}

#[test]
fn editors_find_the_schemas() {
    let desk = tempfile::tempdir().unwrap();
    author::init(desk.path()).unwrap();
    let settings = fs::read_to_string(desk.path().join(".vscode/settings.json")).unwrap();
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let associated = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(associated.len(), 9);
    for (schema, files) in associated {
        assert!(desk.path().join(schema).is_file(), "{schema}");
        let kind = files[0].as_str().unwrap();
        let folder = Path::new(kind).parent().unwrap();
        for entry in fs::read_dir(desk.path().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "yaml") {
                let text = fs::read_to_string(&path).unwrap();
                let line = text.lines().next().unwrap();
                assert!(
                    line.starts_with("# yaml-language-server: $schema="),
                    "{line}"
                );
                let named = line.split('=').nth(1).unwrap();
                assert!(path.parent().unwrap().join(named).is_file(), "{line}");
            }
        }
    }
}

#[test]
fn nothing_is_written_over() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("shirube.yaml"), "mine").unwrap();
    assert!(matches!(
        author::init(desk.path()),
        Err(InitError::Taken(_))
    ));
    let left = fs::read_to_string(desk.path().join("shirube.yaml")).unwrap();
    assert_eq!(left, "mine");
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 1);
}
