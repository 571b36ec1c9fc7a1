//! Finding the element that an anchor names: exactly one visible element, or a verdict.
//! Each name the author gave is tried in the order of trust; one that names several is narrowed by the others.

use content::anchor::Verdict;
use content::{Anchor, joined};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Node, NodeList, ShadowRoot};

use super::dom::{Any, visible};
use crate::io::Io;

/// Where elements are looked for.
enum Scope {
    Page(Document),
    Shadow(ShadowRoot),
}

/// The CSS selector that could not be parsed.
pub(crate) struct BadSelector(pub(crate) String);

/// Looks once.
pub(crate) fn find(anchor: &Anchor, io: &Io) -> Result<(Verdict, Option<Element>), BadSelector> {
    let Some(scope) = scope(&anchor.within)? else {
        return Ok((Verdict::Missing, None));
    };
    let mut verdict = Verdict::Missing;
    for all in candidates(anchor, &scope, io)? {
        let seen: Vec<&Element> = all.iter().filter(|e| visible(e)).collect();
        let narrowed: Vec<&&Element> = seen.iter().filter(|e| fits(anchor, e, io)).collect();
        let best = match (seen.as_slice(), narrowed.as_slice()) {
            ([one], _) => Some(*one),
            (_, [one]) => Some(**one),
            _ => None,
        };
        if let Some(one) = best {
            return Ok((Verdict::Found, Some((*one).clone())));
        }
        if let Some(near) = anchor.near.as_deref().filter(|_| seen.len() > 1)
            && let Ok((Verdict::Found, Some(reference))) = find(near, io)
        {
            return Ok((Verdict::Found, closest(&seen, &reference)));
        }
        verdict = match (all.len(), seen.len()) {
            (0, _) => verdict,
            (_, 0) if verdict == Verdict::Missing => Verdict::Hidden,
            (_, 0) => verdict,
            _ => Verdict::Ambiguous,
        };
    }
    Ok((verdict, None))
}

/// Every element that the most trusted name with any names.
pub(super) fn every(anchor: &Anchor, io: &Io) -> Vec<Element> {
    let Ok(Some(scope)) = scope(&anchor.within) else {
        return Vec::new();
    };
    let all = candidates(anchor, &scope, io).unwrap_or_default();
    let mut all = all.into_iter();
    all.find(|named| !named.is_empty()).unwrap_or_default()
}

/// The shadow roots and documents that a path leads through, as far as it can be followed.
pub(super) fn roots(within: &[String]) -> Vec<Node> {
    let mut all = Vec::new();
    for end in 1..=within.len() {
        match within.get(..end).map(scope) {
            Some(Ok(Some(Scope::Page(document)))) => all.push(document.into()),
            Some(Ok(Some(Scope::Shadow(root)))) => all.push(root.into()),
            _ => break,
        }
    }
    all
}

fn scope(within: &[String]) -> Result<Option<Scope>, BadSelector> {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else {
        return Ok(None);
    };
    let mut scope = Scope::Page(document);
    for css in within {
        let Some(host) = scope.all(css)?.into_iter().next() else {
            return Ok(None);
        };
        let inner = || host.unchecked_ref::<Any>().content_document();
        scope = match host.shadow_root() {
            Some(root) => Scope::Shadow(root),
            None => match inner() {
                Some(document) => Scope::Page(document),
                None => return Ok(None),
            },
        };
    }
    Ok(Some(scope))
}

impl Scope {
    fn root(&self) -> &Node {
        match self {
            Scope::Page(document) => document,
            Scope::Shadow(root) => root,
        }
    }

    fn all(&self, css: &str) -> Result<Vec<Element>, BadSelector> {
        let list: Result<NodeList, JsValue> = match self {
            Scope::Page(document) => document.query_selector_all(css),
            Scope::Shadow(root) => root.query_selector_all(css),
        };
        let list = list.map_err(|_| BadSelector(css.to_owned()))?;
        Ok((0..list.length())
            .filter_map(|n| list.get(n))
            .map(JsCast::unchecked_into)
            .collect())
    }
}

/// The elements that each given name names, most trusted first.
fn candidates(anchor: &Anchor, scope: &Scope, io: &Io) -> Result<Vec<Vec<Element>>, BadSelector> {
    let mut out = Vec::new();
    if let Some(id) = &anchor.test_id {
        let mut css = String::new();
        for name in ["data-testid", "data-test-id", "data-test", "data-cy"] {
            if !css.is_empty() {
                css.push(',');
            }
            css.push_str(
                &[
                    "[",
                    name,
                    "=\"",
                    &id.replace('\\', "\\\\").replace('"', "\\\""),
                    "\"]",
                ]
                .concat(),
            );
        }
        out.push(scope.all(&css)?);
    }
    if let Some(css) = &anchor.css {
        out.push(scope.all(css)?);
    }
    if let Some(role) = &anchor.role {
        let all = io.by_role(scope.root(), role, anchor.name.as_deref());
        out.push(all.iter().map(JsCast::unchecked_into).collect());
    }
    if let (Some(text), None) = (&anchor.text, &anchor.role) {
        let all =
            scope.all("a,button,label,summary,h1,h2,h3,h4,h5,h6,th,td,li,dt,dd,p,span,div")?;
        let fitting: Vec<Element> = all
            .into_iter()
            .filter(|e| folded(&e.text_content().unwrap_or_default()) == folded(text))
            .collect();
        // Of nested elements with the same text, the innermost is meant. So many are ambiguous anyhow.
        if fitting.len() > 100 {
            out.push(fitting);
            return Ok(out);
        }
        let inner = |e: &Element| !fitting.iter().any(|o| o != e && e.contains(Some(o)));
        out.push(fitting.iter().filter(|e| inner(e)).cloned().collect());
    }
    Ok(out)
}

/// Whether an element fits every name that can be held against it.
fn fits(anchor: &Anchor, element: &Element, io: &Io) -> bool {
    let text = || folded(&element.text_content().unwrap_or_default());
    anchor.role.as_ref().is_none_or(|r| io.has_role(element, r))
        && anchor.name.as_ref().is_none_or(|n| io.is_named(element, n))
        && anchor.text.as_ref().is_none_or(|t| text() == folded(t))
}

fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    joined(&words, " ")
}

fn closest(all: &[&Element], reference: &Element) -> Option<Element> {
    let centre = |e: &Element| {
        let r = e.get_bounding_client_rect();
        (r.x() + r.width() / 2.0, r.y() + r.height() / 2.0)
    };
    let (x, y) = centre(reference);
    let mut best: Option<(f64, &Element)> = None;
    for element in all {
        let (ex, ey) = centre(element);
        let distance = (ex - x) * (ex - x) + (ey - y) * (ey - y);
        if best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, element));
        }
    }
    best.map(|(_, e)| e.clone())
}
