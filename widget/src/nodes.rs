//! The nodes that are drawn, and what of them has to be kept at a place.

use engine::View;
use engine::view::CardState;
use yew::NodeRef;

use crate::placement::Direction;
use crate::scene::{CardPiece, Scene, Stands, TipPiece};
use crate::words;

/// One reference for each kind of node, and one for each dot.
#[derive(Default)]
pub(crate) struct Nodes {
    pub(crate) layer: NodeRef,
    pub(crate) card: NodeRef,
    pub(crate) body: NodeRef,
    pub(crate) note: NodeRef,
    pub(crate) spotlight: NodeRef,
    pub(crate) tip: NodeRef,
    pub(crate) panel: NodeRef,
    pub(crate) front: NodeRef,
    pub(crate) live: NodeRef,
    pub(crate) dots: Vec<NodeRef>,
}

impl Nodes {
    /// What of the view has to be kept at a place.
    pub(crate) fn scene(&self, view: &View) -> Scene {
        let card = view.card.as_ref().and_then(|card| {
            let foot = view
                .launcher
                .as_ref()
                .map_or(20.0, |l| f64::from(l.launcher.inset_y) + 60.0);
            Some(CardPiece {
                card: self.card.cast()?,
                body: self.body.cast(),
                spotlight: self.spotlight.cast(),
                stands: match (card.target, card.state) {
                    (Some(watch), _) => Stands::By(watch, card.placement.clone()),
                    (None, CardState::Here) => Stands::Middle,
                    (None, CardState::Elsewhere | CardState::Paused) => Stands::Corner(foot),
                },
            })
        });
        let tip = view.tip.as_ref().and_then(|tip| {
            Some(TipPiece {
                tip: self.tip.cast()?,
                target: tip.target,
                by_dot: tip.hotspot,
            })
        });
        let dots = view.hotspots.iter().zip(&self.dots);
        Scene {
            layer: self.layer.cast(),
            direction: match words::direction(&view.language) {
                "rtl" => Direction::Rtl,
                _ => Direction::Ltr,
            },
            front: view.front.as_ref().and_then(|_| self.front.cast()),
            card,
            tip,
            dots: dots
                .filter_map(|(spot, node)| Some((node.cast()?, spot.target)))
                .collect(),
        }
    }
}
