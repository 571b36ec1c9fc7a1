//! What is known of the past: events, one JSON object a line, and snapshots of users and accounts as `PUT /v1/users` and
//! `PUT /v1/accounts` take them. Out of them: each user's sessions in order, and what a page would remember of that user.

use std::collections::BTreeMap;

use content::{Millis, Value};
use engine::{Person, Progress, Traits};
use serde_json::{Map, Value as Json};

use crate::wanted::{Wanted, Wishes};

/// One thing that happened in a session.
pub(crate) struct Happening {
    pub(crate) at: Millis,
    pub(crate) name: String,
    /// The item that it is about.
    pub(crate) content: Option<String>,
    pub(crate) step: Option<String>,
}

/// One session of one person.
#[derive(Default)]
pub(crate) struct Session {
    pub(crate) begin: Millis,
    pub(crate) locale: Option<String>,
    pub(crate) happenings: Vec<Happening>,
}

/// How somebody ended an item, the first time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Completed,
    Dismissed,
    Snoozed,
}

/// A user with a past.
pub struct Visitor {
    /// User id.
    pub user: String,
    /// The account, where any event or snapshot names one.
    pub account: Option<String>,
    /// Whether anything is known of this person beside events.
    pub described: bool,
    pub(crate) traits: Traits,
    pub(crate) account_traits: Traits,
    pub(crate) sessions: Vec<Session>,
    pub(crate) ends: BTreeMap<String, End>,
}

/// Everybody who is known.
#[derive(Default)]
pub struct Past {
    /// By user id.
    pub visitors: Vec<Visitor>,
    /// Events read.
    pub events: usize,
    /// Lines that are no events.
    pub unread: usize,
    /// Events of people of whom nothing is known; they belong to nobody here.
    pub anonymous: usize,
    /// What was looked for and not found, by most people first.
    pub wanted: Vec<Wanted>,
    /// From the first event to the last, in ms.
    pub span: Option<(Millis, Millis)>,
}

/// Sessions by id, of one user.
type Sessions = BTreeMap<String, Session>;

#[derive(Default)]
struct Gathered {
    account: Option<String>,
    sessions: Sessions,
    ends: BTreeMap<String, (Millis, End)>,
}

impl Past {
    /// Reads events and snapshots. A line that is no event is counted and left out.
    pub fn read(
        lines: impl Iterator<Item = impl AsRef<str>>,
        users: &[Json],
        accounts: &[Json],
    ) -> Past {
        let mut past = Past::default();
        let mut people: BTreeMap<String, Gathered> = BTreeMap::new();
        let mut wishes = Wishes::default();
        for line in lines.filter(|l| !l.as_ref().trim().is_empty()) {
            match serde_json::from_str::<Json>(line.as_ref()) {
                Ok(event) if event["name"].is_string() && event["at"].is_i64() => {
                    wishes.take(event["name"].as_str().unwrap_or_default(), &event);
                    past.take(&event, &mut people);
                }
                _ => past.unread += 1,
            }
        }
        past.wanted = wishes.most_first();
        let users = by_id(users);
        let accounts = by_id(accounts);
        for id in users.keys() {
            people.entry((*id).to_owned()).or_default();
        }
        past.visitors = people
            .into_iter()
            .map(|(id, gathered)| visitor(id, gathered, &users, &accounts))
            .collect();
        past
    }

    /// Accounts that anybody belongs to.
    #[must_use]
    pub fn accounts(&self) -> usize {
        let all = self.visitors.iter().filter_map(|v| v.account.as_deref());
        all.collect::<std::collections::BTreeSet<_>>().len()
    }

    fn take(&mut self, event: &Json, people: &mut BTreeMap<String, Gathered>) {
        let word = |key: &str| event[key].as_str().map(str::to_owned);
        let (Some(name), Some(at)) = (word("name"), event["at"].as_i64()) else {
            return;
        };
        self.events += 1;
        self.span = Some(match self.span {
            Some((from, until)) => (from.min(at), until.max(at)),
            None => (at, at),
        });
        let Some(user) = word("user") else {
            self.anonymous += 1;
            return;
        };
        let person = people.entry(user).or_default();
        person.account = word("account").or(person.account.take());
        let content = word("content");
        if let (Some(end), Some(id)) = (end(&name), &content) {
            let first = person.ends.entry(id.clone()).or_insert((at, end));
            if at < first.0 {
                *first = (at, end);
            }
        }
        let id = word("session").unwrap_or_default();
        let session = person.sessions.entry(id).or_insert(Session {
            begin: at,
            ..Session::default()
        });
        session.begin = session.begin.min(at);
        session.locale = session.locale.take().or_else(|| word("locale"));
        session.happenings.push(Happening {
            at,
            name,
            content,
            step: word("step"),
        });
    }
}

