//! What is remembered of a person between pages, in a saved form with a version of its own.
//! Two tabs' memories merge as a union: completed over dismissed over open, later over earlier, larger counters.

use content::code::{decode, encode};
use content::{Digest, Millis, record};

/// The saved form this crate writes. The first one ended before `recorded_day`.
const FORMAT: u8 = 2;
/// What the first form lacks at its end: nothing was recorded, nothing is known.
const LACKS: [u8; 4] = [0; 4];
/// Times kept of one host event, for conditions with a window.
const TIMES: usize = 100;
/// Inquiries kept.
const INQUIRIES: usize = 50;

record! {
    /// What is remembered of one item.
    pub struct Past {
        /// Item id.
        pub id: String,
        /// The version last shown.
        pub version: u32,
        /// How often it was shown.
        pub shown: u32,
        /// When last, in ms.
        pub shown_at: Millis,
        /// When it was completed first.
        pub completed_at: Option<Millis>,
        /// When it was dismissed last.
        pub dismissed_at: Option<Millis>,
        /// When it was put off last.
        pub snoozed_at: Option<Millis>,
        /// The step it was left at.
        pub step: Option<String>,
        /// Tasks ticked (checklists), questions answered (quizzes and surveys).
        pub tasks: Vec<String>,
        /// When it was read in the feed last, in ms.
        pub read_at: Option<Millis>,
    }

    /// What is remembered of one host event.
    pub struct Happened {
        /// Bare name.
        pub name: String,
        /// How often.
        pub count: u32,
        /// The latest times, oldest first.
        pub times: Vec<Millis>,
    }

    /// The tutorial that goes on after a reload.
    pub struct Running {
        /// Tutorial id.
        pub id: String,
        /// Step id.
        pub step: String,
        /// The leaf it was begun with.
        pub leaf: Digest,
        /// When it last moved, in ms.
        pub at: Millis,
        /// Time that counted so far, in ms.
        pub active_ms: u32,
        /// Nothing was accepted yet: it is still a prompt.
        pub prompt: bool,
        /// It was seen as a prompt.
        pub told: bool,
        /// The tab that runs it: another one of the same session leaves it alone.
        pub tab: u32,
    }

    /// An inquiry that this person made here.
    pub struct Asked {
        /// Its number.
        pub number: String,
        /// Its words.
        pub text: String,
        /// When, in ms.
        pub at: Millis,
        /// There was a network when it was made, or has been since.
        pub sent: bool,
    }

    /// Something that says how well a topic is known.
    pub struct Sign {
        /// Topic id.
        pub topic: String,
        /// What it is, see `measure::own::kind`.
        pub says: u32,
        /// When, in ms.
        pub at: Millis,
    }

    /// How well a topic was known when that was reckoned last.
    pub struct Known {
        /// Topic id.
        pub topic: String,
        /// 0–100.
        pub percent: u32,
    }

    /// Everything remembered of one person.
    #[derive(Default)]
    pub struct Progress {
        /// Items, by id.
        pub items: Vec<Past>,
        /// Host events.
        pub events: Vec<Happened>,
        /// The tutorial that goes on.
        pub running: Option<Running>,
        /// The local day that `today` counts, in days since 1970.
        pub day: i64,
        /// Interruptions on that day.
        pub today: u32,
        /// Interruptions in this session.
        pub in_session: u32,
        /// What was told once in this session.
        pub told: Vec<String>,
        /// When something was last dismissed, in ms: nothing starts by itself for a while.
        pub dismissed_at: Option<Millis>,
        /// Text instead of cards.
        pub text: bool,
        /// Inquiries made here, oldest first.
        pub inquiries: Vec<Asked>,
        /// Experiments whose exposure was recorded.
        pub exposed: Vec<String>,
        /// The local day that `recorded` counts, in days since 1970.
        pub recorded_day: i64,
        /// How often each event was recorded on that day, in the order of `telemetry::Name`.
        pub recorded: Vec<u32>,
        /// What says how well topics are known, oldest first.
        pub signs: Vec<Sign>,
        /// How well they were known.
        pub known: Vec<Known>,
    }
}

