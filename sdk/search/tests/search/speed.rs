//! The index against a naive scan over the folded articles, in one run: a ratio, never a time.

use std::hint::black_box;
use std::time::{Duration, Instant};

use search::{Ask, Index, build, fold};

use crate::corpus;

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a measurement outside of a page reads the clock"
)]
fn faster_than_a_scan() {
    for (language, queries) in [
        ("ja", ["請求書", "振り込み手数料", "メールが届かない"]),
        ("en", ["invoice", "recuring invoices", "reset pasword"]),
    ] {
        let articles = corpus::many(language, 2_000);
        let folded: Vec<String> = articles
            .iter()
            .map(|a| fold(&format!("{} {}", a.title, a.body)))
            .collect();
        let bytes = build(language, &articles);
        let index = Index::open(&bytes).unwrap();
        let (mut by_index, mut by_scan) = (Duration::ZERO, Duration::ZERO);
        for query in queries {
            let start = Instant::now();
            black_box(
                index
                    .search(
                        query,
                        Ask {
                            page: "/invoices",
                            limit: 10,
                        },
                    )
                    .unwrap(),
            );
            by_index += start.elapsed();
            let start = Instant::now();
            let words: Vec<String> = query.split(' ').map(fold).collect();
            black_box(
                folded
                    .iter()
                    .filter(|text| words.iter().all(|word| text.contains(word.as_str())))
                    .count(),
            );
            by_scan += start.elapsed();
        }
        let ratio = by_index.as_secs_f64() / by_scan.as_secs_f64();
        println!(
            "{language}: index {by_index:?}, scan of folded text {by_scan:?}, ratio {ratio:.2}"
        );
        assert!(ratio < 10.0, "{language}: {ratio}");
    }
}
