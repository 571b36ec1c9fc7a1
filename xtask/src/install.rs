//! Brings what is missing: Rust targets and components, npm packages by lockfile, system programs. Every
//! installation is said in one line; what cannot be installed ends in one sentence with the command to run.

use std::fs;
use std::process::{Command, Stdio};

use crate::digest;
use crate::foreign;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, Stop, has_program, output, run, silent_step, text};

/// The first Rust whose panics can abort at once, which is what a page's module is built with.
const OLDEST_RUST: (u32, u32) = (1, 91);
const OLDEST_NODE: u32 = 18;

/// Something that the system brings: a package by its Debian name, and how to see that it is there.
struct Need {
    package: &'static str,
    /// Any of these programs will do.
    programs: &'static [&'static str],
}

/// What building a page takes. A browser is none of it: `demo` and `dist` do without.
const PAGE: &[Need] = &[
    Need {
        package: "nodejs",
        programs: &["node"],
    },
    Need {
        package: "npm",
        programs: &["npm"],
    },
];

/// What looking at it takes besides.
const BROWSER: &[Need] = &[
    Need {
        package: "chromium",
        programs: &["chromium", "chromium-browser", "google-chrome"],
    },
    Need {
        package: "chromium-driver",
        programs: &["chromedriver"],
    },
];

/// What the README's examples are written in.
const EXAMPLES: &[Need] = &[Need {
    package: "python3",
    programs: &["python3"],
}];

/// What puts a collector under load.
const LOAD: &[Need] = &[Need {
    package: "wrk",
    programs: &["wrk"],
}];

const JAPANESE_FONT: &str = "fonts-noto-cjk";

/// What a page build needs: the wasm target, std's source, and the npm packages.
pub(crate) fn for_page(house: &House) -> Outcome {
    rust(house, &["rust-src"])?;
    system_packages(missing(PAGE, has_program))?;
    node_is_new_enough()?;
    npm_packages(house)
}

/// What pictures of a page need besides: a browser with its driver, Japanese glyphs.
pub(crate) fn for_browser(house: &House) -> Outcome {
    for_page(house)?;
    let mut packages = missing(BROWSER, has_program);
    if !has_japanese_font() {
        packages.push(JAPANESE_FONT);
    }
    system_packages(packages)
}

/// What the checks need besides: lints, formatting, and what other makers' packages they run beside or on.
pub(crate) fn for_tests(house: &House) -> Outcome {
    for_browser(house)?;
    system_packages(missing(EXAMPLES, has_program))?;
    rust(house, &["clippy", "rustfmt"])?;
    foreign::install(house)
}

/// What measuring a collector needs.
pub(crate) fn for_load() -> Outcome {
    system_packages(missing(LOAD, has_program))
}

fn missing(needs: &[Need], is_there: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let absent = |need: &&Need| !need.programs.iter().any(|program| is_there(program));
    needs
        .iter()
        .filter(absent)
        .map(|need| need.package)
        .collect()
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
        bring(
            "the Rust target wasm32-unknown-unknown",
            "rustup target add wasm32-unknown-unknown",
            house
                .command("rustup")
                .args(["target", "add", "wasm32-unknown-unknown"]),
        )?;
    }
    let installed = text(
        house
            .command("rustup")
            .args(["component", "list", "--installed"]),
    )?;
    for component in components {
        if !installed.lines().any(|line| line.starts_with(component)) {
            bring(
                &format!("the Rust component {component}"),
                &format!("rustup component add {component}"),
                house
                    .command("rustup")
                    .args(["component", "add", component]),
            )?;
        }
    }
    Ok(())
}

