//! Typing errors: restricted Damerau–Levenshtein distance against many sorted words. Rows are kept while the next
//! word begins alike, so that a whole vocabulary costs little more than its distinct beginnings.

use crate::words::LONGEST;

/// Errors against each beginning of the query.
type Row = [u8; LONGEST + 1];

/// Distances of one query to one word after another.
pub(crate) struct Ladder<'q> {
    query: &'q [u8],
    /// One row a letter of the word, the row of no letter first.
    rows: Vec<Row>,
    most: u8,
}

/// How many errors a word of this length may hold.
fn tolerance(word: &[u8]) -> u8 {
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
        let mut first = [0; LONGEST + 1];
        for (cell, errors) in first.iter_mut().zip(0..) {
            *cell = errors;
        }
        Ladder {
            query,
            rows: vec![first],
            most: tolerance(query),
        }
    }

    /// Errors between the query and `word`, whose first `shared` bytes are those of the word before; with `start`
    /// also to any beginning of it that is no shorter than the query. `None`: more than the query's length allows.
    pub(crate) fn distance(&mut self, word: &[u8], shared: usize, start: bool) -> Option<u8> {
        self.rows.truncate(shared + 1);
        let known = self.rows.len() - 1;
        let mut last = known.checked_sub(1).and_then(|at| word.get(at)).copied();
        for &c in word.get(known..)? {
            if !self.step(c, last.unwrap_or(0)) {
                break;
            }
            last = Some(c);
        }
        let length = self.query.len();
        let mut least = u8::MAX;
        for (depth, row) in self.rows.iter().enumerate() {
            if depth == word.len() || start && depth >= length {
                least = least.min(row.get(length).copied().unwrap_or(least));
            }
        }
        (least <= self.most).then_some(least)
    }

    /// One row more, unless every row after the latest is beyond the tolerance.
    fn step(&mut self, c: u8, last: u8) -> bool {
        let (Some(latest), before) = (self.rows.last(), self.rows.iter().rev().nth(1)) else {
            return false;
        };
        let mut row = [u8::MAX; LONGEST + 1];
        let mut left = latest.first().map_or(u8::MAX, |errors| errors + 1);
        let mut least = left;
        let mut older = before.into_iter().flatten();
        let mut previous = 0;
        let pairs = self.query.iter().zip(latest.windows(2));
        let (first, rest) = row.split_at_mut(1);
        first.fill(left);
        for (cell, (&wanted, pair)) in rest.iter_mut().zip(pairs) {
            let [diagonal, above] = *pair else { break };
            left = (diagonal + u8::from(wanted != c))
                .min(above + 1)
                .min(left + 1);
            if previous != 0 {
                let swapped = older.next().copied().unwrap_or(u8::MAX - 1) + 1;
                if wanted == last && previous == c {
                    left = left.min(swapped);
                }
            }
            previous = wanted;
            *cell = left;
            least = least.min(left);
        }
        let hopeful = least <= self.most || latest.iter().any(|errors| *errors <= self.most);
        if hopeful {
            self.rows.push(row);
        }
        hopeful
    }
}
