//! Detection: who fell silent, who only kept a holiday; and the arithmetic under it.

use measure::behaviour::{ACCOUNTS_NEEDED, Activity, Limits, Verdict, common_change, judge};
use measure::detect::{Window, dispersion, false_discovery, fisher, rate_change, silent_after};

mod draw;
use draw::Draw;

fn activity(recent: u64, blocks: [u64; 6]) -> Activity {
    let count = blocks.iter().sum();
    Activity {
        recent: Window {
            count: recent,
            days: 10.0,
        },
        base: Window { count, days: 30.0 },
        blocks: blocks.to_vec(),
    }
}

/// An account of `users` people who are active on a day with chance `p`, lately `now` times as often.
fn account(draw: &mut Draw, users: usize, p: f64, now: f64) -> Activity {
    // A week of its own, better or worse: counts spread more than coin tosses.
    let mut days = |days: usize, factor: f64| {
        let week = 1.0 + 0.15 * draw.normal();
        draw.binomial(users * days, (p * factor * week).clamp(0.0, 1.0)) as u64
    };
    let blocks = core::array::from_fn(|_| days(5, 1.0));
    let recent = days(5, now) + days(5, now);
    activity(recent, blocks)
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Unknown(_) => "unknown",
        Verdict::Steady(_) => "steady",
        Verdict::Dropped(_) => "dropped",
        Verdict::Rose(_) => "rose",
    }
}

#[test]
fn single_accounts() {
    let check = |recent, blocks, expected: &str| {
        let got = judge(&[activity(recent, blocks)], &Limits::default());
        assert_eq!(
            word(&got[0]),
            expected,
            "{recent} after {blocks:?}: {got:?}"
        );
    };
    check(0, [5, 6, 5, 4, 5, 5], "dropped");
    check(10, [5, 6, 5, 4, 5, 5], "steady");
    check(30, [5, 6, 5, 4, 5, 5], "rose");
    check(0, [1, 2, 1, 1, 1, 1], "unknown"); // seven in the base
    check(0, [2, 1, 1, 1, 1, 2], "steady"); // eight: too few to be sure
    check(3, [0, 30, 0, 0, 0, 0], "steady"); // always came in bursts
    check(7, [5, 6, 5, 4, 5, 5], "steady"); // less, and not by four tenths
    assert!(judge(&[], &Limits::default()).is_empty());
    let without_blocks = Activity {
        blocks: Vec::new(),
        ..activity(0, [5; 6])
    };
    assert_eq!(
        word(&judge(&[without_blocks], &Limits::default())[0]),
        "unknown"
    );
}

/// What came of 60 accounts of 40 tenants each.
struct Outcome {
    /// Share of the real drops that were named.
    found: f64,
    /// Share of the others that were named too.
    wrong: f64,
    /// Share of the named that really fell.
    precise: f64,
}

/// `fallen` accounts fall to under a fifth, while all move by `dip`; judged in groups of `together`.
fn run(seed: u64, fallen: usize, dip: f64, together: usize) -> Outcome {
    const ACCOUNTS: usize = 60;
    let mut draw = Draw(seed);
    let (mut found, mut wrong) = (0, 0);
    for _ in 0..40 {
        let accounts: Vec<Activity> = (0..ACCOUNTS)
            .map(|at| {
                let users = 4 + draw.below(17);
                let p = 0.3 + 0.4 * draw.unit();
                let own = if at < fallen { 0.2 * draw.unit() } else { 1.0 };
                account(&mut draw, users, p, dip * own)
            })
            .collect();
        let verdicts = accounts
            .chunks(together)
            .flat_map(|group| judge(group, &Limits::default()));
        for (at, verdict) in verdicts.enumerate() {
            match verdict {
                Verdict::Dropped(_) if at < fallen => found += 1,
                Verdict::Dropped(_) => wrong += 1,
                _ => {}
            }
        }
    }
    let share = |part: i32, of: usize| f64::from(part) / of.max(1) as f64;
    Outcome {
        found: share(found, 40 * fallen),
        wrong: share(wrong, 40 * (ACCOUNTS - fallen)),
        precise: share(found, (found + wrong) as usize),
    }
}

#[test]
fn real_drops_are_found_whatever_all_others_do() {
    for (dip, least) in [(1.0, 0.95), (0.7, 0.90), (0.5, 0.85)] {
        let got = run(11, 6, dip, 60);
        println!(
            "all at {dip}: {:.3} found, {:.3} precise",
            got.found, got.precise
        );
        assert!(got.found >= least, "{dip}: found {}", got.found);
        assert!(got.precise >= 0.85, "{dip}: precise {}", got.precise);
    }
}

