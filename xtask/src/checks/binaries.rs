//! The test binaries: built once for the whole workspace, so that no crate is compiled twice over, then run one
//! by one. Enters: a selection; leaves: a tally. Not here: what the tests are.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{Tally, pains};
use crate::foreign;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, heard_of, output};

/// Suites that run in every engine, whatever is asked for.
const IN_ALL: [&str; 2] = ["e2e", "hosts"];

/// What is to run, and with what.
pub(crate) struct Selection<'a> {
    /// A package, a test file, or a part of tests' names.
    pub(crate) name: Option<&'a str>,
    pub(crate) browsers: &'a [String],
    /// All of them for every suite, since somebody named them; else most suites run in the first alone.
    pub(crate) everywhere: bool,
    /// Whether `dist/` holds a page of this state: the tests from outside need one.
    pub(crate) page: bool,
    /// The folder of the module that plays conformance cases, where it could be built.
    pub(crate) player: Option<PathBuf>,
    /// The fault matrix in full, one row of it, and from where it stopped.
    pub(crate) full: bool,
    pub(crate) row: Option<u32>,
    pub(crate) resume: bool,
    /// Whether pages run on the twin, under a policy that forbids WebAssembly.
    pub(crate) twin: bool,
}

/// Every test binary of the workspace.
pub(crate) struct Binaries(Vec<Binary>);

/// One of them.
pub(crate) struct Binary {
    package: PathBuf,
    target: String,
    executable: PathBuf,
}

impl Binaries {
    /// Builds tests and binaries in one invocation each for the product and for the workshop itself, whose
    /// dependencies are then those that built it.
    pub(crate) fn build(house: &House) -> Outcome<Self> {
        let format = "--message-format=json-render-diagnostics";
        let product = [
            "build",
            "--workspace",
            "--exclude=xtask",
            "--bins",
            "--tests",
            format,
        ];
        let workshop = ["test", "--package=xtask", "--no-run", format];
        let mut found = Vec::new();
        for arguments in [product.as_slice(), workshop.as_slice()] {
            let messages = output(house.cargo(arguments).stderr(Stdio::inherit()))?;
            found.extend(
                String::from_utf8_lossy(&messages)
                    .lines()
                    .filter_map(Binary::parse),
            );
        }
        // The tests from outside drive browsers and come last.
        found.sort_by_key(|binary| (binary.is_outside(), binary.title()));
        Ok(Self(found))
    }

    pub(crate) fn chosen<'a>(
        &'a self,
        selection: &Selection<'a>,
    ) -> impl Iterator<Item = &'a Binary> {
        let whole = self
            .0
            .iter()
            .any(|binary| selection.name.is_some_and(|name| binary.is_called(name)));
        let name = selection.name.filter(|_| whole);
        self.0
            .iter()
            .filter(move |binary| name.is_none_or(|name| binary.is_called(name)))
    }
}

impl Binary {
    fn parse(line: &str) -> Option<Self> {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_test = message["profile"]["test"].as_bool()?;
        let executable = message["executable"].as_str().filter(|_| is_test)?;
        Some(Self {
            package: PathBuf::from(message["manifest_path"].as_str()?)
                .parent()?
                .to_path_buf(),
            target: message["target"]["name"].as_str()?.to_owned(),
            executable: executable.into(),
        })
    }

    pub(crate) fn title(&self) -> String {
        let package = self.folder();
        if package == self.target {
            package
        } else {
            format!("{package}/{}", self.target)
        }
    }

