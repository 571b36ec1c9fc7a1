//! Elements as plain calls. `html!` writes the whole making of an element anew at every place where one stands; here a
//! place is a few calls into one maker, which costs a page a third of the bytes.
//! An element's children have fixed slots (`maybe`): what comes and goes must not make its neighbours new elements.

use yew::virtual_dom::{AttributeOrProperty, Attributes, VList, VTag, VText};
use yew::{AttrValue, Html, NodeRef};

/// Every attribute that is drawn. One list for all elements: yew compares two elements with the same list value by
/// value, and needs a map for any other.
const NAMES: &[&str] = &[
    "alt",
    "aria-current",
    "aria-describedby",
    "aria-disabled",
    "aria-expanded",
    "aria-haspopup",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "autocomplete",
    "autoplay",
    "class",
    "controls",
    "crossorigin",
    "cx",
    "cy",
    "d",
    "data-act",
    "data-blocks",
    "data-density",
    "data-id",
    "data-kind",
    "data-mark",
    "data-scheme",
    "data-start",
    "data-state",
    "data-step",
    "data-still",
    "data-unread",
    "decoding",
    "default",
    "dir",
    "enterkeyhint",
    "hidden",
    "href",
    "id",
    "kind",
    "label",
    "lang",
    "max",
    "maxlength",
    "name",
    "part",
    "pathLength",
    "placeholder",
    "playsinline",
    "poster",
    "r",
    "rel",
    "role",
    "selected",
    "src",
    "srclang",
    "stroke-dasharray",
    "tabindex",
    "target",
    "title",
    "type",
    "value",
    "viewBox",
];

/// An element in the making.
pub(crate) struct El {
    tag: VTag,
    values: Vec<Option<AttributeOrProperty>>,
    inside: Vec<Html>,
}

/// Begins an element: its tag and what is fixed about it, as in `button;type=button;part=launcher`.
pub(crate) fn el(head: &'static str) -> Box<El> {
    let mut parts = head.split(';');
    let mut element = Box::new(El {
        tag: VTag::new(parts.next().unwrap_or_default()),
        values: NAMES.iter().map(|_| None).collect(),
        inside: Vec::new(),
    });
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        element.put_value(name, AttributeOrProperty::Static(value));
    }
    element
}

impl El {
    fn put_value(&mut self, name: &str, value: AttributeOrProperty) {
        let at = NAMES.iter().position(|known| *known == name);
        debug_assert!(at.is_some(), "{name} is not in the list of attributes");
        if let Some(slot) = at.and_then(|at| self.values.get_mut(at)) {
            *slot = Some(value);
        }
    }

    pub(crate) fn set(mut self: Box<Self>, name: &str, value: &str) -> Box<Self> {
        let value = AttributeOrProperty::Attribute(AttrValue::Rc(value.into()));
        self.put_value(name, value);
        self
    }

    /// An attribute that is there or not, without a value.
    pub(crate) fn flag(self: Box<Self>, name: &str, on: bool) -> Box<Self> {
        if on { self.set(name, "") } else { self }
    }

    /// Whether a box or a radio button is on.
    pub(crate) fn check(mut self: Box<Self>, on: bool) -> Box<Self> {
        self.tag.set_checked(on);
        self
    }

    pub(crate) fn node(mut self: Box<Self>, node: &NodeRef) -> Box<Self> {
        self.tag.node_ref = node.clone();
        self
    }

    /// Which of its like this is, so that it stays the same element when others come before it.
    pub(crate) fn key(mut self: Box<Self>, key: &str) -> Box<Self> {
        self.tag.key = Some(key.into());
        self
    }

    pub(crate) fn text(self: Box<Self>, words: &str) -> Box<Self> {
        self.put(text(words))
    }

    pub(crate) fn put(mut self: Box<Self>, child: Html) -> Box<Self> {
        self.inside.push(child);
        self
    }

    /// A child that is there or not; its slot always is.
    pub(crate) fn maybe(self: Box<Self>, child: Option<Html>) -> Box<Self> {
        self.put(child.unwrap_or_default())
    }

    /// Any number of children in one slot.
    pub(crate) fn all(self: Box<Self>, children: Vec<Html>) -> Box<Self> {
        self.put(list(children))
    }

    #[expect(
        clippy::boxed_local,
        reason = "an element in the making is only ever passed boxed"
    )]
    pub(crate) fn done(self: Box<Self>) -> Html {
        let mut tag = self.tag;
        tag.attributes = Attributes::Dynamic {
            keys: NAMES,
            values: self.values.into_boxed_slice(),
        };
        if let Some(children) = tag.children_mut() {
            *children = list(self.inside);
        }
        tag.into()
    }
}

/// Words as they are.
pub(crate) fn text(words: &str) -> Html {
    VText::new(AttrValue::Rc(words.into())).into()
}

/// Nodes in one slot.
pub(crate) fn list(nodes: Vec<Html>) -> Html {
    VList::with_children(nodes, None).into()
}

#[cfg(test)]
mod tests;
