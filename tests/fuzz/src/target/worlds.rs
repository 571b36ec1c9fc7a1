//! `explain` against what happens, in the worlds that the bytes make.

use crate::Target;
use crate::dice::Dice;
use crate::explain::play;

pub(crate) const TARGET: Target = Target {
    name: "worlds",
    read: |bytes| drop(play(&mut Dice::of_bytes(bytes))),
    seeds,
    memory: (1 << 20, 2_048),
};

fn seeds() -> Vec<Vec<u8>> {
    let mut dice = Dice::new(5);
    let mut seed = || (0..400).map(|_| dice.below(256) as u8).collect();
    (0..4).map(|_| seed()).collect()
}
