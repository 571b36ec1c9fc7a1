//! The browsers that the tests from outside are chosen to run in, beyond Chromium, which every check run has: their
//! system packages, and the one driver that is no package. Not here: driving them.

use crate::house::House;
use crate::install::system_packages;
use crate::shell::{Outcome, Stop, has_program, output, say};

/// Every browser by its name.
pub(crate) const ALL: [&str; 3] = ["chromium", "firefox", "webkit"];

/// A browser, the programs of which any will do, and the system package that brings one.
const NEEDS: &[(&str, &[&str], &str)] = &[
    ("firefox", &["firefox-esr", "firefox"], "firefox-esr"),
    ("webkit", &["WebKitWebDriver"], "webkit2gtk-driver"),
    ("webkit", &["Xvfb"], "xvfb"),
];

/// Moves together with the Firefox that the system's packages bring.
const GECKODRIVER: &str = "0.37.1";

/// Brings what the chosen browsers lack.
pub(crate) fn install(house: &House, chosen: &[String]) -> Outcome {
    let missing: Vec<&'static str> = NEEDS
        .iter()
        .filter(|(browser, ..)| chosen.iter().any(|name| name == browser))
        .filter(|(_, programs, _)| !programs.iter().any(|program| has_program(program)))
        .map(|(.., package)| *package)
        .collect();
    system_packages(missing)?;
    if chosen.iter().any(|name| name == "firefox") {
        geckodriver(house)?;
    }
    Ok(())
}

/// Built once, from its own lockfile.
fn geckodriver(house: &House) -> Outcome {
    if has_program("geckodriver") || house.geckodriver().is_file() {
        return Ok(());
    }
    say(format_args!("building geckodriver {GECKODRIVER}"));
    let mut install = house.cargo(&["install", "geckodriver", "--locked", "--version"]);
    install.arg(GECKODRIVER);
    install.arg("--root").arg(house.tools_built());
    output(&mut install).map(drop).map_err(|stop| {
        Stop::failed(format!(
            "geckodriver could not be built ({}); run `cargo install geckodriver` by hand and start again",
            stop.sentence
        ))
    })
}
