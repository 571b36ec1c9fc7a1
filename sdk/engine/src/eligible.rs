//! Whether an item may show itself now, and if not, the first rule that says no.
//! The same answer decides, is recorded as `content.withheld`, and is given to `explain`.

use content::entry::{Frequency, Kind, Return, Unit};
use content::{Digest, Entry, Millis, joined};

use crate::engine::Engine;
use crate::front::fronts;
use crate::input::History;

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;
/// How long nothing starts by itself after something was dismissed.
const COOL_OFF: Millis = 5 * 60_000;

/// The first rule that withholds an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Withheld {
    /// Stable name of the rule.
    pub rule: &'static str,
    /// What in the world made it say no, in plain words.
    pub because: String,
}

fn no(rule: &'static str, because: &str) -> Result<(), Withheld> {
    Err(Withheld {
        rule,
        because: because.to_owned(),
    })
}

impl Engine {
    /// Whether an item would show if its start came now.
    pub fn explain(&self, id: &str) -> Result<(), Withheld> {
        match self.entry(id) {
            Some(entry) => self.eligible(entry).and_then(|()| self.free(entry)),
            None => no("published", "no such item is published in this language"),
        }
    }

    /// Rules about the item and the person: schedule, audience, page, rollout, frequency.
    pub(crate) fn eligible(&self, entry: &Entry) -> Result<(), Withheld> {
        // What was assigned to this person is meant for them, whatever the audience says.
        if self.facts.assigned.iter().any(|a| a.id == entry.id) {
            return self.due(entry);
        }
        self.dated(entry)?;
        if entry
            .page
            .as_ref()
            .is_some_and(|p| !p.matches(&self.address))
        {
            return no("page", "this is not its page");
        }
        self.staged(entry)?;
        self.due(entry)
    }

    /// Whether an item is meant for this person now, on whatever page and however often it was seen. Of many, most are
    /// not: no words are found for why.
    pub(crate) fn meant(&self, entry: &Entry) -> bool {
        self.timely(entry)
            && entry.audience.as_ref().is_none_or(|c| self.holds(c))
            && self.staged(entry).is_ok()
    }

    fn dated(&self, entry: &Entry) -> Result<(), Withheld> {
        if !self.timely(entry) {
            return no("schedule", "its dates do not include now");
        }
        match entry.audience.as_ref().filter(|c| !self.holds(c)) {
            Some(audience) => no(
                "audience",
                &joined(&["its audience asks for: ", &self.failing(audience)], ""),
            ),
            None => Ok(()),
        }
    }

    /// Whether its dates include now.
    pub(crate) fn timely(&self, entry: &Entry) -> bool {
        entry.from.is_none_or(|t| self.now >= t) && entry.until.is_none_or(|t| self.now <= t)
    }

    fn staged(&self, entry: &Entry) -> Result<(), Withheld> {
        let Some(rollout) = entry.rollout.as_ref() else {
            return Ok(());
        };
        let unit = self.unit(&rollout.by);
        if !entry.required
            && rollout.holdout > 0
            && self.bucket("holdout", &entry.id, unit) < rollout.holdout * 100
        {
            return no("holdout", "drawn into the holdout");
        }
        if rollout.percent < 100 && self.bucket("rollout", &entry.id, unit) >= rollout.percent * 100
        {
            return no("rollout", "not drawn into the rollout yet");
        }
        Ok(())
    }

    /// Whether its frequency lets it show again.
    fn due(&self, entry: &Entry) -> Result<(), Withheld> {
        let Some(past) = self.progress.past(&entry.id) else {
            return Ok(());
        };
        let hours = Millis::from(entry.after_snooze_hours);
        if past.snoozed_at.is_some_and(|t| self.now < t + hours * HOUR) {
            return no("after_snooze", "put off, and not due yet");
        }
        // Checklists and tooltips stay where they are: frequency is about what shows itself once.
        let stays = matches!(entry.kind, Kind::Checklist | Kind::Tooltip);
        if let (Some(at), false) = (past.dismissed_at, stays) {
            match entry.after_dismiss {
                Return::Never if entry.frequency != Frequency::Always => {
                    return no("after_dismiss", "dismissed, and not to return by itself");
                }
                Return::Days { days } if self.now < at + Millis::from(days) * DAY => {
                    return no("after_dismiss", "dismissed, and not due yet");
                }
                _ => {}
            }
        }
        match entry.frequency {
            Frequency::Once | Frequency::UntilCompleted
                if past.completed_at.is_some() && !stays =>
            {
                no("frequency", "completed already")
            }
            Frequency::EveryDays { days }
                if past.shown > 0 && self.now < past.shown_at + Millis::from(days) * DAY =>
            {
                no("frequency", "shown already within its days")
            }
            _ => Ok(()),
        }
    }

