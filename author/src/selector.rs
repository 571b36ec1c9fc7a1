//! Whether a browser would take a CSS selector, by the grammar of Selectors 4, and whether it can name an element.
//! Unknown pseudo-classes are refused as a browser does; namespaces and nesting have no meaning in a page's queries.

use std::iter::Peekable;
use std::str::CharIndices;

/// What is wrong with a selector, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) why: &'static str,
}

/// Says what is wrong with a selector list, if anything is.
pub(crate) fn check(selector: &str) -> Result<(), Fault> {
    let mut parse = Parse {
        text: selector,
        chars: selector.char_indices().peekable(),
    };
    parse.list(false)?;
    match parse.peek() {
        None => Ok(()),
        Some(')' | ']') => parse.fault("a bracket closes that was not opened"),
        Some(_) => parse.fault("a character stands here that no selector has"),
    }
}

const CLASSES: &str = "
    active any-link autofill checked default defined disabled empty enabled first-child
    first-of-type focus focus-visible focus-within fullscreen hover in-range indeterminate invalid
    last-child last-of-type link modal muted only-child only-of-type open optional out-of-range
    paused placeholder-shown playing popover-open read-only read-write required root scope target
    user-invalid user-valid valid visited
";

struct Parse<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

type Outcome<T = ()> = Result<T, Fault>;

impl Parse<'_> {
    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(n, _)| *n)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn space(&mut self) -> bool {
        let mut any = false;
        while self
            .chars
            .next_if(|(_, c)| c.is_ascii_whitespace())
            .is_some()
        {
            any = true;
        }
        any
    }

    fn fault<T>(&mut self, why: &'static str) -> Outcome<T> {
        Err(Fault { at: self.at(), why })
    }

    /// A fault that is another one at the selector's end.
    fn fault_or<T>(&mut self, at_end: &'static str, else_: &'static str) -> Outcome<T> {
        let why = if self.peek().is_none() { at_end } else { else_ };
        self.fault(why)
    }

    /// `a, b, c`; relative ones may begin with a combinator, as inside `:has()`.
    fn list(&mut self, relative: bool) -> Outcome {
        loop {
            self.space();
            if relative && self.combinator() {
                self.space();
            }
            self.complex()?;
            if !self.take(',') {
                return Ok(());
            }
        }
    }

    fn combinator(&mut self) -> bool {
        ['>', '+', '~'].into_iter().any(|c| self.take(c))
    }

    fn complex(&mut self) -> Outcome {
        self.compound()?;
        loop {
            let spaced = self.space();
            if self.combinator() {
                self.space();
            } else if !spaced || matches!(self.peek(), None | Some(',' | ')')) {
                return Ok(());
            }
            self.compound()?;
        }
    }

    fn compound(&mut self) -> Outcome {
        let start = self.at();
        if !self.take('*') && self.begins_name() {
            self.name("")?;
        }
        loop {
            match self.peek() {
                Some('#') => {
                    self.chars.next();
                    self.name("a name is missing after #, or begins with a digit")?;
                }
                Some('.') => {
                    self.chars.next();
                    self.name("a name is missing after ., or begins with a digit")?;
                }
                Some('[') => self.attribute()?,
                Some(':') => self.pseudo()?,
                Some('|') => return self.fault("namespaces are not known in a page"),
                Some('"' | '\'') => return self.fault("a quote stands outside brackets"),
                _ if self.at() == start => {
                    let why = match self.peek() {
                        None | Some(',' | '>' | '+' | '~' | ')') => {
                            "a part is missing before, between or after combinators"
                        }
                        Some(c) if c.is_ascii_digit() => "a name begins with a digit",
                        _ => "a character stands here that no selector has",
                    };
                    return self.fault(why);
                }
                _ => return Ok(()),
            }
        }
    }

    fn begins_name(&mut self) -> bool {
        let rest = self.text.get(self.at()..).unwrap_or("");
        let mut chars = rest.chars();
        let starts = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '\\' || !c.is_ascii();
        match chars.next() {
            Some('-') => chars.next().is_some_and(|c| starts(c) || c == '-'),
            Some(c) => starts(c),
            None => false,
        }
    }

    fn name(&mut self, missing: &'static str) -> Outcome<String> {
        if !self.begins_name() {
            return self.fault(missing);
        }
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if c == '\\' {
                self.chars.next();
                match self.chars.next() {
                    Some((_, c)) if c != '\n' => name.push(c),
                    _ => return self.fault("nothing stands behind \\"),
                }
            } else if c.is_ascii_alphanumeric() || c == '_' || c == '-' || !c.is_ascii() {
                self.chars.next();
                name.push(c);
            } else {
                break;
            }
        }
        Ok(name)
    }

    fn attribute(&mut self) -> Outcome {
        self.chars.next();
        self.space();
        self.name("an attribute's name is missing in [ ]")?;
        self.space();
        if self.take(']') {
            return Ok(());
        }
        if ['~', '|', '^', '$', '*'].into_iter().any(|c| self.take(c)) && self.peek() != Some('=') {
            return self.fault("a = is missing in [ ]");
        }
        if !self.take('=') {
            return self.fault_or("a bracket is not closed", "a = is missing in [ ]");
        }
        self.space();
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.string(quote)?,
            _ => {
                self.name("a value without quotes is a name: put it in quotes")?;
            }
        }
        self.space();
        if self.chars.next_if(|(_, c)| "iIsS".contains(*c)).is_some() {
            self.space();
        }
        if self.take(']') {
            return Ok(());
        }
        self.fault_or(
            "a bracket is not closed",
            "a value of more than one word needs quotes",
        )
    }

    fn string(&mut self, quote: char) -> Outcome {
        self.chars.next();
        while let Some((_, c)) = self.chars.next() {
            if c == '\\' {
                self.chars.next();
            } else if c == quote {
                return Ok(());
            }
        }
        self.fault("a quote is not closed")
    }

    fn pseudo(&mut self) -> Outcome {
        let start = self.at();
        self.chars.next();
        if self.peek() == Some(':') {
            return Err(Fault {
                at: start,
                why: "a pseudo-element is not an element of the page",
            });
        }
        let name = self.name("a name is missing after :")?.to_ascii_lowercase();
        if !self.take('(') {
            return match name.as_str() {
                name if CLASSES.split_whitespace().any(|c| c == name) => Ok(()),
                "before" | "after" | "first-line" | "first-letter" => Err(Fault {
                    at: start,
                    why: "a pseudo-element is not an element of the page",
                }),
                _ => Err(Fault {
                    at: start,
                    why: "browsers know no such pseudo-class",
                }),
            };
        }
        self.space();
        match name.as_str() {
            "not" | "is" | "where" => self.list(false)?,
            "has" => self.list(true)?,
            "nth-child" | "nth-last-child" => self.nth(true)?,
            "nth-of-type" | "nth-last-of-type" => self.nth(false)?,
            "lang" | "dir" | "state" => loop {
                self.space();
                match self.peek() {
                    Some(quote @ ('"' | '\'')) => self.string(quote)?,
                    _ => drop(self.name("a name is missing in ( )")?),
                }
                self.space();
                if !self.take(',') {
                    break;
                }
            },
            _ => {
                return Err(Fault {
                    at: start,
                    why: "browsers know no such pseudo-class (for words, use text)",
                });
            }
        }
        self.space();
        if self.take(')') {
            return Ok(());
        }
        self.fault("a bracket is not closed")
    }

    /// `odd`, `even`, `3`, `2n+1`, `-n + 3`, and `of` a selector behind it.
    fn nth(&mut self, of: bool) -> Outcome {
        let start = self.at();
        let mut formula = String::new();
        while let Some((_, c)) = self
            .chars
            .next_if(|(_, c)| c.is_ascii_alphanumeric() || "+- ".contains(*c))
        {
            formula.push(c);
            if formula.ends_with(" of ") {
                break;
            }
        }
        let lower = formula.to_ascii_lowercase();
        let (formula, selector) = match lower.strip_suffix(" of ") {
            Some(formula) if of => (formula, true),
            _ => (lower.as_str(), false),
        };
        if !is_nth(formula.trim()) {
            return Err(Fault {
                at: start,
                why: "expected odd, even, a number or a form such as 2n+1",
            });
        }
        if selector { self.list(false) } else { Ok(()) }
    }
}