#[test]
fn a_holiday_is_nobodys_own() {
    for dip in [1.0, 0.85, 0.7, 0.5, 0.35] {
        let got = run(12, 0, dip, 60);
        println!("all at {dip}: {:.4} named", got.wrong);
        assert!(got.wrong <= 0.01, "{dip}: {}", got.wrong);
    }
    // Too few accounts to see what they share: each is taken for itself, and nearly all are named.
    let alone = run(12, 0, 0.5, ACCOUNTS_NEEDED - 1);
    assert!(alone.wrong > 0.5, "{}", alone.wrong);
}

#[test]
fn a_common_change_only_where_it_is_sure() {
    let limits = Limits::default();
    let mut draw = Draw(15);
    let mut accounts = |many: usize, now: f64| -> Vec<Activity> {
        (0..many)
            .map(|_| account(&mut draw, 12, 0.5, now))
            .collect()
    };
    let dip = common_change(&accounts(60, 0.5), &limits);
    assert!((0.45..0.65).contains(&dip), "{dip}");
    let rise = common_change(&accounts(60, 1.7), &limits);
    assert!((1.4..1.8).contains(&rise), "{rise}");
    assert_eq!(
        common_change(&accounts(ACCOUNTS_NEEDED - 1, 0.2), &limits),
        1.0
    );
    // A fifth that fell does not make a dip of the tenant's.
    let mut mixed = accounts(48, 1.0);
    mixed.extend(accounts(12, 0.1));
    assert!(common_change(&mixed, &limits) > 0.95);
}

#[test]
fn tests_agree_with_themselves() {
    let mut draw = Draw(16);
    for _ in 0..300 {
        let window = |draw: &mut Draw, days: f64| Window {
            count: draw.below(60) as u64,
            days,
        };
        let (recent, base) = (window(&mut draw, 10.0), window(&mut draw, 30.0));
        let got = rate_change(recent, base);
        for p in [got.drop, got.rise] {
            assert!((0.0..=1.0).contains(&p), "{recent:?} {base:?} {got:?}");
        }
        assert!(
            got.drop + got.rise >= 1.0 - 1e-9,
            "one of the two tails holds what was seen"
        );
        let more = rate_change(
            Window {
                count: recent.count + 1,
                ..recent
            },
            base,
        );
        assert!(more.drop >= got.drop - 1e-12 && more.ratio > got.ratio);
        let (drop, rise) = fisher((recent.count.min(10), 10), (base.count.min(30), 30));
        assert!((0.0..=1.0).contains(&drop) && (0.0..=1.0).contains(&rise));
        assert!(drop + rise >= 1.0 - 1e-9);
    }
    assert_eq!(fisher((0, 0), (0, 0)), (1.0, 1.0));
    assert_eq!(
        rate_change(
            Window {
                count: 3,
                days: 0.0
            },
            Window {
                count: 3,
                days: 1.0
            }
        )
        .drop,
        1.0
    );
}

#[test]
fn q_values_never_fall_below_p_values_nor_depend_on_order() {
    let mut draw = Draw(17);
    for many in 1..40 {
        let mut pairs: Vec<f64> = (0..many).map(|_| draw.unit().powi(3)).collect();
        let before = false_discovery(&pairs);
        assert!(before.iter().zip(&pairs).all(|(q, p)| q >= p && *q <= 1.0));
        let mut sorted = before.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        draw.shuffle(&mut pairs);
        let mut after = false_discovery(&pairs);
        after.sort_unstable_by(f64::total_cmp);
        assert_eq!(sorted, after);
    }
    assert_eq!(false_discovery(&[f64::NAN, 0.01]), [1.0, 0.02]);
}

#[test]
fn dispersion_and_silence() {
    assert_eq!(dispersion(&[5, 5, 5]), Ok(1.0));
    assert_eq!(dispersion(&[0, 0]), Ok(1.0));
    assert!((dispersion(&[0, 10]).expect("two") - 10.0).abs() < 1e-12);
    assert!(dispersion(&[4]).is_err());
    assert_eq!(silent_after(&[1.0, 1.0, 1.0, 2.0, 9.0]), Ok(7.0));
    assert!((silent_after(&[5.0; 6]).expect("six") - 21.5).abs() < 1e-12);
    assert!(silent_after(&[1.0; 4]).is_err());
}
