//! Queries and what they must find, from `tests/cases/*.txt`. A line is `query | clauses`: `= ids` are the first hits
//! in this order, `> ids` are among the first eight, `! ids` are not found, `0` finds nothing, `@ page` is where help
//! is open. The first comment names the corpus.

use std::fs;

use search::{Ask, Found, Index, build};

use crate::corpus;

const LIMIT: usize = 50;
const FIRST: usize = 8;

struct Row {
    name: String,
    cases: usize,
    /// Wanted articles, and those that came first or among the first eight.
    wanted: usize,
    found: usize,
    /// Cases whose first hit was wanted, of those that want any.
    first: usize,
    asked: usize,
}

fn breaches(line: &str, found: &Found<'_>, row: &mut Row) -> Vec<String> {
    let ids: Vec<&str> = found.hits.iter().map(|hit| hit.id).collect();
    let mut breaches = Vec::new();
    let mut breach =
        |what: &str| breaches.push(format!("{line}\n    {what}; found {} {ids:?}", found.total));
    for clause in line.split('|').skip(1).map(str::trim) {
        let (sign, wanted) = clause.split_at(1);
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let mut count = |good: usize| {
            row.wanted += wanted.len();
            row.found += good;
            row.asked += 1;
            row.first += usize::from(ids.first().is_some_and(|id| wanted.contains(id)));
        };
        match sign {
            "=" => {
                count(wanted.iter().zip(&ids).filter(|(a, b)| a == b).count());
                if !ids.starts_with(&wanted) {
                    breach("the first are others");
                }
            }
            ">" => {
                let first = &ids[..ids.len().min(FIRST)];
                let missing = wanted.iter().filter(|id| !first.contains(id)).count();
                count(wanted.len() - missing);
                if missing > 0 {
                    breach("not all are among the first eight");
                }
            }
            "!" if wanted.iter().any(|id| ids.contains(id)) => breach("a false friend"),
            "0" if found.total > 0 => breach("nothing was to be found"),
            "!" | "0" | "@" => {}
            other => panic!("{line}: what is {other}?"),
        }
    }
    breaches
}

#[test]
fn cases() {
    let mut files: Vec<_> = fs::read_dir(corpus::at("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut failed = Vec::new();
    let mut rows = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let language = if text.lines().next().unwrap().ends_with("corpus: en") {
            "en"
        } else {
            "ja"
        };
        let bytes = build(language, &corpus::articles(language));
        let index = Index::open(&bytes).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let mut row = Row {
            name,
            cases: 0,
            wanted: 0,
            found: 0,
            first: 0,
            asked: 0,
        };
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            row.cases += 1;
            let query = line.split('|').next().unwrap().trim();
            let page = line
                .split('|')
                .map(str::trim)
                .find_map(|clause| clause.strip_prefix("@ "))
                .unwrap_or("");
            let found = index.search(query, Ask { page, limit: LIMIT }).unwrap();
            for breach in breaches(line, &found, &mut row) {
                failed.push(format!("{}: {breach}", row.name));
            }
        }
        rows.push(row);
    }
    println!(
        "{:<14} {:>6} {:>8} {:>8}",
        "class", "cases", "recall", "first"
    );
    for row in &rows {
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let (recall, first) = (
            percent(row.found, row.wanted),
            percent(row.first, row.asked),
        );
        println!(
            "{:<14} {:>6} {recall:>7.1}% {first:>7.1}%",
            row.name, row.cases
        );
    }
    assert!(
        rows.iter().map(|row| row.cases).sum::<usize>() > 200,
        "the cases were not read"
    );
    assert!(
        failed.is_empty(),
        "{}\n{} failed",
        failed.join("\n"),
        failed.len()
    );
}
