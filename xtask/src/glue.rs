//! wasm-bindgen's glue, made fit for somebody's page: memory views that follow the memory, a module that is
//! dead after a trap, one function `bind(onTrap)` around it all. Every expected text is looked for, and its
//! absence (after an update of wasm-bindgen) fails the build.

use crate::shell::{Outcome, Stop};

/// Where wasm-bindgen's own loading begins; ours takes its place.
const TAIL: &str = "let wasmModule, wasmInstance, wasm;";

/// What is replaced wherever the function that holds it is there: (function, found, put in its place).
const PATCHES: &[(&str, &str, &str)] = &[
    // Frames below a trap still run: the next thing they ask of the page unwinds them.
    (
        "function getObject(idx)",
        "{ return heap[idx]; }",
        "{ if (dead) throw dead; return heap[idx]; }",
    ),
    (
        "function handleError(f, args)",
        "    } catch (e) {\n",
        "    } catch (e) {\n        if (dead) throw dead;\n",
    ),
    // What the browser calls must not throw a dead module at the host.
    (
        "function makeClosure(arg0, arg1, f)",
        "return f(state.a, state.b, ...args);\n        } finally {",
        "return f(state.a, state.b, ...args);\n        } catch (e) {\n            if (!dead) throw e;\n        } finally {",
    ),
    (
        "function makeMutClosure(arg0, arg1, f)",
        "return f(a, state.b, ...args);\n        } finally {",
        "return f(a, state.b, ...args);\n        } catch (e) {\n            if (!dead) throw e;\n        } finally {",
    ),
];

/// From the glue as generated and our own tail to a module that exports `bind`.
pub(crate) fn fit(glue: &str, tail: &str) -> Outcome<String> {
    let (body, _) = glue.split_once(TAIL).ok_or_else(|| missing(TAIL))?;
    if body
        .lines()
        .any(|line| line.starts_with("import ") || line.starts_with("export class "))
    {
        return Err(Stop::failed(
            "wasm-bindgen's glue holds an import or a class, and the page build carries neither along",
        ));
    }
    let mut body = follow_memory(body)?;
    for (function, found, replacement) in PATCHES {
        let Some(start) = body.find(function) else {
            continue;
        };
        let at = body[start..].find(found).ok_or_else(|| missing(found))? + start;
        body.replace_range(at..at + found.len(), replacement);
    }
    let exports: Vec<&str> = body.lines().filter_map(exported).collect();
    if exports.is_empty() {
        return Err(missing("export function"));
    }
    let mut members = exports.join(", ");
    if tail.contains("function extend(") {
        members.push_str(", extend");
    }
    let body = body.replace("export function ", "function ");
    Ok(format!(
        "export function bind(onTrap) {{\n{body}\n{tail}\nreturn {{ instantiate, {members} }};\n}}\n"
    ))
}

/// wasm2js grows a memory without detaching the old buffer, and the generated getters test for detachment
/// only: every string made after a grow would be empty. Ours compare the buffers.
fn follow_memory(glue: &str) -> Outcome<String> {
    let mut fitted = String::with_capacity(glue.len());
    let mut getters = 0;
    let mut replaced = 0;
    for line in glue.lines() {
        if line.starts_with("function get") && line.ends_with("Memory0() {") {
            getters += 1;
        }
        match cached_view(line) {
            Some(view) => {
                replaced += 1;
                fitted.push_str(&format!(
                    "    if (dead) throw dead;\n    if ({view} === null || {view}.buffer !== wasm.memory.buffer) {{"
                ));
            }
            None => fitted.push_str(line),
        }
        fitted.push('\n');
    }
    if getters == 0 || getters != replaced {
        return Err(Stop::failed(format!(
            "wasm-bindgen's glue has {getters} memory getters and {replaced} of them were understood; \
             see what became of `if (cached… === null || …` in xtask/src/glue.rs"
        )));
    }
    Ok(fitted)
}

/// The view of a getter's condition: `if (cachedX === null || cachedX.…) {`.
fn cached_view(line: &str) -> Option<&str> {
    let (view, rest) = line
        .trim_start()
        .strip_prefix("if (")?
        .split_once(" === null || ")?;
    let known = view.starts_with("cached") && view.ends_with("Memory0");
    (known && rest.starts_with(view) && rest.ends_with("{")).then_some(view)
}

fn exported(line: &str) -> Option<&str> {
    line.strip_prefix("export function ")?.split('(').next()
}

fn missing(text: &str) -> Stop {
    let first = text.lines().next().unwrap_or(text);
    Stop::failed(format!(
        "wasm-bindgen's glue no longer holds `{}`; see xtask/src/glue.rs",
        first.trim()
    ))
}

#[cfg(test)]
mod tests {
    use super::fit;

    const GLUE: &str = "\
export function boot(options) {
    wasm.boot(addHeapObject(options));
}
let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}
function getObject(idx) { return heap[idx]; }
let wasmModule, wasmInstance, wasm;
function initSync() {}
";

    #[test]
    fn views_are_compared_with_the_memory() {
        let fitted = fit(GLUE, "let wasm;").expect("the glue is as expected");
        assert!(
            fitted.contains("cachedUint8ArrayMemory0.buffer !== wasm.memory.buffer"),
            "{fitted}"
        );
        assert!(
            fitted.contains("if (dead) throw dead; return heap[idx];"),
            "{fitted}"
        );
        assert!(fitted.contains("return { instantiate, boot };"), "{fitted}");
        assert!(
            !fitted.contains("initSync") && !fitted.contains("byteLength"),
            "{fitted}"
        );
    }

    #[test]
    fn changed_glue_fails_the_build() {
        let check = |from: &str, to: &str, expected: &str| {
            let stop = fit(&GLUE.replace(from, to), "").expect_err(from);
            assert!(stop.sentence.contains(expected), "{}", stop.sentence);
        };
        check("=== null ||", "== null ||", "1 memory getters and 0");
        check(
            "return heap[idx]",
            "return heap.get(idx)",
            "return heap[idx]",
        );
        check("let wasmModule, ", "let ", "no longer holds");
        check("export function boot", "function boot", "export function");
        check(
            "export function boot",
            "import { a } from \"./snippet.js\";\nexport function boot",
            "an import",
        );
    }
}
