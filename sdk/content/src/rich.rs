//! Rich text as a typed tree: blocks of runs. There is no HTML anywhere between an author and a page.
//! Texts may hold `{name|fallback}`, which `personalise` fills from what the page told about the person.

use crate::{choice, record};

choice! {
    /// Where a link leads.
    pub enum Link {
        /// A help article.
        0 => Article { /** Article id. */ id: String },
        /// A tutorial.
        1 => Tutorial { /** Tutorial id. */ id: String, /** Step id. */ step: Option<String> },
        /// An https address, checked by `author`.
        2 => Web { /** The address. */ url: String },
        /// A path of the host's own origin.
        3 => Path { /** Beginning with `/`. */ path: String },
        /// A mail address.
        4 => Mail { /** Without `mailto:`. */ address: String },
    }

    /// A block of rich text.
    pub enum Block {
        /// A paragraph.
        0 => Paragraph { /** Its runs. */ runs: Vec<Run> },
        /// A heading inside a body.
        1 => Heading { /** Its runs. */ runs: Vec<Run> },
        /// A bulleted list.
        2 => Bullets { /** One line of runs an item. */ items: Vec<Line> },
        /// A numbered list.
        3 => Numbers { /** One line of runs an item. */ items: Vec<Line> },
        /// An image from the content's assets.
        4 => Image { /** Path under the content base. */ asset: String, /** What it shows. */ alt: String },
    }
}

record! {
    /// Runs that stand on one line.
    pub struct Line {
        /// The runs.
        pub runs: Vec<Run>,
    }

    /// A stretch of text with one look.
    pub struct Run {
        /// The text, perhaps with `{name|fallback}`.
        pub text: String,
        /// The look.
        pub style: Style,
        /// Where it leads.
        pub link: Option<Link>,
    }
}

choice! {
    /// The look of a run.
    pub enum Style {
        /// As the surface's text.
        0 => Plain,
        /// Strong.
        1 => Strong,
        /// Emphasised (never italic in Japanese).
        2 => Emphasis,
        /// Code or a key's name.
        3 => Code,
        /// A line break; its text is empty.
        4 => Break,
    }
}

/// Fills `{name|fallback}`; `known` gives the value of a name. A brace that begins no such form stays as it is.
pub fn personalise(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after
            .split_once('}')
            .and_then(|(inside, tail)| Some((inside.split_once('|')?, tail)))
        {
            Some(((name, fallback), tail)) if is_name(name) => {
                match known(name) {
                    Some(value) if !value.is_empty() => out.push_str(&value),
                    _ => out.push_str(fallback),
                }
                rest = tail;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
}
