//! `dist/`: what a page fetches. Enters: the modules and the hand-written JavaScript of `pkg-config`; leaves:
//! loader, hashed ES module, hashed wasm and twin, digests. Not here: the npm package and the size table.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::digest;
use crate::house::House;
use crate::module::{self, Module};
use crate::sbom;
use crate::shell::{Explained as _, Outcome, output, text};
use crate::snip;
use crate::twin;

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The tag that a vendor copies, in `dist/`.
pub(crate) const TAG: &str = "tag.html";

/// The authors' compiler, once a crate binds it for the page.
const AUTHOR: (&str, &str) = ("author-wasm", "author_wasm");

/// Help search, a module of its own that is fetched when help opens.
const SEARCH: (&str, &str) = ("search-wasm", "search_wasm");

/// Names in `dist/`, and the core's module for whoever looks inside.
pub(crate) struct Page {
    pub(crate) loader: String,
    pub(crate) module: String,
    pub(crate) wasm: String,
    /// What of the wasm is fetched when it is wanted.
    pub(crate) second: String,
    pub(crate) twin: String,
    pub(crate) wasm_integrity: String,
    /// The widget's own words in Arabic, which pages in Arabic fetch.
    pub(crate) words: String,
    second_integrity: String,
    pub(crate) core: Module,
    pub(crate) search: Search,
}

/// Names of help search in `dist/`.
pub(crate) struct Search {
    pub(crate) module: String,
    pub(crate) wasm: String,
    pub(crate) twin: String,
    wasm_integrity: String,
    glue: PathBuf,
}

/// Builds everything and leaves `dist/` holding exactly that, the npm package aside.
pub(crate) fn build(house: &House) -> Outcome<Page> {
    let core = module::build_module(house, "shirube-sdk", "shirube", &snip::WIDGET)?;
    fs::create_dir_all(house.dist()).explained("dist")?;
    let mut written = Vec::new();

    let wasm_bytes = fs::read(&core.wasm).explained(core.wasm.display())?;
    let wasm = place(
        house,
        &mut written,
        &format!("shirube-{}.wasm", digest::short(&wasm_bytes)),
        &wasm_bytes,
    )?;
    let wasm_integrity = digest::integrity(&wasm_bytes);
    let second_bytes = fs::read(&core.second).explained(core.second.display())?;
    let second = place(
        house,
        &mut written,
        &format!("shirube-panels-{}.wasm", digest::short(&second_bytes)),
        &second_bytes,
    )?;
    let second_integrity = digest::integrity(&second_bytes);
    let twin_bytes = fs::read(twin::build(house, &core.whole)?).explained("the twin")?;
    let twin = place(
        house,
        &mut written,
        &format!("shirube-twin-{}.js", digest::short(&twin_bytes)),
        &twin_bytes,
    )?;
    let version = ("VERSION", VERSION);
    let words = build_words(house, &mut written)?;
    let module_bytes = module_entry(house, &core, &second, &second_integrity)?;
    let module = place(
        house,
        &mut written,
        &format!("shirube-{}.js", digest::short(&module_bytes)),
        &module_bytes,
    )?;
    let search = build_search(house, &mut written)?;
    let author = build_author(house, &mut written)?;

    let baked = [
        version,
        ("MODULE", module.as_str()),
        ("WASM", wasm.as_str()),
        ("WASM_INTEGRITY", wasm_integrity.as_str()),
        ("TWIN", twin.as_str()),
        ("SEARCH", search.module.as_str()),
        ("WORDS_AR", words.as_str()),
        ("AUTHOR", author.as_str()),
    ];
    let loader_bytes = bundle(house, "pkg-config/loader/loader.js", &CLASSIC, &baked, None)?;
    place(
        house,
        &mut written,
        &format!("shirube-{VERSION}.js"),
        &loader_bytes,
    )?;
    let loader = place(house, &mut written, "shirube.js", &loader_bytes)?;
    let tag = tag(&loader_bytes);
    place(house, &mut written, TAG, tag.as_bytes())?;
    let types = fs::read(house.at("pkg-config/types/index.d.ts"))
        .explained("pkg-config/types/index.d.ts")?;
    place(house, &mut written, "shirube.d.ts", &types)?;
    let sbom = sbom::of_page(house)?;
    place(house, &mut written, sbom::FILE, &sbom)?;

    let digests: Map<String, Value> = written
        .iter()
        .map(|(name, integrity)| (name.clone(), json!(integrity)))
        .collect();
    let listing = serde_json::to_vec_pretty(&digests).explained("integrity.json")?;
    place(house, &mut written, "integrity.json", &listing)?;
    remove_strangers(house, &written)?;
    Ok(Page {
        loader,
        module,
        wasm,
        second,
        twin,
        wasm_integrity,
        words,
        second_integrity,
        core,
        search,
    })
}

