//! What `--fix` writes: the base with a slip in it, mended to the letter, and a second run that finds nothing to do.

use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Puts `slip` in the place of `good` in a file of the base; `mended` must stand there after the fix.
fn check(file: &str, good: &str, slip: &str, mended: &str) {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"),
        folder.path(),
    );
    let path = folder.path().join(file);
    let text = format!("# kept\n{}", fs::read_to_string(&path).unwrap());
    assert!(text.contains(good), "{file} does not hold {good}");
    fs::write(&path, text.replacen(good, slip, 1)).unwrap();
    let now = author::day("2026-11-24").unwrap();
    let fixed = author::fix(folder.path(), now).unwrap();
    assert!(!fixed.mended.is_empty(), "{slip} was not mended");
    let expected = text.replacen(good, mended, 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    let left = author::check(folder.path(), now).unwrap().findings;
    assert_eq!(left, Vec::new(), "{slip}");
    assert!(author::fix(folder.path(), now).unwrap().mended.is_empty());
}

const TIP: &str = "tooltips/due-date.yaml";
const BODY: &str = "body: {ja: 支払期限は取引先ごとの条件から決まります。, en: The due date follows the customer's terms.}";

#[test]
fn sentences_in_braces() {
    for (slip, mended) in [
        (
            "body: {ja: 支払期限です。, en: It follows, of course, the terms.}",
            "body:\n  ja: 支払期限です。\n  en: It follows, of course, the terms.",
        ),
        (
            "body: {ja: 注意: 支払期限, en: Note: the terms.}",
            "body:\n  ja: \"注意: 支払期限\"\n  en: \"Note: the terms.\"",
        ),
        (
            "body: {ja: 期限 #1 です。, en: Due.}",
            "body:\n  ja: \"期限 #1 です。\"\n  en: Due.",
        ),
        (
            "body: {ja: いつですか, en: When is it due?}",
            "body:\n  ja: いつですか\n  en: When is it due?",
        ),
        (
            "body: {ja: 支払期限です、en: Due.}",
            "body:\n  ja: 支払期限です\n  en: Due.",
        ),
    ] {
        check(TIP, BODY, slip, mended);
    }
    check(
        "checklists/getting-started.yaml",
        "title: {ja: 請求書を送る, en: Send an invoice}",
        "title: {ja: 請求書を送る, en: Send it, then}",
        "title: {ja: \"請求書を送る\", en: \"Send it, then\"}",
    );
}

#[test]
fn words_and_selectors() {
    check(TIP, "hotspot: true", "hotspot: yes", "hotspot: true");
    check(
        TIP,
        "hotspot: true",
        "hotspot: Off # for now",
        "hotspot: false # for now",
    );
    check(
        TIP,
        "hotspot: true\n",
        "hotspot:\n\ttrue\n",
        "hotspot:\n  true\n",
    );
    check(
        "programs/first-steps.yaml",
        "release: 2026-11",
        "release: 2026.10",
        "release: \"2026.10\"",
    );
    let anchor = "{test_id: due-date-label}";
    check(
        TIP,
        anchor,
        "{css: \"a[rel=b c]\"}",
        "{css: \"a[rel='b c']\"}",
    );
    check(
        TIP,
        anchor,
        "{css: \"[data-n=1] b\"}",
        "{css: \"[data-n='1'] b\"}",
    );
}

#[test]
fn what_is_in_doubt_stays() {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"),
        folder.path(),
    );
    let path = folder.path().join(TIP);
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("hotspot", "hotspott");
    fs::write(&path, &text).unwrap();
    let now = author::day("2026-11-24").unwrap();
    assert!(author::fix(folder.path(), now).unwrap().mended.is_empty());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let checked = author::check(folder.path(), now).unwrap();
    let fix = checked.findings[0].fix.clone().unwrap();
    assert!(!fix.safe);
    assert_eq!(
        author::apply(&text, fix.edits),
        text.replace("hotspott", "hotspot")
    );
}

#[test]
fn languages_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"),
        folder.path(),
    );
    let now = author::day("2026-11-24").unwrap();
    let counts = || {
        let checked = author::check(folder.path(), now).unwrap();
        let row = |c: &author::Completeness| (c.language.clone(), c.texts - c.translated);
        checked.completeness.iter().map(row).collect::<Vec<_>>()
    };
    let both = |ja, en| vec![("ja".to_owned(), ja), ("en".to_owned(), en)];
    assert_eq!(counts(), both(0, 0));
    let path = folder.path().join("tutorials/send-invoice.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("  en: Send an invoice\n", "")).unwrap();
    assert_eq!(counts(), both(0, 1));
}
