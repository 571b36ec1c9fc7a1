//! Every folder in `tests/conformance`: its script is played and must give its `expected.txt`.
//! `SHIRUBE_BLESS=1` writes what came out instead; read the difference before committing it.

use std::fs;
use std::path::Path;

use tests::play::{Content, play};

#[test]
fn every_case_gives_what_it_expects() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let content = Content::of(&root.join("content"));
    let mut wrong = Vec::new();
    let mut played = 0;
    let mut cases: Vec<_> = fs::read_dir(&root)
        .expect("cases")
        .map(|e| e.expect("a case").path())
        .collect();
    cases.sort();
    for case in cases {
        let Ok(script) = fs::read_to_string(case.join("script.txt")) else {
            continue;
        };
        let own = case.join("content");
        let out = if own.is_dir() {
            play(&Content::of(&own), &script)
        } else {
            play(&content, &script)
        };
        let expected = case.join("expected.txt");
        if std::env::var_os("SHIRUBE_BLESS").is_some() {
            fs::write(&expected, &out).expect("written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != out {
            wrong.push(format!("{}:\n{out}", case.display()));
        }
        played += 1;
    }
    assert!(played >= 10, "only {played} cases were played");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
