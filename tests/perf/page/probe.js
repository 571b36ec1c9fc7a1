// Sees what a person sees: looks at the page in the task that follows each painted frame, when reading costs no
// layout of its own. The same for every library; what differs between them is in `adapter/`.

window.probe = (() => {
  const TITLES = ["Alpha", "Bravo", "Charlie", "Delta", "Echo"];
  const TARGETS = ["#new", "#search", "#save", "#row", "#foot"];
  const PADDING = 4;
  // How long a card must stand still before it counts as standing, in ms: longer than any pause inside a movement.
  const TAIL = 450;

  const frame = window.requestAnimationFrame.bind(window);
  const later = window.setTimeout.bind(window);
  const counts = { frames: 0, timers: 0, mutations: 0 };
  let spent = 0;
  let clicked;
  counted();

  // What libraries ask for is counted; what the probe itself asks for is not.
  function counted() {
    const wrap = (work, kind) => typeof work === "function"
      ? function (...values) { counts[kind] += 1; return work.apply(this, values); }
      : work;
    for (const [name, kind] of [["requestAnimationFrame", "frames"], ["requestIdleCallback", "timers"], ["setTimeout", "timers"], ["setInterval", "timers"]]) {
      const own = window[name].bind(window);
      window[name] = (work, ...rest) => own(wrap(work, kind), ...rest);
    }
  }

  const Observer = window.MutationObserver;
  window.MutationObserver = class extends Observer {
    constructor(hear) {
      super((records, observer) => {
        counts.mutations += records.length;
        hear(records, observer);
      });
    }
  };

  // A module's own memory is no part of the JavaScript heap.
  let memory;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...values) => {
      const made = await own(...values);
      memory = (made.instance || made).exports.memory;
      return made;
    };
  }
  const moduleBytes = () => (memory ? memory.buffer.byteLength : 0);

  addEventListener("click", (event) => { if (event.isTrusted) clicked = event.timeStamp; }, true);

  const channel = new MessageChannel();
  let waiting = [];
  channel.port1.onmessage = () => { for (const done of waiting.splice(0)) done(); };
  const task = () => new Promise((done) => { waiting.push(done); channel.port2.postMessage(0); });
  /** The time once a frame is painted. */
  const painted = () => new Promise((done) => { frame(() => { waiting.push(() => done(performance.now())); channel.port2.postMessage(0); }); });
  const pause = (ms) => new Promise((done) => { later(done, ms); });

  const box = (rect) => [rect.left, rect.top, rect.right, rect.bottom];
  const apart = (one, other) => Math.max(...one.map((edge, n) => Math.abs(edge - other[n])));

  function opacity(element) {
    let product = 1;
    for (let node = element; node; node = node.assignedSlot || node.parentElement || (node.getRootNode && node.getRootNode().host)) {
      product *= Number(getComputedStyle(node).opacity);
    }
    return product;
  }

  /** The card as seen now, if one is. */
  function look() {
    const card = window.adapter && adapter.card();
    if (!card || !card.checkVisibility({ visibilityProperty: true })) return undefined;
    const text = card.textContent;
    const rect = card.getBoundingClientRect();
    if (rect.width < 1) return undefined;
    return { step: TITLES.findIndex((title) => text.includes(title)), box: box(rect), opacity: opacity(card) };
  }

  const onScreen = ([left, top, right, bottom]) => right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  const equal = (one, other) => one && other && one.step === other.step && apart(one.box, other.box) < 0.5 && Math.abs(one.opacity - other.opacity) < 0.01;

  /** When the card of a step stood, in ms since `since`, and how far from there it was seen before. */
  async function settle(step, since, limit = 15000) {
    const frames = [];
    const begin = performance.now();
    let still = 0;
    for (;;) {
      const time = await painted();
      const start = performance.now();
      const seen = look();
      spent += performance.now() - start;
      frames.push({ time, seen });
      const last = frames.length - 1;
      if (last > 0 && !equal(frames[last - 1].seen, seen)) still = last;
      if (seen && seen.step === step && seen.opacity > 0.99 && time - frames[still].time >= TAIL) {
        const from = since === "click" ? clicked : since;
        const visible = frames.filter((f) => f.seen && f.seen.step === step && f.seen.opacity > 0.05 && onScreen(f.seen.box));
        const off = visible.map((f) => apart(f.seen.box.slice(0, 2), seen.box.slice(0, 2)));
        return {
          ms: frames[still].time - from,
          frames: frames.filter((f, n) => n <= still && f.time > from).length,
          seen: visible[0].time - from,
          astray: Math.max(...off),
          astrayFrames: off.filter((px) => px > 1).length,
          shown: inView(document.querySelector(TARGETS[step])),
          drift: drift(step),
          spent,
        };
      }
      if (performance.now() - begin > limit) return { failed: `no card of step ${step} stood; seen: ${JSON.stringify(seen)}` };
    }
  }

  /** Whether the window and every scroll container let the target's centre be seen. */
  function inView(target) {
    const rect = target.getBoundingClientRect();
    const x = (rect.left + rect.right) / 2;
    const y = (rect.top + rect.bottom) / 2;
    for (let node = target.parentElement; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      if (!/auto|scroll|hidden/.test(style.overflowY) || node === document.body) continue;
      const clip = node.getBoundingClientRect();
      if (x < clip.left || x > clip.right || y < clip.top || y > clip.bottom) return 0;
    }
    return Number(x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight);
  }

  /** How far the hole's worst edge is from where it belongs, in px. Without a hole there is no distance. */
  function drift(step) {
    const hole = adapter.hole();
    if (!hole) return undefined;
    const rect = document.querySelector(TARGETS[step]).getBoundingClientRect();
    return apart(hole, [rect.left - PADDING, rect.top - PADDING, rect.right + PADDING, rect.bottom + PADDING]);
  }

  /** Scrolls a little in every frame, there and back; the worst distance seen in one. */
  async function track(step, scroller, frames) {
    const from = scroller.scrollTop;
    const each = [];
    for (let n = 0; n < frames; n += 1) {
      await painted();
      each.push(drift(step));
      // After this frame, so that the event is on its way before the next one is drawn, as with a wheel.
      scroller.scrollTop = from + 7 * (n % 20 < 10 ? n % 20 : 20 - (n % 20));
    }
    const known = each.filter((px) => px !== undefined);
    return { worst: known.length ? Math.max(...known) : undefined, off: known.filter((px) => px > 1).length };
  }

  /** Something grows above the target, with no event for it: frames painted until hole and card are right again. */
  async function shift(step, frames = 120) {
    await painted();
    const rest = look().box[1] - document.querySelector(TARGETS[step]).getBoundingClientRect().top;
    const late = document.createElement("div");
    late.style.height = "37px";
    document.querySelector("main").prepend(late);
    for (let n = 0; n < frames; n += 1) {
      await painted();
      const seen = look();
      const card = seen && Math.abs(seen.box[1] - document.querySelector(TARGETS[step]).getBoundingClientRect().top - rest);
      if (seen && card <= 1 && !(drift(step) > 1)) return n;
    }
    return frames;
  }

  /** What runs while nothing happens. */
  async function idle(ms) {
    const before = { ...counts };
    await pause(ms);
    return { frames: counts.frames - before.frames, timers: counts.timers - before.timers };
  }

  /** The host at work on its own document; how much of that the library is told. */
  async function mutate(count) {
    const log = document.querySelector("#log");
    const each = [
      () => { const line = document.createElement("p"); line.textContent = "line"; log.append(line); },
      (n) => { log.lastChild.setAttribute("data-n", n); },
      (n) => { log.lastChild.firstChild.data = `line ${n}`; },
      () => { if (log.childNodes.length > 20) log.firstChild.remove(); else log.lastChild.className = "x"; },
    ];
    const before = counts.mutations;
    for (let n = 0; n < count; n += 1) {
      each[n % 4](n);
      if (n % 100 === 99) { log.offsetHeight; await task(); }
    }
    log.replaceChildren();
    await painted();
    return counts.mutations - before;
  }

  /** Waits until no card is seen, and a little longer for what fades. */
  async function gone() {
    for (let n = 0; n < 30; n += 1) {
      await painted();
      if (look()) n = 0;
    }
  }

  /** Starts and stops. Returns nothing, or what went wrong. */
  async function cycle(count, limit = 10000) {
    const until = async (what, holds) => {
      const begin = performance.now();
      while (!holds()) {
        await painted();
        if (performance.now() - begin > limit) throw new Error(what);
      }
    };
    for (let n = 0; n < count; n += 1) {
      adapter.start(0);
      await until(`cycle ${n}: no card came`, () => { const seen = look(); return seen && seen.step === 0; });
      adapter.stop();
      await until(`cycle ${n}: the card stayed`, () => look() === undefined);
    }
    await gone();
  }

  /** The centre of the Next button. */
  function next() {
    const rect = adapter.next().getBoundingClientRect();
    return [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
  }

  /** The extent of a path's last part, in the window's px: overlays in SVG cut their hole that way. */
  function cut(path) {
    const part = path.getAttribute("d").split(/(?=M)/).filter((text) => text.trim()).at(-1);
    const words = part.match(/[a-zA-Z]|-?\d*\.?\d+(?:e-?\d+)?/g) || [];
    const sizes = { M: 2, L: 2, H: 1, V: 1, A: 7, Z: 0 };
    let [x, y, command, at] = [0, 0, "M", 0];
    const xs = [];
    const ys = [];
    while (at < words.length) {
      if (/[a-zA-Z]/.test(words[at])) command = words[at++];
      const kind = command.toUpperCase();
      const size = sizes[kind];
      if (!size) continue;
      const values = words.slice(at, at + size).map(Number);
      at += size;
      const relative = command !== kind;
      if (kind === "H") x = values[0] + (relative ? x : 0);
      else if (kind === "V") y = values[0] + (relative ? y : 0);
      else [x, y] = [values.at(-2) + (relative ? x : 0), values.at(-1) + (relative ? y : 0)];
      xs.push(x);
      ys.push(y);
    }
    const matrix = path.getScreenCTM();
    if (!matrix || !xs.length) return undefined;
    const place = (px, py) => [px * matrix.a + matrix.e, py * matrix.d + matrix.f];
    const edges = [...place(Math.min(...xs), Math.min(...ys)), ...place(Math.max(...xs), Math.max(...ys))];
    return edges[2] - edges[0] < 1 ? undefined : edges;
  }

  const query = new URLSearchParams(location.search);
  return {
    TITLES, TARGETS, PADDING, box, cut, look, settle, drift, track, shift, idle, mutate, gone, cycle, next, moduleBytes,
    /** The page asked for each library's fastest settings. */
    quick: query.has("quick"),
    /** The step that starts as soon as it can, from the page's own beginning. */
    first: query.has("first") ? Number(query.get("first")) : undefined,
    begun: query.has("first") ? settle(Number(query.get("first")), 0) : undefined,
    steps: TITLES.map((title, n) => ({ title, target: TARGETS[n] })),
  };
})();
