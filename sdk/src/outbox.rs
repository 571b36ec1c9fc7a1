//! Events on their way: stamped once, stored before sent, deleted only by an answer that names them.
//! One drain at a time; failures wait with full jitter; a page that goes away sends what it can.

use std::cell::{Cell, RefCell};

use content::find;
use engine::Person;
use js_sys::Array;
use telemetry::{Record, Stamp, backoff, batch, event};
use wasm_bindgen::prelude::*;

use crate::browser::alarm::Alarm;
use crate::browser::clock;
use crate::io::{Io, done};

/// How long events may gather before they are sent, in ms.
const GATHER_MS: u32 = 2_000;
/// How many gather at most.
const GATHER: usize = 20;

/// A stored event of one user.
struct Row {
    id: String,
    row: String,
}

/// The queue of this page, mirrored in storage.
pub(crate) struct Outbox {
    io: Io,
    key: Option<String>,
    sdk: String,
    records: Cell<bool>,
    /// What the page allows, and what the person refused.
    granted: Cell<bool>,
    objects: Cell<bool>,
    token: RefCell<Option<String>>,
    session: RefCell<(String, u32)>,
    person: RefCell<(Option<String>, Option<String>)>,
    locale: RefCell<String>,
    release: Cell<u32>,
    rows: RefCell<Vec<Row>>,
    busy: Cell<bool>,
    ended: Cell<bool>,
    failures: Cell<u32>,
    alarm: Alarm,
}

