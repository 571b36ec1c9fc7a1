// The authors' compiler in a page, for `data-manifest`: development only, loaded on demand.

import { bind } from "shirube-glue";

/** From the text of a manifest.json to `{catalogue, files}`; rejects when it is refused. */
export async function compile(text) {
  let trapped;
  const core = bind((error) => { trapped = error; });
  await core.instantiate(await fetch(new URL(SHIRUBE_BUILD.WASM, import.meta.url), {
    integrity: SHIRUBE_BUILD.WASM_INTEGRITY,
  }));
  const compiled = core.compile(text);
  if (trapped) throw trapped;
  return compiled;
}
