// Counts what is registered with the browser and not yet let go of, by anybody but the page's first script.
(() => {
  const listeners = new Map();
  const timers = new Map();
  const observers = new Map();
  let asked = 0;
  const key = (kind, options) => `${kind} ${typeof options === "object" ? Boolean(options?.capture) : Boolean(options)}`;
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (kind, heard, options) {
    // Those of requests and databases go with their targets.
    if (heard && this instanceof Node || this === window || !(this instanceof Object) || this === window.visualViewport || this === window.navigation) {
      const at = this || window;
      if (!listeners.has(at)) listeners.set(at, new Map());
      const name = key(kind, options);
      if (!listeners.get(at).has(name)) listeners.get(at).set(name, new Set());
      listeners.get(at).get(name).add(heard);
    }
    return add.call(this, kind, heard, options);
  };
  EventTarget.prototype.removeEventListener = function (kind, heard, options) {
    listeners.get(this || window)?.get(key(kind, options))?.delete(heard);
    return remove.call(this, kind, heard, options);
  };
  const { setTimeout: later, clearTimeout: never, requestAnimationFrame: frame, cancelAnimationFrame: skip } = window;
  window.setTimeout = (act, ...rest) => {
    asked += 1;
    const id = later((...given) => { timers.delete(id); act(...given); }, ...rest);
    // A driver's own limit for what it runs here is nobody's leak.
    const { stack } = new Error();
    if (!stack.includes("evaluateJavaScriptFunction")) timers.set(id, stack);
    return id;
  };
  window.clearTimeout = (id) => { timers.delete(id); never(id); };
  window.requestAnimationFrame = (act) => {
    asked += 1;
    const id = frame((time) => { timers.delete(`f${id}`); act(time); });
    timers.set(`f${id}`, "a frame");
    return id;
  };
  window.cancelAnimationFrame = (id) => { timers.delete(`f${id}`); skip(id); };
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"]) {
    const { observe, disconnect } = window[name].prototype;
    window[name].prototype.observe = function (...given) { observers.set(this, name); return observe.apply(this, given); };
    window[name].prototype.disconnect = function () { observers.delete(this); return disconnect.call(this); };
  }
  const heldByNodes = () => [...listeners].filter(([at]) => !(at instanceof Node) || at.isConnected || at === document || at instanceof ShadowRoot && at.host.isConnected)
    .reduce((sum, [, kinds]) => sum + [...kinds.values()].reduce((n, set) => n + set.size, 0), 0);
  const nodes = () => { const root = document.querySelector("shirube-root"); return root ? root.shadowRoot.querySelectorAll("*").length + 1 : 0; };
  /** Who holds what, for whoever looks for a leak. */
  window.who = () => [...listeners].map(([at, kinds]) => [String(at), [...kinds].filter(([, set]) => set.size).map(([name, set]) => `${name} ${set.size}`)]).concat([...timers]);
  /** What is held now. */
  window.held = () => ({ listeners: heldByNodes(), timers: timers.size, observers: observers.size, nodes: nodes() });
  /** How often a frame or a timer was asked for so far. */
  window.asked = () => asked;
  window.frame = (act) => frame(act);
})();
