//! `explain` says what happens, over random worlds: 5,000 in every run, or as many as `SHIRUBE_WORLDS` says.

use fuzz::dice::Dice;
use fuzz::explain::{Tally, play};

const WORLDS: u64 = 5_000;

#[test]
fn explain_says_what_happens() {
    let named = std::env::var("SHIRUBE_WORLDS").ok();
    let worlds = named.and_then(|n| n.parse().ok()).unwrap_or(WORLDS);
    let mut all = Tally::default();
    for seed in 0..worlds {
        let played = std::panic::catch_unwind(|| play(&mut Dice::new(seed)));
        let Ok(one) = played else {
            panic!("explain and what happened disagree in world {seed}");
        };
        all.shown += one.shown;
        for (rule, count) in one.withheld {
            *all.withheld.entry(rule).or_default() += count;
        }
    }
    println!(
        "{worlds} worlds: {} shown, withheld by {:?}",
        all.shown, all.withheld
    );
    // A world in which nothing ever happens, or only one thing, would agree with anything.
    assert!(u64::from(all.shown) > worlds / 10, "{all:?}");
    for rule in [
        "schedule",
        "audience",
        "page",
        "holdout",
        "rollout",
        "after_snooze",
        "after_dismiss",
        "frequency",
        "one_at_a_time",
        "panel_open",
        "cool_off",
        "interruptions_per_session",
        "interruptions_per_day",
    ] {
        assert!(
            all.withheld.contains_key(rule),
            "{rule} never spoke: {all:?}"
        );
    }
}
