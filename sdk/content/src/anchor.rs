//! How content names an element of the host page, in the author's words.
//! Any of the fields may be given; together they must resolve to exactly one visible element, else to a verdict.
//! Finding the element is the page adapter's work.

use crate::record;

record! {
    /// The name of one element, in one language.
    pub struct Anchor {
        /// Value of `data-testid` (or `data-test-id`, `data-test`, `data-cy`).
        pub test_id: Option<String>,
        /// ARIA role, explicit or implied by the tag.
        pub role: Option<String>,
        /// Accessible name, compared after collapsing white space.
        pub name: Option<String>,
        /// Visible text, compared after collapsing white space.
        pub text: Option<String>,
        /// CSS selector.
        pub css: Option<String>,
        /// The match closest to this one wins.
        pub near: Option<Box<Anchor>>,
        /// CSS selectors of shadow hosts and frames, outermost first (`in` in the source).
        pub within: Vec<String>,
    }
}

/// What looking for an anchor came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Exactly one visible element.
    Found,
    /// Nothing in the document matches.
    Missing,
    /// Something matches, and none of it can be seen.
    Hidden,
    /// More than one visible element matches.
    Ambiguous,
}
