// Help search in the page: a core of its own, brought in when help opens. An index and words go in, the bytes of hits
// come out. The build names the files that lie beside this one.

import { bind } from "shirube-glue";
import { instantiate } from "./instantiate.js";

/** `{open(bytes), search(query, page, limit)}`; rejects where it cannot be started. `engine` as the page's own core. */
export async function start(engine) {
  const core = bind(() => {});
  const hasWasm = engine !== "js" && typeof WebAssembly === "object";
  const wasm = hasWasm ? fetch(new URL(SHIRUBE_BUILD.WASM, import.meta.url), { integrity: SHIRUBE_BUILD.WASM_INTEGRITY }) : undefined;
  const twin = engine === "wasm" ? undefined : () => import(SHIRUBE_BUILD.TWIN);
  const failure = await instantiate(core, wasm, twin);
  if (failure) throw new Error(failure[1]);
  return core;
}