    /// Rules about everything else: one thing at a time, quiet, the rest after a refusal, and the interruption budget.
    pub(crate) fn free(&self, entry: &Entry) -> Result<(), Withheld> {
        if entry.kind != Kind::Tutorial && !fronts(&entry.kind) {
            return Ok(());
        }
        let run = self.run.as_ref().map(|r| &r.entry.id);
        let front = self.front.as_ref().map(|f| &f.entry.id);
        if run.is_some_and(|id| *id != entry.id) {
            return no("one_at_a_time", "another tutorial is running");
        }
        if front.is_some_and(|id| *id != entry.id) {
            return no("one_at_a_time", "something else is being shown");
        }
        if run.is_some() || front.is_some() {
            return Ok(());
        }
        if self.panel || self.side.is_some() {
            return no("panel_open", "the person has a panel open");
        }
        if self.history == History::Awaited {
            return no(
                "history",
                "the collector is being asked what this person knows already",
            );
        }
        if self.history == History::Unkept {
            return no(
                "not_remembered",
                "the browser keeps nothing for this page, so that it would come again and again",
            );
        }
        if self.quiet {
            return no(
                "quiet",
                "the person is typing, or a dialog of the page is open",
            );
        }
        if self
            .progress
            .dismissed_at
            .is_some_and(|t| self.now < t + COOL_OFF)
        {
            return no("cool_off", "something was dismissed a moment ago");
        }
        let Some(limits) = self.catalogue.as_ref().map(|c| &c.limits) else {
            return Ok(());
        };
        if self.progress.in_session >= limits.per_session {
            return no(
                "interruptions_per_session",
                "the session's interruptions are used up",
            );
        }
        if self.progress.day == self.local_day() && self.progress.today >= limits.per_day {
            return no(
                "interruptions_per_day",
                "the day's interruptions are used up",
            );
        }
        Ok(())
    }

    /// Days since 1970 on the person's own calendar.
    pub(crate) fn local_day(&self) -> i64 {
        (self.now + Millis::from(self.zone) * 60_000).div_euclid(DAY)
    }

    fn unit(&self, by: &Unit) -> &str {
        let account = self
            .person
            .account
            .as_deref()
            .filter(|_| matches!(by, Unit::Account));
        let user = self
            .person
            .user
            .as_deref()
            .filter(|_| !matches!(by, Unit::Device));
        account.or(user).unwrap_or(&self.person.device)
    }

    /// 0–9,999, uniform and stable: the first 8 bytes of SHA-256 over salt, item and unit.
    fn bucket(&self, draw: &str, item: &str, unit: &str) -> u32 {
        let tenant = self.catalogue.as_ref().map_or("", |c| c.tenant.as_str());
        let text = joined(&[tenant, draw, item, unit], "\u{0}");
        let Digest(bytes) = Digest::of(text.as_bytes());
        let head = bytes
            .iter()
            .take(8)
            .fold(0u64, |n, &b| n << 8 | u64::from(b));
        (head % 10_000) as u32
    }

    /// The variant that this person draws in an experiment.
    pub(crate) fn drawn(&self, experiment: &str) -> Option<String> {
        let (_, entry) = self.keyed("~", experiment).first()?;
        let unit = self.unit(&entry.rollout.as_ref().map_or(Unit::User, |r| r.by.clone()));
        let mut left = self.bucket("experiment", experiment, unit);
        for variant in &entry.experiment.as_ref()?.variants {
            match left.checked_sub(variant.percent * 100) {
                Some(rest) => left = rest,
                None => return Some(variant.id.clone()),
            }
        }
        None
    }
}
