//! The queue of a page: what waits, what goes next, what an answer means, and what gives way when there is too much.
//! Rows, answers and chance enter; batches, what to forget and how long to wait leave. Nothing is deleted but what an
//! answer names or a limit takes, and every row that a limit takes is given back, to be counted.

use crate::{backoff, batch};

/// A stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// UUIDv7 text.
    pub id: String,
    /// The event as it is sent.
    pub text: String,
    /// Whose it is.
    pub user: Option<String>,
    /// Its full name.
    pub name: String,
    /// When it was, in ms.
    pub at: i64,
    /// Session, tab ordinal and number: what a gap would show.
    pub place: (String, u32, u32),
}

/// What came of a post. Status 0 is no answer at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Whether the collector named itself; portals, proxies and blockers do not.
    pub signed: bool,
    /// `Retry-After`, in ms.
    pub wish_ms: Option<u32>,
    /// The ids that it names.
    pub named: Vec<String>,
}

/// What follows from an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that the collector holds, or will never take.
    pub forget: Vec<String>,
    /// The row that it does not read, in spite of being asked about it alone.
    pub refused: Option<Row>,
    /// When to try again; nothing waits where it is absent.
    pub wait_ms: Option<u32>,
}

/// A batch on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// What is in it.
    pub ids: Vec<String>,
    /// Whose it is: one user a batch.
    pub user: Option<String>,
    /// The rows' texts, in order.
    pub rows: Vec<String>,
}

/// Never given up for room.
const INQUIRY: u8 = 3;

/// What an event is worth where not all can stay; the least goes first.
fn worth(name: &str) -> u8 {
    match name {
        "inquiry.submitted" => INQUIRY,
        "quiz.answered" | "survey.answered" | "help.article_rated" | "queue.dropped"
        | "contact.requested" | "consent.changed" => 2,
        _ if name.ends_with("completed") => 2,
        _ if name.ends_with("shown")
            || ["content.", "anchor.", "experiment.", "sdk."]
                .iter()
                .any(|area| name.starts_with(area)) =>
        {
            0
        }
        _ => 1,
    }
}

/// What waits, oldest first.
#[derive(Debug, Default)]
pub struct Queue {
    rows: Vec<Row>,
    /// Ids that went out while the page was going away, and have no answer yet.
    last: Vec<String>,
    bytes: usize,
    failures: u32,
    /// How many halvings a batch stands at, on the way to an event that the collector does not read.
    halved: u32,
}

impl Queue {
    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Those that wait, oldest first.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes a new row; gives back those that must give way.
    #[must_use = "what is dropped is counted"]
    pub fn push(&mut self, row: Row) -> Vec<Row> {
        self.bytes += row.text.len();
        self.rows.push(row);
        self.give_way()
    }

    /// Takes up what earlier pages left, ahead of this page's own; gives back those that must give way.
    #[must_use = "what is dropped is counted"]
    pub fn recover(&mut self, mut left: Vec<Row>) -> Vec<Row> {
        left.retain(|row| !self.rows.iter().any(|own| own.id == row.id));
        self.bytes += left.iter().map(|row| row.text.len()).sum::<usize>();
        left.append(&mut self.rows);
        self.rows = left;
        self.give_way()
    }

    /// Forgets everything; gives the ids.
    pub fn clear(&mut self) -> Vec<String> {
        let rows = core::mem::take(self).rows;
        rows.into_iter().map(|row| row.id).collect()
    }

    // A little more than needed goes at once, so that one count speaks of many.
    fn give_way(&mut self) -> Vec<Row> {
        let mut gone = Vec::new();
        if self.rows.len() <= batch::MOST_WAITING && self.bytes <= batch::MOST_WAITING_BYTES {
            return gone;
        }
        let (rows, bytes) = (
            batch::MOST_WAITING / 20 * 19,
            batch::MOST_WAITING_BYTES / 20 * 19,
        );
        for least in 0..INQUIRY {
            let mut at = 0;
            while self.rows.len() > rows || self.bytes > bytes {
                let Some(row) = self.rows.get(at) else { break };
                if worth(&row.name) == least {
                    let row = self.rows.remove(at);
                    self.bytes -= row.text.len();
                    gone.push(row);
                } else {
                    at += 1;
                }
            }
        }
        gone
    }

    /// The next batch: rows of one user, within the limits. A single row over them still goes: it was accepted when
    /// it was stored.
    #[must_use]
    pub fn next(&self) -> Option<Batch> {
        self.cut(batch::MOST_BYTES, batch::MOST_EVENTS >> self.halved, &[])
    }

