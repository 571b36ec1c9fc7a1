//! Events on their way: stamped once, stored before sent, deleted only by an answer that names them. What waits and
//! what gives way is `telemetry::queue`; here are the stamp, the timer and the module's storage and post.

use std::cell::{Cell, RefCell};

use engine::Person;
use engine::input::Recording;
use js_sys::Array;
use telemetry::queue::{Answer, Batch, Row, outlived, ranges};
use telemetry::{Datum, Name, Queue, Record, Stamp, batch, event};
use wasm_bindgen::prelude::*;

use crate::browser::alarm::Alarm;
use crate::browser::clock;
use crate::io::{Io, done};

/// How long events may gather before they are sent, in ms.
const GATHER_MS: u32 = 2_000;
/// How many gather at most.
const GATHER: usize = 20;

/// The queue of this page, mirrored in storage.
pub(crate) struct Outbox {
    io: Io,
    key: Option<String>,
    sdk: String,
    records: Cell<bool>,
    token: RefCell<Option<String>>,
    session: RefCell<(String, u32)>,
    person: RefCell<(Option<String>, Option<String>)>,
    locale: RefCell<String>,
    release: Cell<u32>,
    queue: RefCell<Queue>,
    busy: Cell<bool>,
    ended: Cell<bool>,
    /// What the page allows; the person may refuse all the same.
    granted: Cell<bool>,
    /// Nobody was asked yet.
    unknown: Cell<bool>,
    /// Events wait in memory alone, until the answer is there.
    holds: Cell<bool>,
    alarm: Alarm,
}

