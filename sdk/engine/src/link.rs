//! Deep links: `ID` or `ID.CASE`. What a link names opens in spite of frequency and limits; what cannot be opened gets a
//! note, never silence. What a case says is the collector's: here it is an opaque word.

use content::catalogue::Holds;
use content::entry::Kind;
use telemetry::{By, Datum, Name, Record};

use crate::deed::Notice;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::{History, StartRequest};
use crate::library::Reach;

impl Engine {
    /// Opens the link that waits, once it is known what it names and whose it is.
    pub(crate) fn tend_link(&mut self) {
        if self.link.is_none() || self.history == History::Awaited || !self.session_known {
            return;
        }
        self.ask_holding(Holds::Links, "");
        let language = self.language.clone();
        self.ask_holding(Holds::Help, &language);
        self.ask_shards(Reach::Everywhere);
        if !self.settled() {
            return;
        }
        let Some(link) = self.link.take() else { return };
        self.notice = None;
        let (code, case) = match link.split_once('.') {
            Some((code, case)) => (code, Some(case)),
            None => (link.as_str(), None),
        };
        let found = self.links.iter().find(|l| l.code == code).cloned();
        let entry = found.as_ref().and_then(|l| self.entry(&l.id)).cloned();
        let mut record = Record::new(Name::LinkOpened)
            .with("by", Datum::Word(By::Link.text()))
            .with("link", Datum::Text(code.to_owned()));
        if let Some(case) = case {
            record = record.with("case", Datum::Text(case.to_owned()));
        }
        record.content = entry.as_ref().map(|e| self.subject(e));
        record.step = found.as_ref().and_then(|l| l.step.clone());
        self.effects.push(Effect::Record(record));
        let others = case.is_some_and(|case| {
            self.facts
                .cases
                .as_ref()
                .is_some_and(|own| !own.iter().any(|c| c == case))
        });
        let Some((found, entry)) = found.zip(entry).filter(|(_, e)| self.timely(e)) else {
            self.notice = Some(Notice::LinkGone);
            return;
        };
        if others {
            self.notice = Some(Notice::LinkOther);
            return;
        }
        // A tutorial and an article are at home everywhere: the one says where it goes on, the other lies in help.
        let roams = matches!(entry.kind, Kind::Tutorial | Kind::Article);
        let here = entry.page.as_ref().is_none_or(|p| p.matches(&self.address));
        if !roams && !here {
            self.notice = Some(Notice::LinkElsewhere);
            return;
        }
        if entry.kind == Kind::Tooltip {
            self.wanted_tip = Some(found.id);
            return;
        }
        self.asked.push(StartRequest {
            id: found.id,
            step: found.step,
            force: true,
            by: By::Link,
            call: 0,
        });
    }
}
