//! The authors' compiler in a page: `manifest.json` in, the bytes that `publish` would write out.
//! For development only; a page of a customer loads published files.

use js_sys::{Date, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// `{catalogue, files}` of a manifest's text. Throws the errors found, one a line.
#[wasm_bindgen]
pub fn compile(manifest: &str) -> Result<JsValue, JsValue> {
    let compiled = author::compile_manifest(manifest, Date::now() as i64).map_err(|findings| {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        JsValue::from(js_sys::Error::new(&lines.join("\n")))
    })?;
    let files = Object::new();
    for (name, bytes) in &compiled.files {
        Reflect::set(
            &files,
            &name.as_str().into(),
            &Uint8Array::from(bytes.as_slice()),
        )?;
    }
    let out = Object::new();
    Reflect::set(
        &out,
        &"catalogue".into(),
        &Uint8Array::from(compiled.catalogue.as_slice()),
    )?;
    Reflect::set(&out, &"files".into(), &files)?;
    Ok(out.into())
}
