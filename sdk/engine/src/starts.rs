//! What starts, and when: items whose page or event came, and items that were asked for.

use content::entry::{Kind, Start};
use content::{Millis, decimal, joined};
use telemetry::{By, Datum, Name, Record};

use crate::effect::Effect;
use crate::engine::{Engine, Pending};
use crate::front::fronts;
use crate::input::StartRequest;

impl Engine {
    /// Lets every item whose start is this page wait its time.
    pub(crate) fn page_starts(&mut self) {
        let due: Vec<Pending> = self
            .entries
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
        if self.quiet {
            return;
        }
        let now = self.now;
        let (mut due, later): (Vec<Pending>, Vec<Pending>) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|p| p.at <= now);
        self.pending = later;
        let priority = |id: &str| self.entry(id).map_or(i32::MIN, |e| e.priority);
        due.sort_unstable_by(|a, b| {
            priority(&b.id)
                .cmp(&priority(&a.id))
                .then_with(|| a.id.cmp(&b.id))
        });
        for pending in due {
            let Some(entry) = self.entry(&pending.id).cloned() else {
                continue;
            };
            let verdict = self.eligible(&entry);
            let told = |what: &str| joined(&[what, &entry.id, &decimal(entry.version)], ":");
            let record = match &verdict {
                Ok(()) => Record::new(Name::ContentEligible),
                Err(no) => Record::new(Name::ContentWithheld).with("rule", Datum::Word(no.rule)),
            };
            if self.progress.first_time(told(record.name.text())) {
                self.record_about(&entry, record);
                self.dirty = true;
            }
            let idle = self.run.is_none() && self.front.is_none();
            if verdict.is_ok() && self.free(&entry).is_ok() && idle {
                if fronts(&entry.kind) {
                    self.begin_front(entry, By::Auto, false);
                } else {
                    self.begin(entry, None, By::Auto);
                }
            }
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
