//! The keyboard: Esc closes, Alt+Shift+S reaches what is open, Tab turns from card to target and back, and the focus goes back to where it was.
//! What starts by itself never takes the focus; what a person opened does. Not here: what closing means.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use engine::deed::Deed;
use engine::view::Awaited;
use engine::{Act, View};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node, ShadowRoot};
use yew::Callback;

use crate::listen::{Heard, Listener, Phase, origin};
use crate::targets::Targets;

/// The number of the Tab key.
const TAB: u32 = 9;
/// What Tab stops at.
const STOPS: &str = ":is(a[href],button,input,select,textarea,summary,[contenteditable],[tabindex]):not(:disabled,[tabindex^='-'])";

/// A surface that can hold the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Card,
    Front,
    Tip,
    Panel,
    Notice,
}

impl Surface {
    const ALL: [Self; 5] = [
        Self::Card,
        Self::Front,
        Self::Tip,
        Self::Panel,
        Self::Notice,
    ];

    fn selector(self) -> &'static str {
        match self {
            Self::Card => "[part~=card]",
            Self::Front => "[part=banner],[part=modal],[part=toast],[part=quiz],[part=survey]",
            Self::Tip => "[part~=tooltip],[part~=hotspot]",
            Self::Panel => ".side,[part~=launcher]",
            Self::Notice => "[part=notice]",
        }
    }

    fn open(self, view: &View) -> bool {
        match self {
            Self::Card => view.card.is_some(),
            Self::Front => view.front.is_some(),
            Self::Tip => view.tip.is_some(),
            Self::Panel => view.checklist.is_some() || view.panel.is_some(),
            Self::Notice => view.notice.is_some(),
        }
    }

    fn close(self, view: &View) -> Act {
        match self {
            Self::Card => Act::Close,
            Self::Front => Act::Deed(Deed::CloseFront),
            Self::Tip => Act::CloseTip,
            Self::Panel if view.panel.is_some() => Act::Deed(Deed::ClosePanel),
            Self::Panel => Act::CloseChecklist,
            Self::Notice => Act::Deed(Deed::CloseNotice),
        }
    }
}

/// The surface in which the focus is.
pub(crate) fn holder(root: &ShadowRoot) -> Option<Surface> {
    let active = root.active_element()?;
    Surface::ALL
        .into_iter()
        .find(|s| inside(&active, s.selector()))
}

/// The button that moves on; a "do it" step has none.
pub(crate) fn main_button(card: &HtmlElement) -> Option<HtmlElement> {
    let main = "[part=card-next],[part=card-go],[part=card-skip]";
    card.query_selector(main).ok()??.dyn_into().ok()
}

fn inside(element: &Element, selector: &str) -> bool {
    matches!(element.closest(selector), Ok(Some(_)))
}

/// What Tab reaches in an element, itself included.
fn stops(element: &Element) -> Vec<Element> {
    let own = element.matches(STOPS).unwrap_or(false);
    let inner = element.query_selector_all(STOPS).ok();
    let inner = inner
        .into_iter()
        .flat_map(|all| (0..all.length()).filter_map(move |n| all.get(n)));
    let all = own.then(|| element.clone().into()).into_iter().chain(inner);
    let all = all.map(|node: Node| node.unchecked_into::<Element>());
    all.filter(|e| e.get_client_rects().length() > 0).collect()
}

/// Hears keys and presses for as long as it lives.
pub(crate) struct Keys {
    desk: &'static Desk,
    _listeners: Vec<Listener>,
}

impl Keys {
    pub(crate) fn new(
        host: &HtmlElement,
        root: &ShadowRoot,
        targets: Targets,
        acted: Callback<(Rc<Act>, bool)>,
    ) -> Self {
        let desk: &Desk = Box::leak(Box::new(Desk {
            away: Cell::default(),
            shown: RefCell::default(),
            host: host.clone(),
            root: root.clone(),
            targets,
            acted,
        }));
        let key = Heard::new(move |event| desk.key(event.unchecked_ref()));
        let press = Heard::new(move |event| desk.press(event.unchecked_ref()));
        // What is pressed inside our surfaces is heard first and goes no further; the page's own keys come last.
        let mut listeners = vec![Listener::new(host, "keydown", Phase::Bubble, &key)];
        if let Some(window) = web_sys::window() {
            listeners.push(Listener::new(&window, "keydown", Phase::Bubble, &key));
            listeners.push(Listener::new(
                &window,
                "pointerdown",
                Phase::Capture,
                &press,
            ));
        }
        Self {
            desk,
            _listeners: listeners,
        }
    }

    /// Whether the person pressed something of the page last, and nothing of ours or a key since.
    pub(crate) fn away(&self) -> bool {
        self.desk.away.get()
    }

    /// What is open from now on.
    pub(crate) fn show(&self, view: &Rc<View>) {
        self.desk.shown.replace(Some(Rc::clone(view)));
    }
}

struct Desk {
    away: Cell<bool>,
    shown: RefCell<Option<Rc<View>>>,
    host: HtmlElement,
    root: ShadowRoot,
    targets: Targets,
    acted: Callback<(Rc<Act>, bool)>,
}