impl Past {
    /// Whether it was completed, dismissed or put off at this time or later.
    #[must_use]
    pub fn ended_since(&self, time: Millis) -> bool {
        let last = self
            .completed_at
            .max(self.dismissed_at)
            .max(self.snoozed_at);
        last.is_some_and(|at| at >= time)
    }
}

impl Progress {
    /// The saved form.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut out = vec![FORMAT];
        out.extend_from_slice(&encode(self));
        out
    }

    /// Reads a saved form; `None` for one that is damaged or from a later version.
    #[must_use]
    pub fn open(bytes: &[u8]) -> Option<Self> {
        let mut read: Self = match bytes.split_first() {
            Some((&FORMAT, body)) => decode(body).ok()?,
            Some((&1, body)) => decode(&[body, &LACKS].concat()).ok()?,
            _ => return None,
        };
        // What an earlier build saved stands in the order in which it was met.
        for item in std::mem::take(&mut read.items) {
            if let Err(at) = read.place(&item.id) {
                read.items.insert(at, item);
            }
        }
        Some(read)
    }

    /// Where an item stands, or would.
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.items.binary_search_by(|p| p.id.as_str().cmp(id))
    }

    /// What is remembered of an item.
    #[must_use]
    pub fn past(&self, id: &str) -> Option<&Past> {
        self.items.get(self.place(id).ok()?)
    }

    /// What is remembered of an item, to be changed.
    pub fn past_mut(&mut self, id: &str) -> &mut Past {
        let at = match self.place(id) {
            Ok(at) => at,
            Err(at) => {
                let new = Past {
                    id: id.to_owned(),
                    version: 0,
                    shown: 0,
                    shown_at: 0,
                    completed_at: None,
                    dismissed_at: None,
                    snoozed_at: None,
                    step: None,
                    tasks: Vec::new(),
                    read_at: None,
                };
                self.items.insert(at, new);
                at
            }
        };
        #[expect(clippy::indexing_slicing, reason = "the index was just found or made")]
        &mut self.items[at]
    }

    /// How often a host event happened since a time.
    #[must_use]
    pub fn count(&self, name: &str, since: Option<Millis>) -> u32 {
        let Some(event) = self.events.iter().find(|e| e.name == name) else {
            return 0;
        };
        match since {
            None => event.count,
            Some(since) => event.times.iter().filter(|&&t| t >= since).count() as u32,
        }
    }

    /// Remembers that a host event happened.
    pub fn happened(&mut self, name: &str, now: Millis) {
        match self.events.iter_mut().find(|e| e.name == name) {
            Some(event) => {
                event.count += 1;
                if event.times.len() == TIMES {
                    event.times.remove(0);
                }
                event.times.push(now);
            }
            None => self.events.push(Happened {
                name: name.to_owned(),
                count: 1,
                times: vec![now],
            }),
        }
    }

    /// Remembers an inquiry.
    pub fn asked(&mut self, number: &str, text: &str, at: Millis, sent: bool) {
        self.inquiries.push(Asked {
            number: number.to_owned(),
            text: text.to_owned(),
            at,
            sent,
        });
        if self.inquiries.len() > INQUIRIES {
            self.inquiries.remove(0);
        }
    }

    /// Whether this was not told in this session yet; from now on it was.
    pub fn first_time(&mut self, what: String) -> bool {
        let new = !self.told.contains(&what);
        if new {
            self.told.push(what);
        }
        new
    }

    /// The union with what another tab remembers.
    pub fn merge(&mut self, other: &Progress) {
        for theirs in &other.items {
            let ours = self.past_mut(&theirs.id);
            ours.version = ours.version.max(theirs.version);
            ours.shown = ours.shown.max(theirs.shown);
            ours.completed_at = earliest(ours.completed_at, theirs.completed_at);
            ours.dismissed_at = ours.dismissed_at.max(theirs.dismissed_at);
            ours.snoozed_at = ours.snoozed_at.max(theirs.snoozed_at);
            ours.read_at = ours.read_at.max(theirs.read_at);
            if theirs.shown_at > ours.shown_at {
                ours.shown_at = theirs.shown_at;
                ours.step.clone_from(&theirs.step);
            }
            for task in &theirs.tasks {
                if !ours.tasks.contains(task) {
                    ours.tasks.push(task.clone());
                }
            }
        }
        for theirs in &other.events {
            match self.events.iter_mut().find(|e| e.name == theirs.name) {
                Some(ours) if ours.count >= theirs.count => {}
                Some(ours) => *ours = theirs.clone(),
                None => self.events.push(theirs.clone()),
            }
        }
        let later = |r: &Running| self.running.as_ref().is_none_or(|ours| r.at > ours.at);
        if let Some(theirs) = other.running.as_ref().filter(|r| later(r)) {
            self.running = Some(theirs.clone());
        }
        // What was ended in either tab goes on in neither.
        let ended = |r: &Running| self.past(&r.id).is_some_and(|p| p.ended_since(r.at));
        if self.running.as_ref().is_some_and(ended) {
            self.running = None;
        }
        if other.day > self.day {
            self.day = other.day;
            self.today = other.today;
        } else if other.day == self.day {
            self.today = self.today.max(other.today);
        }
        if other.recorded_day > self.recorded_day || self.recorded.is_empty() {
            self.recorded_day = other.recorded_day;
            self.recorded.clone_from(&other.recorded);
        } else if other.recorded_day == self.recorded_day {
            for (ours, theirs) in self.recorded.iter_mut().zip(&other.recorded) {
                *ours = (*ours).max(*theirs);
            }
        }
        self.in_session = self.in_session.max(other.in_session);
        self.dismissed_at = self.dismissed_at.max(other.dismissed_at);
        for theirs in &other.signs {
            if !self.signs.contains(theirs) {
                let at = self.signs.partition_point(|s| s.at <= theirs.at);
                self.signs.insert(at, theirs.clone());
            }
        }
        for theirs in &other.inquiries {
            if !self.inquiries.iter().any(|i| i.number == theirs.number) {
                self.asked(&theirs.number, &theirs.text, theirs.at, theirs.sent);
            }
        }
        for theirs in &other.exposed {
            if !self.exposed.contains(theirs) {
                self.exposed.push(theirs.clone());
            }
        }
        for told in &other.told {
            self.first_time(told.clone());
        }
    }
}

fn earliest(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tab(running_at: Option<Millis>, ended_at: Option<Millis>) -> Progress {
        let mut progress = Progress::default();
        progress.past_mut("guide").completed_at = ended_at;
        progress.running = running_at.map(|at| Running {
            id: "guide".to_owned(),
            step: "one".to_owned(),
            leaf: Digest::of(b""),
            at,
            active_ms: 0,
            prompt: false,
            told: false,
            tab: 0,
        });
        progress
    }

    #[test]
    fn what_ended_in_one_tab_runs_in_none() {
        let check = |ours: Progress, theirs: Progress, running_at: Option<Millis>| {
            let mut all = ours;
            all.merge(&theirs);
            assert_eq!(all.running.map(|r| r.at), running_at);
        };
        check(tab(Some(5), None), tab(None, None), Some(5));
        check(tab(Some(5), None), tab(Some(7), None), Some(7));
        check(tab(Some(5), None), tab(None, Some(9)), None);
        check(tab(None, Some(9)), tab(Some(5), None), None);
        // Begun anew after it was completed once.
        check(tab(None, Some(3)), tab(Some(5), Some(3)), Some(5));
    }
}
