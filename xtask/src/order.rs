//! The order of a module's functions. What compresses a page's bytes finds what is alike the better the nearer it
//! stands, and a linker's order knows nothing of that: like functions go beside each other. Enters: an optimised wasm;
//! leaves: the same functions in another order. Nothing else changes.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{
    ElementItems, ElementKind, ExternalKind, Operator, Parser, Payload, SectionLimited, TypeRef,
};

use crate::shell::{Explained as _, Outcome, Stop};

/// How many of the functions before it a function is compared with, and how much each of them counts.
const BEFORE: [u64; 4] = [10, 9, 8, 7];
/// What stands in more functions than this says nothing about likeness.
const COMMON: usize = 1_200;
/// Length of the pieces compared.
const PIECE: usize = 4;

/// The same module, like functions beside each other.
pub(crate) fn by_likeness(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let mut imported = 0_u32;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.explained("wasm")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.explained("imports")?;
                    imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            _ => {}
        }
    }
    let order = order(&bodies.iter().map(|b| b.as_bytes()).collect::<Vec<_>>());
    let mut numbers: Vec<u32> = (0..imported + order.len() as u32).collect();
    for (number, before) in (imported..).zip(&order) {
        numbers[imported as usize + before] = number;
    }
    let mut written = wasm[..8].to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.explained("wasm")?;
        let section = match &payload {
            Payload::FunctionSection(types) => {
                let types = all(types.clone())?;
                let mut section = leb(order.len());
                order
                    .iter()
                    .for_each(|at| section.extend(leb(types[*at] as usize)));
                section
            }
            Payload::ExportSection(exports) => {
                let exports = all(exports.clone())?;
                let mut section = leb(exports.len());
                for export in exports {
                    section.extend(leb(export.name.len()));
                    section.extend(export.name.bytes());
                    let (kind, index) = match export.kind {
                        ExternalKind::Func => (0, numbers[export.index as usize]),
                        ExternalKind::Table => (1, export.index),
                        ExternalKind::Memory => (2, export.index),
                        ExternalKind::Global => (3, export.index),
                        _ => return Err(unknown("an export")),
                    };
                    section.push(kind);
                    section.extend(leb(index as usize));
                }
                section
            }
            Payload::StartSection { func, .. } => leb(numbers[*func as usize] as usize),
            Payload::ElementSection(segments) => {
                let segments = all(segments.clone())?;
                let mut section = leb(segments.len());
                for segment in segments {
                    let (
                        ElementKind::Active {
                            table_index: None,
                            offset_expr,
                        },
                        ElementItems::Functions(functions),
                    ) = (segment.kind, segment.items)
                    else {
                        return Err(unknown("a table segment"));
                    };
                    section.push(0);
                    section.extend(&wasm[offset_expr.get_binary_reader().range()]);
                    let functions = all(functions)?;
                    section.extend(leb(functions.len()));
                    for function in functions {
                        section.extend(leb(numbers[function as usize] as usize));
                    }
                }
                section
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = leb(order.len());
                for at in &order {
                    let body = renumbered(wasm, &bodies[*at], &numbers)?;
                    section.extend(leb(body.len()));
                    section.extend(body);
                }
                section
            }
            Payload::CodeSectionEntry(_) => continue,
            other => match other.as_section() {
                Some((id, range)) => {
                    written.push(id);
                    written.extend(leb(range.len()));
                    written.extend(&wasm[range]);
                    continue;
                }
                None => continue,
            },
        };
        let (id, _) = payload.as_section().ok_or_else(|| unknown("a section"))?;
        written.push(id);
        written.extend(leb(section.len()));
        written.extend(section);
    }
    Ok(written)
}

fn unknown(what: &str) -> Stop {
    Stop::failed(format!(
        "{what} of a kind that xtask/src/order.rs does not know"
    ))
}

fn all<'a, T: wasmparser::FromReader<'a>>(section: SectionLimited<'a, T>) -> Outcome<Vec<T>> {
    section
        .into_iter()
        .collect::<Result<_, _>>()
        .explained("wasm")
}

