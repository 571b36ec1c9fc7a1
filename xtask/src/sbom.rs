//! What the files in `dist/` are made of, as CycloneDX 1.6 JSON. Enters: the lockfiles and the graph of crates for
//! wasm; leaves: every crate that is inside, and the npm packages that shaped it (scope `excluded`: none is inside).
//! No time and no serial number stand in it, so that the same sources give the same bytes.

use std::collections::BTreeMap;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::checks::dependencies::{Metadata, Package};
use crate::house::House;
use crate::page::VERSION;
use crate::shell::{Explained as _, Outcome};

/// Its name in `dist/`.
pub(crate) const FILE: &str = "shirube.cdx.json";

/// The crates that the page's files are built of.
const ROOTS: &[&str] = &["shirube-sdk", "search-wasm", "author-wasm"];

/// The bill of the page's files.
pub(crate) fn of_page(house: &House) -> Outcome<Vec<u8>> {
    let metadata = Metadata::for_target(house, "wasm32-unknown-unknown")?;
    let cargo = read(house, "Cargo.lock")?;
    let cargo: toml::Table = cargo.parse().explained("Cargo.lock")?;
    let npm = read(house, "pkg-config/tools/package-lock.json")?;
    let npm: Value = serde_json::from_str(&npm).explained("package-lock.json")?;
    let mut text =
        serde_json::to_vec_pretty(&bill(&metadata, &checksums(&cargo), &npm)).explained(FILE)?;
    text.push(b'\n');
    Ok(text)
}

fn read(house: &House, path: &str) -> Outcome<String> {
    fs::read_to_string(house.at(path)).explained(path)
}

/// SHA-256 of every crate's archive, by name and version.
fn checksums(lock: &toml::Table) -> BTreeMap<(&str, &str), &str> {
    let packages = lock.get("package").and_then(toml::Value::as_array);
    packages
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let get = |key: &str| package.get(key).and_then(toml::Value::as_str);
            Some(((get("name")?, get("version")?), get("checksum")?))
        })
        .collect()
}

fn bill(metadata: &Metadata, checksums: &BTreeMap<(&str, &str), &str>, npm: &Value) -> Value {
    let inside = metadata.built_of(ROOTS);
    let mut components: Vec<Value> = inside
        .iter()
        .map(|package| {
            let checksum = checksums.get(&(package.name.as_str(), package.version.as_str()));
            crate_component(package, checksum.copied())
        })
        .collect();
    let depends: Vec<Value> = inside
        .iter()
        .map(|package| {
            let mut on: Vec<String> = metadata.needs(package).map(purl).collect();
            on.sort();
            json!({"ref": purl(package), "dependsOn": on})
        })
        .collect();
    let tools = npm["packages"].as_object().into_iter().flatten();
    components.extend(tools.filter_map(|(path, package)| tool(path, package)));
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": "shirube",
                "name": "shirube",
                "version": VERSION,
                "licenses": [{"expression": "MIT OR Apache-2.0"}],
            },
        },
        "components": components,
        "dependencies": depends,
    })
}

fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

fn crate_component(package: &Package, checksum: Option<&str>) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(package),
        "name": package.name,
        "version": package.version,
        "scope": "required",
        "purl": purl(package),
    });
    if let Some(licence) = &package.licence {
        // The older form of crates is no SPDX expression.
        let expression = licence.replace('/', " OR ");
        component["licenses"] = json!([{"expression": expression}]);
    }
    if let Some(checksum) = checksum {
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    component
}

/// An npm package that was at work and left nothing of itself.
fn tool(path: &str, package: &Value) -> Option<Value> {
    let (_, folder) = path.rsplit_once("node_modules/")?;
    // An alias lies in another's folder and says its own name.
    let name = package["name"].as_str().unwrap_or(folder);
    let version = package["version"].as_str()?;
    let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": "excluded",
        "purl": purl,
    });
    if let Some(licence) = package["license"].as_str() {
        component["licenses"] = json!([{"expression": licence}]);
    }
    let digest = package["integrity"]
        .as_str()
        .and_then(|i| STANDARD.decode(i.strip_prefix("sha512-")?).ok());
    if let Some(digest) = digest {
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        component["hashes"] = json!([{"alg": "SHA-512", "content": hex}]);
    }
    Some(component)
}

#[cfg(test)]
mod tests {
    use super::{Metadata, bill, checksums};
    use serde_json::json;

    #[test]
    fn what_is_inside_and_what_was_at_work() {
        let metadata = Metadata::parse(&json!({
            "packages": [
                {"id": "s", "name": "shirube-sdk", "version": "0.1.0", "license": "MIT", "source": null},
                {"id": "y", "name": "yew", "version": "0.23.0", "license": "MIT/Apache-2.0", "source": "registry"},
                {"id": "t", "name": "axum", "version": "0.8.0", "license": "MIT", "source": "registry"},
            ],
            "resolve": {"nodes": [{"id": "s", "deps": [{"pkg": "y", "dep_kinds": [{"kind": null}]}]}]},
        }));
        let lock: toml::Table =
            "[[package]]\nname = \"yew\"\nversion = \"0.23.0\"\nchecksum = \"ab\"\n"
                .parse()
                .expect("TOML");
        let npm = json!({"packages": {
            "": {"name": "tools"},
            "node_modules/@esbuild/x": {"version": "1.0.0", "license": "MIT", "integrity": "sha512-AAE="},
            "node_modules/rollup": {"name": "@rollup/wasm-node", "version": "4.0.0"},
        }});
        let bill = bill(&metadata, &checksums(&lock), &npm);
        let column = |key: &str| -> Vec<_> {
            let components = bill["components"].as_array().expect("a list");
            components.iter().map(|c| c[key].clone()).collect()
        };
        let purls = [
            "pkg:cargo/shirube-sdk@0.1.0",
            "pkg:cargo/yew@0.23.0",
            "pkg:npm/%40esbuild/x@1.0.0",
            "pkg:npm/%40rollup/wasm-node@4.0.0",
        ];
        assert_eq!(column("purl"), purls);
        assert_eq!(
            column("scope"),
            ["required", "required", "excluded", "excluded"]
        );
        let yew = &bill["components"][1];
        assert_eq!(yew["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(yew["hashes"], json!([{"alg": "SHA-256", "content": "ab"}]));
        assert_eq!(bill["components"][2]["hashes"][0]["content"], "0001");
        assert_eq!(
            bill["dependencies"][0],
            json!({"ref": purls[0], "dependsOn": [purls[1]]})
        );
    }
}