/// The rows of `widget/words` without their names, as a module beside the page's own.
fn build_words(house: &House, written: &mut Vec<(String, String)>) -> Outcome<String> {
    let source = fs::read_to_string(house.at("widget/words/ar.txt")).explained("widget/words")?;
    let rows: Vec<&str> = source
        .lines()
        .map(|line| line.split_once(": ").map_or("", |(_, words)| words))
        .collect();
    let bytes = format!("export default {};\n", json!(rows.join("\n"))).into_bytes();
    let name = format!("words-ar-{}.js", digest::short(&bytes));
    place(house, written, &name, &bytes)
}

fn module_entry(house: &House, core: &Module, second: &str, integrity: &str) -> Outcome<Vec<u8>> {
    let second = format!("./{second}");
    let baked = [
        ("VERSION", VERSION),
        ("SECOND", second.as_str()),
        ("SECOND_INTEGRITY", integrity),
    ];
    let entry = "pkg-config/entry/module.js";
    bundle(house, entry, &ESM, &baked, Some(&core.glue))
}

/// The module of the npm package, where the second wasm has this name.
pub(crate) fn npm_module(house: &House, page: &Page, second: &str) -> Outcome<Vec<u8>> {
    module_entry(house, &page.core, second, &page.second_integrity)
}

/// How esbuild shapes an entry.
pub(crate) struct Shape(pub(crate) &'static [&'static str]);

/// An ES module for browsers above the floor.
pub(crate) const ESM: Shape = Shape(&[
    "--format=esm",
    "--target=chrome123,edge123,firefox125,safari17.5",
]);

/// A classic script that an older browser can at least read to its end, so that it stops in silence.
const CLASSIC: Shape = Shape(&[
    "--format=iife",
    "--target=es2017",
    "--supported:dynamic-import=true",
]);

/// The same, where what lies beside it is imported by name.
const BESIDE: Shape = Shape(&[
    "--format=esm",
    "--target=chrome123,edge123,firefox125,safari17.5",
    "--external:./search-twin*",
]);

/// The npm entry: bundlers follow its import and its address themselves.
const PACKAGED: Shape = Shape(&[
    "--format=esm",
    "--target=es2022",
    "--external:./module.js",
    "--external:./twin.js",
    "--external:./search.js",
]);

/// The npm entry, bundled. `Page` names the wasm it belongs to.
pub(crate) fn npm_entry(house: &House, page: &Page) -> Outcome<Vec<u8>> {
    let baked = [
        ("VERSION", VERSION),
        ("WASM_INTEGRITY", page.wasm_integrity.as_str()),
    ];
    bundle(
        house,
        "pkg-config/entry/bundler.js",
        &PACKAGED,
        &baked,
        None,
    )
}

fn build_search(house: &House, written: &mut Vec<(String, String)>) -> Outcome<Search> {
    let (package, lib_name) = SEARCH;
    let core = module::build_module(house, package, lib_name, &snip::NOTHING)?;
    let bytes = fs::read(&core.wasm).explained(core.wasm.display())?;
    let name = format!("search-{}.wasm", digest::short(&bytes));
    let wasm = place(house, written, &name, &bytes)?;
    let wasm_integrity = digest::integrity(&bytes);
    let bytes = fs::read(twin::build(house, &core.whole)?).explained("the twin of search")?;
    let name = format!("search-twin-{}.js", digest::short(&bytes));
    let twin = place(house, written, &name, &bytes)?;
    let mut search = Search {
        module: String::new(),
        wasm,
        twin,
        wasm_integrity,
        glue: core.glue,
    };
    let bytes = search_entry(house, &search, &search.wasm, &search.twin)?;
    let name = format!("search-{}.js", digest::short(&bytes));
    search.module = place(house, written, &name, &bytes)?;
    Ok(search)
}

