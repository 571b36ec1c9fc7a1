//! A draft against past sessions, beside the release that people have now: each user walks through the same pages and
//! events under both.

use std::collections::{BTreeMap, BTreeSet};

use content::{Digest, Entry, Millis};
use engine::{Input, Progress};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::coverage::{Lost, lost};
use crate::pages::Pages;
use crate::past::{Past, Session, Visitor};
use crate::reach::{kind, shows_itself};
use crate::release::Release;
use crate::stage::{Shown, Stage};

const DAY: Millis = 86_400_000;

/// How many users see an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Item id.
    pub id: String,
    /// Folder of its kind: `tutorials`, ….
    pub kind: &'static str,
    /// Nobody is shown it unasked: the figures are of those who may open it.
    pub asked: bool,
    /// Users under the release that they have now.
    pub before: usize,
    /// Users under the draft.
    pub after: usize,
    /// Users who see it under the draft alone.
    pub more: usize,
    /// Users who see it now alone.
    pub fewer: usize,
}

/// Somebody who is interrupted more than once on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// User id.
    pub user: String,
    /// Account id.
    pub account: Option<String>,
    /// The local day, `YYYY-MM-DD`.
    pub day: String,
    /// What interrupts, in order.
    pub items: Vec<String>,
    /// It is so under the release that people have now as well.
    pub already: bool,
}

/// What a draft would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dry {
    /// Users of whom there are events or snapshots.
    pub users: usize,
    /// Their accounts.
    pub accounts: usize,
    /// Their sessions.
    pub sessions: usize,
    /// Every item of either release, by kind and id.
    pub items: Vec<Item>,
    /// Days with more than one interruption under the draft.
    pub twice: Vec<Twice>,
    /// How many such days there are now.
    pub twice_before: usize,
    /// Accounts in which fewer users see something that they should.
    pub lost: Vec<Lost>,
    /// Pages of which no event tells: each session was taken to open them once.
    pub assumed: Vec<String>,
}

/// What one person saw under one release.
pub(crate) struct Seen {
    pub(crate) items: BTreeSet<String>,
    days: Vec<(i64, Vec<String>)>,
}

/// Replays everybody's past under the release that they have now and under a draft.
#[must_use]
pub fn dry(before: Option<&Release>, after: &Release, past: &Past) -> Dry {
    let pages = Pages::of(before.into_iter().chain([after]), past);
    let zone = zone(after, past);
    let play = |release: &Release| {
        let entries = release.entries();
        let all = past.visitors.iter();
        all.map(|v| seen(release, &entries, &pages, zone, v))
            .collect::<Vec<Seen>>()
    };
    let now = before.map(play);
    let then = play(after);
    let mut out = Dry {
        users: past.visitors.len(),
        accounts: past.accounts(),
        sessions: past.visitors.iter().map(|v| v.sessions.len()).sum(),
        assumed: pages.assumed().map(str::to_owned).collect(),
        ..Dry::default()
    };
    out.items = items(before, after, now.as_deref(), &then);
    for (n, visitor) in past.visitors.iter().enumerate() {
        let old = now.as_ref().and_then(|all| all.get(n));
        let days = |seen: Option<&Seen>| {
            let all = seen.into_iter().flat_map(|s| s.days.clone());
            all.filter(|(_, items)| items.len() > 1).collect::<Vec<_>>()
        };
        let already = days(old);
        out.twice_before += already.len();
        for (day, items) in days(then.get(n)) {
            out.twice.push(Twice {
                user: visitor.user.clone(),
                account: visitor.account.clone(),
                day: date(day),
                items,
                already: already.iter().any(|(d, _)| *d == day),
            });
        }
    }
    out.lost = lost(before, after, past, now.as_deref(), &then);
    out
}

