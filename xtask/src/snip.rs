//! What a library brings along and this product never reaches. A function's body becomes one trap, and what only it
//! calls goes with it; a text becomes zeros. Enters: names as the breakdown prints them; leaves: what to take out.
//! What is not found fails the build, so that a list cannot outlive what it was written for.

use crate::breakdown::readable;
use crate::shell::{Outcome, Stop};

/// What goes from one module.
pub(crate) struct Unreached {
    functions: &'static [&'static str],
    /// The first and the last word of a run of small letters.
    words: Option<(&'static str, &'static str)>,
    /// Functions behind which a second module begins (`split`).
    pub(crate) doors: &'static [&'static str],
}

/// Nothing goes.
pub(crate) const NOTHING: Unreached = Unreached {
    functions: &[],
    words: None,
    doors: &[],
};

/// What of yew the widget never uses: it hears clicks by one listener of its own (`widget/src/layer.rs`), draws neither
/// raw HTML nor portals nor suspended or nested components, keeps no node to draw it twice, and all its elements have
/// one list of attributes (`el.rs`). And the texts of panics, which abort at once.
pub(crate) const WIDGET: Unreached = Unreached {
    functions: YEW,
    // The names of every event that yew could listen to.
    words: Some(("onabort", "ontransitionstart")),
    doors: DOORS,
};

/// What leads into quizzes, surveys and panels (`engine::second`).
const DOORS: &[&str] = &[
    "<engine::engine::Engine>::door_article",
    "<engine::engine::Engine>::door_deed",
    "<engine::engine::Engine>::door_found",
    "<engine::engine::Engine>::door_front_view",
    "<engine::engine::Engine>::door_help",
    "<engine::engine::Engine>::door_leave",
    "<engine::engine::Engine>::door_note",
    "<engine::engine::Engine>::door_panel_view",
    "<engine::engine::Engine>::door_question",
    "<engine::engine::Engine>::door_real_task",
    "<engine::engine::Engine>::door_side",
    "<engine::engine::Engine>::door_weigh",
    "widget::front::door_front",
    "widget::hear::door_inquiry",
    "widget::layer::attend::door_fields",
    "widget::layer::attend::door_option",
    "<widget::layer::Layer>::door_text",
    "widget::layer::voice::door_moved",
    "widget::layer::voice::door_spoken",
    "widget::layer::voice::door_turned",
    "widget::side::door_page",
    "widget::side::door_panel",
    "widget::style::door_adopt",
];

const YEW: &[&str] = &[
    "<yew::dom_bundle::btag::listeners::ListenerRegistration>::register",
    "<yew::dom_bundle::btag::listeners::Registry>::unregister",
    "<yew::dom_bundle::subtree_root::SubtreeData>::add_listener",
    "<yew::dom_bundle::subtree_root::SubtreeData>::add_listener::{closure#0}",
    "<yew::virtual_dom::vraw::VRaw as yew::dom_bundle::traits::Reconcilable>::attach",
    "<yew::dom_bundle::braw::BRaw>::detach_bundle",
    "<yew::virtual_dom::vsuspense::VSuspense as yew::dom_bundle::traits::Reconcilable>::attach",
    "<yew::virtual_dom::vportal::VPortal as yew::dom_bundle::traits::Reconcilable>::attach",
    "<yew::virtual_dom::Attributes>::apply_diff_as_maps::collect",
    "<indexmap::map::IndexMap<implicit_clone::unsync::string::IString, yew::virtual_dom::AttributeOrProperty>>::get_index_of::<implicit_clone::unsync::string::IString>",
    "<yew::html::component::scope::AnyScope>::find_parent_scope::<yew::suspense::component::feat_csr_ssr::BaseSuspense>",
    "<console_error_panic_hook::hook as core::ops::function::FnOnce<(&std::panic::PanicHookInfo,)>>::call_once::{shim:vtable#0}",
    "<console_error_panic_hook::hook as core::ops::function::Fn<(&std::panic::PanicHookInfo,)>>::call",
    // Nothing formats any more: these stand in tables that panics alone would read.
    "<&str as core::fmt::Display>::fmt",
    "<u32 as core::fmt::Display>::fmt",
    "<alloc::string::String as core::fmt::Write>::write_char",
    "<alloc::string::String as core::fmt::Write>::write_fmt",
    "<alloc::string::String as core::fmt::Write>::write_str",
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

/// What is still to be found.
pub(crate) struct Snip {
    wanted: &'static [&'static str],
    found: Vec<bool>,
    words: Option<(&'static str, &'static str)>,
}

impl Snip {
    pub(crate) fn new(unreached: &Unreached) -> Self {
        Self {
            wanted: unreached.functions,
            found: vec![false; unreached.functions.len()],
            words: unreached.words,
        }
    }

    /// Takes the words out of a module's data, where they are in it.
    pub(crate) fn blank(&mut self, data: &mut [u8]) {
        let Some((first, last)) = self.words else {
            return;
        };
        let find = |word: &str, from: usize| {
            let found = data[from..].windows(word.len());
            found.map(|w| w == word.as_bytes()).position(|is| is)
        };
        let Some(start) = find(first, 0) else { return };
        let Some(length) = find(last, start).map(|at| at + last.len()) else {
            return;
        };
        let run = &mut data[start..start + length];
        if run.iter().all(u8::is_ascii_lowercase) {
            run.fill(0);
            self.words = None;
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

    /// Fails with the names that no function has, and the words that are not there.
    pub(crate) fn finish(self) -> Outcome {
        let mut missing: Vec<_> = self
            .wanted
            .iter()
            .zip(self.found)
            .filter(|(_, found)| !found)
            .map(|(name, _)| *name)
            .collect();
        missing.extend(self.words.map(|(first, _)| first));
        if missing.is_empty() {
            return Ok(());
        }
        Err(Stop::failed(format!(
            "the module no longer holds {}; see xtask/src/snip.rs",
            missing.join(", ")
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::{NOTHING, Snip, Unreached};

    const SOME: Unreached = Unreached {
        functions: &["<yew::Registry>::unregister"],
        words: Some(("onabort", "onwheel")),
        doors: &[],
    };

    #[test]
    fn what_is_named_goes_and_nothing_else() {
        let mut snip = Snip::new(&SOME);
        assert!(!snip.takes("<yew::Registry>::register"));
        assert!(snip.takes("<yew[0123456789abcdef]::Registry>::unregister"));
        let mut data = *b"Svg onabortonclickonwheel.";
        snip.blank(&mut data);
        assert_eq!(&data[..4], b"Svg ");
        assert_eq!(data[25], b'.');
        assert!(data[4..25].iter().all(|byte| *byte == 0));
        assert!(snip.finish().is_ok());
    }

    #[test]
    fn what_is_not_found_fails_the_build() {
        let check = |mut snip: Snip, data: &str, expected: &str| {
            snip.blank(&mut data.as_bytes().to_vec());
            let stop = snip.finish().expect_err(expected);
            assert!(stop.sentence.contains(expected), "{}", stop.sentence);
        };
        let whole = "onabortonclickonwheel";
        check(Snip::new(&SOME), whole, "unregister;");
        let mut snip = Snip::new(&SOME);
        snip.takes("<yew::Registry>::unregister");
        check(snip, "onabort, onclick, onwheel", "holds onabort;");
        assert!(Snip::new(&NOTHING).finish().is_ok());
    }
}
