//! Why somebody sees an item, or does not: the real engine's own answer for a person with their past, at a moment and on a
//! page. It is the answer that `explain` gives in that person's page, and that the collector was told when it was decided.

use content::Millis;
use engine::{Input, Progress, Traits, Withheld};
use serde_json::Value as Json;

use crate::dry::zone;
use crate::pages::Pages;
use crate::past::{Past, Visitor};
use crate::release::Release;
use crate::stage::Stage;

const DAY: Millis = 86_400_000;

/// What is asked.
#[derive(Default)]
pub struct Question<'q> {
    /// Item id.
    pub item: &'q str,
    /// User id; somebody without a past where none is known by it.
    pub user: Option<&'q str>,
    /// The address they are on; else the item's own page.
    pub page: Option<&'q str>,
    /// The moment, in ms; else the end of what is known.
    pub at: Option<Millis>,
    /// BCP 47; else what their sessions named.
    pub language: Option<&'q str>,
    /// Traits that go before what is known.
    pub traits: Traits,
    /// The account's, likewise.
    pub account_traits: Traits,
}

/// Something that the item's audience asks for, and what is known of it here.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// As the author wrote it: `trait role`, `event invoice_created`, ….
    pub asked: String,
    /// A trait's value; how often an event happened; whether something was completed or dismissed. Absent: unknown.
    pub found: Option<content::Value>,
}

/// What the engine said.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The moment, in ms.
    pub at: Millis,
    /// The address.
    pub page: String,
    /// Whether anything is known of that user.
    pub known: bool,
    /// The first rule that fails; `None`: it shows when its start comes.
    pub failed: Option<Withheld>,
    /// What its audience asks for.
    pub audience: Vec<Known>,
}

/// Asks the engine. `now` is the moment where neither the question nor the past has one.
#[must_use]
pub fn explain(release: &Release, past: &Past, question: Question<'_>, now: Millis) -> Explained {
    let last = past.span.map(|(_, until)| until);
    let at = question.at.or(last).unwrap_or(now);
    let wanted = question.user;
    let found = past
        .visitors
        .iter()
        .find(|v| Some(v.user.as_str()) == wanted);
    let mut visitor = Visitor::unknown(wanted.unwrap_or_default());
    if let Some(found) = found {
        visitor.account.clone_from(&found.account);
        visitor.traits.clone_from(&found.traits);
        visitor.account_traits.clone_from(&found.account_traits);
    }
    visitor.traits.splice(0..0, question.traits);
    let account = question.account_traits;
    visitor.account_traits.splice(0..0, account);
    let zone = zone(release, past);
    let progress = found.map_or_else(Progress::default, |v| remembered(v, at, zone));
    let locale = question.language.or_else(|| found?.locale());
    let pages = Pages::of(std::iter::once(release), past);
    let page = question
        .page
        .unwrap_or_else(|| pages.of_item(question.item));
    let mut audience = Vec::new();
    let asked = release.item(question.item);
    let asked = asked.map_or(&Json::Null, |item| &item["audience"]);
    let who = (&visitor, &progress);
    gather(asked, &release.manifest, who, &mut audience);
    let mut stage = Stage::new(release, at, zone, locale.unwrap_or_default());
    stage.meet(&visitor, progress);
    // No session: nothing may start on the page before the question is put.
    stage.turn_to(page);
    stage.feed(Input::ClosePanel);
    Explained {
        at,
        page: page.to_owned(),
        known: found.is_some(),
        failed: stage.engine.explain(question.item).err(),
        audience,
    }
}

/// What their page remembers at a moment, with the interruptions of that day and session.
fn remembered(visitor: &Visitor, at: Millis, zone: i32) -> Progress {
    let day = |at: Millis| (at + Millis::from(zone) * 60_000).div_euclid(DAY);
    let mut progress = visitor.progress_until(at);
    progress.day = day(at);
    for session in visitor.sessions.iter().filter(|s| s.begin <= at) {
        progress.in_session = 0;
        for happening in session.happenings.iter().filter(|h| h.at <= at) {
            match happening.name.as_str() {
                "prompt.shown" => {
                    progress.in_session += 1;
                    progress.today += u32::from(day(happening.at) == day(at));
                }
                "prompt.dismissed" => progress.dismissed_at = Some(happening.at),
                _ => {}
            }
        }
    }
    progress
}

/// Every part of a condition that reads something of the person, with what it reads; segments are looked into.
fn gather(condition: &Json, manifest: &Json, who: (&Visitor, &Progress), out: &mut Vec<Known>) {
    let (visitor, progress) = who;
    let flag = |flag: bool| Some(content::Value::Flag { flag });
    for (key, value) in condition.as_object().into_iter().flatten() {
        let name = value.as_str().unwrap_or_default();
        let of = |traits: &Traits| {
            let found = traits.iter().find(|(n, _)| n == name);
            found.map(|(_, value)| value.clone())
        };
        let found = match key.as_str() {
            "all" | "any" => {
                for part in value.as_array().into_iter().flatten() {
                    gather(part, manifest, who, out);
                }
                continue;
            }
            "not" => {
                gather(value, manifest, who, out);
                continue;
            }
            "segment" => {
                let all = manifest["segments"].as_array().into_iter().flatten();
                for segment in all.filter(|s| s["id"] == name) {
                    gather(&segment["when"], manifest, who, out);
                }
                continue;
            }
            "trait" => of(&visitor.traits),
            "account" => of(&visitor.account_traits),
            "event" => Some(content::Value::Number {
                number: f64::from(progress.count(name, None)),
            }),
            "completed" => flag(
                progress
                    .past(name)
                    .is_some_and(|p| p.completed_at.is_some()),
            ),
            "dismissed" => flag(
                progress
                    .past(name)
                    .is_some_and(|p| p.dismissed_at.is_some()),
            ),
            _ => continue,
        };
        let known = Known {
            asked: format!("{key} {name}"),
            found,
        };
        if !out.contains(&known) {
            out.push(known);
        }
    }
}
