//! Prints what help search costs for 2,000 articles in each of two languages: building, size, answers, beside a naive
//! scan of the folded text in the same run. Natively `cargo run --release --example measure`; for wasm, build it
//! with `--profile page --target wasm32-wasip1` and give it to a runtime that lets it read this folder.
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement outside of a page reads the clock"
)]

#[path = "../tests/search/corpus.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod corpus;

use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use search::{Article, Ask, Index, build, fold};

const ARTICLES: usize = 2_000;
const QUERIES: usize = 200;
const ROUNDS: usize = 5;

fn main() {
    for language in ["ja", "en"] {
        let articles = corpus::many(language, ARTICLES);
        let text: usize = articles.iter().map(|a| a.title.len() + a.body.len()).sum();
        let start = Instant::now();
        let bytes = build(language, &articles);
        let built = start.elapsed();
        println!(
            "{language}: {ARTICLES} articles, {text} bytes of text ({} brotli), built in {built:?}",
            brotli(&all_text(&articles))
        );
        println!(
            "{language}: index {} bytes, {} brotli; 150 of them {} brotli",
            bytes.len(),
            brotli(&bytes),
            brotli(&build(language, &articles[..150]))
        );
        answers(language, &articles, &bytes);
    }
}

fn all_text(articles: &[Article]) -> Vec<u8> {
    let texts = articles
        .iter()
        .map(|a| format!("{}\n{}\n", a.title, a.body));
    texts.collect::<String>().into_bytes()
}

fn brotli(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22);
    // A vector takes everything.
    let _ = writer.write_all(bytes);
    let _ = writer.flush();
    drop(writer);
    out.len()
}

/// Titles, halves of titles, words of bodies, and the same with a letter lost.
fn queries(articles: &[Article]) -> Vec<String> {
    let mut numbers = corpus::Numbers(11);
    (0..QUERIES)
        .map(|n| {
            let article = numbers.pick(articles);
            let title: Vec<char> = article.title.chars().collect();
            let from = numbers.below(article.body.chars().count() - 8);
            match n % 4 {
                0 => article.title.clone(),
                1 => title[..title.len() / 2].iter().collect(),
                2 => article.body.chars().skip(from).take(8).collect(),
                _ => title[..5].iter().chain(&title[6..]).collect(),
            }
        })
        .collect()
}

fn answers(language: &str, articles: &[Article], bytes: &[u8]) {
    if Index::open(bytes).is_err() {
        println!("{language}: the index does not open");
        return;
    }
    let folded: Vec<String> = articles
        .iter()
        .map(|a| fold(&format!("{} {} {}", a.title, a.tags.join(" "), a.body)))
        .collect();
    let ask = Ask {
        page: "/invoices/7",
        limit: 10,
    };
    let (mut index_times, mut scan_times) = (Vec::new(), Vec::new());
    for query in queries(articles) {
        let best = |work: &dyn Fn()| {
            let times = (0..ROUNDS).map(|_| {
                let start = Instant::now();
                work();
                start.elapsed()
            });
            times.min().unwrap_or_default()
        };
        index_times.push(best(&|| {
            let _ = black_box(Index::open(bytes).map(|index| index.search(&query, ask)));
        }));
        scan_times.push(best(&|| {
            let words = fold(&query);
            let has = |text: &&String| words.split(' ').all(|word| text.contains(word));
            black_box(folded.iter().filter(has).count());
        }));
    }
    let (index, scan) = (percentiles(index_times), percentiles(scan_times));
    println!(
        "{language}: {QUERIES} queries: p50 {:?}, p95 {:?}, worst {:?}; scan p95 {:?}; ratio at p95 {:.2}",
        index[0],
        index[1],
        index[2],
        scan[1],
        index[1].as_secs_f64() / scan[1].as_secs_f64()
    );
}

/// Median, 95th percentile, worst.
fn percentiles(mut times: Vec<Duration>) -> [Duration; 3] {
    times.sort();
    [times.len() / 2, times.len() * 95 / 100, times.len() - 1].map(|at| times[at])
}
