//! Wilson intervals against an independent table.

use measure::interval::{Z80, Z90, Z95, Z99, share, wilson};

#[test]
fn every_line_of_the_golden_table() {
    let mut lines = 0;
    for line in include_str!("golden/wilson.csv").lines().skip(1) {
        let cell: Vec<f64> = line
            .split(',')
            .map(|cell| cell.parse().expect(line))
            .collect();
        let z = match cell[2] {
            0.8 => Z80,
            0.9 => Z90,
            0.95 => Z95,
            0.99 => Z99,
            other => panic!("no quantile for {other}"),
        };
        let got = wilson(cell[0] as u64, cell[1] as u64, z);
        // The table is printed with twelve digits.
        assert!(
            (got.low - cell[3]).abs() <= 1e-12,
            "{line}: low {}",
            got.low
        );
        assert!(
            (got.high - cell[4]).abs() <= 1e-12,
            "{line}: high {}",
            got.high
        );
        lines += 1;
    }
    assert!(lines >= 50, "only {lines} lines");
}

#[test]
fn nothing_of_nothing_is_unknown() {
    let none = wilson(0, 0, Z90);
    assert_eq!((none.low, none.high), (0.0, 1.0));
    assert_eq!(share(0, 0), None);
}

#[test]
fn the_interval_holds_its_point_and_narrows() {
    for trials in 1..200u64 {
        for hits in 0..=trials {
            let got = wilson(hits, trials, Z90);
            let point = share(hits, trials).expect("trials");
            assert!(got.low <= point && point <= got.high, "{hits}/{trials}");
            let wider = wilson(hits, trials, Z99);
            assert!(
                wider.low <= got.low && got.high <= wider.high,
                "{hits}/{trials}"
            );
        }
    }
    assert_eq!(wilson(9, 3, Z90), wilson(3, 3, Z90));
}
