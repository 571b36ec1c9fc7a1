// From a claimed page to a running core: when to begin, and what to fetch side by side.

const HAS_WASM = typeof WebAssembly === "object";

/**
 * Brings the core into the page. `sources` says where things lie: `module`, `twin` and `search` load ES modules,
 * `wasm` and `author` are addresses, `integrity` is the digest of the wasm.
 */
export function launch(surface, options, sources) {
  if (!isSupported()) return surface.fail("unsupported_browser");
  if (options.engine === "wasm" && !HAS_WASM) {
    return surface.fail("engine_unavailable", "WebAssembly was asked for, and there is none here");
  }
  surface.cancel = afterFirstPaint(() => load(surface, options, sources));
  return undefined;
}

async function load(surface, options, sources) {
  // All leave together; what fails early must not count as unhandled while another is awaited.
  const wasm = HAS_WASM && options.engine !== "js"
    ? settled(fetch(sources.wasm, { __proto__: null, integrity: sources.integrity }))
    : settled(sources.twin()) && undefined;
  const catalogue = options.manifest
    ? undefined
    : settled(fetch(`${options.content}catalogue.bin`, { __proto__: null, cache: "no-cache", credentials: "same-origin" }));
  let run;
  try {
    ({ run } = await sources.module());
  } catch (error) {
    return surface.fail("module_unreachable", `the module could not be loaded (${error.message})`);
  }
  const twin = options.engine === "wasm" ? undefined : sources.twin;
  return run({ ...sources, surface, options, wasm, twin, catalogue });
}

function settled(promise) {
  promise.catch(() => {});
  return promise;
}

// light-dark() came with Chrome 123 and Safari 17.5, popover with Firefox 125: together, the floor.
function isSupported() {
  return typeof CSS === "object" && CSS.supports("color", "light-dark(red,red)")
    && "popover" in HTMLElement.prototype;
}

// The host's first paint goes first. A hidden page paints nothing and may never be idle, so a timer
// runs beside; whichever comes first begins, and the rest is undone.
function afterFirstPaint(begin) {
  let frame;
  let timer;
  let idle;
  const cancel = () => {
    document.removeEventListener("DOMContentLoaded", wait);
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    if (idle) cancelIdleCallback(idle);
  };
  const go = () => {
    cancel();
    begin();
  };
  const wait = () => {
    timer = setTimeout(go, 1000);
    frame = requestAnimationFrame(() => {
      if (window.requestIdleCallback) {
        idle = requestIdleCallback(go, { timeout: 500 });
      } else {
        clearTimeout(timer);
        timer = setTimeout(go);
      }
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wait);
  else wait();
  return cancel;
}
