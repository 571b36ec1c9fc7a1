//! The queue's policy by cases and by many seeded histories: whatever a collector answers, nothing is lost unsaid.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn row(n: u32, name: &str, user: Option<&str>) -> Row {
    sized(n, name, user, 100)
}

fn sized(n: u32, name: &str, user: Option<&str>, bytes: usize) -> Row {
    Row {
        id: format!("id-{n}"),
        text: "x".repeat(bytes),
        user: user.map(str::to_owned),
        name: name.to_owned(),
        at: i64::from(n),
        place: ("s".to_owned(), 0, n),
    }
}

fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn a_batch_is_one_users_and_within_the_limits() {
    let check = |rows: Vec<Row>, expected: usize| {
        let mut queue = Queue::default();
        for row in rows {
            assert_eq!(queue.push(row), []);
        }
        assert_eq!(queue.next().map_or(0, |b| b.ids.len()), expected);
    };
    let many = |count: u32, bytes| (0..count).map(move |n| sized(n, "a", None, bytes));
    check(vec![], 0);
    check(many(3, 100).collect(), 3);
    check(many(80, 100).collect(), batch::MOST_EVENTS);
    check(many(10, 16 * 1024).collect(), 2);
    check(vec![sized(0, "a", None, 60_000)], 1);
    let users = [Some("u"), Some("u"), None, Some("u")];
    check((0..).zip(users).map(|(n, u)| row(n, "a", u)).collect(), 2);
    check(
        (0..)
            .zip([None, Some("u")])
            .map(|(n, u)| row(n, "a", u))
            .collect(),
        1,
    );
}

#[test]
fn the_last_batch_is_small_and_the_next_last_one_is_another() {
    let mut queue = Queue::default();
    for n in 0..40 {
        assert_eq!(queue.push(sized(n, "a", None, 1000)), []);
    }
    let first = queue.last().expect("a batch");
    assert_eq!(first.ids.len(), 16);
    let second = queue.last().expect("a batch");
    assert_eq!(second.ids.first().map(String::as_str), Some("id-16"));
    // Unanswered, they are free to go again.
    queue.answered(&first.ids, &Answer::default(), 0.0);
    assert_eq!(queue.last().expect("a batch").ids, first.ids);
}

#[test]
fn what_gives_way_is_the_least_first_and_an_inquiry_never() {
    let check = |names: &[(&str, usize)], new: &str, expected: &[(&str, usize)]| {
        let mut queue = Queue::default();
        let mut n = 0;
        let mut gone = Vec::new();
        for (name, count) in names.iter().chain([&(new, 1)]) {
            for _ in 0..*count {
                gone.extend(queue.push(row(n, name, None)));
                n += 1;
            }
        }
        let mut by_name = BTreeMap::new();
        for row in &gone {
            *by_name.entry(row.name.as_str()).or_insert(0) += 1;
        }
        assert_eq!(
            by_name.into_iter().collect::<Vec<_>>(),
            expected,
            "{names:?}"
        );
        let order: Vec<u32> = gone.iter().map(|row| row.place.2).collect();
        let of_a_kind = |name: &str| {
            let own = gone
                .iter()
                .zip(&order)
                .filter(move |(row, _)| row.name == name);
            own.map(|(_, n)| *n).collect::<Vec<_>>()
        };
        for (name, _) in expected {
            assert!(of_a_kind(name).is_sorted(), "the oldest {name} first");
        }
    };
    check(&[("quiz.answered", 1999)], "host.x", &[]);
    check(
        &[("quiz.answered", 1500), ("tutorial.step_shown", 500)],
        "host.x",
        &[("tutorial.step_shown", 101)],
    );
    check(
        &[("quiz.answered", 1960), ("anchor.missing", 40)],
        "host.x",
        &[("anchor.missing", 40), ("host.x", 1), ("quiz.answered", 60)],
    );
    check(
        &[("inquiry.submitted", 1990), ("survey.answered", 10)],
        "quiz.shown",
        &[("quiz.shown", 1), ("survey.answered", 10)],
    );
    check(&[("inquiry.submitted", 2500)], "inquiry.submitted", &[]);
}

#[test]
fn bytes_are_bounded_too() {
    let mut queue = Queue::default();
    let mut gone = 0;
    for n in 0..200 {
        gone += queue.push(sized(n, "a", None, 16 * 1024)).len();
    }
    assert!(
        gone > 70 && queue.bytes <= batch::MOST_WAITING_BYTES,
        "{gone}"
    );
    let sum: usize = queue.rows.iter().map(|r| r.text.len()).sum();
    assert_eq!(sum, queue.bytes);
}

