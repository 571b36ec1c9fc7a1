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

  /** Posts a batch; never rejects. `done` are the ids that may be deleted: only those an answer names. */
  async function post(body, keepalive) {
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
    put(id, row) {
      this.last = row;
      return within("rows", "readwrite", (table) => table.put(row, id));
    },
    drop: (ids) => within("rows", "readwrite", (table) => { for (const id of ids) table.delete(id); }),

    uuid,
    /** `[id, isNew, tab]`; a session ends after 30 idle minutes or a day. */
    session() {
      const now = Date.now();
      const key = `${name}:session`;
      let session = read(shared, key);
      const isNew = !session || now - session.last > IDLE || now - session.started > DAY;
      if (isNew) session = { id: uuid(), started: now, tabs: 0 };
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
    device() {
      const key = `${name}:device`;
      const known = read(shared, key);
      if (typeof known === "string") return known;
      const fresh = uuid();
      write(shared, key, fresh);
      return fresh;
    },

    post,

    /** The core is dead: one event says so, about whom the last one was, stored before it is sent like any other. */
    async crashed(message) {
      if (!this.records || !this.tab) return;
      const { user, account, release, locale } = this.last ? JSON.parse(this.last) : {};
      const { session, tab } = this.tab;
      const [id, at, seq] = [uuid(), Date.now(), this.seq()];
      const event = { id, seq, session, tab, at, name: "sdk.crashed", user, account, release, locale, data: { message } };
      this.put(id, JSON.stringify(event));
      const batch = { v: 1, key: options.key, sdk: options.version, sent: at, events: [event] };
      const [, , , done] = await post(JSON.stringify(batch), true);
      await this.drop(done);
    },

    close() {
      durable = false;
      if (channel) channel.close();
      database.then((db) => db && db.close());
    },
  };
}

// A UUIDv7. `crypto.randomUUID` is missing on insecure origins; `getRandomValues` is everywhere.
function uuid() {
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => hex(byte, 2)).join("");
  const time = hex(Date.now(), 12);
  const variant = "89ab"[parseInt(random[3], 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(8)}`;
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
