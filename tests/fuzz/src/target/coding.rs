//! The compact coding: catalogue, shard, leaf and saved progress. What is read is written again and reads the same; a
//! shard that was read is decided on.

use content::code::{decode, encode};
use content::{Address, Catalogue, Code, Condition, Digest, Item, Shard};
use engine::{Engine, Input, Progress};

use crate::Target;
use crate::dice::Dice;
use crate::world::{self, NOW};

// An item of one byte becomes a value of some hundred, in a list that doubles as it grows.
pub(crate) const TARGET: Target = Target {
    name: "coding",
    read,
    seeds,
    memory: (256 << 10, 2_048),
};

/// The first byte says what the others claim to be.
fn read(bytes: &[u8]) {
    let Some((&sort, rest)) = bytes.split_first() else {
        return;
    };
    match sort % 6 {
        0 => {
            if let Ok((catalogue, signatures)) = Catalogue::open(rest) {
                let sealed = catalogue.seal(&signatures);
                assert_eq!(Catalogue::open(&sealed), Ok((catalogue, signatures)));
            }
        }
        1 => drop(again::<Catalogue>(rest)),
        2 => {
            if let Some(shard) = again::<Shard>(rest) {
                decide(shard);
            }
        }
        3 => drop(again::<Item>(rest)),
        4 => drop(again::<Condition>(rest)),
        _ => {
            if let Some(progress) = Progress::open(rest) {
                let saved = progress.save();
                assert_eq!(Progress::open(&saved), Some(progress));
            }
        }
    }
}

fn again<T: Code + PartialEq + std::fmt::Debug>(bytes: &[u8]) -> Option<T> {
    let value = decode::<T>(bytes).ok()?;
    let written = encode(&value);
    // A number may be written longer than it needs to be, never shorter.
    assert!(written.len() <= bytes.len());
    assert_eq!(decode(&written).as_ref(), Ok(&value));
    Some(value)
}

fn decide(shard: Shard) {
    let digest = Digest::of(b"shard");
    let ids: Vec<String> = shard.entries.iter().map(|e| e.id.clone()).collect();
    let mut dice = Dice::new(1);
    let mut engine = Engine::new("/");
    for input in [
        Input::Page(Address::parse("/a")),
        Input::Catalogue(Box::new(world::catalogue(digest, &mut dice))),
        Input::Shard(digest, Ok(shard)),
        Input::Person(
            Box::new(world::person(&mut dice)),
            Box::new(world::progress(&mut dice, 6)),
        ),
        Input::Session(true, 0),
        Input::Track("go".into(), None),
        Input::Open("help".into(), None),
        Input::ClosePanel,
    ] {
        engine.advance(NOW, input);
    }
    for id in ids {
        let _ = engine.explain(&id);
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let mut dice = Dice::new(9);
    let tagged = |sort: u8, bytes: Vec<u8>| [&[sort][..], &bytes].concat();
    let shard = world::shard(&mut dice, 3);
    let catalogue = world::catalogue(Digest::of(b"shard"), &mut dice);
    vec![
        tagged(0, catalogue.seal(&Vec::new())),
        tagged(1, encode(&catalogue)),
        tagged(2, encode(&shard)),
        tagged(4, encode(&world::condition(&mut dice, 3))),
        tagged(5, world::progress(&mut dice, 4).save()),
    ]
}
