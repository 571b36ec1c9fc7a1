//! The writer: takes what waits, commits it as one, and only then answers. A job that fails alone fails alone.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior, params};
use tokio::sync::oneshot;

use super::Upkeep;
use crate::LEAST_RETENTION_DAYS;
use crate::routes::now;

/// How many jobs one transaction takes.
const GROUP: usize = 128;
/// How many old events go at once.
const PART: usize = 1000;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Upper bounds of a commit's time, in ms.
pub(crate) const BOUNDS_MS: [u64; 9] = [1, 2, 5, 10, 25, 50, 100, 500, 2000];

type Work = Box<dyn FnMut(&Connection) -> rusqlite::Result<()> + Send>;

/// One change, and who waits for it.
pub(super) struct Job {
    pub(super) work: Work,
    pub(super) answer: oneshot::Sender<bool>,
}

/// What operators may know of the writer.
#[derive(Default)]
pub(crate) struct Commits {
    waiting: AtomicI64,
    failed: AtomicU64,
    jobs: AtomicU64,
    times: Mutex<Times>,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Times {
    /// Commits by bound of [`BOUNDS_MS`], the slower ones last.
    pub(crate) by_bound: [u64; BOUNDS_MS.len() + 1],
    pub(crate) sum_s: f64,
}

impl Commits {
    pub(super) fn waits(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    /// (jobs that wait, jobs done, groups that failed)
    pub(crate) fn counts(&self) -> (u64, u64, u64) {
        let waiting = self.waiting.load(Ordering::Relaxed);
        (
            u64::try_from(waiting).unwrap_or(0),
            self.jobs.load(Ordering::Relaxed),
            self.failed.load(Ordering::Relaxed),
        )
    }

    pub(crate) fn times(&self) -> Times {
        self.times.lock().map_or(Times::default(), |t| *t)
    }

    fn took(&self, jobs: usize, start: Instant, fine: bool) {
        self.waiting.fetch_sub(jobs as i64, Ordering::Relaxed);
        if !fine {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.jobs.fetch_add(jobs as u64, Ordering::Relaxed);
        let took = start.elapsed();
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if let Ok(mut times) = self.times.lock() {
            let bound = BOUNDS_MS.iter().position(|b| ms < *b);
            times.by_bound[bound.unwrap_or(BOUNDS_MS.len())] += 1;
            times.sum_s += took.as_secs_f64();
        }
    }
}

pub(super) fn write(
    mut connection: Connection,
    queue: &Receiver<Job>,
    commits: &Commits,
    upkeep: Upkeep,
) {
    // At once, then every hour, a little at a time while nobody waits.
    let mut due = Instant::now();
    loop {
        let idle = due.saturating_duration_since(Instant::now());
        let first = match queue.recv_timeout(idle) {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => {
                let done = upkeep
                    .retention_days
                    .is_none_or(|days| expire(&connection, days).unwrap_or(true));
                due = Instant::now() + if done { HOUR } else { Duration::ZERO };
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let mut group: Vec<Job> = std::iter::once(first)
            .chain(queue.try_iter().take(GROUP - 1))
            .collect();
        let start = Instant::now();
        let held = commit(&mut connection, &mut group);
        commits.took(group.len(), start, held.is_ok());
        let held = held.unwrap_or_else(|_| vec![false; group.len()]);
        for (job, fine) in group.into_iter().zip(held) {
            // Whoever asked may have gone; what is committed stays.
            let _ = job.answer.send(fine);
        }
    }
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Removes a part of what is too old; whether nothing is left of it.
fn expire(connection: &Connection, days: u32) -> rusqlite::Result<bool> {
    let before = now() - i64::from(days.max(LEAST_RETENTION_DAYS)) * 86_400_000;
    let gone = connection.execute(
        "DELETE FROM event WHERE rowid IN (SELECT rowid FROM event WHERE corrected_ms < ?1 LIMIT ?2)",
        params![before, PART as i64],
    )?;
    if gone < PART {
        connection.execute("DELETE FROM binding WHERE bound_ms < ?1", [before])?;
        connection.execute("DELETE FROM tally WHERE hour < ?1", [before / 3_600_000])?;
    }
    Ok(gone < PART)
}

/// Which jobs the commit holds; an error means none.
fn commit(connection: &mut Connection, group: &mut [Job]) -> rusqlite::Result<Vec<bool>> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut held = Vec::with_capacity(group.len());
    for job in group.iter_mut() {
        let mut point = transaction.savepoint()?;
        match (job.work)(&point) {
            Ok(()) => {
                point.commit()?;
                held.push(true);
            }
            // A full disk ends the whole transaction; anything else is this job's own.
            Err(error) if point.is_autocommit() => return Err(error),
            Err(_) => {
                point.rollback()?;
                held.push(false);
            }
        }
    }
    transaction.commit()?;
    Ok(held)
}
