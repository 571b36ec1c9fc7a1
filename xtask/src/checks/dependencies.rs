//! The arrows between crates, as `cargo metadata` tells them. Enters: the allowed arrows; leaves: findings.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::house::House;
use crate::shell::{Explained as _, Outcome, text};

/// Which crate of ours may name which; a crate that is not here may name none.
const ARROWS: &[(&str, &[&str])] = &[
    ("engine", &["content", "measure", "telemetry"]),
    ("widget", &["engine", "content"]),
    (
        "shirube-sdk",
        &["content", "engine", "telemetry", "widget", "measure"],
    ),
    ("search-wasm", &["search"]),
    ("author", &["content", "search"]),
    ("author-wasm", &["author", "content"]),
    ("collector", &["telemetry", "measure", "content"]),
    ("editor", &["author", "content", "live"]),
    ("shirube-cli", &["author", "collector", "editor", "live"]),
    ("kumo", &["collector", "author"]),
    ("player", &["content", "engine", "search", "telemetry"]),
    ("player-wasm", &["player"]),
    ("perf", &["author"]),
    (
        "fuzz",
        &["author", "collector", "content", "engine", "telemetry"],
    ),
];

/// Crates that never name the browser, however far down.
const PURE: &[&str] = &["content", "engine", "telemetry", "measure", "search"];
const BROWSER: &[&str] = &["wasm-bindgen", "web-sys", "js-sys", "gloo", "yew"];

/// Looks at the product from outside, and may name all of it.
const OUTSIDE: &str = "tests";

/// One crate of the graph.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    is_ours: bool,
    /// Ids of what it is built with, development aside.
    needs: Vec<String>,
}

/// The resolved graph, by package id.
pub(crate) struct Metadata {
    packages: BTreeMap<String, Package>,
}

impl Metadata {
    pub(crate) fn read(house: &House) -> Outcome<Self> {
        Self::ask(&mut house.cargo(&["metadata", "--format-version=1"]))
    }

    /// As built for one target: what others need besides is not in it.
    pub(crate) fn for_target(house: &House, target: &str) -> Outcome<Self> {
        let arguments = [
            "metadata",
            "--format-version=1",
            "--filter-platform",
            target,
        ];
        Self::ask(&mut house.cargo(&arguments))
    }

    fn ask(command: &mut Command) -> Outcome<Self> {
        let json = text(command)?;
        let json: Value = serde_json::from_str(&json).explained("cargo metadata")?;
        Ok(Self::parse(&json))
    }

    pub(crate) fn parse(json: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut needs = BTreeMap::new();
        for node in list(&json["resolve"]["nodes"]) {
            let built_with = list(&node["deps"])
                .iter()
                .filter(|dep| {
                    list(&dep["dep_kinds"])
                        .iter()
                        .any(|kind| kind["kind"].is_null())
                })
                .map(|dep| word(&dep["pkg"]))
                .collect::<Vec<_>>();
            needs.insert(word(&node["id"]), built_with);
        }
        let packages = list(&json["packages"])
            .iter()
            .map(|package| {
                let id = word(&package["id"]);
                let package = Package {
                    name: word(&package["name"]),
                    version: word(&package["version"]),
                    licence: package["license"].as_str().map(str::to_owned),
                    is_ours: package["source"].is_null(),
                    needs: needs.remove(&id).unwrap_or_default(),
                };
                (id, package)
            })
            .collect();
        Self { packages }
    }

