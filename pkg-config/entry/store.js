// What a page keeps and sends for the core: progress and waiting events in IndexedDB, the session,
// and the post to the collector. Everything here may be refused by the browser and then lives in
// memory: guidance never depends on it.

// Taken at load: what a host replaces later does not reach us.
const { fetch: send, localStorage: shared, sessionStorage: own } = grab();
const IDLE = 30 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;
// Generous: a cold disk may take this long, and nothing starts by itself without memory.
const OPEN_LIMIT = 1000;

export function createStore(options, onMerge) {
  const name = `shirube:${options.key || "local"}`;
  const memory = { progress: new Map(), rows: new Map() };
  let durable = options.consent !== "unknown";
  const database = durable ? open(name) : Promise.resolve(undefined);
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : undefined;
  if (channel) channel.onmessage = ({ data }) => onMerge(data.key, data.bytes);

  async function within(table, mode, work) {
    const db = await database;
    if (!db) return undefined;
    return new Promise((resolve) => {
      let request;
      try {
        const transaction = db.transaction(table, mode);
        request = work(transaction.objectStore(table));
        transaction.oncomplete = () => resolve(request && request.result);
        transaction.onerror = transaction.onabort = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }

  return {
    async load(key) {
      return memory.progress.get(key) || within("progress", "readonly", (table) => table.get(key));
    },
    save(key, bytes) {
      const copy = bytes.slice();
      memory.progress.set(key, copy);
      if (channel) channel.postMessage({ key, bytes: copy });
      return within("progress", "readwrite", (table) => table.put(copy, key));
    },
    forget(key) {
      memory.progress.delete(key);
      return within("progress", "readwrite", (table) => table.delete(key));
    },
    /** Rows left by earlier pages, oldest first: ids are ordered by time. */
    async rows() {
      const [ids, rows] = await Promise.all([
        within("rows", "readonly", (table) => table.getAllKeys()),
        within("rows", "readonly", (table) => table.getAll()),
      ]);
      return (ids || []).flatMap((id, at) => [id, rows[at]]);
    },
    put: (id, row) => within("rows", "readwrite", (table) => table.put(row, id)),
    drop: (ids) => within("rows", "readwrite", (table) => { for (const id of ids) table.delete(id); }),

    /** `{id, isNew, tab}`; a session ends after 30 idle minutes or a day. */
    session(fresh) {
      const now = Date.now();
      const key = `${name}:session`;
      let session = read(shared, key);
      const isNew = !session || now - session.last > IDLE || now - session.started > DAY;
      if (isNew) session = { id: fresh, started: now, tabs: 0 };
      let tab = read(own, key);
      if (!tab || tab.session !== session.id) tab = { session: session.id, tab: session.tabs++, seq: 0 };
      session.last = now;
      write(shared, key, session);
      write(own, key, tab);
      this.tab = tab;
      return [session.id, isNew, tab.tab];
    },
    /** The next gap-free number of this session and tab. */
    seq() {
      const { tab } = this;
      const key = `${name}:session`;
      const seq = tab.seq++;
      write(own, key, tab);
      const session = read(shared, key);
      if (session && session.id === tab.session) write(shared, key, { ...session, last: Date.now() });
      return seq;
    },
    device(fresh) {
      const key = `${name}:device`;
      const known = read(shared, key);
      if (typeof known === "string") return known;
      write(shared, key, fresh);
      return fresh;
    },

    /** Posts a batch; never rejects. `done` are the ids that may be deleted: only those an answer names. */
    async post(body, keepalive) {
      try {
        const response = await send(`${options.collector}v1/events`, {
          method: "POST", body, keepalive, credentials: "omit", headers: { "content-type": "text/plain" },
          signal: AbortSignal.timeout(10000),
        });
        const signed = response.headers.get("Shirube-Collector") === "1";
        const retry = Number(response.headers.get("Retry-After")) * 1000 || 0;
        let done = [];
        if (signed && response.ok) done = (await response.json()).results.map((result) => result.id);
        return [response.status, signed, retry, done];
      } catch {
        return [0, false, 0, []];
      }
    },

    close() {
      durable = false;
      if (channel) channel.close();
      database.then((db) => db && db.close());
    },
  };
}

function grab() {
  const storage = (name) => {
    try {
      return window[name];
    } catch {
      return undefined;
    }
  };
  return { fetch: window.fetch.bind(window), localStorage: storage("localStorage"), sessionStorage: storage("sessionStorage") };
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return undefined;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or refused: what is kept in memory serves this page.
  }
}

function open(name) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, OPEN_LIMIT);
    const done = (db) => {
      clearTimeout(timer);
      resolve(db);
    };
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("progress");
        request.result.createObjectStore("rows");
      };
      request.onsuccess = () => done(request.result);
      request.onerror = request.onblocked = () => done(undefined);
    } catch {
      done(undefined);
    }
  });
}
