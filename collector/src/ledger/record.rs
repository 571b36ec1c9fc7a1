//! One person's part of the log, in the order in which it happened whatever order it arrived in.

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

/// An event, read.
pub(crate) struct Event {
    pub(crate) at: i64,
    pub(crate) name: String,
    pub(crate) session: String,
    pub(crate) account: Option<String>,
    pub(crate) content: String,
    pub(crate) step: String,
    pub(crate) version: Option<i64>,
    pub(crate) language: String,
    pub(crate) data: Map<String, Value>,
}

impl Event {
    pub(crate) fn text(&self, key: &str) -> &str {
        self.data
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.data.get(key)?.as_f64().filter(|n| *n >= 0.0)
    }

    /// Whether the person began it, not the page, its author or their success manager.
    pub(crate) fn is_own(&self) -> bool {
        matches!(self.text("by"), "user")
    }
}

/// Everything counted of a person up to `at`. The index `event_user` gives them by time; what happened in one
/// millisecond stands in the order in which its page numbered it.
pub(crate) fn of_user(
    db: &Connection,
    tenant: &str,
    user: &str,
    at: i64,
) -> rusqlite::Result<Vec<Event>> {
    let mut statement = db.prepare_cached(
        "SELECT corrected_ms, name, session, account, content, step, version, body FROM event
         WHERE tenant = ?1 AND user = ?2 AND corrected_ms <= ?3 AND apart = 0 ORDER BY corrected_ms, session, tab, seq, id",
    )?;
    let mut rows = statement.query(params![tenant, user, at])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let body = row.get_ref(7)?.as_str().unwrap_or_default();
        let mut body: Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
        let data = match body.remove("data") {
            Some(Value::Object(data)) => data,
            _ => Map::new(),
        };
        let text = |i| {
            row.get::<_, Option<String>>(i)
                .map(Option::unwrap_or_default)
        };
        events.push(Event {
            at: row.get(0)?,
            name: row.get(1)?,
            session: row.get(2)?,
            account: row.get(3)?,
            content: text(4)?,
            step: text(5)?,
            version: row.get(6)?,
            language: body
                .get("language")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            data,
        });
    }
    Ok(events)
}
