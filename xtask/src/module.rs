//! One crate as a wasm module with its glue. Enters: a package name; leaves: `target/page/<lib>/{glue.js,
//! <lib>.wasm}`. Cargo is always asked; the later steps are skipped while its answer and their own text stay.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::border::{self, Names};
use crate::digest;
use crate::glue;
use crate::house::House;
use crate::shell::{Explained as _, Outcome, Stop, output, run, silent_step, step};
use crate::snip::{Snip, Unreached};

/// The mvp and what every browser above the floor has besides and wasm-opt can lower again: one build serves
/// browsers and, turned into JS, pages that forbid wasm. Panics abort at once, and neither their places nor Debug
/// texts are carried: a page has nobody to read them. SHA-256 stays rolled up.
const RUSTFLAGS: &str = "-Ctarget-cpu=mvp -Ctarget-feature=+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none --cfg=sha2_backend_soft=\"compact\"";

/// Optimisation that keeps traps: `--traps-never-happen` would remove bounds checks.
const WASM_OPT: &[&str] = &[
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "-Oz",
    "--converge",
    "--strip-target-features",
];

/// A module before bundling.
pub(crate) struct Module {
    pub(crate) glue: PathBuf,
    pub(crate) wasm: PathBuf,
    bound: PathBuf,
}

/// Builds the library of a package. Needs what `install::for_page` brings.
/// `unreached` is what is linked and never reached.
pub(crate) fn build_module(
    house: &House,
    package: &str,
    lib_name: &str,
    unreached: &Unreached,
) -> Outcome<Module> {
    let raw = step(&format!("compiling {package} for the page"), || {
        compile(house, package, lib_name)
    })?;
    let folder = house.page_target().join(lib_name);
    fs::create_dir_all(&folder).explained(folder.display())?;
    let module = Module {
        glue: folder.join("glue.js"),
        wasm: folder.join(format!("{lib_name}.wasm")),
        bound: folder.join("bound.wasm"),
    };
    let tail = fs::read_to_string(house.at("pkg-config/entry/glue-tail.js"))
        .explained("pkg-config/entry/glue-tail.js")?;
    let lock = fs::read(house.tools().join("package-lock.json")).explained("package-lock.json")?;
    let inputs: [&[u8]; 7] = [
        &raw,
        tail.as_bytes(),
        &lock,
        include_bytes!("module.rs"),
        include_bytes!("glue.rs"),
        include_bytes!("border.rs"),
        include_bytes!("snip.rs"),
    ];
    let key = digest::of(inputs);
    let stamp = folder.join("stamp");
    let stands = module.glue.exists() && module.wasm.exists() && module.bound.exists();
    if stands && fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
        return Ok(module);
    }
    let _ = fs::remove_file(&stamp);
    let generated = silent_step("binding", || bind(lib_name, raw, &module, unreached))?;
    fs::write(&module.glue, glue::fit(&generated, &tail)?).explained(module.glue.display())?;
    silent_step("optimising (wasm-opt)", || {
        output(
            wasm_opt(house)
                .arg(&module.bound)
                .arg("-o")
                .arg(&module.wasm),
        )?;
        Ok(())
    })?;
    fs::write(&stamp, key).explained(stamp.display())?;
    Ok(module)
}

/// The same module with the names of its functions kept, for the breakdown by crate.
pub(crate) fn with_names(house: &House, module: &Module) -> Outcome<Vec<u8>> {
    let named = module.wasm.with_extension("named.wasm");
    silent_step("optimising once more, names kept", || {
        output(
            wasm_opt(house)
                .arg("-g")
                .arg(&module.bound)
                .arg("-o")
                .arg(&named),
        )?;
        Ok(())
    })?;
    fs::read(&named).explained(named.display())
}

fn compile(house: &House, package: &str, lib_name: &str) -> Outcome<Vec<u8>> {
    let target = house.page_target();
    let mut cargo = house.cargo(&["build", "--package", package, "--lib", "--profile", "page"]);
    cargo
        .args(["--target", "wasm32-unknown-unknown"])
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", RUSTFLAGS)
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    run(&mut cargo)?;
    let wasm = target
        .join("wasm32-unknown-unknown/page")
        .join(format!("{lib_name}.wasm"));
    fs::read(&wasm).explained(wasm.display())
}

fn bind(lib_name: &str, raw: Vec<u8>, module: &Module, unreached: &Unreached) -> Outcome<String> {
    let failed = |error| Stop::failed(format!("wasm-bindgen: {error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(lib_name, raw)
        .typescript(false)
        .remove_producers_section(true);
    bindgen.web(true).map_err(failed)?;
    let mut bound = bindgen.generate_output().map_err(failed)?;
    if bound.snippets().values().any(|inline| !inline.is_empty())
        || !bound.local_modules().is_empty()
    {
        return Err(Stop::failed(
            "a dependency brings inline JavaScript, and the page build carries none along",
        ));
    }
    let mut snip = Snip::new(unreached);
    for function in bound.wasm_mut().funcs.iter_mut() {
        let named = function.name.as_deref();
        if named.is_some_and(|name| snip.takes(name)) {
            let local = function.kind.unwrap_local_mut();
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
    let data = &mut bound.wasm_mut().data;
    let segments: Vec<_> = data.iter().map(|segment| segment.id()).collect();
    for segment in segments {
        snip.blank(&mut data.get_mut(segment).value);
    }
    snip.finish()?;
    let mut imports = Names::default();
    for import in bound.wasm_mut().imports.iter_mut() {
        imports.shorten(&mut import.name);
        import.module = border::MODULE.to_owned();
    }
    let mut exports = Names::default();
    for export in bound
        .wasm_mut()
        .exports
        .iter_mut()
        .filter(|export| export.name != "memory")
    {
        exports.shorten(&mut export.name);
    }
    // Only what is emitted to a folder is laid out line by line, and the patches read lines.
    let folder = module.bound.with_file_name("bound");
    bound.emit(&folder).map_err(failed)?;
    let wasm = folder.join(format!("{lib_name}_bg.wasm"));
    fs::rename(&wasm, &module.bound).explained(wasm.display())?;
    let glue = folder.join(format!("{lib_name}.js"));
    let glue = fs::read_to_string(&glue).explained(glue.display())?;
    border::rename(&glue, lib_name, &imports, &exports)
}

fn wasm_opt(house: &House) -> Command {
    let mut command = house.npm_program("wasm-opt");
    command.args(WASM_OPT);
    command
}
