//! Brings what is missing: Rust targets and components, npm packages by lockfile, system programs. Every
//! installation is said in one line; what cannot be installed ends in one sentence with the command to run.

use std::fs;
use std::process::{Command, Stdio};

use crate::bench::peers;
use crate::digest;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, Stop, has_program, output, run, say, text};

/// The first Rust whose panics can abort at once, which is what a page's module is built with.
const OLDEST_RUST: (u32, u32) = (1, 91);
const OLDEST_NODE: u32 = 18;

/// What a page build needs: the wasm target, std's source, and the npm packages.
pub(crate) fn for_page(house: &House) -> Outcome {
    rust(house, &["rust-src"])?;
    node()?;
    npm_packages(house)
}

/// What the checks need besides: lints, formatting, a browser with its driver, Japanese glyphs, peers.
pub(crate) fn for_tests(house: &House) -> Outcome {
    for_page(house)?;
    rust(house, &["clippy", "rustfmt"])?;
    let mut missing = Vec::new();
    if !["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .any(has_program)
    {
        missing.push("chromium");
    }
    if !has_program("chromedriver") {
        missing.push("chromium-driver");
    }
    if !has_japanese_font() {
        missing.push("fonts-noto-cjk");
    }
    system_packages(&missing)?;
    peers::install(house)
}

fn rust(house: &House, components: &[&str]) -> Outcome {
    let version = text(house.command("rustc").arg("--version"))?;
    if rust_version(&version).is_some_and(|found| found < OLDEST_RUST) {
        return Err(Stop::failed(format!(
            "Rust {}.{} or newer is needed and this is {}: run `rustup update stable`",
            OLDEST_RUST.0,
            OLDEST_RUST.1,
            version.trim()
        )));
    }
    if !has_program("rustup") {
        return Err(Stop::failed(
            "rustup is missing, and the wasm target comes through it: see https://rustup.rs",
        ));
    }
    let targets = text(
        house
            .command("rustup")
            .args(["target", "list", "--installed"]),
    )?;
    if !targets.lines().any(|line| line == "wasm32-unknown-unknown") {
        say("installing the Rust target wasm32-unknown-unknown");
        output(
            house
                .command("rustup")
                .args(["target", "add", "wasm32-unknown-unknown"]),
        )
        .map_err(|stop| by_hand(&stop, "rustup target add wasm32-unknown-unknown"))?;
    }
    let installed = text(
        house
            .command("rustup")
            .args(["component", "list", "--installed"]),
    )?;
    for component in components {
        if !installed.lines().any(|line| line.starts_with(component)) {
            say(format_args!("installing the Rust component {component}"));
            output(
                house
                    .command("rustup")
                    .args(["component", "add", component]),
            )
            .map_err(|stop| by_hand(&stop, &format!("rustup component add {component}")))?;
        }
    }
    Ok(())
}

fn rust_version(line: &str) -> Option<(u32, u32)> {
    let mut numbers = line.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn node() -> Outcome {
    let mut missing = Vec::new();
    if !has_program("node") {
        missing.push("nodejs");
    }
    if !has_program("npm") {
        missing.push("npm");
    }
    system_packages(&missing)?;
    let version = text(Command::new("node").arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Stop::failed(format!(
            "Node.js {OLDEST_NODE} or newer is needed and this is {}",
            version.trim()
        ))),
    }
}

fn npm_packages(house: &House) -> Outcome {
    let lock = fs::read(house.tools().join("package-lock.json"))
        .explained("pkg-config/tools/package-lock.json")?;
    let stamp = house.node_modules().join(".shirube-lock");
    let wanted = digest::of([lock.as_slice()]);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    say("installing the npm packages of pkg-config/tools (by lockfile)");
    // No package's scripts run: esbuild finds its binary without them.
    output(Command::new("npm").current_dir(house.tools()).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))
    .map_err(|stop| by_hand(&stop, "npm ci --ignore-scripts --prefix pkg-config/tools"))?;
    fs::write(&stamp, wanted).explained(stamp.display())
}

fn has_japanese_font() -> bool {
    let by_fontconfig = Command::new("fc-list")
        .args([":lang=ja", "family"])
        .stderr(Stdio::null())
        .output();
    match by_fontconfig {
        Ok(listed) => !listed.stdout.is_empty(),
        Err(_) => Command::new("dpkg")
            .args(["-s", "fonts-noto-cjk"])
            .output()
            .is_ok_and(|known| known.status.success()),
    }
}

/// Installs system packages, when there are any to install and this machine lets us.
fn system_packages(missing: &[&str]) -> Outcome {
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !has_program("apt-get") {
        return Err(Stop::failed(format!(
            "missing on this machine, and there is no apt-get to bring it: {list}"
        )));
    }
    let command = format!("sudo apt-get update && sudo apt-get install -y {list}");
    if text(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err(Stop::failed(format!(
            "missing on this machine: {list}; run `{command}` and start again"
        )));
    }
    say(format_args!("installing {list} (apt-get)"));
    let apt = |arguments: &[&str]| {
        output(
            Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    // A stale or half-reachable index may still know the packages, so only the installation decides.
    let _ = run(Command::new("apt-get").args(["update", "-qq"]));
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(missing);
    apt(&arguments).map_err(|stop| by_hand(&stop, &command))?;
    Ok(())
}

fn by_hand(stop: &Stop, command: &str) -> Stop {
    Stop::failed(format!(
        "could not be installed ({}); run `{command}` by hand and start again",
        stop.sentence
    ))
}

#[cfg(test)]
mod tests {
    use super::rust_version;

    #[test]
    fn rust_versions() {
        let check = |line, expected| assert_eq!(rust_version(line), expected, "{line}");
        check("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95)));
        check("rustc 1.97.0-nightly (abc 2026-05-01)", Some((1, 97)));
        check("rustc", None);
    }
}
