//! The store: one SQLite file, one writer thread with group commit, readers of their own.
//! Rows enter with their digest and leave with a verdict; a verdict is given only after the commit.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::oneshot;

/// How many requests may wait for the writer before new ones are turned away.
const WAITING: usize = 256;
/// How many requests one transaction takes.
const GROUP: usize = 128;

const MIGRATIONS: &[&str] = &[
    "CREATE TABLE event (tenant TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL, name TEXT NOT NULL, session TEXT NOT NULL,
        tab INTEGER NOT NULL, seq INTEGER NOT NULL, occurred_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
        corrected_ms INTEGER NOT NULL, user TEXT, account TEXT, content TEXT, version INTEGER, step TEXT, body TEXT NOT NULL,
        UNIQUE (tenant, id));
     CREATE INDEX event_name ON event (tenant, name, content, corrected_ms);
     CREATE INDEX event_user ON event (tenant, user, corrected_ms);
     CREATE TABLE release (tenant TEXT NOT NULL, version INTEGER NOT NULL, received_ms INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (tenant, version));",
    "ALTER TABLE event ADD COLUMN sent_ms INTEGER;",
];

/// Why the store could not be opened.
#[derive(Debug)]
pub struct OpenError {
    path: PathBuf,
    cause: String,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the store {} cannot be opened: {}",
            self.path.display(),
            self.cause
        )
    }
}

impl std::error::Error for OpenError {}

/// An event ready to be stored.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) digest: Vec<u8>,
    pub(crate) name: String,
    pub(crate) session: String,
    pub(crate) tab: i64,
    pub(crate) seq: i64,
    pub(crate) occurred_ms: i64,
    pub(crate) sent_ms: i64,
    pub(crate) received_ms: i64,
    pub(crate) corrected_ms: i64,
    pub(crate) user: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) content: Option<String>,
    pub(crate) version: Option<i64>,
    pub(crate) step: Option<String>,
    pub(crate) body: String,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Duplicate,
    Conflict,
}

/// Why nothing was stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refused {
    /// Too many wait.
    Busy,
    /// The commit failed.
    Failed,
}

enum Job {
    Events(String, Vec<Row>, oneshot::Sender<Option<Vec<Verdict>>>),
    Release(String, i64, i64, String, oneshot::Sender<bool>),
}

/// The store's two ends.
pub(crate) struct Store {
    path: PathBuf,
    jobs: Mutex<Option<SyncSender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Store {
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join("collector.sqlite");
        let wrong = |cause: String| OpenError {
            path: path.clone(),
            cause,
        };
        std::fs::create_dir_all(folder).map_err(|e| wrong(e.to_string()))?;
        let mut connection = connect(&path).map_err(|e| wrong(e.to_string()))?;
        migrate(&mut connection).map_err(|e| wrong(e.to_string()))?;
        let (jobs, queue) = sync_channel(WAITING);
        let writer = std::thread::spawn(move || write(connection, &queue));
        Ok(Store {
            path,
            jobs: Mutex::new(Some(jobs)),
            writer: Mutex::new(Some(writer)),
        })
    }

    /// A connection for reading.
    pub(crate) fn reader(&self) -> rusqlite::Result<Connection> {
        connect(&self.path)
    }

    pub(crate) async fn events(
        &self,
        tenant: &str,
        rows: Vec<Row>,
    ) -> Result<Vec<Verdict>, Refused> {
        let (answer, verdicts) = oneshot::channel();
        self.send(Job::Events(tenant.to_owned(), rows, answer))?;
        verdicts.await.ok().flatten().ok_or(Refused::Failed)
    }

    pub(crate) async fn release(
        &self,
        tenant: &str,
        version: i64,
        now: i64,
        body: String,
    ) -> Result<(), Refused> {
        let (answer, stored) = oneshot::channel();
        self.send(Job::Release(tenant.to_owned(), version, now, body, answer))?;
        if stored.await.unwrap_or(false) {
            Ok(())
        } else {
            Err(Refused::Failed)
        }
    }

    fn send(&self, job: Job) -> Result<(), Refused> {
        let jobs = self.jobs.lock().map_err(|_| Refused::Failed)?;
        jobs.as_ref()
            .ok_or(Refused::Failed)?
            .try_send(job)
            .map_err(|e| match e {
                TrySendError::Full(_) => Refused::Busy,
                TrySendError::Disconnected(_) => Refused::Failed,
            })
    }

    /// Lets the writer finish what waits, and ends it.
    pub(crate) fn close(&self) {
        if let Ok(mut jobs) = self.jobs.lock() {
            jobs.take();
        }
        let writer = self.writer.lock().ok().and_then(|mut w| w.take());
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(2))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let done: usize =
        connection.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0))? as usize;
    for (n, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", n as i64 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// The writer: takes what waits, commits it as one, and only then answers.
fn write(mut connection: Connection, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let group: Vec<Job> = std::iter::once(first)
            .chain(queue.try_iter().take(GROUP))
            .collect();
        let mut answers = commit(&mut connection, &group)
            .unwrap_or_default()
            .into_iter();
        for job in group {
            match job {
                Job::Events(_, _, answer) => drop(answer.send(answers.next())),
                Job::Release(.., answer) => drop(answer.send(answers.next().is_some())),
            }
        }
    }
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
}

fn commit(connection: &mut Connection, group: &[Job]) -> rusqlite::Result<Vec<Vec<Verdict>>> {
    let transaction = connection.transaction()?;
    let mut all = Vec::new();
    for job in group {
        all.push(match job {
            Job::Events(tenant, rows, _) => rows
                .iter()
                .map(|row| insert(&transaction, tenant, row))
                .collect::<Result<_, _>>()?,
            Job::Release(tenant, version, now, body, _) => {
                transaction.execute(
                    "INSERT OR REPLACE INTO release VALUES (?1, ?2, ?3, ?4)",
                    params![tenant, version, now, body],
                )?;
                Vec::new()
            }
        });
    }
    transaction.commit()?;
    Ok(all)
}

fn insert(connection: &Connection, tenant: &str, row: &Row) -> rusqlite::Result<Verdict> {
    let known: Option<Vec<u8>> = connection
        .prepare_cached("SELECT digest FROM event WHERE tenant = ?1 AND id = ?2")?
        .query_row(params![tenant, row.id], |r| r.get(0))
        .optional()?;
    if let Some(digest) = known {
        return Ok(if digest == row.digest {
            Verdict::Duplicate
        } else {
            Verdict::Conflict
        });
    }
    connection
        .prepare_cached(
            "INSERT INTO event (tenant, id, digest, name, session, tab, seq, occurred_ms, received_ms, corrected_ms, user, account,
                content, version, step, body, sent_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            tenant, row.id, row.digest, row.name, row.session, row.tab, row.seq, row.occurred_ms, row.received_ms,
            row.corrected_ms, row.user, row.account, row.content, row.version, row.step, row.body, row.sent_ms
        ])?;
    Ok(Verdict::Accepted)
}
