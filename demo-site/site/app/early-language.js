// A classic script ahead of everything else: <html lang> is right before any other script reads it.
(() => {
  const known = (tag) => (tag === "ja" || tag === "en" ? tag : null);
  let kept = null;
  try {
    kept = localStorage.getItem("kumo.language");
  } catch {
    // Storage may be refused; the browser's language is enough then.
  }
  const asked = new URLSearchParams(location.search).get("lang");
  const browser = (navigator.language || "ja").toLowerCase().startsWith("ja") ? "ja" : "en";
  document.documentElement.lang = known(asked) ?? known(kept) ?? browser;
})();
