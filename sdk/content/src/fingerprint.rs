//! What an element looked like when its anchor last held, and how much another one is like it: weighted similarity over
//! attributes, after Nass et al., "Similarity-based web element localization" (2023), with a threshold and a margin.
//! Traits enter, a score leaves; whoever collects them knows the browser.

use crate::record;

record! {
    /// The traits of one element. Empty: it has none of the kind.
    #[derive(Default)]
    pub struct Fingerprint {
        /// The language in which its words are.
        pub language: String,
        /// Tag, in lower case.
        pub tag: String,
        /// ARIA role, explicit or implied.
        pub role: String,
        /// Accessible name.
        pub name: String,
        /// Its own visible words, at most 80 characters.
        pub text: String,
        /// Its id.
        pub id: String,
        /// Value of the first test id attribute.
        pub test_id: String,
        /// Classes, separated by spaces.
        pub class: String,
        /// Lasting attributes as `name=value`: type, name, href, placeholder, for, alt, title.
        pub attributes: Vec<String>,
        /// Words that stand around it: its label, the row or group it is in.
        pub neighbours: String,
        /// The landmark, dialog or heading that it stands under.
        pub landmark: String,
        /// Tags from the body down to it, separated by `>`.
        pub path: String,
        /// Its place in the page in percent: across, then down.
        pub place: Vec<u32>,
    }
}

/// A score, in thousandths, from which a stranger may stand in for an element that is gone; measured on releases of real
/// front ends (`tests/results/anchors.md`): below it, too many stand in for what is really gone.
pub const ENOUGH: u32 = 850;
/// How far the best one must be ahead of the next, in thousandths.
pub const AHEAD: u32 = 40;

/// What stands in for an element that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which of the candidates.
    pub index: usize,
    /// How much it is like the one that is gone, 0 to 1,000.
    pub score: u32,
    /// It is like it enough, and no other one is nearly as much.
    pub clear: bool,
}

impl Fingerprint {
    /// How much another element is like this one, 0 to 1,000. What this one does not have is not held against the other.
    #[must_use]
    pub fn similarity(&self, other: &Fingerprint) -> u32 {
        let mut sum = Sum::default();
        sum.words(15, &self.test_id, &other.test_id, exact);
        sum.words(15, &self.id, &other.id, alike);
        sum.words(10, &self.tag, &other.tag, exact);
        sum.words(10, &self.role, &other.role, exact);
        if self.language == other.language {
            sum.words(20, &self.name, &other.name, alike);
            sum.words(15, &self.text, &other.text, alike);
            sum.words(15, &self.neighbours, &other.neighbours, shared);
            sum.words(5, &self.landmark, &other.landmark, alike);
        }
        sum.words(5, &self.class, &other.class, shared);
        if !self.attributes.is_empty() {
            let all = &self.attributes;
            let parts = all.iter().map(|a| {
                other
                    .attributes
                    .iter()
                    .map(|b| attribute(a, b))
                    .max()
                    .unwrap_or(0)
            });
            sum.add(10, parts.sum::<u32>() / all.len() as u32);
        }
        sum.words(5, &self.path, &other.path, shared_path);
        if let ([x, y], [ox, oy]) = (self.place.as_slice(), other.place.as_slice()) {
            sum.add(5, 1000 - (x.abs_diff(*ox) + y.abs_diff(*oy)).min(100) * 10);
        }
        sum.value()
    }

    /// The one that is most like this element; nothing where there are none.
    #[must_use]
    pub fn best<'f>(&self, among: impl Iterator<Item = &'f Fingerprint>) -> Option<Match> {
        let mut best: Option<(usize, u32)> = None;
        let mut next = 0;
        for (index, other) in among.enumerate() {
            let score = self.similarity(other);
            match best {
                Some((_, most)) if score <= most => next = next.max(score),
                _ => {
                    next = best.map_or(0, |(_, most)| most);
                    best = Some((index, score));
                }
            }
        }
        best.map(|(index, score)| Match {
            index,
            score,
            clear: score >= ENOUGH && score >= next + AHEAD,
        })
    }
}

#[derive(Default)]
struct Sum {
    got: u32,
    of: u32,
}

impl Sum {
    fn add(&mut self, weight: u32, likeness: u32) {
        self.got += weight * likeness;
        self.of += weight;
    }

    fn words(&mut self, weight: u32, own: &str, other: &str, like: fn(&str, &str) -> u32) {
        if !own.is_empty() {
            self.add(weight, like(own, other));
        }
    }

    fn value(&self) -> u32 {
        self.got.checked_div(self.of).unwrap_or(0)
    }
}

fn exact(a: &str, b: &str) -> u32 {
    if a == b { 1000 } else { 0 }
}

/// Two attributes: the same name counts a little, the value most.
fn attribute(a: &str, b: &str) -> u32 {
    match (a.split_once('='), b.split_once('=')) {
        (Some((name, value)), Some((other, wanted))) if name == other => {
            200 + alike(value, wanted) * 4 / 5
        }
        _ => 0,
    }
}

/// Likeness of two texts by the pairs of characters that they share (Dice), which needs no words: Japanese has no gaps.
fn alike(a: &str, b: &str) -> u32 {
    if a == b {
        return 1000;
    }
    let (a, b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    dice(common(&a, &b), all)
}

fn dice(common: usize, all: usize) -> u32 {
    (2000 * common).checked_div(all).unwrap_or(0) as u32
}

fn pairs(text: &str) -> Vec<(char, char)> {
    let mut out = Vec::new();
    let mut before = ' ';
    for c in text.chars().take(80).flat_map(char::to_lowercase) {
        out.push((before, c));
        before = c;
    }
    out.sort_unstable();
    out
}

/// How many elements two sorted lists share.
fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut count = 0;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            core::cmp::Ordering::Less => a.next(),
            core::cmp::Ordering::Greater => b.next(),
            core::cmp::Ordering::Equal => {
                count += 1;
                a.next();
                b.next()
            }
        };
    }
    count
}

/// Words that two texts share; a text without gaps is compared by its characters.
fn shared(a: &str, b: &str) -> u32 {
    fn words(text: &str) -> Vec<&str> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        words.sort_unstable();
        words
    }
    let (one, other) = (words(a), words(b));
    let all = one.len() + other.len();
    if one.len() < 3 {
        return alike(a, b);
    }
    dice(common(&one, &other), all)
}

/// The longest run of tags that two paths end in.
fn shared_path(a: &str, b: &str) -> u32 {
    let same = a
        .rsplit('>')
        .zip(b.rsplit('>'))
        .take_while(|(x, y)| x == y)
        .count();
    let all = a.split('>').count() + b.split('>').count();
    dice(same, all)
}