impl Desk {
    fn key(&self, event: &KeyboardEvent) {
        self.away.set(false);
        // 229: the key belongs to an input method, also where `isComposing` does not say so.
        if event.is_composing() || event.key_code() == 229 || event.default_prevented() {
            return;
        }
        let Some(view) = self.shown.borrow().clone() else {
            return;
        };
        let act = match event.key().as_str() {
            "Escape" => self.closes(&view),
            // By its number: WebKitGTK has another name for it where Shift is held.
            _ if event.key_code() == TAB && self.turns(&view, event.shift_key()) => None,
            _ if event.alt_key() && event.shift_key() && event.code() == "KeyS" => {
                if !self.reach(&view) {
                    return;
                }
                None
            }
            _ => return,
        };
        if act.is_none() && event.key() == "Escape" {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if let Some(act) = act {
            self.acted.emit((act.into(), event.is_trusted()));
        }
    }

    /// Tab goes from the card to its target and back again. Says whether it did; else it goes on as it would: also out
    /// of a field that the step has a person fill in, since that is the page's way on.
    fn turns(&self, view: &View, back: bool) -> bool {
        let shown = view.card.as_ref();
        let fills = shown.is_some_and(|c| c.awaited == Awaited::Input);
        let target = shown.and_then(|c| self.targets.get(c.target?));
        let card = self.root.query_selector("[part~=card]").ok().flatten();
        let (Some(target), Some(card)) = (target, card) else {
            return false;
        };
        let active = |root: Node| root.unchecked_into::<ShadowRoot>().active_element();
        let leave = |at: Option<Element>, from: &Element, to: &Element| {
            let stops = stops(from);
            let end = if back { stops.first() } else { stops.last() };
            let at = at.filter(|a| from.contains(Some(a)))?;
            // The surface itself holds the focus before all that is in it.
            let leaves = end.is_some_and(|e| e.is_same_node(Some(&at)))
                || (back && at.is_same_node(Some(from)));
            let to = self::stops(to);
            let to = if back { to.last() } else { to.first() };
            to.filter(|_| leaves)?
                .unchecked_ref::<HtmlElement>()
                .focus()
                .ok()
        };
        leave(self.root.active_element(), &card, &target)
            .or_else(|| {
                let inside = active(target.get_root_node()).filter(|_| back || !fills);
                leave(inside, &target, &card)
            })
            .is_some()
    }

    /// What Esc closes: the surface in which the focus is; from the page, a tip, and with the focus nowhere the rest.
    /// With the focus in a field or dialog of the page, Esc is the page's.
    fn closes(&self, view: &View) -> Option<Act> {
        if let Some(held) = holder(&self.root).filter(|s| s.open(view)) {
            return Some(held.close(view));
        }
        if Surface::Tip.open(view) {
            return Some(Act::CloseTip);
        }
        let document = self.host.owner_document()?;
        let active = document.active_element();
        let free =
            active.is_none_or(|a| a.tag_name() == "BODY" || a.is_same_node(Some(&self.host)));
        let rest = [
            Surface::Card,
            Surface::Front,
            Surface::Panel,
            Surface::Notice,
        ];
        rest.into_iter()
            .find(|s| free && s.open(view))
            .map(|s| s.close(view))
    }

    /// Puts the focus on what is open, the most urgent first.
    fn reach(&self, view: &View) -> bool {
        let part = if view.card.is_some() {
            "[part~=card]"
        } else if view.front.is_some() {
            Surface::Front.selector()
        } else if view.tip.is_some() {
            "[part~=tooltip-close]"
        } else if Surface::Panel.open(view) {
            ".side"
        } else if view.notice.is_some() {
            "[part=notice-close]"
        } else {
            "[part~=launcher]"
        };
        let found = self.root.query_selector(part).ok().flatten();
        found.is_some_and(|e| e.unchecked_into::<HtmlElement>().focus().is_ok())
    }

    /// A press anywhere but on the tip, its dot or its element closes the tip.
    fn press(&self, event: &Event) {
        let on = event.target().map(|t| t.unchecked_into::<Element>());
        self.away
            .set(on.is_none_or(|e| !e.is_same_node(Some(&self.host))));
        let Some(view) = self.shown.borrow().clone() else {
            return;
        };
        let Some(tip) = &view.tip else { return };
        let Some(from) = origin(event) else { return };
        let target = self.targets.get(tip.target);
        if !inside(&from, Surface::Tip.selector())
            && !target.is_some_and(|t| t.contains(Some(&from)))
        {
            self.acted.emit((Act::CloseTip.into(), event.is_trusted()));
        }
    }
}

/// Where the focus was before a surface took it.
#[derive(Default)]
pub(crate) struct Loan(Option<HtmlElement>);

impl Loan {
    /// Moves the focus to our element, remembering where it was.
    pub(crate) fn take(&mut self, root: &ShadowRoot, to: &HtmlElement) {
        self.remember(root, to);
        let _ = to.focus();
    }

    /// Remembers where the focus is before our element gets it.
    pub(crate) fn remember(&mut self, root: &ShadowRoot, to: &HtmlElement) {
        if !self.0.as_ref().is_some_and(|e| e.is_connected()) {
            let page = || to.owner_document()?.active_element();
            let active = root.active_element().or_else(page);
            let active =
                active.filter(|a| a.tag_name() != "BODY" && !a.is_same_node(Some(&root.host())));
            self.0 = active.and_then(|a| a.dyn_into().ok());
        }
    }

    /// Gives the focus back to where it was, if that is still there.
    pub(crate) fn give_back(&mut self) {
        if let Some(element) = self.0.take().filter(|e| e.is_connected()) {
            let _ = element.focus();
        }
    }
}
