// One polite line at the foot of the page, read out once and gone after a while.

import { h } from "./dom.js";

const region = h("div", { class: "status", role: "status", "data-testid": "status" });
let timer = 0;

export const statusRegion = () => region;

export function announce(text) {
  clearTimeout(timer);
  region.replaceChildren(h("p", {}, text));
  timer = setTimeout(() => region.replaceChildren(), 6000);
}
