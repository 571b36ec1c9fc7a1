//! What the search module answers, read from its bytes (`sdk/search/wasm` writes them).

use content::Reader;
use content::code::Code as _;
use engine::input::Found;
use engine::panel::Hit;

/// The answer; nothing where the bytes are cut or go on.
pub(crate) fn found(bytes: &[u8]) -> Option<Box<Found>> {
    let mut r = Reader::new(bytes);
    let total = u32::take(&mut r);
    let count = r.length();
    let hits = (0..count)
        .map(|_| Hit {
            id: String::take(&mut r),
            title: marked(&mut r),
            line: marked(&mut r),
        })
        .collect();
    r.end().ok()?;
    Some(Box::new(Found { total, hits }))
}

fn marked(r: &mut Reader) -> Vec<(String, bool)> {
    let count = r.length();
    let stretch = |_| {
        let marked = r.byte() == 1;
        (String::take(r), marked)
    };
    (0..count).map(stretch).collect()
}
