//! Dots beside elements, and the tip that one of them opens.

use engine::Act;
use engine::view::{Hotspot, Tip};
use yew::{Html, NodeRef};

use crate::el::el;
use crate::icon;
use crate::pen::Pen;

/// Draws a dot.
pub(crate) fn hotspot(pen: &Pen<'_>, spot: &Hotspot, node: &NodeRef) -> Html {
    let (open, act) = if spot.open {
        ("true", Act::CloseTip)
    } else {
        ("false", Act::OpenTip(spot.id.clone()))
    };
    let dot = el("button;type=button;part=hotspot")
        .node(node)
        .key(&spot.id)
        .set("data-id", &spot.id)
        .set("aria-label", pen.words.hint)
        .set("aria-expanded", open);
    pen.says(dot, act).done()
}

/// Draws the open tip.
pub(crate) fn tip(pen: &Pen<'_>, tip: &Tip, node: &NodeRef) -> Html {
    el("div;class=sf;part=tooltip;role=group")
        .node(node)
        .set("aria-label", pen.words.hint)
        .set("data-id", &tip.id)
        .put(el("div;class=stack").put(pen.blocks(&tip.body)).done())
        .put(pen.icon_button("tooltip-close", pen.words.close, icon::CLOSE, Act::CloseTip))
        .done()
}
