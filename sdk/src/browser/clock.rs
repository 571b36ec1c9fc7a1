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
