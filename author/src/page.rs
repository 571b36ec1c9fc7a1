//! Page patterns: URLPattern syntax without regular expressions, to compiled pieces.

use content::Page;
use content::page::Piece;

/// Compiles a pattern, or says what is wrong with it.
pub(crate) fn compile(pattern: &str) -> Result<Page, String> {
    if pattern.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("addresses hold no spaces; write %20".to_owned());
    }
    let (origin, rest) = match pattern.strip_prefix("https://") {
        Some(rest) => {
            let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            if at == 0 {
                return Err("the address has no host".to_owned());
            }
            (
                Some(format!("https://{}", &rest[..at])),
                if at == rest.len() { "/*" } else { &rest[at..] },
            )
        }
        None if pattern.starts_with('/') => (None, pattern),
        None => return Err("a page begins with / or https://".to_owned()),
    };
    let (rest, hash) = rest
        .split_once('#')
        .map_or((rest, None), |(r, h)| (r, Some(h)));
    let (path, search) = rest
        .split_once('?')
        .map_or((rest, None), |(r, s)| (r, Some(s)));
    Ok(Page {
        origin,
        path: pieces(path)?,
        search: search.map(pieces).transpose()?,
        hash: hash.map(pieces).transpose()?,
    })
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut out = Vec::new();
    let mut literal = String::new();
    let mut chars = text.chars().peekable();
    let flush = |literal: &mut String, out: &mut Vec<Piece>| {
        if !literal.is_empty() {
            out.push(Piece::Literal {
                text: std::mem::take(literal),
            });
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '*' => {
                flush(&mut literal, &mut out);
                if out.last() != Some(&Piece::Any) {
                    out.push(Piece::Any);
                }
            }
            ':' => {
                let mut name = false;
                while chars
                    .next_if(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .is_some()
                {
                    name = true;
                }
                if !name {
                    return Err("\":\" needs a name after it, as in /invoices/:id".to_owned());
                }
                flush(&mut literal, &mut out);
                out.push(Piece::Segment);
            }
            '(' | ')' => {
                return Err(
                    "regular expressions are not allowed in a page; use * or :name".to_owned(),
                );
            }
            '{' | '}' | '?' | '+' => {
                return Err(format!("\"{c}\" is not allowed in a page; use * or :name"));
            }
            '\\' => literal.extend(chars.next()),
            c => literal.push(c),
        }
    }
    flush(&mut literal, &mut out);
    Ok(out)
}
