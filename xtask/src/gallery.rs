//! The widget's gallery: every surface over a plain page, for pictures and for looking. Enters: `widget/examples/
//! gallery`; leaves: a folder that any static server can serve.

use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

use crate::house::House;
use crate::shell::{Explained as _, Outcome, Stop, run, silent_step, step};

/// Builds it and says where it lies.
pub(crate) fn build(house: &House) -> Outcome<PathBuf> {
    let raw = step("building the gallery", || {
        run(&mut house.cargo(&[
            "build",
            "--package=widget",
            "--example=gallery",
            "--target=wasm32-unknown-unknown",
        ]))?;
        Ok(house
            .target()
            .join("wasm32-unknown-unknown/debug/examples/gallery.wasm"))
    })?;
    let folder = house.target().join("gallery");
    silent_step("binding", || {
        let failed = |error| Stop::failed(format!("wasm-bindgen: {error:#}"));
        let mut bindgen = Bindgen::new();
        bindgen.input_path(&raw).typescript(false);
        bindgen.web(true).map_err(failed)?;
        bindgen.generate(&folder).map_err(failed)
    })?;
    let source = house.at("widget/examples/gallery");
    for entry in fs::read_dir(&source).explained(source.display())? {
        let path = entry.explained(source.display())?.path();
        if path.extension().is_some_and(|kind| kind != "rs")
            && let Some(name) = path.file_name()
        {
            fs::copy(&path, folder.join(name)).explained(path.display())?;
        }
    }
    Ok(folder)
}
