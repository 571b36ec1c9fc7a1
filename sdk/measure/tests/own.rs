//! What a page asks of its own record agrees with what a report says.

use measure::comprehension::{Observation, estimate};
use measure::evidence::{Kind, default_row};
use measure::motivation::Trials;
use measure::own::{Deed, kind, motivation, number, understands};

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
            understands(None, deeds.iter().copied(), now),
            Some((report * 100.0).round() as u8)
        );
    }
}

#[test]
fn nothing_seen_is_nothing_said() {
    assert_eq!(understands(None, [], DAY), None);
    let later = Deed {
        at: 2 * DAY,
        kind: Kind::TaskDone,
    };
    assert_eq!(understands(None, [later], DAY), None);
    assert_eq!(understands(Some(40), [later], DAY), Some(40));
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

#[test]
fn what_is_done_here_goes_on_from_what_was_told() {
    let check = |kind: Kind, above: bool| {
        let deed = Deed { at: DAY, kind };
        let known = understands(Some(40), [deed], DAY).expect("known");
        assert_eq!(known > 40, above, "{kind:?}: {known}");
    };
    check(Kind::TaskDone, true);
    let answer = |right| Kind::SingleChoice { options: 4, right };
    check(answer(true), true);
    check(answer(false), false);
    check(Kind::Inquiry, false);
}

#[test]
fn a_saved_kind_is_the_same_again() {
    let mut all = vec![
        Kind::TaskDone,
        Kind::TaskFailed,
        Kind::Transfer,
        Kind::GuideFinished,
        Kind::Viewed,
        Kind::GuideReopened,
        Kind::HelpSearched,
        Kind::BackSteps,
        Kind::Inquiry,
        Kind::RapidGuess,
    ];
    for (n, right) in [(2, true), (6, false), (255, true)] {
        all.push(Kind::SingleChoice { options: n, right });
        all.push(Kind::MultipleChoice { options: n, right });
        all.push(Kind::Ordering { items: n, right });
    }
    for one in all {
        assert_eq!(kind(number(one)), one);
    }
    assert_eq!(kind(u32::MAX), Kind::RapidGuess);
}