    fn folder(&self) -> String {
        self.package
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// The walk through the whole product, which the twin must pass like the wasm.
    pub(crate) fn is_walk(&self) -> bool {
        self.target == "e2e"
    }

    pub(crate) fn is_called(&self, name: &str) -> bool {
        name == self.target || name == self.folder()
    }

    fn browsers<'a>(&self, selection: &Selection<'a>) -> &'a [String] {
        let all = selection.everywhere || IN_ALL.contains(&self.target.as_str());
        let few = if all { selection.browsers.len() } else { 1 };
        selection.browsers.get(..few).unwrap_or_default()
    }

    fn is_outside(&self) -> bool {
        let within = self.package.parent().and_then(std::path::Path::file_name);
        self.folder() == "tests" || within.is_some_and(|folder| folder == "tests")
    }

    /// Runs it with what the tests from outside read from the environment.
    pub(crate) fn run(&self, house: &House, selection: &Selection<'_>) -> Outcome<Tally> {
        if self.is_outside() && !selection.page {
            return Err(crate::shell::Stop::failed(
                "not run: there is no page to test",
            ));
        }
        let geckodriver = house.geckodriver();
        let mut command = Command::new(&self.executable);
        command
            .current_dir(&self.package)
            .env("CARGO_MANIFEST_DIR", &self.package)
            .env("SHIRUBE_DIST", house.dist())
            .env("SHIRUBE_KUMO", house.binary("kumo"))
            .env("SHIRUBE_CLI", house.binary("shirube"))
            .env("SHIRUBE_NODE_MODULES", house.node_modules())
            .env("SHIRUBE_PEERS", foreign::peers(house))
            .env("SHIRUBE_HOSTS", foreign::hosts(house))
            .envs(selection.twin.then_some(("SHIRUBE_ENGINE", "js")))
            // One table of pains: that of the usual engine.
            .envs((!selection.twin).then(|| ("SHIRUBE_CELLS", pains::cells(house))))
            .env("SHIRUBE_BROWSERS", self.browsers(selection).join(","))
            .env("SHIRUBE_TABLE", selection.browsers.join(","))
            .envs(
                geckodriver
                    .is_file()
                    .then_some(("SHIRUBE_GECKODRIVER", &geckodriver)),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        for (name, set) in [
            ("SHIRUBE_FULL", selection.full),
            ("SHIRUBE_RESUME", selection.resume),
        ] {
            if set {
                command.env(name, "1");
            }
        }
        if let Some(row) = selection.row {
            command.env("SHIRUBE_ROW", row.to_string());
        }
        if let Some(player) = &selection.player {
            command.env("SHIRUBE_PLAYER", player);
        }
        if self.is_called("surfaces") {
            command.env("SHIRUBE_GALLERY", crate::gallery::build(house)?);
        }
        if let Some(name) = selection.name.filter(|name| !self.is_called(name)) {
            command.arg(name);
        }
        heard_of(&self.title(), || self.follow(&mut command))
    }

    fn follow(&self, command: &mut Command) -> Outcome<Tally> {
        let title = self.title();
        let mut child = command.spawn().explained(&title)?;
        let mut lines = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines() {
                let line = line.explained(&title)?;
                if self.is_outside() && line.starts_with("test ") {
                    crate::shell::say(&line);
                }
                lines.push_str(&line);
                lines.push('\n');
            }
        }
        let status = child.wait().explained(&title)?;
        let mut tally = tally(&lines);
        if !status.success() {
            tally.failed = tally.failed.max(1);
            let _ = std::io::stderr().write_all(lines.as_bytes());
        }
        crate::shell::say(format_args!(
            "{} passed, {} failed",
            tally.passed, tally.failed
        ));
        Ok(tally)
    }
}

/// Sums the harness's own summaries.
fn tally(lines: &str) -> Tally {
    let mut sum = Tally::default();
    for line in lines
        .lines()
        .filter(|line| line.starts_with("test result:"))
    {
        let count = |what: &str| {
            let before = line.split_once(what)?.0;
            before.split_whitespace().next_back()?.parse::<usize>().ok()
        };
        sum.add(Tally {
            passed: count(" passed").unwrap_or(0),
            failed: count(" failed").unwrap_or(0),
        });
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{Tally, tally};

    #[test]
    fn harness_summaries() {
        let check =
            |lines, passed, failed| assert_eq!(tally(lines), Tally { passed, failed }, "{lines}");
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            12,
            0,
        );
        check(
            "test a ... FAILED\n\ntest result: FAILED. 3 passed; 2 failed; 0 ignored;\n",
            3,
            2,
        );
        check("running 0 tests", 0, 0);
    }
}
