//! One crate as a wasm module with its glue. Enters: a package name; leaves: `target/page/<lib>/{glue.js,
//! <lib>.wasm}`. Cargo is always asked; the later steps are skipped while its answer and their own text stay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{Parser, Payload};

use crate::border::{self, Names};
use crate::digest;
use crate::glue;
use crate::house::House;
use crate::order;
use crate::shell::{Explained as _, Outcome, Stop, output, run, silent_step, step};
use crate::snip::{Snip, Unreached};
use crate::split;

/// The mvp and what every browser above the floor has besides and wasm-opt can lower again: one build serves
/// browsers and, turned into JS, pages that forbid wasm. Panics abort at once, and neither their places nor Debug
/// texts are carried: a page has nobody to read them. SHA-256 stays rolled up.
const RUSTFLAGS: &str = "-Ctarget-cpu=mvp -Ctarget-feature=+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Clink-arg=--emit-relocs --cfg=sha2_backend_soft=\"compact\"";

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
    /// What a page loads first; all there is, where there are no doors.
    pub(crate) wasm: PathBuf,
    /// What it loads when a door is to be passed.
    pub(crate) second: PathBuf,
    /// Both in one.
    pub(crate) whole: PathBuf,
    /// The first module before it is optimised, names and all.
    named: PathBuf,
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
        second: folder.join("second.wasm"),
        whole: folder.join("whole.wasm"),
        named: folder.join("named.wasm"),
    };
    let doors = unreached.doors;
    let mut tail = String::new();
    for file in ["glue-tail.js", "glue-second.js"] {
        if !(doors.is_empty() && file == "glue-second.js") {
            let path = format!("pkg-config/entry/{file}");
            tail.push_str(&fs::read_to_string(house.at(&path)).explained(path)?);
        }
    }
    let lock = fs::read(house.tools().join("package-lock.json")).explained("package-lock.json")?;
    let inputs: [&[u8]; 12] = [
        &raw,
        tail.as_bytes(),
        &lock,
        include_bytes!("module.rs"),
        include_bytes!("glue.rs"),
        include_bytes!("border.rs"),
        include_bytes!("order.rs"),
        include_bytes!("snip.rs"),
        include_bytes!("split.rs"),
        include_bytes!("split/graph.rs"),
        include_bytes!("split/links.rs"),
        include_bytes!("split/cut.rs"),
    ];
    let key = digest::of(inputs);
    let stamp = folder.join("stamp");
    let files = [&module.glue, &module.wasm, &module.whole, &module.named];
    let stands = files.iter().all(|file| file.exists());
    if stands && fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
        return Ok(module);
    }
    let _ = fs::remove_file(&stamp);
    let linked = raw.clone();
    let (bound, generated) = silent_step("binding", || {
        bind(lib_name, raw, &folder.join("bound"), unreached)
    })?;
    let optimise = |what: &str, from: &Path, to: &Path| {
        silent_step(what, || {
            output(wasm_opt(house).arg(from).arg("-o").arg(to))?;
            let optimised = fs::read(to).explained(to.display())?;
            fs::write(to, order::by_likeness(&optimised)?).explained(to.display())
        })
    };
    let write = |to: &Path, bytes: Vec<u8>| fs::write(to, bytes).explained(to.display());
    let whole = if doors.is_empty() {
        bound.clone()
    } else {
        split::trim(&linked, &bound)?
    };
    write(&module.named, whole)?;
    optimise("optimising (wasm-opt)", &module.named, &module.whole)?;
    let asked = imports_of(&fs::read(&module.whole).explained(module.whole.display())?)?;
    let glue = glue::fit(&border::prune(&generated, &asked)?, &tail)?;
    fs::write(&module.glue, glue).explained(module.glue.display())?;
    if doors.is_empty() {
        fs::copy(&module.whole, &module.wasm).explained(module.wasm.display())?;
    } else {
        let parts = silent_step("splitting", || split::split(&linked, &bound, doors))?;
        for (bytes, to) in [(parts.second, &module.second), (parts.first, &module.wasm)] {
            write(&module.named, bytes)?;
            optimise("optimising a part", &module.named, to)?;
        }
    }
    fs::write(&stamp, key).explained(stamp.display())?;
    Ok(module)
}

/// The same module with the names of its functions kept, for the breakdown by crate.
pub(crate) fn with_names(house: &House, module: &Module) -> Outcome<Vec<u8>> {
    let named = module.wasm.with_file_name("optimised.wasm");
    silent_step("optimising once more, names kept", || {
        output(
            wasm_opt(house)
                .arg("-g")
                .arg(&module.named)
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

/// The module that fits its glue, and the glue. Nothing else works in `folder`.
fn bind(
    lib_name: &str,
    raw: Vec<u8>,
    folder: &Path,
    unreached: &Unreached,
) -> Outcome<(Vec<u8>, String)> {
    let failed = |error| Stop::failed(format!("wasm-bindgen: {error:#}"));
    let mut bindgen = Bindgen::new();
    // Names stay as the linker wrote them: by these the parts of a split are found again.
    bindgen
        .input_bytes(lib_name, raw)
        .demangle(false)
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
    // What they say of places is no longer true.
    for stale in ["linking", "reloc.CODE", "reloc.DATA"] {
        bound.wasm_mut().customs.remove_raw(stale);
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
    // Only what is emitted to a folder is laid out line by line, and the patches read lines.
    let read = |bound: &mut wasm_bindgen_cli_support::Output| {
        bound.emit(folder).map_err(failed)?;
        let glue = folder.join(format!("{lib_name}.js"));
        fs::read_to_string(&glue).explained(glue.display())
    };
    let imports = border::imports(&read(&mut bound)?)?;
    for import in bound.wasm_mut().imports.iter_mut() {
        imports.put(&mut import.name)?;
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
    let glue = read(&mut bound)?;
    let wasm = folder.join(format!("{lib_name}_bg.wasm"));
    let wasm = fs::read(&wasm).explained(wasm.display())?;
    Ok((wasm, border::rename(&glue, lib_name, &imports, &exports)?))
}

fn imports_of(wasm: &[u8]) -> Outcome<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload.explained("wasm")? {
            for import in imports.into_imports() {
                names.insert(import.explained("imports")?.name.to_owned());
            }
        }
    }
    Ok(names)
}

fn wasm_opt(house: &House) -> Command {
    let mut command = house.npm_program("wasm-opt");
    command.args(WASM_OPT);
    command
}
