// Replaces the tail of wasm-bindgen's glue. The build wraps both in one function `bind(onTrap)`, so
// that each Shirube of a page has an instance, a heap and a fate of its own.

let wasm;
let dead;
let depth = 0;
let imports;
let lent;

/** From a response: streams where the host serves the right type, and reads the bytes where it does not. From the twin's function. */
async function instantiate(response) {
  imports = __wbg_get_imports();
  if (typeof response === "function") {
    wasm = guard(response(imports));
    return;
  }
  wasm = guard(lent = await made(response, imports));
}

async function made(response, imports) {
  const streamable = (response.headers.get("content-type") || "").startsWith("application/wasm");
  const { instance } = streamable
    ? await WebAssembly.instantiateStreaming(response, imports)
    : await WebAssembly.instantiate(await response.arrayBuffer(), imports);
  return instance.exports;
}

// A trap, or an exception that crosses wasm frames, leaves the module's state half-written: it is
// dead from then on, entered by nobody, and what happened reaches the hook instead of the host.
// The hook waits for the outermost frame, since the frames below a nested trap still unwind: the
// patched glue throws `dead` at the next thing they ask of the page.
function guard(exports) {
  const guarded = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] = typeof value !== "function" ? value : (...values) => {
      if (dead) return undefined;
      depth += 1;
      try {
        return value(...values);
      } catch (error) {
        dead = dead || { trapped: error };
      } finally {
        depth -= 1;
        if (dead && depth === 0) {
          heap.length = 0;
          queueMicrotask(() => onTrap(dead.trapped));
        }
      }
      return undefined;
    };
  }
  return guarded;
}
