//! The npm package as a vendor gets it: packed, installed from the tarball without a network, imported in Node,
//! type-checked strictly, bundled by two bundlers, and started in a real browser from each bundle.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::{Kumo, path};

/// A project of a vendor's with the package installed; made once.
fn project() -> &'static Path {
    static PROJECT: OnceLock<PathBuf> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packaging");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let package = path("SHIRUBE_DIST").join("npm");
        run(npm(&folder).args(["pack", "--ignore-scripts"]).arg(package));
        let tarball = fs::read_dir(&folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .find(|file| file.extension().is_some_and(|ending| ending == "tgz"))
            .expect("a tarball");
        fs::write(
            folder.join("package.json"),
            r#"{"private": true, "type": "module"}"#,
        )
        .expect("written");
        let install = ["install", "--offline", "--ignore-scripts"];
        run(npm(&folder).args(install).arg(tarball));
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging");
        for source in fs::read_dir(sources).expect("sources") {
            let source = source.expect("a source");
            fs::copy(source.path(), folder.join(source.file_name())).expect("copied");
        }
        folder
    })
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command
        .current_dir(folder)
        .args(["--no-audit", "--no-fund", "--no-update-notifier"]);
    command
}

/// A program of the workshop's npm packages, in the project.
fn tool(name: &str) -> Command {
    let mut command = Command::new(path("SHIRUBE_NODE_MODULES").join(".bin").join(name));
    command.current_dir(project());
    command
}

fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

#[test]
fn the_package_holds_what_it_names() {
    let package = project().join("node_modules/shirube");
    let manifest = fs::read(package.join("package.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["private"], json!(null));
    assert_eq!(manifest["sideEffects"], json!(false));
    assert_eq!(manifest["dependencies"], json!(null));
    for file in ["main", "types"] {
        let file = manifest[file].as_str().expect("a path");
        assert!(package.join(file).is_file(), "{file}");
    }
    for file in manifest["files"].as_array().expect("a list") {
        let file = file.as_str().expect("a path");
        assert!(package.join(file).exists(), "{file}");
    }
}

#[test]
fn importing_does_nothing_without_a_page() {
    let script = "const before = Reflect.ownKeys(globalThis).length; \
        const { init, ShirubeError } = await import('shirube'); \
        const grown = Reflect.ownKeys(globalThis).length - before; \
        console.log(JSON.stringify([typeof init, new ShirubeError('c', 'm').code, grown]));";
    // Node ends by itself: nothing that was imported keeps it alive.
    let output = run(Command::new("node").current_dir(project()).args([
        "--input-type=module",
        "--eval",
        script,
    ]));
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.trim(), r#"["function","c",0]"#);
}

#[test]
fn the_types_hold_strictly() {
    let check = |module: &str, resolution: &str| {
        let resolved = ["--module", module, "--moduleResolution", resolution];
        run(tool("tsc")
            .args(["--strict", "--noEmit", "--skipLibCheck", "false"])
            .args(["--target", "es2022", "--lib", "es2022,dom"])
            .args(resolved)
            .arg("types.ts"));
    };
    check("node16", "node16");
    check("esnext", "bundler");
}

#[tokio::test(flavor = "multi_thread")]
async fn bundled_by_vite_it_starts() {
    run(tool("vite").args(["build", "--outDir", "by-vite", "--logLevel", "warn"]));
    starts("vite", project().join("by-vite")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bundled_by_esbuild_it_starts() {
    let out = project().join("by-esbuild");
    run(tool("esbuild").args([
        "main.js",
        "--bundle",
        "--splitting",
        "--format=esm",
        "--outdir=by-esbuild",
        "--log-level=warning",
    ]));
    // esbuild leaves addresses relative to the module alone: the wasm is put beside, as the package's README says.
    for wasm in ["shirube.wasm", "panels.wasm"] {
        let packed = project().join("node_modules/shirube").join(wasm);
        fs::copy(packed, out.join(wasm)).expect("copied");
    }
    fs::copy(project().join("index.html"), out.join("index.html")).expect("copied");
    starts("esbuild", out).await;
}

/// Serves the bundle under Kumo's strict policy, beside real content and a real collector.
async fn starts(bundler: &str, site: PathBuf) {
    let kumo = Kumo::with_site(&format!("packaging-{bundler}"), site);
    let browser = Browser::start(Brand::Chromium, 1280, 860).await;
    browser.open(&format!("{}/", kumo.base)).await;
    let answer = browser.wait("an answer", "window.answer").await;
    assert_eq!(answer, json!({"ok": true}), "{bundler}");
    assert_eq!(browser.run("window.told ?? null").await, json!(null));
    browser
        .run("(shirube.start('first-invoice', {force: true}), 1)")
        .await;
    browser
        .wait(
            "the session's event",
            "performance.getEntriesByType('resource').some((e) => e.name.endsWith('/v1/events'))",
        )
        .await;
    // What is fetched when it is wanted was carried along.
    let help = "(shirube.open('help'), !!part('help-search'))";
    browser.wait("help", help).await;
    let csp = kumo.json("/csp-report");
    assert_eq!(csp["count"], json!(0), "{csp}");
    browser.close().await;
}
