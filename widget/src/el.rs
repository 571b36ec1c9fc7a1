//! Elements as plain calls. `html!` writes the whole making of an element anew at every place where one stands; here a
//! place is a few calls into one maker, which costs a page a third of the bytes.
//! An element's children have fixed slots (`maybe`): what comes and goes must not make its neighbours new elements.

use std::rc::Rc;

use yew::virtual_dom::VTag;
use yew::{AttrValue, Html, NodeRef};

/// An element in the making.
pub(crate) struct El(Box<VTag>, Vec<Html>);

/// Begins an element: its tag and what is fixed about it, as in `button;type=button;part=launcher`.
pub(crate) fn el(head: &'static str) -> El {
    let mut parts = head.split(';');
    let mut tag = VTag::new(parts.next().unwrap_or_default());
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        tag.add_attribute(name, value);
    }
    El(Box::new(tag), Vec::new())
}

impl El {
    pub(crate) fn set(mut self, name: &'static str, value: &str) -> Self {
        self.0.add_attribute(name, Rc::<str>::from(value));
        self
    }

    /// An attribute that is there or not, without a value.
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.set(name, "") } else { self }
    }

    pub(crate) fn node(mut self, node: &NodeRef) -> Self {
        self.0.node_ref = node.clone();
        self
    }

    /// Which of its like this is, so that it stays the same element when others come before it.
    pub(crate) fn key(mut self, key: &str) -> Self {
        self.0.key = Some(key.into());
        self
    }

    pub(crate) fn text(self, words: &str) -> Self {
        self.put(text(words))
    }

    pub(crate) fn put(mut self, child: Html) -> Self {
        self.1.push(child);
        self
    }

    /// A child that is there or not; its slot always is.
    pub(crate) fn maybe(self, child: Option<Html>) -> Self {
        self.put(child.unwrap_or_default())
    }

    /// Any number of children in one slot.
    pub(crate) fn all(self, children: Vec<Html>) -> Self {
        self.put(list(children))
    }

    pub(crate) fn done(mut self) -> Html {
        self.0.add_children(self.1);
        (*self.0).into()
    }
}

/// Words as they are.
pub(crate) fn text(words: &str) -> Html {
    yew::virtual_dom::VText::new(AttrValue::Rc(words.into())).into()
}

/// Nodes in one slot.
pub(crate) fn list(nodes: Vec<Html>) -> Html {
    yew::virtual_dom::VList::with_children(nodes, None).into()
}
