//! Host events: what the host tells of, and those that nobody had to program, where an element is watched and what is done
//! to it counts as `host.<name>`.

use content::Millis;
use content::anchor::Verdict;
use content::entry::{Act, Kind, Start};
use telemetry::{Datum, Name, Record};

use crate::Watch;
use crate::effect::{Await, Effect};
use crate::engine::{Engine, Pending};
use crate::front::fronts;

/// Its element may come late; that it does not come is no fault of the page.
const WAIT_MS: u32 = 10_000;

impl Engine {
    /// Something happened in the host: what waits for it is due, whoever told of it.
    pub(crate) fn track(&mut self, name: String, properties: Option<String>) {
        let mut record = Record::new(Name::Host);
        record.host = Some(name.clone());
        if let Some(json) = properties {
            let members = json.strip_prefix('{').and_then(|j| j.strip_suffix('}'));
            // An object that says by `toJSON` that it is none still arrives.
            record = match members {
                Some(members) => record.with("", Datum::Members(members.to_owned())),
                None => record.with("value", Datum::Json(json)),
            };
        }
        self.effects.push(Effect::Record(record));
        self.progress.happened(&name, self.now);
        self.dirty = true;
        if !self.keyed("@!", &name).is_empty() {
            self.news = None;
        }
        self.step_event(&name);
        let due: Vec<Pending> = self
            .keyed("!", &name)
            .iter()
            .map(|(_, e)| e)
            .filter(|e| e.kind == Kind::Tutorial || fronts(&e.kind))
            .filter_map(|e| match &e.start {
                Start::Event { after_ms, .. } => Some(Pending {
                    id: e.id.clone(),
                    at: self.now + Millis::from(*after_ms),
                }),
                _ => None,
            })
            .collect();
        self.pending.extend(due);
    }

    /// Watches the elements of the host events of this page, and no others.
    pub(crate) fn watch_host_events(&mut self) {
        let mut watched = std::mem::take(&mut self.host_watches);
        let due: Vec<usize> = self
            .host_events
            .iter()
            .enumerate()
            .filter(|(_, e)| e.page.as_ref().is_none_or(|p| p.matches(&self.address)))
            .map(|(at, _)| at)
            .collect();
        watched.retain(|(watch, at)| {
            let stays = due.contains(at);
            if !stays {
                self.effects.push(Effect::Unwatch(*watch));
            }
            stays
        });
        for at in due {
            if watched.iter().any(|(_, w)| *w == at) {
                continue;
            }
            let watch = self.new_watch();
            let Some(event) = self.host_events.get(at) else {
                continue;
            };
            self.effects.push(Effect::Watch {
                watch,
                anchor: event.anchor.clone(),
                wait_ms: WAIT_MS,
                awaits: match event.act {
                    Act::Click => Await::AnyClick,
                    Act::Input => Await::AnyInput,
                    Act::Submit => Await::AnySubmit,
                    Act::Appears => Await::Presence,
                },
                reveal: false,
            });
            watched.push((watch, at));
        }
        self.host_watches = watched;
    }

    /// Forgets the watches, after a change of language brought other anchors.
    pub(crate) fn drop_host_watches(&mut self) {
        for (watch, _) in std::mem::take(&mut self.host_watches) {
            self.effects.push(Effect::Unwatch(watch));
        }
        self.host_events.clear();
    }

    /// Something was done to a watched element, or it came.
    pub(crate) fn host_event(&mut self, watch: Watch, verdict: Option<Verdict>) {
        let Some(event) = self
            .host_watches
            .iter()
            .find(|(w, _)| *w == watch)
            .and_then(|(_, at)| self.host_events.get(*at))
        else {
            return;
        };
        let counts = match verdict {
            // Of several, one is enough to have come.
            Some(verdict) => {
                event.act == Act::Appears && matches!(verdict, Verdict::Found | Verdict::Ambiguous)
            }
            None => event.act != Act::Appears,
        };
        if counts {
            let name = event.name.clone();
            self.track(name, None);
        }
    }
}
