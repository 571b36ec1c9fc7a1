//! Whether a CSS selector can be parsed, judged by its structure: brackets, strings, combinators, empty parts.

/// Says what is wrong with a selector, if anything is.
pub(crate) fn fault(selector: &str) -> Option<&'static str> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut expects = true;
    let mut chars = selector.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(q) = quote {
            match c {
                '\\' => drop(chars.next()),
                c if c == q => quote = None,
                _ => {}
            }
            continue;
        }
        let inside = matches!(open.last(), Some('['));
        match c {
            '\\' => drop(chars.next()),
            '"' | '\'' if inside || !open.is_empty() => quote = Some(c),
            '"' | '\'' => return Some("a quote stands outside brackets"),
            '[' | '(' => {
                open.push(c);
                expects = c == '(' || expects;
                if c == '[' {
                    expects = false;
                    if matches!(chars.peek(), Some(']') | None) {
                        return Some("an attribute's name is missing in [ ]");
                    }
                }
            }
            ']' | ')' => {
                let matching = if c == ']' { '[' } else { '(' };
                if open.pop() != Some(matching) {
                    return Some("a bracket closes that was not opened");
                }
                expects = false;
            }
            _ if inside => {}
            ',' | '>' | '+' | '~' => {
                if expects && open.is_empty() {
                    return Some("a part before or between combinators is missing");
                }
                expects = true;
            }
            '.' | '#' | ':' => {
                while c == ':' && chars.next_if_eq(&':').is_some() {}
                let begins = |c: &char| c.is_alphabetic() || "_-\\".contains(*c) || !c.is_ascii();
                if !chars.peek().is_some_and(begins) {
                    return Some("a name is missing after . # or :");
                }
                expects = false;
            }
            c if c.is_whitespace() => {}
            '{' | '}' | ';' | '@' | '!' | '$' | '%' | '^' | '&' | '=' | '<' | '/' | '`' | '?' => {
                return Some("a character stands here that no selector has");
            }
            _ => expects = false,
        }
    }
    if quote.is_some() {
        return Some("a quote is not closed");
    }
    if !open.is_empty() {
        return Some("a bracket is not closed");
    }
    expects.then_some("a part is missing at the end")
}
