//! The evaluator of conditions: over any condition, person and history, logic holds. What a condition says and what
//! it says turned round are never both true, and doubling a part changes nothing.

use content::entry::{Frequency, Return, Start};
use content::{Address, Condition, Digest, Entry, Shard};
use engine::input::{Facts, History};
use engine::{Engine, Input};

use crate::Target;
use crate::dice::Dice;
use crate::world::{self, NOW};

pub(crate) const TARGET: Target = Target {
    name: "conditions",
    read,
    seeds,
    memory: (512 << 10, 2_048),
};

fn read(bytes: &[u8]) {
    let mut dice = Dice::of_bytes(bytes);
    let condition = world::condition(&mut dice, 6);
    let not = |of: Condition| Condition::Not { of: Box::new(of) };
    let twice = || vec![condition.clone(), condition.clone()];
    let turned = not(condition.clone());
    let audiences = [
        condition.clone(),
        turned.clone(),
        not(turned.clone()),
        Condition::All { of: twice() },
        Condition::Any { of: twice() },
        Condition::All {
            of: vec![condition.clone(), turned.clone()],
        },
        Condition::Any {
            of: vec![condition.clone(), turned],
        },
    ];
    let entries = audiences.into_iter().enumerate();
    let entries = entries.map(|(n, audience)| entry(&n.to_string(), Some(audience)));
    let shard = Shard {
        entries: entries.collect(),
        events: Vec::new(),
        desk: None,
        links: Vec::new(),
    };
    let digest = Digest::of(b"shard");
    let mut engine = Engine::new("/");
    let facts = Facts {
        segments: vec!["told".into()],
        understands: vec![("invoicing".into(), dice.below(101))],
        motivation: dice.one_in(2).then(|| dice.below(101)),
        ..Facts::default()
    };
    let history = dice.of(&[History::Whole, History::Unknown]);
    for input in [
        Input::Language(dice.of(&["en", "ja", "ja-JP", ""]).to_owned()),
        Input::Page(Address::parse(dice.of(&["/a", "/b", "/c"]))),
        Input::Catalogue(Box::new(world::catalogue(digest, &mut dice))),
        Input::Shard(digest, Ok(shard)),
        Input::Person(
            Box::new(world::person(&mut dice)),
            Box::new(world::progress(&mut dice, 6)),
        ),
        Input::Facts(Box::new(facts)),
        Input::History(history),
    ] {
        engine.advance(NOW, input);
    }
    let holds = |n: u32| {
        engine
            .explain(&n.to_string())
            .map_err(|no| assert!(no.rule == "audience" && !no.because.is_empty(), "{no:?}"))
            .is_ok()
    };
    let (said, turned) = (holds(0), holds(1));
    for same in [2, 3, 4] {
        assert_eq!(holds(same), said, "form {same} of {condition:?}");
    }
    assert_eq!(holds(5), said && turned, "both of {condition:?}");
    // Where history is unknown neither need hold, or both where the author lets it count.
    if history == History::Whole {
        assert!(said != turned, "{condition:?}");
        assert!(holds(6), "one of {condition:?}");
    }
}

/// A tooltip: no rule but its audience speaks about one.
fn entry(id: &str, audience: Option<Condition>) -> Entry {
    Entry {
        kind: content::Kind::Tooltip,
        audience,
        page: None,
        start: Start::Manual,
        frequency: Frequency::Always,
        after_dismiss: Return::Never,
        rollout: None,
        from: None,
        until: None,
        ..world::entry(&mut Dice::new(1), id)
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let mut dice = Dice::new(4);
    let mut seed = || (0..80).map(|_| dice.below(256) as u8).collect();
    (0..4).map(|_| seed()).collect()
}
