//! The store: one SQLite file, one writer thread with group commit, a few readers.
//! A change enters as a closure and is answered only after the commit that holds it. Not here: what is written.

mod schema;
mod writer;

use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

pub(crate) use schema::NEWEST;
use writer::Job;
pub(crate) use writer::{BOUNDS_MS, Commits};

/// How many requests may wait for the writer before new ones are turned away.
const WAITING: usize = 256;
/// How long a commit waits for another process that holds the database.
const PATIENCE: Duration = Duration::from_secs(2);
/// Readers kept open.
const READERS: usize = 4;

/// Why the store could not be opened.
#[derive(Debug)]
pub struct OpenError {
    pub(crate) path: PathBuf,
    pub(crate) cause: String,
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

/// Why nothing was stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refused {
    /// Too many wait.
    Busy,
    /// The commit failed.
    Failed,
}

/// What the writer sees to besides writing.
#[derive(Clone, Copy, Default)]
pub(crate) struct Upkeep {
    /// The file may grow to this.
    pub(crate) most_bytes: Option<u64>,
    /// Events older than this go.
    pub(crate) retention_days: Option<u32>,
}

/// The store's two ends.
pub(crate) struct Store {
    path: PathBuf,
    jobs: Mutex<Option<SyncSender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    idle: Arc<Mutex<Vec<Connection>>>,
    pub(crate) commits: Arc<Commits>,
}

impl Store {
    /// Opens or makes the store in `folder`.
    pub(crate) fn open(folder: &Path, upkeep: Upkeep) -> Result<Self, OpenError> {
        let path = path(folder);
        let wrong = |cause: String| OpenError {
            path: path.clone(),
            cause,
        };
        std::fs::create_dir_all(folder).map_err(|e| wrong(e.to_string()))?;
        let mut connection = connect(&path).map_err(|e| wrong(e.to_string()))?;
        schema::migrate(&mut connection).map_err(wrong)?;
        if let Some(most) = upkeep.most_bytes {
            bound(&connection, most).map_err(|e| wrong(e.to_string()))?;
        }
        let commits = Arc::new(Commits::default());
        let (jobs, queue) = sync_channel(WAITING);
        let told = Arc::clone(&commits);
        let writer = std::thread::spawn(move || writer::write(connection, &queue, &told, upkeep));
        Ok(Store {
            path,
            jobs: Mutex::new(Some(jobs)),
            writer: Mutex::new(Some(writer)),
            idle: Arc::default(),
            commits,
        })
    }

    /// A connection for reading.
    pub(crate) fn reader(&self) -> rusqlite::Result<Reader> {
        let kept = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let connection = match kept {
            Some(connection) => connection,
            None => {
                let connection = connect(&self.path)?;
                connection.pragma_update(None, "query_only", true)?;
                connection
            }
        };
        Ok(Reader {
            connection: Some(connection),
            idle: Arc::clone(&self.idle),
        })
    }

    /// Runs `change` in the writer's next transaction; its result comes only after the commit. It may run more than
    /// once, each time on a state in which it has not run.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        mut change: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Refused> {
        let slot = Arc::new(Mutex::new(None));
        let filled = Arc::clone(&slot);
        let (answer, committed) = oneshot::channel();
        self.send(Job {
            work: Box::new(move |connection| {
                let result = change(connection)?;
                if let Ok(mut slot) = filled.lock() {
                    *slot = Some(result);
                }
                Ok(())
            }),
            answer,
        })?;
        if !committed.await.unwrap_or(false) {
            return Err(Refused::Failed);
        }
        let result = slot.lock().ok().and_then(|mut slot| slot.take());
        result.ok_or(Refused::Failed)
    }

    fn send(&self, job: Job) -> Result<(), Refused> {
        let jobs = self.jobs.lock().map_err(|_| Refused::Failed)?;
        let sent = jobs.as_ref().ok_or(Refused::Failed)?.try_send(job);
        match sent {
            Ok(()) => {
                self.commits.waits();
                Ok(())
            }
            Err(TrySendError::Full(_)) => Err(Refused::Busy),
            Err(TrySendError::Disconnected(_)) => Err(Refused::Failed),
        }
    }

    /// Bytes on disk, write-ahead log included.
    pub(crate) fn bytes(&self) -> u64 {
        let of = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
        of(&self.path) + of(&self.path.with_extension("sqlite-wal"))
    }

    /// Folds the write-ahead log into the database and empties it; whether nobody stood in the way.
    pub(crate) fn fold_log(&self) -> bool {
        let folded = connect(&self.path).and_then(|db| {
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| {
                r.get::<_, i64>(0)
            })
        });
        folded.is_ok_and(|busy| busy == 0)
    }

    /// Lets the writer finish what waits, and ends it.
    pub(crate) fn close(&self) {
        if let Ok(mut jobs) = self.jobs.lock() {
            jobs.take();
        }
        if let Ok(mut idle) = self.idle.lock() {
            idle.clear();
        }
        let writer = self.writer.lock().ok().and_then(|mut w| w.take());
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }
}

/// A connection on loan; it goes back when dropped.
pub(crate) struct Reader {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Deref for Reader {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "taken only in drop")]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("on loan")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let (Some(connection), Ok(mut idle)) = (self.connection.take(), self.idle.lock())
            && idle.len() < READERS
            && connection.is_autocommit()
        {
            idle.push(connection);
        }
    }
}

#[cfg(test)]
pub(crate) fn shape_for_test(db: &Connection) {
    schema::shape(db);
}

/// Where the store of a folder lies.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join("collector.sqlite")
}

/// Opens the file as every reader and writer does.
pub(crate) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is erased is overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Growth stops there with an error that is answered 503, as a full disk's is.
fn bound(connection: &Connection, most_bytes: u64) -> rusqlite::Result<()> {
    let page: i64 = connection.pragma_query_value(None, "page_size", |r| r.get(0))?;
    let pages = (i64::try_from(most_bytes).unwrap_or(i64::MAX) / page.max(1)).max(1);
    connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
}
