//! Line ends, articles, what is refused, and every odd text.

use author::{Document, EditError};
use serde_json::{Value as Json, json};

use crate::{path, read, set};

#[test]
fn line_ends_marks_and_articles_stay() {
    set(
        "\u{feff}a: 1\r\nb: x\r\n",
        json!(["b"]),
        json!("y\nz\n"),
        "\u{feff}a: 1\r\nb: |\r\n  y\r\n  z\r\n",
    );
    let article = "---\ntitle: Old # why\ntags: [a]\n---\n\n# Head\n\nWords.\n";
    let mut document = Document::read_article(article).unwrap();
    document
        .set(&path(json!(["title"])), &json!("New"))
        .unwrap();
    assert_eq!(document.text(), article.replace("Old", "New"));
    assert_eq!(document.place(&path(json!(["tags"]))), (3, 7));
    assert_eq!(
        document.get(&path(json!(["body"]))),
        Some(json!("\n# Head\n\nWords.\n"))
    );
    document
        .set(&path(json!(["body"])), &json!("Else."))
        .unwrap();
    assert_eq!(
        document.text(),
        "---\ntitle: New # why\ntags: [a]\n---\nElse.\n"
    );
    let mut fresh = Document::read_article("").unwrap();
    fresh.set(&path(json!(["title"])), &json!("番号")).unwrap();
    fresh.set(&path(json!(["body"])), &json!("文。\n")).unwrap();
    assert_eq!(fresh.text(), "---\ntitle: 番号\n---\n文。\n");
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let refused = |before: &str, at: Json, value: Json| -> EditError {
        let mut document = read(before);
        let error = document.set(&path(at), &value).unwrap_err();
        assert_eq!(document.text(), before);
        error
    };
    assert!(matches!(
        refused("a: x\n", json!(["a", "b"]), json!(1)),
        EditError::NoSuchPlace(_)
    ));
    assert!(matches!(
        refused("a: [x]\n", json!(["a", 4]), json!(1)),
        EditError::NoSuchPlace(_)
    ));
    // A copy by alias has no text of its own.
    assert!(matches!(
        refused("a: &x {p: 1}\nb: *x\n", json!(["b", "p"]), json!(2)),
        EditError::Unkept(_)
    ));
    assert!(matches!(
        Document::read("a: [\n"),
        Err(EditError::Unreadable(..))
    ));
    assert!(matches!(
        Document::read_article("# no front\n"),
        Err(EditError::Unreadable(..))
    ));
}

/// Every text comes back as it was given, wherever it is put.
#[test]
fn any_text_survives() {
    let texts = [
        "",
        " ",
        "x",
        " x",
        "x ",
        "a: b",
        "a #b",
        "#x",
        "- x",
        "? x",
        "yes",
        "12",
        "1.5",
        "2026-11-01",
        "12:30",
        "0x1f",
        "~",
        "null",
        "a, b",
        "{x|y}",
        "[z]",
        "「」、。",
        "\"q\"",
        "it's",
        "\\",
        "a\tb",
        "line\n",
        "a\nb",
        "a\nb\n",
        "a\n\nb\n\n",
        "\nx\n",
        "  in\n out\n",
        "\n",
        "a\r\nb",
        "*x*",
        "&x",
        "!x",
        "%x",
        "@x",
        "`x`",
        "|",
        ">",
        "x:",
        "x: ",
        "\u{feff}x",
        "a\u{2028}b",
        "日本語: #1",
        "---",
        "...",
        "# not a comment\nreally\n",
        "trailing \nspace \n",
    ];
    let places = [
        ("a: old\n", json!(["a"])),
        ("a: {b: old, c: 1}\n", json!(["a", "b"])),
        ("a: [old, 1]\nb: 2\n", json!(["a", 0])),
        ("a:\n  - old\n  - 1\n", json!(["a", 0])),
        ("a:\n- b: old # c\n  c: 1\n", json!(["a", 0, "b"])),
        ("a: |\n  old\n\nb: 1\n", json!(["a"])),
        ("a: 'old'\nb: 1\n", json!(["a"])),
        ("a: >-\n  old\n  er\nb: 1\n", json!(["a"])),
        ("b: 1\n", json!(["a"])),
        ("b: {c: 1}\n", json!(["b", "a"])),
        ("a: old", json!(["a"])),
    ];
    for text in texts {
        for (before, at) in &places {
            let mut document = read(before);
            let at = path(at.clone());
            document
                .set(&at, &json!(text))
                .unwrap_or_else(|e| panic!("{before:?} {text:?}: {e}"));
            let again = read(&document.text());
            let read = again.get(&at);
            assert_eq!(
                read,
                Some(json!(text)),
                "{before:?} -> {:?}",
                document.text()
            );
            let comments = |text: &str| text.matches("# c").count();
            assert!(
                comments(&document.text()) >= comments(before),
                "{:?}",
                document.text()
            );
        }
    }
}
