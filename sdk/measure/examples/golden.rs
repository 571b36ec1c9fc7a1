//! The golden figures as a wasm module: `tests/wasm.rs` holds their bits against those of this machine.
//! Exports plain numbers only, so that it runs without any glue.

use std::cell::OnceCell;

use wasm_bindgen::prelude::wasm_bindgen;

#[path = "../tests/golden/tables.rs"]
#[allow(
    dead_code,
    reason = "only `golden.rs` compares the figures with the tables"
)]
mod tables;

thread_local! {
    static BITS: OnceCell<Vec<u64>> = const { OnceCell::new() };
}

/// How many figures there are.
#[wasm_bindgen]
#[must_use]
pub fn figures() -> u32 {
    BITS.with(|bits| bits.get_or_init(tables::bits).len() as u32)
}

/// Lower 32 bits of a figure; 0 beyond the last.
#[wasm_bindgen]
#[must_use]
pub fn lower(figure: u32) -> u32 {
    half(figure) as u32
}

/// Upper 32 bits of a figure; 0 beyond the last.
#[wasm_bindgen]
#[must_use]
pub fn upper(figure: u32) -> u32 {
    (half(figure) >> 32) as u32
}

fn half(figure: u32) -> u64 {
    BITS.with(|bits| {
        bits.get_or_init(tables::bits)
            .get(figure as usize)
            .copied()
            .unwrap_or_default()
    })
}
