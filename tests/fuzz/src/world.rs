//! Random content and random people, the same for the same seed: what the tests of decisions play with.

use content::catalogue::{
    Density, Holds, Launcher, Limits, Palette, Scheme, Segment, ShardName, Show, Theme,
};
use content::condition::Bound;
use content::entry::{Experiment, Frequency, Kind, Return, Rollout, Start, Unit, Variant};
use content::item::{
    Absent, Advance, Announcement, Ask, Choice, Form, Missing, Opinion, Placement, Question, Quiz,
    Scale, Step, Survey, Tutorial,
};
use content::page::Piece;
use content::{Catalogue, Condition, Digest, Entry, Item, Page, Shard, Test, Value};
use engine::{Person, Progress};

use crate::dice::Dice;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// When every world is played: some days after 1970, so that windows reach back.
pub const NOW: i64 = 40 * DAY;

/// A time around now.
fn time(dice: &mut Dice) -> i64 {
    NOW - 10 * DAY + i64::from(dice.below(20)) * DAY + i64::from(dice.below(3)) * 60_000
}

/// The page of this path.
#[must_use]
pub fn page(path: &str) -> Page {
    Page {
        origin: None,
        path: vec![Piece::Literal {
            text: path.to_owned(),
        }],
        search: None,
        hash: None,
    }
}

/// Any condition, so deep at most.
pub fn condition(dice: &mut Dice, depth: u32) -> Condition {
    let parts = |dice: &mut Dice| {
        let count = 1 + dice.below(3);
        (0..count).map(|_| condition(dice, depth - 1)).collect()
    };
    let sort = if depth == 0 {
        3 + dice.below(12)
    } else {
        dice.below(15)
    };
    match sort {
        0 => Condition::All { of: parts(dice) },
        1 => Condition::Any { of: parts(dice) },
        2 => Condition::Not {
            of: Box::new(condition(dice, depth - 1)),
        },
        3 => Condition::Segment {
            id: dice.of(&["admins", "told", "nobody"]).to_owned(),
        },
        4 | 5 => {
            let name = dice.of(&["role", "seats", "joined"]).to_owned();
            let text = |text: &str| Value::Text {
                text: text.to_owned(),
            };
            let test = match dice.below(7) {
                0 => Test::Is {
                    value: text("admin"),
                },
                1 => Test::IsNot {
                    value: text("admin"),
                },
                2 => Test::Gt { number: 3.0 },
                3 => Test::Contains { text: "ad".into() },
                4 => Test::Exists {
                    yes: dice.one_in(2),
                },
                5 => Test::WithinDays { days: 9 },
                _ => Test::Before { at: time(dice) },
            };
            if sort == 4 {
                Condition::Trait { name, test }
            } else {
                Condition::Account { name, test }
            }
        }
        6 => Condition::Page {
            page: page(dice.of(&["/a", "/b"])),
        },
        7 => Condition::Language {
            tag: dice.of(&["en", "ja"]).to_owned(),
        },
        8 => Condition::Event {
            name: dice.of(&["saved", "sent"]).to_owned(),
            at_least: dice.below(3),
            within_days: dice.one_in(2).then(|| dice.below(12)),
            unknown: dice.one_in(3),
        },
        9 => Condition::Completed { id: any_id(dice) },
        10 => Condition::Dismissed { id: any_id(dice) },
        11 => Condition::Understands {
            topic: "invoicing".into(),
            bound: bound(dice),
        },
        12 => Condition::Motivation { bound: bound(dice) },
        13 => Condition::Variant {
            experiment: "wording".into(),
            is: dice.of(&["a", "b"]).to_owned(),
        },
        _ => Condition::Now {
            from: dice.one_in(2).then(|| time(dice)),
            until: dice.one_in(2).then(|| time(dice)),
        },
    }
}

fn bound(dice: &mut Dice) -> Bound {
    let percent = dice.below(101);
    if dice.one_in(2) {
        Bound::AtLeast { percent }
    } else {
        Bound::Below { percent }
    }
}

fn any_id(dice: &mut Dice) -> String {
    ["i", &dice.below(6).to_string()].concat()
}

/// An item that starts with its page or with the event `go`.
pub fn entry(dice: &mut Dice, id: &str) -> Entry {
    let event = dice.one_in(2);
    Entry {
        id: id.to_owned(),
        kind: dice.of(&[Kind::Tutorial, Kind::Announcement, Kind::Quiz, Kind::Survey]),
        version: 1 + dice.below(2),
        language: "en".into(),
        title: id.to_owned(),
        minutes: 0,
        leaf: Digest::of(id.as_bytes()),
        topics: Vec::new(),
        audience: (!dice.one_in(3)).then(|| condition(dice, 2)),
        page: dice.one_in(3).then(|| page(dice.of(&["/a", "/b"]))),
        start: if event {
            Start::Event {
                name: "go".into(),
                after_ms: 0,
            }
        } else {
            Start::Page {
                page: None,
                after_ms: 0,
            }
        },
        frequency: dice.of(&[
            Frequency::Once,
            Frequency::UntilCompleted,
            Frequency::Always,
            Frequency::EveryDays { days: 5 },
        ]),
        after_dismiss: dice.of(&[Return::Never, Return::Days { days: 3 }]),
        after_snooze_hours: dice.below(60),
        priority: dice.below(4) as i32 - 1,
        rollout: dice.one_in(3).then(|| Rollout {
            percent: dice.of(&[0, 30, 70, 100]),
            by: dice.of(&[Unit::Account, Unit::User, Unit::Device]),
            holdout: dice.of(&[0, 0, 50]),
        }),
        from: dice.one_in(5).then(|| time(dice)),
        until: dice.one_in(5).then(|| time(dice)),
        experiment: None,
        required: dice.one_in(5),
    }
}

