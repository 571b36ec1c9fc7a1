//! Ranking: what a query finds, best first. All arithmetic is whole, so that every machine ranks alike; equal scores
//! keep the articles' own order, then their ids. A query and the page where help was opened enter; hits leave.

use crate::Span;
use crate::fold::{Letter, Script, letters};
use crate::index::Index;
use crate::mark::marks;
use crate::unit::{Unit, units};

/// Candidates whose titles are read.
const CANDIDATES: usize = 64;

/// Percent of a query's information that an article must hold, and of what the best one holds.
const LEAST_SHARE: u32 = 30;
const SHARE_OF_BEST: u32 = 60;

/// What to search for besides the words.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Path, query and fragment of the page where help is open; its articles come earlier.
    pub page: &'a str,
    /// Most hits that are wanted; `Found::total` counts the others too.
    pub limit: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// How many articles fit: the `results` of `help.searched`, and 0 for a search that failed.
    pub total: usize,
    /// The best of them, best first.
    pub hits: Vec<Hit<'a>>,
}

/// One article that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The article's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The beginning of its body.
    pub excerpt: &'a str,
    /// Ids of its topics.
    pub topics: Vec<&'a str>,
    /// Higher is better; comparable within one search only.
    pub score: u32,
    /// What to mark in the title.
    pub title_marks: Vec<Span>,
    /// What to mark in the excerpt.
    pub excerpt_marks: Vec<Span>,
}

impl<'a> Index<'a> {
    /// The articles that fit a query, best first. A query without words lists the page's own articles.
    #[must_use]
    pub fn search(&self, query: &str, ask: Ask<'_>) -> Found<'a> {
        let mut units = units(query);
        let phrase = plain(&letters(query));
        let mut scores = self.scores(&mut units);
        self.at_page(ask.page, &mut |article| {
            if let Some(score) = scores.get_mut(article) {
                *score += if phrase.is_empty() { 1 } else { *score / 2 };
            }
        });
        let mut candidates = Best::new(CANDIDATES.max(ask.limit));
        let mut total = 0;
        for (article, score) in scores.into_iter().enumerate() {
            if score > 0 {
                total += 1;
                candidates.offer(score, article);
            }
        }
        let mut best = Best::new(ask.limit);
        for (score, article) in candidates.list {
            best.offer(
                by_title(score, self.title(article), &phrase, &units),
                article,
            );
        }
        let hits = best.list.iter().map(|(score, article)| {
            let record = self.record(*article);
            Hit {
                id: record.id,
                title: record.title,
                excerpt: record.excerpt,
                topics: record.topics,
                score: *score,
                title_marks: marks(&letters(record.title), &units).spans,
                excerpt_marks: marks(&letters(record.excerpt), &units).spans,
            }
        });
        Found {
            total,
            hits: hits.collect(),
        }
    }

    /// Score by article, 0 where it holds too little of the query.
    fn scores(&self, units: &mut [Unit]) -> Vec<u32> {
        // Of each article the score, and how much of the query's information it holds.
        let mut scores = vec![(0u32, 0u32); self.len()];
        let mut whole = 0;
        for unit in units {
            let strengths = self.strengths(unit);
            let holding = strengths.iter().filter(|strength| **strength > 0).count();
            let information = information(self.len(), holding);
            let needed = if unit.is_optional { 0 } else { information };
            whole += needed;
            for ((score, share), strength) in scores.iter_mut().zip(strengths) {
                if strength > 0 {
                    *score += information * u32::from(strength) / 16;
                    *share += needed;
                }
            }
        }
        let most = scores.iter().fold(0, |most, (_, share)| most.max(*share));
        let least = (whole * LEAST_SHARE).max(most * SHARE_OF_BEST) / 100;
        let fitting = scores.into_iter().map(|(score, share)| {
            if share == 0 || share < least {
                0
            } else {
                (score * (share * 64 / whole) / 64).max(1)
            }
        });
        fitting.collect()
    }
}

/// How much a unit tells when `holding` of `all` articles have it: sixteenths of bits, and never nothing.
fn information(all: usize, holding: usize) -> u32 {
    let bits = |n: usize| {
        let n = (n as u32).saturating_mul(16).max(1);
        let whole = n.ilog2();
        whole * 16 + ((n << (31 - whole)) >> 27 & 15)
    };
    bits(all + 1).saturating_sub(bits(holding.max(1))) + 4
}

/// The letters without gaps.
fn plain(letters: &[Letter]) -> Vec<char> {
    let said = letters.iter().filter(|letter| letter.script != Script::Gap);
    said.map(|letter| letter.c).collect()
}

/// Titles that say just this come first, then those that begin with it, hold it, or are about little else.
fn by_title(score: u32, title: &str, phrase: &[char], units: &[Unit]) -> u32 {
    let folded = letters(title);
    let marks = marks(&folded, units);
    let letters = plain(&folded);
    let place = letters
        .windows(phrase.len().max(1))
        .position(|window| window == phrase);
    let sixteenths = match place {
        Some(0) if letters.len() == phrase.len() => 24,
        Some(0) => 5,
        Some(_) => 3,
        None => 0,
    };
    let marked: u32 = marks.spans.iter().map(|(from, to)| to - from).sum();
    let length = (title.chars().count() as u32).max(marked).max(1);
    score + score * (sixteenths + 4 * marks.held) / 16 + score * marked / length * 5 / 16
}

/// The best so far, best first; of equals the earlier article.
struct Best {
    list: Vec<(u32, usize)>,
    limit: usize,
}

impl Best {
    fn new(limit: usize) -> Self {
        Best {
            list: Vec::new(),
            limit,
        }
    }

    fn offer(&mut self, score: u32, article: usize) {
        let is_before = |own: &(u32, usize)| (own.0, article) > (score, own.1);
        let at = self.list.iter().rposition(is_before).map_or(0, |at| at + 1);
        if at < self.limit {
            self.list.truncate(self.limit - 1);
            self.list.insert(at, (score, article));
        }
    }
}
