//! `shirube explain` from outside: the engine's own answer for a person with a past, from the draft and from what is
//! published, with what it rests on.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// 2026-11-02T00:00:00Z.
const AT: &str = "1793577600000";
const CONFIG: &str = "shirube: 1\nproduct: kumo\ntimezone: Asia/Tokyo\nlanguages: [en]\nevents: [sent]\n\
    segments: [{id: admins, when: {trait: role, is: admin}}]\npublish: {live: {to: ../public}}\n";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shirube"));
    command.arg("explain").args(arguments).current_dir(folder);
    command.output().unwrap()
}

fn said(out: Output) -> String {
    let error = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{error}");
    String::from_utf8(out.stdout).unwrap()
}

fn guide(more: &str) -> String {
    format!(
        "title: {{en: Guide}}\nstart: {{page: \"/x\"}}\n{more}steps:\n  - id: one\n    title: {{en: One}}\n    body: {{en: Look here.}}\n"
    )
}

fn event(user: &str, at: &str, name: &str, content: Value) -> String {
    let at: i64 = at.parse().unwrap();
    json!({"id": format!("{user}{name}"), "session": "s1", "at": at, "name": name, "user": user, "account": "a1",
        "content": content})
    .to_string()
}

fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = desk.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("content/shirube.yaml", CONFIG);
    put(
        "content/tutorials/for-admins.yaml",
        &guide("audience: {all: [{segment: admins}, {not: {event: sent}}]}\n"),
    );
    put("content/tutorials/for-all.yaml", &guide(""));
    put(
        "people.json",
        r#"{"users":[{"id":"u1","account":"a1","role":"admin"},{"id":"u2","account":"a1","role":"viewer"}],"accounts":[]}"#,
    );
    let lines = [
        event("u1", AT, "host.sent", Value::Null),
        event("u2", AT, "prompt.dismissed", json!("for-all")),
    ];
    put("events.jsonl", &lines.join("\n"));
    desk
}

#[test]
fn it_is_the_engines_answer_with_what_it_rests_on() {
    let desk = desk();
    let known = ["--events", "events.jsonl", "--people", "people.json"];
    let check = |arguments: &[&str], rule: Option<&str>, words: &[&str]| {
        let asked = [arguments, &known].concat();
        let told: Value =
            serde_json::from_str(&said(run(desk.path(), &[&asked[..], &["--json"]].concat())))
                .unwrap();
        let failed = told["failed"][0]["rule"].as_str();
        assert_eq!(
            (told["eligible"] == true, failed),
            (rule.is_none(), rule),
            "{told}"
        );
        for (lang, word) in ["en", "ja"].into_iter().zip(words) {
            let text = said(run(desk.path(), &[&asked[..], &["--lang", lang]].concat()));
            assert!(text.contains(word), "{word}: {text}");
        }
    };
    let admins = "for-admins";
    check(
        &[admins],
        Some("audience"),
        &["trait role: not known", "trait role: わかっていません"],
    );
    check(
        &[admins, "--trait", "role=admin"],
        None,
        &["shows when its start comes", "表示されます"],
    );
    check(
        &[admins, "--user", "u1"],
        Some("audience"),
        &["event sent: 1 times", "event sent: 1 回"],
    );
    let before = ["--at", "2026-11-01"];
    check(
        &[&[admins, "--user", "u1"], &before[..]].concat(),
        None,
        &["trait role: admin", "trait role: admin"],
    );
    check(
        &[admins, "--user", "u2"],
        Some("audience"),
        &["trait role: viewer", "trait role: viewer"],
    );
    check(
        &["for-all", "--user", "u2"],
        Some("after_dismiss"),
        &["dismissed", "閉じられた"],
    );
    check(
        &["for-all", "--user", "u9"],
        None,
        &["of whom nothing is recorded", "記録はありません"],
    );
    check(&["for-all", "--page", "/y"], None, &["· /y ·", "· /y ·"]);
    check(
        &["nowhere"],
        Some("published"),
        &["no such item", "公開されていません"],
    );
}

#[test]
fn what_is_published_is_asked_before_the_draft() {
    let desk = desk();
    let publish = ["publish", "content", "--to", "public"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_shirube"));
    let out = command
        .args(publish)
        .current_dir(desk.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
    fs::write(
        desk.path().join("content/tutorials/for-all.yaml"),
        guide("audience: {segment: admins}\n"),
    )
    .unwrap();
    let told = |more: &[&str]| {
        said(run(
            desk.path(),
            &[&["for-all", "--lang", "en"], more].concat(),
        ))
    };
    let published = told(&[]);
    assert!(published.contains("as published"), "{published}");
    assert!(
        published.contains("shows when its start comes"),
        "{published}"
    );
    let draft = told(&["--draft"]);
    assert!(draft.contains("the draft"), "{draft}");
    assert!(draft.contains("does not show"), "{draft}");
}

#[test]
fn wrong_use_is_told() {
    let desk = desk();
    for (arguments, words) in [
        (&["for-all", "--at", "soon"][..], "--at soon"),
        (&["for-all", "--trait", "role"], "role is not NAME=VALUE"),
        (&["for-all", "nowhere"], "nowhere"),
        (&["for-all", "--to", "nowhere"], "nowhere"),
    ] {
        let out = run(desk.path(), &[arguments, &["--lang", "en"]].concat());
        let error = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{error}");
        assert!(error.contains(words), "{error}");
    }
}
