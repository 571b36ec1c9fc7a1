//! The one component: draws a `View` into the layer and, once drawn, has it placed, dressed, announced and focused.
//! It remembers only what the eye and the ear were already given.

use std::rc::Rc;

use engine::view::{Card, CardState};
use engine::{Act, View};
use web_sys::{HtmlElement, ShadowRoot};
use yew::prelude::*;

use content::catalogue::{Density, Scheme};

use crate::card::{self, CardRefs, Entrance};
use crate::focus::{self, Keys, Loan, Surface};
use crate::nodes::Nodes;
use crate::pen::{Pen, plain};
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
        Self {
            nodes: Nodes::default(),
            tracker: web_sys::window().map(|w| Tracker::new(w, targets.clone(), painted)),
            keys: Keys::new(host, root, targets.clone(), acted.clone()),
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

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Some(view) = &self.view else {
            return html! { <div ref={&self.nodes.layer} class="layer">{ self.live() }</div> };
        };
        let pen = Pen {
            words: words::of(&view.language),
            base: &view.base,
            acted: &ctx.props().acted,
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
        let start = view
            .launcher
            .as_ref()
            .is_some_and(|l| l.launcher.start_side);
        let refs = CardRefs {
            card: &self.nodes.card,
            body: &self.nodes.body,
            note: &self.nodes.note,
        };
        let spotlit = view.card.as_ref().and_then(|c| c.target).is_some();
        html! {
            <div ref={&self.nodes.layer} class="layer" lang={view.language.clone()} dir={words::direction(&view.language)}
                data-scheme={scheme} data-density={density} data-start={start.then_some("")}>
                { self.live() }
                <>
                    if spotlit {
                        <div ref={&self.nodes.spotlight} part="spotlight" data-still={self.entrance.still()} />
                    }
                </>
                <>
                    if let Some(card) = &view.card {
                        { card::card(&pen, card, &refs, self.entrance) }
                    }
                </>
                <>{ view.hotspots.iter().zip(&self.nodes.dots).map(|(spot, node)| hint::hotspot(&pen, spot, node)).collect::<Html>() }</>
                <>
                    if let Some(tip) = &view.tip {
                        { hint::tip(&pen, tip, &self.nodes.tip) }
                    }
                </>
                <>
                    if let Some(checklist) = &view.checklist {
                        { panel::checklist(&pen, checklist, &self.nodes.checklist) }
                    }
                </>
                <>
                    if let Some(launcher) = &view.launcher {
                        { panel::launcher(&pen, launcher) }
                    }
                </>
            </div>
        }
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

impl Layer {
    /// Exists from the beginning and is never drawn again: a region that comes with its words is not read.
    fn live(&self) -> Html {
        html! { <div ref={&self.nodes.live} class="vh" role="status" aria-live="polite" /> }
    }

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
