//! Every folder in `tests/conformance`: its script is played natively, in wasm built as a page's module is, and in
//! the twin that is made of that wasm; each must give `expected.txt`.
//! `SHIRUBE_BLESS=1` writes what came out natively instead; read the difference before committing it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};
use tests::case::{self, Case};

/// Fewer than these are a folder that was not found.
const FEWEST: usize = 50;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = Arc::new(case::all());
    assert!(cases.len() >= FEWEST, "only {} cases", cases.len());
    let mut trials = Vec::new();
    for case in cases.iter().cloned() {
        trials.push(Trial::test(format!("native::{}", case.name), move || {
            natively(&case)
        }));
    }
    for engine in ["wasm", "twin"] {
        trials.extend(elsewhere(engine, &cases));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The same cases in an engine of Node's.
fn elsewhere(engine: &'static str, cases: &Arc<Vec<Case>>) -> impl Iterator<Item = Trial> {
    let cases = Arc::clone(cases);
    let module = std::env::var_os("SHIRUBE_PLAYER").map(PathBuf::from);
    let outcomes = Arc::new(OnceLock::new());
    (0..cases.len()).map(move |at| {
        let (module, outcomes, cases) = (module.clone(), outcomes.clone(), cases.clone());
        // Only `cargo xtask test` builds the module; a plain `cargo test` says that it was left out.
        let left_out = module.is_none();
        let trial = Trial::test(format!("{engine}::{}", cases[at].name), move || {
            let module = module.as_deref().ok_or("no module to play in")?;
            let outcomes = outcomes.get_or_init(|| in_node(module, engine, &cases));
            compare(&cases[at], outcomes.as_ref()?.get(&cases[at].name))
        });
        trial.with_ignored_flag(left_out)
    })
}

fn natively(case: &Case) -> Result<(), Failed> {
    let out = player::play(case.published(), &case.script)?;
    if std::env::var_os("SHIRUBE_BLESS").is_some() {
        fs::write(&case.expected_at, &out)?;
        return Ok(());
    }
    compare(case, Some(&Outcome::Out(out)))
}

/// What a case gave in another engine.
enum Outcome {
    Out(String),
    Error(String),
}

fn compare(case: &Case, outcome: Option<&Outcome>) -> Result<(), Failed> {
    match outcome {
        Some(Outcome::Out(out)) if *out == case.expected => Ok(()),
        Some(Outcome::Out(out)) => Err(first_difference(&case.expected, out).into()),
        Some(Outcome::Error(error)) => Err(error.into()),
        None => Err("it was not played".into()),
    }
}

fn first_difference(expected: &str, out: &str) -> String {
    let (mut expected, mut out) = (expected.lines(), out.lines());
    let mut number = 1;
    loop {
        match (expected.next(), out.next()) {
            (Some(a), Some(b)) if a == b => number += 1,
            (a, b) => {
                return format!(
                    "line {number}\n  expected: {}\n  got:      {}",
                    a.unwrap_or("the end"),
                    b.unwrap_or("the end")
                );
            }
        }
    }
}

/// Plays every case in one Node process, which reads the same bytes from a folder.
fn in_node(
    module: &Path,
    engine: &str,
    cases: &[Case],
) -> Result<BTreeMap<String, Outcome>, String> {
    let folder =
        std::env::temp_dir().join(format!("shirube-cases-{engine}-{}", std::process::id()));
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    for case in cases {
        let at = folder.join(&case.name);
        fs::write(at.with_extension("bin"), case.published().save()).map_err(failed)?;
        fs::write(at.with_extension("txt"), &case.script).map_err(failed)?;
    }
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("player/in-node.mjs");
    let node = Command::new("node")
        .arg(program)
        .arg(module)
        .arg(engine)
        .arg(&folder)
        .output()
        .map_err(|error| format!("node: {error}"))?;
    let _ = fs::remove_dir_all(&folder);
    if !node.status.success() {
        return Err(String::from_utf8_lossy(&node.stderr).into_owned());
    }
    let outcomes: serde_json::Value = serde_json::from_slice(&node.stdout)
        .map_err(|error| format!("what the player printed: {error}"))?;
    let outcomes = outcomes.as_object().into_iter().flatten();
    let outcome = |value: &serde_json::Value| match value["out"].as_str() {
        Some(out) => Outcome::Out(out.to_owned()),
        None => Outcome::Error(value["error"].as_str().unwrap_or("no answer").to_owned()),
    };
    Ok(outcomes
        .map(|(name, value)| (name.clone(), outcome(value)))
        .collect())
}
