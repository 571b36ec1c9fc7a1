// The deep link that brought a person here, `?shirube=ID` or `ID.CASE`, in the query or the fragment. It is read before
// the host's router may rewrite the address, and kept over a log-in: half an hour, in this tab.

const KEY = "shirube:link";
const KEPT = 30 * 60 * 1000;
const FORM = /^[a-z2-7]{8}(\.[\w-]+)?$/;

/** Takes note of the address. Where nothing may be kept, the link serves this page alone. */
export function noteLink(consent) {
  const found = /[?&#]shirube=([a-z2-7]{8}(\.[\w-]+)?)(?=$|[&#])/.exec(location.search + location.hash);
  if (!found) return undefined;
  try {
    if (consent !== "unknown") sessionStorage.setItem(KEY, JSON.stringify([found[1], Date.now()]));
  } catch { /* refused */ }
  return found[1];
}

/** The link that is to be opened, of this page or of one before the log-in. */
export function keptLink(noted) {
  try {
    const [link, at] = JSON.parse(sessionStorage.getItem(KEY));
    // Whoever else writes there may have left anything.
    return noted || (Date.now() - at < KEPT && FORM.exec(link)?.[0]) || undefined;
  } catch {
    return noted;
  }
}

/** It was opened, or cannot be. */
export function dropLink() {
  try {
    sessionStorage.removeItem(KEY);
  } catch { /* refused */ }
}
