//! Maps written as `{…}`: why a sentence in one breaks, said at the character that breaks it.
//! Only what the YAML reader already refused is looked at here; it never decides whether a file is good.

use crate::yaml::Broken;

/// How far above an error its map may have begun.
const LINES: usize = 20;

/// The same fault with its cause, where a map in braces or a special first character is the cause.
pub(crate) fn explain(text: &str, first_line: usize, broken: Broken) -> Broken {
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let at = broken
        .place
        .line
        .saturating_sub(first_line)
        .min(lines.len().saturating_sub(1));
    for start in (at.saturating_sub(LINES)..=at).rev() {
        let stretch = lines.get(start..=at).unwrap_or_default();
        if let Some((down, column, sentence)) = cause(stretch) {
            let mut place = broken.place;
            place.line = start + down + first_line;
            place.column = column + 1;
            return Broken {
                place,
                message: sentence.to_owned(),
                ..broken
            };
        }
        let top_level = |line: &Vec<char>| {
            line.first()
                .is_some_and(|c| !c.is_whitespace() && !"-#}]".contains(*c))
        };
        if lines.get(start).is_some_and(top_level) {
            break;
        }
    }
    broken
}

const COMMENT: &str = "inside {…} a # after a space begins a comment: write the text in block form, one language a line";
const COLON: &str = "inside {…} a second \": \" cannot stand in a sentence: write the text in block form, one language a line";
const QUESTION: &str = "inside {…} a ? at the beginning asks for a key: write the text in block form, one language a line";
const SPECIAL: &str =
    "a value cannot begin with this character: put it in quotes, or write the text in block form";
const OPEN: &str = "this bracket is not closed";

/// Where what breaks a map stands (lines down, column, from 0), and why.
fn cause(lines: &[Vec<char>]) -> Option<(usize, usize, &'static str)> {
    let mut scan = Scan::default();
    for (down, line) in lines.iter().enumerate() {
        if let Some((column, why)) = scan.line(down, line) {
            return Some((down, column, why));
        }
    }
    let (down, column) = scan.open.first()?;
    Some((*down, *column, OPEN))
}

#[derive(Default)]
struct Scan {
    /// Brackets that are still open, outermost first.
    open: Vec<(usize, usize)>,
    quote: Option<char>,
    /// Colons of the field that is being read.
    colons: usize,
    /// Nothing but white space was read since the value could begin.
    begins: bool,
}

impl Scan {
    fn line(&mut self, down: usize, line: &[char]) -> Option<(usize, &'static str)> {
        let spaced = |n: usize| line.get(n).is_none_or(|c| c.is_whitespace());
        let mut n = 0;
        while let Some(&c) = line.get(n) {
            let inside = !self.open.is_empty();
            if let Some(quote) = self.quote {
                if c == '\\' && quote == '"' {
                    n += 1;
                } else if c == quote {
                    self.quote = None;
                }
                n += 1;
                continue;
            }
            let begins = self.begins;
            self.begins = begins && c.is_whitespace();
            match c {
                '#' if n == 0 || spaced(n - 1) => {
                    // At a field's beginning it is a comment and nothing is lost.
                    let lost = inside && !line.iter().take(n).all(|c| c.is_whitespace());
                    return lost.then_some((n, COMMENT));
                }
                '"' | '\'' if begins || self.colons == 0 => self.quote = Some(c),
                '{' | '[' if inside || begins || spaced(n.wrapping_sub(1)) => {
                    self.open.push((down, n));
                    self.colons = 0;
                    self.begins = c == '[';
                }
                '}' | ']' if inside => {
                    self.open.pop();
                    self.colons = 1;
                }
                ',' if inside => self.colons = 0,
                ':' if spaced(n + 1) => {
                    self.colons += 1;
                    self.begins = true;
                    if inside && self.colons > 1 {
                        return Some((n, COLON));
                    }
                }
                '?' if inside && begins && spaced(n + 1) => return Some((n, QUESTION)),
                '*' | '&' | '!' | '%' | '@' | '`' if begins => return Some((n, SPECIAL)),
                _ => {}
            }
            n += 1;
        }
        if self.open.is_empty() {
            self.colons = 0;
            self.begins = false;
        }
        None
    }
}
