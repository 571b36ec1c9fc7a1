//! What is said to those who do not see it: each step once, and of everything else what is new, politely.
//! What took the focus is being read already, and is not said again.

use content::Block;
use engine::deed::Deed;
use engine::panel::{HelpPlace, Panel};
use engine::surface::{Asked, Front, Mark, QuizView};
use engine::view::{Card, CardState};
use engine::{Act, View};
use web_sys::HtmlElement;
use yew::Context;

use crate::focus::{self, Surface};
use crate::pen::plain;
use crate::words::{self, Words};
use crate::{front, side};

use super::{Layer, Told};

impl Layer {
    fn say(&self, words: &str) {
        if let Some(live) = self.nodes.live.cast::<HtmlElement>() {
            live.set_text_content(Some(words));
        }
    }

    /// A step of text mode counts as seen once it is in the list.
    pub(super) fn show_text(&self, ctx: &Context<Self>, view: &View, before: Option<&View>) {
        if view.panel.is_some() {
            self.door_text(ctx, view, before);
        }
    }

    #[inline(never)]
    fn door_text(&self, ctx: &Context<Self>, view: &View, before: Option<&View>) {
        let step = |v: &View| match v.panel.as_deref() {
            Some(Panel::Text(text)) => text.steps.iter().find(|s| s.current).map(|s| s.id.clone()),
            _ => None,
        };
        let now = step(view).filter(|_| view.card.is_none());
        if let Some(step) = now.filter(|now| before.and_then(step).as_ref() != Some(now)) {
            ctx.props().acted.emit((Act::Seen(step).into(), true));
        }
    }

    /// Says what the new view adds beside the card.
    pub(super) fn tell(&self, view: &View, before: Option<&View>) {
        let words = words::of(&view.language);
        let mut said = Vec::new();
        let mut add = |new: Option<String>, old: Option<String>| {
            if let Some(new) = new.filter(|n| !n.is_empty())
                && Some(&new) != old.as_ref()
            {
                said.push(new);
            }
        };
        let tip = |v: &View| v.tip.as_ref().map(|t| plain(&t.body));
        add(tip(view), before.and_then(tip));
        let old = before.and_then(|b| b.front.as_deref());
        if let Some(shown) = view.front.as_deref() {
            let appears = old.is_none_or(|o| front::id(o) != front::id(shown));
            let read = front::is_modal(shown) || front::takes_focus(shown);
            if !(appears && read) {
                add(Some(spoken(words, shown)), old.map(|o| spoken(words, o)));
            }
            if let (Some(old), Front::Quiz(_)) = (old, shown) {
                let mut said = None;
                door_moved(words, old, shown, &mut said);
                add(said, None);
            }
        }
        let panel = |v: &View| v.panel.as_ref().and_then(|p| turned(words, p));
        add(panel(view), before.and_then(panel));
        let notice = |v: &View| v.notice.as_ref().map(|n| side::said(words, **n).to_owned());
        add(notice(view), before.and_then(notice));
        if !said.is_empty() {
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            self.say(&words.sentences(&said));
        }
    }

