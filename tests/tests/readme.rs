//! What the README shows is what there is: its findings are those of the command, its pictures and links exist.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::kumo::path;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README")
}

#[test]
fn its_findings_are_those_of_the_command() {
    let readme = readme();
    let command = "$ shirube check tests/readme/content\n";
    let (_, shown) = readme.split_once(command).expect("the command is shown");
    let (shown, _) = shown.split_once("```").expect("the block ends");
    let told = Command::new(path("SHIRUBE_CLI"))
        .current_dir(root())
        .args(["check", "tests/readme/content"])
        .output()
        .expect("shirube runs");
    assert_eq!(shown, String::from_utf8_lossy(&told.stdout));
    assert_eq!(told.status.code(), Some(1));
}

#[test]
fn its_pictures_and_links_exist() {
    let readme = readme();
    let linked = readme.split("](").skip(1).map(|rest| (rest, ')'));
    let placed = readme.split("src=\"docs").skip(1).map(|rest| (rest, '"'));
    let mut found = 0;
    for (rest, end) in linked.chain(placed) {
        let target = rest.split(end).next().unwrap_or_default();
        let target = match end {
            '"' => format!("docs{target}"),
            _ => target.to_owned(),
        };
        assert!(root().join(&target).exists(), "{target}");
        found += 1;
    }
    assert!(found >= 9, "only {found} were found");
}