fn rust_version(line: &str) -> Option<(u32, u32)> {
    let mut numbers = line.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn node_is_new_enough() -> Outcome {
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
            "Node.js {OLDEST_NODE} or newer is needed and this is {}: see https://nodejs.org",
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
    // No package's scripts run: esbuild finds its binary without them. What was downloaded before is not asked for again.
    bring(
        "the npm packages of pkg-config/tools (by lockfile)",
        "npm ci --ignore-scripts --prefix pkg-config/tools",
        Command::new("npm").current_dir(house.tools()).args([
            "ci",
            "--ignore-scripts",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
        ]),
    )?;
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

/// Who may install system packages here.
#[derive(Clone, Copy)]
enum Apt {
    /// There is no apt-get.
    Absent,
    /// There is, and it takes another user.
    Forbidden,
    Allowed,
}

fn apt() -> Outcome<Apt> {
    if !has_program("apt-get") {
        return Ok(Apt::Absent);
    }
    let root = text(Command::new("id").arg("-u"))?.trim() == "0";
    Ok(if root { Apt::Allowed } else { Apt::Forbidden })
}

/// Installs system packages, when there are any to install and this machine lets us.
pub(crate) fn system_packages(packages: Vec<&str>) -> Outcome {
    if packages.is_empty() {
        return Ok(());
    }
    let apt = apt()?;
    let command = apt_command(apt, &packages);
    if let Some(sentence) = refusal(apt, &packages) {
        return Err(Stop::failed(sentence));
    }
    // A stale or half-reachable index may still know the packages, so only the installation decides.
    let _ = run(Command::new("apt-get").args(["update", "-qq"]));
    bring(
        &format!("{} (apt-get)", packages.join(" ")),
        &command,
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-q", "--no-install-recommends"])
            .args(&packages),
    )
}

/// What a person types to have them.
fn apt_command(apt: Apt, packages: &[&str]) -> String {
    let list = packages.join(" ");
    match apt {
        Apt::Allowed => format!("apt-get update && apt-get install -y {list}"),
        Apt::Absent | Apt::Forbidden => {
            format!("sudo apt-get update && sudo apt-get install -y {list}")
        }
    }
}

/// Why they are not installed from here, with the command to run.
fn refusal(apt: Apt, packages: &[&str]) -> Option<String> {
    let (list, command) = (packages.join(", "), apt_command(apt, packages));
    match apt {
        Apt::Allowed => None,
        Apt::Forbidden => Some(format!(
            "missing on this machine: {list}; run `{command}` and start again"
        )),
        Apt::Absent => Some(format!(
            "missing on this machine, and there is no apt-get to bring it: {list}; where there is one it would be \
             `{command}`, elsewhere your system's packages of the same programs; then start again"
        )),
    }
}

/// Installs with its progress said; a failure names the command that a person would run.
fn bring(what: &str, by_hand: &str, command: &mut Command) -> Outcome {
    silent_step(&format!("installing {what}"), || output(command))
        .map(|_| ())
        .map_err(|stop| not_brought(what, &stop, by_hand))
}

fn not_brought(what: &str, stop: &Stop, by_hand: &str) -> Stop {
    Stop::failed(format!(
        "{what} could not be installed ({}); run `{by_hand}` where the network can be reached, and start again",
        stop.sentence
    ))
}

#[cfg(test)]
mod tests {
    use super::{Apt, BROWSER, PAGE, missing, not_brought, refusal, rust_version};
    use crate::shell::Stop;

    #[test]
    fn rust_versions() {
        let check = |line, expected| assert_eq!(rust_version(line), expected, "{line}");
        check("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95)));
        check("rustc 1.97.0-nightly (abc 2026-05-01)", Some((1, 97)));
        check("rustc", None);
    }

    #[test]
    fn what_is_missing() {
        let check = |needs: &[_], there: &[&str], expected: &[&str]| {
            assert_eq!(missing(needs, |program| there.contains(&program)), expected);
        };
        check(PAGE, &["node", "npm"], &[]);
        check(PAGE, &[], &["nodejs", "npm"]);
        check(BROWSER, &["google-chrome", "chromedriver"], &[]);
        check(BROWSER, &["chromium"], &["chromium-driver"]);
        // The demo builds a page and serves it: whoever looks at it brings the browser.
        let of_browser = missing(BROWSER, |_| false);
        assert!(PAGE.iter().all(|need| !of_browser.contains(&need.package)));
    }

    #[test]
    fn a_refusal_names_the_command() {
        let check = |apt, expected: Option<&str>| {
            let sentence = refusal(apt, &["chromium", "fonts-noto-cjk"]);
            match expected {
                Some(expected) => assert!(sentence.expect("refused").contains(expected)),
                None => assert_eq!(sentence, None),
            }
        };
        let command = "`sudo apt-get update && sudo apt-get install -y chromium fonts-noto-cjk`";
        check(Apt::Absent, Some(command));
        check(Apt::Absent, Some("there is no apt-get"));
        check(Apt::Forbidden, Some(command));
        check(Apt::Allowed, None);
    }

    #[test]
    fn a_failed_installation_names_the_command() {
        let stop = Stop::failed("npm ci ended with exit status: 1");
        let sentence = not_brought("the npm packages", &stop, "npm ci").sentence;
        assert_eq!(
            sentence,
            "the npm packages could not be installed (npm ci ended with exit status: 1); \
             run `npm ci` where the network can be reached, and start again"
        );
    }
}
