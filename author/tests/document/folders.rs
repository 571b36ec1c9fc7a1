//! Every value of every file that stands here, changed and changed back: the file is the same again, byte by byte.

use std::fs;
use std::path::{Path, PathBuf};

use author::{Document, Key};
use serde_json::{Value as Json, json};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned());
        if path.is_dir() {
            sources(&path, out);
        } else if matches!(ending.as_deref(), Some("yaml" | "md")) {
            out.push(path);
        }
    }
}

/// Every path of a value, those of maps and lists included.
fn paths(json: &Json, above: &[Key], out: &mut Vec<Vec<Key>>) {
    let with = |key: Key| -> Vec<Key> { above.iter().cloned().chain([key]).collect() };
    match json {
        Json::Object(map) => map.iter().for_each(|(name, value)| {
            out.push(with(Key::from(name.as_str())));
            paths(value, &with(Key::from(name.as_str())), out);
        }),
        Json::Array(list) => list.iter().enumerate().for_each(|(at, value)| {
            out.push(with(Key::At(at)));
            paths(value, &with(Key::At(at)), out);
        }),
        _ => {}
    }
}

#[test]
fn there_and_back_is_nowhere() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/base", "template", "../demo-site/content"] {
        sources(&house.join(folder), &mut files);
    }
    let (mut values, mut taken) = (0, 0);
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let article = file.extension().is_some_and(|e| e == "md");
        let document = if article {
            Document::read_article(&text)
        } else {
            Document::read(&text)
        };
        let document = document.unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let whole = document.json();
        let mut all = Vec::new();
        paths(&whole, &[], &mut all);
        for path in all
            .iter()
            .filter(|p| **p != [Key::from("body")] || !article)
        {
            let name = format!("{} {path:?}", file.display());
            let old = document.get(path).unwrap();
            if !old.is_object() && !old.is_array() {
                let other = match &old {
                    Json::String(text) if text.ends_with('\n') => json!("別の\n文\n"),
                    Json::String(_) => json!("別の文"),
                    Json::Bool(flag) => json!(!flag),
                    _ => json!(4711),
                };
                let mut changed = document.clone();
                changed
                    .set(path, &other)
                    .unwrap_or_else(|e| panic!("{name}: {e}"));
                assert_eq!(
                    changed.text().lines().count() as i64 - text.lines().count() as i64,
                    match &old {
                        Json::String(t) if t.ends_with('\n') => 2 - t.lines().count() as i64,
                        _ => 0,
                    },
                    "{name}"
                );
                changed
                    .set(path, &old)
                    .unwrap_or_else(|e| panic!("{name}: {e}"));
                let odd: Vec<_> = text
                    .lines()
                    .zip(changed.text().lines())
                    .filter(|(a, b)| a != b)
                    .map(|(a, b)| format!("{a}\n{b}"))
                    .collect();
                assert!(changed.text() == text, "{name}:\n{}", odd.join("\n"));
                values += 1;
            }
            let mut without = document.clone();
            without
                .remove(path)
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            let comments = |text: &str| {
                text.lines()
                    .filter(|l| l.trim_start().starts_with('#'))
                    .count()
            };
            if !old.is_object() && !old.is_array() {
                assert_eq!(comments(&without.text()), comments(&text), "{name}");
            }
            without
                .set(path, &old)
                .or_else(|_| match path.split_last() {
                    Some((Key::At(at), above)) => without.insert(above, *at, &old),
                    _ => panic!("{name}"),
                })
                .unwrap();
            taken += 1;
        }
    }
    eprintln!(
        "{} files, {values} values changed and back, {taken} taken out and put back",
        files.len()
    );
    assert!(values > 1000, "{values}");
}
