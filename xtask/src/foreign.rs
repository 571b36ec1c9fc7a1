//! Packages of other makers that tests run beside Shirube or under it: installed by lockfile and bundled as an
//! application would, under target/ only. Some of the peers are under the AGPL: they are run, and never linked,
//! shipped or read from anywhere but the tests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::digest;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, output, say};

/// A folder of the tests with a lockfile, and an `entry/<name>.js` for everything that is bundled.
struct Room {
    at: &'static str,
    target: &'static str,
    entries: &'static [&'static str],
}

const PEERS: Room = Room {
    at: "tests/perf/peers",
    target: "peers",
    entries: &["driver", "shepherd", "intro", "joyride"],
};

const HOSTS: Room = Room {
    at: "tests/hosts/npm",
    target: "hosts",
    entries: &[
        "blockly",
        "element-plus",
        "excalidraw",
        "lumino",
        "mui",
        "radix",
    ],
};

/// Where the libraries that Shirube is measured beside are installed (`node_modules`) and bundled (`bundle`).
pub(crate) fn peers(house: &House) -> PathBuf {
    house.target().join(PEERS.target)
}

/// The same of the hosts that it is tried on.
pub(crate) fn hosts(house: &House) -> PathBuf {
    house.target().join(HOSTS.target)
}

/// Brings both, where a lockfile or an entry changed.
pub(crate) fn install(house: &House) -> Outcome {
    PEERS.install(house)?;
    HOSTS.install(house)
}

impl Room {
    fn install(&self, house: &House) -> Outcome {
        let Room {
            at,
            target,
            entries,
        } = *self;
        let folder = house.target().join(target);
        let lists = ["package.json", "package-lock.json"];
        let mut inputs = Vec::new();
        let bundled = entries.iter().map(|name| format!("entry/{name}.js"));
        for name in lists.into_iter().map(str::to_owned).chain(bundled) {
            inputs.push(fs::read(house.at(at).join(&name)).explained(format_args!("{at}/{name}"))?);
        }
        let stamp = folder.join(".inputs");
        let wanted = digest::of(inputs.iter().map(Vec::as_slice));
        if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
            return Ok(());
        }
        say(format_args!("installing {at} (by lockfile)"));
        fs::create_dir_all(&folder).explained(folder.display())?;
        for list in lists {
            fs::copy(house.at(at).join(list), folder.join(list)).explained(list)?;
        }
        output(Command::new("npm").current_dir(&folder).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ]))?;
        let mut esbuild = house.npm_program("esbuild");
        esbuild.args(entries.iter().map(|name| format!("{at}/entry/{name}.js")));
        esbuild
            .args([
                "--bundle",
                "--minify",
                "--format=iife",
                "--legal-comments=none",
                "--loader:.svg=dataurl",
                "--loader:.woff2=dataurl",
            ])
            .args([
                "--log-level=warning",
                r#"--define:process.env.NODE_ENV="production""#,
                "--define:process.env.IS_PREACT=false",
            ])
            .arg(format!("--outdir={}", folder.join("bundle").display()))
            // They are not installed beside their entries, so that nothing of theirs lies in the sources.
            .env("NODE_PATH", folder.join("node_modules"));
        output(&mut esbuild)?;
        fs::write(&stamp, wanted).explained(stamp.display())
    }
}
