//! The rows of every report by its name, as the interface tells them: what pages draw and exports write are the same.
//! A report that this collector does not compute yet has no rows, and its page says what is missing.

use rusqlite::Connection;
use serde_json::Value;

use crate::reports;

/// What a page asks of a report.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    pub(crate) account: Option<&'a str>,
    pub(crate) user: Option<&'a str>,
    pub(crate) topic: Option<&'a str>,
}

/// The rows of a report as of a time.
pub(crate) fn rows(
    db: &Connection,
    tenant: &str,
    report: &str,
    at: i64,
    wanted: Wanted<'_>,
) -> rusqlite::Result<Vec<Value>> {
    let mut rows = match report {
        "comprehension" => reports::comprehension_rows(db, tenant, at)?,
        _ => Vec::new(),
    };
    for (key, value) in [
        ("account", wanted.account),
        ("user", wanted.user),
        ("topic", wanted.topic),
    ] {
        if let Some(value) = value {
            rows.retain(|row| row[key] == value);
        }
    }
    Ok(rows)
}
