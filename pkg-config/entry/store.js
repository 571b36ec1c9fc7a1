// What a page keeps for the core: progress and waiting events, the session, the device. Everything here may be refused
// by the browser and then lives in memory: guidance never depends on it. Before consent is known nothing is written at
// all; without it, progress and the session's times are (they make guidance work), and no identifier.

import { now, own, parse, shared, stringify } from "./captured.js";
import { createDatabase } from "./database.js";
import { createPost } from "./post.js";
import { createRows } from "./rows.js";

const IDLE = 30 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

export function createStore(options, onMerge) {
  const name = `shirube:${options.key || "local"}`;
  const sessionKey = `${name}:session`;
  const deviceKey = `${name}:device`;
  const releaseKey = `${name}:release`;
  const objectsKey = `${name}:unrecorded`;
  const memory = new Map();
  const asked = new Set();
  let { consent } = options;
  let session;
  let tab;
  let device;
  let latest;
  let release;
  let joined = Promise.resolve();
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : undefined;
  if (channel) channel.onmessage = ({ data }) => onMerge(data.key, data.bytes);

  const recall = (storage, key) => (consent === "unknown" ? undefined : storage.read(key));
  let objects = recall(shared, objectsKey) === true;
  const isGranted = () => consent === "granted" && !objects;
  const disk = createDatabase(name, () => consent !== "unknown", (reading) => { joined = Promise.resolve(reading).catch(() => {}).then(join); }, () => rows.keep());
  const { within } = disk;
  const rows = createRows(name, within);
  const { post, leave } = createPost(name, options, rows.settled);

  function keepSession() {
    const { id, ...times } = session;
    if (isGranted()) own.write(sessionKey, tab);
    if (consent !== "unknown") shared.write(sessionKey, isGranted() ? session : times);
    keepRelease();
  }

  function keepRelease() {
    if (release && consent !== "unknown") shared.write(releaseKey, release);
  }

  // What was saved last stands beside the database until that has it: a reload may overtake the disk.
  const beside = (key) => `${name}:progress:${key}`;
  const load = (key) => within("progress", "readonly", (table) => table.get(key));
  async function save(key, bytes) {
    if (consent === "unknown") return;
    const text = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    shared.keep(beside(key), text);
    // What lies there unread must not be overwritten.
    await joined;
    const stored = await within("progress", "readwrite", (table) => table.put(bytes, key));
    if (stored && shared.text(beside(key)) === text) shared.drop(beside(key));
  }
  function saved(key) {
    const text = consent === "unknown" ? undefined : shared.text(beside(key));
    try {
      return text && Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    } catch {
      return undefined;
    }
  }
  // Where nothing can be kept, not even beside the database, whoever asks for progress hears no: what was seen before is
  // not known then, which is not the same as nothing. Before consent it is not tried.
  function mayKeep() {
    if (consent === "unknown") return undefined;
    const key = beside("");
    const kept = shared.keep(key, "");
    shared.drop(key);
    return kept ? undefined : false;
  }
  // An earlier visit's progress is joined with this one's, and stored with the next change.
  async function join() {
    for (const key of asked) {
      const stored = await load(key);
      if (stored) onMerge(key, stored);
      else if (memory.has(key)) save(key, memory.get(key));
    }
  }
  if (consent === "denied" || objects) rows.clear();

  return {
    async load(key) {
      asked.add(key);
      const stored = await load(key);
      const late = saved(key);
      if (late && stored) setTimeout(onMerge, 0, key, stored);
      return memory.get(key) || late || stored || (await disk.opens()) || mayKeep();
    },
    save(key, bytes) {
      const copy = bytes.slice();
      memory.set(key, copy);
      channel?.postMessage({ key, bytes: copy });
      return save(key, copy);
    },
    forget(key) {
      memory.delete(key);
      shared.drop(beside(key));
      return within("progress", "readwrite", (table) => table.delete(key));
    },
    rows: rows.left,
    put(id, row) {
      latest = row;
      return rows.put(id, row);
    },
    drop: rows.drop,

    uuid,
    /** `[id, isNew, tab]`; a session ends after 30 idle minutes or a day. */
    session() {
      const time = now();
      session = recall(shared, sessionKey);
      const isNew = !session || time - session.last > IDLE || time - session.started > DAY;
      session = { id: uuid(), started: time, tabs: 0, ...(isNew ? undefined : session), last: time };
      tab = recall(own, sessionKey);
      if (tab?.session !== session.id) tab = { session: session.id, tab: session.tabs++, seq: 0 };
      keepSession();
      return [session.id, isNew, tab.tab];
    },
    /** The next gap-free number of this session and tab. */
    seq() {
      const seq = tab.seq++;
      if (isGranted()) own.write(sessionKey, tab);
      const known = recall(shared, sessionKey);
      if (known?.id === tab.session) shared.write(sessionKey, { ...known, last: now() });
      return seq;
    },
    device() {
      const known = recall(shared, deviceKey);
      // A lot to draw with, shared by many devices: no identifier, so it may stay wherever progress may.
      device = typeof known === "string" ? known : uuid().slice(-4);
      if (consent !== "unknown") shared.write(deviceKey, device);
      return device;
    },

    /** `{tenant, version}` of the last release that was verified in this browser, if one was. */
    verified: () => recall(shared, releaseKey),
    /** What was verified just now: an older release is refused from here on. */
    keepVerified(known) {
      release = known;
      keepRelease();
    },

    /** Whether the person switched recording off; like progress, it is kept under "denied". */
    objects: () => objects,
    object(off) {
      objects = off;
      if (!off) shared.drop(objectsKey);
      this.consent(consent);
    },

    /** From here on this is allowed: what memory holds is stored, or what identifies is taken out of the storage. */
    consent(state) {
      consent = state;
      objects ||= recall(shared, objectsKey) === true;
      if (!isGranted()) rows.clear();
      keepSession();
      if (objects && state !== "unknown") shared.write(objectsKey, true);
      if (!isGranted()) own.drop(sessionKey);
      if (state === "unknown") for (const key of [sessionKey, deviceKey, releaseKey, objectsKey]) shared.drop(key);
      else shared.write(deviceKey, device);
      joined = join();
    },

    post,
    leave,

    /** The core is dead: one event says so, about whom the last one was, stored before it is sent like any other. */
    async crashed(message) {
      if (!this.records || !tab) return;
      const { user, account, release, locale } = latest ? parse(latest) : {};
      const [id, at, seq] = [uuid(), now(), this.seq()];
      const event = { id, seq, session: tab.session, tab: tab.tab, at, name: "sdk.crashed", user, account, release, locale, data: { message } };
      rows.put(id, stringify(event));
      const batch = { v: 1, key: options.key, sdk: options.version, sent: at, events: [event] };
      const [, , , done] = await post(stringify(batch), true);
      await rows.drop(done);
    },

    async close() {
      channel?.close();
      await disk.close();
    },
  };
}

// A UUIDv7. `crypto.randomUUID` is missing on insecure origins; `getRandomValues` is everywhere.
function uuid() {
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => hex(byte, 2)).join("");
  const time = hex(now(), 12);
  const variant = "89ab"[parseInt(random[3], 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(8)}`;
}
