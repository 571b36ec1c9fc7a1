//! One event as it came: held against the limits and the shape of the contract, set right in time, and given the
//! digest that tells a repetition from a conflict. Not here: storing it.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const MOST_KEYS: usize = 64;
const MOST_TEXT: usize = 8 * 1024;
const MOST_NAME: usize = 200;
/// Ids of people, items and sessions are names, not texts.
const MOST_ID: usize = 512;
/// The largest number that a page can count to exactly.
const MOST_NUMBER: i64 = 9_007_199_254_740_991;
const AGE_MS: i64 = 30 * 86_400_000;

/// An event ready to be stored.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    digest: Vec<u8>,
    pub(crate) name: String,
    pub(crate) session: String,
    tab: i64,
    seq: i64,
    pub(crate) occurred_ms: i64,
    sent_ms: i64,
    received_ms: i64,
    pub(crate) corrected_ms: i64,
    pub(crate) user: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) content: Option<String>,
    version: Option<i64>,
    pub(crate) step: Option<String>,
    release: Option<i64>,
    pub(crate) body: String,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Duplicate,
    Conflict,
}

impl Verdict {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Duplicate => "duplicate",
            Verdict::Conflict => "conflict",
        }
    }
}

/// Whose clock an event's time is held against.
#[derive(Clone, Copy)]
pub(crate) enum Clock {
    /// A page's: wrong by `sent − received`, sign and all; the result lies in the last thirty days.
    Page { sent: i64, received: i64 },
    /// A server that tells of the past knows when it was.
    Import { received: i64 },
}

/// Why one event is refused, and the id it is answered under.
pub(crate) struct Fault {
    pub(crate) id: String,
    pub(crate) reason: String,
}

impl Fault {
    /// An event whose brackets go too deep is not even read for its id.
    pub(crate) fn nested() -> Self {
        Fault {
            id: String::new(),
            reason: "the event is nested too deeply".to_owned(),
        }
    }
}

/// Reads one event's text.
pub(crate) fn read(text: &str, clock: Clock) -> Result<Row, Fault> {
    let fault = |reason: String| Fault {
        id: named(text),
        reason,
    };
    let mended = mend(text);
    let text = mended.as_deref().unwrap_or(text);
    let event: Value =
        serde_json::from_str(text).map_err(|e| fault(format!("the event cannot be read: {e}")))?;
    row(&event, clock).map_err(fault)
}

/// The id of an event that is otherwise unreadable.
fn named(text: &str) -> String {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let id = serde_json::from_str::<Named>(text).map(|n| n.id);
    id.ok().filter(|id| id.len() <= MOST_ID).unwrap_or_default()
}

/// Half a surrogate pair, which a page sends when it cuts a text in two, becomes U+FFFD instead of costing the event.
fn mend(text: &str) -> Option<String> {
    if !text.contains("\\u") {
        return None;
    }
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let (mut out, mut at, mut kept, mut changed) = (String::new(), 0, 0, false);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let step = match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(text.get(kept..at)?);
                out.push_str("\\ufffd");
                kept = at + 6;
                changed = true;
                6
            }
            Some(_) => 6,
            None => 2,
        };
        at += step;
    }
    out.push_str(text.get(kept..)?);
    changed.then_some(out)
}

fn row(event: &Value, clock: Clock) -> Result<Row, String> {
    let object = event.as_object().ok_or("an event is an object")?;
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    for key in [
        "user", "account", "content", "step", "variant", "language", "locale", "session",
    ] {
        match object.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.len() > MOST_ID => {
                return Err(format!("{key} is longer than {MOST_ID} bytes"));
            }
            Some(Value::String(_)) => {}
            Some(_) => return Err(format!("{key} is a text")),
        }
    }
    for key in ["version", "release"] {
        if object
            .get(key)
            .is_some_and(|v| !v.is_null() && v.as_i64().is_none())
        {
            return Err(format!("{key} is a whole number"));
        }
    }
    let need = |key: &str| {
        text(key)
            .filter(|t| !t.is_empty())
            .ok_or(format!("{key} is missing"))
    };
    let number = |key: &str| object.get(key).and_then(Value::as_i64);
    let id = need("id")?;
    if !is_uuid(&id) {
        return Err("id is no UUID".to_owned());
    }
    let name = need("name")?;
    if name.len() > MOST_NAME {
        return Err("name is too long".to_owned());
    }
    if overlong(event) {
        return Err("a text is longer than 8 KiB".to_owned());
    }
    match object.get("data") {
        None | Some(Value::Null) => {}
        Some(Value::Object(data)) if data.len() > MOST_KEYS => {
            return Err("data holds more than 64 keys".to_owned());
        }
        Some(Value::Object(_)) => {}
        Some(_) => return Err("data is an object".to_owned()),
    }
    let occurred_ms = number("at").ok_or("at is missing")?;
    let counted = |key: &str, value: i64| {
        let sane = (0..=MOST_NUMBER).contains(&value);
        sane.then_some(value)
            .ok_or(format!("{key} is out of range"))
    };
    let (sent_ms, received_ms, corrected_ms) = clock.sets(occurred_ms);
    Ok(Row {
        digest: Sha256::digest(canonical(event).as_bytes()).to_vec(),
        name,
        session: need("session")?,
        tab: counted("tab", number("tab").unwrap_or(0))?,
        seq: counted("seq", number("seq").ok_or("seq is missing")?)?,
        occurred_ms,
        sent_ms,
        received_ms,
        corrected_ms,
        user: text("user"),
        account: text("account"),
        content: text("content"),
        version: number("version"),
        step: text("step"),
        release: number("release"),
        id,
        body: event.to_string(),
    })
}

