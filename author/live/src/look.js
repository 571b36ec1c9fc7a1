// Runs in a world of our own in the author's page. It resolves anchors as the SDK does (sdk/src/browser/watch/find.rs),
// makes an anchor of an element that was pointed at, and tells what the author does while a guide is recorded.
globalThis.look ||= (() => {
  const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy"];
  const TAGS = {
    button: "button,summary,input[type=button],input[type=submit],[role=button]",
    link: "a[href],[role=link]",
    textbox: "input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=url],textarea,[role=textbox]",
    combobox: "select,[role=combobox]",
    checkbox: "input[type=checkbox],[role=checkbox]",
    radio: "input[type=radio],[role=radio]",
    heading: "h1,h2,h3,h4,h5,h6,[role=heading]",
    tab: "[role=tab]",
    menuitem: "[role=menuitem]",
    dialog: "dialog,[role=dialog]",
    navigation: "nav,[role=navigation]",
    table: "table,[role=table]",
  };
  const TEXTS = "a,button,label,summary,h1,h2,h3,h4,h5,h6,th,td,li,dt,dd,p,span,div";
  const folded = (text) => (text ?? "").split(/\s+/).filter(Boolean).join(" ");
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.isConnected && element.checkVisibility({ visibilityProperty: true });
  };

  function nameOf(element) {
    const attribute = (name) => (element.getAttribute(name)?.trim() ? element.getAttribute(name) : undefined);
    const ids = attribute("aria-labelledby");
    if (ids) return ids.split(/\s+/).map((id) => element.ownerDocument.getElementById(id)?.textContent ?? "").join(" ");
    const own = element.textContent?.trim() ? element.textContent : undefined;
    return attribute("aria-label") ?? element.labels?.[0]?.textContent ?? own ?? attribute("title") ?? attribute("placeholder") ?? attribute("value") ?? "";
  }

  function roleOf(element) {
    const own = element.getAttribute("role");
    if (own) return own.split(/\s+/)[0];
    return Object.keys(TAGS).find((role) => element.matches(TAGS[role]));
  }

  function scopeOf(path = []) {
    let scope = document;
    for (const css of path) {
      const host = scope.querySelectorAll(css)[0];
      scope = host?.shadowRoot ?? host?.contentDocument;
      if (!scope) return undefined;
    }
    return scope;
  }

  const roleFits = (role, element) => {
    const own = element.getAttribute("role");
    return own === null ? !!TAGS[role] && element.matches(TAGS[role]) : own.split(/\s+/)[0] === role;
  };
  const nameFits = (anchor, element) => anchor.name === undefined || folded(nameOf(element)) === folded(anchor.name);
  const fits = (anchor, element) =>
    (anchor.role === undefined || roleFits(anchor.role, element)) && nameFits(anchor, element) &&
    (anchor.text === undefined || folded(element.textContent) === folded(anchor.text));

  function candidates(anchor, scope) {
    const all = (css) => [...scope.querySelectorAll(css)];
    const lists = [];
    if (anchor.test_id !== undefined) lists.push(all(TEST_IDS.map((name) => `[${name}="${CSS.escape(anchor.test_id)}"]`).join(",")));
    if (anchor.css !== undefined) lists.push(all(anchor.css));
    if (anchor.role !== undefined) lists.push(all(TAGS[anchor.role] ?? "[role]").filter((each) => roleFits(anchor.role, each) && nameFits(anchor, each)));
    if (anchor.text !== undefined && anchor.role === undefined) {
      const same = all(TEXTS).filter((each) => folded(each.textContent) === folded(anchor.text));
      lists.push(same.filter((each) => !same.some((other) => other !== each && each.contains(other))));
    }
    return lists;
  }

  /** The element of an anchor in one language, and the verdict: found, missing, hidden or ambiguous. */
  function find(anchor) {
    const scope = scopeOf(anchor.in);
    if (!scope) return { verdict: "missing" };
    let verdict = "missing";
    for (const all of candidates(anchor, scope)) {
      const seen = all.filter(visible);
      const narrowed = seen.filter((each) => fits(anchor, each));
      const best = seen.length === 1 ? seen[0] : narrowed.length === 1 ? narrowed[0] : undefined;
      if (best) return { verdict: "found", element: best };
      if (anchor.near && seen.length > 1) {
        const { element: reference } = find(anchor.near);
        if (reference) return { verdict: "found", element: closest(seen, reference) };
      }
      if (seen.length) verdict = "ambiguous";
      else if (all.length && verdict === "missing") verdict = "hidden";
    }
    return { verdict };
  }

  function closest(all, reference) {
    const centre = (element) => {
      const box = element.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = centre(reference);
    const far = (element) => Math.hypot(centre(element)[0] - x, centre(element)[1] - y);
    return all.reduce((best, each) => (far(each) < far(best) ? each : best));
  }

  // Ids that a framework counts up, or that hold a hash, are others tomorrow.
  const lasting = (id) => /^[A-Za-z][A-Za-z_-]*(-?\d{1,2})?$/.test(id) && !/^(radix|headlessui|mui|ember|react|:r)/i.test(id);

  /** The anchors that name this element alone, the most lasting first. */
  function anchorsOf(element) {
    const path = [];
    for (let root = element.getRootNode(); root !== document; root = root.host?.getRootNode() ?? root.defaultView?.frameElement?.getRootNode()) {
      const host = root.host ?? root.defaultView?.frameElement;
      if (!host) return [];
      path.unshift(host.id ? `#${CSS.escape(host.id)}` : host.localName);
    }
    const made = [];
    const testId = TEST_IDS.map((name) => element.getAttribute(name)).find(Boolean);
    const role = roleOf(element);
    const name = folded(nameOf(element));
    const text = folded(element.textContent);
    if (testId) made.push({ test_id: testId });
    if (element.id && lasting(element.id)) made.push({ css: `#${CSS.escape(element.id)}` });
    if (role && name && name.length <= 60) made.push({ role, name });
    if (text && text.length <= 40 && element.matches(TEXTS)) made.push({ text });
    for (const attribute of ["name", "aria-label", "placeholder"]) {
      const value = element.getAttribute(attribute);
      if (value) made.push({ css: `${element.localName}[${attribute}="${CSS.escape(value)}"]` });
    }
    const all = path.length ? made.map((anchor) => ({ ...anchor, in: path })) : made;
    const alone = all.filter((anchor) => find(anchor).element === element);
    if (alone.length) return alone;
    // Not unique by itself: the nearest ancestor that has a lasting name of its own narrows it.
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      const above = TEST_IDS.map((name) => (up.getAttribute(name) ? `[${name}="${CSS.escape(up.getAttribute(name))}"]` : "")).find(Boolean)
        ?? (up.id && lasting(up.id) ? `#${CSS.escape(up.id)}` : undefined);
      if (!above) continue;
      const own = testId ? `[data-testid="${CSS.escape(testId)}"]` : element.localName;
      const anchor = { css: `${above} ${own}`, ...(path.length && { in: path }) };
      if (find(anchor).element === element) return [anchor];
    }
    return besides(element, all);
  }

  /** One of several alike is the one beside something that has a lasting name. */
  function besides(element, made) {
    let up = element.parentElement;
    for (let level = 0; up && level < 4; level += 1, up = up.parentElement) {
      for (const other of up.querySelectorAll(TEST_IDS.map((name) => `[${name}]`).join(",") + ",[id]")) {
        if (other.contains(element) || element.contains(other)) continue;
        const testId = TEST_IDS.map((name) => other.getAttribute(name)).find(Boolean);
        const near = testId ? { test_id: testId } : lasting(other.id) && { css: `#${CSS.escape(other.id)}` };
        const anchor = near && find(near).element === other && made.map((each) => ({ ...each, near })).find((each) => find(each).element === element);
        if (anchor) return [anchor];
      }
    }
    return [];
  }

  /** What a reader calls the element: its words, else its kind. */
  const wordsOf = (element) => folded(nameOf(element)).slice(0, 40) || element.localName;
  const here = () => location.pathname + (location.hash.startsWith("#/") ? location.hash : "");

  // What is pointed at is what can be acted on, not the picture within it.
  function meant(event) {
    const hit = event.composedPath()[0];
    if (!(hit instanceof Element)) return undefined;
    return hit.closest("button,a[href],input,select,textarea,summary,label,[role],[data-testid],[data-test-id],[data-test],[data-cy]") ?? hit;
  }

  const tell = (what, element) =>
    globalThis.shirubeSay?.(JSON.stringify({ what, page: here(), title: document.title, words: wordsOf(element), anchors: anchorsOf(element), kind: roleOf(element) ?? element.localName,
      language: document.documentElement.lang || navigator.language }));

  // What is filled in is told once it is filled in, not when it is entered.
  const WRITTEN = "select,textarea,input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset],[type=image])";

  let mode = "rest";
  let frame;

  function outline(element) {
    if (!frame) {
      const host = document.createElement("shirube-outline");
      const root = host.attachShadow({ mode: "closed" });
      const box = document.createElement("div");
      root.append(box);
      frame = { host, box };
    }
    const { host, box } = frame;
    if (!element) return host.remove();
    const { x, y, width, height } = element.getBoundingClientRect();
    // Through the object model: a page's content policy forbids style attributes.
    Object.assign(host.style, { position: "fixed", inset: "0", zIndex: "2147483647", pointerEvents: "none", display: "block" });
    Object.assign(box.style, {
      position: "absolute", left: `${x - 4}px`, top: `${y - 4}px`, width: `${width + 8}px`, height: `${height + 8}px`, boxSizing: "border-box",
      border: "2px solid #0b57d0", borderRadius: "8px", background: "rgb(11 87 208 / .12)",
    });
    if (!host.isConnected) document.documentElement.append(host);
    return undefined;
  }

  function swallow(event) {
    if (mode !== "pick" || !event.isTrusted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup", "dblclick", "auxclick", "contextmenu"]) addEventListener(name, swallow, true);
  addEventListener("pointermove", (event) => { if (mode !== "rest") outline(meant(event)); }, true);
  addEventListener("click", (event) => {
    const element = meant(event);
    if (!element || !event.isTrusted) return;
    if (mode === "pick") {
      swallow(event);
      set("rest");
      tell("picked", element);
    } else if (mode === "record" && !element.matches(WRITTEN) && !element.control?.matches(WRITTEN)) tell("click", element);
  }, true);
  addEventListener("change", (event) => {
    if (mode === "record" && event.isTrusted && event.target instanceof Element && event.target.matches(WRITTEN)) tell("input", event.target);
  }, true);
  addEventListener("keydown", (event) => {
    if (mode === "pick" && event.key === "Escape") {
      swallow(event);
      set("rest");
      globalThis.shirubeSay?.(JSON.stringify({ what: "left" }));
    }
  }, true);

  function set(wanted) {
    mode = wanted;
    if (mode === "rest") outline(undefined);
    return mode;
  }

  return {
    set,
    here,
    anchorsOf,
    nameOf,
    roleOf,
    find,
    verdict: (anchor) => find(anchor).verdict,
    /** Shows where an anchor's element is, for a moment of looking. */
    show(anchor) {
      const { verdict, element } = find(anchor);
      element?.scrollIntoView({ block: "center" });
      outline(element);
      return verdict;
    },
  };
})();
