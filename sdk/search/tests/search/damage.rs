//! Damaged, cut and later bytes: an error or a sane answer, never a panic.

use search::{Ask, Index, Refusal, build};

use crate::corpus;

const QUERIES: &[&str] = &[
    "請求書",
    "invoice",
    "invocie",
    "送る",
    "税",
    "インターフェース 設定",
    "一覧 pdf",
    "",
];

fn small() -> Vec<u8> {
    build("ja", &corpus::articles("ja")[..8])
}

/// Every answer is one that a widget can draw.
fn ask(bytes: &[u8]) -> bool {
    let Ok(index) = Index::open(bytes) else {
        return false;
    };
    for query in QUERIES {
        let Ok(found) = index.search(
            query,
            Ask {
                page: "/invoices",
                limit: 10,
            },
        ) else {
            continue;
        };
        assert!(
            found.hits.len() <= 10 && found.hits.len() <= found.total && found.total <= index.len()
        );
        for hit in &found.hits {
            for (text, marks) in [
                (hit.title, &hit.title_marks),
                (hit.excerpt, &hit.excerpt_marks),
            ] {
                let length = text.chars().count() as u32;
                assert!(marks.iter().all(|(from, to)| from < to && *to <= length));
            }
        }
    }
    true
}

#[test]
fn refusals() {
    let check =
        |bytes: &[u8], expected: Refusal| assert_eq!(Index::open(bytes).err(), Some(expected));
    let good = small();
    assert!(ask(&good));
    check(b"", Refusal::Foreign);
    check(b"GIF89a", Refusal::Foreign);
    check(b"shse", Refusal::Damaged);
    check(b"shse\x00", Refusal::Damaged);
    check(b"shse\x02", Refusal::Newer);
    check(b"shse\x01\xff\xff\xff\xff\x0f\x00", Refusal::Damaged);
    let longer: Vec<u8> = good.iter().copied().chain([0]).collect();
    check(&longer, Refusal::Damaged);
}

#[test]
fn every_cut_is_refused() {
    let good = small();
    for end in 0..good.len() {
        assert!(
            Index::open(&good[..end]).is_err(),
            "{end} of {}",
            good.len()
        );
    }
}

#[test]
fn every_flip_is_survived() {
    let good = small();
    let mut opened = 0;
    for at in 0..good.len() {
        for bit in [0, 3, 6, 7] {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            opened += usize::from(ask(&bytes));
        }
    }
    assert!(opened > good.len(), "the flips never came past the header");
}
