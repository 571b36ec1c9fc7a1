//! Functions that a library brings along and this product never enters: their bodies become one trap, and what only
//! they call goes with them. Enters: function names as the breakdown prints them; leaves: which bodies to take out.
//! A name that is not found fails the build, so that the list cannot outlive what it was written for.

use crate::breakdown::readable;
use crate::shell::{Outcome, Stop};

/// What of yew the widget never uses: it hears clicks by one listener of its own (`widget/src/layer.rs`), and draws
/// neither raw HTML nor portals nor suspended components; all its elements have one list of attributes (`el.rs`).
/// And the texts of panics, which abort at once.
pub(crate) const WIDGET: &[&str] = &[
    "<yew::dom_bundle::btag::listeners::ListenerRegistration>::register",
    "<yew::dom_bundle::btag::listeners::Registry>::unregister",
    "<yew::dom_bundle::subtree_root::SubtreeData>::add_listener",
    "<yew::dom_bundle::subtree_root::SubtreeData>::add_listener::{closure#0}",
    "<yew::virtual_dom::vraw::VRaw as yew::dom_bundle::traits::Reconcilable>::attach",
    "<yew::dom_bundle::braw::BRaw>::detach_bundle",
    "<yew::virtual_dom::vsuspense::VSuspense as yew::dom_bundle::traits::Reconcilable>::attach",
    "<yew::virtual_dom::vportal::VPortal as yew::dom_bundle::traits::Reconcilable>::attach",
    "<yew::virtual_dom::Attributes>::apply_diff_as_maps::collect",
    "<yew::html::component::scope::AnyScope>::find_parent_scope::<yew::suspense::component::feat_csr_ssr::BaseSuspense>",
    "<console_error_panic_hook::hook as core::ops::function::FnOnce<(&std::panic::PanicHookInfo,)>>::call_once::{shim:vtable#0}",
    "<console_error_panic_hook::hook as core::ops::function::FnMut<(&std::panic::PanicHookInfo,)>>::call_mut",
    "<yew::virtual_dom::vcomp::VComp as yew::dom_bundle::traits::Reconcilable>::attach",
    "<alloc::rc::Rc<yew::virtual_dom::vcomp::VComp> as yew::utils::RcExt<yew::virtual_dom::vcomp::VComp>>::unwrap_or_clone",
    "<alloc::rc::Rc<yew::virtual_dom::vportal::VPortal> as yew::utils::RcExt<yew::virtual_dom::vportal::VPortal>>::unwrap_or_clone",
    "<alloc::rc::Rc<yew::virtual_dom::vsuspense::VSuspense> as yew::utils::RcExt<yew::virtual_dom::vsuspense::VSuspense>>::unwrap_or_clone",
    "<yew::virtual_dom::vnode::VNode as core::clone::Clone>::clone",
    "<yew::html::component::lifecycle::ComponentState>::suspend::{closure#0}",
    "<std::hash::random::RandomState as core::hash::BuildHasher>::hash_one::<&yew::dom_bundle::subtree_root::EventDescriptor>",
    "<yew::html::component::lifecycle::CompStateInner<widget::layer::Layer> as yew::html::component::lifecycle::Stateful>::props_changed",
];

/// The names still to be found.
pub(crate) struct Snip<'a> {
    wanted: &'a [&'a str],
    found: Vec<bool>,
}

impl<'a> Snip<'a> {
    pub(crate) fn new(wanted: &'a [&'a str]) -> Self {
        Self {
            wanted,
            found: vec![false; wanted.len()],
        }
    }

    /// Whether this function's body goes.
    pub(crate) fn takes(&mut self, name: &str) -> bool {
        let name = readable(name);
        let Some(at) = self.wanted.iter().position(|wanted| *wanted == name) else {
            return false;
        };
        self.found[at] = true;
        true
    }

    /// Fails with the names that no function has.
    pub(crate) fn finish(self) -> Outcome {
        let missing: Vec<_> = self
            .wanted
            .iter()
            .zip(self.found)
            .filter(|(_, found)| !found)
            .map(|(name, _)| *name)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Stop::failed(format!(
            "the module no longer holds {}; see xtask/src/snip.rs",
            missing.join(", ")
        )))
    }
}
