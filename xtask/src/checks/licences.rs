//! Licences of everything that ships: each must be one of deny.toml's. Enters: the graph and the list; leaves:
//! findings. Not here: advisories, which need a database from the network.

use std::fs;

use super::dependencies::Metadata;
use crate::house::House;
use crate::shell::{Explained as _, Outcome};

/// What leaves the house.
const SHIPPED: &[&str] = &["shirube-sdk", "shirube-cli", "author-wasm"];

/// One sentence for each crate whose licence is not allowed.
pub(crate) fn findings(house: &House, metadata: &Metadata) -> Outcome<Vec<String>> {
    let deny: toml::Table = fs::read_to_string(house.at("deny.toml"))
        .explained("deny.toml")?
        .parse()
        .explained("deny.toml")?;
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
    Ok(refused.collect())
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
    use super::is_allowed;

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
