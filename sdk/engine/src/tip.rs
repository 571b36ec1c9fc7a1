//! Tooltips and their dots: which stand on this page, and which one is open.

use std::rc::Rc;

use content::anchor::Verdict;
use content::entry::Kind;
use content::{Digest, Entry, Item, joined};
use telemetry::{By, Datum, Name, Record};

use crate::Watch;
use crate::effect::{Await, Effect};
use crate::engine::Engine;

/// How long a tip's element may take before it is reported missing.
const WAIT_MS: u32 = 10_000;

/// A tooltip that stands on this page.
pub(crate) struct TipState {
    pub(crate) id: String,
    pub(crate) leaf: Digest,
    pub(crate) watch: Watch,
    pub(crate) found: bool,
}

impl Engine {
    /// Watches the elements of the tooltips that are due here, and no others.
    pub(crate) fn tend_tips(&mut self) {
        let due: Vec<Rc<Entry>> = self
            .here
            .iter()
            .filter(|e| e.kind == Kind::Tooltip && self.eligible(e).is_ok())
            .cloned()
            .collect();
        let gone: Vec<Watch> = self
            .tips
            .iter()
            .filter(|t| !due.iter().any(|e| e.id == t.id))
            .map(|t| t.watch)
            .collect();
        self.tips.retain(|t| !gone.contains(&t.watch));
        self.effects.extend(gone.into_iter().map(Effect::Unwatch));
        for entry in due {
            if self.tips.iter().any(|t| t.id == entry.id) {
                continue;
            }
            let Ok(Some(item)) = self.leaf(entry.leaf) else {
                continue;
            };
            let Item::Tooltip { tooltip } = item.as_ref() else {
                continue;
            };
            let watch = self.new_watch();
            let awaits = if tooltip.hotspot {
                Await::Presence
            } else {
                Await::Attention
            };
            self.effects.push(Effect::Watch {
                watch,
                anchor: tooltip.anchor.clone(),
                wait_ms: WAIT_MS,
                awaits,
                reveal: false,
            });
            self.tips.push(TipState {
                id: entry.id.clone(),
                leaf: entry.leaf,
                watch,
                found: false,
            });
        }
    }

    pub(crate) fn drop_tips(&mut self) {
        self.open_tip = None;
        for tip in std::mem::take(&mut self.tips) {
            self.effects.push(Effect::Unwatch(tip.watch));
        }
    }

    pub(crate) fn tip_verdict(&mut self, watch: Watch, verdict: Verdict) {
        let Some(tip) = self.tips.iter_mut().find(|t| t.watch == watch) else {
            return;
        };
        tip.found = verdict == Verdict::Found;
        let name = match verdict {
            Verdict::Found => {
                let id = tip.id.clone();
                if self.wanted_tip.as_ref() == Some(&id) {
                    self.open_tip(&id, false);
                }
                return;
            }
            Verdict::Missing => Name::AnchorMissing,
            Verdict::Hidden => Name::AnchorHidden,
            Verdict::Ambiguous => Name::AnchorAmbiguous,
        };
        let id = tip.id.clone();
        let Some(entry) = self.entry(&id).cloned() else {
            return;
        };
        if self.progress.first_time(joined(&[name.text(), &id], ":")) {
            self.record_about(&entry, Record::new(name));
            self.dirty = true;
        }
    }

    pub(crate) fn tip_lost(&mut self, watch: Watch) {
        let Some(tip) = self.tips.iter_mut().find(|t| t.watch == watch) else {
            return;
        };
        tip.found = false;
        if self.open_tip.as_ref() == Some(&tip.id) {
            self.open_tip = None;
        }
    }

    pub(crate) fn tip_target(&mut self, watch: Watch, trusted: bool) {
        if let Some(id) = self
            .tips
            .iter()
            .find(|t| t.watch == watch)
            .map(|t| t.id.clone())
        {
            self.open_tip(&id, trusted);
        }
    }

    pub(crate) fn open_tip(&mut self, id: &str, trusted: bool) {
        if self.open_tip.as_deref() == Some(id) {
            self.open_tip = None;
            return;
        }
        let Some(entry) = self.entry(id).cloned() else {
            return;
        };
        if !self.tips.iter().any(|t| t.id == id && t.found) {
            return;
        }
        self.open_tip = Some(id.to_owned());
        let linked = self.wanted_tip.take().is_some_and(|wanted| wanted == id);
        let by = if linked { By::Link } else { By::User };
        self.tell_shown(&entry, by);
        let mut record = Record::new(Name::TooltipOpened).with("by", Datum::Word(by.text()));
        record.trusted = Some(trusted);
        self.record_about(&entry, record);
        let (now, past) = (self.now, self.progress.past_mut(id));
        past.shown += 1;
        past.shown_at = now;
        past.version = entry.version;
        self.dirty = true;
    }
}
