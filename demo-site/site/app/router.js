// Pages by path over the History API. A link stays a link: only plain clicks on this site's own paths are taken over.

let table = [];
let draw = () => {};

/** Routes are `{pattern: RegExp, page}`, or `{pattern, moved(match)}` for a page that has another path now; `show(page, match, again)` draws, `again` when nothing but the language changed. */
export function begin(routes, show) {
  table = routes;
  draw = show;
  addEventListener("popstate", () => arrive(false));
  document.addEventListener("click", follow);
  arrive(false);
}

export function go(path) {
  history.pushState(null, "", path.includes("?") ? path : path + kept());
  arrive(false);
}

/** Opens an address that came from elsewhere: this site's own by its page, another as any browser would. */
export function open(address) {
  const { origin, pathname, search, hash } = new URL(address, location.href);
  if (origin === location.origin) go(pathname + search + hash);
  else location.assign(address);
}

/** Draws the same page once more, in another language say. */
export function redraw() {
  arrive(true);
}

export const path = () => location.pathname.replace(/(.)\/$/, "$1");

function arrive(again) {
  if (path() === "/") history.replaceState(null, "", `/invoices${location.search}${location.hash}`);
  const here = path();
  for (const { pattern, page, moved } of table) {
    const match = pattern.exec(here);
    if (!match) continue;
    if (!moved) return draw(page, match, again);
    history.replaceState(null, "", moved(match) + location.search + location.hash);
    return arrive(again);
  }
  return draw(null, null, again);
}

function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[href^='/']");
  if (!link || link.target || link.hasAttribute("download")) return;
  event.preventDefault();
  go(link.getAttribute("href"));
}

// `?control` is a page without the tag; a reload further on must stay one.
function kept() {
  return new URLSearchParams(location.search).has("control") ? "?control" : "";
}