/// A body whose calls go by other numbers.
fn renumbered(wasm: &[u8], body: &wasmparser::FunctionBody, numbers: &[u32]) -> Outcome<Vec<u8>> {
    let mut written = Vec::new();
    let mut copied = body.range().start;
    let mut call = None;
    let operators = body.get_operators_reader().explained("wasm")?;
    for operator in operators.into_iter_with_offsets() {
        let (operator, offset) = operator.explained("wasm")?;
        if let Some(callee) = call.take() {
            written.extend(leb(callee));
            copied = offset;
        }
        match operator {
            Operator::Call { function_index } => {
                written.extend(&wasm[copied..=offset]);
                call = Some(numbers[function_index as usize] as usize);
            }
            Operator::RefFunc { .. } | Operator::ReturnCall { .. } => {
                return Err(unknown("an instruction"));
            }
            _ => {}
        }
    }
    written.extend(&wasm[copied..body.range().end]);
    Ok(written)
}

fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// Which body stands where: after each the one that holds least that its neighbours do not, the smallest first.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces: Vec<BTreeSet<&[u8]>> = bodies
        .iter()
        .map(|body| body.windows(PIECE).collect())
        .collect();
    let mut holders: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (at, pieces) in pieces.iter().enumerate() {
        for piece in pieces {
            holders.entry(piece).or_default().push(at);
        }
    }
    let holders: Vec<Vec<usize>> = holders
        .into_values()
        .filter(|held| (2..COMMON).contains(&held.len()))
        .collect();
    let mut likeness = Likeness {
        sizes: pieces.iter().map(|pieces| pieces.len().max(1)).collect(),
        shared: vec![Vec::new(); bodies.len()],
        left: vec![true; bodies.len()],
        holders,
    };
    for (piece, held) in likeness.holders.iter().enumerate() {
        for at in held {
            likeness.shared[*at].push(piece);
        }
    }
    let mut order: Vec<usize> = Vec::new();
    let mut next = (0..bodies.len()).min_by_key(|at| bodies[*at].len());
    while let Some(at) = next {
        order.push(at);
        likeness.left[at] = false;
        next = likeness.next(&order).or_else(|| {
            let left = (0..bodies.len()).filter(|other| likeness.left[*other]);
            left.min_by_key(|other| bodies[*other].len().abs_diff(bodies[at].len()))
        });
    }
    order
}

/// What functions have in common.
struct Likeness {
    /// How many different pieces each has.
    sizes: Vec<usize>,
    /// The pieces that each shares with others, by number.
    shared: Vec<Vec<usize>>,
    /// Who has a piece.
    holders: Vec<Vec<usize>>,
    /// Who has no place yet.
    left: Vec<bool>,
}

impl Likeness {
    fn next(&self, order: &[usize]) -> Option<usize> {
        let mut common = vec![0_u64; self.sizes.len()];
        let mut seen = vec![false; self.holders.len()];
        for (before, counts) in order.iter().rev().zip(BEFORE) {
            for piece in &self.shared[*before] {
                if std::mem::replace(&mut seen[*piece], true) {
                    continue;
                }
                let held = &self.holders[*piece];
                // The rarer, the more it says.
                let rare = u64::from((2 * self.sizes.len() / held.len()).ilog2());
                for at in held {
                    common[*at] += counts * rare;
                }
            }
        }
        // Of two that are equally like, the one that came first.
        (0..common.len())
            .filter(|at| self.left[*at] && common[*at] > 0)
            .max_by_key(|at| {
                let share = common[*at] * 1_000 / self.sizes[*at] as u64;
                (share, std::cmp::Reverse(*at))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn like_stands_beside_like() {
        let check = |bodies: &[&str], expected: &[usize]| {
            let bodies: Vec<&[u8]> = bodies.iter().map(|body| body.as_bytes()).collect();
            assert_eq!(order(&bodies), expected);
        };
        check(&[], &[]);
        check(&["aaaa"], &[0]);
        check(
            &["one two three", "alpha beta", "one two four", "alpha gamma"],
            &[1, 3, 2, 0],
        );
        // Shorter than a piece, alike in nothing: still there.
        check(&["a", "bcdefg", ""], &[2, 0, 1]);
    }
}
