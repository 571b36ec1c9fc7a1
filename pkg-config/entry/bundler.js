// The npm entry. Importing does nothing, with or without a DOM; `init` does what the script tag does.

import { bare, checkCall, wrong } from "./arguments.js";
import { launch } from "./launch.js";
import { noteLink } from "./link.js";
import { claim, ShirubeError } from "./surface.js";

export { ShirubeError };

const TAKES = {
  options: {
    content: "string", "collector?": "string", "key?": "string", "tenant?": "string", "language?": "string", "manifest?": "string",
    "consent?": ["granted", "denied", "unknown"], "progress?": ["local", "collector"], "engine?": ["auto", "wasm", "js"],
  },
};

/** Starts Shirube in this page and returns its public object; a second call returns the first one's. */
export function init(options) {
  const given = bare(options);
  checkCall("init", [given], TAKES);
  const { content, collector, manifest, signer, frames, ...rest } = given;
  const signers = signer == null ? [] : typeof signer === "string" ? signer.split(/\s+/).filter(Boolean) : signer;
  if (!Array.isArray(signers) || !signers.every((key) => typeof key === "string")) {
    throw wrong("init", "signer", "a string or a list of strings");
  }
  // Before the page is claimed: an address that is none throws, and must leave nothing behind.
  const absolute = {
    ...rest,
    version: SHIRUBE_BUILD.VERSION,
    content: folder("content", content),
    collector: collector == null ? undefined : folder("collector", collector),
    manifest: manifest == null ? undefined : address("manifest", manifest),
    signer: words("signer", signer),
    frames: words("frames", frames),
    link: noteLink(rest.consent),
  };
  const surface = claim();
  if (!surface) return window.shirube;
  launch(surface, absolute, {
    module: () => import("./module.js"),
    // Bundlers look for exactly this form to carry the file along.
    wasm: new URL("./shirube.wasm", import.meta.url).href,
    integrity: SHIRUBE_BUILD.WASM_INTEGRITY,
    twin: () => import("./twin.js"),
    search: () => import("./search.js"),
    words: { ar: () => import("./words-ar.js") },
  });
  return surface.api;
}

function words(field, value) {
  const list = value == null ? [] : typeof value === "string" ? value.split(/\s+/).filter(Boolean) : value;
  if (Array.isArray(list) && list.every((word) => typeof word === "string")) return list;
  throw wrong("init", field, "a string or a list of strings");
}

function address(field, value) {
  try {
    return new URL(value, document.baseURI).href;
  } catch {
    throw wrong("init", field, "an address");
  }
}

const folder = (field, value) => address(field, value).replace(/\/?$/, "/");
