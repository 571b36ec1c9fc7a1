//! `cargo xtask fuzz`: lets a guided fuzzer (libFuzzer) look for bytes that a reader does not bear. Enters: minutes and
//! targets; leaves: a line each in tests/results/fuzz.md, and what was found in `tests/fuzz/corpus/<target>/`, where the
//! ordinary tests replay it. What the targets are stands in `tests/fuzz`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::commit;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, Stop, has_program, heard_of, run, say, step, text};

/// What makes the compiler tell the fuzzer which ways were gone. They are the ones of libFuzzer, and need no nightly.
const GUIDED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions=yes -Coverflow-checks=yes -Ccodegen-units=1 --cfg fuzzing";
const HEAD: &str = "# Readers under a guided fuzzer

By `cargo xtask fuzz --minutes N`: what `cargo fuzz` drives too, libFuzzer (crate libfuzzer-sys) over the compiler's coverage counters, with the stable compiler in
place of nightly, and so without AddressSanitizer; debug assertions and overflow checks are on. \"Held\" is the most memory that the
whole process took; each reader's own is counted by an allocator at every input and must stay within what its target allows (`tests/fuzz/src/target/`).
No line is written for a target that panicked, answered wrongly, held too much or took longer than ten seconds over one input.

| target | minutes | inputs tried | branches reached | inputs worth keeping | process held | date | commit |
|---|---|---|---|---|---|---|---|
";

/// Looks for bytes that a reader does not bear, by a guided fuzzer; writes tests/results/fuzz.md.
#[derive(Debug, clap::Args)]
pub(crate) struct Fuzz {
    /// How long each target is tried.
    #[arg(long, default_value_t = 10, value_name = "N")]
    minutes: u64,
    /// Keeps the few inputs that together reach everything reached, so that the tests replay them.
    #[arg(long)]
    keep: bool,
    /// Targets; all where none is named.
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
}

impl Fuzz {
    pub(crate) fn run(&self, house: &House) -> Outcome {
        let seeds = house
            .cargo(&["build", "--quiet", "--package=fuzz", "--bin=seeds"])
            .status();
        seeds.explained("building the seeds")?;
        let seeds = house.binary("seeds");
        let known = text(&mut house.command(&seeds))?;
        let known: Vec<&str> = known.lines().collect();
        if let Some(name) = self
            .targets
            .iter()
            .find(|name| !known.contains(&name.as_str()))
        {
            let known = known.join(", ");
            return Err(Stop::wrong_use(format!(
                "no target is called {name}; there are {known}"
            )));
        }
        let chosen = known
            .iter()
            .filter(|name| self.targets.is_empty() || self.targets.iter().any(|t| t == *name));
        let fuzzer = step("building the fuzzer", || build(house))?;
        let mut failed = Vec::new();
        for name in chosen {
            let place = Place::of(house, name)?;
            run(house.command(&seeds).arg(name).arg(&place.found))?;
            match step(name, || place.search(house, &fuzzer, self.minutes))? {
                Some(line) => record(house, name, &line)?,
                None => failed.push(*name),
            }
            if self.keep {
                place.keep(house, &fuzzer)?;
            }
        }
        if failed.is_empty() {
            Ok(())
        } else {
            Err(Stop::failed(format!(
                "{}: what it did not bear lies in tests/fuzz/corpus",
                failed.join(", ")
            )))
        }
    }
}

/// Where a target's inputs lie.
struct Place<'a> {
    name: &'a str,
    /// What the fuzzer found worth going on from, kept between runs.
    found: PathBuf,
    /// What the tests replay.
    kept: PathBuf,
}

impl<'a> Place<'a> {
    fn of(house: &House, name: &'a str) -> Outcome<Self> {
        let found = house.target().join("fuzz/corpus").join(name);
        let kept = house.at("tests/fuzz/corpus").join(name);
        for folder in [&found, &kept] {
            fs::create_dir_all(folder).explained(folder.display())?;
        }
        Ok(Place { name, found, kept })
    }

