//! Every surface and state over a plain page, for looking and for screenshots: `?view=card&lang=en&scheme=dark`.
//! Answers acts only so far that surfaces open, close and go on; the real answers are the engine's.

mod shown;

use std::cell::RefCell;
use std::rc::Rc;

use engine::deed::Deed;
use engine::surface::Front;
use engine::view::{Unclear, View};
use engine::{Act, Watch};
use web_sys::{Document, UrlSearchParams};
use widget::{Mounted, Targets, mount, stage};
use yew::Callback;

/// The watches of the page's three elements.
const ELEMENTS: [(Watch, &str); 3] = [
    (Watch(1), "new-invoice"),
    (Watch(2), "due"),
    (Watch(3), "row"),
];

/// What the address asks to see.
struct Wish(UrlSearchParams);

impl Wish {
    fn get(&self, name: &str, otherwise: &str) -> String {
        self.0.get(name).unwrap_or_else(|| otherwise.to_owned())
    }
}

struct Gallery {
    document: Document,
    view: RefCell<View>,
    wish: Wish,
    mounted: RefCell<Option<Mounted>>,
}

impl Gallery {
    fn acted(&self, act: &Act, trusted: bool) {
        self.note(act, trusted);
        let mut view = self.view.borrow_mut();
        match act {
            Act::Next | Act::Back => {
                if let Some(card) = &mut view.card {
                    card.at = if *act == Act::Next {
                        card.at + 1
                    } else {
                        card.at - 1
                    };
                    card.step = card.at.to_string();
                    card.target = Some(if card.at % 2 == 0 { Watch(1) } else { Watch(3) });
                    card.unclear = None;
                }
            }
            Act::Close | Act::Snooze | Act::Skip => view.card = None,
            Act::Unclear => {
                if let Some(card) = &mut view.card {
                    card.unclear = Some(Unclear {
                        said: false,
                        body: Vec::new(),
                        links: Vec::new(),
                    });
                }
            }
            Act::OpenTip(_) | Act::CloseTip => {
                let open = *act != Act::CloseTip;
                view.tip = open.then(|| Box::new(shown::tip(&self.wish)));
                view.hotspots.iter_mut().for_each(|spot| spot.open = open);
            }
            Act::Launcher | Act::CloseChecklist => {
                let open = *act == Act::Launcher && view.checklist.is_none();
                view.checklist = open.then(|| Box::new(shown::checklist(&self.wish)));
                view.launcher
                    .iter_mut()
                    .for_each(|launcher| launcher.open = open);
            }
            Act::StartTask(_) => {
                view.checklist = None;
                view.card = Some(Box::new(shown::card(&self.wish)));
            }
            Act::Deed(Deed::CloseFront) => view.front = None,
            Act::Deed(Deed::ClosePanel) => view.panel = None,
            Act::Deed(Deed::CloseNotice) => view.notice = None,
            Act::Deed(deed) => answer(&mut view, deed),
            Act::Go | Act::Follow(_) | Act::Seen(_) => {}
        }
        drop(view);
        self.show();
    }

    /// Writes the act on the page, so that a look or a test can see it.
    fn note(&self, act: &Act, trusted: bool) {
        if let Some(list) = self.document.get_element_by_id("acts") {
            let said = format!("{act:?} {trusted}\n");
            list.set_text_content(Some(
                &[list.text_content().unwrap_or_default(), said].concat(),
            ));
        }
    }

    fn show(&self) {
        if let Some(mounted) = self.mounted.borrow().as_ref() {
            mounted.show(Rc::new(self.view.borrow().clone()));
        }
    }
}

/// Picks, scores and moves are seen at once.
fn answer(view: &mut View, deed: &Deed) {
    match (view.front.as_deref_mut(), deed) {
        (Some(Front::Quiz(quiz)), Deed::Pick(id)) => {
            for option in &mut quiz.options {
                option.picked = option.id == *id;
            }
            quiz.ready = true;
        }
        (Some(Front::Quiz(quiz)), Deed::Move(from, to)) => {
            let moved = quiz.options.remove(*from as usize);
            quiz.options.insert(*to as usize, moved);
        }
        (Some(Front::Survey(survey)), Deed::Score(score)) => {
            survey.score = Some(*score);
            survey.ready = true;
        }
        _ => {}
    }
}

fn main() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let Some(document) = window.document() else {
        return;
    };
    let search = window.location().search().unwrap_or_default();
    let Ok(search) = UrlSearchParams::new_with_str(&search) else {
        return;
    };
    let wish = Wish(search);
    if let Some(html) = document.document_element() {
        let language = wish.get("lang", "ja");
        let _ = html.set_attribute("lang", &language);
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        let _ = html.set_attribute("dir", direction);
        let _ = html.set_attribute("data-scheme", &wish.get("scheme", "light"));
        if wish.0.has("hostile") {
            let _ = html.set_attribute("data-hostile", "");
        }
    }
    if let Some(told) = widget::unknown(&wish.get("lang", "ja")) {
        widget::learn(told, (told == "ar").then(shown::arabic));
    }
    let targets = Targets::default();
    for (watch, id) in ELEMENTS {
        targets.set(watch, document.get_element_by_id(id));
    }
    let Some((host, root)) = stage::raise(&document) else {
        return;
    };
    let view = RefCell::new(shown::view(&wish));
    let gallery = Rc::new(Gallery {
        document,
        view,
        wish,
        mounted: RefCell::default(),
    });
    let acting = Rc::clone(&gallery);
    let acted = Callback::from(move |(act, trusted): (Act, bool)| acting.acted(&act, trusted));
    gallery
        .mounted
        .replace(Some(mount(&host, &root, targets, acted)));
    gallery.show();
}
