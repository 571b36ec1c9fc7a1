//! Files that nobody wrote: YAML and Markdown of the corpus with stretches flipped, cut, doubled and mixed are checked
//! without a panic and within a time that a person would wait. `SHIRUBE_FUZZ` names a number of runs; the last figures
//! stand in `tests/results/fuzz.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// As many in one run of the tests as take a few seconds.
const RUNS: u64 = 300;
/// No file of 1 MB at most may keep its author waiting for longer.
const MOST: Duration = Duration::from_secs(10);
const SPICE: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "- ",
    ": ",
    " #",
    "\t",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!!str ",
    "---\n",
    "...\n",
    "'",
    "\"",
    "\\",
    "\u{feff}",
    "\r\n",
    "\u{0}",
    "日本語",
    "{user.name|",
    "**",
    "](",
    "![",
    "<b>",
    "```\n",
    "~~~",
    "| a |\n|---|\n",
    "    ",
    "> ",
    "1. ",
    "999999999999999999999",
    "1e999",
    ".nan",
    "null",
    "yes",
    "<<: *a",
    "? ",
    "%YAML 1.1\n",
    "𠮷",
    "\u{200b}",
    "\u{2028}",
    "e\u{301}",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

fn gather(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, out);
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "md") {
            let kind = path.parent().and_then(Path::file_name).unwrap_or_default();
            let kind = kind.to_string_lossy().into_owned();
            if let Ok(text) = fs::read_to_string(&path) {
                out.push((kind, text));
            }
        }
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|n| text.is_char_boundary(*n))
        .unwrap_or(0)
}

fn spoilt(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(6) {
        let (a, b) = (dice.below(text.len() + 1), dice.below(text.len() + 1));
        let (a, b) = (boundary(&text, a.min(b)), boundary(&text, a.max(b)));
        match dice.below(7) {
            0 => text.replace_range(a..b, ""),
            1 => text.insert_str(a, SPICE[dice.below(SPICE.len())]),
            2 => {
                let part = text[a..b].to_owned();
                text.insert_str(b, &part);
            }
            3 => {
                let from = boundary(other, dice.below(other.len() + 1));
                text.insert_str(a, &other[from..]);
            }
            4 => text.insert_str(
                a,
                &SPICE[dice.below(SPICE.len())].repeat(1 + dice.below(400)),
            ),
            5 => text = text.lines().rev().collect::<Vec<_>>().join("\n"),
            _ => text = text[..b].replace(SPICE[dice.below(8)], SPICE[dice.below(SPICE.len())]),
        }
        text.truncate(boundary(&text, 200_000));
    }
    text
}

#[test]
fn spoilt_files_are_found_fault_with() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    for folder in [
        "tests/base",
        "tests/findings",
        "template",
        "../demo-site/content",
    ] {
        gather(&root.join(folder), &mut seeds);
    }
    assert!(seeds.len() > 300);
    seeds.sort();
    let named = std::env::var("SHIRUBE_FUZZ").ok();
    let runs = named.and_then(|n| n.parse().ok()).unwrap_or(RUNS);
    let seed = std::env::var("SHIRUBE_FUZZ_SEED").ok();
    let seed: u64 = seed.and_then(|n| n.parse().ok()).unwrap_or(20_261_124);
    let folder = tempfile::tempdir().unwrap();
    let now = author::day("2026-11-24").unwrap();
    let config = fs::read_to_string(root.join("tests/base/shirube.yaml")).unwrap();
    let mut dice = Dice(seed);
    let (mut slowest, mut found) = (Duration::ZERO, 0);
    for _ in 0..runs {
        let (kind, text) = &seeds[dice.below(seeds.len())];
        let (_, other) = &seeds[dice.below(seeds.len())];
        let text = spoilt(text, other, &mut dice);
        let place: PathBuf = match kind.as_str() {
            "articles" => folder.path().join("articles/x.ja.md"),
            kind if author::forms().get(kind).is_some() || kind.ends_with('s') => {
                folder.path().join(kind).join("x.yaml")
            }
            _ => folder.path().join("shirube.yaml"),
        };
        fs::write(folder.path().join("shirube.yaml"), &config).unwrap();
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, &text).unwrap();
        let begin = Instant::now();
        // A panic prints the file that brought it.
        let checked = std::panic::catch_unwind(|| author::check(folder.path(), now).unwrap());
        let Ok(checked) = checked else {
            panic!("{}:\n{text}", place.display());
        };
        let again = author::Document::read(&text).map(|d| d.text().to_owned());
        if let Ok(again) = again {
            assert_eq!(again, text, "a file that was read writes the same text");
        }
        let took = begin.elapsed();
        assert!(took < MOST, "{took:?} for:\n{text}");
        slowest = slowest.max(took);
        found += checked.findings.len();
        fs::remove_file(&place).unwrap();
    }
    eprintln!("{runs} files, {found} findings, slowest {slowest:?}");
}