    fn fuzzer(&self, house: &House, fuzzer: &Path) -> Command {
        // Whoever works on the machine goes first.
        let mut command = if has_program("nice") {
            let mut nice = house.command("nice");
            nice.args(["-n", "19"]).arg(fuzzer);
            nice
        } else {
            house.command(fuzzer)
        };
        command.env("SHIRUBE_FUZZ_TARGET", self.name);
        command
    }

    /// The results' line, or nothing where an input was not borne.
    fn search(&self, house: &House, fuzzer: &Path, minutes: u64) -> Outcome<Option<String>> {
        let mut command = self.fuzzer(house, fuzzer);
        command
            .arg(&self.found)
            .arg(&self.kept)
            .arg(format!("-max_total_time={}", minutes * 60))
            .arg(format!("-artifact_prefix={}/", self.kept.display()))
            .args([
                "-rss_limit_mb=1024",
                "-timeout=10",
                "-max_len=8192",
                "-print_final_stats=1",
                "-verbosity=1",
            ]);
        let output = heard_of(self.name, || command.output()).explained("the fuzzer")?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            let from = said
                .find("panicked at")
                .or_else(|| said.find("ERROR:"))
                .unwrap_or(0);
            for line in said[from..].lines().take(30) {
                say(line);
            }
            return Ok(None);
        }
        let stat = |name: &str| {
            let line = said
                .lines()
                .find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name));
            line.map_or("", |rest| rest.trim_start_matches(':').trim())
                .to_owned()
        };
        let done = said
            .lines()
            .rev()
            .find(|line| line.contains("DONE"))
            .unwrap_or_default();
        let word = |name: &str| {
            done.split_whitespace()
                .skip_while(|word| *word != name)
                .nth(1)
                .unwrap_or_default()
        };
        let tried = stat("number_of_executed_units");
        let line = format!(
            "| {minutes} | {tried} | {} | {} | {} MB | {} | {} |",
            word("cov:"),
            word("corp:").split('/').next().unwrap_or_default(),
            stat("peak_rss_mb"),
            jiff::Zoned::now().date(),
            commit(house)?.trim_start_matches("commit "),
        );
        say(format_args!("{}: {line}", self.name));
        Ok(Some(line))
    }

    /// The smallest set that still reaches everything.
    fn keep(&self, house: &House, fuzzer: &Path) -> Outcome {
        let mut command = self.fuzzer(house, fuzzer);
        command
            .arg("-set_cover_merge=1")
            .arg(&self.kept)
            .arg(&self.found);
        let output = command.output().explained("the fuzzer")?;
        if output.status.success() {
            Ok(())
        } else {
            Err(Stop::failed(
                String::from_utf8_lossy(&output.stderr).into_owned(),
            ))
        }
    }
}

fn build(house: &House) -> Outcome<PathBuf> {
    let about = text(house.command("rustc").arg("-vV"))?;
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default();
    let target = house.target().join("fuzz");
    // Named, so that build scripts are not guided too.
    let host_flag = format!("--target={host}");
    let mut cargo = house.cargo(&[
        "build",
        "--release",
        "--package=fuzz",
        "--features=guided",
        "--bin=fuzz",
        &host_flag,
    ]);
    run(cargo
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTFLAGS", GUIDED))?;
    Ok(target.join(host).join("release/fuzz"))
}

/// Puts a target's line in the place of its last one.
fn record(house: &House, name: &str, line: &str) -> Outcome {
    let file = house.at("tests/results/fuzz.md");
    let before = fs::read_to_string(&file).unwrap_or_default();
    let mut lines: BTreeMap<&str, &str> = before
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(' '))
        .filter(|(name, _)| *name != "target")
        .collect();
    lines.insert(name, line);
    let mut text = HEAD.to_owned();
    for (name, line) in lines {
        let _ = writeln!(text, "| {name} {line}");
    }
    fs::write(&file, text).explained(file.display())
}
