//! Ranking: what a query finds, best first. All arithmetic is whole, so that every machine ranks alike; equal scores
//! keep the articles' own order, then their ids. A query and the page where help was opened enter; hits leave.

use crate::Span;
use crate::fold::{Script, letters};
use crate::index::{Index, Refusal};
use crate::mark::marks;
use crate::unit::{Unit, units};

/// Candidates whose titles are read.
const CANDIDATES: usize = 100;

/// Percent of a query's information that an article must hold, and of what the best one holds.
const LEAST_SHARE: u32 = 40;
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
    pub fn search(&self, query: &str, ask: Ask<'_>) -> Result<Found<'a>, Refusal> {
        let mut is_here = vec![false; self.len()];
        self.at_page(ask.page, &mut |article| {
            if let Some(here) = is_here.get_mut(article) {
                *here = true;
            }
        })?;
        let mut units = units(query);
        let phrase = plain(query);
        let (scores, total) = if phrase.is_empty() {
            let scores: Vec<u32> = is_here.iter().map(|here| u32::from(*here)).collect();
            let total = scores.iter().filter(|score| **score > 0).count();
            (scores, total)
        } else {
            self.scores(&mut units, &is_here)?
        };
        let mut best = Best::new(CANDIDATES.max(ask.limit));
        for (article, score) in scores.iter().enumerate().filter(|(_, score)| **score > 0) {
            best.offer(*score, article);
        }
        let mut final_best = Best::new(ask.limit);
        for (score, article) in best.list {
            let title = self.record(article)?.title;
            final_best.offer(title_bonus(score, title, &phrase, &units), article);
        }
        let mut hits = Vec::with_capacity(final_best.list.len());
        for (score, article) in final_best.list {
            let record = self.record(article)?;
            hits.push(Hit {
                id: record.id,
                title: record.title,
                excerpt: record.excerpt,
                topics: self.topics(&record)?,
                score,
                title_marks: marks(record.title, &units),
                excerpt_marks: marks(record.excerpt, &units),
            });
        }
        Ok(Found { total, hits })
    }

    /// Score by article, 0 where it holds too little of the query, and how many hold enough.
    fn scores(&self, units: &mut [Unit], is_here: &[bool]) -> Result<(Vec<u32>, usize), Refusal> {
        let mut scores = vec![0u32; self.len()];
        let mut shares = vec![0u32; self.len()];
        let mut whole = 0;
        for unit in units {
            let strengths = self.strengths(unit)?;
            let holding = strengths.iter().filter(|strength| **strength > 0).count();
            let information = information(self.len(), holding);
            if !unit.is_optional {
                whole += information;
            }
            let both = scores.iter_mut().zip(&mut shares);
            for ((score, share), strength) in both.zip(strengths).filter(|(_, s)| *s > 0) {
                *score += information * u32::from(strength) / 16;
                if !unit.is_optional {
                    *share += information;
                }
            }
        }
        let most = shares.iter().copied().max().unwrap_or(0);
        let least = (whole * LEAST_SHARE).max(most * SHARE_OF_BEST) / 100;
        let mut total = 0;
        for ((score, share), here) in scores.iter_mut().zip(&shares).zip(is_here) {
            if *share == 0 || *share < least {
                *score = 0;
                continue;
            }
            total += 1;
            *score = *score * (share * 64 / whole.max(1)) / 64;
            if *here {
                *score += *score / 4;
            }
            *score = (*score).max(1);
        }
        Ok((scores, total))
    }
}

/// How much a unit tells when `holding` of `all` articles have it: sixteenths of bits, and never nothing.
fn information(all: usize, holding: usize) -> u32 {
    let bits = |n: usize| {
        let n = (n as u32).saturating_mul(16).max(1);
        let whole = n.ilog2();
        whole * 16 + ((u64::from(n) << 4 >> whole) as u32 & 15)
    };
    bits(all + 1).saturating_sub(bits(holding.max(1))) + 4
}

/// The letters without gaps.
fn plain(text: &str) -> Vec<char> {
    letters(text)
        .iter()
        .filter(|letter| letter.script != Script::Gap)
        .map(|letter| letter.c)
        .collect()
}

/// Titles that say just this come first, then those that begin with it, hold it, or are about little else.
fn title_bonus(score: u32, title: &str, phrase: &[char], units: &[Unit]) -> u32 {
    let plain = plain(title);
    let sixteenths = if phrase.is_empty() {
        0
    } else if plain == phrase {
        24
    } else if plain.starts_with(phrase) {
        5
    } else if plain.windows(phrase.len()).any(|window| window == phrase) {
        3
    } else {
        0
    };
    let marked: u32 = marks(title, units).iter().map(|(from, to)| to - from).sum();
    let length = title.chars().count().max(1) as u32;
    score + score * sixteenths / 16 + score * marked.min(length) / length * 5 / 16
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
