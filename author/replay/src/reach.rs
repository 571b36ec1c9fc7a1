//! Whom a release would reach: for every known user as they are now, what may show itself to them that may not under the
//! release before.

use std::collections::BTreeMap;

use content::entry::{Kind, Start};
use content::{Entry, Millis};

use crate::pages::Pages;
use crate::past::{Past, Visitor};
use crate::release::Release;
use crate::stage::Stage;

/// An item that reaches somebody anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Item id.
    pub id: String,
    /// Folder of its kind: `tutorials`, ….
    pub kind: &'static str,
    /// Known users who become eligible for it.
    pub users: usize,
}

/// What a publication comes to for the people who are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Known users.
    pub known: usize,
    /// Those who become eligible for anything that shows itself.
    pub newly: usize,
    /// Known users of whom no traits are known.
    pub undescribed: usize,
    /// By item, those who reach most first.
    pub items: Vec<Reached>,
}

impl Reach {
    /// The share of known users who become eligible, 0–100.
    #[must_use]
    pub fn percent(&self) -> usize {
        (100 * self.newly)
            .checked_div(self.known)
            .unwrap_or_default()
    }

    /// Whether so many become eligible that a person says yes first.
    #[must_use]
    pub fn is_many(&self) -> bool {
        100 * self.newly > MANY * self.known
    }
}

/// From this share of the known users on, a person says yes first, in percent.
const MANY: usize = 20;

/// Whether it comes to people, and is not only there when they look for it.
pub(crate) fn shows_itself(entry: &Entry) -> bool {
    match entry.kind {
        Kind::Article => false,
        Kind::Checklist | Kind::Tooltip => true,
        Kind::Tutorial | Kind::Announcement | Kind::Quiz | Kind::Survey => {
            entry.start != Start::Manual
        }
    }
}

pub(crate) fn kind(entry: &Entry) -> &'static str {
    match entry.kind {
        Kind::Tutorial => "tutorials",
        Kind::Checklist => "checklists",
        Kind::Tooltip => "tooltips",
        Kind::Announcement => "announcements",
        Kind::Quiz => "quizzes",
        Kind::Survey => "surveys",
        Kind::Article => "articles",
    }
}

/// What a draft would newly show to the people who are known, as of `now` (ms); `before` is what they have today.
#[must_use]
pub fn reach(before: Option<&Release>, after: &Release, past: &Past, now: Millis) -> Reach {
    let pages = Pages::of(before.into_iter().chain([after]), past);
    let mut old = before.map(|release| Judge::new(release, &pages, now));
    let mut new = Judge::new(after, &pages, now);
    let mut out = Reach {
        known: past.visitors.len(),
        ..Reach::default()
    };
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for visitor in &past.visitors {
        out.undescribed += usize::from(!visitor.described);
        let had = old.as_mut().map(|old| old.eligible(visitor));
        let has = |entry: &Entry| had.as_ref().is_some_and(|had| had.contains(&entry.id));
        let mut any = false;
        for n in new.eligible_places(visitor) {
            if new.entries.get(n).is_some_and(|e| !has(e)) {
                *counts.entry(n).or_default() += 1;
                any = true;
            }
        }
        out.newly += usize::from(any);
    }
    for (n, users) in counts {
        if let Some(entry) = new.entries.get(n) {
            out.items.push(Reached {
                id: entry.id.clone(),
                kind: kind(entry),
                users,
            });
        }
    }
    out.items
        .sort_by(|a, b| b.users.cmp(&a.users).then_with(|| a.id.cmp(&b.id)));
    out
}

/// One release's answers, person by person.
struct Judge<'r> {
    stage: Stage<'r>,
    /// What shows itself, page by page.
    entries: Vec<Entry>,
    addresses: Vec<String>,
}

impl<'r> Judge<'r> {
    fn new(release: &'r Release, pages: &Pages, now: Millis) -> Judge<'r> {
        let mut entries = release.entries();
        entries.retain(shows_itself);
        entries.sort_by_key(|e| pages.of_item(&e.id).to_owned());
        let addresses = entries.iter().map(|e| pages.of_item(&e.id).to_owned());
        Judge {
            addresses: addresses.collect(),
            stage: Stage::new(release, now, 0, ""),
            entries,
        }
    }

    fn eligible_places(&mut self, visitor: &Visitor) -> Vec<usize> {
        let wish = visitor.locale().unwrap_or_default().to_owned();
        self.stage.feed(engine::Input::Language(wish));
        self.stage.meet(visitor, visitor.progress());
        let mut out = Vec::new();
        let mut here = None;
        for (n, (entry, address)) in self.entries.iter().zip(&self.addresses).enumerate() {
            if here != Some(address) {
                self.stage.turn_to(address);
                here = Some(address);
            }
            if self.stage.engine.explain(&entry.id).is_ok() {
                out.push(n);
            }
        }
        out
    }

    fn eligible(&mut self, visitor: &Visitor) -> Vec<String> {
        let places = self.eligible_places(visitor).into_iter();
        let ids = places.filter_map(|n| Some(self.entries.get(n)?.id.clone()));
        ids.collect()
    }
}
