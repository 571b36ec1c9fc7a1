//! Help articles of a product for invoices, and thousands more made of their sentences. No chance is involved: the
//! same number gives the same articles.

use std::fs;
use std::path::{Path, PathBuf};

use search::{Article, Topic};

/// A file or folder under `tests/`.
pub(crate) fn at(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The articles of `tests/corpus/<language>.txt`: a line `id | title | topic | page | order | tags`, the body below.
pub(crate) fn articles(language: &str) -> Vec<Article> {
    let text = fs::read_to_string(at(&format!("corpus/{language}.txt"))).unwrap();
    let articles = text.split("\n\n").filter(|part| !part.trim().is_empty());
    articles.map(article).collect()
}

fn article(part: &str) -> Article {
    let (head, body) = part.trim().split_once('\n').unwrap();
    let fields: Vec<&str> = head.split('|').map(str::trim).collect();
    let [id, title, topic, page, order, tags] = fields.as_slice() else {
        panic!("{head}");
    };
    let list = |text: &str| -> Vec<String> {
        let parts = text.split(',').map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect()
    };
    Article {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        topics: vec![Topic {
            id: (*topic).to_owned(),
            title: String::new(),
        }],
        pages: list(page),
        order: order.parse().unwrap(),
        tags: list(tags),
        headings: Vec::new(),
        body: body.to_owned(),
    }
}

/// A small generator of numbers, so that the thousands are the same everywhere.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Many articles: each takes a title, ten sentences of the corpus, and twelve words that few others have.
pub(crate) fn many(language: &str, count: usize) -> Vec<Article> {
    let base = articles(language);
    let end = if language == "ja" { '。' } else { '.' };
    let sentences: Vec<String> = base
        .iter()
        .flat_map(|article| article.body.split_inclusive(end))
        .map(|sentence| sentence.trim().to_owned())
        .collect();
    let mut numbers = Numbers(7);
    (0..count)
        .map(|n| {
            let model = &base[n % base.len()];
            let rare: Vec<String> = (0..12).map(|_| rare(language, &mut numbers)).collect();
            let mut body = String::new();
            for at in 0..12 {
                body.push_str(numbers.pick::<String>(&sentences));
                body.push(' ');
                body.push_str(&rare[at]);
                body.push(if language == "ja" { '、' } else { ' ' });
            }
            Article {
                id: format!("{}-{n}", model.id),
                title: format!("{} {}", model.title, rare[0]),
                order: n as i64,
                body,
                ..model.clone()
            }
        })
        .collect()
}

/// A word that looks like one: two kanji or four kana, or English syllables; some are frequent, most are rare.
fn rare(language: &str, numbers: &mut Numbers) -> String {
    // The product of two draws leans to small numbers, as word frequencies do.
    let mut lean = |n: usize| numbers.below(n) * numbers.below(n) / n;
    if language == "ja" {
        let kanji = |n: usize| char::from_u32(0x4e00 + (n as u32 * 37) % 0x4000).unwrap();
        let kana = |n: usize| char::from_u32(0x30ab + n as u32).unwrap();
        return match lean(3) {
            0 => [kanji(lean(600)), kanji(lean(600))].iter().collect(),
            _ => (0..4).map(|_| kana(lean(60))).collect(),
        };
    }
    const SYLLABLES: &[&str] = &[
        "con", "ver", "ment", "pro", "ta", "ble", "in", "ter", "nal", "re", "port", "ex", "cel",
        "sys", "tem", "ac", "count", "man", "age", "lo", "cal", "for", "mu", "la", "de", "fault",
        "um", "brel", "sche", "dule",
    ];
    (0..3).map(|_| SYLLABLES[lean(SYLLABLES.len())]).collect()
}
