//! Finding the element that an anchor names: exactly one visible element, or a verdict.
//! Each name the author gave is tried in the order of trust; one that names several is narrowed by the others.

use content::anchor::Verdict;
use content::{Anchor, Code, Reader, joined};
use engine::Watch;
use engine::effect::Await;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Node, NodeList, ShadowRoot};

use super::dom::{Any, visible};
use crate::io::Io;

/// What a question to a frame waits for, beyond the element.
const CLICK: u8 = 1;
const INPUT: u8 = 2;

/// Where elements are looked for.
enum Scope {
    Page(Document),
    Shadow(ShadowRoot),
}

/// Where a path leads.
enum Way {
    To(Scope),
    /// Into a frame of another origin, with so much of the path behind it.
    Across(Element, usize),
    Nowhere,
}

/// The CSS selector that could not be parsed.
pub(crate) struct BadSelector(pub(crate) String);

/// Looks once. For what lies in a frame of another origin that frame stands.
pub(crate) fn find(
    anchor: &Anchor,
    io: &Io,
    on_behalf: (Watch, &Await),
) -> Result<(Verdict, Option<Element>), BadSelector> {
    let scope = match way(&anchor.within)? {
        Way::To(scope) => scope,
        Way::Across(frame, passed) if asks(anchor, io, on_behalf, &frame, passed) => {
            return Ok((Verdict::Found, Some(frame)));
        }
        _ => return Ok((Verdict::Missing, None)),
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
            && let Ok((Verdict::Found, Some(reference))) = find(near, io, on_behalf)
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

/// Asks a frame for what lies in it; whether it is there.
fn asks(
    anchor: &Anchor,
    io: &Io,
    on_behalf: (Watch, &Await),
    frame: &Element,
    passed: usize,
) -> bool {
    let (watch, awaits) = on_behalf;
    let mut inner = anchor.clone();
    inner.within.drain(..passed);
    let (kind, pattern) = match awaits {
        Await::Click => (CLICK, &None),
        Await::Input(pattern) => (INPUT, pattern),
        _ => (0, &None),
    };
    let mut question = vec![kind];
    pattern.put(&mut question);
    inner.put(&mut question);
    visible(frame) && io.across(watch.0, frame, &question)
}

/// What a page around this one asks for.
pub(crate) fn question(bytes: &[u8]) -> Option<(Anchor, Await)> {
    let mut r = Reader::new(bytes);
    let kind = r.byte();
    let pattern = <Option<String> as Code>::take(&mut r);
    let anchor = Anchor::take(&mut r);
    let awaits = match kind {
        CLICK => Await::Click,
        INPUT => Await::Input(pattern),
        _ => Await::Presence,
    };
    r.end().ok().map(|()| (anchor, awaits))
}

/// Every element that the most trusted name with any names.
pub(super) fn every(anchor: &Anchor, io: &Io) -> Vec<Element> {
    let Ok(Way::To(scope)) = way(&anchor.within) else {
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
        match within.get(..end).map(way) {
            Some(Ok(Way::To(Scope::Page(document)))) => all.push(document.into()),
            Some(Ok(Way::To(Scope::Shadow(root)))) => all.push(root.into()),
            _ => break,
        }
    }
    all
}

fn way(within: &[String]) -> Result<Way, BadSelector> {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else {
        return Ok(Way::Nowhere);
    };
    let mut scope = Scope::Page(document);
    for (at, css) in within.iter().enumerate() {
        let Some(host) = scope.all(css)?.into_iter().next() else {
            return Ok(Way::Nowhere);
        };
        let inner = || host.unchecked_ref::<Any>().content_document();
        scope = match host.shadow_root() {
            Some(root) => Scope::Shadow(root),
            None => match inner() {
                Some(document) => Scope::Page(document),
                None => return Ok(Way::Across(host, at + 1)),
            },
        };
    }
    Ok(Way::To(scope))
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
