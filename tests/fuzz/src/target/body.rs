//! A packed body: nothing larger than a batch may be comes out of it, and what comes out is read as a batch.

use std::io::Write as _;

use collector::readers;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::batch;
use crate::Target;

const MOST: usize = 1 << 20;

// However few bytes come, they may unpack to the largest batch, in a list that doubles as it grows, and be read as one.
pub(crate) const TARGET: Target = Target {
    name: "body",
    read,
    seeds,
    memory: (8 << 20, 4_096),
};

fn read(bytes: &[u8]) {
    let Some(whole) = readers::unpacked(bytes) else {
        return;
    };
    assert!(whole.len() <= MOST);
    if let Ok(text) = std::str::from_utf8(&whole) {
        batch::read(text);
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let packed = |bytes: &[u8]| {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        let _ = out.write_all(bytes);
        out.finish().unwrap_or_default()
    };
    let mut all: Vec<Vec<u8>> = batch::seeds().iter().map(|seed| packed(seed)).collect();
    // One that unpacks to more than may be, and two in one.
    all.push(packed(&vec![b' '; MOST + 1]));
    all.push([all[0].clone(), all[1].clone()].concat());
    all
}
