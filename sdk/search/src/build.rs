//! From articles to the bytes of an index. The same articles give the same bytes, in whatever order they come: they
//! are numbered by `order`, then by id, and every number is whole. Runs where content is published, not in a page.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::{BLOCK, MAGIC, VERSION, WEIGHTS};
use crate::latin;
use crate::words::{Kind, Word, term, words};

/// Longest excerpt in characters.
const EXCERPT: usize = 120;

/// A topic as an article names it.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// Its id, which a hit tells again.
    pub id: String,
    /// Its title in the index's language, found like a tag.
    pub title: String,
}

/// An article in the index's language.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// The file's stem.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its topics.
    pub topics: Vec<Topic>,
    /// Patterns of the pages that it helps with, as authors write them (`/invoices*`).
    pub pages: Vec<String>,
    /// Lower comes first among equals.
    pub order: i64,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Texts of its headings.
    pub headings: Vec<String>,
    /// Its words without mark-up, a paragraph a line.
    pub body: String,
}

/// Weight of a term in one article, in 64ths.
type Weights = BTreeMap<Vec<u8>, u32>;

/// The index of these articles, all in `language`.
#[must_use]
pub fn build(language: &str, articles: &[Article]) -> Vec<u8> {
    let mut sorted: Vec<&Article> = articles.iter().collect();
    sorted.sort_by(|a, b| (a.order, &a.id, &a.title).cmp(&(b.order, &b.id, &b.title)));
    let bodies: Vec<Vec<Word>> = sorted
        .iter()
        .map(|article| words(&article.body, false))
        .collect();
    let average = bodies.iter().map(Vec::len).sum::<usize>() / bodies.len().max(1);
    let mut lists: BTreeMap<Vec<u8>, Vec<(u32, u8)>> = BTreeMap::new();
    for ((article, body), number) in sorted.iter().zip(&bodies).zip(0u32..) {
        for (term, weight) in weigh(article, body, average) {
            let fitting = WEIGHTS
                .iter()
                .rposition(|level| u32::from(*level) * 64 <= weight);
            let level = fitting.unwrap_or(0) as u8;
            lists.entry(term).or_default().push((number, level));
        }
    }
    write(language, &sorted, &lists)
}

fn weigh(article: &Article, body: &[Word], average: usize) -> Weights {
    let texts = |texts: &[String]| -> Vec<Word> {
        texts.iter().flat_map(|text| words(text, false)).collect()
    };
    let title = words(&article.title, false);
    let topics: Vec<String> = article
        .topics
        .iter()
        .map(|topic| topic.title.clone())
        .collect();
    let mut fields: Vec<Weights> = [
        // A short title says more about its words than a long one.
        (64 * 48 / (title.len() as u32 + 3), title),
        (64 * 8, texts(&article.tags)),
        (64 * 4, texts(&article.headings)),
        (64 * 3, texts(&topics)),
    ]
    .into_iter()
    .map(|(worth, words)| {
        let terms = words.iter().flat_map(|word| terms(word, true));
        terms.map(|term| (term, worth)).collect()
    })
    .collect();
    let mut counts = Weights::new();
    for term in body.iter().flat_map(|word| terms(word, false)) {
        *counts.entry(term).or_default() += 1;
    }
    // BM25's saturation with k1 = 1.2 and b = 0.6, in 64ths, at most three times k1 + 1.
    let length = (77 * 40 + 77 * 60 * body.len() as u32 / average.max(1) as u32) / 100;
    for count in counts.values_mut() {
        let n = (*count).min(1000);
        *count = 3 * 64 * 141 * n / (64 * n + length);
    }
    fields.push(counts);
    // The best field decides; the others only tell equals apart.
    let (mut best, mut sum) = (Weights::new(), Weights::new());
    for (term, weight) in fields.into_iter().flatten() {
        let most = best.entry(term.clone()).or_default();
        *most = weight.max(*most);
        *sum.entry(term).or_default() += weight;
    }
    for (most, sum) in best.values_mut().zip(sum.values()) {
        *most += (sum - *most) / 8;
    }
    best
}

/// The terms of a word. Hiragana is looked up in the short fields only (`named`): in sentences it is grammar.
fn terms(word: &Word, named: bool) -> Vec<Vec<u8>> {
    match word.kind {
        Kind::Word => {
            let text = word.text();
            if !named && latin::is_stop(&text) {
                return Vec::new();
            }
            vec![text.into_bytes()]
        }
        Kind::Hira if !named => Vec::new(),
        Kind::Hira | Kind::Han | Kind::Kana => {
            let grams = word.grams().into_iter().chain(word.short_grams());
            grams.map(|gram| term(&gram).into_bytes()).collect()
        }
    }
}

