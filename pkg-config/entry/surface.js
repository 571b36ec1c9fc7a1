// The public object of a page: window.shirube, and what `init` returns.
//
// It exists before the core does. Arguments are checked at the call, so that a mistake shows in the
// caller's own stack; the call itself waits until a core is connected, in order. Handlers, pending
// promises and the core are held here and nowhere else, so that letting go of them is one step.

import { bare, CALLS, checkCall, wrong } from "./arguments.js";

/** What listeners of `error` receive: `code` is stable, `message` is for people. */
export class ShirubeError extends Error {
  // Minifying must not take the name that a developer sees.
  static get name() { return "ShirubeError"; }

  constructor(code, message) {
    super(message);
    this.name = "ShirubeError";
    this.code = code;
  }
}

// The registry of symbols is shared by every copy of this file on a page, whichever way it came.
const OWNER = Symbol.for("shirube");
// A page that calls without end while nothing loads must not fill its memory with our queue.
const MAX_WAITING = 1000;

/**
 * Takes the page for one Shirube. Returns undefined when the page already holds one: the first
 * wins, and is told of the second.
 */
export function claim() {
  const before = window.shirube;
  if (before && before[OWNER]) {
    before[OWNER]("already_loaded", "this page already holds a Shirube; the second one is ignored");
    return undefined;
  }
  const surface = createSurface();
  window.shirube = surface.api;
  if (Array.isArray(before)) before.forEach(surface.replay);
  return surface;
}

function createSurface() {
  const handlers = new Map();
  const pending = new Set();
  let waiting = [];
  let core;
  let failure;
  let settleReady;
  const api = { ready: new Promise((resolve) => { settleReady = resolve; }) };

  const surface = {
    api,
    /** False once the page called `destroy`: whatever is still on its way is then dropped. */
    alive: true,
    /** Undoes what is scheduled before the core is there. */
    cancel: undefined,
    /** Closes what the core's storage holds open. */
    release: undefined,

    emit(name, detail) {
      if (name === "ready") {
        // Once a page view, whatever becomes of guidance later.
        if (!settleReady) return;
        settleReady(detail);
        settleReady = undefined;
      }
      if (name === "error") detail = new ShirubeError(detail.code, detail.message);
      for (const handler of [...(handlers.get(name) || [])]) {
        try {
          handler(detail);
        } catch (error) {
          console.error(error);
        }
      }
    },

    /** Guidance goes on, a developer is told. */
    warn(code, sentence) {
      try {
        console.warn(`[shirube] ${code}: ${sentence}`);
      } catch { /* a page may have taken its console away */ }
      surface.emit("error", { code, message: sentence });
    },

    /** Guidance is over for this page view. Without a sentence the console stays quiet. */
    fail(code, sentence) {
      if (failure || !surface.alive) return;
      failure = code;
      core = undefined;
      waiting = [];
      for (const resolve of pending) resolve({ shown: false, reason: code });
      surface.emit("ready", { ok: false, code });
      if (sentence) surface.warn(code, sentence);
    },

    /** From here on calls reach the core at once; those that waited go first. */
    connect(connected) {
      if (failure || !surface.alive) return;
      core = connected;
      const calls = waiting;
      waiting = [];
      for (const [name, values] of calls) send(name, values);
    },

    /** A call that was queued before the loader ran has no stack to throw into. */
    replay(call) {
      try {
        api.push(call);
      } catch (error) {
        surface.warn("wrong_argument", error.message);
      }
    },
  };

  function send(name, values) {
    if (!core) {
      if (surface.alive && !failure && waiting.length < MAX_WAITING) waiting.push([name, values]);
      return undefined;
    }
    try {
      return core[name](...values);
    } catch (error) {
      // A trap is told once, by the hook that switches everything off.
      if (!error || !error.trapped) surface.warn("internal", `${name}: ${error && error.message}`);
      return undefined;
    }
  }

  // What is more than sending on; arguments have been checked by then.
  const special = {
    start(id, options) {
      const { step, force } = options || { __proto__: null };
      if (failure || !surface.alive) return Promise.resolve({ shown: false, reason: failure || "destroyed" });
      return new Promise((resolve) => {
        pending.add(resolve);
        send("start", [id, step, force === true, (outcome) => { pending.delete(resolve); resolve(outcome); }]);
      });
    },

    prefer(choice) { send("prefer", [choice.text]); },

    // Questions are not queued: an answer that comes later is no answer.
    state(id) { return core && send("state", [id]); },
    explain(id) { return core && send("explain", [id]); },

    on(name, handler) {
      if (!surface.alive) return () => {};
      // One object a registration: the same function may listen twice and leave once.
      const entry = (detail) => handler(detail);
      if (!handlers.has(name)) handlers.set(name, new Set());
      handlers.get(name).add(entry);
      return () => { const set = handlers.get(name); if (set) set.delete(entry); };
    },

    destroy() {
      if (!surface.alive) return;
      send("destroy", []);
      if (surface.cancel) surface.cancel();
      if (surface.release) surface.release();
      if (settleReady) settleReady({ ok: false, code: "destroyed" });
      for (const resolve of pending) resolve({ shown: false, reason: "destroyed" });
      surface.alive = false;
      surface.cancel = core = undefined;
      waiting = [];
      pending.clear();
      handlers.clear();
      delete api[OWNER];
    },
  };

  for (const name of Object.keys(CALLS)) {
    api[name] = (...given) => {
      const values = given.map((value) => bare(value));
      checkCall(name, values);
      return special[name] ? special[name](...values) : void send(name, values);
    };
  }
  api.push = (...calls) => {
    for (const call of calls) {
      if (!Array.isArray(call) || !Object.keys(CALLS).includes(call[0])) {
        throw wrong("push", "a call", "an array that begins with the name of a member");
      }
      api[call[0]](...call.slice(1));
    }
  };
  Object.defineProperty(api, OWNER, { value: surface.warn, configurable: true });
  return surface;
}
