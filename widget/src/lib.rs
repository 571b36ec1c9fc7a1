//! What Shirube looks like: a `View` is drawn, and what people do with it comes back as `Act`s.
//! One style sheet, one yew application in one shadow root, geometry kept between widget and page.
//! Not here: decisions, storage, network, finding elements. The widget holds no truth.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![cfg_attr(test, allow(clippy::panic))]

mod around;
mod card;
mod el;
mod focus;
mod front;
mod hear;
mod help;
mod hint;
mod icon;
mod layer;
mod listen;
mod nodes;
mod panel;
mod pen;
mod people;
pub mod placement;
mod quiz;
mod scene;
mod side;
pub mod stage;
mod style;
mod survey;
mod targets;
mod track;
mod words;

use std::rc::Rc;

use engine::{Act, View};
use web_sys::{HtmlElement, ShadowRoot};
use yew::{AppHandle, Callback, Renderer};

use crate::layer::{Layer, Msg, Setting};
pub use crate::targets::Targets;
pub use crate::words::{learn, unknown};

/// The widget in its shadow root.
pub struct Mounted(AppHandle<Layer>);

/// Adopts the style sheet and mounts the widget in a plain `div` of the root; nothing is drawn before `show`.
/// `acted` gets what people do, and whether the event behind it is the browser's own (`isTrusted`).
#[must_use]
pub fn mount(
    host: &HtmlElement,
    root: &ShadowRoot,
    targets: Targets,
    acted: Callback<(Act, bool)>,
) -> Mounted {
    style::adopt(root);
    // Without one of ours, yew puts in a hook that writes to the page's console.
    yew::set_custom_panic_hook(Box::new(|_| {}));
    // Without a document there is nothing to see: the host element's own, never rendered children take it.
    let inside = || {
        let at = host.owner_document()?.create_element("div").ok()?;
        root.append_child(&at).ok()?;
        Some(at)
    };
    let at = inside().unwrap_or_else(|| host.clone().into());
    let setting = Setting {
        host: host.clone(),
        root: root.clone(),
        targets,
        acted,
    };
    Mounted(Renderer::<Layer>::with_root_and_props(at, setting).render())
}

impl Mounted {
    /// Draws this instead of what was drawn, in the same task.
    pub fn show(&self, view: Rc<View>) {
        self.0.send_message(Msg::Show(view));
    }

    /// Targets changed: everything is measured again.
    pub fn moved(&self) {
        self.0.send_message(Msg::Moved);
    }

    /// Takes everything down: nodes, listeners, observers, frames.
    pub fn destroy(self) {
        self.0.destroy();
    }
}
