// Plays conformance cases in the module that was built as a page's is. Arguments: the module's folder (glue.js
// and its wasm or twin), `wasm` or `twin`, and a folder of cases (NAME.bin: published bytes, NAME.txt: the script).
// Prints `{NAME: {out} or {error}}`. Every case has an instance of its own, as every page has.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const [folder, engine, cases] = process.argv.slice(2);
const load = async (file) => import(`data:text/javascript,${encodeURIComponent(await readFile(join(folder, file), "utf8"))}`);
const { bind } = await load("glue.js");
const source = engine === "twin" ? await fromTwin() : await fromWasm();

const names = (await readdir(cases)).filter((file) => file.endsWith(".txt")).map((file) => file.slice(0, -4));
const outcomes = {};
for (const name of names.sort()) {
  const published = await readFile(join(cases, `${name}.bin`));
  const script = await readFile(join(cases, `${name}.txt`), "utf8");
  outcomes[name] = await play(published, script);
}
process.stdout.write(JSON.stringify(outcomes));

async function fromWasm() {
  const wasm = await readFile(join(folder, "player_wasm.wasm"));
  return () => new Response(wasm, { headers: { "content-type": "application/wasm" } });
}

async function fromTwin() {
  const { instantiate } = await load("twin.js");
  // Nothing of it may reach for the engine that it stands in for.
  delete globalThis.WebAssembly;
  return () => instantiate;
}

async function play(published, script) {
  let trapped;
  const core = bind((error) => { trapped = error; });
  try {
    await core.instantiate(source());
    const out = core.play(published, script);
    // A trap is told in a microtask, when the outermost frame has unwound.
    await undefined;
    return out === undefined ? { error: `trapped: ${trapped && trapped.message}` } : { out };
  } catch (error) {
    return { error: String(error && error.message || error) };
  }
}
