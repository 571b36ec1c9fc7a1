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
