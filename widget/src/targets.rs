//! The elements that the page adapter found, by watch. The engine never sees them; the widget only measures them.

use std::cell::RefCell;
use std::rc::Rc;

use engine::Watch;
use web_sys::Element;

use crate::around::rect_of;
use crate::placement::Rect;

/// Elements found by the page adapter, by watch; clones share one list.
#[derive(Clone, Default)]
pub struct Targets(Rc<RefCell<Vec<Target>>>);

/// A watch, its element, and where in that the target is, if the element is the frame around it.
type Target = (Watch, Element, Option<Rect>);

impl PartialEq for Targets {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Targets {
    /// Puts the element found for a watch, or takes it away; call `Mounted::moved` afterwards.
    pub fn set(&self, watch: Watch, element: Option<Element>) {
        let mut list = self.0.borrow_mut();
        list.retain(|(w, ..)| *w != watch);
        if let Some(element) = element {
            list.push((watch, element, None));
        }
    }

    /// The element of a watch is a frame of another origin; the target is so far in it: left, top, width, height.
    pub fn within(&self, watch: Watch, [x, y, w, h]: [f64; 4]) {
        for target in self.0.borrow_mut().iter_mut().filter(|t| t.0 == watch) {
            target.2 = Some(Rect { x, y, w, h });
        }
    }

    /// The element of a watch, while there is one.
    #[must_use]
    pub fn get(&self, watch: Watch) -> Option<Element> {
        let list = self.0.borrow();
        list.iter()
            .find(|(w, ..)| *w == watch)
            .map(|(_, e, _)| e.clone())
    }

    /// Where the target of a watch is in our own window.
    pub(crate) fn rect(&self, watch: Watch) -> Option<Rect> {
        let list = self.0.borrow();
        let (_, element, inner) = list.iter().find(|(w, ..)| *w == watch)?;
        rect_of(element, *inner)
    }
}
