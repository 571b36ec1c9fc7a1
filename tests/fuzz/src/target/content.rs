//! What authors write: YAML and Markdown in a content folder are found fault with, never panicked over; a file that an
//! editor reads is written the same.

use std::fs;
use std::path::Path;

use crate::Target;
use crate::world::NOW;

const CONFIG: &str = include_str!("../../../../author/tests/base/shirube.yaml");
const KINDS: &[&str] = &[
    "tutorials",
    "checklists",
    "tooltips",
    "announcements",
    "quizzes",
    "surveys",
    "programs",
    "events",
];

/// The first byte says of which kind the file is; so many bytes are a folder's own cost.
pub(crate) const YAML: Target = Target {
    name: "yaml",
    read: |bytes| {
        let Some((&sort, rest)) = bytes.split_first() else {
            return;
        };
        match KINDS.get(usize::from(sort) % (KINDS.len() + 1)) {
            Some(kind) => check(&format!("{kind}/x.yaml"), rest),
            None => check("shirube.yaml", rest),
        }
    },
    seeds: yaml,
    memory: (4 << 20, 16_384),
};

pub(crate) const MARKDOWN: Target = Target {
    name: "markdown",
    read: |bytes| check("articles/x.ja.md", bytes),
    seeds: markdown,
    memory: (4 << 20, 16_384),
};

fn check(file: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("a folder: {e}"));
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))
            .and_then(|()| fs::write(&path, bytes))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
    };
    put("shirube.yaml", CONFIG.as_bytes());
    put(file, bytes);
    let checked = author::check(folder.path(), NOW).unwrap_or_else(|e| panic!("listed: {e}"));
    for finding in &checked.findings {
        assert!(finding.line > 0 && !finding.message.is_empty());
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let read = if file.ends_with(".md") {
        author::Document::read_article(text)
    } else {
        author::Document::read(text)
    };
    // An empty article is one to be written; a file of both line ends gets those that an editor gives it.
    if let Ok(document) = read
        && !text.trim().is_empty()
    {
        let ends = |text: &str| text.replace("\r\n", "\n");
        assert_eq!(ends(&document.text()), ends(text));
    }
}

fn yaml() -> Vec<Vec<u8>> {
    let all: [(u8, &str); 3] = [
        (
            0,
            "title:\n  ja: 一つ目\n  en: One\nstart: {page: \"/a\"}\nsteps:\n  - id: a\n    page: /a\n    anchor: {role: button, name: {ja: 新規, en: New}}\n    title: {ja: 題, en: T}\n    body:\n      ja: |\n        **ここ**から {user.name|お客}\n      en: |\n        Here [more](article:a)\n",
        ),
        (
            4,
            "questions:\n  - id: q\n    kind: single\n    prompt: {ja: 何, en: What}\n    options:\n      - {id: a, text: {ja: 甲, en: A}, correct: true}\n      - {id: b, text: {ja: 乙, en: B}}\n",
        ),
        (8, CONFIG),
    ];
    all.map(|(sort, text)| [&[sort], text.as_bytes()].concat())
        .to_vec()
}

fn markdown() -> Vec<Vec<u8>> {
    vec![
        "---\ntitle: 題\ntopics: [invoicing]\norder: 1\ntags: [a]\n---\n# 見出し\n\n**太字** と [先](https://a.example/) と `code`\n\n1. 一\n2. 二\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![絵](assets/a.png)\n".into(),
        "---\ntitle: x\n---\n> a\n\n```rust\nfn a() {}\n```\n".into(),
    ]
}