    /// What can still go while the page goes away; what went so before and is not answered yet is passed over.
    pub fn last(&mut self) -> Option<Batch> {
        let batch = self.cut(batch::LAST_BYTES, batch::MOST_EVENTS, &self.last)?;
        self.last.extend(batch.ids.iter().cloned());
        Some(batch)
    }

    fn cut(&self, bytes: usize, most: usize, except: &[String]) -> Option<Batch> {
        let mut waiting = self.rows.iter().filter(|row| !except.contains(&row.id));
        let first = waiting.next()?;
        let mut total = first.text.len() + 1;
        let same = waiting
            .take_while(|row| row.user == first.user)
            .take(most.max(1) - 1)
            .take_while(|row| {
                total += row.text.len() + 1;
                total <= bytes
            });
        let rows: Vec<&Row> = core::iter::once(first).chain(same).collect();
        Some(Batch {
            ids: rows.iter().map(|row| row.id.clone()).collect(),
            user: first.user.clone(),
            rows: rows.iter().map(|row| row.text.clone()).collect(),
        })
    }

    /// What an answer to a batch means; `chance` is uniform in 0..1.
    pub fn answered(&mut self, sent: &[String], answer: &Answer, chance: f64) -> Outcome {
        self.last.retain(|id| !sent.contains(id));
        let mut outcome = Outcome::default();
        // What was not sent is not forgotten, whatever an answer says.
        outcome
            .forget
            .extend(answer.named.iter().filter(|id| sent.contains(id)).cloned());
        if answer.signed && answer.status == 200 && !outcome.forget.is_empty() {
            self.remove(&outcome.forget);
            self.failures = 0;
            self.halved = self.halved.saturating_sub(1);
            outcome.wait_ms = (!self.is_empty()).then_some(0);
            return outcome;
        }
        outcome.forget.clear();
        if answer.signed && matches!(answer.status, 400 | 413 | 422) {
            // One of them cannot be read: halves are asked, until it stands alone.
            if let [id] = sent {
                let at = self.rows.iter().position(|row| row.id == *id);
                outcome.refused = at.map(|at| self.rows.remove(at));
                if let Some(row) = &outcome.refused {
                    self.bytes -= row.text.len();
                    outcome.forget.push(row.id.clone());
                }
                self.halved = 0;
            } else {
                self.halved = (batch::MOST_EVENTS / sent.len().max(1)).ilog2() + 1;
            }
            outcome.wait_ms = (!self.is_empty()).then_some(0);
            return outcome;
        }
        outcome.wait_ms = Some(backoff::wait_ms(self.failures, chance, answer.wish_ms));
        self.failures = self.failures.saturating_add(1);
        outcome
    }

    fn remove(&mut self, ids: &[String]) {
        let bytes = &mut self.bytes;
        self.rows.retain(|row| {
            let stays = !ids.contains(&row.id);
            if !stays {
                *bytes -= row.text.len();
            }
            stays
        });
    }
}

/// Takes those out that waited longer than a device keeps them.
#[must_use = "what is dropped is counted"]
pub fn outlived(rows: &mut Vec<Row>, now: i64) -> Vec<Row> {
    let all = core::mem::take(rows);
    let (gone, kept) = all
        .into_iter()
        .partition(|row| now - row.at > batch::MOST_AGE_MS);
    *rows = kept;
    gone
}

/// The numbers that are lost with these rows, as JSON: `[[session, tab, first, last], …]`. Rows come as they were
/// recorded, and so one session's follow one another.
#[must_use]
pub fn ranges(rows: &[Row]) -> String {
    let mut out = String::from("[");
    let mut rows = rows.iter().map(|row| &row.place).peekable();
    while let Some((session, tab, first)) = rows.next() {
        let mut last = *first;
        while let Some((_, _, seq)) =
            rows.next_if(|(s, t, seq)| seq.wrapping_sub(1) == last && t == tab && s == session)
        {
            last = *seq;
        }
        if out.len() > 1 {
            out.push(',');
        }
        out.push('[');
        crate::json::push_text(&mut out, session);
        for number in [*tab, *first, last] {
            out.push(',');
            crate::json::push_number(&mut out, number.into());
        }
        out.push(']');
    }
    out.push(']');
    out
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "no page runs its tests"
)]
mod tests;
