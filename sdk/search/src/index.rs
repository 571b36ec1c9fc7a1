//! The bytes of an index, read as they lie: header, article records, page patterns, a front-coded vocabulary in
//! blocks, postings grouped by weight. Version 1; another one is refused. Nothing is copied, and a count is believed
//! only as far as the bytes reach, so that damaged input costs an error and no memory.

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
pub(crate) const BLOCK: usize = 32;

/// What a posting's level is worth; a level fits three bits.
pub(crate) const WEIGHTS: [u16; 8] = [2, 3, 4, 6, 8, 11, 15, 20];

/// A cursor over bytes.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], Refusal> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(Refusal::Damaged)?;
        self.0 = tail;
        Ok(head)
    }

    /// The next varint of at most 32 bits.
    pub(crate) fn number(&mut self) -> Result<u32, Refusal> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let (&byte, tail) = self.0.split_first().ok_or(Refusal::Damaged)?;
            self.0 = tail;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Refusal::Damaged)
    }

    /// Bytes behind their length.
    pub(crate) fn sized(&mut self) -> Result<&'a [u8], Refusal> {
        let n = self.number()? as usize;
        self.take(n)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Refusal> {
        core::str::from_utf8(self.sized()?).map_err(|_| Refusal::Damaged)
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
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) excerpt: &'a str,
    /// Numbers of its topics, as varints.
    pub(crate) topics: Bytes<'a>,
}

/// What a walk over the vocabulary sees: a term, how many bytes it shares with the one before, its postings.
/// False ends the walk.
pub(crate) type Visit<'v, 'a> = &'v mut dyn FnMut(&[u8], usize, &'a [u8]) -> bool;

impl<'a> Index<'a> {
    /// Reads the header. Bytes beyond the index are damage.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut rest = Bytes(bytes);
        if rest.take(MAGIC.len()) != Ok(MAGIC) {
            return Err(Refusal::Foreign);
        }
        match rest.take(1)? {
            [VERSION] => {}
            [version] if *version > VERSION => return Err(Refusal::Newer),
            _ => return Err(Refusal::Damaged),
        }
        let articles = rest.number()? as usize;
        let blocks = rest.number()? as usize;
        let index = Index {
            language: rest.text()?,
            articles,
            topics: rest.sized()?,
            pages: rest.sized()?,
            offsets: rest.take(articles.saturating_mul(4))?,
            records: rest.sized()?,
            blocks: rest.take(blocks.saturating_mul(8))?,
            vocabulary: rest.sized()?,
            postings: rest.sized()?,
        };
        if !rest.0.is_empty() {
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

    /// The article of that number; articles are numbered by their order, then by id.
    pub(crate) fn record(&self, article: usize) -> Result<Record<'a>, Refusal> {
        let from = fixed(self.offsets, article)?;
        let mut rest = Bytes(self.records.get(from..).ok_or(Refusal::Damaged)?);
        Ok(Record {
            id: rest.text()?,
            title: rest.text()?,
            excerpt: rest.text()?,
            topics: Bytes(rest.sized()?),
        })
    }

    /// Ids of a record's topics.
    pub(crate) fn topics(&self, record: &Record<'a>) -> Result<Vec<&'a str>, Refusal> {
        let mut numbers = record.topics;
        let mut out = Vec::new();
        while !numbers.0.is_empty() {
            let mut names = Bytes(self.topics);
            for _ in 0..numbers.number()? {
                names.sized()?;
            }
            out.push(names.text()?);
        }
        Ok(out)
    }

    /// Tells the number of each article whose page patterns fit `page`; more than once where several do.
    pub(crate) fn at_page(&self, page: &str, seen: &mut dyn FnMut(usize)) -> Result<(), Refusal> {
        let mut rest = Bytes(self.pages);
        while !rest.0.is_empty() {
            let pattern = rest.text()?;
            let mut articles = Bytes(rest.sized()?);
            if fits(pattern, page) {
                let count = articles.number()?;
                ascending(&mut articles, count, seen)?;
            }
        }
        Ok(())
    }

    /// Walks the vocabulary from block `block` on.
    pub(crate) fn walk(&self, block: usize, visit: Visit<'_, 'a>) -> Result<(), Refusal> {
        if self.blocks.is_empty() {
            return Ok(());
        }
        let (terms, lists) = self.block(block)?;
        let mut terms = Bytes(terms);
        let mut lists = Bytes(lists);
        let mut term: Vec<u8> = Vec::new();
        while !terms.0.is_empty() {
            let shared = terms.number()? as usize;
            let rest = terms.sized()?;
            let list = terms.number()? as usize;
            if shared > term.len() {
                return Err(Refusal::Damaged);
            }
            term.truncate(shared);
            term.extend_from_slice(rest);
            if !visit(&term, shared, lists.take(list)?) {
                break;
            }
        }
        Ok(())
    }

    fn block(&self, block: usize) -> Result<(&'a [u8], &'a [u8]), Refusal> {
        let terms = self.vocabulary.get(fixed(self.blocks, block * 2)?..);
        let lists = self.postings.get(fixed(self.blocks, block * 2 + 1)?..);
        terms.zip(lists).ok_or(Refusal::Damaged)
    }

    /// The last block whose first term is not beyond `term`.
    pub(crate) fn block_of(&self, term: &[u8]) -> Result<usize, Refusal> {
        let mut low = 0;
        let mut high = self.blocks.len() / 8;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let mut first = Bytes(self.block(middle)?.0);
            first.number()?;
            if first.sized()? <= term {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The postings of exactly this term.
    pub(crate) fn find(&self, term: &[u8]) -> Result<Option<&'a [u8]>, Refusal> {
        let mut found = None;
        self.walk(self.block_of(term)?, &mut |at, _, list| {
            if at == term {
                found = Some(list);
            }
            at < term
        })?;
        Ok(found)
    }
}

/// Tells article and weight of each posting.
pub(crate) fn postings(list: &[u8], seen: &mut dyn FnMut(usize, u16)) -> Result<(), Refusal> {
    let mut rest = Bytes(list);
    while !rest.0.is_empty() {
        let head = rest.number()?;
        let weight = WEIGHTS.get(head as usize & 7).copied().unwrap_or(0);
        ascending(&mut rest, head >> 3, &mut |article| seen(article, weight))?;
    }
    Ok(())
}

/// Reads `count` gaps between ascending numbers.
fn ascending(rest: &mut Bytes<'_>, count: u32, seen: &mut dyn FnMut(usize)) -> Result<(), Refusal> {
    let mut next = 0u32;
    for _ in 0..count {
        let at = next.checked_add(rest.number()?).ok_or(Refusal::Damaged)?;
        seen(at as usize);
        next = at.checked_add(1).ok_or(Refusal::Damaged)?;
    }
    Ok(())
}

/// A number of four bytes in a table.
fn fixed(table: &[u8], at: usize) -> Result<usize, Refusal> {
    let from = at.checked_mul(4).ok_or(Refusal::Damaged)?;
    match table.get(from..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => Ok(u32::from_le_bytes(*bytes) as usize),
        None => Err(Refusal::Damaged),
    }
}

/// A pattern is an address from its path on, open at its end when it ends in `*`; query and fragment of the page
/// count only where the pattern goes so far.
fn fits(pattern: &str, page: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => page.starts_with(start),
        None => page
            .strip_prefix(pattern)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#'])),
    }
}
