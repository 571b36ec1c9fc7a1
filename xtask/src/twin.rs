//! The twin: a module's wasm turned into JavaScript, for pages without WebAssembly. Enters: an optimised wasm of the
//! mvp; leaves: `twin.js` beside it, an ES module that exports `instantiate(imports)`. The glue is the wasm's own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::house::House;
use crate::page::ESM;
use crate::shell::{Explained as _, Outcome, Stop, output, silent_step};

/// wasm2js knows the mvp and bulk memory: what a page's wasm has besides is taken out first.
const LOWERING: &[&str] = &[
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
];
/// What wasm2js writes before the code: the one module that everything is imported from.
const HEAD: &str = "import * as a from 'a';\n";
/// What it writes after the code: one instance, made on loading. A page makes its own, and more than one.
const TAIL: &str = "\nvar retasmFunc = asmFunc({";
/// What copies and fills memory. wasm2js writes it for the whole file, over the memory of the instance made last; an
/// instance has its own, and the platform's own loops: written out byte by byte they made searching half as slow again.
const HELPERS: [(&str, &str); 2] = [
    (
        "wasm2js_memory_copy",
        "(to, from, size) { HEAPU8.copyWithin(to, from, from + size); }",
    ),
    (
        "wasm2js_memory_fill",
        "(to, value, size) { HEAPU8.fill(value, to, to + size); }",
    ),
];
const MAKES: &str = "function asmFunc(imports) {\n";
/// A memory that grows hands out a new buffer: the glue's getters compare buffers, see `glue.rs`.
const GROWS: &str = "buffer = newBuffer;";

/// Makes the twin of a wasm, unless it stands.
pub(crate) fn build(house: &House, wasm: &Path) -> Outcome<PathBuf> {
    let twin = wasm.with_file_name("twin.js");
    let stamp = wasm.with_file_name("twin-stamp");
    let bytes = fs::read(wasm).explained(wasm.display())?;
    let lock = fs::read(house.tools().join("package-lock.json")).explained("package-lock.json")?;
    let key = digest::of([bytes.as_slice(), &lock, include_bytes!("twin.rs")]);
    if twin.exists() && fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
        return Ok(twin);
    }
    let _ = fs::remove_file(&stamp);
    silent_step("making the twin (wasm2js)", || {
        let generated = wasm.with_file_name("wasm2js.js");
        let lowered = wasm.with_file_name("lowered.wasm");
        output(
            house
                .npm_program("wasm-opt")
                .args(LOWERING)
                .arg(wasm)
                .arg("-o")
                .arg(&lowered),
        )?;
        output(
            house
                .npm_program("wasm2js")
                .args(["--mvp-features", "--enable-bulk-memory", "-Oz"])
                .arg(&lowered)
                .arg("-o")
                .arg(&generated),
        )?;
        let text = fs::read_to_string(&generated).explained(generated.display())?;
        fs::write(&generated, fit(&text)?).explained(generated.display())?;
        let mut esbuild = house.npm_program("esbuild");
        esbuild
            .arg(&generated)
            .args(["--minify", "--log-level=warning"])
            .args(ESM.0);
        let small = output(&mut esbuild)?;
        fs::write(&twin, small).explained(twin.display())
    })?;
    fs::write(&stamp, key).explained(stamp.display())?;
    Ok(twin)
}

/// From a module that makes one instance on loading to one that makes as many as it is asked for.
fn fit(generated: &str) -> Outcome<String> {
    let missing = |text: &str| {
        Stop::failed(format!(
            "wasm2js no longer writes `{}`; see xtask/src/twin.rs",
            text.trim()
        ))
    };
    let body = generated.strip_prefix(HEAD).ok_or_else(|| missing(HEAD))?;
    let (body, _) = body.split_once(TAIL).ok_or_else(|| missing(TAIL))?;
    if !body.contains(GROWS) {
        return Err(missing(GROWS));
    }
    let (mut head, code) = body
        .split_once(MAKES)
        .map(|(head, code)| (head.to_owned(), code))
        .ok_or_else(|| missing(MAKES))?;
    let mut own = String::new();
    for (name, work) in HELPERS {
        let begin = format!("  function {name}(");
        let Some(at) = head.find(&begin) else {
            // A module that never copies has none.
            continue;
        };
        let end = head.get(at..).and_then(|rest| rest.find("\n  }\n"));
        let end = at + end.ok_or_else(|| missing("\n  }\n"))? + 5;
        head.replace_range(at..end, "");
        own += &format!(" function {name}{work}\n");
    }
    Ok(format!(
        "{head}{MAKES}{own}{code}\nexport const instantiate = asmFunc;\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::fit;

    const GENERATED: &str = "import * as a from 'a';\n  function wasm2js_memory_copy(dest, source, size) {\n    bufferView.copyWithin(dest, source, source + size);\n  }\nfunction asmFunc(imports) {\n   buffer = newBuffer;\n}\n\nvar retasmFunc = asmFunc({\n  \"a\": a,\n});\nexport var b = retasmFunc.b;\n";

    #[test]
    fn a_page_makes_its_own_instance() {
        let fitted = fit(GENERATED).expect("as wasm2js writes it");
        assert!(fitted.ends_with("}\n\nexport const instantiate = asmFunc;\n"));
        assert!(!fitted.contains("import ") && !fitted.contains("retasmFunc"));
        // Once, and inside.
        assert_eq!(fitted.matches("function wasm2js_memory_copy").count(), 1);
        assert!(!fitted.contains("bufferView.copyWithin"));
        let inside = fitted
            .split("function asmFunc")
            .nth(1)
            .expect("an instance");
        assert!(inside.contains("HEAPU8.copyWithin") && !inside.contains("memory_fill"));
    }

    #[test]
    fn changed_output_fails_the_build() {
        let check = |from: &str, to: &str| {
            let stop = fit(&GENERATED.replace(from, to)).expect_err(from);
            assert!(stop.sentence.contains("no longer writes"), "{from}");
        };
        check("import * as a", "import * as env");
        check("var retasmFunc", "const retasmFunc");
        check("buffer = newBuffer", "resize(newBuffer)");
        check("function asmFunc(imports)", "function asm(imports)");
    }
}
