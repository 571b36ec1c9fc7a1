//! The conformance cases: folders with a script, what it must give, and content of their own or of another folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use player::{Published, PublishedFile};

/// One folder of `tests/conformance`.
#[derive(Clone)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What is played.
    pub script: String,
    /// What it must give; empty for a case that has not been blessed.
    pub expected: String,
    /// Where `expected` stands.
    pub expected_at: PathBuf,
    content: PathBuf,
}

/// Where cases and their content lie.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// Every case, by name. A script's first line may be `content NAME`: the folder that it plays; `content` otherwise.
#[must_use]
pub fn all() -> Vec<Case> {
    let mut cases: Vec<Case> = fs::read_dir(folder())
        .expect("cases")
        .filter_map(|entry| Case::read(&entry.expect("a case").path()))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

impl Case {
    fn read(path: &Path) -> Option<Self> {
        let script = fs::read_to_string(path.join("script.txt")).ok()?;
        let (content, script) = match script.split_once('\n') {
            Some((first, rest)) if first.starts_with("content ") => {
                (first.replacen(' ', "-", 1), rest.to_owned())
            }
            _ => ("content".to_owned(), script),
        };
        let expected_at = path.join("expected.txt");
        Some(Case {
            name: path.file_name()?.to_string_lossy().into_owned(),
            script,
            expected: fs::read_to_string(&expected_at).unwrap_or_default(),
            expected_at,
            content: folder().join(content),
        })
    }

    /// The published bytes that it plays; each folder is compiled once.
    #[must_use]
    pub fn published(&self) -> &'static Published {
        static COMPILED: OnceLock<Vec<(PathBuf, Published)>> = OnceLock::new();
        let compiled = COMPILED.get_or_init(|| {
            let folders = fs::read_dir(folder()).expect("cases");
            folders
                .map(|entry| entry.expect("a folder").path())
                .filter(|path| path.join("shirube.yaml").is_file())
                .map(|path| (path.clone(), publish(&path)))
                .collect()
        });
        let found = compiled.iter().find(|(path, _)| *path == self.content);
        let (_, published) =
            found.unwrap_or_else(|| panic!("{}: no {}", self.name, self.content.display()));
        published
    }
}

/// Compiles a content folder as `shirube publish` does; panics with the findings of one that is refused.
fn publish(source: &Path) -> Published {
    let to = std::env::temp_dir().join(format!(
        "shirube-case-{}-{}",
        std::process::id(),
        source.file_name().unwrap_or_default().to_string_lossy()
    ));
    let _ = fs::remove_dir_all(&to);
    let request = author::PublishRequest {
        source: source.to_owned(),
        to: to.clone(),
        now: 0,
        tenant: "case".to_owned(),
    };
    let published =
        author::publish(&request).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    let compiled =
        author::compile_manifest(&published.manifest, 0).unwrap_or_else(|f| panic!("{f:?}"));
    let catalogue = fs::read(to.join("catalogue.bin")).expect("a catalogue");
    assert_eq!(
        catalogue,
        compiled.catalogue,
        "{}: the page's compiler and publish write the same bytes",
        source.display()
    );
    let _ = fs::remove_dir_all(&to);
    let file = |(name, bytes)| PublishedFile { name, bytes };
    Published {
        catalogue,
        files: compiled.files.into_iter().map(file).collect(),
    }
}