fn is_nth(formula: &str) -> bool {
    if matches!(formula, "odd" | "even") {
        return true;
    }
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let signed = |s: &str| digits(s.strip_prefix(['+', '-']).unwrap_or(s));
    match formula.split_once('n') {
        None => signed(formula),
        Some((a, b)) => {
            let a = a.strip_prefix(['+', '-']).unwrap_or(a);
            let b: String = b.split_whitespace().collect();
            (a.is_empty() || digits(a))
                && (b.is_empty() || (b.starts_with(['+', '-']) && signed(&b)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_a_browser_takes() {
        for selector in [
            "#new-invoice",
            "button.primary:not(.ghost, [disabled]) > svg",
            "[data-filter]",
            "[ data-x ^= 'a b' i ]",
            "a[href$=\".pdf\"]",
            "[data-x=plain-name]",
            "li:nth-child(2n + 1)",
            "li:nth-child(-n+3 of .open)",
            "tr:nth-of-type(odd) td",
            "section:has(> h2 + p)",
            ":is(main, [role=main]) :where(a)",
            "*",
            "a,b , c",
            "x-widget",
            "日本語",
            ".\\32 xl",
            "#a\\:b",
            "input:checked",
            ":lang(ja)",
        ] {
            assert_eq!(check(selector), Ok(()), "{selector}");
        }
    }

    #[test]
    fn what_a_browser_refuses_and_where() {
        for (selector, at) in [
            ("", 0),
            ("a >", 3),
            ("> a", 0),
            ("a,,b", 2),
            ("a[b=c d]", 6),
            ("a[b=1]", 4),
            ("a[b", 3),
            ("a[]", 2),
            ("a[b='c]", 7),
            (":not()", 5),
            (":not(a", 6),
            ("a)", 1),
            ("#1a", 1),
            (".", 1),
            ("a::before", 1),
            ("a:contains('x')", 1),
            ("a:hovering", 1),
            ("a{b}", 1),
            ("li:nth-child(x)", 13),
            ("a == b", 2),
            ("'a'", 0),
            ("svg|a", 3),
        ] {
            assert_eq!(check(selector).map_err(|f| f.at), Err(at), "{selector}");
        }
    }
}
