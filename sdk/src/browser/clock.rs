//! The one file that knows the time.

use js_sys::Date;

/// Now, in ms since 1970.
pub(crate) fn now() -> i64 {
    Date::now() as i64
}

/// Minutes that local time is ahead of UTC.
pub(crate) fn zone() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}

/// A moment of this page's life, in ms; the clock on the wall may be put, this one goes on.
pub(crate) fn instant() -> f64 {
    web_sys::window()
        .and_then(|w| w.performance())
        .map_or(0.0, |p| p.now())
}
