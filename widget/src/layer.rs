//! The one component: draws a `View` into the layer and, once drawn, has it placed, dressed, announced and focused.
//! It remembers only what the eye and the ear were already given.

use std::rc::Rc;

use engine::view::{Card, CardState};
use engine::{Act, View};
use web_sys::{HtmlElement, ShadowRoot};
use yew::{Callback, Component, Context, Html, NodeRef, Properties};

use content::catalogue::{Density, Scheme};

use crate::card::{self, CardRefs, Entrance};
use crate::el::el;
use crate::focus::{self, Keys, Loan, Surface};
use crate::hear::Ears;
use crate::nodes::Nodes;
use crate::pen::{Acts, Pen};
use crate::style::{door_adopt, dress, px, set};
use crate::targets::Targets;
use crate::track::Tracker;
use crate::{front, hint, panel, side, words};

mod attend;
mod voice;

/// Between two steps of one guide the card may be gone while the next target is looked for, but not longer (ms).
const BETWEEN_STEPS: f64 = 10_000.0;

/// What the layer is mounted with.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Setting {
    pub(crate) host: HtmlElement,
    pub(crate) root: ShadowRoot,
    pub(crate) targets: Targets,
    pub(crate) acted: Callback<(Rc<Act>, bool)>,
}

pub(crate) enum Msg {
    /// Draw this.
    Show(Rc<View>),
    /// Other elements are the targets now.
    Moved,
    /// The card, or what speaks up instead, has been on the screen at its place.
    Painted,
    /// The film on show was asked for.
    Play,
}

/// A card as far as eye and ear care: guide, step, state.
#[derive(Clone, PartialEq)]
struct Told(String, String, CardState);

impl Told {
    fn of(card: &Card) -> Self {
        Self(card.id.clone(), card.step.clone(), card.state)
    }
}

pub(crate) struct Layer {
    nodes: Nodes,
    tracker: Option<Tracker>,
    keys: Keys,
    acts: &'static Acts,
    _ears: Ears,
    view: Option<Rc<View>>,
    drawn: Option<Rc<View>>,
    /// The guide last seen, when its card went away (0: it stands), and whether it had the focus then.
    guide: String,
    left: f64,
    carry: bool,
    entrance: Entrance,
    held: Option<Surface>,
    wants_focus: bool,
    /// The focus came into the card from outside, so that its name and words are being read already.
    heard: bool,
    loan: Loan,
    seen: Option<Told>,
    told: Option<Told>,
    /// The front surface last seen on the screen, by id.
    front: String,
    /// The film on show was asked for.
    plays: bool,
    /// The sheet of quizzes, surveys and panels is adopted.
    dressed: bool,
}

impl Component for Layer {
    type Message = Msg;
    type Properties = Setting;

