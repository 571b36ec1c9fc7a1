//! Where a module's bytes go: function bodies summed by the crate that wrote them, and the data beside.

use std::collections::BTreeMap;

use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::shell::{Explained as _, Outcome};

/// One line a crate, largest first, then the `largest` functions, from a wasm whose names are kept.
pub(crate) fn by_crate(wasm: &[u8], largest: usize) -> Outcome<String> {
    let mut imported = 0_u32;
    let mut bodies = Vec::new();
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.explained("wasm")? {
            Payload::ImportSection(imports) => imported = imports.count(),
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(data) => {
                sums.entry("(data)".into()).or_default().0 += data.range().len()
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        let Name::Function(map) = subsection.explained("names")? else {
                            continue;
                        };
                        for naming in map {
                            let naming = naming.explained("names")?;
                            names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut functions = Vec::new();
    for (index, bytes) in (imported..).zip(bodies) {
        if let Some(name) = names.get(&index) {
            functions.push((bytes, readable(name)));
        }
        let owner = names
            .get(&index)
            .map_or_else(|| "(unnamed)".to_owned(), |name| owner(name));
        let sum = sums.entry(owner).or_default();
        sum.0 += bytes;
        sum.1 += 1;
    }
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
    let mut table = format!("{:<28}{:>10}{:>12}\n", "crate", "raw", "functions");
    for (name, (bytes, functions)) in rows {
        table.push_str(&format!("{name:<28}{bytes:>10}{functions:>12}\n"));
    }
    functions.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
    table.push_str(&format!("\n{:>10}  function\n", "raw"));
    for (bytes, name) in functions.into_iter().take(largest) {
        table.push_str(&format!("{bytes:>10}  {name:.140}\n"));
    }
    Ok(table)
}

/// The crate of a function. `<widget::Card as yew::Component>::view` belongs to widget, and what core
/// or alloc make of a type of ours to whoever brought the type: the type is what can be changed.
fn owner(name: &str) -> String {
    let name = readable(name);
    let crates = crates_in(&name);
    let std = ["core", "alloc", "std", "hashbrown"];
    let brought = crates.iter().find(|found| !std.contains(found));
    brought
        .or(crates.first())
        .map_or_else(|| "(exports)".to_owned(), |found| (*found).to_owned())
}

pub(crate) fn readable(name: &str) -> String {
    without_hashes(&format!("{:#}", rustc_demangle::demangle(name)))
}

/// wasm-bindgen demangles on its way and leaves the crates' hashes in: `yew[0123456789abcdef]::html`.
fn without_hashes(name: &str) -> String {
    let mut pieces = name.split('[');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, rest))
                if hash.len() > 8 && hash.chars().all(|digit| digit.is_ascii_hexdigit()) =>
            {
                plain.push_str(rest)
            }
            _ => {
                plain.push('[');
                plain.push_str(piece);
            }
        }
    }
    plain
}

/// First segments of the paths in a demangled name, in order.
fn crates_in(name: &str) -> Vec<&str> {
    name.split(|character: char| {
        !(character.is_alphanumeric() || character == '_' || character == ':')
    })
    .filter_map(|path| path.split_once("::"))
    .map(|(first, _)| first)
    .filter(|first| first.starts_with(|character: char| character.is_ascii_lowercase()))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn functions_belong_to_crates() {
        let check = |name, expected| assert_eq!(owner(name), expected, "{name}");
        check("_ZN4core3fmt5write17h0123456789abcdefE", "core");
        check("_ZN6widget4card4Card4view17h0123456789abcdefE", "widget");
        check("<widget::card::Card as yew::Component>::view", "widget");
        check(
            "_ZN4core3ptr33drop_in_place$LT$engine..View$GT$17h0123456789abcdefE",
            "engine",
        );
        check("<yew[0123456789abcdef]::html::Scope<_>>::send", "yew");
        check(
            "core[0123456789abcdef]::ptr::drop_in_place::<[engine[fedcba9876543210]::View]>",
            "engine",
        );
        check("__wbindgen_malloc", "(exports)");
    }
}
