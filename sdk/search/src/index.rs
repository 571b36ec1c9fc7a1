//! The bytes of an index, read as they lie: header, article records, page patterns, a front-coded vocabulary in
//! blocks, postings grouped by weight. Version 1; another one is refused. Nothing is copied, and a count is believed
//! only as far as the bytes reach: past their end a reader sees nothing more, so damage costs hits and no memory.

/// Why bytes are not an index that this reader can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not an index at all.
    Foreign,
    /// A later format.
    Newer,
    /// Cut, or changed on its way.
    Damaged,
}

pub(crate) const MAGIC: &[u8; 4] = b"shse";
pub(crate) const VERSION: u8 = 1;

/// Terms in one block of the vocabulary.
#[cfg(feature = "build")]
pub(crate) const BLOCK: usize = 32;

/// What a posting's level is worth; a level fits three bits.
pub(crate) const WEIGHTS: [u16; 8] = [2, 3, 4, 6, 8, 11, 15, 20];

/// A cursor over bytes. Past the end there are zeros and empty pieces, and `is_cut` says so.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a> {
    pub(crate) rest: &'a [u8],
    is_cut: bool,
}

impl<'a> Bytes<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Bytes {
            rest,
            is_cut: false,
        }
    }

    /// From an offset on.
    fn at(bytes: &'a [u8], offset: usize) -> Self {
        Self::new(bytes.get(offset..).unwrap_or_default())
    }

    pub(crate) fn take(&mut self, n: usize) -> &'a [u8] {
        match self.rest.split_at_checked(n) {
            Some((head, tail)) => {
                self.rest = tail;
                head
            }
            None => {
                *self = Bytes {
                    rest: &[],
                    is_cut: true,
                };
                &[]
            }
        }
    }

    /// The next varint of at most 32 bits.
    pub(crate) fn number(&mut self) -> u32 {
        let mut value = 0u32;
        let mut shift = 0;
        while let [byte] = self.take(1) {
            value |= u32::from(byte & 0x7f).unbounded_shl(shift);
            shift += 7;
            if *byte < 0x80 {
                break;
            }
        }
        value
    }

    /// Bytes behind their length.
    pub(crate) fn sized(&mut self) -> &'a [u8] {
        let n = self.number() as usize;
        self.take(n)
    }

    pub(crate) fn text(&mut self) -> &'a str {
        core::str::from_utf8(self.sized()).unwrap_or_default()
    }

    /// Tells `count` ascending numbers that were written as gaps.
    fn ascending(&mut self, count: u32, seen: &mut dyn FnMut(usize)) {
        let mut next = 0u32;
        for _ in 0..count {
            let at = next.wrapping_add(self.number());
            if self.is_cut {
                break;
            }
            seen(at as usize);
            next = at.wrapping_add(1);
        }
    }
}

/// The index of one language over the bytes that were published. Opening looks at the header only and may be done
/// for each query; that the bytes are the published ones, the digest that names them tells.
#[derive(Clone, Copy)]
pub struct Index<'a> {
    language: &'a str,
    articles: usize,
    offsets: &'a [u8],
    records: &'a [u8],
    topics: &'a [u8],
    pages: &'a [u8],
    blocks: &'a [u8],
    vocabulary: &'a [u8],
    postings: &'a [u8],
}

/// One article as the index knows it.
pub(crate) struct Record<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) excerpt: &'a str,
    /// Ids of its topics.
    pub(crate) topics: Vec<&'a str>,
}

/// What a walk over the vocabulary sees: a term, how many bytes it shares with the one before, its postings.
/// False ends the walk.
pub(crate) type Visit<'v, 'a> = &'v mut dyn FnMut(&[u8], usize, &'a [u8]) -> bool;

