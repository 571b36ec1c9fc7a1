//! What was found and kept is replayed, and some seeded changes of it with it: no panic, no wrong answer, no more
//! memory than was allowed. A guided search is `cargo xtask fuzz`.

use fuzz::dice::Dice;
use fuzz::{TARGETS, spoil};

/// Changed inputs a target.
const CHANGED: u64 = 2_000;

#[test]
fn every_target_holds_under_what_is_kept() {
    for target in TARGETS {
        let kept = target.kept();
        assert!(
            !kept.is_empty(),
            "{} has nothing to begin with",
            target.name
        );
        let most = kept.iter().map(|bytes| target.hold(bytes)).max();
        println!(
            "{}: {} kept, {most:?} bytes at most",
            target.name,
            kept.len()
        );
        for seed in 0..CHANGED {
            let mut dice = Dice::new(seed);
            let mut bytes = dice.of(&kept);
            spoil(&mut bytes, &mut dice);
            target.hold(&bytes);
        }
    }
}

#[test]
fn a_reader_that_holds_too_much_is_noticed() {
    let greedy = fuzz::Target {
        name: "greedy",
        read: |bytes| drop(std::hint::black_box(vec![0u8; bytes.len() * 100])),
        seeds: Vec::new,
        memory: (64, 10),
    };
    assert!(greedy.hold(&[0; 0]) <= 64);
    assert!(std::panic::catch_unwind(|| greedy.hold(&[0; 64])).is_err());
}
