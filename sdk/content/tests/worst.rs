//! The worst catalogues, shards and leaves that could be signed: what reading them takes grows with their bytes and with
//! nothing else, however deep, however many, whatever they claim to hold.

#![expect(
    clippy::disallowed_methods,
    reason = "a measurement outside of a page reads the clock"
)]

use std::time::{Duration, Instant};

use content::catalogue::Catalogue;
use content::code::{decode, encode};
use content::{Code, Condition, Digest, Item, Shard};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

/// The most memory that was held while `work` ran, beyond what was held before.
fn most<T>(work: impl FnOnce() -> T) -> usize {
    HELD.reset_peak_usage();
    let before = HELD.current_usage();
    work();
    HELD.peak_usage().saturating_sub(before)
}

/// A catalogue around any body, sealed as an attacker with a key can.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut out = b"SHRB\x01".to_vec();
    (body.len() as u32).put(&mut out);
    out.extend_from_slice(body);
    Digest::of(&out).put(&mut out);
    out.push(0);
    out
}

fn length(n: u32) -> Vec<u8> {
    encode(&n)
}

/// Shapes of bytes that cost a careless reader the most, each about `size` long.
fn shapes(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut lists = length(size as u32);
    lists.resize(size, 0);
    let mut claims = Vec::new();
    while claims.len() < size {
        claims.extend([0xff, 0xff, 0xff, 0xff, 0x0f]);
    }
    // A list of lists, each as long as what is left allows.
    let mut nested = Vec::new();
    for depth in 0..40 {
        nested.extend(length((size - depth * 4) as u32));
    }
    nested.resize(size, 1);
    // Conditions in conditions: 0 is "all of", 2 is "not".
    let not = vec![2; size];
    let all: Vec<u8> = [0, 1].into_iter().cycle().take(size).collect();
    let mut texts = Vec::new();
    texts.extend(length(size as u32 / 2));
    texts.resize(size, 0);
    vec![
        ("zeros", vec![0; size]),
        ("ones", vec![1; size]),
        ("highest", vec![0xff; size]),
        ("a long list of empty things", lists),
        ("claims of four billion", claims),
        ("lists in lists", nested),
        ("not not not", not),
        ("all of all of", all),
        ("empty texts", texts),
    ]
}

/// Bytes of memory for one byte read, at most: what an entry of nothing but empty fields takes.
const RATIO: usize = 96;
/// What reading takes whatever comes.
const BASE: usize = 64 * 1024;

fn memory_grows_with_the_bytes_alone() {
    for size in [1 << 10, 1 << 14, 1 << 18] {
        for (name, bytes) in shapes(size) {
            let whole = sealed(&bytes);
            let readers: [(&str, &dyn Fn() -> bool); 5] = [
                ("catalogue", &|| Catalogue::open(&whole).is_ok()),
                ("shard", &|| decode::<Shard>(&bytes).is_ok()),
                ("leaf", &|| decode::<Item>(&bytes).is_ok()),
                ("condition", &|| decode::<Condition>(&bytes).is_ok()),
                ("conditions", &|| decode::<Vec<Condition>>(&bytes).is_ok()),
            ];
            for (reader, read) in readers {
                let held = most(read);
                let allowed = BASE + RATIO * size;
                assert!(
                    held <= allowed,
                    "{name} as {reader}, {size} bytes: {held} held, {allowed} allowed"
                );
            }
        }
    }
}

/// The quickest of several, so that what the machine does besides does not count.
fn quickest(work: impl Fn()) -> Duration {
    let once = || {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    (0..7).map(|_| once()).min().unwrap_or_default()
}

fn time_grows_with_the_bytes_alone() {
    const SMALL: usize = 1 << 15;
    let mut worst: f64 = 0.0;
    for ((name, small), (_, large)) in shapes(SMALL).into_iter().zip(shapes(SMALL * 8)) {
        let read = |bytes: &[u8]| {
            let whole = sealed(bytes);
            quickest(|| {
                let _ = Catalogue::open(&whole);
                let _ = decode::<Shard>(bytes);
                let _ = decode::<Item>(bytes);
                let _ = decode::<Vec<Condition>>(bytes);
            })
        };
        // Hashing alone is eight times as much; anything that grows with the square is sixty-four.
        let ratio = read(&large).as_secs_f64() / read(&small).as_secs_f64();
        worst = worst.max(ratio);
        assert!(
            ratio < 24.0,
            "{name}: eight times the bytes take {ratio:.1} times as long"
        );
    }
    println!("eight times the bytes take {worst:.1} times as long at worst");
}

fn nothing_nests_deeper_than_the_stack() {
    // On the small stack that a page's module has.
    let read = || {
        for size in [47, 48, 49, 100_000] {
            let _ = decode::<Condition>(&vec![2; size]);
            let deep: Vec<u8> = [0, 1].into_iter().cycle().take(size).collect();
            assert!(size < 60 || decode::<Condition>(&deep).is_err());
        }
    };
    let thread = std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(read);
    thread.expect("a thread").join().expect("no overflow");
}

/// One test: what is held is counted for the whole process.
#[test]
fn the_worst_that_could_be_signed() {
    nothing_nests_deeper_than_the_stack();
    memory_grows_with_the_bytes_alone();
    time_grows_with_the_bytes_alone();
}
