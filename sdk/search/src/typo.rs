//! Typing errors: restricted Damerau–Levenshtein distance against many sorted words. Rows are kept while the next
//! word begins alike, so that a whole vocabulary costs little more than its distinct beginnings.

use crate::words::LONGEST;

/// Distances of one query to one word after another.
pub(crate) struct Ladder<'q> {
    query: &'q [u8],
    /// One row a letter of the word, the row of no letter first.
    rows: Vec<u8>,
    word: Vec<u8>,
    most: u8,
}

/// How many errors a word of this length may hold.
pub(crate) fn tolerance(word: &[u8]) -> u8 {
    let is_plain = word.iter().all(u8::is_ascii_lowercase);
    match word.len() {
        4..=7 if is_plain => 1,
        8.. if is_plain => 2,
        _ => 0,
    }
}

impl<'q> Ladder<'q> {
    /// `query` of at most `LONGEST` bytes.
    pub(crate) fn new(query: &'q [u8]) -> Self {
        Ladder {
            query,
            rows: (0..=query.len().min(LONGEST) as u8).collect(),
            word: Vec::new(),
            most: tolerance(query),
        }
    }

    fn width(&self) -> usize {
        self.query.len() + 1
    }

    /// Errors between the query and `word`, whose first `shared` bytes are those of the word before; with `start`
    /// also to any beginning of it that is no shorter than the query. `None`: more than the query's length allows.
    pub(crate) fn distance(&mut self, word: &[u8], shared: usize, start: bool) -> Option<u8> {
        let width = self.width();
        self.word.truncate(shared);
        self.rows.truncate((self.word.len() + 1) * width);
        let known = self.word.len();
        for &c in word.get(known..)? {
            let latest = self.rows.len().saturating_sub(width);
            let hopeless = self
                .rows
                .get(latest..)
                .is_none_or(|row| row.iter().all(|errors| *errors > self.most));
            if hopeless {
                break;
            }
            self.step(c);
        }
        let ends = self.rows.iter().skip(width - 1).step_by(width);
        let whole = ends.clone().nth(word.len());
        let beginning = ends.skip(self.query.len()).min().filter(|_| start);
        let errors = whole.into_iter().chain(beginning).min();
        errors.copied().filter(|errors| *errors <= self.most)
    }

    /// One row more.
    fn step(&mut self, c: u8) {
        let width = self.width();
        let row = self.rows.len();
        let cell = |rows: &[u8], at: Option<usize>| {
            at.and_then(|at| rows.get(at)).copied().unwrap_or(u8::MAX)
        };
        let last = self.word.last().copied();
        for column in 0..width {
            let above = cell(&self.rows, Some(row - width + column)).saturating_add(1);
            let mut least = above;
            if column > 0 {
                let wanted = self.query.get(column - 1).copied();
                let left = cell(&self.rows, Some(row + column - 1)).saturating_add(1);
                let diagonal = cell(&self.rows, Some(row - width + column - 1))
                    .saturating_add(u8::from(wanted != Some(c)));
                least = least.min(left).min(diagonal);
                let swapped = column > 1
                    && wanted == last
                    && self.query.get(column - 2).copied() == Some(c)
                    && wanted.is_some();
                if swapped {
                    let at = (row + column).checked_sub(2 * width + 2);
                    least = least.min(cell(&self.rows, at).saturating_add(1));
                }
            }
            self.rows.push(least);
        }
        self.word.push(c);
    }
}