#[test]
fn what_earlier_pages_left_goes_first_and_once() {
    let mut queue = Queue::default();
    assert_eq!(queue.push(row(7, "a", None)), []);
    assert_eq!(
        queue.recover(vec![row(3, "a", None), row(7, "a", None)]),
        []
    );
    assert_eq!(ids(&queue.rows), ["id-3", "id-7"]);
}

#[test]
fn an_answer_deletes_what_it_names_and_nothing_else() {
    let check = |status: u16,
                 signed: bool,
                 named: &[&str],
                 wish: Option<u32>,
                 left: usize,
                 wait: Option<u32>| {
        let mut queue = Queue::default();
        for n in 0..3 {
            assert_eq!(queue.push(row(n, "a", None)), []);
        }
        let sent = ["id-0".to_owned(), "id-1".to_owned()];
        let named = named.iter().map(|id| (*id).to_owned()).collect();
        let answer = Answer {
            status,
            signed,
            wish_ms: wish,
            named,
        };
        let outcome = queue.answered(&sent, &answer, 0.5);
        assert_eq!((queue.len(), outcome.wait_ms), (left, wait), "{answer:?}");
        assert_eq!(outcome.forget.len(), 3 - left);
    };
    check(200, true, &["id-0", "id-1"], None, 1, Some(0));
    check(200, true, &["id-0"], None, 2, Some(0));
    check(200, true, &["id-2"], None, 3, Some(750));
    check(200, true, &[], None, 3, Some(750));
    // A captive portal, a proxy, a blocker.
    for status in [0, 200, 204, 302, 400, 403, 404, 410, 413] {
        check(status, false, &["id-0"], None, 3, Some(750));
    }
    for status in [401, 403, 404, 408, 410, 425, 429, 500, 502, 503, 504] {
        check(status, true, &[], None, 3, Some(750));
        check(status, true, &[], Some(7_000), 3, Some(7_000));
        check(status, true, &[], Some(9_000_000), 3, Some(3_600_000));
    }
    check(400, true, &[], None, 3, Some(0));
}

#[test]
fn an_event_that_cannot_be_read_is_found_by_halves_at_every_place() {
    for count in [1, 2, 3, 17, 50] {
        for poison in 0..count {
            let mut queue = Queue::default();
            for n in 0..count {
                assert_eq!(queue.push(row(n, "a", None)), []);
            }
            let (mut taken, mut refused, mut posts) = (BTreeSet::new(), Vec::new(), 0);
            while let Some(batch) = queue.next() {
                posts += 1;
                let bad = batch.ids.contains(&format!("id-{poison}"));
                let named = if bad { Vec::new() } else { batch.ids.clone() };
                taken.extend(named.iter().cloned());
                let status = if bad { 400 } else { 200 };
                let answer = Answer {
                    status,
                    signed: true,
                    wish_ms: None,
                    named,
                };
                refused.extend(queue.answered(&batch.ids, &answer, 0.0).refused);
            }
            assert_eq!(ids(&refused), [format!("id-{poison}")], "{count}");
            assert_eq!(taken.len() as u32, count - 1);
            assert!(posts <= 24, "{posts} posts for {count} with {poison}");
        }
    }
}

#[test]
fn waiting_doubles_and_is_bounded() {
    let mut queue = Queue::default();
    assert_eq!(queue.push(row(0, "a", None)), []);
    let mut waits = Vec::new();
    for _ in 0..20 {
        let outcome = queue.answered(&["id-0".to_owned()], &Answer::default(), 0.999_999);
        waits.extend(outcome.wait_ms);
    }
    assert!(waits.is_sorted(), "{waits:?}");
    assert_eq!(waits.first(), Some(&1249));
    assert!(waits.iter().all(|ms| *ms <= 300_250));
    assert_eq!(waits.last(), Some(&300_249));
}

#[test]
fn what_is_older_than_thirty_days_goes_at_the_next_load() {
    let month = batch::MOST_AGE_MS;
    let check = |now: i64, gone: &[&str]| {
        let mut rows = vec![row(1, "a", None), row(2, "a", None), row(3, "a", None)];
        let old = outlived(&mut rows, now);
        assert_eq!((ids(&old), rows.len()), (gone.to_vec(), 3 - gone.len()));
    };
    check(3, &[]);
    check(month + 1, &[]);
    check(month + 3, &["id-1", "id-2"]);
    check(month + 4, &["id-1", "id-2", "id-3"]);
    // A clock that was put back.
    check(-10 * month, &[]);
}