impl Outbox {
    /// An empty queue; without a key or a collector nothing is recorded.
    pub(crate) fn begin(
        io: Io,
        key: Option<String>,
        version: &str,
        consent: &str,
    ) -> &'static Self {
        let outbox: &'static Self = Box::leak(Box::new(Outbox {
            io,
            key,
            sdk: version.to_owned(),
            records: Cell::new(false),
            token: RefCell::new(None),
            session: RefCell::new((String::new(), 0)),
            person: RefCell::new((None, None)),
            locale: RefCell::new(String::new()),
            release: Cell::new(0),
            queue: RefCell::default(),
            busy: Cell::new(false),
            ended: Cell::new(false),
            granted: Cell::new(false),
            unknown: Cell::new(false),
            holds: Cell::new(false),
            alarm: Alarm::default(),
        }));
        outbox.alarm.rings(|| outbox.drain());
        outbox.consent(consent);
        outbox
    }

    /// The module's side of the seam, for whom it serves besides.
    pub(crate) fn io(&self) -> Io {
        self.io.clone()
    }

    pub(crate) fn token(&self, token: Option<String>) {
        self.token.replace(token);
    }

    pub(crate) fn person(&self, person: &Person) {
        self.person
            .replace((person.user.clone(), person.account.clone()));
    }

    pub(crate) fn session(&self, id: String, tab: u32) {
        self.session.replace((id, tab));
    }

    pub(crate) fn locale(&self, tag: &str) {
        self.locale.replace(tag.to_owned());
    }

    pub(crate) fn release(&self, version: u32) {
        self.release.set(version);
    }

    /// Whether events are recorded.
    pub(crate) fn recording(&self) -> Recording {
        match (self.records.get(), self.holds.get()) {
            (true, _) => Recording::On,
            (_, true) => Recording::Held,
            _ => Recording::Off,
        }
    }

    /// Consent given, taken or not asked for yet by the page.
    pub(crate) fn consent(&'static self, state: &str) {
        let collects = self.key.is_some();
        self.granted.set(collects && state == "granted");
        self.unknown.set(collects && state == "unknown");
        self.judge();
    }

    /// The person switched recording off, or on again: that goes before what the page allows, and is remembered.
    pub(crate) fn object(&'static self, off: bool) {
        self.io.object(off);
        self.judge();
    }

    /// What is not allowed is not recorded, and what waits is purged. What was remembered before consent may be read
    /// only after it; what happened before it is stored only then.
    fn judge(&'static self) {
        let willing = !self.io.objects();
        let records = willing && self.granted.get();
        let holds = willing && self.unknown.get();
        let held = self.holds.replace(holds);
        let recorded = self.records.replace(records);
        self.io.set_records(records);
        if !(records || holds && held) {
            self.forget(&self.queue.borrow_mut().clear());
        }
        if records && !recorded {
            for row in self.queue.borrow().rows() {
                self.store(&row.id, &row.text);
            }
            self.io.rows(&done(|left| self.recovered(&left)));
        }
    }

    fn store(&'static self, id: &str, text: &str) {
        let stored = done(|stored| {
            // No room on the disk: the sooner it is sent, the less a crash can take.
            if stored.is_falsy() && !self.busy.get() {
                self.wait(0);
            }
        });
        self.io.put(id, text, &stored);
    }

    fn forget(&self, ids: &[String]) {
        let ids: Array = ids.iter().map(|id| JsValue::from_str(id)).collect();
        self.io.drop(&ids);
    }

    /// Takes an event: stamped and stored now, sent soon.
    pub(crate) fn take(&'static self, record: &Record) {
        if !self.records.get() && !self.holds.get() {
            return;
        }
        let (session, tab) = self.session.borrow().clone();
        let (user, account) = self.person.borrow().clone();
        let stamp = Stamp {
            id: self.io.uuid(),
            seq: self.io.seq(),
            session,
            tab,
            at: clock::now(),
            user,
            account,
            release: self.release.get(),
            locale: self.locale.borrow().clone(),
        };
        let mut text = event::row(record, &stamp);
        if text.len() > batch::EVENT_BYTES {
            // That it happened still counts; what the page handed over with it is more than may be kept.
            let mut slim = record.clone();
            slim.data = vec![("cut", Datum::Flag(true))];
            text = event::row(&slim, &stamp);
        }
        if self.records.get() {
            self.store(&stamp.id, &text);
        }
        let row = Row {
            id: stamp.id,
            text,
            user: stamp.user,
            name: record.full_name(),
            at: stamp.at,
            place: (stamp.session, stamp.tab, stamp.seq),
        };
        let gone = self.queue.borrow_mut().push(row);
        self.lost("full", &gone);
        if self.queue.borrow().len() >= GATHER {
            self.drain();
        } else if !self.alarm.is_set() {
            self.wait(GATHER_MS);
        }
    }

    /// Rows that will not arrive: they go, and one event says which, so that the operator can count them.
    fn lost(&'static self, reason: &'static str, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        self.forget(&ids);
        let record = dropped(reason, rows.len() as i64);
        self.take(&record.with("lost", Datum::Json(ranges(rows))));
    }

    /// Takes up what earlier pages left.
    fn recovered(&'static self, left: &JsValue) {
        // Consent may have been taken back while the disk was read.
        if !self.records.get() {
            return;
        }
        let mut left = Array::from(left).into_iter();
        let damaged = left.next().and_then(|n| n.as_f64()).unwrap_or(0.0);
        let mut rows = Vec::new();
        while let Some(row) = row(&mut left) {
            rows.push(row);
        }
        let old = outlived(&mut rows, clock::now());
        let gone = self.queue.borrow_mut().recover(rows);
        self.lost("old", &old);
        self.lost("full", &gone);
        if damaged > 0.0 {
            self.take(&dropped("damaged", damaged as i64));
        }
        self.resume();
    }

    /// The page is back, or never went: what waits is sent in a while.
    pub(crate) fn resume(&'static self) {
        let waits = self.records.get() && !self.queue.borrow().is_empty();
        if waits && !self.busy.get() && !self.alarm.is_set() {
            self.wait(GATHER_MS);
        }
    }

    fn wait(&self, ms: u32) {
        if !self.ended.get() {
            self.alarm.set(ms);
        }
    }

    fn body(&self, batch: &Batch) -> Option<String> {
        // A token speaks for the person it was made for; another one's rows go without.
        let token = self.token.borrow();
        let own = self.person.borrow().0 == batch.user;
        Some(batch::body(
            self.key.as_deref()?,
            &self.sdk,
            clock::now(),
            token.as_deref().filter(|_| own),
            batch.rows.iter().map(String::as_str),
        ))
    }

    /// Sends until nothing waits or something fails.
    pub(crate) fn drain(&'static self) {
        if self.busy.get() || !self.records.get() {
            return;
        }
        let batch = self.queue.borrow().next();
        let Some((batch, body)) = batch.and_then(|b| self.body(&b).map(|body| (b, body))) else {
            return;
        };
        self.alarm.clear();
        self.busy.set(true);
        let told = done(move |answer| {
            self.busy.set(false);
            self.answered(&batch.ids, &answer);
        });
        self.io.post(&body, false, &told);
    }

    /// The page goes away: one last batch, small enough for the platform's shared allowance.
    pub(crate) fn flush(&'static self) {
        self.io.leave();
        if !self.records.get() {
            return;
        }
        let batch = self.queue.borrow_mut().last();
        if let Some((batch, body)) = batch.and_then(|b| self.body(&b).map(|body| (b, body))) {
            // Answered while hidden, it deletes; unanswered, the next page sends it again.
            let told = done(move |answer| self.answered(&batch.ids, &answer));
            self.io.post(&body, true, &told);
        }
    }

    /// Sends what it can and never begins anything again.
    pub(crate) fn end(&'static self) {
        self.flush();
        self.ended.set(true);
        self.alarm.clear();
    }

    fn answered(&'static self, sent: &[String], answer: &JsValue) {
        let answer = Array::from(answer);
        let answer = Answer {
            status: answer.get(0).as_f64().unwrap_or(0.0) as u16,
            signed: answer.get(1).is_truthy(),
            wish_ms: answer
                .get(2)
                .as_f64()
                .filter(|ms| *ms > 0.0)
                .map(|ms| ms as u32),
            named: texts(&answer.get(3)),
        };
        let outcome = self
            .queue
            .borrow_mut()
            .answered(sent, &answer, js_sys::Math::random());
        if !outcome.forget.is_empty() {
            self.forget(&outcome.forget);
        }
        self.lost("refused", outcome.refused.as_slice());
        if let Some(ms) = outcome.wait_ms
            && !self.busy.get()
        {
            self.wait(ms);
        }
    }
}

fn dropped(reason: &'static str, count: i64) -> Box<Record> {
    Record::new(Name::QueueDropped)
        .with("reason", Datum::Word(reason))
        .with("count", Datum::Number(count))
}

fn texts(list: &JsValue) -> Vec<String> {
    let list = Array::from(list);
    list.iter().filter_map(|v| v.as_string()).collect()
}

/// The next row of those that the module read and found sound.
fn row(left: &mut impl Iterator<Item = JsValue>) -> Option<Row> {
    let id = left.next()?.as_string()?;
    let text = left.next()?.as_string()?;
    let user = left.next()?.as_string();
    let name = left.next()?.as_string()?;
    let at = left.next()?.as_f64()? as i64;
    let session = left.next()?.as_string()?;
    let tab = left.next()?.as_f64()? as u32;
    let seq = left.next()?.as_f64()? as u32;
    Some(Row {
        id,
        text,
        user,
        name,
        at,
        place: (session, tab, seq),
    })
}
