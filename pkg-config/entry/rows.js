// Waiting events, one row each: in IndexedDB, and until they are on that disk under a key of their own in the local
// storage, which is written before the call returns. A page that ends in between, or has no database, loses none.

import { parse, shared } from "./captured.js";

const UUID = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const MOST = 64 * 1024;
// A page that sends waits no longer than this for the disk: a blocked one must not hold the events back.
const DISK_LIMIT = 2000;

export function createRows(name, within) {
  const prefix = `${name}:row:`;
  const writing = new Set();
  const waiting = new Map();

  function put(id, row) {
    waiting.set(id, row);
    shared.keep(prefix + id, row);
    const written = within("rows", "readwrite", (table) => table.put(row, id)).then((key) => {
      writing.delete(written);
      if (key) shared.drop(prefix + id);
      return !!key;
    });
    writing.add(written);
    return written;
  }

  function drop(ids) {
    for (const id of ids) {
      waiting.delete(id);
      shared.drop(prefix + id);
    }
    return within("rows", "readwrite", (table) => { for (const id of ids) table.delete(id); });
  }

  async function readAll(found) {
    const ids = (await within("rows", "readonly", (table) => table.getAllKeys())) || [];
    const rows = await within("rows", "readonly", (table) => table.getAll());
    for (const [at, id] of ids.entries()) {
      // One record that cannot be read must not hide the others.
      found.set(id, rows ? rows[at] : await within("rows", "readonly", (table) => table.get(id)));
    }
  }

  /** `[damaged, id, row, user, name, at, session, tab, seq, id, …]`, oldest first: what earlier pages left. Storage is as foreign as a network. */
  async function left() {
    const found = new Map();
    for (const key of shared.names(prefix)) found.set(key.slice(prefix.length), shared.text(key));
    await readAll(found);
    const sound = [];
    const damaged = [];
    for (const [id, row] of found) {
      const event = read(id, row);
      if (!event) damaged.push(id);
      else {
        sound.push([id, row, event]);
        waiting.set(id, row);
      }
    }
    if (damaged.length) await drop(damaged);
    sound.sort(([, , a], [, , b]) => a.at - b.at || a.seq - b.seq);
    return [damaged.length, ...sound.flatMap(([id, row, { user, name, at, session, tab, seq }]) => [id, row, user, name, at, session, tab, seq])];
  }

  return {
    put,
    drop,
    left,
    /** Once what was put is on disk. */
    settled: () => writing.size && Promise.race([Promise.all(writing), new Promise((resolve) => { setTimeout(resolve, DISK_LIMIT); })]),
    /** The database is gone: what it held for this page lies beside it again. */
    keep: () => waiting.forEach((row, id) => shared.keep(prefix + id, row)),
    clear() {
      waiting.clear();
      for (const key of shared.names(prefix)) shared.drop(key);
      return within("rows", "readwrite", (table) => table.clear());
    },
  };
}

/** The event in a row, if it is one that this page could have written. */
function read(id, row) {
  if (typeof id !== "string" || !UUID.test(id) || typeof row !== "string" || row.length > MOST) return undefined;
  try {
    const event = parse(row);
    const { session, name, user } = event;
    const texts = [session, name, user === undefined ? "" : user].every((text) => typeof text === "string");
    const numbers = [event.seq, event.tab, event.at].every(Number.isSafeInteger);
    return event.id === id && texts && numbers && event.seq >= 0 && event.tab >= 0 ? event : undefined;
  } catch {
    return undefined;
  }
}
