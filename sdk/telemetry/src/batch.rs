//! The wire form of a batch, its limits, and what an answer means for the rows that were sent.

use crate::json;

/// The wire version this crate writes.
pub const VERSION: i64 = 1;
/// Events in one batch, at most.
pub const MOST_EVENTS: usize = 50;
/// Bytes of one batch, at most.
pub const MOST_BYTES: usize = 48 * 1024;
/// Bytes of a batch sent while the page goes away: the platform's 64 KiB are shared with the host.
pub const LAST_BYTES: usize = 16 * 1024;
/// Bytes of one event, at most.
pub const EVENT_BYTES: usize = 16 * 1024;
/// How long an event may wait on a device, in ms: the collector's window for times, too.
pub const MOST_AGE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Events that may wait on a device.
pub const MOST_WAITING: usize = 2_000;
/// Bytes of events that may wait on a device.
pub const MOST_WAITING_BYTES: usize = 2 * 1024 * 1024;

/// The body of `POST /v1/events` for rows of one user.
pub fn body<'a>(
    key: &str,
    sdk: &str,
    sent: i64,
    token: Option<&str>,
    rows: impl Iterator<Item = &'a str>,
) -> String {
    let mut out = String::from("{");
    json::number(&mut out, "v", VERSION);
    json::text(&mut out, "key", key);
    json::text(&mut out, "sdk", sdk);
    json::number(&mut out, "sent", sent);
    if let Some(token) = token {
        json::text(&mut out, "token", token);
    }
    json::push_key(&mut out, "events");
    out.push('[');
    for (n, row) in rows.enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push_str(row);
    }
    out.push_str("]}");
    out
}