#[test]
fn ranges_name_what_is_lost() {
    let check = |places: &[(&str, u32, u32)], expected: &str| {
        let rows: Vec<Row> = places
            .iter()
            .map(|(session, tab, seq)| Row {
                place: ((*session).to_owned(), *tab, *seq),
                ..row(*seq, "a", None)
            })
            .collect();
        assert_eq!(ranges(&rows), expected);
    };
    check(&[], "[]");
    check(&[("s", 0, 4)], r#"[["s",0,4,4]]"#);
    check(
        &[("s", 0, 4), ("s", 0, 5), ("s", 1, 6), ("r", 0, 7)],
        r#"[["s",0,4,5],["s",1,6,6],["r",0,7,7]]"#,
    );
    check(
        &[("s", 0, 9), ("s", 0, 1), ("s", 0, 2)],
        r#"[["s",0,9,9],["s",0,1,2]]"#,
    );
}

/// A page and a collector over any network: seeded, so that a failure names its seed. The clock is the sum of waits.
#[test]
fn whatever_is_answered_ledger_rows_and_count_agree() {
    for seed in 0..2_000u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (mut queue, mut disk) = (Queue::default(), BTreeMap::new());
        let (mut ledger, mut counted) = (BTreeSet::new(), BTreeMap::new());
        let mut lost = BTreeSet::new();
        for n in 0..60 {
            let name = ["quiz.answered", "tutorial.step_shown", "host.x"][random.below(3)];
            let user = [None, Some("u1"), Some("u2")][random.below(3)];
            let new = row(n, name, user);
            ledger.insert(new.id.clone());
            disk.insert(new.id.clone(), new.clone());
            lost.extend(queue.push(new).into_iter().map(|r| r.id));
            // The page is killed or left now and then; another one takes up what lies on the disk.
            if random.below(10) == 0 {
                queue = Queue::default();
                lost.extend(
                    queue
                        .recover(disk.values().cloned().collect())
                        .into_iter()
                        .map(|r| r.id),
                );
            }
            let batch = if random.below(3) == 0 {
                queue.last()
            } else {
                queue.next()
            };
            let Some(batch) = batch else { continue };
            exchange(&mut queue, &batch, &mut disk, &mut counted, &mut random);
        }
        while let Some(batch) = queue.next() {
            let before = queue.len();
            let answer = Answer {
                status: 200,
                signed: true,
                wish_ms: None,
                named: batch.ids.clone(),
            };
            for id in &batch.ids {
                counted.entry(id.clone()).or_insert(1);
            }
            for id in queue.answered(&batch.ids, &answer, 0.0).forget {
                disk.remove(&id);
            }
            assert!(queue.len() < before, "seed {seed}: it gets on");
        }
        assert!(lost.is_empty() && disk.is_empty(), "seed {seed}");
        assert_eq!(ledger, counted.keys().cloned().collect(), "seed {seed}");
    }
}

/// One post through a network that may do anything but forge a collector's signature.
fn exchange(
    queue: &mut Queue,
    batch: &Batch,
    disk: &mut BTreeMap<String, Row>,
    counted: &mut BTreeMap<String, u32>,
    random: &mut Random,
) {
    let answer = |status, signed, named: &[String]| Answer {
        status,
        signed,
        wish_ms: None,
        named: named.to_vec(),
    };
    let statuses = [
        0, 200, 302, 400, 403, 404, 408, 410, 413, 425, 429, 500, 502, 503, 504,
    ];
    let answer = match random.below(4) {
        // It arrives and the answer too; or only the first of it is answered for.
        0 => answer(200, true, &batch.ids[..1 + random.below(batch.ids.len())]),
        // It arrives, and the answer is lost.
        1 => answer(0, false, &[]),
        // Somebody else answers, and may even name ids.
        2 => answer(statuses[random.below(statuses.len())], false, &batch.ids),
        _ => answer(
            [401, 403, 404, 408, 425, 429, 500, 503][random.below(8)],
            true,
            &[],
        ),
    };
    let arrived = answer.status == 0 || (answer.signed && answer.status == 200);
    for id in batch.ids.iter().filter(|_| arrived) {
        counted.entry(id.clone()).or_insert(1);
    }
    for id in queue.answered(&batch.ids, &answer, 0.3).forget {
        assert!(
            counted.contains_key(&id),
            "nothing is forgotten that is not held"
        );
        disk.remove(&id);
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound.max(1)
    }
}
