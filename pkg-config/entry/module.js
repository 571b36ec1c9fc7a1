// The ES module: joins the wasm core to the public object.

import { bind } from "shirube-glue";
import { createFinder } from "./finder.js";
import { createFrames } from "./frames.js";
import { createHit } from "./hit.js";
import { instantiate } from "./instantiate.js";
import { dropLink, keptLink } from "./link.js";
import { askMe } from "./me.js";
import { byRole, hasRole, isNamed } from "./name.js";
import { refusal } from "./signature.js";
import { createSecond } from "./second.js";
import { createStore } from "./store.js";

// No release is as large as this: what is, must not fill the core's memory.
const MOST = 16 << 20;

/**
 * Instantiates and boots the core. `wasm` and `catalogue` are promises of a Response, `twin` loads what runs
 * without WebAssembly, `search` what searches, `words` the widget's own beside Japanese and English; with
 * `options.manifest`, content is compiled in the page by the module at `author` instead. Never rejects: whatever goes wrong ends in `surface.fail` or is told to the core.
 */
export async function run({ surface, options, wasm, twin, catalogue, author, search, words }) {
  let io;
  const core = bind((error) => {
    const message = String(error && error.message);
    removeRoot();
    Promise.resolve(io && io.crashed(message)).finally(() => surface.release && surface.release());
    surface.fail("crashed", `guidance is off on this page (${message})`);
  });
  // Help search runs on what the page turned out to run on.
  const failure = await instantiate(core, wasm, twin && (() => {
    options.engine = "js";
    return twin();
  }));
  if (failure) return surface.fail(...failure);
  // The person's own setting in the browser goes before the page's attribute; a call goes before both.
  options.consent = navigator.globalPrivacyControl ? "denied" : options.consent || "granted";
  const store = createStore(options, (key, bytes) => core.merged(key, bytes));
  const hit = createHit(() => surface.warn("click_refused", "a click on a button that could not be seen does not count"));
  const frames = createFrames(options);
  surface.release = () => {
    hit.close();
    frames.close();
    return store.close();
  };
  const content = options.manifest
    ? await compileManifest(options.manifest, author)
    : await fetchCatalogue(catalogue, options.content);
  await judge(content, options, store, surface);
  if (!surface.alive) {
    surface.release();
    return undefined;
  }
  io = {
    ...store,
    ...frames,
    byRole,
    hasRole,
    isNamed,
    fetch: answering(content.fetch),
    search: answering(createFinder(search, () => options.engine, content.fetch)),
    words: answering(async (language) => (await words[language]()).default),
    second: answering(createSecond(core.extend, surface)),
    me: answering((token) => askMe(options.collector, token)),
    link: () => keptLink(options.link),
    linkUsed() {
      options.link = undefined;
      dropLink();
    },
    load: answering(store.load),
    rows: answering(store.rows),
    put: answering(store.put),
    post: answering(store.post),
    emit(name, detail) {
      if (name.endsWith(".shown")) hit.shown();
      if (name === "error") surface.warn(detail.code, detail.message);
      else surface.emit(name, detail);
    },
  };
  try {
    core.boot(options, content.catalogue, content.failure, io);
  } catch (error) {
    if (error && error.trapped) return undefined;
    return surface.fail("internal", `boot: ${error && error.message}`);
  }
  frames.open(core);
  return surface.connect({
    ...core,
    consent(state) {
      store.consent(state);
      core.consent(state);
    },
  });
}

// Content that nothing vouches for is not used where the tag pins keys, and is spoken of where it does not.
async function judge(content, { signer, tenant, manifest }, store, surface) {
  if (!content.catalogue) return;
  if (!signer.length) {
    if (!manifest) say("[shirube] unsigned_content: no data-signer pins a key, and so anybody who can write the content folder speaks in this page");
    return;
  }
  const stale = () => surface.warn("content_stale", "the content has expired: the last verified version stays in use until a new one is published");
  const { catalogue } = content;
  content.failure = await refusal(catalogue, signer, tenant, store.verified(), Date.now(), store.keepVerified, stale);
  if (content.failure) content.catalogue = null;
}

// A page may have taken its console away.
function say(sentence) {
  try {
    console.warn(sentence);
  } catch { /* nobody listens */ }
}

// The core hands a callback along, which hears once what came of it: nothing, where it failed.
function answering(work) {
  return (...given) => {
    const done = given.pop();
    work(...given).then(done, () => done());
  };
}

async function fetchCatalogue(catalogue, base) {
  const fetchFile = async (name, integrity) => bytesOf(await fetch(base + name, { __proto__: null, integrity }));
  try {
    const response = await catalogue;
    if (response.status === 404) return { catalogue: null, failure: "content_missing", fetch: fetchFile };
    return { catalogue: await bytesOf(response), fetch: fetchFile };
  } catch {
    return { catalogue: null, failure: "content_unreachable", fetch: fetchFile };
  }
}

async function compileManifest(address, author) {
  const failed = (failure) => ({ catalogue: null, failure, fetch: () => Promise.reject(new Error(failure)) });
  if (!author) return failed("manifest_unsupported");
  let text;
  let compile;
  try {
    const [response, module] = await Promise.all([fetch(address, { __proto__: null, cache: "no-cache" }), import(author)]);
    if (!response.ok) return failed("content_unreachable");
    text = await response.text();
    compile = module.compile;
  } catch {
    return failed("content_unreachable");
  }
  try {
    const { catalogue, files } = await compile(text);
    return {
      catalogue,
      fetch: (name) => (Object.hasOwn(files, name) ? Promise.resolve(files[name]) : Promise.reject(new Error(`no ${name}`))),
    };
  } catch {
    return failed("content_refused");
  }
}

async function bytesOf(response) {
  if (!response.ok) throw new Error(`status ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > MOST) throw new Error("too large");
  return bytes;
}

// The root may stand in a host's dialog. A core that trapped cannot remove it any more.
function removeRoot() {
  for (const root of document.querySelectorAll("shirube-root")) root.remove();
}
