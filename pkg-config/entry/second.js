// The core's second module: quizzes, surveys and panels. It comes when it is wanted, or beforehand while the page is
// idle. What could not be fetched is tried again at the next wish. The build names the file that lies beside this one.

/** `extend(response)` takes the module in; `surface.cancel` undoes what still waits for an idle page. */
export function createSecond(extend, surface) {
  let coming;
  let cache;

  const idle = () => new Promise((go) => {
    if (window.requestIdleCallback) {
      const waiting = requestIdleCallback(go, { timeout: 3000 });
      surface.cancel = () => cancelIdleCallback(waiting);
    } else {
      const waiting = setTimeout(go, 300);
      surface.cancel = () => clearTimeout(waiting);
    }
  });

  return async (now) => {
    if (!now) await idle();
    coming ||= extend(fetch(new URL(SHIRUBE_BUILD.SECOND, import.meta.url), { integrity: SHIRUBE_BUILD.SECOND_INTEGRITY, cache }));
    try {
      await coming;
    } catch (error) {
      // What came damaged may have been kept.
      cache = "reload";
      coming = undefined;
      throw error;
    }
    return true;
  };
}