/// So many items, `i0` and on.
pub fn shard(dice: &mut Dice, count: u32) -> Shard {
    let mut entries: Vec<Entry> = (0..count)
        .map(|n| entry(dice, &["i", &n.to_string()].concat()))
        .collect();
    if let Some(first) = entries.first_mut().filter(|_| dice.one_in(2)) {
        let variant = |id: &str| Variant {
            id: id.to_owned(),
            percent: 50,
        };
        first.experiment = Some(Experiment {
            id: "wording".into(),
            variants: vec![variant("a"), variant("b")],
        });
    }
    Shard {
        entries,
        events: Vec::new(),
        desk: None,
        links: Vec::new(),
    }
}

/// What is remembered of somebody, of these items and others.
pub fn progress(dice: &mut Dice, count: u32) -> Progress {
    let mut progress = Progress::default();
    for n in 0..count {
        if dice.one_in(2) {
            continue;
        }
        let past = progress.past_mut(&["i", &n.to_string()].concat());
        past.version = 1;
        past.shown = dice.below(3);
        past.shown_at = NOW - i64::from(dice.below(9)) * DAY;
        let once = |dice: &mut Dice| dice.one_in(3).then(|| NOW - i64::from(dice.below(9)) * DAY);
        past.completed_at = once(dice);
        past.dismissed_at = once(dice);
        past.snoozed_at = once(dice);
    }
    for name in ["saved", "sent"] {
        for _ in 0..dice.below(3) {
            progress.happened(name, NOW - i64::from(dice.below(20)) * DAY);
        }
    }
    progress.day = NOW.div_euclid(DAY);
    progress.today = dice.below(4);
    progress.in_session = dice.below(3);
    progress.dismissed_at = dice
        .one_in(4)
        .then(|| NOW - i64::from(dice.below(10)) * 60_000);
    progress
}

/// Somebody.
pub fn person(dice: &mut Dice) -> Person {
    let text = |text: &str| Value::Text {
        text: text.to_owned(),
    };
    let mut traits = Vec::new();
    if dice.one_in(2) {
        traits.push(("role".to_owned(), text(dice.of(&["admin", "viewer"]))));
    }
    if dice.one_in(2) {
        let number = f64::from(dice.below(9));
        traits.push(("seats".to_owned(), Value::Number { number }));
    }
    Person {
        user: dice.one_in(2).then(|| dice.of(&["u1", "u2"]).to_owned()),
        account: dice.one_in(2).then(|| dice.of(&["a1", "a2"]).to_owned()),
        device: dice.of(&["d1", "d2", "d3"]).to_owned(),
        account_traits: traits.clone(),
        traits,
    }
}

/// A catalogue with one shard of items for every page.
pub fn catalogue(shard: Digest, dice: &mut Dice) -> Catalogue {
    let palette = || Palette {
        fill: String::new(),
        on: String::new(),
        edge: String::new(),
        hover: String::new(),
        ink: String::new(),
    };
    Catalogue {
        tenant: "case".into(),
        product: "case".into(),
        version: 1,
        issued: 0,
        expires: 400 * DAY,
        languages: vec!["en".into()],
        limits: Limits {
            per_session: dice.below(4),
            per_day: 1 + dice.below(4),
        },
        segments: vec![Segment {
            id: "admins".into(),
            when: condition(dice, 1),
        }],
        theme: Theme {
            light: palette(),
            dark: palette(),
            radius: 8,
            font: String::new(),
            density: Density::Comfortable,
            scheme: Scheme::Auto,
        },
        launcher: Launcher {
            show: Show::WhenUseful,
            start_side: false,
            inset_x: 20,
            inset_y: 20,
            icon: "help".into(),
        },
        home: None,
        shards: vec![ShardName {
            language: "en".into(),
            prefix: String::new(),
            holds: Holds::Items,
            digest: shard,
            bytes: 0,
        }],
        practices: Vec::new(),
    }
}

/// The least that an item of this kind holds.
#[must_use]
pub fn item(kind: &Kind, title: &str) -> Item {
    let title = title.to_owned();
    match kind {
        Kind::Quiz => {
            let option = |id: &str, correct| Choice {
                id: id.to_owned(),
                text: id.to_owned(),
                correct,
            };
            let question = Question {
                id: "q".into(),
                ask: Ask::Single,
                topic: None,
                prompt: title.clone(),
                options: vec![option("a", true), option("b", false)],
                explain: None,
                hint: None,
                remedy: None,
            };
            Item::Quiz {
                quiz: Quiz {
                    title,
                    questions: vec![question],
                },
            }
        }
        Kind::Survey => {
            let question = Opinion {
                id: "q".into(),
                scale: Scale::Nps,
                prompt: title.clone(),
                low: None,
                high: None,
                options: Vec::new(),
            };
            Item::Survey {
                survey: Survey {
                    title,
                    questions: vec![question],
                },
            }
        }
        Kind::Announcement => Item::Announcement {
            announcement: Announcement {
                form: Form::Banner,
                title,
                body: Vec::new(),
                media: None,
                actions: Vec::new(),
            },
        },
        _ => {
            let step = |id: &str| Step {
                id: id.to_owned(),
                page: None,
                open: None,
                anchor: None,
                title: title.clone(),
                body: Vec::new(),
                placement: Placement::Auto,
                advance: Advance::Next,
                missing: Missing {
                    wait_ms: 0,
                    then: Absent::Pause,
                },
                media: None,
                unclear: None,
                branches: Vec::new(),
                quiz: None,
                blocks: false,
            };
            Item::Tutorial {
                tutorial: Tutorial {
                    steps: vec![step("one"), step("two")],
                    title,
                    then: Vec::new(),
                },
            }
        }
    }
}
