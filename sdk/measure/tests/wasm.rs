//! The golden figures have the same bits in wasm as here: a page and the collector never disagree.

use std::path::PathBuf;
use std::process::Command;

#[path = "golden/tables.rs"]
#[allow(
    dead_code,
    reason = "only `golden.rs` compares the figures with the tables"
)]
mod tables;

/// Imports are only called to describe exports to a tool that is not used here.
const RUN: &str = r#"
const module = new WebAssembly.Module(require("node:fs").readFileSync(process.argv[1]));
const imports = {};
for (const {module: of, name} of WebAssembly.Module.imports(module)) (imports[of] ??= {})[name] = () => 0;
const exported = Object.entries(new WebAssembly.Instance(module, imports).exports);
// Until wasm-bindgen's own tool has run, a name carries the digest of its crate.
const [figures, lower, upper] = ["figures", "lower", "upper"].map(
  (of) => exported.find(([name]) => name === of || name.startsWith(of + "_"))[1]);
const hex = (half) => (half >>> 0).toString(16).padStart(8, "0");
for (let at = 0; at < figures(); at++) console.log(hex(upper(at)) + hex(lower(at)));
"#;

fn output(command: &mut Command) -> Option<String> {
    let out = command.output().ok()?;
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{command:?}: {told}");
    Some(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Whether node and the target are here; `cargo xtask test` installs both.
fn is_possible() -> bool {
    let library = [
        "--print",
        "target-libdir",
        "--target",
        "wasm32-unknown-unknown",
    ];
    let has_target = output(Command::new("rustc").args(library))
        .is_some_and(|path| PathBuf::from(path).is_dir());
    has_target && output(Command::new("node").arg("--version")).is_some()
}

#[test]
fn the_same_bits_in_wasm() {
    if !is_possible() {
        eprintln!("not compared: node or the target wasm32-unknown-unknown is missing");
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let build = [
        "build",
        "--quiet",
        "--package=measure",
        "--example=golden",
        "--target=wasm32-unknown-unknown",
    ];
    output(
        Command::new(env!("CARGO"))
            .args(build)
            .arg("--target-dir")
            .arg(folder.join("wasm")),
    )
    .expect("cargo");
    let module = folder.join("wasm/wasm32-unknown-unknown/debug/examples/golden.wasm");
    let there = output(Command::new("node").arg("-e").arg(RUN).arg(module)).expect("node");

    let here = tables::bits();
    assert_eq!(there.lines().count(), here.len());
    assert!(here.len() > 900, "only {} figures", here.len());
    for (figure, (there, here)) in there.lines().zip(here).enumerate() {
        let here = format!("{here:016x}");
        assert_eq!(there, here, "figure {figure}");
    }
}
