//! The libraries that Shirube is measured beside: installed by lockfile and bundled as an application would,
//! under target/ only. Two of them are under the AGPL: they are run, and never linked, shipped or read from
//! anywhere but tests/perf.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::digest;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, output, say};

const ROOM: &str = "tests/perf/peers";
/// Each is an entry in `tests/perf/peers/entry`.
const ENTRIES: &[&str] = &["driver", "shepherd", "intro", "joyride"];

/// Where they are installed (`node_modules`) and bundled (`bundle`).
pub(crate) fn folder(house: &House) -> PathBuf {
    house.target().join("peers")
}

/// Brings them, when the lockfile or an entry changed.
pub(crate) fn install(house: &House) -> Outcome {
    let folder = folder(house);
    let lists = ["package.json", "package-lock.json"];
    let mut inputs = Vec::new();
    let entries = ENTRIES.iter().map(|name| format!("entry/{name}.js"));
    for name in lists.into_iter().map(str::to_owned).chain(entries) {
        inputs.push(fs::read(house.at(ROOM).join(&name)).explained(format_args!("{ROOM}/{name}"))?);
    }
    let stamp = folder.join(".inputs");
    let wanted = digest::of(inputs.iter().map(Vec::as_slice));
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    say("installing the peers of tests/perf (by lockfile)");
    fs::create_dir_all(&folder).explained(folder.display())?;
    for list in lists {
        fs::copy(house.at(ROOM).join(list), folder.join(list)).explained(list)?;
    }
    output(Command::new("npm").current_dir(&folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    let mut esbuild = house.npm_program("esbuild");
    esbuild.args(ENTRIES.iter().map(|name| format!("{ROOM}/entry/{name}.js")));
    esbuild
        .args([
            "--bundle",
            "--minify",
            "--format=iife",
            "--legal-comments=none",
        ])
        .args([
            "--log-level=warning",
            r#"--define:process.env.NODE_ENV="production""#,
        ])
        .arg(format!("--outdir={}", folder.join("bundle").display()))
        // They are not installed beside their entries, so that nothing of theirs lies in the sources.
        .env("NODE_PATH", folder.join("node_modules"));
    output(&mut esbuild)?;
    fs::write(&stamp, wanted).explained(stamp.display())
}
