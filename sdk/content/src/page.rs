//! Page patterns: URLPattern syntax over path, search and hash, compiled by the author's tools to pieces.
//! An address enters, yes or no leaves. Matching is linear in the address: there are no regular expressions.

use crate::{choice, find, record};

choice! {
    /// A piece of one component's pattern.
    pub enum Piece {
        /// These very characters.
        0 => Literal {
            /// The characters.
            text: String
        },
        /// Any run of characters, also none (`*`).
        1 => Any,
        /// One or more characters other than `/` (`:name`).
        2 => Segment,
    }
}

record! {
    /// A compiled pattern; an absent component matches anything.
    pub struct Page {
        /// `https://host` of a pattern that names one; absent: the page's own origin.
        pub origin: Option<String>,
        /// Pieces of the path.
        pub path: Vec<Piece>,
        /// Pieces of the query, without `?`.
        pub search: Option<Vec<Piece>>,
        /// Pieces of the fragment, without `#`.
        pub hash: Option<Vec<Piece>>,
    }
}

/// An address split as patterns see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port: `https://app.example`.
    pub origin: String,
    /// Path, beginning with `/`.
    pub path: String,
    /// Query without `?`.
    pub search: String,
    /// Fragment without `#`.
    pub hash: String,
}

impl Address {
    /// Splits an absolute address; an address without a scheme is taken as path, query and fragment.
    #[must_use]
    pub fn parse(href: &str) -> Self {
        let (origin, rest) = match find(href, "://") {
            Some(at) => {
                let host = at + 3;
                let end = href
                    .get(host..)
                    .and_then(|s| s.find(['/', '?', '#']))
                    .map_or(href.len(), |n| host + n);
                (href.get(..end).unwrap_or(""), href.get(end..).unwrap_or(""))
            }
            None => ("", href),
        };
        let (rest, hash) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, search) = rest.split_once('?').unwrap_or((rest, ""));
        Address {
            origin: origin.to_owned(),
            path: if path.is_empty() {
                "/".to_owned()
            } else {
                path.to_owned()
            },
            search: search.to_owned(),
            hash: hash.to_owned(),
        }
    }
}

impl Address {
    /// Path, query and fragment as one.
    #[must_use]
    pub fn full(&self) -> String {
        let mut out = self.path.clone();
        for (mark, part) in [('?', &self.search), ('#', &self.hash)] {
            if !part.is_empty() {
                out.push(mark);
                out.push_str(part);
            }
        }
        out
    }
}

impl Page {
    /// Whether the address lies under this pattern.
    #[must_use]
    pub fn matches(&self, address: &Address) -> bool {
        self.origin.as_ref().is_none_or(|o| *o == address.origin)
            && fits(&self.path, &address.path)
            && self
                .search
                .as_ref()
                .is_none_or(|p| fits(p, &address.search))
            && self.hash.as_ref().is_none_or(|p| fits(p, &address.hash))
    }

    /// The literal text that every matching path begins with, up to its last `/`: the key of a shard.
    #[must_use]
    pub fn prefix(&self) -> &str {
        match self.path.first() {
            Some(Piece::Literal { text }) => {
                let end = text
                    .get(1..)
                    .and_then(|s| s.find('/'))
                    .map_or(text.len(), |n| n + 1);
                let whole = end < text.len() || self.path.len() == 1;
                if whole {
                    text.get(..end).unwrap_or("")
                } else {
                    ""
                }
            }
            _ => "",
        }
    }
}

/// Greedy wildcard matching with one point of return, the last `*`: linear pieces × text, no recursion.
fn fits(pieces: &[Piece], text: &str) -> bool {
    let mut piece = 0;
    let mut at = 0;
    let mut star: Option<(usize, usize)> = None;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let step = match pieces.get(piece) {
            None if rest.is_empty() => return true,
            None => None,
            Some(Piece::Any) => {
                star = Some((piece + 1, at));
                piece += 1;
                continue;
            }
            Some(Piece::Literal { text }) => rest.starts_with(text.as_str()).then_some(text.len()),
            Some(Piece::Segment) => match rest.find('/').unwrap_or(rest.len()) {
                0 => None,
                n => Some(n),
            },
        };
        if let Some(n) = step {
            at += n;
            piece += 1;
            continue;
        }
        // Back to the last star, which takes one character more.
        match star {
            Some((after, from)) => match text.get(from..).and_then(|s| s.chars().next()) {
                Some(c) => {
                    star = Some((after, from + c.len_utf8()));
                    piece = after;
                    at = from + c.len_utf8();
                }
                None => return false,
            },
            None => return false,
        }
    }
}
