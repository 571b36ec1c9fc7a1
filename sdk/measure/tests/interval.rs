//! Intervals: the properties that hold for every count. Published figures: `golden.rs`.

use measure::interval::{Z90, Z99, credible, exact, garwood, share, wilson};

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

#[test]
fn exact_ranges_hold_their_point_and_widen_with_the_level() {
    for trials in [1, 2, 7, 40, 900, 20_000u64] {
        for hits in [0, 1, trials / 3, trials / 2, trials - 1, trials, trials + 5] {
            let got = exact(hits, trials, 0.9);
            let point = share(hits, trials).expect("trials");
            assert!(got.low <= point && point <= got.high, "{hits}/{trials}");
            let wider = exact(hits, trials, 0.99);
            assert!(
                wider.low <= got.low && got.high <= wider.high,
                "{hits}/{trials}"
            );
        }
        let got = garwood(trials, 0.9);
        let mean = trials as f64;
        assert!(got.low < mean && mean < got.high, "{trials}: {got:?}");
        let wider = garwood(trials, 0.99);
        assert!(wider.low < got.low && got.high < wider.high, "{trials}");
    }
    assert_eq!(exact(0, 0, 0.9), credible(0.0, 1.0, 0.9));
    assert_eq!(exact(3, 9, f64::NAN), exact(3, 9, 0.9));
    assert_eq!(garwood(0, 0.9).low, 0.0);
}
