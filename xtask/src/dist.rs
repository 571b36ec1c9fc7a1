//! `cargo xtask dist`: the release artefacts, with the npm package, and what they weigh.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::breakdown;
use crate::digest;
use crate::house::House;
use crate::install;
use crate::module;
use crate::page::{self, Page, VERSION};
use crate::shell::{Explained as _, Outcome, Stop, text};
use crate::sizes;

/// Writes release artefacts to dist/ and prints the size table; fails over budget.
#[derive(Debug, clap::Args)]
pub(crate) struct Dist {
    /// Shows besides which crate the bytes of the wasm belong to.
    #[arg(long)]
    breakdown: bool,
    /// Builds once more from nothing, from a copy of the sources at another path, and compares every byte.
    #[arg(long)]
    twice: bool,
    /// How many functions the breakdown names one by one.
    #[arg(long, default_value_t = 25, requires = "breakdown")]
    functions: usize,
}

impl Dist {
    pub(crate) fn run(&self, house: &House) -> Outcome {
        install::for_page(house)?;
        let page = page::build(house)?;
        npm_package(house, &page)?;
        let sizes = sizes::measure(house, &page)?;
        print!("{}", sizes.table);
        if self.breakdown {
            let named = module::with_names(house, &page.core)?;
            print!("\n{}", breakdown::by_crate(&named, self.functions)?);
        }
        let tag = house.dist().join(page::TAG);
        print!("\n{}", fs::read_to_string(&tag).explained(page::TAG)?);
        if self.twice {
            again(house)?;
        }
        sizes.within_budget()
    }
}

/// Fails unless a second build from nothing, at another path, gives the same files with the same bytes.
fn again(house: &House) -> Outcome {
    let folder = house.target().join("again");
    if folder.exists() {
        fs::remove_dir_all(&folder).explained(folder.display())?;
    }
    let copy = folder.join("a/longer/way/to/the/same/house");
    copied(house, &copy)?;
    let second = House::elsewhere(copy, folder.join("built"));
    let page = page::build(&second)?;
    npm_package(&second, &page)?;
    let (one, other) = (digests(&house.dist())?, digests(&second.dist())?);
    if let Some((name, _)) = one
        .iter()
        .chain(&other)
        .find(|(name, digest)| one.get(*name) != Some(*digest) || other.get(*name) != Some(*digest))
    {
        return Err(Stop::failed(format!(
            "{name} is not the same when it is built a second time"
        )));
    }
    println!(
        "\nbuilt twice from nothing, at two paths: {} files, the same digests",
        one.len()
    );
    Ok(())
}

/// The sources as they stand, without what git ignores; npm's packages, which a lockfile holds, are those of the first.
fn copied(house: &House, to: &Path) -> Outcome {
    let listed = text(house.command("git").args([
        "-c",
        "core.quotepath=off",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    for name in listed.lines() {
        let (from, to) = (house.at(name), to.join(name));
        // Listed, and taken away since.
        if !from.is_file() {
            continue;
        }
        let parent = to.parent().unwrap_or(&to);
        fs::create_dir_all(parent).explained(parent.display())?;
        fs::copy(&from, &to).explained(from.display())?;
    }
    let packages = to.join("pkg-config/tools/node_modules");
    std::os::unix::fs::symlink(house.node_modules(), &packages).explained(packages.display())
}

/// Digest of every file, by its path.
fn digests(folder: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).explained(folder.display())? {
        let path = entry.explained(folder.display())?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let inner = digests(&path)?.into_iter();
            found.extend(inner.map(|(inside, digest)| (format!("{name}/{inside}"), digest)));
        } else {
            let bytes = fs::read(&path).explained(path.display())?;
            found.insert(name, digest::integrity(&bytes));
        }
    }
    Ok(found)
}

/// `dist/npm/`, ready for `npm pack`: the ES entry for bundlers, and the script tag's files under `cdn/`.
pub(crate) fn npm_package(house: &House, page: &Page) -> Outcome {
    let package = house.dist().join("npm");
    if package.exists() {
        fs::remove_dir_all(&package).explained(package.display())?;
    }
    let cdn = package.join("cdn");
    fs::create_dir_all(&cdn).explained(cdn.display())?;
    write(&package.join("index.js"), &page::npm_entry(house, page)?)?;
    let search = page::search_entry(house, &page.search, "search.wasm", "search-twin.js")?;
    write(&package.join("search.js"), &search)?;
    let module = page::npm_module(house, page, "panels.wasm")?;
    write(&package.join("module.js"), &module)?;
    let dist = |name: &str| house.dist().join(name);
    let versioned = format!("shirube-{VERSION}.js");
    let mut copies = vec![
        (dist(&page.wasm), package.join("shirube.wasm")),
        (dist(&page.second), package.join("panels.wasm")),
        (dist(&page.twin), package.join("twin.js")),
        (dist(&page.words), package.join("words-ar.js")),
        (dist(&page.search.wasm), package.join("search.wasm")),
        (dist(&page.search.twin), package.join("search-twin.js")),
        (
            house.at("pkg-config/types/index.d.ts"),
            package.join("index.d.ts"),
        ),
        (house.at("LICENSE-MIT"), package.join("LICENSE-MIT")),
        (house.at("LICENSE-APACHE"), package.join("LICENSE-APACHE")),
    ];
    for name in [
        page.loader.as_str(),
        &versioned,
        &page.module,
        &page.wasm,
        &page.second,
        &page.twin,
        &page.words,
        &page.search.module,
        &page.search.wasm,
        &page.search.twin,
        "integrity.json",
    ] {
        copies.push((dist(name), cdn.join(name)));
    }
    for (from, to) in copies {
        fs::copy(&from, &to).explained(house.relative(&from).display())?;
    }
    write(&package.join("README.md"), readme(house)?.as_bytes())?;
    write(&package.join("package.json"), manifest(house)?.as_bytes())
}

/// The package's README, its tag with the digest of this very loader.
fn readme(house: &House) -> Outcome<String> {
    let source = house.at("pkg-config/README.md");
    let text = fs::read_to_string(&source).explained(source.display())?;
    let loader = house.dist().join(format!("shirube-{VERSION}.js"));
    let bytes = fs::read(&loader).explained(loader.display())?;
    let text = text.replace("VERSION", VERSION);
    Ok(text.replace("sha384-…", &digest::integrity(&bytes)))
}

/// The package's description with the workspace's version, which stands in one place only.
fn manifest(house: &House) -> Outcome<String> {
    let source = fs::read_to_string(house.at("pkg-config/package.json"))
        .explained("pkg-config/package.json")?;
    let mut manifest: serde_json::Value =
        serde_json::from_str(&source).explained("pkg-config/package.json")?;
    let fields = manifest
        .as_object_mut()
        .ok_or_else(|| Stop::failed("pkg-config/package.json holds no object"))?;
    fields.insert("version".into(), VERSION.into());
    fields.shift_remove("private");
    serde_json::to_string_pretty(&manifest)
        .map(|text| text + "\n")
        .explained("package.json")
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).explained(path.display())
}
