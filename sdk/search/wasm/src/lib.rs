//! Help search in a page, as a module of its own that is loaded when help opens. An index and words come in; the
//! best articles go out in the compact coding that the core reads (`sdk/src/found.rs`).
//! Not here: fetching the index, holding it against its digest.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::cell::RefCell;

use search::{Ask, Hit, Index, Span};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

thread_local! {
    static INDEX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Takes the bytes of an index in place of the one before. False: they are none that this release reads.
#[wasm_bindgen]
pub fn open(bytes: Vec<u8>) -> bool {
    let opens = Index::open(&bytes).is_ok();
    INDEX.set(if opens { bytes } else { Vec::new() });
    opens
}

/// What the words find on a page, best first, at most `limit`; without words, the articles of the page.
/// `total`, then for each hit its id, and its title and excerpt as stretches: a mark byte (1: it matches) and a text.
#[wasm_bindgen]
pub fn search(query: &str, page: &str, limit: u32) -> Vec<u8> {
    INDEX.with_borrow(|bytes| found(bytes, query, page, limit))
}

fn found(bytes: &[u8], query: &str, page: &str, limit: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let Ok(index) = Index::open(bytes) else {
        return out;
    };
    let limit = limit as usize;
    let found = index.search(query, Ask { page, limit });
    put(found.total, &mut out);
    put(found.hits.len(), &mut out);
    for hit in &found.hits {
        put_hit(hit, &mut out);
    }
    out
}

fn put_hit(hit: &Hit, out: &mut Vec<u8>) {
    put_text(hit.id, out);
    put_marked(hit.title, &hit.title_marks, out);
    put_marked(hit.excerpt, &hit.excerpt_marks, out);
}

fn put(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    put(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

/// A text cut where its marks begin and end; they are in order and never overlap.
fn put_marked(text: &str, marks: &[Span], out: &mut Vec<u8>) {
    let place = |letter: u32| {
        let mut places = text.char_indices().skip(letter as usize);
        places.next().map_or(text.len(), |(at, _)| at)
    };
    let mut edges = Vec::with_capacity(marks.len() * 2 + 2);
    edges.push(0);
    for (from, to) in marks {
        edges.extend([place(*from), place(*to)]);
    }
    edges.push(text.len());
    let stretches = || {
        let pairs = edges.iter().zip(edges.iter().skip(1)).enumerate();
        pairs.filter_map(|(n, (from, to))| Some((n % 2, text.get(*from..*to)?)))
    };
    let filled = || stretches().filter(|(_, stretch)| !stretch.is_empty());
    put(filled().count(), out);
    for (marked, stretch) in filled() {
        out.push(marked as u8);
        put_text(stretch, out);
    }
}

#[cfg(test)]
mod tests {
    use super::put_marked;

    #[test]
    fn a_text_is_cut_at_its_marks() {
        let check = |text: &str, marks: &[(u32, u32)], expected: &[u8]| {
            let mut out = Vec::new();
            put_marked(text, marks, &mut out);
            assert_eq!(out, expected, "{text} {marks:?}");
        };
        check("", &[], &[0]);
        check("abc", &[], &[1, 0, 3, b'a', b'b', b'c']);
        check("abc", &[(0, 3)], &[1, 1, 3, b'a', b'b', b'c']);
        check("abc", &[(1, 2)], &[3, 0, 1, b'a', 1, 1, b'b', 0, 1, b'c']);
        check(
            "abc",
            &[(0, 1), (2, 3)],
            &[3, 1, 1, b'a', 0, 1, b'b', 1, 1, b'c'],
        );
        // Marks count letters, not bytes.
        check("あb", &[(1, 2)], &[2, 0, 3, 0xe3, 0x81, 0x82, 1, 1, b'b']);
        check("ab", &[(1, 9)], &[2, 0, 1, b'a', 1, 1, b'b']);
    }
}