/// The module of help search, for a folder where its wasm and its twin have these names.
pub(crate) fn search_entry(
    house: &House,
    search: &Search,
    wasm: &str,
    twin: &str,
) -> Outcome<Vec<u8>> {
    let (wasm, twin) = (format!("./{wasm}"), format!("./{twin}"));
    let baked = [
        ("WASM", wasm.as_str()),
        ("WASM_INTEGRITY", search.wasm_integrity.as_str()),
        ("TWIN", twin.as_str()),
    ];
    bundle(
        house,
        "pkg-config/entry/search.js",
        &BESIDE,
        &baked,
        Some(&search.glue),
    )
}

fn build_author(house: &House, written: &mut Vec<(String, String)>) -> Outcome<String> {
    let (package, lib_name) = AUTHOR;
    if !has_package(house, package)? {
        return Ok(String::new());
    }
    let compiler = module::build_module(house, package, lib_name, &snip::NOTHING)?;
    let bytes = fs::read(&compiler.wasm).explained(compiler.wasm.display())?;
    let wasm = place(
        house,
        written,
        &format!("author-{}.wasm", digest::short(&bytes)),
        &bytes,
    )?;
    let integrity = digest::integrity(&bytes);
    let baked = [
        ("WASM", wasm.as_str()),
        ("WASM_INTEGRITY", integrity.as_str()),
    ];
    let bytes = bundle(
        house,
        "pkg-config/entry/author.js",
        &ESM,
        &baked,
        Some(&compiler.glue),
    )?;
    place(
        house,
        written,
        &format!("author-{}.js", digest::short(&bytes)),
        &bytes,
    )
}

fn has_package(house: &House, package: &str) -> Outcome<bool> {
    let metadata =
        text(&mut house.cargo(&["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: Value = serde_json::from_str(&metadata).explained("cargo metadata")?;
    let packages = metadata["packages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    Ok(packages.iter().any(|known| known["name"] == package))
}

fn bundle(
    house: &House,
    entry: &str,
    shape: &Shape,
    baked: &[(&str, &str)],
    glue: Option<&Path>,
) -> Outcome<Vec<u8>> {
    let mut esbuild = house.npm_program("esbuild");
    esbuild.arg(entry).args([
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--log-level=warning",
        "--legal-comments=none",
        // Lies beside, and is imported by name.
        "--external:./words-*",
    ]);
    esbuild.args(shape.0);
    for (name, value) in baked {
        esbuild.arg(format!("--define:SHIRUBE_BUILD.{name}={}", json!(value)));
    }
    if let Some(glue) = glue {
        let mut alias = OsString::from("--alias:shirube-glue=");
        alias.push(glue);
        esbuild.arg(alias);
    }
    output(&mut esbuild)
}

fn place(
    house: &House,
    written: &mut Vec<(String, String)>,
    name: &str,
    bytes: &[u8],
) -> Outcome<String> {
    let path = house.dist().join(name);
    // A page may be loading from here: what stands and is equal is not touched.
    if !fs::read(&path).is_ok_and(|found| found == bytes) {
        fs::write(&path, bytes).explained(path.display())?;
    }
    written.push((name.to_owned(), digest::integrity(bytes)));
    Ok(name.to_owned())
}

/// Former builds' hashed files would be shipped along otherwise.
/// The script tag of this release, with the digest that a browser holds the loader against.
fn tag(loader: &[u8]) -> String {
    format!(
        "<script async src=\"/shirube/shirube-{VERSION}.js\"\n        integrity=\"{}\" crossorigin=\"anonymous\"\n        \
         data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_live_…\"></script>\n",
        digest::integrity(loader)
    )
}

fn remove_strangers(house: &House, written: &[(String, String)]) -> Outcome {
    for entry in fs::read_dir(house.dist()).explained("dist")? {
        let path = entry.explained("dist")?.path();
        let known = path
            .file_name()
            .is_some_and(|name| written.iter().any(|(kept, _)| name == kept.as_str()));
        if path.is_file() && !known {
            fs::remove_file(&path).explained(path.display())?;
        }
    }
    Ok(())
}
