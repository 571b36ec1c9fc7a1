//! The table of pains × engines: what users of this field have reported for years, and how each engine fares with it.
//! Enters: `tests/pains.txt` and what the suites handed on in this run; leaves: lines for the eye. A pain is mended in
//! an engine when every test named for it passed there.

use std::fs;
use std::path::PathBuf;

use crate::house::House;
use crate::shell::{Explained as _, Outcome};

/// What one test came to in one browser.
struct Cell<'a> {
    test: &'a str,
    browser: &'a str,
    word: &'a str,
    reason: &'a str,
}

/// The file in which suites leave what each test came to.
pub(super) fn cells(house: &House) -> PathBuf {
    house.target().join("cells.txt")
}

/// Forgets the last run.
pub(super) fn forget(house: &House) {
    let _ = fs::remove_file(cells(house));
}

/// The table, and how many named tests did not run; `None` where no suite ran.
pub(super) fn table(house: &House, browsers: &[String]) -> Outcome<Option<(String, usize)>> {
    let Ok(said) = fs::read_to_string(cells(house)) else {
        return Ok(None);
    };
    let list = fs::read_to_string(house.at("tests/pains.txt")).explained("tests/pains.txt")?;
    Ok(Some(drawn(&list, &read(&said), browsers)))
}

fn read(said: &str) -> Vec<Cell<'_>> {
    let lines = said.lines().filter_map(|line| {
        let mut parts = line.splitn(4, '\t');
        Some(Cell {
            test: parts.next()?,
            browser: parts.next()?,
            word: parts.next()?,
            reason: parts.next()?,
        })
    });
    lines.collect()
}

fn drawn(list: &str, cells: &[Cell<'_>], browsers: &[String]) -> (String, usize) {
    let pains: Vec<(&str, Vec<&str>)> = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .map(|(title, tests)| (title, tests.split_whitespace().collect()))
        .collect();
    let width = pains.iter().map(|(t, _)| t.chars().count()).max();
    let width = width.unwrap_or(0);
    let mut out = format!("{:width$}", "pain");
    for browser in browsers {
        out += &format!("  {browser:8}");
    }
    out += "  tests\n";
    let mut reasons = Vec::new();
    let mut absent = 0;
    for (title, tests) in pains {
        out += &format!("{title:width$}");
        for browser in browsers {
            let of = |test: &&str| {
                let cell = |c: &&Cell<'_>| c.test == *test && c.browser == browser.as_str();
                cells.iter().find(cell)
            };
            let found: Vec<&Cell<'_>> = tests.iter().filter_map(of).collect();
            absent += tests.len() - found.len();
            out += &format!("  {:8}", verdict(&found, tests.len()));
            for cell in found
                .iter()
                .filter(|c| !["pass", "not run"].contains(&c.word))
            {
                let number = title.split(' ').next().unwrap_or(title);
                reasons.push(format!(
                    "{number} {browser}, {}: {} ({})",
                    cell.word, cell.test, cell.reason
                ));
            }
        }
        out += &format!("  {}\n", tests.len());
    }
    for reason in reasons {
        out += &reason;
        out.push('\n');
    }
    (out, absent)
}

fn verdict(found: &[&Cell<'_>], named: usize) -> &'static str {
    let any = |words: &[&str]| found.iter().any(|c| words.contains(&c.word));
    if any(&["FAIL", "PASS?"]) {
        "FAIL"
    } else if any(&["fault"]) {
        "fault"
    } else if found.len() < named || named == 0 {
        "–"
    } else if !any(&["pass"]) {
        match () {
            () if any(&["limit"]) => "limit",
            () if any(&["not drivable"]) => "n/d",
            () => "–",
        }
    } else if any(&["limit", "not drivable", "not run"]) {
        "part"
    } else {
        "pass"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pain_is_mended_where_every_test_of_it_passed() {
        let list = "# nothing\n2 Drift: a b\n9 Modals: c\n";
        let check = |said: &str, expected: [&str; 2], absent: usize| {
            let (table, missing) = drawn(list, &read(said), &["firefox".to_owned()]);
            let words: Vec<&str> = table
                .lines()
                .skip(1)
                .take(2)
                .filter_map(|l| l.split_whitespace().nth(2))
                .collect();
            assert_eq!(
                (words.as_slice(), missing),
                (expected.as_slice(), absent),
                "{said}\n{table}"
            );
        };
        check(
            "a\tfirefox\tpass\t\nb\tfirefox\tpass\t\nc\tfirefox\tpass\t",
            ["pass", "pass"],
            0,
        );
        check(
            "a\tfirefox\tpass\t\nb\tfirefox\tFAIL\t\nc\tfirefox\tlimit\tno",
            ["FAIL", "limit"],
            0,
        );
        check(
            "a\tfirefox\tpass\t\nb\tfirefox\tnot drivable\tno\n",
            ["part", "–"],
            1,
        );
        check(
            "a\tfirefox\tpass\t\nb\tfirefox\tnot run\tno\nc\tfirefox\tnot run\tno",
            ["part", "–"],
            0,
        );
        check(
            "a\tchromium\tpass\t\nc\tfirefox\tnot drivable\tno",
            ["–", "n/d"],
            2,
        );
    }
}