fn write(
    language: &str,
    articles: &[&Article],
    lists: &BTreeMap<Vec<u8>, Vec<(u32, u8)>>,
) -> Vec<u8> {
    let topics: BTreeSet<&str> = articles
        .iter()
        .flat_map(|article| article.topics.iter().map(|topic| topic.id.as_str()))
        .collect();
    let mut pages: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut offsets = Vec::new();
    let mut records = Vec::new();
    for (article, number) in articles.iter().zip(0u32..) {
        offsets.extend((records.len() as u32).to_le_bytes());
        sized(article.id.as_bytes(), &mut records);
        sized(article.title.as_bytes(), &mut records);
        sized(excerpt(&article.body).as_bytes(), &mut records);
        let own: BTreeSet<&str> = article
            .topics
            .iter()
            .map(|topic| topic.id.as_str())
            .collect();
        let mut numbers = Vec::new();
        for (at, _) in (0u32..).zip(&topics).filter(|(_, id)| own.contains(*id)) {
            varint(at, &mut numbers);
        }
        sized(&numbers, &mut records);
        for page in &article.pages {
            pages.entry(pattern(page)).or_default().insert(number);
        }
    }
    let mut patterns = Vec::new();
    for (pattern, numbers) in pages {
        sized(pattern.as_bytes(), &mut patterns);
        let mut list = Vec::new();
        varint(numbers.len() as u32, &mut list);
        gaps(numbers, &mut list);
        sized(&list, &mut patterns);
    }
    let mut names = Vec::new();
    for topic in topics {
        sized(topic.as_bytes(), &mut names);
    }
    let (blocks, vocabulary, postings) = dictionary(lists);
    let mut out = MAGIC.to_vec();
    out.push(VERSION);
    varint(articles.len() as u32, &mut out);
    varint(blocks.len() as u32 / 8, &mut out);
    sized(language.as_bytes(), &mut out);
    sized(&names, &mut out);
    sized(&patterns, &mut out);
    out.extend(offsets);
    sized(&records, &mut out);
    out.extend(blocks);
    sized(&vocabulary, &mut out);
    sized(&postings, &mut out);
    out
}

/// Block table, terms and posting lists.
fn dictionary(lists: &BTreeMap<Vec<u8>, Vec<(u32, u8)>>) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let (mut blocks, mut vocabulary, mut postings) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for (at, (term, list)) in lists.iter().enumerate() {
        if at % BLOCK == 0 {
            blocks.extend((vocabulary.len() as u32).to_le_bytes());
            blocks.extend((postings.len() as u32).to_le_bytes());
            before = &[];
        }
        let shared = term.iter().zip(before).take_while(|(a, b)| a == b).count();
        varint(shared as u32, &mut vocabulary);
        sized(term.get(shared..).unwrap_or_default(), &mut vocabulary);
        let mut bytes = Vec::new();
        for level in (0..WEIGHTS.len() as u8).rev() {
            let numbers: Vec<u32> = list
                .iter()
                .filter(|(_, own)| *own == level)
                .map(|(number, _)| *number)
                .collect();
            if !numbers.is_empty() {
                varint((numbers.len() as u32) << 3 | u32::from(level), &mut bytes);
                gaps(numbers, &mut bytes);
            }
        }
        varint(bytes.len() as u32, &mut vocabulary);
        postings.extend(bytes);
        before = term;
    }
    (blocks, vocabulary, postings)
}

fn gaps(numbers: impl IntoIterator<Item = u32>, out: &mut Vec<u8>) {
    let mut next = 0;
    for number in numbers {
        varint(number - next, out);
        next = number + 1;
    }
}

fn varint(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn sized(bytes: &[u8], out: &mut Vec<u8>) {
    varint(bytes.len() as u32, out);
    out.extend_from_slice(bytes);
}

/// The beginning of a body, up to a sentence's end where one is near.
fn excerpt(body: &str) -> String {
    let flat: Vec<char> = body
        .split_whitespace()
        .flat_map(|word| word.chars().chain([' ']))
        .collect();
    let flat = flat.strip_suffix(&[' ']).unwrap_or(&flat);
    let Some(head) = flat.get(..EXCERPT).filter(|_| flat.len() > EXCERPT) else {
        return flat.iter().collect();
    };
    let end = head
        .iter()
        .rposition(|c| matches!(c, '。' | '.' | '!' | '?' | '！' | '？'));
    match end.filter(|end| *end * 2 >= EXCERPT) {
        Some(end) => head.iter().take(end + 1).collect(),
        None => head.iter().take(EXCERPT - 1).chain(&['…']).collect(),
    }
}

/// What a page pattern begins with literally, open at its end where the pattern is.
fn pattern(page: &str) -> String {
    let path = match page.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => page,
    };
    match path.find(['*', ':', '(', '{']) {
        Some(end) => format!("{}*", path.get(..end).unwrap_or("")),
        None => path.to_owned(),
    }
}
