//! Finding the element that an anchor names: exactly one visible element, or a verdict.
//! Each name the author gave is tried in the order of trust; one that names several is narrowed by the others.

use content::anchor::Verdict;
use content::{Anchor, joined};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, NodeList, ShadowRoot};

/// Where elements are looked for.
enum Scope {
    Page(Document),
    Shadow(ShadowRoot),
}

/// The CSS selector that could not be parsed.
pub(crate) struct BadSelector(pub(crate) String);

/// Looks once.
pub(crate) fn find(anchor: &Anchor) -> Result<(Verdict, Option<Element>), BadSelector> {
    let Some(scope) = scope(&anchor.within)? else {
        return Ok((Verdict::Missing, None));
    };
    let mut verdict = Verdict::Missing;
    for all in candidates(anchor, &scope)? {
        let seen: Vec<&Element> = all.iter().filter(|e| visible(e)).collect();
        let narrowed: Vec<&&Element> = seen.iter().filter(|e| fits(anchor, e)).collect();
        let best = match (seen.as_slice(), narrowed.as_slice()) {
            ([one], _) => Some(*one),
            (_, [one]) => Some(**one),
            _ => None,
        };
        if let Some(one) = best {
            return Ok((Verdict::Found, Some((*one).clone())));
        }
        if let Some(near) = anchor.near.as_deref().filter(|_| seen.len() > 1)
            && let Ok((Verdict::Found, Some(reference))) = find(near)
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

fn scope(within: &[String]) -> Result<Option<Scope>, BadSelector> {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else {
        return Ok(None);
    };
    let mut scope = Scope::Page(document);
    for css in within {
        let Some(host) = scope.all(css)?.into_iter().next() else {
            return Ok(None);
        };
        scope = match (host.shadow_root(), frame(&host)) {
            (Some(root), _) => Scope::Shadow(root),
            (None, Some(inner)) => Scope::Page(inner),
            (None, None) => return Ok(None),
        };
    }
    Ok(Some(scope))
}

// A frame of another origin gives null here, and never throws.
fn frame(host: &Element) -> Option<Document> {
    js_sys::Reflect::get(host, &"contentDocument".into())
        .ok()?
        .dyn_into()
        .ok()
}

impl Scope {
    fn all(&self, css: &str) -> Result<Vec<Element>, BadSelector> {
        let list: Result<NodeList, JsValue> = match self {
            Scope::Page(document) => document.query_selector_all(css),
            Scope::Shadow(root) => root.query_selector_all(css),
        };
        let list = list.map_err(|_| BadSelector(css.to_owned()))?;
        Ok((0..list.length())
            .filter_map(|n| list.get(n)?.dyn_into().ok())
            .collect())
    }
}

/// The elements that each given name names, most trusted first.
fn candidates(anchor: &Anchor, scope: &Scope) -> Result<Vec<Vec<Element>>, BadSelector> {
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
        let all = scope.all(tags_of(role).unwrap_or("[role]"))?;
        out.push(
            all.into_iter()
                .filter(|e| role_fits(role, e) && name_fits(anchor, e))
                .collect(),
        );
    }
    if let (Some(text), None) = (&anchor.text, &anchor.role) {
        let all =
            scope.all("a,button,label,summary,h1,h2,h3,h4,h5,h6,th,td,li,dt,dd,p,span,div")?;
        let fitting: Vec<Element> = all
            .into_iter()
            .filter(|e| folded(&e.text_content().unwrap_or_default()) == folded(text))
            .collect();
        // Of nested elements with the same text, the innermost is meant.
        let inner = |e: &Element| !fitting.iter().any(|o| o != e && e.contains(Some(o)));
        out.push(fitting.iter().filter(|e| inner(e)).cloned().collect());
    }
    Ok(out)
}

/// Whether an element fits every name that can be held against it.
fn fits(anchor: &Anchor, element: &Element) -> bool {
    anchor.role.as_ref().is_none_or(|r| role_fits(r, element))
        && name_fits(anchor, element)
        && anchor
            .text
            .as_ref()
            .is_none_or(|t| folded(&element.text_content().unwrap_or_default()) == folded(t))
}

fn role_fits(role: &str, element: &Element) -> bool {
    match element.get_attribute("role") {
        Some(own) => own.split_whitespace().next() == Some(role),
        None => tags_of(role).is_some_and(|tags| element.matches(tags).unwrap_or(false)),
    }
}

fn tags_of(role: &str) -> Option<&'static str> {
    Some(match role {
        "button" => "button,summary,input[type=button],input[type=submit],[role=button]",
        "link" => "a[href],[role=link]",
        "textbox" => {
            "input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=url],textarea,[role=textbox]"
        }
        "combobox" => "select,[role=combobox]",
        "checkbox" => "input[type=checkbox],[role=checkbox]",
        "radio" => "input[type=radio],[role=radio]",
        "heading" => "h1,h2,h3,h4,h5,h6,[role=heading]",
        "tab" => "[role=tab]",
        "menuitem" => "[role=menuitem]",
        "dialog" => "dialog,[role=dialog]",
        "navigation" => "nav,[role=navigation]",
        "table" => "table,[role=table]",
        _ => return None,
    })
}

