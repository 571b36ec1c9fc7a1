//! Host events that an event file sees without a developer: acts on named elements, and elements that appear.
//! Each is told to the engine as if the page had tracked it.

use content::anchor::Verdict;
use content::entry::Act;
use engine::effect::Await;
use engine::{Input, Watch};
use web_sys::Element;

use crate::runtime::Runtime;

/// The engine counts its watches from below; ours lie far above.
const FIRST: u32 = 1 << 31;

impl Runtime {
    /// Something was done to what `within` holds.
    pub(crate) fn acted_on(&'static self, act: &Act, within: &dyn Fn(&Element) -> bool) {
        let seen: Vec<String> = self
            .engine
            .borrow()
            .host_events()
            .filter(|event| event.act == *act)
            .filter(|event| {
                self.watches
                    .found(&event.anchor)
                    .is_some_and(|e| within(&e))
            })
            .map(|event| event.name.clone())
            .collect();
        for name in seen {
            self.feed(Input::Track(name, None));
        }
    }

    /// Another page or other content: the elements to wait for may be others.
    pub(crate) fn await_appearances(&'static self) {
        let wanted: Vec<_> = self
            .engine
            .borrow()
            .host_events()
            .filter(|event| event.act == Act::Appears)
            .map(|event| (event.name.clone(), event.anchor.clone()))
            .collect();
        let names = || wanted.iter().map(|(name, _)| name);
        let before = self.appearing.borrow().len() as u32;
        if self.appearing.borrow().iter().eq(names()) {
            return;
        }
        self.appearing.replace(names().cloned().collect());
        for at in 0..before {
            self.watches.remove(Watch(FIRST + at));
        }
        for ((_, anchor), at) in wanted.into_iter().zip(FIRST..) {
            self.watches
                .add(Watch(at), anchor, u32::MAX, Await::Presence, false);
        }
    }

    /// What a watch saw, where it is one of ours.
    pub(crate) fn appeared(&'static self, watch: Watch, verdict: Verdict) -> bool {
        let Some(at) = watch.0.checked_sub(FIRST) else {
            return false;
        };
        let name = self.appearing.borrow().get(at as usize).cloned();
        if let Some(name) = name.filter(|_| verdict == Verdict::Found) {
            self.feed(Input::Track(name, None));
        }
        true
    }
}
