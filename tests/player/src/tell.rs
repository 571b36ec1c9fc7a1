//! One line for each effect, in words that every target writes alike: page builds carry no Debug texts.

use std::fmt::Write as _;

use engine::effect::{Await, Search};

use engine::view::{CardState, TaskState};
use engine::{Effect, View};

use crate::surfaces;

pub(crate) fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Watch {
            watch,
            anchor,
            wait_ms,
            awaits,
            ..
        } => {
            let name = anchor
                .css
                .as_ref()
                .or(anchor.test_id.as_ref())
                .or(anchor.text.as_ref())
                .or(anchor.name.as_ref());
            format!(
                "watch {} {} wait {} {}",
                watch.0,
                name.map_or("", String::as_str),
                wait(*wait_ms),
                awaited(awaits)
            )
        }
        Effect::Unwatch(watch) => format!("unwatch {}", watch.0),
        Effect::Show(view) => format!("show {}", sight(view)),
        Effect::Record(record) => {
            let mut line = format!("record {}", record.full_name());
            if let Some(subject) = &record.content {
                let _ = write!(
                    line,
                    " {}@{}/{}",
                    subject.id, subject.version, subject.language
                );
                if let Some(variant) = &subject.variant {
                    let _ = write!(line, "~{variant}");
                }
            }
            if let Some(step) = &record.step {
                let _ = write!(line, "#{step}");
            }
            if let Some(trusted) = record.trusted {
                line.push_str(if trusted { " trusted" } else { " untrusted" });
            }
            if !record.data.is_empty() {
                let _ = write!(line, " {}", record.data_json());
            }
            line
        }
        Effect::WakeAt(at) => at.map_or("sleep".to_owned(), |at| format!("wake at {at}")),
        Effect::Navigate(path) => format!("navigate {path}"),
        Effect::OpenWeb(url) => format!("open {url}"),
        Effect::Answer(answer) => format!("answer {}", answer.reason.unwrap_or("shown")),
        Effect::Fault(fault) => format!(
            "fault {} {}",
            fault.code,
            fault
                .about
                .get(..12)
                .filter(|_| fault.about.len() == 64)
                .unwrap_or(&fault.about)
        ),
        Effect::Ready => "ready".to_owned(),
        Effect::Badge(number) => format!("badge {number}"),
        Effect::Recording(on) => format!("recording {}", if *on { "on" } else { "off" }),
        Effect::Search(ask) => search(ask),
        Effect::FetchSecond(now) => format!("second {}", if *now { "now" } else { "beforehand" }),
        Effect::FetchShard(_) | Effect::FetchLeaf(_) | Effect::Save => String::new(),
    }
}

pub(crate) fn search(search: &Search) -> String {
    format!(
        "search \"{}\" on {} at most {}",
        search.query, search.page, search.limit
    )
}

fn sight(view: &View) -> String {
    let mut parts = Vec::new();
    if let Some(card) = &view.card {
        let state = match card.state {
            CardState::Here => "",
            CardState::Elsewhere => " elsewhere",
            CardState::Paused => " paused",
        };
        let target = card
            .target
            .map_or(String::new(), |w| format!(" at {}", w.0));
        let also = [
            (card.back, " back"),
            (card.unclear.is_some(), " unclear"),
            (card.takes_focus, " focus"),
        ];
        let also: String = also.iter().filter(|(on, _)| *on).map(|(_, w)| *w).collect();
        parts.push(format!(
            "card {}#{} {}/{}{state}{target} \"{}\"{also}",
            card.id, card.step, card.at, card.of, card.title
        ));
    }
    for dot in &view.hotspots {
        parts.push(format!(
            "hotspot {}{}",
            dot.id,
            if dot.open { " open" } else { "" }
        ));
    }
    if let Some(tip) = &view.tip {
        parts.push(format!("tip {}", tip.id));
    }
    if let Some(launcher) = &view.launcher {
        parts.push(
            launcher
                .progress
                .map_or("launcher".to_owned(), |(done, all)| {
                    format!("launcher {done}/{all}")
                }),
        );
    }
    if let Some(list) = &view.checklist {
        let tasks: Vec<String> = list
            .tasks
            .iter()
            .map(|t| {
                format!(
                    "{}:{}{}",
                    t.id,
                    t.state.text(),
                    if t.current && t.state == TaskState::Open {
                        "*"
                    } else {
                        ""
                    }
                )
            })
            .collect();
        parts.push(format!("checklist {} [{}]", list.id, tasks.join(" ")));
    }
    parts.extend(view.front.as_deref().map(surfaces::front));
    parts.extend(view.panel.as_deref().map(surfaces::panel));
    parts.extend(view.notice.as_deref().map(|n| surfaces::notice(*n)));
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(" · ")
    }
}

fn wait(ms: u32) -> String {
    if ms == u32::MAX {
        "for ever".to_owned()
    } else {
        ms.to_string()
    }
}

fn awaited(awaits: &Await) -> String {
    match awaits {
        Await::Presence => "presence".to_owned(),
        Await::Click => "click".to_owned(),
        Await::Attention => "attention".to_owned(),
        Await::Submit => "submit".to_owned(),
        Await::AnyClick => "any click".to_owned(),
        Await::AnyInput => "any input".to_owned(),
        Await::AnySubmit => "any submit".to_owned(),
        Await::Input(None) => "input".to_owned(),
        Await::Input(Some(pattern)) => format!("input {pattern}"),
    }
}