fn items(
    before: Option<&Release>,
    after: &Release,
    now: Option<&[Seen]>,
    then: &[Seen],
) -> Vec<Item> {
    let mut all: BTreeMap<(&'static str, String), bool> = BTreeMap::new();
    // The draft's word on whether it shows itself is the last.
    for release in before.into_iter().chain([after]) {
        for entry in release.entries() {
            all.insert((kind(&entry), entry.id.clone()), !shows_itself(&entry));
        }
    }
    let has = |seen: Option<&Seen>, id: &str| seen.is_some_and(|s| s.items.contains(id));
    let mut out = Vec::new();
    for ((kind, id), asked) in all {
        let mut item = Item {
            id,
            kind,
            asked,
            before: 0,
            after: 0,
            more: 0,
            fewer: 0,
        };
        for (n, new) in then.iter().enumerate() {
            let had = has(now.and_then(|all| all.get(n)), &item.id);
            let has = has(Some(new), &item.id);
            item.before += usize::from(had);
            item.after += usize::from(has);
            item.more += usize::from(has && !had);
            item.fewer += usize::from(had && !has);
        }
        out.push(item);
    }
    out
}

/// Minutes that the product's people are ahead of UTC, at the end of the past.
pub(crate) fn zone(release: &Release, past: &Past) -> i32 {
    let name = release.manifest["timezone"].as_str().unwrap_or("UTC");
    let at = past.span.map_or(0, |(_, until)| until);
    let zone = TimeZone::get(name).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    zone.to_offset(at).seconds() / 60
}

fn date(day: i64) -> String {
    let at = Timestamp::from_millisecond(day * DAY).unwrap_or_default();
    at.to_zoned(TimeZone::UTC).date().to_string()
}

fn seen(release: &Release, entries: &[Entry], pages: &Pages, zone: i32, visitor: &Visitor) -> Seen {
    let begin = visitor.sessions.first().map_or(0, |s| s.begin);
    let locale = visitor.locale().unwrap_or_default();
    let mut stage = Stage::new(release, begin, zone, locale);
    stage.meet(visitor, Progress::default());
    let mut items = BTreeSet::new();
    for (n, session) in visitor.sessions.iter().enumerate() {
        stage.leave();
        stage.pass(session.begin);
        stage.feed(Input::Session(true, n as u32));
        walk(&mut stage, session, pages, visitor, |stage| {
            let open = entries.iter().filter(|e| !shows_by_starting(e));
            for entry in open {
                if !items.contains(&entry.id) && stage.engine.explain(&entry.id).is_ok() {
                    items.insert(entry.id.clone());
                }
            }
        });
    }
    items.extend(stage.shown.iter().map(|s| s.id.clone()));
    Seen {
        items,
        days: by_day(&stage.shown, zone),
    }
}

/// Whether only its own start shows it: whether anybody may see it cannot be asked, it must come.
fn shows_by_starting(entry: &Entry) -> bool {
    use content::entry::Kind;
    shows_itself(entry) && !matches!(entry.kind, Kind::Checklist | Kind::Tooltip)
}

/// One session: the pages that events tell of when they tell of them, every other one once, in an order of the session's own.
fn walk(
    stage: &mut Stage,
    session: &Session,
    pages: &Pages,
    visitor: &Visitor,
    mut arrived: impl FnMut(&Stage),
) {
    let mut assumed: Vec<&str> = pages.assumed().collect();
    assumed.sort_by_key(|page| Digest::of(format!("{} {page}", session.begin).as_bytes()).0);
    for page in assumed {
        stage.visit(page, visitor);
        arrived(stage);
    }
    let mut here = None;
    for happening in &session.happenings {
        stage.pass(happening.at);
        if let Some(page) = pages.visited(happening).filter(|p| here != Some(*p)) {
            here = Some(page);
            stage.visit(page, visitor);
            arrived(stage);
        }
        if let Some(name) = happening.name.strip_prefix("host.") {
            stage.feed(Input::Track(name.to_owned(), None));
            stage.stay(visitor);
        }
    }
}

fn by_day(shown: &[Shown], zone: i32) -> Vec<(i64, Vec<String>)> {
    let mut days: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for one in shown {
        let day = (one.at + Millis::from(zone) * 60_000).div_euclid(DAY);
        days.entry(day).or_default().push(one.id.clone());
    }
    days.into_iter().collect()
}
