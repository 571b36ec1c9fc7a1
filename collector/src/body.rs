//! A request's body within its limits: refused by its stated length before anything is allocated, given ten seconds
//! to arrive, unpacked no further than allowed, and all bodies together within one budget of memory.

use std::io::Read as _;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use flate2::read::MultiGzDecoder;
use tokio::sync::OwnedSemaphorePermit;

use crate::answer::Problem;
use crate::routes::State;

const KIB: usize = 1024;
/// What all bodies at once may take.
pub(crate) const BUDGET_KIB: usize = 64 * KIB;
/// A body that takes longer is a slow reader's game.
const PATIENCE: Duration = Duration::from_secs(10);

/// How large a body may be.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    /// Bytes on the wire.
    wire: usize,
    /// Bytes once unpacked.
    whole: usize,
}

pub(crate) const BATCH: Limit = Limit {
    wire: 256 * KIB,
    whole: 1024 * KIB,
};
/// What a vendor's server sends at once: lines of an import, snapshots.
pub(crate) const SERVER: Limit = Limit {
    wire: 8 * KIB * KIB,
    whole: 8 * KIB * KIB,
};
pub(crate) const RELEASE: Limit = Limit {
    wire: 32 * KIB * KIB,
    whole: 32 * KIB * KIB,
};

/// A body's bytes, and its share of the budget for as long as they are held.
pub(crate) struct Held {
    bytes: Vec<u8>,
    _share: OwnedSemaphorePermit,
}

impl Held {
    /// As text, if it is UTF-8.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "the body is too large",
    )
}

/// Reads a body. 408 too slow, 413 too large, 415 packed in an unknown way, 429 no memory to spare.
pub(crate) async fn read(
    state: &State,
    headers: &HeaderMap,
    body: Body,
    limit: Limit,
) -> Result<Held, Problem> {
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > limit.wire) {
        return Err(too_large());
    }
    let packed = packed(headers)?;
    let most = if packed {
        limit.whole
    } else {
        said.unwrap_or(limit.wire)
    };
    let share = u32::try_from(most.div_ceil(KIB)).unwrap_or(u32::MAX);
    let share = std::sync::Arc::clone(&state.memory)
        .try_acquire_many_owned(share)
        .map_err(|_| Problem::busy("too many bodies are being read; try again"))?;
    let arriving = axum::body::to_bytes(body, limit.wire);
    let bytes = match tokio::time::timeout(PATIENCE, arriving).await {
        Err(_) => {
            let slow = "the body took longer than ten seconds";
            return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "slow", slow));
        }
        Ok(Err(error)) if is_length(&error) => return Err(too_large()),
        Ok(Err(_)) => {
            let broken = "the body broke off";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "broken_off", broken));
        }
        Ok(Ok(bytes)) => bytes,
    };
    let bytes = if packed {
        unpack(&bytes, limit.whole)?
    } else {
        bytes.into()
    };
    Ok(Held {
        bytes,
        _share: share,
    })
}

fn is_length(error: &axum::Error) -> bool {
    use std::error::Error as _;
    error
        .source()
        .is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>())
}

/// Whether the body is packed, in the one way that is understood.
fn packed(headers: &HeaderMap) -> Result<bool, Problem> {
    match headers.get(header::CONTENT_ENCODING).map(|v| v.as_bytes()) {
        None | Some(b"identity" | b"") => Ok(false),
        Some(b"gzip" | b"x-gzip") => Ok(true),
        Some(_) => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unknown_encoding",
            "a body is sent as it is or packed with gzip",
        )),
    }
}

/// What a packed batch holds; nothing where it is none or too large.
pub(crate) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    unpack(bytes, BATCH.whole).ok()
}

fn unpack(bytes: &[u8], most: usize) -> Result<Vec<u8>, Problem> {
    let mut whole = Vec::new();
    let read = MultiGzDecoder::new(bytes)
        .take(most as u64 + 1)
        .read_to_end(&mut whole);
    let broken = |_| Problem::new(StatusCode::BAD_REQUEST, "bad_gzip", "the body is no gzip");
    read.map_err(broken)?;
    if whole.len() > most {
        return Err(too_large());
    }
    Ok(whole)
}
