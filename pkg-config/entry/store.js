// What a page keeps and sends for the core: progress and waiting events in IndexedDB, the session,
// and the post to the collector. Everything here may be refused by the browser and then lives in
// memory: guidance never depends on it. Before consent is known nothing is written at all; without it, progress and
// the session's times are (they make guidance work), and no identifier.

// Taken at load: what a host replaces later does not reach us.
const { fetch: send, localStorage: shared, sessionStorage: own } = grab();
const IDLE = 30 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;
// Generous: a cold disk may take this long, and nothing starts by itself without memory.
const OPEN_LIMIT = 1000;
// Nothing starts by itself before the collector said what it knows, and a person does not stay for long.
const ANSWER_LIMIT = 3000;

export function createStore(options, onMerge) {
  const name = `shirube:${options.key || "local"}`;
  const sessionKey = `${name}:session`;
  const deviceKey = `${name}:device`;
  const releaseKey = `${name}:release`;
  const objectsKey = `${name}:unrecorded`;
  const memory = new Map();
  const asked = new Set();
  let { consent } = options;
  let database;
  let session;
  let tab;
  let device;
  let release;
  let objects;
  let joined = Promise.resolve();
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : undefined;
  if (channel) channel.onmessage = ({ data }) => onMerge(data.key, data.bytes);

  const recall = (storage, key) => (consent === "unknown" ? undefined : read(storage, key));
  objects = recall(shared, objectsKey) === true;
  const isGranted = () => consent === "granted" && !objects;

  function keepSession() {
    const { id, ...times } = session;
    if (isGranted()) write(own, sessionKey, tab);
    if (consent !== "unknown") write(shared, sessionKey, isGranted() ? session : times);
    keepRelease();
  }

  function keepRelease() {
    if (release && consent !== "unknown") write(shared, releaseKey, release);
  }

  async function within(table, mode, work) {
    if (consent === "unknown") return undefined;
    const db = await (database ||= open(name, serveLate));
    if (!db) return undefined;
    return new Promise((resolve) => {
      let request;
      try {
        const transaction = db.transaction(table, mode);
        request = work(transaction.objectStore(table));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onerror = transaction.onabort = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }

  const load = (key) => within("progress", "readonly", (table) => table.get(key));
  const save = (key, bytes) => within("progress", "readwrite", (table) => table.put(bytes, key));
  // An earlier visit's progress is joined with this one's, and stored with the next change.
  async function join() {
    for (const key of asked) {
      const stored = await load(key);
      if (stored) onMerge(key, stored);
      else if (memory.has(key)) save(key, memory.get(key));
    }
  }
  // A disk that was too late to begin with serves from here on.
  function serveLate(db) {
    database = db;
    joined = join();
  }
  const clearRows = () => within("rows", "readwrite", (table) => table.clear());
  if (consent === "denied" || objects) clearRows();

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

  /** What the collector knows of whom the token names; never rejects. */
  async function me(token) {
    try {
      const response = await send(`${options.collector}v1/me`, {
        credentials: "omit", headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(ANSWER_LIMIT),
      });
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async load(key) {
      asked.add(key);
      return memory.get(key) || load(key);
    },
    save(key, bytes) {
      const copy = bytes.slice();
      memory.set(key, copy);
      channel?.postMessage({ key, bytes: copy });
      // What lies there unread must not be overwritten.
      return joined.then(() => save(key, memory.get(key)));
    },
    forget(key) {
      memory.delete(key);
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
      session = recall(shared, sessionKey);
      const isNew = !session || now - session.last > IDLE || now - session.started > DAY;
      session = { id: uuid(), started: now, tabs: 0, ...(isNew ? undefined : session), last: now };
      tab = recall(own, sessionKey);
      if (tab?.session !== session.id) tab = { session: session.id, tab: session.tabs++, seq: 0 };
      keepSession();
      return [session.id, isNew, tab.tab];
    },
    /** The next gap-free number of this session and tab. */
    seq() {
      const seq = tab.seq++;
      write(own, sessionKey, tab);
      const known = read(shared, sessionKey);
      if (known?.id === tab.session) write(shared, sessionKey, { ...known, last: Date.now() });
      return seq;
    },
    device() {
      const known = recall(shared, deviceKey);
      device = typeof known === "string" ? known : uuid();
      if (isGranted()) write(shared, deviceKey, device);
      return device;
    },

    /** `{tenant, version}` of the last release that was verified in this browser, if one was. */
    verified: () => recall(shared, releaseKey),
    /** What was verified just now: an older release is refused from here on. */
    keepVerified(known) {
      release = known;
      keepRelease();
    },

    /** From here on this is allowed: what memory holds is stored, or what identifies is taken out of the storage. */
    consent(state) {
      consent = state;
      objects ||= recall(shared, objectsKey) === true;
      keepSession();
      if (objects && state !== "unknown") write(shared, objectsKey, true);
      if (isGranted()) {
        write(shared, deviceKey, device);
      } else {
        remove(shared, deviceKey);
        remove(own, sessionKey);
        if (state !== "unknown") clearRows();
        else for (const key of [sessionKey, releaseKey, objectsKey]) remove(shared, key);
      }
      joined = join();
    },

    post,
    me,

    /** Whether the person switched recording off; like progress, it is kept under "denied". */
    objects: () => objects,
    object(off) {
      objects = off;
      if (!off) remove(shared, objectsKey);
      this.consent(consent);
    },

    /** The core is dead: one event says so, about whom the last one was, stored before it is sent like any other. */
    async crashed(message) {
      if (!this.records || !tab) return;
      const { user, account, release, locale } = this.last ? JSON.parse(this.last) : {};
      const [id, at, seq] = [uuid(), Date.now(), this.seq()];
      const event = { id, seq, session: tab.session, tab: tab.tab, at, name: "sdk.crashed", user, account, release, locale, data: { message } };
      this.put(id, JSON.stringify(event));
      const batch = { v: 1, key: options.key, sdk: options.version, sent: at, events: [event] };
      const [, , , done] = await post(JSON.stringify(batch), true);
      await this.drop(done);
    },

    async close() {
      channel?.close();
      (await database)?.close();
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
  return {
    fetch: window.fetch.bind(window),
    localStorage: attempt(() => window.localStorage),
    sessionStorage: attempt(() => window.sessionStorage),
  };
}

// Refused, full or foreign: what is kept in memory serves this page.
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const read = (storage, key) => attempt(() => JSON.parse(storage.getItem(key)));
const write = (storage, key, value) => attempt(() => storage.setItem(key, JSON.stringify(value)));
const remove = (storage, key) => attempt(() => storage.removeItem(key));

function open(name, late) {
  return new Promise((resolve) => {
    let timer = setTimeout(() => {
      timer = 0;
      resolve();
    }, OPEN_LIMIT);
    const done = (db) => {
      if (!timer && db) late(db);
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
