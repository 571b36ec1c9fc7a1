//! What a page asks of its own record agrees with what a report says.

use measure::comprehension::{Observation, estimate};
use measure::evidence::{Kind, default_row};
use measure::motivation::Trials;
use measure::own::{Deed, motivation, understands};

const DAY: i64 = 86_400_000;

#[test]
fn a_page_and_a_report_say_the_same() {
    let kinds = [
        Kind::GuideFinished,
        Kind::SingleChoice {
            options: 4,
            right: true,
        },
        Kind::TaskDone,
        Kind::Transfer,
        Kind::GuideReopened,
        Kind::RapidGuess,
    ];
    for length in 1..=kinds.len() {
        let deeds: Vec<Deed> = (0..)
            .zip(&kinds[..length])
            .map(|(n, kind)| Deed {
                at: n * 3 * DAY,
                kind: *kind,
            })
            .collect();
        let seen: Vec<Observation> = deeds
            .iter()
            .map(|deed| Observation {
                day: deed.at as f64 / DAY as f64,
                evidence: default_row(deed.kind),
            })
            .collect();
        let now = 40 * DAY;
        let report = estimate(&seen, 40.0).expect("seen").known;
        assert_eq!(
            understands(&deeds, now),
            Some((report * 100.0).round() as u8)
        );
    }
}

#[test]
fn nothing_seen_is_nothing_said() {
    assert_eq!(understands(&[], DAY), None);
    let later = Deed {
        at: 2 * DAY,
        kind: Kind::TaskDone,
    };
    assert_eq!(understands(&[later], DAY), None);
    let few = [Trials {
        successes: 1.0,
        trials: 1.0,
    }; 6];
    assert_eq!(motivation(&few), None);
    let enough = [Trials {
        successes: 3.0,
        trials: 4.0,
    }; 6];
    // (½ + 3) / (1 + 4)
    assert_eq!(motivation(&enough), Some(70));
}