    /// What stands on the screen now has been seen: it is said where it has to be, and the engine hears of it.
    pub(super) fn painted(&mut self, ctx: &Context<Self>) {
        self.focus_card(ctx);
        let Some(view) = self.drawn.clone() else {
            return;
        };
        let acted = &ctx.props().acted;
        let front = view.front.as_deref().map_or("", front::id);
        if self.front != front {
            front.clone_into(&mut self.front);
            if !front.is_empty() {
                acted.emit((Act::Deed(Deed::SeenFront).into(), true));
            }
        }
        let Some(card) = &view.card else { return };
        let shown = Some(Told::of(card));
        let heard = std::mem::take(&mut self.heard);
        if self.told != shown {
            self.told.clone_from(&shown);
            if !heard {
                let inside = focus::holder(&ctx.props().root) == Some(Surface::Card);
                let body = if inside {
                    plain(&card.body)
                } else {
                    String::new()
                };
                self.announce(&view, card, &body);
            }
        }
        if card.state == CardState::Here && self.seen != shown {
            self.seen = shown;
            acted.emit((Act::Seen(card.step.clone()).into(), true));
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

/// What a front surface says for itself.
fn spoken(words: &Words, shown: &Front) -> String {
    let mut said = String::new();
    match shown {
        Front::Announcement(news) => said = words.sentences(&[&news.title, &plain(&news.body)]),
        _ => door_spoken(words, shown, &mut said),
    }
    said
}

#[inline(never)]
fn door_spoken(words: &Words, shown: &Front, said: &mut String) {
    let more = words.more();
    *said = match shown {
        Front::Announcement(_) => return,
        Front::Quiz(quiz) => match (quiz.finished, &quiz.feedback) {
            (Some(right), _) => words.sentences(&[more.finished, &words.right_of(right, quiz.of)]),
            (None, Some(feedback)) => {
                let mark = match feedback.mark {
                    Mark::Right => more.right,
                    Mark::Wrong => more.wrong,
                };
                words.sentences(&[mark, &feedback.explain])
            }
            (None, None) => words.sentences(&[&quiz.prompt, &quiz.hint]),
        },
        Front::Survey(survey) if survey.finished => more.thanks.to_owned(),
        Front::Survey(survey) => survey.prompt.clone(),
    };
}

/// Which option a person just moved: the one that neighbours made room for.
#[inline(never)]
fn door_moved(words: &Words, old: &Front, new: &Front, said: &mut Option<String>) {
    if let (Front::Quiz(old), Front::Quiz(new)) = (old, new) {
        *said = moved(words, old, new);
    }
}

fn moved(words: &Words, old: &QuizView, new: &QuizView) -> Option<String> {
    if new.asked != Asked::Order || old.question != new.question || new.feedback.is_some() {
        return None;
    }
    let places = old.options.iter().zip(&new.options);
    let mut changed = (1..).zip(places).filter(|(_, (a, b))| a.id != b.id);
    let (at, (_, option)) = changed.next()?;
    Some(words.moved(&option.text, at))
}

/// What a panel says when its page turns or its answer comes; who opened it is reading its title already.
fn turned(words: &Words, panel: &Panel) -> Option<String> {
    let mut said = None;
    door_turned(words, panel, &mut said);
    said
}

#[inline(never)]
fn door_turned(words: &Words, panel: &Panel, said: &mut Option<String>) {
    *said = news_of(words, panel);
}

fn news_of(words: &Words, panel: &Panel) -> Option<String> {
    let body = |body: &[Block]| plain(body);
    match panel {
        Panel::Help(help) => match &help.place {
            HelpPlace::Results { .. } if help.loading => None,
            HelpPlace::Results { hits } if hits.is_empty() => Some(words.found_none(&help.query)),
            HelpPlace::Results { hits } => Some(words.found(hits.len() as u32)),
            HelpPlace::Sent { number, waiting } => {
                let line = if *waiting {
                    words.more().sent_waiting
                } else {
                    words.more().sent_line
                };
                Some(words.sentences(&[
                    words.more().sent,
                    &words.about(words.more().number, number),
                    line,
                ]))
            }
            HelpPlace::Article { rated: Some(_), .. } => Some(words.more().rated.to_owned()),
            _ => None,
        },
        Panel::Text(text) => {
            let at = text.steps.iter().position(|s| s.current)?;
            let step = text.steps.get(at)?;
            let position = words.position(at as u32 + 1, text.steps.len() as u32);
            Some(words.sentences(&[&position, &step.title, &body(&step.body)]))
        }
        Panel::Privacy(shown) => Some(
            if shown.on {
                words.more().recording_on
            } else {
                words.more().recording_off
            }
            .to_owned(),
        ),
        Panel::Feed(_) => None,
    }
}
