//! The threat table: which tests hold which threat, printed; a test that is named and not there fails.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_threat_names_tests_that_are_there() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut threats, mut missing) = (BTreeSet::new(), Vec::new());
    for line in include_str!("../threats.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let (head, says) = line.split_once(": ").expect(line);
        let (threat, tests) = head.split_once(' ').expect(line);
        threats.insert(threat.to_owned());
        let tests: Vec<&str> = tests.split(", ").filter(|test| *test != "–").collect();
        for test in &tests {
            let (file, function) = test.split_once("::").expect(line);
            let text = std::fs::read_to_string(house.join(file)).unwrap_or_default();
            if !text.contains(&format!("fn {function}(")) {
                missing.push(format!("{threat}: {test}"));
            }
        }
        println!(
            "{threat:4} {} {says}",
            if tests.is_empty() { "open" } else { "held" }
        );
    }
    assert_eq!(threats.len(), 28, "every T of the table");
    assert_eq!(missing, Vec::<String>::new());
}
