//! When to try again: full jitter over a doubling span, and the collector's own wish before ours.

/// The longest span, in ms.
const CAP_MS: u32 = 5 * 60 * 1000;
/// The longest wish of a collector that is obeyed, in ms.
const WISH_CAP_MS: u32 = 60 * 60 * 1000;

/// Milliseconds to wait after `failures` failures in a row. `chance` is uniform in 0..1; `wish_ms` is `Retry-After`.
#[must_use]
pub fn wait_ms(failures: u32, chance: f64, wish_ms: Option<u32>) -> u32 {
    if let Some(wish) = wish_ms {
        return wish.min(WISH_CAP_MS);
    }
    let span = 1000u32
        .checked_shl(failures.min(16))
        .unwrap_or(CAP_MS)
        .min(CAP_MS);
    // Never quite at once, so that a collector that fails immediately is not hammered.
    250 + (f64::from(span) * chance.clamp(0.0, 1.0)) as u32
}

/// Whether an answer is to be believed: only a collector names itself; portals and proxies do not.
#[must_use]
pub fn is_ours(status: u16, signed: bool) -> bool {
    signed && status > 0
}

/// Whether these rows are worth sending again after `status` (0: no answer).
#[must_use]
pub fn keeps(status: u16, signed: bool) -> bool {
    !is_ours(status, signed)
        || matches!(status, 401 | 403 | 404 | 408 | 410 | 425 | 429)
        || status >= 500
}
