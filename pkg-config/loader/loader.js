// shirube.js: the one script tag. Reads the tag, claims the page, and brings the core in once the
// host has painted. Silent to the end user whatever happens; a developer reads one warning.
// SHIRUBE_BUILD is baked in: names are content hashes, the digest covers the wasm.

import { launch } from "../entry/launch.js";
import { noteLink } from "../entry/link.js";
import { claim } from "../entry/surface.js";

// Only readable while the tag runs.
const tag = document.currentScript;
const surface = claim();

if (surface) {
  try {
    start(tag, surface);
  } catch (error) {
    surface.fail("wrong_address", error.message);
  }
}

function start(tag, surface) {
  if (!tag || !tag.src) {
    surface.fail("no_script_tag", "the loader must run from a <script src> of its own, not as a module or inline");
    return;
  }
  // Its own attributes: every object, this too, has what others put into all of them.
  const { content, collector, key, signer, tenant, frames, language, consent, progress, engine, manifest } = { __proto__: null, ...tag.dataset };
  const words = (list) => (list || "").split(/\s+/).filter(Boolean);
  const beside = (name) => new URL(name, tag.src).href;
  const options = {
    version: SHIRUBE_BUILD.VERSION,
    content: content === undefined ? beside("content/") : folder(content),
    collector: collector === undefined ? undefined : folder(collector),
    manifest: manifest === undefined ? undefined : new URL(manifest, document.baseURI).href,
    signer: words(signer),
    frames: words(frames),
    link: noteLink(consent),
    key, tenant, language, consent, progress, engine,
  };
  launch(surface, options, {
    module: () => import(beside(SHIRUBE_BUILD.MODULE)),
    wasm: beside(SHIRUBE_BUILD.WASM),
    integrity: SHIRUBE_BUILD.WASM_INTEGRITY,
    twin: () => import(beside(SHIRUBE_BUILD.TWIN)),
    search: () => import(beside(SHIRUBE_BUILD.SEARCH)),
    words: { ar: () => import(beside(SHIRUBE_BUILD.WORDS_AR)) },
    author: SHIRUBE_BUILD.AUTHOR && beside(SHIRUBE_BUILD.AUTHOR),
  });
}

function folder(address) {
  return new URL(address, document.baseURI).href.replace(/\/?$/, "/");
}
