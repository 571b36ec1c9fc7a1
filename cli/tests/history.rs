//! `history`, `diff` and `rollback` from outside, in both languages, with a collector that is told.

mod server;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use server::{Folder, Server, tenant};

fn shirube(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shirube"));
    command.args(arguments).current_dir(folder);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let out = command.output().unwrap();
    let said = [out.stdout, out.stderr].concat();
    (out.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn releases_are_listed_compared_and_brought_back() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    let (status, said) = shirube(at, &["history", "--to", "public"]);
    assert_eq!(
        (status, said.contains("holds no releases")),
        (2, true),
        "{said}"
    );
    shirube(at, &["init"]);
    shirube(at, &["publish", "--to", "public"]);
    assert_eq!(shirube(at, &["diff", "--to", "public"]).0, 2);
    let tip = at.join("content/tooltips/due-date.yaml");
    let text = fs::read_to_string(&tip).unwrap();
    assert!(text.contains("The due date"));
    fs::write(&tip, text.replace("The due date", "The last day")).unwrap();
    let (status, draft) = shirube(at, &["diff", "--to", "public", "--source", "content"]);
    assert_eq!(status, 0);
    assert!(
        draft.starts_with("release 1 → the draft\n~ tooltip “"),
        "{draft}"
    );
    assert!(draft.contains("text (en): “The due date"), "{draft}");
    assert_eq!(shirube(at, &["publish", "--to", "public"]).0, 0);
    let (_, same) = shirube(at, &["diff", "--to", "public"]);
    assert_eq!(
        same.lines().skip(1).collect::<Vec<_>>(),
        draft.lines().skip(1).collect::<Vec<_>>()
    );
    let (_, ja) = shirube(at, &["diff", "1", "2", "--to", "public", "--lang", "ja"]);
    assert!(
        ja.starts_with("リリース 1 → リリース 2\n~ ヒント 「"),
        "{ja}"
    );
    let (status, said) = shirube(at, &["rollback", "--to", "public"]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.starts_with("release 3 brings back release 1\n"),
        "{said}"
    );
    let (_, listed) = shirube(at, &["history", "--to", "public"]);
    let words: Vec<&str> = listed
        .lines()
        .map(|l| l.split_once("  20").unwrap().1[14..].trim())
        .collect();
    assert_eq!(
        words,
        [
            "brings back release 1  ● standing",
            "1 changed  ○",
            "the first that is kept  ○"
        ]
    );
    let (_, json) = shirube(at, &["history", "--to", "public", "--json", "--most", "1"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["releases"][0]["restores"], 1);
    assert_eq!(json["releases"].as_array().unwrap().len(), 1);
    assert_eq!(shirube(at, &["rollback", "9", "--to", "public"]).0, 2);
    assert!(
        !listed.contains('\u{1b}'),
        "no colour where there is no terminal"
    );
}

#[test]
fn the_collector_is_told_of_releases_and_rollbacks() {
    let folder = Folder::new();
    let (_, secret) = tenant(&folder.data(), "kumo");
    let server = Server::start(&folder.data());
    let at = folder.0.as_path();
    shirube(at, &["init"]);
    let tell = [
        "--to",
        "public",
        "--collector",
        &server.base,
        "--key",
        &secret,
    ];
    let publish = [&["publish"][..], &tell].concat();
    let (status, said) = shirube(at, &publish);
    assert_eq!((status, said.contains("told http://")), (0, true), "{said}");
    let tip = at.join("content/tooltips/due-date.yaml");
    let text = fs::read_to_string(&tip).unwrap();
    fs::write(&tip, text.replace("The due date", "The last day")).unwrap();
    assert_eq!(shirube(at, &publish).0, 0);
    let (status, said) = shirube(at, &[&["rollback", "1"][..], &tell].concat());
    assert_eq!((status, said.contains("told http://")), (0, true), "{said}");
    let wrong = [&[
        "publish",
        "--to",
        "public",
        "--collector",
        &server.base,
        "--key",
        "sk_wrong",
    ][..]]
    .concat();
    let (status, said) = shirube(at, &wrong);
    assert_eq!(
        (status, said.contains("the collector was not told")),
        (1, true),
        "{said}"
    );
}
