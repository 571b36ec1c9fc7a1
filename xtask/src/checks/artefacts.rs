//! The release files themselves: each is listed with its digest, is what its name says, and tells nothing of the
//! machine that built it. Enters: `dist/`; leaves: findings.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::digest;
use crate::house::House;
use crate::shell::{Explained as _, Outcome};

const LISTING: &str = "integrity.json";

/// One sentence for each file that is not as it should be.
pub(crate) fn findings(house: &House) -> Outcome<Vec<String>> {
    let listing = house.dist().join(LISTING);
    let text = fs::read(&listing).explained(listing.display())?;
    let listed: BTreeMap<String, String> = serde_json::from_slice(&text).explained(LISTING)?;
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(house.dist()).explained("dist")? {
        let path = entry.explained("dist")?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() && name != LISTING {
            let bytes = fs::read(&path).explained(path.display())?;
            files.insert(name.into_owned(), bytes);
        }
    }
    let home = std::env::home_dir().unwrap_or_default();
    let machine: Vec<String> = [house.at("").as_path(), home.as_path()]
        .into_iter()
        .filter_map(of_the_machine)
        .collect();
    Ok(inspect(&listed, &files, &machine))
}

/// A path that gives its machine away; a home that is the root does not.
fn of_the_machine(path: &Path) -> Option<String> {
    let path = path.to_string_lossy();
    let path = path.trim_end_matches('/');
    (path.len() > 1).then(|| format!("{path}/"))
}

fn inspect(
    listed: &BTreeMap<String, String>,
    files: &BTreeMap<String, Vec<u8>>,
    machine: &[String],
) -> Vec<String> {
    let mut findings = Vec::new();
    for name in listed.keys().filter(|name| !files.contains_key(*name)) {
        findings.push(format!("dist/{name} is listed in {LISTING} and not there"));
    }
    for (name, bytes) in files {
        match listed.get(name) {
            None => findings.push(format!("dist/{name} is not listed in {LISTING}")),
            Some(listed) if *listed != digest::integrity(bytes) => {
                findings.push(format!(
                    "dist/{name} has another digest than {LISTING} says"
                ));
            }
            Some(_) => {}
        }
        if hash_in(name).is_some_and(|hash| hash != digest::short(bytes)) {
            findings.push(format!("dist/{name} is not what its name says"));
        }
        for path in machine {
            if holds(bytes, path.as_bytes()) {
                findings.push(format!("dist/{name} holds {path}, a path of this machine"));
            }
        }
    }
    findings
}

/// The ten digits before the ending, where a name carries them.
fn hash_in(name: &str) -> Option<&str> {
    let (stem, _) = name.rsplit_once('.')?;
    let (_, last) = stem.rsplit_once('-')?;
    let is_hash = last.len() == 10 && last.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(last)
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use super::{digest, inspect};

    #[test]
    fn files_and_their_listing() {
        let check = |name: &str, bytes: &str, listed: Option<String>, expected: &[&str]| {
            let files = [(name.to_owned(), bytes.as_bytes().to_vec())].into();
            let listed = listed.map(|digest| (name.to_owned(), digest));
            let found = inspect(
                &listed.into_iter().collect(),
                &files,
                &["/home/me/".to_owned()],
            );
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (finding, expected) in found.iter().zip(expected) {
                assert!(finding.contains(expected), "{finding}");
            }
        };
        let of = |bytes: &str| Some(digest::integrity(bytes.as_bytes()));
        let named = format!("shirube-{}.js", digest::short(b"a"));
        check("shirube.js", "a", of("a"), &[]);
        check(&named, "a", of("a"), &[]);
        check(&named, "b", of("b"), &["its name"]);
        check("shirube.js", "b", of("a"), &["another digest"]);
        check("shirube.js", "a", None, &["not listed"]);
        let told = "at /home/me/sdk/src/lib.rs";
        check("shirube.js", told, of(told), &["/home/me/"]);
        let gone = inspect(
            &[("a.js".to_owned(), String::new())].into(),
            &[].into(),
            &[],
        );
        assert!(gone[0].contains("not there"));
    }
}
