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
use crate::shell::{Explained as _, Outcome, Stop};
use crate::sizes;

/// Writes release artefacts to dist/ and prints the size table; fails over budget.
#[derive(Debug, clap::Args)]
pub(crate) struct Dist {
    /// Shows besides which crate the bytes of the wasm belong to.
    #[arg(long)]
    breakdown: bool,
    /// Builds once more from nothing and compares every byte.
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
        println!("\n{}", tag(house)?);
        if self.twice {
            again(house)?;
        }
        sizes.within_budget()
    }
}

/// The script tag of this release, with the digest that a browser holds the loader against.
fn tag(house: &House) -> Outcome<String> {
    let name = format!("shirube-{VERSION}.js");
    let loader = house.dist().join(&name);
    let bytes = fs::read(&loader).explained(loader.display())?;
    Ok(format!(
        "<script async src=\"/shirube/{name}\" integrity=\"{}\" crossorigin=\"anonymous\"\n        \
         data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_live_…\"></script>",
        digest::integrity(&bytes)
    ))
}

/// Fails unless a second build from nothing gives the same files with the same bytes.
fn again(house: &House) -> Outcome {
    let folder = house.target().join("again");
    if folder.exists() {
        fs::remove_dir_all(&folder).explained(folder.display())?;
    }
    let second = house.aside(folder);
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
        "\nbuilt twice from nothing: {} files, the same digests",
        one.len()
    );
    Ok(())
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
    let dist = |name: &str| house.dist().join(name);
    let versioned = format!("shirube-{VERSION}.js");
    let mut copies = vec![
        (dist(&page.module), package.join("module.js")),
        (dist(&page.wasm), package.join("shirube.wasm")),
        (dist(&page.twin), package.join("twin.js")),
        (dist(&page.words), package.join(&page.words)),
        (dist(&page.search.wasm), package.join("search.wasm")),
        (dist(&page.search.twin), package.join("search-twin.js")),
        (
            house.at("pkg-config/types/index.d.ts"),
            package.join("index.d.ts"),
        ),
        (house.at("pkg-config/README.md"), package.join("README.md")),
        (house.at("LICENSE-MIT"), package.join("LICENSE-MIT")),
        (house.at("LICENSE-APACHE"), package.join("LICENSE-APACHE")),
    ];
    for name in [
        page.loader.as_str(),
        &versioned,
        &page.module,
        &page.wasm,
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
    write(&package.join("package.json"), manifest(house)?.as_bytes())
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