impl Outbox {
    /// An empty queue; without a key or a collector nothing is recorded.
    pub(crate) fn begin(
        io: Io,
        key: Option<String>,
        version: &str,
        records: bool,
    ) -> &'static Self {
        let objects = io.objects();
        let granted = records;
        let records = granted && !objects;
        io.set_records(records);
        let outbox: &'static Self = Box::leak(Box::new(Outbox {
            io,
            key,
            sdk: version.to_owned(),
            records: Cell::new(records),
            granted: Cell::new(granted),
            objects: Cell::new(objects),
            token: RefCell::new(None),
            session: RefCell::new((String::new(), 0)),
            person: RefCell::new((None, None)),
            locale: RefCell::new(String::new()),
            release: Cell::new(0),
            rows: RefCell::new(Vec::new()),
            busy: Cell::new(false),
            ended: Cell::new(false),
            failures: Cell::new(0),
            alarm: Alarm::default(),
        }));
        outbox.alarm.rings(|| outbox.drain());
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
    pub(crate) fn records(&self) -> bool {
        self.records.get()
    }

    /// Consent given or taken by the page.
    pub(crate) fn consent(&self, state: &str) {
        self.granted.set(state == "granted" && self.key.is_some());
        // What was remembered before may be read only now.
        self.objects.set(self.io.objects());
        self.judge();
    }

    /// The person switched recording off, or on again: that goes before what the page allows, and is remembered.
    pub(crate) fn object(&self, off: bool) {
        self.objects.set(off);
        self.io.object(off);
        self.judge();
    }

    /// What is not allowed is not recorded, and what waits is purged.
    fn judge(&self) {
        let records = self.granted.get() && !self.objects.get();
        self.records.set(records);
        self.io.set_records(records);
        if !records {
            let ids: Array = self
                .rows
                .take()
                .iter()
                .map(|r| JsValue::from_str(&r.id))
                .collect();
            self.io.drop(&ids);
        }
    }

    /// Takes an event: stamped and stored now, sent soon.
    pub(crate) fn take(&'static self, record: &Record) {
        if !self.records.get() {
            return;
        }
        let (session, tab) = self.session.borrow().clone();
        let (user, account) = self.person.borrow().clone();
        let id = self.io.uuid();
        let stamp = Stamp {
            id: id.clone(),
            seq: self.io.seq(),
            session,
            tab,
            at: clock::now(),
            user,
            account,
            release: self.release.get(),
            locale: self.locale.borrow().clone(),
        };
        let row = event::row(record, &stamp);
        self.io.put(&id, &row);
        self.rows.borrow_mut().push(Row { id, row });
        if self.rows.borrow().len() >= GATHER {
            self.drain();
        } else if !self.alarm.is_set() {
            self.wait(GATHER_MS);
        }
    }

    /// The network is back: what waits need not wait any longer.
    pub(crate) fn retry(&'static self) {
        if self.alarm.is_set() {
            self.wait(0);
        }
    }

    /// Takes up what earlier pages left.
    pub(crate) fn recover(&'static self) {
        self.io.rows(&done(|left| self.recovered(&left)));
    }

    fn recovered(&'static self, left: &JsValue) {
        if !left.is_object() {
            return;
        }
        let left: Vec<String> = Array::from(left)
            .iter()
            .filter_map(|v| v.as_string())
            .collect();
        let mut rows = self.rows.borrow_mut();
        for pair in left.chunks_exact(2) {
            if let [id, row] = pair
                && !rows.iter().any(|r| r.id == *id)
            {
                rows.push(Row {
                    id: id.clone(),
                    row: row.clone(),
                });
            }
        }
        let any = !rows.is_empty();
        drop(rows);
        if any && self.records.get() {
            self.wait(GATHER_MS);
        }
    }

    fn wait(&'static self, ms: u32) {
        if self.ended.get() {
            return;
        }
        self.alarm.set(ms);
    }

    /// The next batch: rows of one user, within the limits.
    fn batch(&self, bytes: usize) -> Option<String> {
        let key = self.key.as_deref()?;
        let rows = self.rows.borrow();
        let user = |row: &str| user_of(row).map(str::to_owned);
        let first = user(&rows.first()?.row);
        let same = || {
            rows.iter()
                .map(|r| r.row.as_str())
                .take_while(|r| user(r) == first)
        };
        // A single row over the limit still goes: it was accepted when it was stored.
        let n = batch::fit(same(), bytes).max(1);
        let token = self.token.borrow();
        Some(batch::body(
            key,
            &self.sdk,
            clock::now(),
            token.as_deref(),
            same().take(n),
        ))
    }

    /// Sends until nothing waits or something fails.
    pub(crate) fn drain(&'static self) {
        if self.busy.get() || !self.records.get() {
            return;
        }
        let Some(body) = self.batch(batch::MOST_BYTES) else {
            return;
        };
        self.busy.set(true);
        let told = done(|answer| {
            self.busy.set(false);
            self.answered(&answer);
        });
        self.io.post(&body, false, &told);
    }

    /// The page goes away: one last batch, small enough for the platform's shared allowance.
    pub(crate) fn flush(&'static self) {
        if !self.records.get() {
            return;
        }
        if let Some(body) = self.batch(batch::LAST_BYTES) {
            // Answered while hidden, it deletes; unanswered, the next page sends it again.
            let told = done(|answer| self.answered(&answer));
            self.io.post(&body, true, &told);
        }
    }

    /// Sends what it can and never begins anything again.
    pub(crate) fn end(&'static self) {
        self.flush();
        self.ended.set(true);
        self.alarm.clear();
    }

    fn answered(&'static self, answer: &JsValue) {
        let answer = Array::from(answer);
        let status = answer.get(0).as_f64().unwrap_or(0.0) as u16;
        let signed = answer.get(1).as_bool().unwrap_or(false);
        let wish = answer
            .get(2)
            .as_f64()
            .filter(|ms| *ms > 0.0)
            .map(|ms| ms as u32);
        let done = Array::from(&answer.get(3));
        if signed && status == 200 && done.length() > 0 {
            let ids: Vec<String> = done.iter().filter_map(|v| v.as_string()).collect();
            self.rows.borrow_mut().retain(|r| !ids.contains(&r.id));
            self.io.drop(&done);
            self.failures.set(0);
            if !self.rows.borrow().is_empty() {
                self.wait(0);
            }
            return;
        }
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        self.wait(backoff::wait_ms(failures, js_sys::Math::random(), wish));
    }
}

/// The user that a row names; rows are our own writing, so the first such key is the right one.
fn user_of(row: &str) -> Option<&str> {
    let key = "\"user\":\"";
    let at = find(row, key)?;
    if find(row, "\"data\":").is_some_and(|data| data < at) {
        return None;
    }
    let rest = row.get(at + key.len()..)?;
    rest.split_once('"').map(|(user, _)| user)
}
