//! An index, not a scan: what a page turn, a host event and a question cost among a thousand items is what they cost among
//! ten, so long as as many of them live on the page. Times are held against each other in one run, turn about.

use std::time::Instant;

use content::entry::{Kind, Start};
use content::{Address, Condition, Digest, Shard, Test};
use engine::{Engine, Input, Person, Progress};
use fuzz::dice::Dice;
use fuzz::world::{self, NOW};

/// The most that a thousand may cost, in what ten cost.
const MOST: f64 = 1.5;
/// Deeds of one measurement, and measurements.
const DEEDS: u32 = 40;
const ROUNDS: usize = 61;
/// How many items live on one page.
const A_PAGE: u32 = 10;
const KINDS: [Kind; 10] = [
    Kind::Tutorial,
    Kind::Tutorial,
    Kind::Tutorial,
    Kind::Tutorial,
    Kind::Announcement,
    Kind::Quiz,
    Kind::Survey,
    Kind::Checklist,
    Kind::Tooltip,
    Kind::Tooltip,
];

/// An engine among so many items, for a person who has met every one of them, or none.
fn engine(items: u32, met: bool) -> Engine {
    let mut dice = Dice::new(7);
    let mut progress = Progress::default();
    let entries = (0..items).map(|n| {
        let id = ["i", &n.to_string()].concat();
        if met {
            let past = progress.past_mut(&id);
            (past.shown, past.shown_at) = (1, NOW - world::DAY);
            (past.read_at, past.completed_at) = (Some(NOW), Some(NOW));
        }
        let mut entry = world::entry(&mut dice, &id);
        entry.kind = KINDS[n as usize % KINDS.len()].clone();
        // Nothing is shown, so that nothing but the decision is measured: nobody here is in the audience.
        entry.audience = Some(Condition::All {
            of: vec![
                Condition::Event {
                    name: "saved".into(),
                    at_least: 1,
                    within_days: None,
                    unknown: false,
                },
                Condition::Trait {
                    name: "role".into(),
                    test: Test::Exists { yes: true },
                },
            ],
        });
        (entry.from, entry.until, entry.rollout) = (None, None, None);
        let page = n / A_PAGE;
        entry.page = Some(world::page(&["/p", &page.to_string()].concat()));
        entry.start = if n % 5 == 4 {
            Start::Event {
                name: ["e", &page.to_string()].concat(),
                after_ms: 0,
            }
        } else {
            Start::Page {
                page: None,
                after_ms: 0,
            }
        };
        entry
    });
    let shard = Shard {
        entries: entries.collect(),
        events: Vec::new(),
        desk: None,
        links: Vec::new(),
    };
    let digest = Digest::of(b"shard");
    let mut engine = Engine::new("/");
    let catalogue = world::catalogue(digest, &mut Dice::new(1));
    for input in [
        Input::Catalogue(Box::new(catalogue)),
        Input::Shard(digest, Ok(shard)),
        Input::Person(Box::<Person>::default(), Box::new(progress)),
        Input::Session(false, 0),
    ] {
        engine.advance(NOW, input);
    }
    engine
}

fn check(what: &str, met: bool, deed: impl Fn(&mut Engine)) {
    let mut engines = [engine(A_PAGE, met), engine(1_000, met)];
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        // Neither always comes first.
        for at in [round % 2, 1 - round % 2] {
            let begun = Instant::now();
            for _ in 0..DEEDS {
                deed(&mut engines[at]);
            }
            times[at].push(begun.elapsed().as_nanos());
        }
    }
    let [few, many] = times.map(|mut all| {
        all.sort_unstable();
        all[all.len() / 2] as f64
    });
    let ratio = many / few;
    println!(
        "{what}: {:.1} µs among ten, × {ratio:.2} among a thousand",
        few / 1e3 / f64::from(DEEDS)
    );
    assert!(ratio <= MOST, "{what}: × {ratio:.2}");
}

#[test]
fn a_thousand_cost_what_ten_cost() {
    for met in [false, true] {
        check("a page turn", met, |engine| {
            engine.advance(NOW, Input::Page(Address::parse("/p0")));
            engine.advance(NOW, Input::Page(Address::parse("/nowhere")));
        });
        check("a host event", met, |engine| {
            engine.advance(NOW, Input::Track("e0".into(), None));
        });
        check("a question", met, |engine| {
            let _ = std::hint::black_box(engine.explain("i3"));
        });
    }
}
