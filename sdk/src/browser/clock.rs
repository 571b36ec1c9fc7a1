//! The one file that knows the time and draws random numbers.

use js_sys::{Date, Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// Now, in ms since 1970.
pub(crate) fn now() -> i64 {
    Date::now() as i64
}

/// Minutes that local time is ahead of UTC.
pub(crate) fn zone() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}

/// A UUIDv7: 48 bits of time, 74 random bits.
pub(crate) fn uuid() -> String {
    let mut bytes = [0u8; 16];
    random(&mut bytes);
    let ms = now().to_be_bytes();
    for (byte, time) in bytes.iter_mut().zip(ms.iter().skip(2)) {
        *byte = *time;
    }
    let mut out = String::with_capacity(36);
    for (n, byte) in bytes.iter().enumerate() {
        let byte = match n {
            6 => byte & 0x0f | 0x70,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(n, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            out.push(char::from(if half < 10 {
                b'0' + half
            } else {
                b'a' + half - 10
            }));
        }
    }
    out
}

// `crypto.randomUUID` is missing on insecure origins; `getRandomValues` is everywhere.
fn random(bytes: &mut [u8]) {
    let view = Uint8Array::new_with_length(bytes.len() as u32);
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).unwrap_or(JsValue::UNDEFINED);
    let fill = Reflect::get(&crypto, &"getRandomValues".into())
        .ok()
        .and_then(|f| f.dyn_into::<Function>().ok());
    if let Some(fill) = fill {
        let _ = fill.call1(&crypto, &view);
    }
    view.copy_to(bytes);
}
