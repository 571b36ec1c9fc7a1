//! Copies of a store: made while the collector runs, checked before they replace anything.
//! In: a data folder, a file. Out: the file, or the folder as it was. Not here: where copies are kept.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::admin::Error;
use crate::store::{self, NEWEST};

fn refused<T>(sentence: String) -> Result<T, Error> {
    Err(Error::Refused(sentence))
}

fn stored<T>(result: std::io::Result<T>, what: &Path) -> Result<T, Error> {
    result.map_err(|e| Error::Store(format!("{}: {e}", what.display())))
}

/// Copies the store of `data` into the new file `to`, as of one moment; whoever writes meanwhile is not held up.
pub fn backup(data: &Path, to: &Path) -> Result<(), Error> {
    let from = store::path(data);
    if !from.is_file() {
        return refused(format!("there is no store in {}", data.display()));
    }
    if to.exists() {
        return refused(format!("{} is there already", to.display()));
    }
    let Some(name) = to.to_str() else {
        return refused("the file's name is not UTF-8".to_owned());
    };
    store::connect(&from)?.execute("VACUUM INTO ?1", [name])?;
    sound(to)?;
    // Durable before it is called done.
    stored(std::fs::File::open(to).and_then(|f| f.sync_all()), to)
}

/// Puts a copy in the place of the store of `data`. What is there goes aside as `collector.sqlite.before`; a running
/// collector must be stopped first, and is noticed.
pub fn restore(from: &Path, data: &Path) -> Result<(), Error> {
    if !from.is_file() {
        return refused(format!("there is no file {}", from.display()));
    }
    sound(from)?;
    let _lock = lock(data)?;
    let place = store::path(data);
    let fresh = place.with_extension("sqlite.new");
    stored(std::fs::copy(from, &fresh), from)?;
    stored(
        std::fs::File::open(&fresh).and_then(|f| f.sync_all()),
        &fresh,
    )?;
    if place.exists() {
        // The log belongs to the old file: folded in, so that what goes aside is whole.
        let db = Connection::open(&place)?;
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        drop(db);
        let aside = place.with_extension("sqlite.before");
        stored(std::fs::rename(&place, &aside), &place)?;
    }
    for log in ["sqlite-wal", "sqlite-shm"] {
        let log = place.with_extension(log);
        if log.exists() {
            stored(std::fs::remove_file(&log), &log)?;
        }
    }
    stored(std::fs::rename(&fresh, &place), &fresh)
}

/// Whether a file is a whole store that this program can read.
fn sound(file: &Path) -> Result<(), Error> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let unreadable = || Error::Refused(format!("{} is no sound copy", file.display()));
    let check: String = db
        .query_row("PRAGMA integrity_check", [], |r| r.get(0))
        .map_err(|_| unreadable())?;
    let number: usize = db
        .pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0))
        .map(|n| usize::try_from(n).unwrap_or(0))?;
    let known = (1..=NEWEST).contains(&number);
    if check != "ok" || !known {
        return Err(unreadable());
    }
    Ok(())
}

/// Held by a running collector for as long as it runs; the system lets go of it however the process ends.
pub(crate) fn lock(data: &Path) -> Result<std::fs::File, Error> {
    stored(std::fs::create_dir_all(data), data)?;
    let path = data.join("collector.lock");
    let file = stored(
        std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path),
        &path,
    )?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => refused(format!(
            "a collector runs on {}; stop it first",
            data.display()
        )),
    }
}