fn name_fits(anchor: &Anchor, element: &Element) -> bool {
    anchor
        .name
        .as_ref()
        .is_none_or(|name| folded(&name_of(element)) == folded(name))
}

/// The accessible name: label attributes first, then labels, then the content.
fn name_of(element: &Element) -> String {
    let attribute = |name: &str| element.get_attribute(name).filter(|v| !v.trim().is_empty());
    if let Some(ids) = attribute("aria-labelledby")
        && let Some(document) = element.owner_document()
    {
        let texts: Vec<String> = ids
            .split_whitespace()
            .filter_map(|id| document.get_element_by_id(id)?.text_content())
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        return joined(&texts, " ");
    }
    attribute("aria-label")
        .or_else(|| label_of(element))
        .or_else(|| element.text_content().filter(|t| !t.trim().is_empty()))
        .or_else(|| attribute("title"))
        .or_else(|| attribute("placeholder"))
        .or_else(|| attribute("value"))
        .unwrap_or_default()
}

fn label_of(element: &Element) -> Option<String> {
    let labels = js_sys::Reflect::get(element, &"labels".into())
        .ok()?
        .dyn_into::<NodeList>()
        .ok()?;
    labels.get(0)?.text_content()
}

fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    joined(&words, " ")
}

/// Whether an element is rendered with a box of its own.
pub(crate) fn visible(element: &Element) -> bool {
    let rect = element.get_bounding_client_rect();
    rect.width() > 0.0 && rect.height() > 0.0 && element.is_connected() && shown(element)
}

fn shown(element: &Element) -> bool {
    let check = js_sys::Reflect::get(element, &"checkVisibility".into())
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"visibilityProperty".into(), &JsValue::TRUE);
    check
        .and_then(|f| f.call1(element, &options).ok())
        .and_then(|v| v.as_bool())
        .unwrap_or(true)
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

/// Brings an element into view, where it is not: by the host's own way, where it has one.
pub(super) fn reveal(element: &Element, scroll: Option<&Function>) {
    let rect = element.get_bounding_client_rect();
    let size = |name: &str| {
        web_sys::window()
            .and_then(|w| js_sys::Reflect::get(&w, &name.into()).ok())
            .and_then(|v| v.as_f64())
            .unwrap_or(0.0)
    };
    let inside = rect.top() >= 0.0
        && rect.left() >= 0.0
        && rect.bottom() <= size("innerHeight")
        && rect.right() <= size("innerWidth");
    // What a scroll container cuts off or a sticky bar covers is out of sight too; what our own surfaces or an open
    // shadow root answer for is not.
    let (x, y) = (
        rect.left() + rect.width() / 2.0,
        rect.top() + rect.height() / 2.0,
    );
    let hit = element
        .owner_document()
        .and_then(|d| d.element_from_point(x as f32, y as f32));
    let seen = hit.is_some_and(|h| element.contains(Some(&h)) || h.shadow_root().is_some());
    if inside && seen {
        return;
    }
    if let Some(scroll) = scroll {
        let _ = scroll.call1(&JsValue::UNDEFINED, element);
    } else {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
