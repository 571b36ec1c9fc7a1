// Which core runs: the wasm, or the twin that was made of it, for pages whose policy or browser has no WebAssembly.

/**
 * Gives the core its code: `wasm` is a promise of a Response (absent: not asked for), `twin` loads the twin's module
 * (absent: not allowed). Resolves to nothing, or to what went wrong as `[code, sentence]`.
 */
export async function instantiate(core, wasm, twin) {
  const failure = wasm && await fromWasm(core, wasm);
  if (wasm && !(failure && twin)) return failure;
  try {
    await core.instantiate((await twin()).instantiate);
  } catch (error) {
    return failure || ["twin_unreachable", `the twin could not be loaded (${error.message})`];
  }
  return undefined;
}

async function fromWasm(core, wasm) {
  let response;
  try {
    response = await wasm;
    if (!response.ok) throw new Error(`status ${response.status}`);
  } catch (error) {
    return ["wasm_unreachable", `the wasm could not be loaded (${error.message})`];
  }
  try {
    await core.instantiate(response);
  } catch (error) {
    // A policy without 'wasm-unsafe-eval' and bytes that are no wasm both end here.
    return ["wasm_blocked", `the wasm could not be started (${error.message})`];
  }
  return undefined;
}
