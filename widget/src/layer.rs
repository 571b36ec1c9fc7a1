//! The one component: draws a `View` into the layer and, once drawn, has it placed, dressed, announced and focused.
//! It remembers only what the eye and the ear were already given.

use std::rc::Rc;

use engine::view::{Card, CardState};
use engine::{Act, View};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, ShadowRoot};
use yew::{Callback, Component, Context, Html, NodeRef, Properties};

use content::catalogue::{Density, Scheme};

use crate::card::{self, CardRefs, Entrance};
use crate::el::el;
use crate::focus::{self, Keys, Loan, Surface};
use crate::listen::{Heard, Listener, Phase};
use crate::nodes::Nodes;
use crate::pen::{Acts, Pen, plain, said};
use crate::style::{dress, px, set};
use crate::targets::Targets;
use crate::track::Tracker;
use crate::{hint, panel, words};

/// Between two steps of one guide the card may be gone while the next target is looked for, but not longer (ms).
const BETWEEN_STEPS: f64 = 10_000.0;

/// What the layer is mounted with.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Setting {
    pub(crate) host: HtmlElement,
    pub(crate) root: ShadowRoot,
    pub(crate) targets: Targets,
    pub(crate) acted: Callback<(Act, bool)>,
}

pub(crate) enum Msg {
    /// Draw this.
    Show(Rc<View>),
    /// Other elements are the targets now.
    Moved,
    /// The card has been on the screen at its place.
    Painted,
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
    _clicks: Listener,
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
        let says = acted.clone();
        let click = Heard::new(move |event| {
            if let Some(act) = said(acts, event.unchecked_ref(), event.unchecked_ref()) {
                says.emit((act, event.unchecked_ref::<Event>().is_trusted()));
            }
        });
        Self {
            nodes: Nodes::default(),
            tracker: web_sys::window().map(|w| Tracker::new(w, targets.clone(), painted)),
            keys: Keys::new(host, root, targets.clone(), acted.clone()),
            acts,
            _clicks: Listener::new(root, "click", Phase::Bubble, &click),
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
                self.keys.show(&view);
                self.view = Some(view);
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
        };
        let card = view.card.as_ref();
        let spotlight = card.and_then(|c| c.target).map(|_| {
            let hole = el("div;part=spotlight").node(&nodes.spotlight);
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
                    .map(|c| panel::checklist(&pen, c, &nodes.checklist)),
            )
            .maybe(launcher.map(|l| panel::launcher(&pen, l)))
            .done()
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let Some(view) = self.view.clone() else {
            return;
        };
        let before = self.drawn.replace(Rc::clone(&view));
        self.dress(&view, before.as_deref());
        if let Some(tracker) = &self.tracker {
            tracker.draw(self.nodes.scene(&view));
        }
        self.focus(ctx, &view, before.as_deref());
        if let Some(tip) = &view.tip
            && before.is_none_or(|b| b.tip.as_ref().is_none_or(|t| t.id != tip.id))
        {
            self.say(&plain(&tip.body));
        }
    }
}

/// Exists from the beginning and is never drawn again: a region that comes with its words is not read.
fn live(node: &NodeRef) -> Html {
    el("div;class=vh;role=status;aria-live=polite")
        .node(node)
        .done()
}

impl Layer {
    fn say(&self, words: &str) {
        if let Some(live) = self.nodes.live.cast::<HtmlElement>() {
            live.set_text_content(Some(words));
        }
    }

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

    /// Moves the focus where the new view asks for it, and back where a surface that had it is gone.
    fn focus(&mut self, ctx: &Context<Self>, view: &View, before: Option<&View>) {
        let root = &ctx.props().root;
        let held = self.held.take();
        let lost = held.is_some() && root.active_element().is_none();
        let gone = |was: fn(&View) -> bool| before.is_some_and(was) && !was(view);
        if gone(|v| v.tip.is_some()) && held == Some(Surface::Tip) && lost {
            self.focus_dot(view, before);
        }
        if view.checklist.is_some() && before.is_none_or(|b| b.checklist.is_none()) {
            if let Some(panel) = self.nodes.checklist.cast() {
                self.loan.take(root, &panel);
            }
        } else if gone(|v| v.checklist.is_some()) && held == Some(Surface::Checklist) && lost {
            self.loan.give_back();
        }
        match &view.card {
            Some(card) => {
                let appears = before.is_none_or(|b| b.card.is_none());
                let first = self.entrance == Entrance::First;
                self.wants_focus |= (appears && first && card.takes_focus)
                    || (self.carry && !first)
                    || (held == Some(Surface::Card) && lost);
                self.carry = false;
                self.guide.clone_from(&card.id);
                self.left = 0.0;
                self.focus_card(ctx);
            }
            None if before.is_some_and(|b| b.card.is_some()) => {
                self.left = js_sys::Date::now();
                self.seen = None;
                self.wants_focus = false;
                self.carry = held == Some(Surface::Card);
                if self.carry && lost {
                    self.loan.give_back();
                }
            }
            None => {}
        }
    }

    /// A tip closed by its own button leaves the focus on its dot.
    fn focus_dot(&self, view: &View, before: Option<&View>) {
        let Some(tip) = before.and_then(|b| b.tip.as_ref()) else {
            return;
        };
        let at = view.hotspots.iter().position(|spot| spot.id == tip.id);
        if let Some(dot) = at.and_then(|i| self.nodes.dots.get(i)?.cast::<HtmlElement>()) {
            let _ = dot.focus();
        }
    }

    /// The card's main button takes the focus once it can be seen; after "not clear", the other words do.
    fn focus_card(&mut self, ctx: &Context<Self>) {
        if self.wants_focus && self.tracker.as_ref().is_some_and(Tracker::placed) {
            let note = self.nodes.note.cast::<HtmlElement>();
            let card = self.nodes.card.cast::<HtmlElement>();
            let main = card.as_ref().and_then(focus::main_button);
            if let Some(to) = note.or(main).or(card) {
                self.loan.take(&ctx.props().root, &to);
            }
            self.wants_focus = false;
            self.heard = self.entrance == Entrance::First;
        }
    }

    fn painted(&mut self, ctx: &Context<Self>) {
        self.focus_card(ctx);
        let Some(view) = self.drawn.clone() else {
            return;
        };
        let Some(card) = &view.card else { return };
        let shown = Some(Told::of(card));
        let heard = std::mem::take(&mut self.heard);
        if self.told != shown {
            self.told.clone_from(&shown);
            if !heard {
                let inside = focus::holder(&ctx.props().root) == Some(Surface::Card);
                self.announce(
                    &view,
                    card,
                    &if inside {
                        plain(&card.body)
                    } else {
                        String::new()
                    },
                );
            }
        }
        if card.state == CardState::Here && self.seen != shown {
            self.seen = shown;
            ctx.props().acted.emit((Act::Seen(card.step.clone()), true));
        }
    }

    /// From outside the card position, title and target are enough; who is in the card hears the words too.
    fn announce(&self, view: &View, card: &Card, body: &str) {
        let words = words::of(&view.language);
        let position = words.position(card.at, card.of);
        self.say(&match card.state {
            CardState::Here => words.sentences(&[&position, &card.title, body, &card.target_name]),
            CardState::Elsewhere => words.sentences(&[&position, &card.title, words.elsewhere]),
            CardState::Paused => words.sentences(&[words.paused, &card.title, words.paused_title]),
        });
    }
}
