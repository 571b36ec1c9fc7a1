//! What reads bytes that strangers send, by itself: no store, no network, no clock. For tests that make such bytes up.

use crate::body;
use crate::event;
use crate::identity::{self, Algorithm, IdentityKey};
use crate::ingest;

/// An event that would be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// A UUID.
    pub id: String,
    /// Its canonical text: the same for the same event in whatever order its keys come.
    pub canonical: String,
    /// Its time by the collector's clock, in ms.
    pub corrected_ms: i64,
}

/// What a packed body holds; nothing where it is no gzip or larger than a batch may be.
#[must_use]
pub fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    body::unpacked(bytes)
}

/// The events of a batch that came at `received` (ms), each by itself or why it is refused; nothing where the whole is.
#[must_use]
pub fn batch(text: &str, received: i64) -> Option<Vec<Result<Event, String>>> {
    let read = ingest::read(text, received)?.into_iter();
    let told = read.map(|row| {
        let row = row.map_err(|fault| fault.reason)?;
        let value = serde_json::from_str(&row.body).map_err(|e| e.to_string())?;
        Ok(Event {
            id: row.id,
            canonical: event::canonical(&value),
            corrected_ms: row.corrected_ms,
        })
    });
    Some(told.collect())
}

/// User and account that a token vouches for at `now` (ms), where every key is this secret and belongs to `tenant`.
#[must_use]
pub fn token(
    text: &str,
    tenant: &str,
    secret: &[u8],
    now: i64,
) -> Option<(String, Option<String>)> {
    let found = identity::verify(text, now, |_| {
        Some(IdentityKey {
            tenant: tenant.to_owned(),
            partition: tenant.to_owned(),
            algorithm: Algorithm::Hmac,
            key: secret.to_vec(),
        })
    });
    found.map(|identity| (identity.user, identity.account))
}
