//! Where the focus goes after a drawing: what a person opened takes it, what starts by itself never does, and what
//! goes away gives it back. Not here: keys (`focus`), and what is said (`voice`).

use engine::View;
use engine::panel::{HelpPlace, Panel};
use engine::surface::{Asked, Front};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, ShadowRoot};
use yew::Context;

use crate::card::Entrance;
use crate::focus::{self, Surface};
use crate::front;
use crate::placement::NARROW;
use crate::side::page;
use crate::track::Tracker;

use super::Layer;

impl Layer {
    /// Moves the focus where the new view asks for it, and back where a surface that had it is gone.
    pub(super) fn attend(&mut self, ctx: &Context<Self>, view: &View, before: Option<&View>) {
        let root = &ctx.props().root;
        let held = self.held.take();
        let lost = |surface| held == Some(surface) && root.active_element().is_none();
        if before.is_some_and(|b| b.tip.is_some()) && view.tip.is_none() && lost(Surface::Tip) {
            self.focus_dot(view, before);
        }
        self.attend_panel(root, view, before, lost(Surface::Panel));
        let lost_front = lost(Surface::Front);
        let from_card = lost(Surface::Card) && view.card.is_none();
        self.attend_front(root, view, before, lost_front || from_card);
        match &view.card {
            Some(card) => {
                let appears = before.is_none_or(|b| b.card.is_none());
                let first = self.entrance == Entrance::First;
                // Whoever went on in the page is there: a host may close what they opened when the focus leaves it.
                let stays = (self.carry && !first) || lost(Surface::Card);
                self.wants_focus |=
                    (appears && first && card.takes_focus) || (stays && !self.keys.away());
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
                if lost(Surface::Card) {
                    self.loan.give_back();
                }
            }
            None => {}
        }
    }

    fn attend_panel(&mut self, root: &ShadowRoot, view: &View, before: Option<&View>, lost: bool) {
        let open = |v: &View| v.checklist.is_some() || v.panel.is_some();
        let pages = |v: &View| v.panel.as_ref().map(|p| page(p));
        let was = before.is_some_and(open);
        if !open(view) {
            if was && lost {
                self.loan.give_back();
            }
            return;
        }
        let turned = !was || before.is_some_and(|b| pages(b) != pages(view));
        let find = |selector: &str| root.query_selector(selector).ok().flatten();
        if let Some(panel) = view.panel.as_deref() {
            door_fields(root, panel, turned);
        }
        if !was || lost {
            let wide = self.nodes.layer.cast::<HtmlElement>();
            let wide = wide.is_some_and(|l| f64::from(l.client_width()) > NARROW);
            let first = match view.panel.as_deref() {
                // On a phone the keyboard would cover what there is to read.
                Some(Panel::Help(_)) if wide && !was => find("[part=help-search]"),
                _ => find("[part=article]"),
            };
            let panel = self.nodes.panel.cast::<HtmlElement>();
            let first = first.map(|e| e.unchecked_into::<HtmlElement>());
            if let Some(to) = first.or(panel) {
                self.loan.take(root, &to);
            }
        }
    }

    fn attend_front(&mut self, root: &ShadowRoot, view: &View, before: Option<&View>, lost: bool) {
        let old = before.and_then(|b| b.front.as_deref());
        let Some(shown) = view.front.as_deref() else {
            if old.is_some() && lost {
                self.loan.give_back();
            }
            return;
        };
        let Some(node) = self.nodes.front.cast::<HtmlElement>() else {
            return;
        };
        let appears = old.is_none_or(|o| front::id(o) != front::id(shown));
        if front::is_modal(shown) {
            let dialog: &HtmlDialogElement = node.unchecked_ref();
            if !dialog.open() {
                self.loan.remember(root, &node);
                let _ = dialog.show_modal();
                let _ = node.focus();
            }
        } else if lost || (appears && front::takes_focus(shown)) {
            self.loan.take(root, &node);
        }
        if let (Some(old), Front::Quiz(_)) = (old, shown) {
            door_option(root, old, shown);
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
    pub(super) fn focus_card(&mut self, ctx: &Context<Self>) {
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
}

/// Fields of help hold what the view says.
#[inline(never)]
fn door_fields(root: &ShadowRoot, panel: &Panel, turned: bool) {
    let find = |selector: &str| root.query_selector(selector).ok().flatten();
    if let Panel::Help(help) = panel {
        // Fields belong to whoever types in them; they are written only when they come, or when nobody is there.
        if let HelpPlace::Inquiry { text, .. } = &help.place
            && let Some(field) = find("[part=inquiry-text]").filter(|_| turned)
        {
            field.unchecked_ref::<HtmlInputElement>().set_value(text);
        }
        let active = root.active_element();
        if let Some(field) = find("[part=help-search]").filter(|f| Some(f) != active.as_ref())
            && field.unchecked_ref::<HtmlInputElement>().value() != help.query
        {
            field
                .unchecked_ref::<HtmlInputElement>()
                .set_value(&help.query);
        }
    }
}

/// An option that was moved takes the focus of its button along.
#[inline(never)]
fn door_option(root: &ShadowRoot, old: &Front, new: &Front) {
    let (Front::Quiz(old), Front::Quiz(new)) = (old, new) else {
        return;
    };
    if new.asked != Asked::Order || old.question != new.question {
        return;
    }
    let Some(active) = root.active_element() else {
        return;
    };
    let Some((part, item)) = active
        .get_attribute("part")
        .zip(active.closest("[part=option]").ok().flatten())
    else {
        return;
    };
    // The elements stay where they are and get other words: the one with the focus shows another option now.
    let now = item.get_attribute("data-id");
    let at =
        |quiz: &engine::surface::QuizView, id: &str| quiz.options.iter().position(|o| o.id == id);
    let was = now
        .and_then(|id| old.options.get(at(new, &id)?))
        .map(|o| &o.id);
    let Some(to) = was.and_then(|id| at(new, id)) else {
        return;
    };
    let items = root.query_selector_all("[part=option]").ok();
    let item = items.and_then(|all| all.get(to as u32));
    let button = item.and_then(|item| {
        let selector = ["[part=", &part, "]"].concat();
        item.unchecked_ref::<web_sys::Element>()
            .query_selector(&selector)
            .ok()?
    });
    if let Some(button) = button {
        let _ = button.unchecked_ref::<HtmlElement>().focus();
    }
}
