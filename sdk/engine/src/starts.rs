//! What starts, and when: items whose page or event came, and items that were asked for.

use std::rc::Rc;

use content::entry::{Kind, Start};
use content::{Entry, Millis, decimal, joined};
use telemetry::{By, Datum, Name, Record};

use crate::effect::Effect;
use crate::eligible::Withheld;
use crate::engine::{Engine, Pending};
use crate::front::fronts;
use crate::input::{History, StartRequest};
use crate::order::weightier;

impl Engine {
    /// Lets every item whose start is this page wait its time.
    pub(crate) fn page_starts(&mut self) {
        let due: Vec<Pending> = self
            .here
            .iter()
            .filter(|e| e.kind == Kind::Tutorial || fronts(&e.kind))
            .filter_map(|e| match &e.start {
                Start::Page { page, after_ms }
                    if page
                        .as_ref()
                        .or(e.page.as_ref())
                        .is_none_or(|p| p.matches(&self.address)) =>
                {
                    Some(Pending {
                        id: e.id.clone(),
                        at: self.now + Millis::from(*after_ms),
                    })
                }
                _ => None,
            })
            .filter(|p| !self.pending.iter().any(|q| q.id == p.id))
            .collect();
        self.pending.extend(due);
    }

    pub(crate) fn fire_pending(&mut self) {
        if self.quiet || self.history == History::Awaited {
            return;
        }
        let now = self.now;
        let (due, later): (Vec<Pending>, Vec<Pending>) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|p| p.at <= now);
        self.pending = later;
        let mut due: Vec<Rc<Entry>> = due
            .iter()
            .filter_map(|p| self.entry(&p.id).cloned())
            .collect();
        due.sort_unstable_by(weightier);
        for entry in due {
            if let Err(no) = self.eligible(&entry) {
                self.tell_withheld(&entry, no);
                continue;
            }
            self.tell_once(&entry, Record::new(Name::ContentEligible));
            if let Err(no) = self.free(&entry) {
                self.tell_withheld(&entry, no);
            } else if self.run.is_none() && self.front.is_none() {
                self.interrupt(entry);
            }
        }
    }

    /// Shows what starts by itself.
    fn interrupt(&mut self, entry: Rc<Entry>) {
        let assigned = self.facts.assigned.iter().find(|a| a.id == entry.id);
        let (by, step) = match assigned {
            Some(assigned) => (By::Assigned, assigned.step.clone()),
            None => (By::Auto, None),
        };
        if fronts(&entry.kind) {
            self.begin_front(entry, by, false);
        } else {
            self.begin(entry, step, by);
        }
    }

    /// The same answer as `explain` gives.
    fn tell_withheld(&mut self, entry: &Entry, no: Withheld) {
        let record = Record::new(Name::ContentWithheld)
            .with("rule", Datum::Word(no.rule))
            .with("because", Datum::Text(no.because));
        self.tell_once(entry, record);
    }

    /// Records this about a version of an item, once a session.
    fn tell_once(&mut self, entry: &Entry, record: Box<Record>) {
        let told = joined(
            &[record.name.text(), &entry.id, &decimal(entry.version)],
            ":",
        );
        if self.progress.first_time(told) {
            self.record_about(entry, record);
            self.dirty = true;
        }
    }

    /// Records that an item was shown: once a session, and the experiment that it carries once for ever.
    pub(crate) fn tell_shown(&mut self, entry: &Entry, by: By) {
        let shown = Record::new(Name::ContentShown).with("by", Datum::Word(by.text()));
        self.tell_once(entry, shown);
        if let Some(experiment) = &entry.experiment
            && !self.progress.exposed.contains(&experiment.id)
        {
            self.progress.exposed.push(experiment.id.clone());
            let record = Record::new(Name::ExperimentExposed)
                .with("experiment", Datum::Text(experiment.id.clone()));
            self.record_about(entry, record);
            self.dirty = true;
        }
    }

    pub(crate) fn answer_starts(&mut self) {
        for request in std::mem::take(&mut self.asked) {
            let reason = self.start(&request).err();
            self.effects.push(Effect::Answer(crate::effect::Started {
                call: request.call,
                reason,
            }));
        }
    }

    /// Without content nothing can start: whoever asks hears why.
    pub(crate) fn answer_refused(&mut self, code: &'static str) {
        let asked = std::mem::take(&mut self.asked);
        self.effects.extend(asked.into_iter().map(|request| {
            Effect::Answer(crate::effect::Started {
                call: request.call,
                reason: Some(code),
            })
        }));
    }

    fn start(&mut self, request: &StartRequest) -> Result<(), &'static str> {
        let entry = self.entry(&request.id).cloned().ok_or("not_published")?;
        match entry.kind {
            Kind::Checklist => {
                self.close_side();
                self.open_panel(request.by, None);
                return if self.panel { Ok(()) } else { Err("not_here") };
            }
            Kind::Article => {
                self.open_article(&entry.id, request.by);
                return Ok(());
            }
            Kind::Tooltip => return Err("not_startable"),
            Kind::Tutorial | Kind::Announcement | Kind::Quiz | Kind::Survey => {}
        }
        let user = matches!(request.by, By::User | By::Link);
        if !request.force && !user {
            self.eligible(&entry).map_err(|no| no.rule)?;
        }
        self.stop(telemetry::Reason::Replaced);
        self.end_front(telemetry::Reason::Replaced, None);
        if fronts(&entry.kind) {
            self.begin_front(entry, request.by, false);
        } else {
            self.begin(entry, request.step.clone(), request.by);
        }
        Ok(())
    }
}