    /// One sentence for each arrow that the architecture does not have.
    pub(crate) fn forbidden_edges(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (id, package) in self
            .packages
            .iter()
            .filter(|(_, package)| package.is_ours && package.name != OUTSIDE)
        {
            let allowed = ARROWS
                .iter()
                .find(|(from, _)| *from == package.name)
                .map_or(&[][..], |(_, to)| to);
            for needed in package
                .needs
                .iter()
                .filter_map(|id| self.packages.get(id))
                .filter(|needed| needed.is_ours)
            {
                if !allowed.contains(&needed.name.as_str()) {
                    findings.push(format!(
                        "{} must not depend on {}",
                        package.name, needed.name
                    ));
                }
            }
            if PURE.contains(&package.name.as_str()) {
                let reached = self.closure([id.as_str()]);
                for browser in reached.iter().filter_map(|id| self.packages.get(*id)) {
                    if BROWSER.contains(&browser.name.as_str()) {
                        findings.push(format!(
                            "{} is pure and reaches {}",
                            package.name, browser.name
                        ));
                    }
                }
            }
        }
        findings
    }

    /// Name, version and licence of every foreign crate that these of ours are built with.
    pub(crate) fn foreign_crates_of(&self, roots: &[&str]) -> Vec<(String, Option<&str>)> {
        let inside = self.built_of(roots);
        inside
            .into_iter()
            .filter(|package| !package.is_ours)
            .map(|package| {
                (
                    format!("{} {}", package.name, package.version),
                    package.licence.as_deref(),
                )
            })
            .collect()
    }

    /// These crates of ours and every crate that they are built with, by name and version.
    pub(crate) fn built_of(&self, roots: &[&str]) -> Vec<&Package> {
        let ids = self
            .packages
            .iter()
            .filter(|(_, package)| package.is_ours && roots.contains(&package.name.as_str()));
        let reached = self.closure(ids.map(|(id, _)| id.as_str()));
        let mut inside: Vec<&Package> = reached
            .into_iter()
            .filter_map(|id| self.packages.get(id))
            .collect();
        inside.sort_by_key(|package| (&package.name, &package.version));
        inside
    }

    /// What a crate is built with itself.
    pub(crate) fn needs<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = &'a Package> {
        let ids = package.needs.iter();
        ids.filter_map(|id| self.packages.get(id))
    }

    fn closure<'a>(&'a self, roots: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = roots.into_iter().collect();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                let needs = self
                    .packages
                    .get(id)
                    .map(|package| package.needs.as_slice())
                    .unwrap_or_default();
                open.extend(needs.iter().map(String::as_str));
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::Metadata;
    use serde_json::{Value, json};

    /// A graph of `(from, to, kind)`; names of ours carry no source.
    fn graph(edges: &[(&str, &str, Value)]) -> Metadata {
        let ours = ["content", "engine", "widget", "measure"];
        let mut names: Vec<&str> = edges
            .iter()
            .flat_map(|(from, to, _)| [*from, *to])
            .collect();
        names.sort_unstable();
        names.dedup();
        let source = |name: &str| {
            if ours.contains(&name) {
                Value::Null
            } else {
                json!("registry")
            }
        };
        let packages: Vec<Value> = names
            .iter()
            .map(|name| json!({"id": name, "name": name, "source": source(name)}))
            .collect();
        let deps = |name: &str| -> Vec<Value> {
            let from = edges.iter().filter(|(from, _, _)| *from == name);
            from.map(|(_, to, kind)| json!({"pkg": to, "dep_kinds": [{"kind": kind}]}))
                .collect()
        };
        let nodes: Vec<Value> = names
            .iter()
            .map(|name| json!({"id": name, "deps": deps(name)}))
            .collect();
        Metadata::parse(&json!({"packages": packages, "resolve": {"nodes": nodes}}))
    }

    #[test]
    fn arrows() {
        let check = |edges: &[(&str, &str, Value)], expected: &[&str]| {
            assert_eq!(graph(edges).forbidden_edges(), expected)
        };
        check(&[("engine", "content", Value::Null)], &[]);
        check(
            &[("content", "engine", Value::Null)],
            &["content must not depend on engine"],
        );
        check(&[("content", "engine", json!("dev"))], &[]);
        check(
            &[
                ("engine", "uuid", Value::Null),
                ("uuid", "js-sys", Value::Null),
            ],
            &["engine is pure and reaches js-sys"],
        );
        check(&[("widget", "yew", Value::Null)], &[]);
    }
}
