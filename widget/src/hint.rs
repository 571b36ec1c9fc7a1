//! Dots beside elements, and the tip that one of them opens.

use engine::Act;
use engine::view::{Hotspot, Tip};
use yew::prelude::*;

use crate::icon;
use crate::pen::Pen;

/// Draws a dot.
pub(crate) fn hotspot(pen: &Pen<'_>, spot: &Hotspot, node: &NodeRef) -> Html {
    let act = if spot.open {
        Act::CloseTip
    } else {
        Act::OpenTip(spot.id.clone())
    };
    html! {
        <button ref={node} key={spot.id.clone()} type="button" part="hotspot" data-id={spot.id.clone()} aria-label={pen.words.hint}
            aria-expanded={if spot.open { "true" } else { "false" }} onclick={pen.says(act)} />
    }
}

/// Draws the open tip.
pub(crate) fn tip(pen: &Pen<'_>, tip: &Tip, node: &NodeRef) -> Html {
    html! {
        <div ref={node} class="sf" part="tooltip" role="group" aria-label={pen.words.hint} data-id={tip.id.clone()}>
            <div class="stack">{ pen.blocks(&tip.body) }</div>
            { pen.icon_button("tooltip-close", pen.words.close, icon::CLOSE, Act::CloseTip) }
        </div>
    }
}