    fn create(ctx: &Context<Self>) -> Self {
        let Setting {
            host,
            root,
            targets,
            acted,
        } = ctx.props();
        let painted = ctx.link().callback(|()| Msg::Painted);
        let acts: &'static Acts = Box::leak(Box::default());
        let played = ctx.link().callback(|()| Msg::Play);
        Self {
            nodes: Nodes::default(),
            tracker: web_sys::window().map(|w| Tracker::new(w, targets.clone(), painted)),
            keys: Keys::new(host, root, targets.clone(), acted.clone()),
            acts,
            _ears: Ears::new(root, acts, acted, played),
            view: None,
            drawn: None,
            guide: String::new(),
            left: 0.0,
            carry: false,
            entrance: Entrance::First,
            held: None,
            wants_focus: false,
            heard: false,
            loan: Loan::default(),
            seen: None,
            told: None,
            front: String::new(),
            plays: false,
            dressed: false,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Show(view) => {
                self.held = focus::holder(&ctx.props().root);
                self.nodes
                    .dots
                    .resize_with(view.hotspots.len(), NodeRef::default);
                if let Some(card) = &view.card {
                    self.entrance = self.entrance_of(card);
                }
                self.plays &= self.view.as_deref().is_some_and(|v| same_film(v, &view));
                self.keys.show(&view);
                self.view = Some(view);
                true
            }
            Msg::Play => {
                self.held = focus::holder(&ctx.props().root);
                self.plays = true;
                true
            }
            Msg::Moved => {
                if let Some(tracker) = &self.tracker {
                    tracker.moved();
                }
                self.focus_card(ctx);
                false
            }
            Msg::Painted => {
                self.painted(ctx);
                false
            }
        }
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let layer = el("div;class=layer").node(&self.nodes.layer);
        let live = live(&self.nodes.live);
        let Some(view) = &self.view else {
            return layer.put(live).done();
        };
        self.acts.borrow_mut().clear();
        let pen = Pen {
            words: words::of(&view.language),
            base: &view.base,
            language: &view.language,
            acts: self.acts,
        };
        let scheme = match view.theme.scheme {
            Scheme::Auto => "auto",
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let density = match view.theme.density {
            Density::Comfortable => "comfortable",
            Density::Compact => "compact",
        };
        let launcher = view.launcher.as_ref();
        let nodes = &self.nodes;
        let refs = CardRefs {
            card: &nodes.card,
            body: &nodes.body,
            note: &nodes.note,
            plays: self.plays,
        };
        let stood = self.drawn.as_ref();
        let stood = stood.is_some_and(|v| v.checklist.is_some() || v.panel.is_some());
        let card = view.card.as_ref();
        let spotlight = card.and_then(|c| c.target).map(|_| {
            let hole = el("div;part=spotlight").node(&nodes.spotlight);
            let hole = hole.flag("data-blocks", card.is_some_and(|c| c.blocks));
            self.entrance.mark(hole).done()
        });
        let dots = view.hotspots.iter().zip(&nodes.dots);
        layer
            .set("lang", &view.language)
            .set("dir", words::direction(&view.language))
            .set("data-scheme", scheme)
            .set("data-density", density)
            .flag(
                "data-start",
                launcher.is_some_and(|l| l.launcher.start_side),
            )
            .put(live)
            .maybe(spotlight)
            .maybe(card.map(|c| card::card(&pen, c, &refs, self.entrance)))
            .all(dots.map(|(s, node)| hint::hotspot(&pen, s, node)).collect())
            .maybe(view.tip.as_ref().map(|t| hint::tip(&pen, t, &nodes.tip)))
            .maybe(
                view.checklist
                    .as_ref()
                    .map(|c| panel::checklist(&pen, c, &nodes.panel, stood)),
            )
            .maybe(
                view.panel
                    .as_ref()
                    .map(|p| side::panel(&pen, p, &nodes.panel, stood)),
            )
            .maybe(launcher.map(|l| panel::launcher(&pen, l)))
            .maybe(
                view.front
                    .as_ref()
                    .map(|f| front::front(&pen, f, &nodes.front, self.plays)),
            )
            .maybe(view.notice.as_ref().map(|n| side::notice(&pen, **n)))
            .done()
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let Some(view) = self.view.clone() else {
            return;
        };
        let before = self.drawn.replace(Rc::clone(&view));
        if !self.dressed && (view.panel.is_some() || view.front.as_deref().is_some_and(front::asks))
        {
            self.dressed = true;
            door_adopt(&ctx.props().root);
        }
        self.dress(&view, before.as_deref());
        if let Some(tracker) = &self.tracker {
            tracker.draw(self.nodes.scene(&view));
        }
        self.attend(ctx, &view, before.as_deref());
        self.tell(&view, before.as_deref());
        self.show_text(ctx, &view, before.as_deref());
    }
}

/// Whether the film on show is still the same one.
fn same_film(a: &View, b: &View) -> bool {
    let step = |v: &View| v.card.as_ref().map(|c| (c.id.clone(), c.step.clone()));
    let spoken = |v: &View| v.front.as_ref().map(|f| front::id(f).to_owned());
    step(a) == step(b) && spoken(a) == spoken(b)
}

/// Exists from the beginning and is never drawn again: a region that comes with its words is not read.
fn live(node: &NodeRef) -> Html {
    el("div;class=vh;role=status;aria-live=polite")
        .node(node)
        .done()
}

impl Layer {
    fn entrance_of(&self, card: &Card) -> Entrance {
        let stands = self.left == 0.0 || js_sys::Date::now() - self.left < BETWEEN_STEPS;
        if self.guide == card.id && stands {
            Entrance::Continued
        } else {
            Entrance::First
        }
    }

    fn dress(&self, view: &View, before: Option<&View>) {
        let Some(layer) = self.nodes.layer.cast::<HtmlElement>() else {
            return;
        };
        if before.is_none_or(|b| b.theme != view.theme) {
            dress(&layer, &view.theme);
        }
        if let Some(shown) = &view.launcher
            && before
                .and_then(|b| b.launcher.as_ref())
                .is_none_or(|b| b.launcher != shown.launcher)
        {
            set(&layer, "--sr-x", &px(f64::from(shown.launcher.inset_x)));
            set(&layer, "--sr-y", &px(f64::from(shown.launcher.inset_y)));
        }
    }
}
