//! The corpus of mistakes: each folder under `findings/` holds the files in which it differs from `base/` and the
//! findings that must come of it. `SHIRUBE_BLESS=1` writes what came out; read the difference before committing it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use author::{Finding, Severity, Spoken};

/// The day that the corpus lives on.
const NOW: &str = "2026-11-24";

fn room(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn check(folder: &Path) -> Vec<Finding> {
    author::check(folder, author::day(NOW).unwrap())
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .findings
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                all.insert(name.replace('\\', "/"), path);
            }
        }
    }
    all
}

/// A copy of the base with a case's files in place; `removed.txt` names those that it lacks.
fn laid_out(case: Option<&Path>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut all = files(&room("tests/base"));
    if let Some(case) = case {
        all.extend(files(case));
        all.remove("expected.txt");
        if let Some(list) = all.remove("removed.txt") {
            for name in fs::read_to_string(list).unwrap().lines() {
                assert!(all.remove(name).is_some(), "{name} is not in the base");
            }
        }
    }
    for (name, from) in all {
        let to = folder.path().join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
    folder
}

fn line(finding: &Finding) -> String {
    let Finding {
        file,
        line,
        column,
        code,
        ..
    } = finding;
    let severity = finding.severity().text();
    format!("{file}:{line}:{column}: {severity}[{code}]")
}

fn cases() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(room("tests/findings"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    all.sort();
    all
}

#[test]
fn every_mistake_is_found_at_its_place() {
    let mut wrong = Vec::new();
    let bless = std::env::var_os("SHIRUBE_BLESS").is_some();
    let all = cases();
    for case in &all {
        let folder = laid_out(Some(case));
        let found = check(folder.path());
        let lines: Vec<String> = found.iter().map(line).collect();
        let out = lines.join("\n") + "\n";
        let expected = case.join("expected.txt");
        if bless {
            fs::write(&expected, &out).unwrap();
            let sentences: Vec<String> = found.iter().map(Finding::to_string).collect();
            println!("{}\n{}\n", case.display(), sentences.join("\n"));
        }
        if fs::read_to_string(&expected).unwrap_or_default() != out {
            wrong.push(format!("{}:\n{out}", case.display()));
        }
    }
    assert!(all.len() >= 120, "only {} cases", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_clean_folders_have_no_finding() {
    for name in ["tests/base", "../demo-site/content"] {
        // A quiz may ask about its topic more than once: that is a note, no fault.
        let found: Vec<String> = check(&room(name))
            .iter()
            .filter(|f| f.code != "N0201")
            .map(Finding::to_string)
            .collect();
        assert_eq!(found, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_code_is_explained_and_has_a_case() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap();
        seen.extend(
            expected
                .lines()
                .filter_map(|l| Some(l.split_once('[')?.1.trim_end_matches(']').to_owned())),
        );
    }
    // Files too large for a corpus are made below; what the compiler cannot open again no source reaches.
    let made = ["E0033", "E0035", "W0107"].map(str::to_owned);
    let explained: BTreeSet<String> = author::codes().map(|(c, _)| c.to_owned()).collect();
    let covered: BTreeSet<String> = seen.iter().cloned().chain(made).collect();
    assert_eq!(covered, explained);
    for (code, text) in author::codes() {
        assert!(text.contains("\nWrong:\n\n    "), "{code} shows no mistake");
        assert!(text.contains("\nRight:\n\n    "), "{code} shows no cure");
    }
}

#[test]
fn everything_is_said_in_japanese_too() {
    // A parser's own words stay in its own language.
    let foreign = |f: &Finding| f.message.starts_with("this is not YAML: ");
    let is_japanese = |text: &str| text.chars().any(|c| ('\u{3040}'..'\u{a000}').contains(&c));
    let mut untold = BTreeSet::new();
    for case in cases() {
        for finding in check(laid_out(Some(&case)).path()) {
            let fix = finding.fix.as_ref();
            let fix = fix.map(|f| (f.title.clone(), f.said(Spoken::Ja)));
            let own = Some((finding.message.clone(), finding.said(Spoken::Ja)));
            for (english, japanese) in own.into_iter().chain(fix) {
                if !is_japanese(&japanese) || japanese == english && !foreign(&finding) {
                    untold.insert(english);
                }
            }
        }
    }
    assert!(untold.is_empty(), "{untold:#?}");
    for (code, _) in author::codes() {
        let text = author::explain_in(code, Spoken::Ja).unwrap_or_default();
        assert!(is_japanese(text.lines().next().unwrap_or("")), "{code}");
        assert!(
            text.contains("間違いの例：") && text.contains("正しい例："),
            "{code}"
        );
    }
}

#[test]
fn heavy_files_are_found() {
    let folder = laid_out(None);
    let size = |name: &str, bytes: u64| {
        let file = fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.path().join(name));
        file.unwrap().set_len(bytes).unwrap();
    };
    size("assets/list.png", 500_000);
    size("assets/send.mp4", 20_000_000);
    assert_eq!(check(folder.path()), Vec::new());
    size("assets/list.png", 500_001);
    size("assets/send.mp4", 20_000_001);
    size("tooltips/huge.yaml", 1_000_001);
    let found: Vec<String> = check(folder.path()).iter().map(line).collect();
    assert_eq!(
        found,
        [
            "assets/list.png:1:1: warning[W0107]",
            "assets/send.mp4:1:1: warning[W0107]",
            "tooltips/huge.yaml:1:1: error[E0033]",
        ]
    );
}

#[test]
fn a_bomb_of_aliases_is_refused_in_little_time() {
    let folder = laid_out(None);
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let inner = vec![format!("*a{}", n - 1); 10].join(", ");
        text += &format!("a{n}: &a{n} [{inner}]\n");
    }
    fs::write(folder.path().join("tooltips/bomb.yaml"), text).unwrap();
    let found = check(folder.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].code, found[0].severity()),
        ("E0001", Severity::Error)
    );
}