fn end(name: &str) -> Option<End> {
    let (_, what) = name.split_once('.')?;
    Some(match what {
        "completed" | "answered" | "clicked" => End::Completed,
        "dismissed" => End::Dismissed,
        "snoozed" => End::Snoozed,
        _ => return None,
    })
}

fn by_id(all: &[Json]) -> BTreeMap<&str, Map<String, Json>> {
    let mut out: BTreeMap<&str, Map<String, Json>> = BTreeMap::new();
    for one in all {
        if let (Some(id), Some(fields)) = (one["id"].as_str(), one.as_object()) {
            // Later snapshots lie over earlier ones, as in the collector.
            let known = out.entry(id).or_default();
            known.extend(fields.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
    }
    out
}

fn visitor(
    user: String,
    gathered: Gathered,
    users: &BTreeMap<&str, Map<String, Json>>,
    accounts: &BTreeMap<&str, Map<String, Json>>,
) -> Visitor {
    let known = users.get(user.as_str());
    let account = known
        .and_then(|k| k.get("account")?.as_str().map(str::to_owned))
        .or(gathered.account);
    let of_account = account.as_deref().and_then(|id| accounts.get(id));
    let mut sessions: Vec<Session> = gathered.sessions.into_values().collect();
    for session in &mut sessions {
        session.happenings.sort_by_key(|h| h.at);
    }
    sessions.sort_by_key(|s| s.begin);
    Visitor {
        described: known.is_some(),
        traits: known.map(traits).unwrap_or_default(),
        account_traits: of_account.map(traits).unwrap_or_default(),
        ends: gathered
            .ends
            .into_iter()
            .map(|(id, (_, end))| (id, end))
            .collect(),
        user,
        account,
        sessions,
    }
}

/// What conditions can read of a snapshot. What never reaches a page never decides here either.
fn traits(fields: &Map<String, Json>) -> Traits {
    let kept = fields.iter().filter(|(name, _)| name.as_str() != "mrr");
    kept.filter_map(|(name, value)| {
        let value = match value {
            Json::String(text) => Value::Text { text: text.clone() },
            Json::Number(number) => Value::Number {
                number: number.as_f64()?,
            },
            Json::Bool(yes) => Value::Flag { flag: *yes },
            _ => return None,
        };
        Some((name.clone(), value))
    })
    .collect()
}

impl Visitor {
    pub(crate) fn person(&self) -> Person {
        Person {
            user: Some(self.user.clone()),
            account: self.account.clone(),
            device: self.user.clone(),
            traits: self.traits.clone(),
            account_traits: self.account_traits.clone(),
        }
    }

    /// What a page would remember of this person after everything in the past.
    pub(crate) fn progress(&self) -> Progress {
        self.progress_until(Millis::MAX)
    }

    /// The same as of a moment.
    pub(crate) fn progress_until(&self, moment: Millis) -> Progress {
        let mut progress = Progress::default();
        let all = self.sessions.iter().flat_map(|s| &s.happenings);
        for happening in all.filter(|h| h.at <= moment) {
            let at = happening.at;
            if let Some(name) = happening.name.strip_prefix("host.") {
                progress.happened(name, at);
            }
            let Some(id) = &happening.content else {
                continue;
            };
            match end(&happening.name) {
                Some(End::Completed) if finishes(&happening.name) => {
                    progress.past_mut(id).completed_at.get_or_insert(at);
                }
                Some(End::Dismissed) => progress.past_mut(id).dismissed_at = Some(at),
                Some(End::Snoozed) => progress.past_mut(id).snoozed_at = Some(at),
                _ if happening.name == "content.shown" => {
                    let past = progress.past_mut(id);
                    past.shown += 1;
                    past.shown_at = at;
                }
                _ => {}
            }
        }
        progress
    }

    /// Somebody of whom nothing is known.
    pub(crate) fn unknown(user: &str) -> Visitor {
        Visitor {
            user: user.to_owned(),
            account: None,
            described: false,
            traits: Traits::new(),
            account_traits: Traits::new(),
            sessions: Vec::new(),
            ends: BTreeMap::new(),
        }
    }

    /// The newest locale that any session names.
    pub(crate) fn locale(&self) -> Option<&str> {
        self.sessions.iter().rev().find_map(|s| s.locale.as_deref())
    }
}

/// Whether this ends its item for good; a step, a task or one answer of several does not.
fn finishes(name: &str) -> bool {
    matches!(
        name,
        "tutorial.completed"
            | "checklist.completed"
            | "announcement.clicked"
            | "survey.answered"
            | "quiz.answered"
    )
}