impl<'a> Index<'a> {
    /// Reads the header. Cut bytes, and bytes beyond the index, are damage.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut rest = Bytes::new(bytes);
        if rest.take(MAGIC.len()) != MAGIC {
            return Err(Refusal::Foreign);
        }
        match rest.take(1) {
            [VERSION] => {}
            [version] if *version > VERSION => return Err(Refusal::Newer),
            _ => return Err(Refusal::Damaged),
        }
        let articles = rest.number() as usize;
        let blocks = rest.number() as usize;
        let index = Index {
            language: rest.text(),
            articles,
            topics: rest.sized(),
            pages: rest.sized(),
            offsets: rest.take(articles.saturating_mul(4)),
            records: rest.sized(),
            blocks: rest.take(blocks.saturating_mul(8)),
            vocabulary: rest.sized(),
            postings: rest.sized(),
        };
        if rest.is_cut || !rest.rest.is_empty() {
            return Err(Refusal::Damaged);
        }
        Ok(index)
    }

    /// BCP 47 tag of the articles.
    #[must_use]
    pub fn language(&self) -> &'a str {
        self.language
    }

    /// How many articles it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles == 0
    }

    /// The title of the article of that number; articles are numbered by their order, then by id.
    pub(crate) fn title(&self, article: usize) -> &'a str {
        let mut rest = Bytes::at(self.records, fixed(self.offsets, article));
        rest.sized();
        rest.text()
    }

    pub(crate) fn record(&self, article: usize) -> Record<'a> {
        let mut rest = Bytes::at(self.records, fixed(self.offsets, article));
        let (id, title, excerpt) = (rest.text(), rest.text(), rest.text());
        let mut numbers = Bytes::new(rest.sized());
        let mut topics = Vec::new();
        while !numbers.rest.is_empty() {
            let mut names = Bytes::new(self.topics);
            for _ in 0..numbers.number().min(self.topics.len() as u32) {
                names.sized();
            }
            topics.push(names.text());
        }
        Record {
            id,
            title,
            excerpt,
            topics,
        }
    }

    /// Tells the number of each article whose page patterns fit `page`; more than once where several do.
    pub(crate) fn at_page(&self, page: &str, seen: &mut dyn FnMut(usize)) {
        let mut rest = Bytes::new(self.pages);
        while !rest.rest.is_empty() {
            let pattern = rest.sized();
            let mut articles = Bytes::new(rest.sized());
            if fits(pattern, page.as_bytes()) {
                let count = articles.number();
                articles.ascending(count, seen);
            }
        }
    }

    /// Walks the vocabulary from the block on that may hold `start`.
    pub(crate) fn walk(&self, start: &[u8], visit: Visit<'_, 'a>) {
        let (mut terms, mut lists) = self.block(self.block_of(start));
        let mut term: Vec<u8> = Vec::new();
        while !terms.rest.is_empty() {
            let shared = terms.number() as usize;
            term.truncate(shared);
            term.extend_from_slice(terms.sized());
            let list = terms.number() as usize;
            if !visit(&term, shared, lists.take(list)) {
                break;
            }
        }
    }

    fn block(&self, block: usize) -> (Bytes<'a>, Bytes<'a>) {
        let terms = Bytes::at(self.vocabulary, fixed(self.blocks, block * 2));
        (
            terms,
            Bytes::at(self.postings, fixed(self.blocks, block * 2 + 1)),
        )
    }

    /// The last block whose first term is not beyond `term`.
    fn block_of(&self, term: &[u8]) -> usize {
        let mut low = 0;
        let mut high = self.blocks.len() / 8;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let mut first = self.block(middle).0;
            first.number();
            if first.sized() <= term {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Tells article and weight of each posting of exactly this term.
    pub(crate) fn find(&self, wanted: &[u8], seen: &mut dyn FnMut(usize, u16)) {
        self.walk(wanted, &mut |term, _, list| {
            if term == wanted {
                postings(list, seen);
            }
            term < wanted
        });
    }
}

/// Tells article and weight of each posting.
pub(crate) fn postings(list: &[u8], seen: &mut dyn FnMut(usize, u16)) {
    let mut rest = Bytes::new(list);
    while !rest.rest.is_empty() {
        let head = rest.number();
        let weight = WEIGHTS.get(head as usize & 7).copied().unwrap_or(0);
        rest.ascending(head >> 3, &mut |article| seen(article, weight));
    }
}

/// A number of four bytes in a table; past the table nothing lies there.
fn fixed(table: &[u8], at: usize) -> usize {
    match table.get(at * 4..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => u32::from_le_bytes(*bytes) as usize,
        None => usize::MAX,
    }
}

/// A pattern is an address from its path on, open at its end when it ends in `*`; query and fragment of the page
/// count only where the pattern goes so far.
fn fits(pattern: &[u8], page: &[u8]) -> bool {
    match pattern {
        [start @ .., b'*'] => page.starts_with(start),
        _ => page
            .strip_prefix(pattern)
            .is_some_and(|rest| matches!(rest, [] | [b'?' | b'#', ..])),
    }
}
