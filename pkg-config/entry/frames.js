// Steps over a border: a frame of another origin that carries the tag too looks for a step's target on behalf of the
// page around it, and tells where that is and what people do with it. Both name each other's origin (`data-frames`)
// and speak for the same tenant; nobody else is asked or answered. Not here: what a question says, which only cores read.

const STILL = 4;

/** What the core is lent, and `open(core)` once it runs. Without origins nothing is heard and nothing said. */
export function createFrames({ frames, tenant, key }) {
  const who = tenant || key || "";
  const asked = new Map();
  const hosted = new Map();
  let core;

  const post = (to, origin, word, call, more) => to.postMessage({ shirube: 1, who, word, call, ...more }, origin);

  function hear({ source, origin, data }) {
    if (!frames.includes(origin) || data?.shirube !== 1 || data.who !== who) return;
    const { word, call } = data;
    if (source === window.parent && source !== window) return serve(origin, data);
    if (word === "hello") {
      for (const [call, entry] of asked) if (entry.frame.contentWindow === source) asked.delete(call);
      return core.shifted();
    }
    const entry = asked.get(call);
    if (entry?.origin !== origin || entry.frame.contentWindow !== source) return;
    if (word === "done") return core.crossed(call, data.trusted === true);
    if (word !== "here") return;
    entry.rect = Array.isArray(data.rect) ? data.rect : undefined;
    core.shifted();
  }

  // For the page around this one.
  function serve(origin, { word, call, question }) {
    if (word !== "seek" && word !== "leave") return;
    hosted.get(call)?.stop();
    hosted.delete(call);
    core.unseek(call);
    if (word === "leave" || !(question instanceof Uint8Array)) return;
    const say = (word, more) => post(window.parent, origin, word, call, more);
    hosted.set(call, {
      ...follow(() => core.sought(call), (rect) => say("here", { rect })),
      done: (trusted) => say("done", { trusted }),
    });
    core.seek(call, question);
  }

  const each = (act) => { for (const followed of hosted.values()) followed[act](); };
  const leave = () => each("forget");
  const wake = () => each("wake");

  return {
    /** Asks a frame, once; what it says then comes by `shifted`. Whether it has the target. */
    across(call, frame, question) {
      const known = asked.get(call);
      if (known?.frame === frame) return Boolean(known.rect);
      const origin = originOf(frame);
      if (!frames.includes(origin)) return false;
      asked.set(call, { frame, origin });
      // The bytes are a view of the core's memory.
      post(frame.contentWindow, origin, "seek", call, { question: question.slice() });
      return false;
    },
    /** Where the target is in its frame: `[left, top, width, height]`. */
    inner: (call) => asked.get(call)?.rect,
    leaveAcross(call) {
      const known = asked.get(call);
      asked.delete(call);
      if (known?.frame.contentWindow) post(known.frame.contentWindow, known.origin, "leave", call);
    },
    /** Something that is looked for here for the page around came, moved or went. */
    shift: wake,
    doneAcross: (call, trusted) => hosted.get(call)?.done(trusted),

    open(running) {
      if (!frames.length) return;
      core = running;
      addEventListener("message", hear);
      addEventListener("pagehide", leave);
      addEventListener("pageshow", wake);
      // The page around may have asked before anybody was here; who that is, it alone knows.
      if (window.parent !== window) post(window.parent, "*", "hello");
    },
    close() {
      removeEventListener("message", hear);
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", wake);
      each("stop");
      hosted.clear();
    },
  };
}

function originOf(frame) {
  try {
    return new URL(frame.src, frame.baseURI).origin;
  } catch {
    return undefined;
  }
}

// Tells where an element is, and that there is none, from frame to frame until it is still.
function follow(find, tell) {
  let last = "";
  let still = 0;
  let frame;
  let held;
  const sizes = new ResizeObserver(() => wake());
  const wake = () => {
    still = 0;
    frame ||= requestAnimationFrame(look);
  };
  const look = () => {
    frame = undefined;
    const element = find();
    if (element !== held) {
      held = element;
      sizes.disconnect();
      if (held) for (const sized of [held, document.documentElement]) sizes.observe(sized);
    }
    const box = held?.getBoundingClientRect();
    const rect = box && [box.left, box.top, box.width, box.height];
    const text = String(rect);
    if (text !== last) {
      still = 0;
      last = text;
      tell(rect);
    }
    still += 1;
    if (held && still < STILL) frame = requestAnimationFrame(look);
  };
  const kinds = ["scroll", "resize", "transitionend", "load"];
  for (const kind of kinds) addEventListener(kind, wake, { capture: true, passive: true });
  return {
    wake,
    forget() {
      last = "";
      tell();
    },
    stop() {
      for (const kind of kinds) removeEventListener(kind, wake, true);
      sizes.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}
