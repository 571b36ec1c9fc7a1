//! The player of conformance cases for wasm: the same scripts and the same published bytes as natively.

use wasm_bindgen::prelude::*;

/// What the engine wanted done, one line an effect. `published` is `Published` in its coding. Throws a sentence
/// for bytes or a script that cannot be read.
#[wasm_bindgen]
pub fn play(published: &[u8], script: &str) -> Result<String, JsValue> {
    player::Published::open(published)
        .ok_or_else(|| "the published bytes cannot be read".to_owned())
        .and_then(|published| player::play(&published, script))
        .map_err(|sentence| JsValue::from_str(&sentence))
}
