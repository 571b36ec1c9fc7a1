//! Readers of what strangers may send, each as a target: any bytes go in, and it must neither panic nor take more
//! memory than those bytes could mean. `cargo xtask fuzz` lets a guided fuzzer look for bytes; the tests replay
//! `corpus/<target>/` and some seeded changes of it. To add a reader: a file in `target/`, a line in `TARGETS`.

pub mod dice;
pub mod explain;
mod target;
pub mod world;

use std::path::{Path, PathBuf};

use dice::Dice;

/// A reader under test.
#[derive(Debug)]
pub struct Target {
    /// Its name, and that of its folder in `corpus/`.
    pub name: &'static str,
    /// What reads the bytes; it panics where an answer is wrong.
    pub read: fn(&[u8]),
    /// Sound bytes to begin with, beside what `corpus/` keeps.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// The most memory that `read` may hold at once: bytes whatever comes, and bytes for each byte that comes.
    pub memory: (u64, u64),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    target::batch::TARGET,
    target::body::TARGET,
    target::coding::TARGET,
    target::conditions::TARGET,
    target::content::MARKDOWN,
    target::content::YAML,
    target::tokens::TARGET,
    target::worlds::TARGET,
];

/// The target of a name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

impl Target {
    /// Reads the bytes. Panics where the reader does, where its answer is wrong, and where it held too much memory.
    /// Gives the most bytes that it held at once.
    pub fn hold(&self, bytes: &[u8]) -> u64 {
        let held = allocation_counter::measure(|| (self.read)(bytes)).bytes_max;
        let (fixed, each) = self.memory;
        let most = fixed + each * bytes.len() as u64;
        let (name, length) = (self.name, bytes.len());
        assert!(
            held <= most,
            "{name} held {held} bytes for {length}; {most} are allowed"
        );
        held
    }

    /// Where what was found or is worth keeping lies.
    #[must_use]
    pub fn corpus(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(self.name)
    }

    /// What is kept, in the order of its files' names, then the seeds. Panics where a file cannot be read.
    #[must_use]
    pub fn kept(&self) -> Vec<Vec<u8>> {
        let folder = std::fs::read_dir(self.corpus()).into_iter().flatten();
        let mut files: Vec<PathBuf> = folder.flatten().map(|file| file.path()).collect();
        files.sort();
        let read = |file: &PathBuf| {
            std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
        };
        files.iter().map(read).chain((self.seeds)()).collect()
    }
}

/// Changes bytes as damage and malice do: flips, strange bytes, cuts, repeats.
pub fn spoil(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len().max(1) as u32) as usize;
        match dice.below(6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.of(&[0, 1, 0x7f, 0x80, 0xff, b'"', b'\\', b'{'])),
            2 => {
                let part = bytes[at..].to_vec();
                bytes.extend(part);
            }
            3 => {
                let end = (at + 1 + dice.below(40) as usize).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
}
