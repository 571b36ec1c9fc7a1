//! Kumo's guidance against Kumo itself: no warning, both languages everywhere, and every element it points at is in the front end.

use std::fs;
use std::path::{Path, PathBuf};

fn room(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read_all(folder: &Path, ending: &str) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all += &read_all(&path, ending);
        } else if path.extension().is_some_and(|e| e == ending) {
            all += &fs::read_to_string(path).unwrap();
        }
    }
    all
}

fn named<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    text.split(key)
        .skip(1)
        .filter_map(|rest| rest.split(['}', ',', '\n', '"']).next())
        .map(str::trim)
        .collect()
}

#[test]
fn the_content_has_no_finding() {
    let now = author::day("2026-11-24").unwrap();
    let checked = author::check(&room("content"), now).unwrap();
    // A quiz may ask about its topic more than once: that is a note, no fault.
    let findings: Vec<String> = checked
        .findings
        .iter()
        .filter(|f| f.code != "N0201")
        .map(|f| f.to_string())
        .collect();
    assert_eq!(findings, Vec::<String>::new());
    assert!(checked.items >= 60, "{}", checked.items);
}

#[test]
fn every_anchor_is_in_the_front_end() {
    let content = read_all(&room("content"), "yaml");
    let site = read_all(&room("site"), "js");
    let anchors = named(&content, "test_id: ");
    assert!(anchors.len() >= 16, "{anchors:?}");
    for anchor in anchors {
        let hooks = [
            format!("\"data-testid\": \"{anchor}\""),
            format!("testId: \"{anchor}\""),
        ];
        // `filter-${name}` is written once for all the names that the page gives it.
        let made = anchor.split_once('-').is_some_and(|(first, rest)| {
            site.contains(&format!("\"data-testid\": `{first}-${{"))
                && [format!("{rest}:"), format!("(\"{rest}\"")]
                    .iter()
                    .any(|key| site.contains(key))
        });
        assert!(
            made || hooks.iter().any(|hook| site.contains(hook)),
            "{anchor}"
        );
    }
    for id in named(&content, "css: \"#") {
        assert!(site.contains(&format!("id: \"{id}\"")), "{id}");
    }
}

#[test]
fn what_is_declared_is_what_is_tracked() {
    let content = fs::read_to_string(room("content/shirube.yaml")).unwrap();
    let (_, declared) = content.split_once("\nevents:\n").unwrap();
    let mut declared: Vec<&str> = declared
        .lines()
        .filter_map(|l| l.trim().strip_prefix("- "))
        .collect();
    let site = read_all(&room("site"), "js");
    let mut tracked = named(&site, "happened(\"");
    declared.sort_unstable();
    tracked.sort_unstable();
    tracked.dedup();
    assert_eq!(tracked, declared);
}
