//! The elements that the page adapter found, by watch. The engine never sees them; the widget only measures them.

use std::cell::RefCell;
use std::rc::Rc;

use engine::Watch;
use web_sys::Element;

/// Elements found by the page adapter, by watch; clones share one list.
#[derive(Clone, Default)]
pub struct Targets(Rc<RefCell<Vec<(Watch, Element)>>>);

impl PartialEq for Targets {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Targets {
    /// Puts the element found for a watch, or takes it away; call `Mounted::moved` afterwards.
    pub fn set(&self, watch: Watch, element: Option<Element>) {
        let mut list = self.0.borrow_mut();
        list.retain(|(w, _)| *w != watch);
        if let Some(element) = element {
            list.push((watch, element));
        }
    }

    /// The element of a watch, while there is one.
    #[must_use]
    pub fn get(&self, watch: Watch) -> Option<Element> {
        let list = self.0.borrow();
        list.iter()
            .find(|(w, _)| *w == watch)
            .map(|(_, e)| e.clone())
    }
}