impl Clock {
    /// (sent, received, corrected)
    fn sets(self, occurred: i64) -> (i64, i64, i64) {
        match self {
            Clock::Page { sent, received } => {
                let shifted = occurred.saturating_add(received.saturating_sub(sent));
                (sent, received, shifted.clamp(received - AGE_MS, received))
            }
            Clock::Import { received } => (received, received, occurred),
        }
    }
}

fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(n, b)| match n {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Whether any text in it, keys included, is longer than may be kept.
fn overlong(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() > MOST_TEXT,
        Value::Array(list) => list.iter().any(overlong),
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| key.len() > MOST_TEXT || overlong(value)),
        _ => false,
    }
}

/// The same value always as the same text: keys sorted.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let parts: Vec<String> = keys
                .iter()
                .map(|k| format!("{}:{}", json!(k), canonical(&map[k.as_str()])))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(list) => format!(
            "[{}]",
            list.iter().map(canonical).collect::<Vec<_>>().join(",")
        ),
        other => other.to_string(),
    }
}

/// Stores a row unless its id is known; the same transaction decides which it is.
pub(crate) fn insert(
    db: &Connection,
    tenant: &str,
    row: &Row,
    signed: bool,
    apart: bool,
) -> rusqlite::Result<Verdict> {
    let known: Option<Vec<u8>> = db
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
    db.prepare_cached(
        "INSERT INTO event (tenant, id, digest, name, session, tab, seq, occurred_ms, received_ms, corrected_ms, user, account,
            content, version, step, body, sent_ms, release, signed, apart)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        tenant, row.id, row.digest, row.name, row.session, row.tab, row.seq, row.occurred_ms, row.received_ms,
        row.corrected_ms, row.user, row.account, row.content, row.version, row.step, row.body, row.sent_ms, row.release, signed, apart
    ])?;
    Ok(Verdict::Accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pair_is_mended_and_nothing_else_is_touched() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(mend(text).as_deref(), expected, "{text}");
        };
        check(r#"{"a":"plain"}"#, None);
        check(r#"{"a":"\u3042"}"#, None);
        check(r#"{"a":"\ud83d\ude00"}"#, None);
        check(r#"{"a":"\ud83d"}"#, Some(r#"{"a":"\ufffd"}"#));
        check(r#"{"a":"\ude00x"}"#, Some(r#"{"a":"\ufffdx"}"#));
        check(
            r#"{"a":"\ud83d\ud83d\ude00"}"#,
            Some(r#"{"a":"\ufffd\ud83d\ude00"}"#),
        );
        check(r#"{"a":"\\ud83d"}"#, None);
        check(r#"{"a":"あ\uD83Dい"}"#, Some(r#"{"a":"あ\ufffdい"}"#));
        check(r#"{"a":"\u"#, None);
        check("\"\\", None);
        check("\\ud83あ", None);
    }

    #[test]
    fn a_clock_keeps_its_sign_and_its_bounds() {
        const DAY: i64 = 86_400_000;
        let now = 1_800_000_000_000;
        let check = |at: i64, sent: i64, expected: i64| {
            let clock = Clock::Page {
                sent,
                received: now,
            };
            assert_eq!(clock.sets(at).2, expected, "at {at} sent {sent}");
        };
        check(now - 5, now, now - 5);
        check(now - 5 + DAY, now + DAY, now - 5);
        check(now - 5 - DAY, now - DAY, now - 5);
        check(now + DAY, now, now);
        check(now - 31 * DAY, now, now - 30 * DAY);
        check(i64::MIN, i64::MAX, now - 30 * DAY);
        check(i64::MAX, i64::MIN, now);
        let import = Clock::Import { received: now };
        assert_eq!(import.sets(now - 900 * DAY).2, now - 900 * DAY);
    }
}
