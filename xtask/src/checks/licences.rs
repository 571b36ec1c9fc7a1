//! What may be built in, as deny.toml says: licences of everything that ships, crates that are refused, where crates and
//! npm packages come from and by which digest. Where cargo-deny is installed it reads the same file besides.
//! Not here: advisories, which need a database from the network.

use std::fs;

use serde_json::Value;

use super::dependencies::Metadata;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, has_program, run};

/// What leaves the house.
const SHIPPED: &[&str] = &["shirube-sdk", "shirube-cli", "author-wasm"];

/// One sentence for each crate whose licence is not allowed.
pub(crate) fn findings(house: &House, metadata: &Metadata) -> Outcome<Vec<String>> {
    let deny: toml::Table = fs::read_to_string(house.at("deny.toml"))
        .explained("deny.toml")?
        .parse()
        .explained("deny.toml")?;
    let mut found = supply(house, &deny)?;
    if has_program("cargo-deny") {
        let words = [
            "deny",
            "--offline",
            "check",
            "--hide-inclusion-graph",
            "licenses",
            "bans",
            "sources",
        ];
        if let Err(stop) = run(&mut house.cargo(&words)) {
            found.push(format!("cargo deny: {}", stop.sentence));
        }
    }
    let allowed = deny
        .get("licenses")
        .and_then(|section| section.get("allow"))
        .and_then(toml::Value::as_array);
    let allowed: Vec<&str> = allowed
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .collect();
    let refused = metadata
        .foreign_crates_of(SHIPPED)
        .into_iter()
        .filter_map(|(name, licence)| match licence {
            Some(expression) if is_allowed(expression, &allowed) => None,
            Some(expression) => Some(format!(
                "{name} is under {expression}, which deny.toml does not allow"
            )),
            None => Some(format!("{name} names no licence")),
        });
    found.extend(refused);
    Ok(found)
}

/// One sentence for each crate or npm package that is refused, or that no digest holds.
fn supply(house: &House, deny: &toml::Table) -> Outcome<Vec<String>> {
    let lock = fs::read_to_string(house.at("Cargo.lock")).explained("Cargo.lock")?;
    let lock: toml::Table = lock.parse().explained("Cargo.lock")?;
    let mut found = crates(&lock, &refused(deny));
    for folder in ["pkg-config/tools", "tests/perf/peers", "tests/hosts/npm"] {
        let path = format!("{folder}/package-lock.json");
        if house.at(&path).is_file() {
            let text = fs::read(house.at(&path)).explained(&path)?;
            let text: Value = serde_json::from_slice(&text).explained(&path)?;
            found.extend(packages(&text).map(|name| format!("{path}: no digest holds {name}")));
        }
    }
    Ok(found)
}

/// Names that deny.toml refuses.
fn refused(deny: &toml::Table) -> Vec<&str> {
    let list = deny.get("bans").and_then(|b| b.get("deny")?.as_array());
    let names = list.into_iter().flatten();
    names
        .filter_map(|entry| entry.get("crate")?.as_str())
        .collect()
}

/// Every crate is of the registry, which is one, with a digest; none is refused.
fn crates(lock: &toml::Table, refused: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut registry = None;
    let all = lock.get("package").and_then(toml::Value::as_array);
    for package in all.into_iter().flatten() {
        let get = |key: &str| package.get(key).and_then(toml::Value::as_str);
        let name = get("name").unwrap_or_default();
        if refused.contains(&name) {
            found.push(format!("{name} is refused by deny.toml"));
        }
        // What has no source is of this house.
        let Some(source) = get("source") else {
            continue;
        };
        let known = *registry.get_or_insert(source);
        if !source.starts_with("registry+") || source != known {
            found.push(format!("{name} comes from {source}"));
        }
        if get("checksum").is_none() {
            found.push(format!("no digest holds {name}"));
        }
    }
    found
}

/// npm packages without a digest of their archive; links to a folder of this house have none.
fn packages(lock: &Value) -> impl Iterator<Item = &str> {
    let all = lock["packages"].as_object().into_iter().flatten();
    let bare = |(path, package): &(&String, &Value)| {
        path.contains("node_modules/")
            && package["link"] != true
            && package["inBundle"] != true
            && package["integrity"].as_str().is_none()
    };
    all.filter(bare).map(|(path, _)| path.as_str())
}

/// Reads an SPDX expression; the `/` of older crates means OR. AND binds tighter than OR.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any(&mut words, allowed) && words.peek().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut holds = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        holds |= all(words, allowed);
    }
    holds
}

fn all(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut holds = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        holds &= one(words, allowed);
    }
    holds
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    match words.next() {
        Some("(") => any(words, allowed) & words.next_if_eq(&")").is_some(),
        Some(licence) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            allowed.contains(&licence)
                || allowed.contains(&format!("{licence} WITH {exception}").as_str())
        }
        Some(licence) => allowed.contains(&licence),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{crates, is_allowed, packages};
    use serde_json::json;

    #[test]
    fn crates_are_of_one_registry_with_a_digest_and_none_is_refused() {
        let check = |lock: &str, expected: &[&str]| {
            let found = crates(&lock.parse().expect("TOML"), &["bad"]);
            assert_eq!(found, expected, "{lock}");
        };
        let one = "[[package]]\nname = \"a\"\nsource = \"registry+r\"\nchecksum = \"00\"\n";
        check(one, &[]);
        check(&one.replace("checksum", "other"), &["no digest holds a"]);
        check(
            &one.replace("\"a\"", "\"bad\""),
            &["bad is refused by deny.toml"],
        );
        check(&one.replace("registry+r", "git+g"), &["a comes from git+g"]);
        let two = one
            .replace("registry+r", "registry+s")
            .replace("\"a\"", "\"b\"");
        check(&format!("{one}{two}"), &["b comes from registry+s"]);
        check("[[package]]\nname = \"ours\"\n", &[]);
    }

    #[test]
    fn npm_packages_have_a_digest() {
        let lock = json!({"packages": {"": {}, "node_modules/a": {"integrity": "sha512-x"}, "node_modules/b": {},
            "node_modules/c": {"link": true}, "node_modules/d/node_modules/e": {"inBundle": true}}});
        assert_eq!(packages(&lock).collect::<Vec<_>>(), ["node_modules/b"]);
    }

    #[test]
    fn expressions() {
        let check = |expression, expected| {
            assert_eq!(
                is_allowed(expression, &["MIT", "Apache-2.0", "Unicode-3.0"]),
                expected,
                "{expression}"
            );
        };
        check("MIT", true);
        check("GPL-3.0", false);
        check("GPL-3.0 OR MIT", true);
        check("Unlicense/MIT", true);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("MIT AND GPL-3.0", false);
        check("MIT OR Apache-2.0 AND GPL-3.0", true);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("GPL-2.0 WITH Classpath-exception-2.0", false);
        check("(MIT", false);
        check("", false);
    }
}
